"""Answering by a link in a letter: a page with that answer chosen; only its form records anything.

Nobody is signed in by it. The token in the address is what proves that the form is this person's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, Response, request

from service.access import follows, guards
from service.access.guards import Caller
from service.changes import claims
from service.changes.claims import Context, Written
from service.dashboard import frame, letter_links, link_pages, quick_answers, writing
from service.dashboard.forms import Given
from service.dashboard.letter_links import Link, NoGood, Standing
from service.database import Connection, reading, transact
from service.domain.events import Undone
from service.domain.refusals import Fault, Refusal, conflict
from service.intake.follow_ups import Proposed
from service.rounds import receipts
from service.wiring import Wiring

NOT_YOURS = Fault("", "not_allowed", "Your account may not record this answer on this claim.")
#: What the entry says that takes an answer back so that another one can stand in its place.
REPLACED = "Another answer takes its place."


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and its form on their path."""
    pages.add_url_rule("/answer/<token>", "answer_by_link", partial(show, wiring))
    pages.add_url_rule("/answer/<token>", "record_by_link", partial(record, wiring), methods=["POST"])


def show(wiring: Wiring, token: str) -> Response:
    """Return the page of a link, with its answer chosen; it records nothing."""
    guards.let_in_nobody(wiring)
    return link_pages.page(wiring, token, request.args.get("choice"))


def record(wiring: Wiring, token: str) -> Response:
    """Record the answer and go back to the page, which says so; or show the form again."""
    guards.let_in_nobody(wiring)
    guards.require_same_origin(wiring)
    with reading(wiring.engine) as connection:
        link = letter_links.opened(connection, wiring, token, "answer", "undo")
    if isinstance(link, NoGood):
        return link_pages.no_good(wiring, link)
    caller = Caller(link.actor, link.account, link.credential)
    guards.remember(caller)
    guards.let_in(wiring, caller)
    given = writing.given()
    choice = next(iter(given.get("choice", ())), "")
    if choice in ("stop", "hear_again"):
        return _listen(wiring, link, wants_letters=choice == "hear_again")
    key = letter_links.form_key(token, choice, writing.expected_version(given))
    change = partial(_change, wiring, token, choice, given)
    sent = writing.send(wiring, caller, {**given, "key": [key]}, change, about=link.action.claim)
    if isinstance(sent, str):
        done = sent if sent.startswith("?") else ""
        return frame.see_other(f"/answer/{token}{done}#done")
    return link_pages.page(wiring, token, choice, again=sent)


def _listen(wiring: Wiring, link: Link, *, wants_letters: bool) -> Response:
    """Have no more letters about the claim come to this person, or have them come again."""

    def work(connection: Connection) -> None:
        stands = _standing(connection, link)
        follows.follow(
            connection,
            account=link.account.id,
            kind="claim",
            target=stands.view.id,
            wants_letters=wants_letters,
            now=wiring.now(),
            new_id=wiring.new_id,
        )
        guards.record_write(connection, wiring, status=303)

    transact(wiring.engine, work)
    return frame.see_other(f"/answer/{link.token}#done")


def _change(
    wiring: Wiring, token: str, choice: str, given: Given, connection: Connection, context: Context
) -> tuple[Written, str]:
    """Record the answer, with a receipt, in the transaction that has looked at everything once more."""
    link = letter_links.opened(connection, wiring, token, "answer", "undo")
    if isinstance(link, NoGood):
        raise _stopped_working()
    context = replace(context, actor=link.actor)
    answer = _taking_back(connection, link, given)
    if link.action.kind == "answer":
        answer = _answering(connection, link, choice, given, context)
    written = claims.follow_up(
        connection,
        answer.claim,
        answer.proposed.event,
        context,
        expected_version=answer.expected_version,
        looked_at=answer.proposed.looked_at,
        resting_on=answer.proposed.resting_on,
    )
    own = [one.entry.version for one in written.entries if one.entry.actor == context.actor.id]
    receipts.acknowledge(
        connection,
        wiring,
        claim=answer.claim,
        arming=written.claim.arming,
        version=own[-1],
        account=link.account.id,
    )
    return written, f"?done={own[-1]}"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a form proposes for a claim, and the version of it that whoever sent the form had seen."""

    claim: str
    proposed: Proposed
    expected_version: int | None


def _taking_back(connection: Connection, link: Link, given: Given) -> _Answer:
    undone = Undone(version=link.version)
    return _Answer(_standing(connection, link).view.id, Proposed(undone), writing.expected_version(given))


def _answering(connection: Connection, link: Link, choice: str, given: Given, context: Context) -> _Answer:
    """Return what is to be recorded; one's own answer that settled the claim is taken back before."""
    stands, expected = _standing(connection, link), writing.expected_version(given)
    kind = next((one for one in stands.choices if one == choice), None)
    if kind is None or kind == "stop":
        raise Refusal(NOT_YOURS, refusal_class="not_allowed")
    if stands.replaces_on(kind) is not None:
        undone = Undone(version=stands.replaces_on(kind) or 0, note=REPLACED)
        claims.follow_up(connection, stands.view.id, undone, context, expected_version=expected)
        expected, stands = None, _standing(connection, link)
    proposed = quick_answers.proposed(kind, stands.claim, given, context)
    return _Answer(stands.view.id, proposed, expected)


def _standing(connection: Connection, link: Link) -> Standing:
    stands = letter_links.standing(connection, link)
    if stands is None:
        raise _stopped_working()
    return stands


def _stopped_working() -> Refusal:
    return conflict("link_no_good", "This link has just stopped working.", hint="Open it again to see why.")
