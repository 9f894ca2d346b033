"""The list of all claims, filtered and searched."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from service.dashboard import as_files, forms, frame, narrowing, subscribing, wording
from service.dashboard.frame import Visitor
from service.dashboard.rows import rows
from service.database import Connection, reading
from service.domain.refusals import Fault, Refusal
from service.intake import queries
from service.intake.queries import ListQuery
from service.intake.syntax import BadSyntax
from service.read_models import filters, questions
from service.read_models.filters import DUES
from service.read_models.identities import identities
from service.wiring import Wiring

DUE_OPTIONS = [
    ("", "Any"),
    *((due, wording.DUE_WORDS[due]) for due in DUES if due != "long_past_due"),
    ("long_past_due", "Date passed 30 days ago or more"),
]
STATUS_OPTIONS = [("", "Any"), *wording.STATUS_WORDS.items()]
SORT_OPTIONS = [
    ("-recorded_at", "Newest logged first"),
    ("recorded_at", "Oldest logged first"),
    ("window_end", "Window that ends first"),
    ("-window_end", "Window that ends last"),
]
#: From here on a list only says that there are more: counting them all takes longer than showing some.
MOST_COUNTED = 1000
NOTHING_FOUND: dict[str, Any] = {"rows": [], "asked": True, "question": None, "narrow": None}
#: What an address says about the page and not about which claims are listed.
OF_THE_PAGE = ("facet", "saved")
#: What the public cannot ask: who looked, and who is asked.
INTERNAL = ("owner", "never_checked", "snoozed", "waits_for_second")


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the list on its path."""
    pages.add_url_rule("/claims", "claims", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return one page of the claims that were asked for."""
    visitor = frame.reader(wiring)
    pairs = asked(list(request.args.items(multi=True)), for_public=visitor.is_public)
    form = forms.Form(given={name: [value] for name, value in pairs}, key="")
    try:
        wanted = queries.claim_list(pairs, now=visitor.now, zone=visitor.zone)
        with reading(wiring.engine) as connection:
            found = _found(connection, wanted, visitor, pairs)
    except Refusal as refusal:
        form = forms.Form(
            given=form.given, key="", faults=tuple(_shown(one, pairs) for one in refusal.faults)
        )
        status = 400 if isinstance(refusal, BadSyntax) else frame.STATUS_OF[refusal.refusal_class]
        return _page(visitor, form, NOTHING_FOUND, status=status)
    return _page(visitor, form, found)


def asked(pairs: list[tuple[str, str]], *, for_public: bool) -> list[tuple[str, str]]:
    """Return the parameters that were filled in, without those the reader may not ask."""
    left_out = (*OF_THE_PAGE, *(INTERNAL if for_public else ()))
    return [(name, value) for name, value in pairs if value.strip() and name not in left_out]


def _found(
    connection: Connection, wanted: ListQuery, visitor: Visitor, pairs: list[tuple[str, str]]
) -> dict[str, Any]:
    page = filters.claims(
        connection,
        wanted.filter,
        wanted.moment,
        sort=wanted.sort,
        limit=wanted.limit,
        cursor=wanted.cursor,
    )
    question = questions.one(connection, wanted.filter.question) if wanted.filter.question else None
    names = frame.people(connection, visitor)
    kept = [(name, value) for name, value in pairs if name != "cursor"]
    is_now = wanted.moment.as_of is None and wanted.moment.recorded_by is None
    alternates = subscribing.of_list(kept) if is_now else []
    return {
        "narrow": narrowing.narrowing(
            connection,
            "/claims",
            [*kept, *narrowing.opened(request.args)],
            wanted.filter,
            wanted.moment,
            names,
            for_public=visitor.is_public,
        ),
        "files": as_files.links("/claims", kept),
        "alternates": alternates,
        "subscribe": subscribing.links(visitor, alternates, list_of=kept if is_now else None),
        "own_address": narrowing.address("/claims", kept),
        "rows": rows(
            page.items,
            names,
            wanted.moment.due_at,
            for_public=visitor.is_public,
            who_is=identities(connection, [view.claim for view in page.items]),
        ),
        "count": count_words(filters.count(connection, wanted.filter, wanted.moment, most=MOST_COUNTED + 1)),
        "question": None if question is None else question.text,
        "next": f"/claims?{urlencode([*kept, ('cursor', page.next)])}" if page.next else None,
        "first": f"/claims?{urlencode(kept)}" if wanted.cursor else None,
        "asked": bool(pairs),
        "as_of": wanted.moment.as_of,
    }


def count_words(count: int) -> str:
    """Return how many claims there are; of very many only that they are more than so many."""
    if count > MOST_COUNTED:
        return f"More than {MOST_COUNTED:,} claims"
    return wording.counted(count, "claim")


def _page(visitor: Visitor, form: forms.Form, found: dict[str, Any], *, status: int = 200) -> Response:
    return frame.page(
        visitor,
        "claims.html",
        status=status,
        form=form,
        due_options=DUE_OPTIONS,
        status_options=STATUS_OPTIONS,
        sort_options=SORT_OPTIONS,
        said_by_options=[("", "Any"), *wording.CHOICES["said_by_kinds"]],
        stance_options=[("", "Any"), *wording.CHOICES["stances"]],
        **found,
    )


def _shown(fault: Fault, pairs: list[tuple[str, str]]) -> forms.Shown:
    name = fault.pointer if any(name == fault.pointer for name, _ in pairs) else ""
    return forms.Shown(name, forms.words_of(fault))
