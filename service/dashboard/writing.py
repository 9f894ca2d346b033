"""Sending a form: once, however often the button is pressed, and with nothing lost when it is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import Response, request

from service.access import guards
from service.access.guards import Caller
from service.changes.claims import Context, StaleVersion, Written
from service.dashboard import forms, frame
from service.dashboard.forms import Form, Given, Shown
from service.database import CommitUnknown, Connection, Unavailable, transact
from service.domain.as_said import AmbiguousPhrase
from service.domain.refusals import Fault, Refusal, RefusalClass
from service.ledger import keys, log
from service.ledger.log import Stored
from service.wiring import Wiring

_KEY = re.compile(r"[A-Za-z0-9_-]{20,100}", re.ASCII)
SENT_BEFORE = (
    "This form was sent before with other words, and those were recorded. "
    "See below what stands now; send it again to record this as well."
)
LOGGED_BEFORE = (
    "This form was sent before with other words, and those were recorded. "
    "Send it again only to record this as another claim."
)
CHANGED_SINCE = "This claim changed while you were writing. See what was added, then send it again."
NOT_SAVED_YET = "The database does not answer just now, and this may not be saved. Send it again."

#: Changes something and says where to look at it then: the claim that was written, if it was one claim.
Change = Callable[[Connection, Context], tuple[Written | None, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The form as it goes back to whoever sent it, and the status it goes back with."""

    form: Form
    status: int
    #: What was added to the claim meanwhile.
    since: Sequence[Stored] = ()


def given() -> Given:
    """Return what this request's form holds."""
    return dict(request.form.lists())


def new_form(wiring: Wiring, given: Given, *, version: int | None = None) -> Form:
    """Return a form that has not been sent."""
    return Form(given=given, key=wiring.new_secret(), version=version)


def send(wiring: Wiring, caller: Caller, given: Given, change: Change, *, about: str | None) -> str | Again:
    """Make the change and return where to look at it, or the form to be sent again.

    Args:
        about: the claim it is about, where there is one: there a repeated form leads.
    """
    guards.remember(caller)
    form_key = _key_of(given) or wiring.new_secret()
    key = keys.Key(caller.actor.id, f"form:{form_key}", _said(given))
    context = Context(
        actor=caller.actor,
        now=wiring.now(),
        zone=wiring.settings.zone,
        new_id=wiring.new_id,
        request_id=frame.request_id(),
        conventions=wiring.settings.conventions,
        second_editor=wiring.settings.second_editor,
    )
    try:
        return _written_once(wiring, key, context, change)
    except keys.KeyAnswerGone:
        return f"/claims/{about}" if about else "/"
    except Refusal as refusal:
        return _refused(refusal, given, form_key)
    except (Unavailable, CommitUnknown):
        unsaved = Form(given=given, key=form_key, faults=(Shown("", NOT_SAVED_YET),))
        return Again(form=replace(unsaved, version=expected_version(given)), status=503)
    # What stands now is shown beside the form, so it is sent anew from there: another key, no old version.
    except StaleVersion as stale:
        form = Form(given=given, key=wiring.new_secret(), faults=(Shown("", CHANGED_SINCE),))
        return Again(form=form, status=412, since=stale.since)
    except keys.KeyReused as reused:
        return _sent_before(reused, given, wiring.new_secret(), is_new=about is None)


def _written_once(wiring: Wiring, key: keys.Key, context: Context, change: Change) -> str:
    """Make the change under its key, and return where to look at it."""

    def once(connection: Connection) -> str:
        first = keys.first_answer(connection, key)
        if first is not None:
            guards.mark_recorded()
            return first.location or "/"
        keys.take(connection, key, context.now)
        written, location = change(connection, context)
        answer = keys.Answer(303, b"", location=location)
        stream_id = None if written is None else log.id_of(connection, written.claim_id)
        keys.keep_answer(connection, key, answer, stream_id=stream_id)
        guards.record_write(connection, wiring, status=answer.status)
        return location

    def recover(connection: Connection) -> str | None:
        first = keys.first_answer(connection, key)
        return None if first is None else first.location or "/"

    return transact(wiring.engine, once, recover=recover)


def _refused(refusal: Refusal, given: Given, form_key: str) -> Again:
    """Return the form as it was sent, with what was wrong with it."""
    guards.note_refusal(refusal.code)
    form = Form(
        given=given,
        key=form_key,
        faults=forms.shown(refusal.faults, given),
        readings=_readings(refusal),
        version=expected_version(given),
    )
    return Again(form=form, status=frame.STATUS_OF[refusal.refusal_class])


def _sent_before(reused: keys.KeyReused, given: Given, new_key: str, *, is_new: bool) -> Again:
    """Return a form whose key stands for other words; sent again it counts as another one."""
    recorded_at = f"/claims/{forms.claim_id_in(reused.location)}" if reused.location else ""
    if reused.location and not reused.location.startswith("/claims/"):
        recorded_at = reused.location
    said_before = (Shown("", LOGGED_BEFORE if is_new else SENT_BEFORE),)
    return Again(form=Form(given=given, key=new_key, faults=said_before, recorded_at=recorded_at), status=422)


def done(sent: str | Again) -> Response:
    """Return the answer to a form that has nothing to fill in: on to where it leads.

    Raises:
        Refusal: it was refused; there is no form to show again.
    """
    if isinstance(sent, str):
        return frame.see_other(sent)
    if sent.status == 503:
        raise Unavailable(NOT_SAVED_YET)
    faults = [Fault("", "bad_request", one.words) for one in sent.form.faults]
    why: RefusalClass = "conflict"
    for one, status in frame.STATUS_OF.items():
        if status == sent.status:
            why = one
    raise Refusal(*faults, refusal_class=why)


def expected_version(given: Given) -> int | None:
    """Return the version of the claim that whoever sent the form had seen."""
    text = next(iter(given.get("expected_version", ())), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _readings(refusal: Refusal) -> tuple[tuple[str, str], ...]:
    if not isinstance(refusal, AmbiguousPhrase):
        return ()
    numbered = enumerate(refusal.reading.alternatives, start=1)
    return tuple((str(number), one.explanation) for number, one in numbered)


def _key_of(given: Given) -> str | None:
    text = next(iter(given.get("key", ())), "")
    return text if _KEY.fullmatch(text) else None


def _said(given: Given) -> bytes:
    """Return a hash of all that the form says, so that its key cannot stand for another one."""
    body = json.dumps({name: list(given[name]) for name in sorted(given) if name != "csrf_token"}).encode()
    return keys.request_hash(request.method, request.path, "", body, None)
