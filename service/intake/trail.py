"""What is asked of the trail: which lines, and which page of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from service.domain.window import start_of_day
from service.intake import limits, queries
from service.intake.fields import is_id
from service.intake.queries import Pairs
from service.intake.query_schemas import TrailQuery
from service.intake.syntax import bad_syntax

_trail = TrailQuery()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailAsked:
    """Lines by account, credential, request and time; None leaves one open."""

    actor: str | None
    credential: str | None
    request_id: str | None
    since: datetime | None
    before: datetime | None
    is_refused: bool | None
    limit: int
    #: The last line of the page before.
    cursor: str | None


def trail(pairs: Pairs, *, zone: str) -> TrailAsked:
    """Return which lines of the trail are asked for.

    Raises:
        BadSyntax: with every fault at once.
    """
    found = queries.parameters(pairs, _trail)
    cursor = found["cursor"]
    if cursor is not None and not is_id(cursor, "trl"):
        raise bad_syntax("bad_cursor", "This cursor does not belong to this list.", at="cursor")
    return TrailAsked(
        actor=found["actor"],
        credential=found["credential"],
        request_id=found["request_id"],
        since=_instant(found["since"], zone),
        before=_instant(found["before"], zone),
        is_refused=found["refused"],
        limit=found["limit"] or limits.PAGE_DEFAULT,
        cursor=cursor,
    )


def _instant(given: date | datetime | None, zone: str) -> datetime | None:
    if given is None or isinstance(given, datetime):
        return given
    return start_of_day(given, zone)
