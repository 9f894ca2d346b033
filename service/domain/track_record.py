"""What one claim adds to the records of those who carried it: each name's part, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from service.domain.agencies import agency_named
from service.domain.attribution import Report, SaidByKind
from service.domain.claim import Claim
from service.domain.claim_parts import moves_with_their_ends
from service.domain.due import deadlines
from service.domain.events import SourceType
from service.domain.outcome import OutcomeName, outcome
from service.domain.source import TYPE_OF, folded_name

Role = Literal["originated", "repeated"]
#: What became of a claim; `confirmed` and `refuted` are those of which there is no more to say.
FateName = Literal["open", OutcomeName, "confirmed", "refuted"]
#: Whose record: an outlet's or a named source's, or that of a kind of source wherever it was published.
RecordType = Literal["outlet", "person", "institution", "document", "class"]
#: Stances by which a report makes a claim its own, or hands it on. A report against it, one that withholds
#: confirmation and one that retracts are no prediction of whoever published them.
CARRYING = frozenset({"for", "relays"})
#: What the ledger gives for a name that was destroyed: nobody's. Keep in step with ledger.codec.REDACTED.
DESTROYED = "[redacted]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a claim, as it counts in every record that it is part of."""

    outcome: FateName
    is_dated: bool
    late_days: int | None = None
    #: Last day of the window that stands.
    latest_on: date | None = None
    #: While it is open and its date will pass, or has: when.
    closes_at: datetime | None = None
    #: The calendar day about which `closes_at` lies, whatever the rules of zones say.
    closes_about: date | None = None
    moves: int = 0
    #: By how many days the last day moved each time, later ones positive; only where both have one.
    moved_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """That one name carried a claim on word of one kind of source, or did nothing but take it back.

    A name that carried it on word of several kinds has a part for each. So that it counts once where kinds
    do not matter, one of them alone has the `name_role`; one alone of all outlets' parts of a kind has the
    `class_role`.
    """

    type: SourceType
    name: str
    kind: SaidByKind
    #: None where the name only took it back: that counts where another name of the same source carried it.
    role: Role | None
    name_role: Role | None = None
    class_role: Role | None = None
    #: The same name took it back.
    retracted: bool = False


class _PartKey(NamedTuple):
    type: SourceType
    name: str
    kind: SaidByKind


class TallyKey(NamedTuple):
    """What is counted: whose, of which kind of source ("" for all), in which role, what, and its value."""

    type: RecordType
    name: str
    kind: str
    role: Role
    what: str
    value: int


def parts(claim: Claim) -> tuple[Part, ...]:
    """Return the parts that names have in a claim, sorted by type, name and kind.

    An unnamed source has none, nor has what was said without a source; their kind counts in the parts of
    outlets. A claim that was merged into another one has none: its reports stand there.
    """
    if claim.merged_into is not None:
        return ()
    roles: dict[_PartKey, Role] = {}
    took_back: set[_PartKey] = set()
    for report in claim.reports:
        keys = [_PartKey(type_, name, report.said_by.kind) for type_, name in _names(report)]
        if report.stance == "retracted":
            took_back.update(keys)
        elif report.stance in CARRYING:
            roles |= {key: _first_hand(roles.get(key), role_of(report)) for key in keys}
    return _parts(roles, took_back)


