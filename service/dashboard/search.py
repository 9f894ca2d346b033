"""Searching claims by their words, with what was found marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.dashboard import forms, frame, subscribing, wording
from service.dashboard.claims import DUE_OPTIONS, STATUS_OPTIONS, asked
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.rows import Row, as_of_then, row
from service.dashboard.typed import marked
from service.database import Connection, reading
from service.domain.claim import Claim
from service.domain.refusals import Refusal
from service.domain.searching import Asked, asked_for, excerpt, matches
from service.intake import limits, plain_text, queries
from service.intake.queries import ListQuery
from service.intake.syntax import BadSyntax
from service.read_models import filters, search_results
from service.read_models.claim_rows import ClaimView, named_source
from service.read_models.identities import identities
from service.wiring import Wiring

#: From here on a search only says that there are more.
MOST_COUNTED = 1000
#: Passages shown of one claim besides its own words, and how much of each.
MOST_PASSAGES, PASSAGE = 2, 240
#: What the page keeps of an address, besides the words.
FILTERS = ("due", "status", "outlet", "said_by", "tag")
KEPT = ("question", "desk", "owner", "outcome", "as_of", "recorded_by")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in which something was found: whose it is, and the text with that marked."""

    name: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Found:
    """One claim that a search found: its row, its words with what was found marked, and where else."""

    row: Row
    text: Markup
    passages: tuple[Passage, ...]


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the search on its path."""
    pages.add_url_rule("/search", "search", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return one page of what a search finds."""
    visitor = frame.reader(wiring)
    typed, is_cut = _typed(request.args.get("q", ""))
    others = [pair for pair in request.args.items(multi=True) if pair[0] != "q"]
    pairs = asked([("q", typed), *others], for_public=visitor.is_public)
    form = forms.Form(given={name: [value] for name, value in pairs}, key="")
    try:
        seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
        wanted = queries.claim_list(
            [pair for pair in pairs if pair[0] != "cursor"], now=visitor.now, zone=visitor.zone
        )
        values = _results(wiring, wanted, visitor, seen, pairs) if wanted.filter.q else {}
    except Refusal as refusal:
        status = 400 if isinstance(refusal, BadSyntax) else frame.STATUS_OF[refusal.refusal_class]
        faults = tuple(forms.Shown("", forms.words_of(fault)) for fault in refusal.faults)
        form = forms.Form(given=form.given, key="", faults=faults)
        return _page(visitor, form, typed, seen=seen_from(None, visitor), status=status)
    return _page(visitor, form, typed, seen=seen, is_cut=is_cut, **values)


def _typed(text: str) -> tuple[str, bool]:
    """Return what was typed as it can be searched for, and whether something had to be left out."""
    plain = text[: limits.SEARCH]
    while (unfit := plain_text.first_unfit(plain, lines=False)) is not None:
        plain = plain.replace(unfit, " ")
    return plain.strip(), len(text) > limits.SEARCH


def _results(
    wiring: Wiring, wanted: ListQuery, visitor: Visitor, seen: Seen, pairs: list[tuple[str, str]]
) -> dict[str, Any]:
    cursor = request.args.get("cursor") or None
    with reading(wiring.engine) as connection:
        page = search_results.found(
            connection, wanted.filter, wanted.moment, limit=wanted.limit, cursor=cursor
        )
        count = filters.count(connection, wanted.filter, wanted.moment, most=MOST_COUNTED)
        shown = list(_shown(connection, page.items, wanted, visitor, seen))
    kept = [(name, value) for name, value in pairs if name != "cursor"]
    return {
        "found": shown,
        "count": f"{MOST_COUNTED:,} claims or more" if count >= MOST_COUNTED else _claims(count),
        "next": f"/search?{urlencode([*kept, ('cursor', page.next)])}" if page.next else None,
        "first": f"/search?{urlencode(kept)}" if cursor else None,
        "narrowed": [name for name, _ in kept if name in (*FILTERS, "question", "desk", "owner", "outcome")],
    }


def _shown(
    connection: Connection, views: Any, wanted: ListQuery, visitor: Visitor, seen: Seen
) -> Iterator[Found]:
    names = frame.people(connection, visitor)
    searched = asked_for(wanted.filter.q or "")
    who_is = identities(connection, [view.claim for view in views])
    for view in views:
        at = wanted.moment.due_at
        as_row = row(view, names, at, for_public=visitor.is_public, who_is=who_is)
        yield _found(view, as_row if seen.is_now else as_of_then(as_row), searched)


def _found(view: ClaimView, as_row: Row, searched: Asked) -> Found:
    text = view.claim.text
    spans = matches(text, searched)
    left = [term for term in searched.terms if not matches(text, Asked((term,)))]
    passages: list[Passage] = []
    for name, passage in _texts(view.claim):
        here = [term for term in left if matches(passage, Asked((term,)))]
        if here and len(passages) < MOST_PASSAGES:
            pieces = excerpt(passage, matches(passage, searched), most=PASSAGE)
            passages.append(Passage(name, marked(pieces)))
            left = [term for term in left if term not in here]
    return Found(as_row, marked(excerpt(text, spans, most=PASSAGE)), tuple(passages))


def _texts(claim: Claim) -> Iterator[tuple[str, str]]:
    """Give the texts of a claim's reports that are searched, each with what it is."""
    for report in claim.reports:
        named = (
            ("Wording", report.wording),
            ("Article", report.article.title),
            ("Outlet", report.outlet),
            ("Said by", named_source(report)),
        )
        yield from ((name, text) for name, text in named if text)


def _page(visitor: Visitor, form: forms.Form, typed: str, *, status: int = 200, **values: Any) -> Response:
    given = {"found": [], "count": "", "next": None, "first": None, "narrowed": [], "is_cut": False} | values
    is_list = status == 200 and bool(asked_for(typed).terms)
    alternates = subscribing.of_list([("q", typed)]) if is_list else []
    return frame.page(
        visitor,
        "search.html",
        status=status,
        form=form,
        searched=typed,
        holds_words=bool(asked_for(typed).terms),
        leaves_out=asked_for(typed).is_cut,
        without=f"/search?{urlencode({'q': typed})}",
        kept_names=KEPT,
        due_options=DUE_OPTIONS,
        status_options=STATUS_OPTIONS,
        said_by_options=[("", "Any"), *wording.CHOICES["said_by_kinds"]],
        alternates=alternates,
        **given,
    )


def _claims(count: int) -> str:
    return "1 claim" if count == 1 else f"{count:,} claims"
