"""Whom the names in claims mean now, looked up for a whole list at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.source import TYPE_OF, Key, folded_name, named_in
from service.read_models import articles, sources
from service.read_models.sources import Known


@dataclass(frozen=True, slots=True)
class Identities:
    """Who goes by the names in some reports, as all merges have it; names of nobody are left out."""

    known: Mapping[Key, Known] = field(default_factory=dict)
    #: By the digest of an address, the article that stands there.
    articles: Mapping[str, str] = field(default_factory=dict)

    def outlet(self, report: Report) -> Known | None:
        """Return the outlet that published a report."""
        return self.known.get(Key("outlet", folded_name(report.outlet)))

    def source(self, report: Report) -> Known | None:
        """Return who said it, where a name is given; nobody else is anybody."""
        type_, label = TYPE_OF.get(report.said_by.kind), report.said_by.label
        return None if type_ is None or not label else self.known.get(Key(type_, folded_name(label)))

    def article(self, report: Report) -> str | None:
        """Return the article that a report stands in: the one it names, else the one at its address."""
        if report.article.id is not None or not self.articles:
            return report.article.id
        return self.articles.get(articles.hash_of(report.article.url) or "")

    def one_name_each(self, reports: Sequence[Report]) -> tuple[Report, ...]:
        """Return reports with one and the same name for all of an outlet's, to be counted by."""
        return tuple(self._in_its_name(report) for report in reports)

    def _in_its_name(self, report: Report) -> Report:
        known = self.outlet(report)
        is_called_so = known is None or known.name == report.outlet
        return report if known is None or is_called_so else replace(report, outlet=known.name)


def identities(connection: Connection, claims: Collection[Claim]) -> Identities:
    """Return whom the names in claims mean."""
    keys = {named.key for claim in claims for report in claim.reports for named in named_in(report)}
    every_one = [report for claim in claims for report in claim.reports]
    return Identities(sources.many(connection, sorted(keys)), articles.at_addresses(connection, every_one))


def outlet_ids(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """Return the ids of the outlets that these names mean; a name that no claim uses may be nobody's yet."""
    keys = {name: Key("outlet", folded_name(name)) for name in names}
    known = sources.many(connection, sorted(set(keys.values())))
    return {name: known[key].id for name, key in keys.items() if key in known}
