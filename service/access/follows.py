"""Follows: claims, questions, tags, desks, outlets and sources that somebody wants to hear of, or no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Row,
    String,
    Table,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from service.database import Instant, StartOver, metadata
from service.domain.claim import Claim
from service.domain.events import SourceType
from service.domain.refusals import not_found, refuse
from service.domain.reminding.choices import FollowKind
from service.read_models import sources
from service.read_models.identities import identities

KINDS: tuple[FollowKind, ...] = get_args(FollowKind)
#: Nobody needs more, and each is looked up for every digest.
MOST = 500
#: Values of one statement.
BATCH = 400

table = Table(
    "follows",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    #: An id; tags and desks folded, so that upper and lower case are alike.
    Column("target", String(128), nullable=False),
    #: False is "Stop asking me": no letters about this claim, although one owns it or follows its question.
    Column("wants_letters", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("account", "kind", "target"),
    Index("ix_follows_kind_target", "kind", "target"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """What somebody follows, since when; `wants_letters` False is the wish to hear no more of it."""

    id: str
    account: str
    kind: FollowKind
    target: str
    wants_letters: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Listeners:
    """The accounts that follow a claim, and those that want no letters about it."""

    followers: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()


def folded(kind: FollowKind, target: str) -> str:
    """Return a target as it is kept and looked up."""
    return target.strip().casefold() if kind in ("tag", "desk") else target


def follow(
    connection: Connection,
    *,
    account: str,
    kind: FollowKind,
    target: str,
    wants_letters: bool,
    now: datetime,
    new_id: Callable[[str], str],
) -> Follow:
    """Follow something, or say that one wants no letters about it; the last word counts. Return it.

    Whether there is such a claim or question is the caller's to know.

    Raises:
        Refusal: `too_many_follows`; `only_claims_stop` for letters stopped about anything but a claim.
    """
    if not wants_letters and kind != "claim":
        raise refuse(
            "only_claims_stop",
            "Only letters about one claim can be stopped.",
            at="/wants_letters",
            hint="To hear no more of a question, a tag or a desk, end the follow.",
        )
    key = folded(kind, target)
    kept = one_of(connection, account, kind, key)
    if kept is not None:
        connection.execute(update(table).where(table.c.id == kept.id).values(wants_letters=wants_letters))
        return _require(connection, kept.id)
    if len(every_of(connection, account)) >= MOST:
        raise refuse("too_many_follows", f"One account follows at most {MOST} things.")
    made = Follow(
        id=new_id("flw"),
        account=account,
        kind=kind,
        target=key,
        wants_letters=wants_letters,
        since=now,
    )
    try:
        connection.execute(
            insert(table).values(
                id=made.id, account=account, kind=kind, target=key, wants_letters=wants_letters, since=now
            )
        )
    except IntegrityError as error:
        raise StartOver("the same follow came a moment ago") from error
    return made


def end(connection: Connection, follow_id: str, *, account: str) -> Follow:
    """End one's follow and return what it was.

    Raises:
        Refusal: `not_found`, also where it is somebody else's.
    """
    found = by_id(connection, follow_id)
    if found is None or found.account != account:
        raise not_found("such follow")
    connection.execute(delete(table).where(table.c.id == follow_id))
    return found


def carry_over(
    connection: Connection,
    from_claim: str,
    to_claim: str,
    *,
    owner: str | None,
    now: datetime,
    new_id: Callable[[str], str],
) -> None:
    """Let those who follow a claim, and its owner, follow another one from now on too.

    What somebody has said of the other claim already stands, and nothing is taken from the first one.
    """
    of_claim = select(table.c.account).where(table.c.kind == "claim")
    wants = of_claim.where(table.c.target == from_claim, table.c.wants_letters.is_(True))
    has_said = set(connection.execute(of_claim.where(table.c.target == to_claim)).scalars())
    found = {*connection.execute(wants).scalars(), *((owner,) if owner is not None else ())}
    rows = [
        {
            "id": new_id("flw"),
            "account": account,
            "kind": "claim",
            "target": to_claim,
            "wants_letters": True,
            "since": now,
        }
        for account in sorted(found - has_said)
    ]
    try:
        connection.execute(insert(table), rows) if rows else None
    except IntegrityError as error:
        raise StartOver("the same follow came a moment ago") from error


def by_id(connection: Connection, follow_id: str) -> Follow | None:
    """Return a follow, or None where there is none (any more)."""
    row = connection.execute(select(table).where(table.c.id == follow_id)).one_or_none()
    return None if row is None else _follow(row)


def one_of(connection: Connection, account: str, kind: FollowKind, target: str) -> Follow | None:
    """Return an account's follow of something, or None."""
    wanted = {"account": account, "kind": kind, "target": folded(kind, target)}
    query = select(table).where(*(table.c[name] == value for name, value in wanted.items()))
    row = connection.execute(query).one_or_none()
    return None if row is None else _follow(row)


