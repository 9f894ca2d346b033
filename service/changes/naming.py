"""The outlets and sources that are added because a claim or a report names them for the first time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from service.domain.attribution import Report
from service.domain.events import Amended, ClaimReported, Event, NewEvent, ReportAdded, SourceAdded
from service.domain.source import Key, Named, add, named_in
from service.ledger.codec import REDACTED
from service.ledger.log import Append
from service.read_models import sources


def additions(
    connection: Connection,
    new: Iterable[NewEvent],
    also: Iterable[Append],
    new_id: Callable[[str], str],
) -> list[Append]:
    """Return what adds the sources that new events name and nobody is known by yet.

    Args:
        also: what is written beside them; what it adds by itself is left out.
    """
    named: dict[Key, tuple[Named, datetime]] = {}
    for one in new:
        for report in _reports_in(one.event):
            for name in named_in(report):
                if name.name != REDACTED:
                    named.setdefault(name.key, (name, one.occurred_at))
    if not named:
        return []
    for added in _added_by(also):
        named.pop(added.key, None)
    missing = sources.unknown(connection, list(named))
    # In one order for all writers, so that no two wait for each other.
    return [addition(*named[key], new_id) for key in sorted(missing)]


def named_by(events: Iterable[Event]) -> set[Key]:
    """Return by what the sources that events name are found."""
    return {name.key for event in events for report in _reports_in(event) for name in named_in(report)}


def addition(named: Named, occurred_at: datetime, new_id: Callable[[str], str]) -> Append:
    """Return what adds one source."""
    return Append(new_id("src"), "source", 0, [(add(named, occurred_at), None)])


def _reports_in(event: Event) -> Sequence[Report]:
    match event:
        case ClaimReported(report=report) | ReportAdded(report=report) | Amended(report=Report() as report):
            return (report,)
    return ()


def _added_by(appends: Iterable[Append]) -> Iterator[Named]:
    for append in appends:
        for new, _status in append.events:
            if isinstance(new.event, SourceAdded):
                yield Named(new.event.type, new.event.name)