def as_one(found: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts of several names in one claim as those of one name, the first."""
    roles: dict[_PartKey, Role] = {}
    took_back: set[_PartKey] = set()
    for part in found:
        key = _PartKey(part.type, found[0].name, part.kind)
        if part.role is not None:
            roles[key] = _first_hand(roles.get(key), part.role)
        if part.retracted:
            took_back.add(key)
    # Whether it alone stands for the kind over all outlets is no matter of names.
    return tuple(replace(part, class_role=None) for part in _parts(roles, took_back))


def _parts(roles: Mapping[_PartKey, Role], took_back: Collection[_PartKey]) -> tuple[Part, ...]:
    carried = sorted(roles)
    names_back, names = {key[:2] for key in took_back}, {key[:2] for key in carried}
    only_back = {key for key in took_back if key[:2] not in names}
    by_name = _leading(carried, roles, lambda key: key[:2])
    by_class = _leading([key for key in carried if key.type == "outlet"], roles, lambda key: key.kind)
    return tuple(
        Part(
            type=key.type,
            name=key.name,
            kind=key.kind,
            role=roles.get(key),
            name_role=by_name.get(key),
            class_role=by_class.get(key),
            retracted=key[:2] in names_back,
        )
        for key in sorted({*carried, *only_back})
    )


def role_of(report: Report) -> Role:
    """Return whether a report has what it says at first hand, or from another one.

    It has it from another where it cites or republishes one, or where its credit line names an agency or
    another outlet. That two articles are copies is no matter of one claim; it counts once the report says so.
    """
    if report.cites or report.republishes is not None:
        return "repeated"
    if report.credit is None or _publisher(report.credit) == _publisher(report.outlet):
        return "originated"
    return "repeated"


def _publisher(name: str) -> str:
    return folded_name(agency_named(name))


def fate(claim: Claim) -> Fate:
    """Return what became of a claim, weighed against the window that stands; see docs/track-record.md."""
    found = outcome(claim)
    window = claim.window
    closes_at = deadlines(claim).closes_at
    moved = [days for _, _, days in moves_with_their_ends(claim.moves, window) if days is not None]
    about = window.latest if window.ends_at is None else window.ends_at.date()
    return Fate(
        outcome=_open_or_status(claim) if found is None else found.name,
        is_dated=window.has_dates,
        late_days=None if found is None else found.late_days,
        latest_on=window.latest,
        closes_at=closes_at,
        closes_about=None if closes_at is None else about,
        moves=len(claim.moves),
        moved_days=tuple(moved),
    )


def tallied(claim: Claim | None) -> Counter[TallyKey]:
    """Return all that a claim adds to tallies; nothing where there is none."""
    return Counter() if claim is None else tallied_parts(parts(claim), fate(claim))


def tallied_parts(found: Iterable[Part], became: Fate) -> Counter[TallyKey]:
    """Return what parts in one claim add to tallies."""
    counted: Counter[TallyKey] = Counter()
    plain = marks(became, retracted=False)
    for part in found:
        whole = marks(became, retracted=True) if part.retracted else plain
        if part.type == "outlet" and part.role is not None:
            _count(counted, "outlet", part.name, part.kind, part.role, whole)
        if part.name_role is not None:
            _count(counted, part.type, part.name, "", part.name_role, whole)
        if part.class_role is not None:
            _count(counted, "class", part.kind, "", part.class_role, plain)
    return counted


def marks(became: Fate, *, retracted: bool) -> list[tuple[str, int]]:
    """Return what is counted of one claim: each thing, and its value where it has one.

    The value of an open claim is the day about which its date passes, 0 where none does: what has passed by
    an instant is then a sum, and no claim has to be looked at when time goes by.
    """
    value = became.late_days or 0
    if became.closes_about is not None:
        value = became.closes_about.toordinal()
    found = [(outcome_mark(became.outcome, is_dated=became.is_dated), value)]
    if became.moves:
        found.append(("moved_claims", 0))
        found += [("moved_days", days) for days in became.moved_days]
        found += [("moved_unmeasured", 0)] * (became.moves - len(became.moved_days))
    if retracted:
        found.append(("retracted", 0))
    return found


def outcome_mark(name: FateName, *, is_dated: bool) -> str:
    """Return the name under which claims that became of it are counted."""
    return f"dated:{name}" if is_dated else f"undated:{name}"


def _count(
    counted: Counter[TallyKey],
    type_: RecordType,
    name: str,
    kind: str,
    role: Role,
    found: Sequence[tuple[str, int]],
) -> None:
    for what, value in found:
        counted[TallyKey(type_, name, kind, role, what, value)] += 1


def _names(report: Report) -> Iterator[tuple[SourceType, str]]:
    """Give who stands in the record for a report: its outlet, and its source where that is named.

    An outlet without a name left is nobody's record, and the kind of its source counts all the same.
    """
    yield "outlet", _counting_name(report.outlet)
    type_ = TYPE_OF.get(report.said_by.kind)
    if type_ is not None and (source := _counting_name(report.said_by.label)):
        yield type_, source


def _counting_name(name: str | None) -> str:
    return "" if name is None or name == DESTROYED else folded_name(name)


def _first_hand(before: Role | None, role: Role) -> Role:
    """One report at first hand is enough."""
    return "originated" if "originated" in (before, role) else "repeated"


def _leading(
    found: Sequence[_PartKey], roles: Mapping[_PartKey, Role], group: Callable[[_PartKey], Any]
) -> dict[_PartKey, Role]:
    """Return the first part of each group, with the role of the group as a whole."""
    leading: dict[Any, _PartKey] = {}
    whole: dict[_PartKey, Role] = {}
    for key in found:
        first = leading.setdefault(group(key), key)
        whole[first] = _first_hand(whole.get(first), roles[key])
    return whole


def _open_or_status(claim: Claim) -> FateName:
    return "open" if claim.status == "rumored" else claim.status
