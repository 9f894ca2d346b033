"""One claim: what stands, who said it, its history, and the form to follow it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from service.access import guards
from service.access.guards import Caller
from service.changes import claims
from service.changes.claims import Context, Written
from service.dashboard import (
    answer_bodies,
    answers,
    claim_facts,
    claim_origins,
    claim_reports,
    claim_rivals,
    duplicates,
    following,
    frame,
    history,
    history_shown,
    merged,
    question_rules,
    rivals_offered,
    saved,
    subscribing,
    wording,
    writing,
)
from service.dashboard.ago import ago
from service.dashboard.forms import Form, Given
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.typed import title_text
from service.dashboard.writing import Again
from service.database import Connection, reading
from service.domain.claim import Claim
from service.domain.events import Happened
from service.domain.outcome import is_beyond_late
from service.domain.refusals import Refusal, not_found, refuse
from service.domain.roles import Kind
from service.domain.window import day_of
from service.formats import claim_review, telling
from service.formats.claim_review import Publisher
from service.formats.sentences import About
from service.intake import follow_ups
from service.intake.fields import is_id
from service.ledger import log
from service.ledger.log import Stored
from service.read_models import claim_board, looking_back, questions
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import identities
from service.wiring import Wiring

#: What the page is told where this reader can change nothing.
NOTHING_TO_DO: dict[str, Any] = {"form": None, "kinds": [], "can": frozenset(), "undoable": frozenset()}
#: Questions to choose from when a claim is linked, the newest.
MOST_QUESTIONS = 200
#: Words for what was recorded and hardly fits, by the codes that decisions give.
WARNINGS = {
    "waits_for_second": "It counts once another editor agrees. The claim stays open until then.",
    "known_before_published": "By this record it was known before the claim came out.",
    "happened_before_published": "By this record it happened before the claim came out.",
    "known_before_happened": "By this record it was known before the day it happened.",
    "stands_elsewhere": "These words may stand in the history of the claim it was merged with, too.",
    "windows_differ": "The merged claim gave another date. It stands with its report; this window stays.",
    "question_stays": "The merged claim bore on a question that this one does not bear on.",
    "days_beyond_words": "The days that were set reach beyond what the words say. The days are kept.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A claim with its history, as they were at the moment that is looked at."""

    view: ClaimView
    stored: Sequence[Stored]

    @property
    def claim(self) -> Claim:
        """The claim as it stood then."""
        return self.view.claim


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the claim's page on its path."""
    pages.add_url_rule("/claims/<claim_id>", "claim", partial(show, wiring))
    pages.add_url_rule("/claims/<claim_id>", "follow_up", partial(follow_up, wiring), methods=["POST"])


def show(wiring: Wiring, claim_id: str) -> Response:
    """Return a claim's page, as it stands or as it stood on a day."""
    visitor = frame.reader(wiring)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    return _page(wiring, visitor, claim_id, seen=seen)


