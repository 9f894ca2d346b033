"""What a request leaves behind: its line in the trail, and one more in the counts of whoever asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, current_app, g, has_request_context, request
from sqlalchemy import Connection

from service.access import limits, trail
from service.access.guards.afterwards import write_when_sent
from service.access.guards.callers import Caller, remembered
from service.access.limits import Buckets, OverLimit
from service.access.trail import Attempt
from service.domain.roles import Actor
from service.wiring import Wiring

#: Methods that change nothing; a refusal is worth a line where it kept somebody from looking.
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_KEPT_FROM_LOOKING = frozenset({403, 429})
#: An id of ours in the address; no secret has this form.
_ID = re.compile(r"[a-z]{3}_[0-9a-f]{1,32}", re.ASCII)
_EXTENSION = "hearsay.limits"


@dataclass(slots=True)
class _Limits:
    """What this process knows of who asks too much."""

    reads: Buckets
    writes: OverLimit = field(default_factory=OverLimit)
    #: By account, the minute whose first refusal for asking too much has its line in the trail.
    noted: dict[str, datetime] = field(default_factory=dict)


def let_in(wiring: Wiring, caller: Caller) -> None:
    """Count a read of somebody we know; refuse writes while they are known to be over their limit.

    Raises:
        TooMany: they have used up this minute.
    """
    now, known = wiring.now(), _limits(wiring)
    if request.method in _READS:
        known.reads.take(caller.actor.id, now)
    else:
        known.writes.require_under(caller.actor, now)


def let_in_nobody(wiring: Wiring) -> None:
    """Count a request of somebody we do not know, by its address.

    Raises:
        TooMany: there were too many from there.
    """
    _limits(wiring).reads.take(f"from {address_asking()}", wiring.now())


def address_asking() -> str | None:
    """Return where this request comes from, behind as many proxies as are believed."""
    return request.remote_addr


def note_refusal(code: str) -> None:
    """Say by its code why this request is refused, for the log and the trail; the first reason counts."""
    if has_request_context():
        g.setdefault("refusal", code)


def record_write(connection: Connection, wiring: Wiring, *, status: int) -> None:
    """Write who does this into the trail, and count it, in the transaction that does it; call it last.

    What is changed outside of a request, or by somebody who needs no account, leaves no line.

    Raises:
        TooMany: the account has used up its writes; the transaction is to be rolled back.
    """
    caller = remembered() if has_request_context() else None
    if caller is None:
        return
    now = wiring.now()
    trail.add(connection, _attempt(caller, now, status, None), wiring.new_id)
    if _is_over(connection, wiring, caller.actor, now):
        raise _limits(wiring).writes.met(caller.actor, now)
    g.is_recorded = True


def mark_recorded() -> None:
    """Say that this request wrote nothing, though it could have: a replay, or a dry run."""
    if has_request_context():
        g.is_recorded = True


def record_afterwards(wiring: Wiring, response: Response) -> None:
    """Write down, once the answer is out, what has no transaction of its own: refusals above all.

    A refused write counts like one that was done, so nobody fills the trail faster than they may write.
    """
    caller, status = remembered(), response.status_code
    if caller is None or not _is_worth_a_line(status):
        return
    now = wiring.now()
    if status == 429 and not _is_first(_limits(wiring), caller.actor, now):
        return
    code = None if status < 400 else g.get("refusal") or f"status_{status}"
    attempt = _attempt(caller, now, status, code)
    known = _limits(wiring)

    def write(connection: Connection) -> None:
        trail.add(connection, attempt, wiring.new_id)
        if _is_over(connection, wiring, caller.actor, now):
            known.writes.met(caller.actor, now)

    write_when_sent(wiring, response, write)


def _is_worth_a_line(status: int) -> bool:
    is_read = request.method in _READS
    if status >= 500:
        return False
    if status >= 400:
        return not is_read or status in _KEPT_FROM_LOOKING
    return not is_read and not g.get("is_recorded")


def _is_first(known: _Limits, actor: Actor, now: datetime) -> bool:
    minute = limits.window_start(now, limits.MINUTE)
    if known.noted.get(actor.id) == minute:
        return False
    known.noted[actor.id] = minute
    return True


def _is_over(connection: Connection, wiring: Wiring, actor: Actor, now: datetime) -> bool:
    most = wiring.settings.writes_a_minute
    return bool(most) and limits.count(connection, "writes", actor.id, now, limits.MINUTE) > most


def _attempt(caller: Caller, now: datetime, status: int, code: str | None) -> Attempt:
    values = (request.view_args or {}).values()
    return Attempt(
        at=now,
        actor=caller.actor.id,
        credential=caller.credential,
        request_id=g.get("request_id"),
        address=address_asking(),
        method=request.method,
        route="none" if request.url_rule is None else request.url_rule.rule,
        about=next((one for one in values if isinstance(one, str) and _ID.fullmatch(one)), None),
        status=status,
        code=code,
    )


def _limits(wiring: Wiring) -> _Limits:
    """Return what this process knows; each application, so each process, has its own."""
    if _EXTENSION not in current_app.extensions:
        current_app.extensions[_EXTENSION] = _Limits(Buckets(wiring.settings.reads_a_minute))
    found: _Limits = current_app.extensions[_EXTENSION]
    return found
