"""Whom the names in claims mean now, looked up for a whole list at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.source import TYPE_OF, Key, folded_name, named_in
from service.read_models import sources
from service.read_models.sources import Known


@dataclass(frozen=True, slots=True)
class Identities:
    """Who goes by the names in some reports, as all merges have it; names of nobody are left out."""

    known: Mapping[Key, Known] = field(default_factory=dict)

    def outlet(self, report: Report) -> Known | None:
        """Return the outlet that published a report."""
        return self.known.get(Key("outlet", folded_name(report.outlet)))

    def source(self, report: Report) -> Known | None:
        """Return who said it, where a name is given; nobody else is anybody."""
        type_, label = TYPE_OF.get(report.said_by.kind), report.said_by.label
        return None if type_ is None or not label else self.known.get(Key(type_, folded_name(label)))

    def one_name_each(self, reports: Sequence[Report]) -> tuple[Report, ...]:
        """Return reports with one and the same name for all of an outlet's, to be counted by."""
        return tuple(self._in_its_name(report) for report in reports)

    def _in_its_name(self, report: Report) -> Report:
        known = self.outlet(report)
        is_called_so = known is None or known.name == report.outlet
        return report if known is None or is_called_so else replace(report, outlet=known.name)


def identities(connection: Connection, claims: Iterable[Claim]) -> Identities:
    """Return whom the names in claims mean."""
    keys = {named.key for claim in claims for report in claim.reports for named in named_in(report)}
    return Identities(sources.many(connection, sorted(keys)))
