"""Log a claim: what was published, who said it, by when it is to happen."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from service.access import guards
from service.access.guards import Caller
from service.changes import claims
from service.changes.claims import Context, Written
from service.dashboard import answers, forms, frame, writing
from service.dashboard.forms import Form, Given
from service.dashboard.frame import Visitor
from service.dashboard.typed import said
from service.database import Connection, reading
from service.domain.refusals import not_allowed
from service.intake.claims import new_claim
from service.intake.fields import is_id
from service.read_models import claim_board, questions
from service.read_models.claim_rows import ClaimView
from service.wiring import Wiring

#: Questions to choose from, the newest.
MOST_QUESTIONS = 200
#: What the next claim of the same article starts with.
OF_THE_ARTICLE = (
    "report.outlet",
    "report.article.url",
    "report.article.title",
    "report.article.published_at",
)


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page on its path."""
    pages.add_url_rule("/claims/new", "log_claim", partial(show, wiring))
    pages.add_url_rule("/claims/new", "log_claim_sent", partial(record, wiring), methods=["POST"])


def show(wiring: Wiring) -> Response:
    """Return the form, with the article of the claim that was logged before, if it is named."""
    visitor, _ = frame.person(wiring)
    _require_may_log(visitor)
    with reading(wiring.engine) as connection:
        before = _logged_before(connection, request.args.get("after", ""))
    given = starts_with(before, zone=visitor.zone)
    return _page(wiring, visitor, writing.new_form(wiring, given), before=before)


def record(wiring: Wiring) -> Response:
    """Log the claim and go to it, or on to the next one; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    _require_may_log(visitor)
    given = writing.given()
    sent = writing.send(wiring, caller, given, partial(_change, wiring, caller, given), about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    response = _page(wiring, visitor, sent.form, status=sent.status)
    if sent.status == 503:
        response.headers["Retry-After"] = str(frame.RETRY_AFTER_SECONDS)
    return response


def starts_with(before: ClaimView | None, *, zone: str) -> Given:
    """Return what the fields hold before anybody typed."""
    given = {"zone": [zone]}
    if before is None:
        return given
    claim = before.claim
    report = answers.report_fields(claim.reports[0])
    given |= {name: [report[name]] for name in OF_THE_ARTICLE}
    given |= {"zone": [claim.window.zone], "question": [claim.question or ""]}
    return given | {"tags": [", ".join(claim.tags)], "desk": [claim.desk or ""]}


def body_of(given: Given) -> dict[str, Any]:
    """Return the body of a new claim as the API takes it."""
    body = forms.body_of(given)
    words = body.pop("question_new", None)
    if words is not None:
        body["question"] = words
    condition = body.get("condition")
    if isinstance(condition, dict) and "claim" in condition:
        condition["claim"] = forms.claim_id_in(condition["claim"])
    zone = next(iter(given.get("zone", ())), "").strip()
    if zone:
        body["zone"] = zone
    said_on = next(iter(given.get("said_on", ())), "").strip()
    if said_on:
        body["said_on"] = said_on
    return body


def _change(
    wiring: Wiring, caller: Caller, given: Given, connection: Connection, context: Context
) -> tuple[Written, str]:
    new = new_claim(
        body_of(given), owner=caller.account.id, now=context.now, zone=context.zone, new_id=wiring.new_id
    )
    written = claims.report_claim(connection, new.proposed, context, ask=new.ask)
    if "next" in given.get("then", ()):
        return written, f"/claims/new?after={written.claim_id}"
    return written, f"/claims/{written.claim_id}?recorded=1#recorded"


def _page(
    wiring: Wiring, visitor: Visitor, form: Form, *, before: ClaimView | None = None, status: int = 200
) -> Response:
    with reading(wiring.engine) as connection:
        known = questions.every(connection, most=MOST_QUESTIONS)
        chosen = form.value("question")
        current = questions.one(connection, chosen) if is_id(chosen, "qst") else None
    if current is not None and current not in known:
        known = [current, *known]
    logged = None if before is None else (before.id, said(before.claim.text, 200))
    return frame.page(visitor, "log_claim.html", status=status, form=form, questions=known, logged=logged)


def _logged_before(connection: Connection, claim_id: str) -> ClaimView | None:
    return claim_board.one(connection, claim_id) if is_id(claim_id, "clm") else None


def _require_may_log(visitor: Visitor) -> None:
    if not visitor.may_log:
        raise not_allowed("Your account may read claims, and not log them.", hint="Ask an admin for a role.")
