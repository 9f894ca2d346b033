"""Log a claim: what was published, who said it, by when it is to happen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from service.access import guards
from service.access.guards import Caller
from service.changes import claims
from service.changes.claims import Context, Written
from service.dashboard import answers, filling, frame, new_claims, readings, writing
from service.dashboard.forms import Form, Given, Shown
from service.dashboard.frame import SignInNeeded, Visitor
from service.dashboard.new_claims import Look
from service.dashboard.rendering import render
from service.dashboard.typed import said
from service.dashboard.writing import Again
from service.database import Connection, reading
from service.domain.refusals import Refusal, not_allowed
from service.intake.claims import NewClaim, new_claim
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
SIGNED_OUT = (
    "You are signed out. What you typed stands below: sign in in another tab, then save it again here."
)
SIGNED_IN_SINCE = "This page was older than your sign-in. What you typed stands below: save it again."
UNAUTHORIZED = 401


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page on its path."""
    pages.add_url_rule("/claims/new", "log_claim", partial(show, wiring))
    pages.add_url_rule("/claims/new", "log_claim_sent", partial(record, wiring), methods=["POST"])
    pages.add_url_rule("/claims/new/reading", "log_claim_reading", partial(preview, wiring))


def show(wiring: Wiring) -> Response:
    """Return the form, filled in from the address or with the article of the claim logged before."""
    visitor, _ = frame.person(wiring)
    _require_may_log(visitor)
    with reading(wiring.engine) as connection:
        before = _logged_before(connection, request.args.get("after", ""))
    given = starts_with(before, zone=visitor.zone)
    asked = filling.from_address(request.args)
    form = writing.new_form(wiring, {**given, **{name: [value] for name, value in asked.items()}})
    return _page(wiring, visitor, form, before=before, looks=bool(asked))


def record(wiring: Wiring) -> Response:
    """Log the claim and go to it, or on to the next one; or show the form again with all that was typed."""
    guards.require_same_origin(wiring)
    given = writing.given()
    try:
        visitor, caller = frame.person(wiring)
    except SignInNeeded:
        return _kept(wiring, frame.passer_by(wiring), given, SIGNED_OUT, status=UNAUTHORIZED)
    _require_may_log(visitor)
    try:
        guards.require_csrf(wiring)
    except Refusal as forged:
        status = frame.STATUS_OF[forged.refusal_class]
        return _kept(wiring, visitor, given, SIGNED_IN_SINCE, status=status)
    if "check" in given.get("then", ()):
        return _page(wiring, visitor, writing.new_form(wiring, given), looks=True)
    sent = writing.send(wiring, caller, given, partial(_change, wiring, caller, given), about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _again(wiring, visitor, sent)


def preview(wiring: Wiring) -> Response:
    """Return as JSON what the script shows while somebody types; nothing is written, nothing is refused."""
    visitor, _ = frame.person(wiring)
    _require_may_log(visitor)
    given = dict(request.args.lists())
    with reading(wiring.engine) as connection:
        look, filled = new_claims.look(connection, given, visitor)
    values = {"look": look, "form": Form(given=filled, key="")}
    response = jsonify(
        reading=render("claim_reading.html", **values),
        there=render("claim_there.html", **values),
        shared=render("claim_question.html", **values),
        says=" ".join(part for part in (look.reading.reads_as, look.reading.asks) if part),
        found=dict(look.found),
    )
    response.headers.update(frame.HEADERS)
    return response


def starts_with(before: ClaimView | None, *, zone: str) -> Given:
    """Return what the fields hold before anybody typed."""
    given = {"zone": [zone]}
    if before is None:
        return given
    claim = before.claim
    report = answers.report_fields(claim.reports[0])
    given |= {name: [report[name]] for name in OF_THE_ARTICLE}
    if report["report.outlet"] == new_claims.OUTLET_NOT_NAMED:
        given["report.outlet"] = [""]
    given["zone"] = [claim.window.zone]
    return given | {"tags": [", ".join(claim.tags)], "desk": [claim.desk or ""]}


def _change(
    wiring: Wiring, caller: Caller, given: Given, connection: Connection, context: Context
) -> tuple[Written, str]:
    asked = readings.asked_in(
        filling.one_each(given), zone=context.zone, now=context.now, conventions=context.conventions
    )
    proposed = new_claim(
        new_claims.body_of(given, asked),
        owner=caller.account.id,
        now=context.now,
        zone=context.zone,
        new_id=wiring.new_id,
        conventions=context.conventions,
    )
    new_claims.require_new(connection, given)
    new = _with_known_question(connection, proposed)
    written = claims.report_claim(connection, new.proposed, context, ask=new.ask)
    if "next" in given.get("then", ()):
        return written, f"/claims/new?after={written.claim_id}"
    told = [("recorded", "1")]
    if new_claims.days_reach_beyond(written.claim.window, asked):
        told.append(("noticed", "days_beyond_words"))
    return written, f"/claims/{written.claim_id}?{urlencode(told)}#recorded"


def _with_known_question(connection: Connection, new: NewClaim) -> NewClaim:
    """Words of a question that is there already stand for it."""
    known = None if new.ask is None else questions.by_text(connection, new.ask)
    if known is None:
        return new
    return NewClaim(replace(new.proposed, question=known.id), None)


def _again(wiring: Wiring, visitor: Visitor, sent: Again) -> Response:
    response = _page(wiring, visitor, sent.form, looks=True, status=sent.status)
    if sent.status == 503:
        response.headers["Retry-After"] = str(frame.RETRY_AFTER_SECONDS)
    return response


def _kept(wiring: Wiring, visitor: Visitor, given: Given, words: str, *, status: int) -> Response:
    """Return the form as it was sent, to be sent again by whoever signs in."""
    form = replace(writing.new_form(wiring, given), faults=(Shown("", words),))
    return _page(wiring, visitor, form, status=status)


def _page(
    wiring: Wiring,
    visitor: Visitor,
    form: Form,
    *,
    before: ClaimView | None = None,
    looks: bool = False,
    status: int = 200,
) -> Response:
    look: Look | None = None
    known: list[questions.Question] = []
    if visitor.may_log:
        with reading(wiring.engine) as connection:
            known = questions.every(connection, most=MOST_QUESTIONS)
            if looks:
                look, filled = new_claims.look(connection, form.given, visitor)
                form = replace(form, given=filled)
    logged = None if before is None else (before.id, said(before.claim.text, 200))
    values = {"form": form, "look": look, "questions": known, "logged": logged}
    return frame.page(visitor, "log_claim.html", status=status, article=_article(form), **values)


def _article(form: Form) -> str:
    """Return what the form holds of the article, in a line; empty while it is not known where it is from."""
    outlet = form.value("report.outlet").strip()
    link = form.value("report.article.url").strip()
    asked = readings.published_in(form.value("report.article.published_at"))
    if not (outlet or link) or not asked or any(form.wrong(name) for name in OF_THE_ARTICLE):
        return ""
    return f"{outlet or filling.outlet_of(link)}, published {asked}"


def _logged_before(connection: Connection, claim_id: str) -> ClaimView | None:
    return claim_board.one(connection, claim_id) if is_id(claim_id, "clm") else None


def _require_may_log(visitor: Visitor) -> None:
    if not visitor.may_log:
        raise not_allowed("Your account may read claims, and not log them.", hint="Ask an admin for a role.")