def every_of(connection: Connection, account: str) -> list[Follow]:
    """Return what an account follows, the oldest first."""
    query = select(table).where(table.c.account == account).order_by(table.c.since, table.c.id)
    return [_follow(row) for row in connection.execute(query)]


def of_accounts(connection: Connection, accounts: Sequence[str]) -> list[Follow]:
    """Return what these accounts follow, the oldest first."""
    found: list[Follow] = []
    for start in range(0, len(accounts), BATCH):
        query = select(table).where(table.c.account.in_(accounts[start : start + BATCH]))
        found += [_follow(row) for row in connection.execute(query.order_by(table.c.since, table.c.id))]
    return found


def listeners(connection: Connection, claims: Mapping[str, Claim]) -> dict[str, Listeners]:
    """Return for each claim who follows it: itself, its question, tags or desk, an outlet or a source of it.

    A source that was merged is followed on: whoever followed one of two that are one hears of both.
    """
    wanted: dict[tuple[str, str], list[str]] = {}
    of_sources = _keys_of_sources(connection, claims)
    for claim_id, claim in claims.items():
        for key in dict.fromkeys([*keys_of(claim_id, claim), *of_sources[claim_id]]):
            wanted.setdefault(key, []).append(claim_id)
    followers: dict[str, set[str]] = {claim_id: set() for claim_id in claims}
    muted: dict[str, set[str]] = {claim_id: set() for claim_id in claims}
    for one in _on(connection, wanted):
        for claim_id in wanted[(one.kind, one.target)]:
            (followers if one.wants_letters else muted)[claim_id].add(one.account)
    return {
        claim_id: Listeners(frozenset(followers[claim_id]), frozenset(muted[claim_id])) for claim_id in claims
    }


def keys_of(claim_id: str, claim: Claim) -> list[tuple[FollowKind, str]]:
    """Return everything that a claim is followed by, but for its outlets and sources."""
    found: list[tuple[FollowKind, str]] = [("claim", claim_id)]
    found += [("question", claim.question)] if claim.question is not None else []
    found += [("tag", folded("tag", tag)) for tag in claim.tags]
    found += [("desk", folded("desk", claim.desk))] if claim.desk is not None else []
    return found


def _keys_of_sources(
    connection: Connection, claims: Mapping[str, Claim]
) -> dict[str, list[tuple[FollowKind, str]]]:
    who_is = identities(connection, claims.values())
    ends = {known.id: known for known in who_is.known.values()}
    merged = sources.merged_into_these(connection, list(ends))
    found: dict[str, list[tuple[FollowKind, str]]] = {claim_id: [] for claim_id in claims}
    for claim_id, claim in claims.items():
        for report in claim.reports:
            for known in (who_is.outlet(report), who_is.source(report)):
                if known is not None:
                    ids = (known.id, *(one.id for one in merged.get(known.id, ())))
                    found[claim_id] += [(kind_of(known.type), one) for one in ids]
    return found


def kind_of(type: SourceType) -> FollowKind:  # noqa: A002 - a type is a type
    """Return as what a source of a type is followed."""
    return "outlet" if type == "outlet" else "source"


def _on(connection: Connection, wanted: Collection[tuple[str, str]]) -> list[Follow]:
    found: list[Follow] = []
    by_kind: dict[str, list[str]] = {}
    for kind, target in sorted(wanted):
        by_kind.setdefault(kind, []).append(target)
    for kind, targets in by_kind.items():
        for start in range(0, len(targets), BATCH):
            query = select(table).where(
                table.c.kind == kind, table.c.target.in_(targets[start : start + BATCH])
            )
            found += [_follow(row) for row in connection.execute(query.order_by(table.c.id))]
    return found


def _require(connection: Connection, follow_id: str) -> Follow:
    found = by_id(connection, follow_id)
    if found is None:
        raise StartOver("the follow was ended a moment ago")
    return found


def _follow(row: Row[tuple[object, ...]]) -> Follow:
    return Follow(**row._mapping)
