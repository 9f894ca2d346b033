"""The parameters of a track record: of which claims it tells, and from when it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.attribution import SaidByKind
from service.intake import queries
from service.intake.queries import Pairs
from service.intake.query_schemas import RecordQuery
from service.read_models.filters import Moment
from service.read_models.track_records import Narrowed

_record = RecordQuery()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAsked:
    """A track record as it was asked for."""

    moment: Moment
    narrowed: Narrowed
    said_by: SaidByKind | None
    #: What lists of the same claims are asked for, and from when they are seen: parameters as for claims.
    narrowed_pairs: Pairs
    moment_pairs: Pairs

    @property
    def is_now(self) -> bool:
        """Whether it tells how things stand."""
        return self.moment.as_of is None and self.moment.recorded_by is None


def record(pairs: Pairs, *, now: datetime, zone: str) -> RecordAsked:
    """Return which track record an address asks for.

    Raises:
        BadSyntax: with every fault at once.
    """
    found = queries.parameters(pairs, _record)
    seen = [(name, value) for name, value in pairs if name in ("as_of", "recorded_by")]
    asked = (
        ("window_end[gte]", found["ends_from"]),
        ("window_end[lte]", found["ends_until"]),
        ("tag", found["tag"]),
    )
    return RecordAsked(
        moment=queries.moment(seen, now=now, zone=zone),
        narrowed=Narrowed(ends_from=found["ends_from"], ends_until=found["ends_until"], topic=found["tag"]),
        said_by=found["said_by"],
        narrowed_pairs=[(name, str(value)) for name, value in asked if value is not None],
        moment_pairs=seen,
    )
