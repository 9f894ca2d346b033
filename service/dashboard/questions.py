"""One question: every date that was reported for it, on one line and in one table, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from service.access.accounts import Account
from service.dashboard import as_files, bars, claim_facts, disagreeing, following, frame, wording
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.narrowing import address
from service.dashboard.rows import as_of_then, row
from service.dashboard.typed import title_text
from service.database import Connection, reading
from service.intake.fields import is_id
from service.read_models import filters, questions
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import ClaimFilter
from service.wiring import Wiring

#: Claims of one question that its page shows, those whose window ends first; the files hold all.
MOST = 100
#: Questions that the list shows at once.
MOST_QUESTIONS = 50


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages on their paths."""
    pages.add_url_rule("/questions", "questions", partial(every, wiring))
    pages.add_url_rule("/questions/<question_id>", "question", partial(show, wiring))


def every(wiring: Wiring) -> Response:
    """Return the questions, the newest first, each with how many claims bear on it."""
    visitor = frame.reader(wiring)
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
        questions=[(one, wording.counted(len(on.get(one.id, ())), "claim")) for one in shown],
        next=address("/questions", [("cursor", shown[-1].id)]) if len(found) > MOST_QUESTIONS else None,
        is_first=before is None,
    )


def show(wiring: Wiring, question_id: str) -> Response:
    """Return a question's page, as it stands or as it stood at a moment."""
    visitor = frame.reader(wiring)
    if not is_id(question_id, "qst"):
        abort(404)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    with reading(wiring.engine) as connection:
        question = questions.one(connection, question_id)
        if question is None:
            abort(404)
        wanted = ClaimFilter(question=question_id)
        page = filters.claims(connection, wanted, seen.moment, sort="window_end", limit=MOST)
        values = _told(connection, list(page.items), visitor, seen)
        follow = following.buttons(connection, visitor, "question", question_id) if seen.is_now else None
    return frame.page(
        visitor,
        "question.html",
        id=question_id,
        text=question.text,
        title=title_text(question.text),
        seen=seen,
        here_now=f"/questions/{question_id}",
        files=as_files.links(f"/questions/{question_id}/claims", seen.pairs),
        has_more=page.next is not None,
        follow=follow,
        **values,
    )


def _told(connection: Connection, views: list[ClaimView], visitor: Visitor, seen: Seen) -> dict[str, Any]:
    at, query = seen.moment.due_at, address("", seen.pairs)
    names = frame.people(connection, visitor)
    shown = [row(view, {}, at, for_public=True) for view in views]
    return {
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


def _moves(view: ClaimView, names: Mapping[str, Account], zone: str) -> tuple[Markup, ...]:
    return claim_facts.moves(view.claim, names, zone, address=f"/claims/{view.id}")