def follow_up(wiring: Wiring, claim_id: str) -> Response:
    """Record a follow-up and go back to the page, where it stands; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    change = partial(_change, wiring, claim_id, given)
    sent = writing.send(wiring, caller, given, change, about=claim_id)
    if isinstance(sent, str):
        return frame.see_other(sent)
    response = _page(wiring, visitor, claim_id, seen=seen_from(None, visitor), again=sent)
    if sent.status == 503:
        response.headers["Retry-After"] = str(frame.RETRY_AFTER_SECONDS)
    return response


def _change(
    wiring: Wiring, claim_id: str, given: Given, connection: Connection, context: Context
) -> tuple[Written, str]:
    view = claim_board.one(connection, claim_id) if is_id(claim_id, "clm") else None
    if view is None:
        raise not_found("such claim")
    kind = next((kind for kind in answers.LABELS if kind in given.get("answer", ())), None)
    if kind is None:
        raise refuse("missing", "Choose what kind of follow-up this is.")
    proposed = _proposed(kind, view.claim, given, context)
    written = claims.follow_up(
        connection,
        claim_id,
        proposed.event,
        context,
        expected_version=writing.expected_version(given),
        looked_at=proposed.looked_at,
        resting_on=proposed.resting_on,
    )
    own = [one.entry.version for one in written.entries if one.entry.actor == context.actor.id]
    if written.claim.merged_into is not None and kind == "merge":
        noticed = [("noticed", warned.code) for warned in written.warnings]
        return written, merged.survivors_address(claim_id, written.claim.merged_into, told=noticed)
    told = [*merged.itself(written.claim), ("recorded", str(own[-1]))]
    told += [("noticed", warned.code) for warned in written.warnings]
    return written, f"/claims/{claim_id}?{urlencode(told)}#recorded"


def _proposed(kind: Kind, claim: Claim, given: Given, context: Context) -> follow_ups.Proposed:
    """Return what the form proposes; whatever is wrong with it is said at once."""
    faults = answer_bodies.unclear(kind, given)
    body = answer_bodies.body_of(kind, claim, given)
    try:
        proposed = follow_ups.follow_up(
            body,
            claim=claim,
            now=context.now,
            zone=context.zone,
            new_id=context.new_id,
            conventions=context.conventions,
        )
    except Refusal as refusal:
        raise Refusal(*refusal.faults, *faults) from refusal
    if faults:
        raise Refusal(*faults)
    return proposed


def _page(
    wiring: Wiring, visitor: Visitor, claim_id: str, *, seen: Seen, again: Again | None = None
) -> Response:
    if not is_id(claim_id, "clm"):
        abort(404)
    with reading(wiring.engine) as connection:
        held = _held(connection, claim_id, seen)
        if held is None:
            return _not_there(connection, visitor, claim_id, seen)
        if held.claim.merged_into is not None and again is None and not merged.wants_itself():
            into = held.claim.merged_into
            return frame.see_other(merged.survivors_address(claim_id, into, told=seen.pairs))
        values = NOTHING_TO_DO | _what_stands(connection, held, visitor, seen)
        values["saved"] = saved.message(
            connection, visitor, frame.people(connection, visitor), request.args.get("saved")
        )
        values["saved_key"] = wiring.new_secret()
        values |= duplicates.beside(connection, held.view, visitor, seen)
        values["follow"] = following.buttons(connection, visitor, "claim", claim_id) if seen.is_now else None
        if visitor.caller is not None and seen.is_now:
            values |= _what_can_be_done(connection, wiring, held, visitor.caller, visitor, again)
            values |= _entries_to_choose_from(values["lines"], values.get("undoable"))
        values |= _of_other_forms(wiring, visitor, held, seen)
        values["since"] = _lines(connection, held, again.since, visitor, seen) if again else []
        values["changed"] = ago(again.since[-1].recorded_at, visitor.now) if again and again.since else ""
    status = 200 if again is None else again.status
    return frame.page(visitor, "claim.html", status=status, seen=seen, **values)


def _of_other_forms(wiring: Wiring, visitor: Visitor, held: Held, seen: Seen) -> dict[str, Any]:
    """Return how programs have what the page shows; of the past they have nothing.

    Linked data is for those that walk through pages, which nobody has signed in with.
    """
    if not seen.is_now:
        return {"alternates": [], "subscribe": [], "linked_data": None}
    alternates = subscribing.of_claim(held.view.id, has_window=held.claim.window.has_dates)
    linked_data = None
    if visitor.is_public:
        newsroom = Publisher(*wiring.settings.newsroom)
        shaped = claim_review.shape(held.view, base_url=wiring.settings.base_url, newsroom=newsroom)
        # Nothing in it can end the element that it stands in.
        linked_data = Markup(claim_review.in_html(shaped))  # noqa: S704
    return {
        "alternates": alternates,
        "subscribe": subscribing.links(visitor, alternates),
        "linked_data": linked_data,
    }


def _not_there(connection: Connection, visitor: Visitor, claim_id: str, seen: Seen) -> Response:
    if seen.is_now or claim_board.one(connection, claim_id) is None:
        abort(404)
    return frame.page(visitor, "not_known_yet.html", status=404, id=claim_id, seen=seen)


def _held(connection: Connection, claim_id: str, seen: Seen) -> Held | None:
    view = claim_board.one(connection, claim_id)
    if view is None:
        return None
    stored = log.read(connection, claim_id)
    if seen.is_now:
        return Held(view=view, stored=stored)
    known = looking_back.held_at(stored, seen.moment)
    then = looking_back.view_of(claim_id, known)
    return None if then is None else Held(view=then, stored=known)


def _what_stands(connection: Connection, held: Held, visitor: Visitor, seen: Seen) -> dict[str, Any]:
    claim, at = held.claim, seen.moment.due_at
    names = frame.people(connection, visitor)
    known = _question_words(connection, held)
    who_is = identities(connection, [claim])
    lines = _lines(connection, held, held.stored, visitor, seen)
    recorded = request.args.get("recorded", "")
    return {
        "id": held.view.id,
        "claim": claim,
        "title": title_text(claim.text),
        "tag": claim_facts.status(claim, at),
        "outcome": wording.outcome_sentence(claim) if claim.is_settled else "",
        "extent_note": claim.resolution.extent_note if claim.resolution and not visitor.is_public else None,
        "evidence": claim_facts.evidence(claim, for_public=visitor.is_public),
        "facts": claim_facts.facts(claim, names, known, at, zone=visitor.zone, for_public=visitor.is_public),
        **claim_origins.told(claim, visitor.zone, who_is),
        **claim_rivals.told(connection, held.view, seen),
        **merged.told(connection, held.view, names, visitor.zone),
        **claim_reports.told(claim, visitor.zone, who_is),
        "rules": question_rules.rules_of(connection, [claim.question], seen.moment, visitor.zone),
        "question": known.get(claim.question or ""),
        "lines": lines,
        **history_shown.told(held.view.id, lines, request.args, seen),
        "waiting": None if claim.proposal is None else _line_of(lines, claim.proposal.version),
        "recorded": next((line for line in lines if str(line.version) == recorded), None),
        "offered": rivals_offered.offers(
            connection,
            held.view,
            next((one for one in held.stored if str(one.entry.version) == recorded), None),
            visitor,
            then=f"/claims/{held.view.id}?recorded={recorded}",
        ),
        "noticed": [WARNINGS[code] for code in request.args.getlist("noticed") if code in WARNINGS],
    }


def _line_of(lines: list[history.Line], version: int) -> history.Line | None:
    return next((line for line in lines if line.version == version), None)


def _what_can_be_done(
    connection: Connection,
    wiring: Wiring,
    held: Held,
    caller: Caller,
    visitor: Visitor,
    again: Again | None,
) -> dict[str, Any]:
    claim, entries = held.claim, [one.entry for one in held.stored]
    own = answers.own_last(entries, caller.actor.id)
    kinds = answers.open_kinds(claim, caller.actor, wrote_last=bool(own))
    asked = request.form.get("answer") if again else request.args.get("answer")
    kind = answers.chosen(asked, kinds)
    if kind is None:
        return {}
    if again is not None and kind == asked:
        form = again.form
    else:
        start = answers.starts_with(kind, claim, request.args, today=visitor.today)
        form = Form(
            given=start, key=wiring.new_secret(), faults=again.form.faults if again else (), version=None
        )
    if form.version is None:
        form = replace(form, version=claim.version)
    return {
        "kinds": answers.choices(claim, kinds),
        "can": kinds,
        "settled_by": answers.settled_by(entries),
        "undoable": None if caller.actor.is_at_least("editor") else own,
        "kind": kind,
        "button": answers.label(claim, kind)[1],
        "kind_label": answers.label(claim, kind)[0],
        "form": form,
        "reports": claim.reports,
        **_to_choose_from(connection, kind, claim, visitor),
    }


def _to_choose_from(connection: Connection, kind: Kind, claim: Claim, visitor: Visitor) -> dict[str, Any]:
    """Return what the fields of one kind offer."""
    match kind:
        case "assign":
            people = frame.people(connection, visitor).values()
            return {"people": [one for one in people if one.is_active and one.role != "viewer"]}
        case "link":
            newest = questions.every(connection, most=MOST_QUESTIONS)
            current = questions.one(connection, claim.question) if claim.question else None
            return {"questions": newest if current in (None, *newest) else [current, *newest]}
        case "confirm":
            today = day_of(visitor.now, claim.window.zone)
            far = is_beyond_late(claim.window, Happened(earliest=today, latest=today))
            return {"may_be_beyond_late": far and claim.expects == "happens_by"}
    return {}


def _entries_to_choose_from(
    lines: list[history.Line], undoable: frozenset[int] | None
) -> dict[str, list[history.Line]]:
    worded = [line for line in lines if line.may_be_redacted]
    may_go = [line for line in lines if line.may_be_undone]
    if undoable is not None:
        may_go = [line for line in may_go if line.version in undoable]
    return {"undo_lines": may_go, "redact_lines": worded, "amend_lines": worded}


def _lines(
    connection: Connection, held: Held, stored: Sequence[Stored], visitor: Visitor, seen: Seen
) -> list[history.Line]:
    names = frame.people(connection, visitor)
    about = About(
        names={account.id: account.name for account in names.values()},
        questions=_question_words(connection, held),
        left={move.version: move.window for move in held.claim.moves},
    )
    reader = history.Reader(about=about, zone=visitor.zone, today=seen.today, for_public=visitor.is_public)
    wanted = {one.entry.version for one in stored}
    return [line for line in history.lines(held.stored, reader) if line.version in wanted]


def _question_words(connection: Connection, held: Held) -> dict[str, str]:
    """Return the words of every question the claim has borne on, by id."""
    ids = telling.questions_in(one.entry.event for one in held.stored)
    return questions.texts(connection, ids | ({held.claim.question} if held.claim.question else set()))
