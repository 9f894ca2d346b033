"""Bodies about outlets and sources: what is recorded about one, and the parameters of their lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from marshmallow import validates_schema

from service.domain.events import (
    SourceKnownAs,
    SourceMerged,
    SourceRenamed,
    SourceSplit,
    SourceType,
    SourceUndone,
)
from service.domain.source import TYPES, SourceFollowUp
from service.intake import limits, queries
from service.intake.containers import Listing
from service.intake.faulting import Wrong, wrong_at
from service.intake.fields import Choice, Id, Text, Whole
from service.intake.follow_up_schemas import MOST_VERSION
from service.intake.queries import Pairs
from service.intake.query_schemas import OutletListQuery, SourceListQuery
from service.intake.schema import Body, load
from service.read_models.filters import Moment
from service.read_models.sources import SAYERS

SourceKind = Literal["rename", "known_as", "merge", "split", "undo"]
#: Names that are split off at once.
MOST_NAMES = 50
#: The one field that a kind speaks of.
_SPEAKS_OF: dict[SourceKind, str] = {
    "rename": "name",
    "known_as": "name",
    "merge": "into",
    "split": "names",
    "undo": "version",
}


class SourceFollowUpBody(Body):
    """One entry about an outlet or a source: a name, a merge, a split, or that an entry is taken back."""

    kind = Choice(get_args(SourceKind), required=True)
    name = Text(limits.LABEL, says="For rename and known_as: the name.")
    into = Id("src", says="For merge: the source that tells of both from now on.")
    names = Listing(
        Text(limits.LABEL, required=True),
        MOST_NAMES,
        least=1,
        says="For split: names that are another's; they become a source of their own.",
    )
    version = Whole(1, MOST_VERSION, says="For undo: the entry that is taken back.")
    note = Text(limits.NOTE, lines=True, says="Why; for colleagues.")

    @validates_schema(skip_on_field_errors=True)
    def says_what_its_kind_does(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse a body without what its kind speaks of, or with fields of another kind."""
        wanted = _SPEAKS_OF[loaded["kind"]]
        if loaded[wanted] is None:
            raise wrong_at(**{wanted: Wrong("missing", "This is needed.")})
        for name in _SPEAKS_OF.values():
            if name != wanted and loaded[name] is not None:
                raise wrong_at(**{name: Wrong("of_another_kind", f"This belongs to no “{loaded['kind']}”.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesAsked:
    """A list of sources: of which types, with what in their names, from when it is seen, and which page."""

    types: tuple[SourceType, ...]
    named: str
    moment: Moment
    limit: int
    cursor: str | None


_follow_up, _outlets, _sources = SourceFollowUpBody(), OutletListQuery(), SourceListQuery()


def follow_up(body: object, new_id: Callable[[str], str]) -> SourceFollowUp:
    """Return what a body proposes about a source.

    Raises:
        Refusal: with every fault at once.
    """
    loaded = load(_follow_up, body)
    kind: SourceKind = loaded["kind"]
    note = loaded["note"]
    match kind:
        case "rename":
            return SourceRenamed(name=loaded["name"], note=note)
        case "known_as":
            return SourceKnownAs(name=loaded["name"], note=note)
        case "merge":
            return SourceMerged(into=loaded["into"], note=note)
        case "split":
            return SourceSplit(names=tuple(loaded["names"]), into=new_id("src"), note=note)
        case "undo":
            return SourceUndone(version=loaded["version"], note=note)


def outlets(pairs: Pairs, *, now: datetime, zone: str) -> SourcesAsked:
    """Return which outlets an address asks for.

    Raises:
        BadSyntax: with every fault at once.
    """
    return _asked(queries.parameters(pairs, _outlets), ("outlet",), pairs, now, zone)


def sources(pairs: Pairs, *, now: datetime, zone: str) -> SourcesAsked:
    """Return which named sources an address asks for.

    Raises:
        BadSyntax: with every fault at once.
    """
    found = queries.parameters(pairs, _sources)
    types: tuple[SourceType, ...] = SAYERS if found["type"] is None else (found["type"],)
    return _asked(found, types, pairs, now, zone)


def of_type(type_: str | None, pairs: Pairs, *, now: datetime, zone: str) -> SourcesAsked:
    """Return which sources a command asks for: of one type, or all of them.

    Raises:
        BadSyntax: with every fault at once.
    """
    if type_ is None:
        return _asked(queries.parameters(pairs, _outlets), TYPES, pairs, now, zone)
    if type_ == "outlet":
        return outlets(pairs, now=now, zone=zone)
    return sources([*pairs, ("type", type_)], now=now, zone=zone)


def _asked(
    found: dict[str, Any], types: tuple[SourceType, ...], pairs: Pairs, now: datetime, zone: str
) -> SourcesAsked:
    seen = [(name, value) for name, value in pairs if name in ("as_of", "recorded_by")]
    return SourcesAsked(
        types=types,
        named=found["q"] or "",
        moment=queries.moment(seen, now=now, zone=zone),
        limit=found["limit"] or limits.PAGE_DEFAULT,
        cursor=found["cursor"],
    )
