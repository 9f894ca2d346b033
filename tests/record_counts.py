"""Track records counted the long way: every claim folded by itself, and looked at once for each number."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from service.domain.claim import Claim, fold
from service.domain.due import deadlines
from service.domain.events import Entry
from service.domain.outcome import outcome
from service.domain.record_numbers import FATES, Numbers, Record
from service.domain.source import folded_name
from service.ledger.log import Stored

TYPES = {"named": "person", "institution": "institution", "document": "document"}


def claims_of(
    stored: Iterable[Stored], *, as_of: datetime | None = None, recorded_by: datetime | None = None
) -> dict[str, Claim]:
    """Return every claim as it stood, from its entries."""
    by_stream: dict[str, list[Entry]] = {}
    for one in stored:
        if one.stream_kind != "claim":
            continue
        if (as_of is None or one.entry.occurred_at <= as_of) and (
            recorded_by is None or one.recorded_at <= recorded_by
        ):
            by_stream.setdefault(one.stream, []).append(one.entry)
    folded = {name: fold(entries) for name, entries in by_stream.items()}
    return {name: claim for name, claim in folded.items() if claim is not None and claim.merged_into is None}


def roles_in(claim: Claim, type_: str, names: Collection[str], kind: str | None) -> set[str]:
    """Return the roles of all reports by which names carried a claim, on word of one kind or of any."""
    roles = set()
    for report in claim.reports:
        if report.stance not in ("for", "relays") or (kind and report.said_by.kind != kind):
            continue
        label = report.outlet if type_ in ("outlet", "class") else report.said_by.label or ""
        is_theirs = type_ in ("outlet", "class") or TYPES.get(report.said_by.kind) == type_
        if is_theirs and (type_ == "class" or folded_name(label) in names):
            roles.add("repeated" if report.cites or report.republishes else "originated")
    return roles


def took_back(claim: Claim, type_: str, names: Collection[str]) -> bool:
    """Say whether one of the names retracted a claim."""
    for report in claim.reports:
        if report.stance == "retracted":
            if type_ == "outlet" and folded_name(report.outlet) in names:
                return True
            if TYPES.get(report.said_by.kind) == type_ and folded_name(report.said_by.label or "") in names:
                return True
    return False


def numbers_of(
    claims: Iterable[Claim], at: datetime, type_: str, names: Collection[str]
) -> Mapping[str, Any]:
    """Return every number about some claims."""
    found: Counter[str] = Counter()
    late, moved, some_moved, moves = [], [], 0, 0
    for claim in claims:
        became = outcome(claim)
        name = became.name if became else "open" if claim.status == "rumored" else claim.status
        found[("dated " if claim.window.has_dates else "undated ") + name] += 1
        if became and became.late_days is not None:
            late.append(became.late_days)
        closes_at = deadlines(claim).closes_at
        found["past due"] += closes_at is not None and closes_at <= at
        found["retracted"] += took_back(claim, type_, names)
        windows = [*(move.window for move in claim.moves), claim.window]
        some_moved += bool(claim.moves)
        moves += len(claim.moves)
        for before, after in pairwise(windows):
            if before.latest and after.latest:
                moved.append((after.latest - before.latest).days)
    return {
        **{name: count for name, count in found.items() if count},
        "late by": (sorted(late), median(late) if late else None),
        "moved": (some_moved, moves, sum(moved), median(moved) if moved else None),
    }


def told(numbers: Numbers) -> Mapping[str, Any]:
    """Return the same from a record."""
    found = {
        f"{word} {name}": numbers.became(name, is_dated=dated)
        for word, dated in (("dated", True), ("undated", False))
        for name in FATES
    }
    found |= {"past due": numbers.past_due, "retracted": numbers.retracted}
    late = sorted(days for days, count in numbers.late_days.items() for _ in range(count))
    return {
        **{name: count for name, count in found.items() if count},
        "late by": (late, numbers.median_late),
        "moved": (numbers.moved_claims, numbers.moves, numbers.days_moved, numbers.median_move),
    }


def told_record(record: Record) -> Mapping[str, Any]:
    """Return a record's three tallies."""
    return {
        "both": told(record.both),
        "originated": told(record.originated),
        "repeated": told(record.repeated),
    }


def counted_record(
    claims: Sequence[Claim], at: datetime, type_: str, names: Collection[str], kind: str | None = None
) -> Mapping[str, Any]:
    """Return the record of one source, or of one kind of source, counted the long way."""
    with_roles = [(claim, roles_in(claim, type_, names, kind)) for claim in claims]
    parts = {
        "both": [claim for claim, roles in with_roles if roles],
        "originated": [claim for claim, roles in with_roles if "originated" in roles],
        "repeated": [claim for claim, roles in with_roles if roles == {"repeated"}],
    }
    return {part: numbers_of(found, at, type_, names) for part, found in parts.items()}


def is_between(claim: Claim, first: date | None, last: date | None) -> bool:
    """Say whether a claim's window ends in a span."""
    latest = claim.window.latest
    if first is None and last is None:
        return True
    return latest is not None and (first is None or first <= latest) and (last is None or latest <= last)
