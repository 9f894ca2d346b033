"""One question: every date that was reported for it, on one line and in one table, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from service.access import guards
from service.access.accounts import Account
from service.dashboard import (
    as_files,
    bars,
    claim_facts,
    disagreeing,
    following,
    frame,
    question_forms,
    question_rules,
    subscribing,
    wording,
    writing,
)
from service.dashboard.forms import Form
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.narrowing import address
from service.dashboard.rows import as_of_then, row
from service.dashboard.typed import title_text
from service.dashboard.writing import Again
from service.database import Connection, reading
from service.domain.window import day_of
from service.intake.fields import is_id
from service.read_models import filters, questions
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import ClaimFilter
from service.read_models.identities import identities
from service.read_models.looking_back import question_at
from service.read_models.questions import Question
from service.wiring import Wiring

#: Claims of one question that its page shows, those whose window ends first; the files hold all.
MOST = 100
#: Questions that the list shows at once.
MOST_QUESTIONS = 50


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages on their paths."""
    one = "/questions/<question_id>"
    pages.add_url_rule("/questions", "questions", partial(every, wiring))
    pages.add_url_rule("/questions", "ask_question", partial(ask, wiring), methods=["POST"])
    pages.add_url_rule(one, "question", partial(show, wiring))
    pages.add_url_rule(one, "change_question", partial(change, wiring), methods=["POST"])


def every(wiring: Wiring) -> Response:
    """Return the questions, the newest first, each with how many claims bear on it."""
    return _every(wiring, frame.reader(wiring), writing.new_form(wiring, {}))


def ask(wiring: Wiring) -> Response:
    """Ask a question and go to its page; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    sent = writing.send(wiring, caller, writing.given(), question_forms.asked, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _every(wiring, visitor, sent.form, status=sent.status)


def show(wiring: Wiring, question_id: str) -> Response:
    """Return a question's page, as it stands or as it stood at a moment."""
    visitor = frame.reader(wiring)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    return _page(wiring, visitor, question_id, seen)


def change(wiring: Wiring, question_id: str) -> Response:
    """Reword a question, set its rule or take such an entry back; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    work = partial(question_forms.changed, question_id, given)
    sent = writing.send(wiring, caller, given, work, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, question_id, seen_from(None, visitor), again=sent)


def _every(wiring: Wiring, visitor: Visitor, form: Form, *, status: int = 200) -> Response:
    before = request.args.get("cursor") or None
    if before is not None and not is_id(before, "qst"):
        abort(404)
    with reading(wiring.engine) as connection:
        found = questions.every(connection, most=MOST_QUESTIONS + 1, before=before)
        shown = found[:MOST_QUESTIONS]
        on = questions.claims_on(connection, [one.id for one in shown])
    return frame.page(
        visitor,
        "questions.html",
        status=status,
        form=form,
        questions=[(one, wording.counted(len(on.get(one.id, ())), "claim")) for one in shown],
        next=address("/questions", [("cursor", shown[-1].id)]) if len(found) > MOST_QUESTIONS else None,
        is_first=before is None,
    )


def _page(
    wiring: Wiring, visitor: Visitor, question_id: str, seen: Seen, *, again: Again | None = None
) -> Response:
    if not is_id(question_id, "qst"):
        abort(404)
    with reading(wiring.engine) as connection:
        question = question_at(connection, question_id, seen.moment)
        if question is None:
            abort(404)
        wanted = ClaimFilter(question=question_id)
        page = filters.claims(connection, wanted, seen.moment, sort="window_end", limit=MOST)
        values = _told(connection, question, list(page.items), visitor, seen)
        values |= question_forms.told(connection, wiring, question, visitor, seen, again)
        follow = following.buttons(connection, visitor, "question", question_id) if seen.is_now else None
    alternates = subscribing.of_question(question_id) if seen.is_now else []
    return frame.page(
        visitor,
        "question.html",
        status=200 if again is None else again.status,
        id=question_id,
        text=question.text,
        title=title_text(question.text),
        seen=seen,
        here_now=f"/questions/{question_id}",
        files=as_files.links(f"/questions/{question_id}/claims", seen.pairs),
        alternates=alternates,
        subscribe=subscribing.links(visitor, alternates),
        has_more=page.next is not None,
        follow=follow,
        rule=question_rules.shown_of(question, visitor.zone),
        **values,
    )


def _told(
    connection: Connection, question: Question, views: list[ClaimView], visitor: Visitor, seen: Seen
) -> dict[str, Any]:
    at, query = seen.moment.due_at, address("", seen.pairs)
    names = frame.people(connection, visitor)
    who_is = identities(connection, [view.claim for view in views])
    shown = [row(view, {}, at, for_public=True, who_is=who_is) for view in views]
    return {
        "settled_before": _settled_before(views, question),
        "rows": shown if seen.is_now else [as_of_then(one) for one in shown],
        "query": query,
        "drawing": bars.drawn(
            views, at, seen.today, title="Every date that was reported for this question", query=query
        ),
        "legend": bars.LEGEND,
        "disagreement": disagreeing.in_words([view.claim.window for view in views]),
        "moves": [
            (view.id, title_text(view.claim.text), _moves(view, names, visitor.zone))
            for view in views
            if view.claim.moves
        ],
    }


def _settled_before(views: Sequence[ClaimView], question: Question) -> str:
    """Return how many of the claims had been answered when the rule was written; empty for none."""
    since = question.rule_set_at
    if since is None:
        return ""
    answers = [(one.claim.resolution, one.claim.window.zone) for one in views]
    count = sum(1 for found, zone in answers if found is not None and found.known_on < day_of(since, zone))
    return wording.counted(count, "claim") if count else ""


def _moves(view: ClaimView, names: Mapping[str, Account], zone: str) -> tuple[Markup, ...]:
    return claim_facts.moves(view.claim, names, zone, address=f"/claims/{view.id}")
