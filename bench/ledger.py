"""Races the ledger against the bare driver and the peer: writing, reading, replaying, proving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.bare import Bare, bare
from bench.ours import Ours
from bench.peer import Peer
from bench.places import Places
from bench.table import Row, microseconds, rate
from bench.timing import Contestant, Result, Work, race

ROUNDS = 7
#: How many streams of twenty events are held, to be read and followed up in turn.
HELD = 100
#: How many claims of twenty entries the read models are rebuilt from.
REBUILT = 250


@dataclass(frozen=True)
class Goals:
    """What a race is held against: over the bare driver, over the peer, microseconds of ours."""

    bare: float
    peer: float | None = None
    cpu: float | None = None


@dataclass(frozen=True)
class Race:
    """One kind of work, done by the bare driver, by us, and by the peer where it can."""

    name: str
    bare: Work
    ours: Work
    peer: Work | None
    goals: dict[str, Goals]
    count: int
    #: How many events one unit of the work writes or reads.
    events: int = 1


def writing(bare: Bare, ours: Ours, peer: Peer) -> list[Race]:
    """Return the races that write."""
    return [
        Race(
            "append, 1 per commit", bare.insert, ours.append, peer.append,
            {"sqlite": Goals(0.40, 1.4, 250), "postgresql": Goals(0.34, 2.5, 300)}, 400,
        ),
        Race(
            "append, 4 threads", bare.insert_in_threads, ours.append_in_threads, peer.append_in_threads,
            {"sqlite": Goals(0.45, 2.5), "postgresql": Goals(0.30, 3)}, 400,
        ),
        Race(
            "append, 100 per commit", bare.insert_hundreds, ours.append_hundreds, peer.append_hundreds,
            {"sqlite": Goals(0.50, 3), "postgresql": Goals(0.40, 2)}, 10, events=100,
        ),
        Race(
            "whole command", bare.insert, ours.command, peer.command,
            {"sqlite": Goals(0.25, 4), "postgresql": Goals(0.20, 4)}, HELD,
        ),
    ]  # fmt: skip


def reading(bare: Bare, ours: Ours, peer: Peer) -> list[Race]:
    """Return the races that read; all three are brought to the same number of events first."""
    events = ours.events()
    bare.fill(events)
    peer.fill(events)
    replay, load, verify = Goals(0.45, 3), Goals(1.5, 8), Goals(0.20)
    return [
        Race(
            "replay to typed events", bare.select_all, ours.replay, peer.replay,
            {"sqlite": replay, "postgresql": replay}, 1, events=events,
        ),
        Race(
            "load a stream of 20 events", bare.load_json, ours.load, peer.load,
            {"sqlite": load, "postgresql": load}, HELD,
        ),
        Race(
            "verify", bare.select_all, ours.verify, None,
            {"sqlite": verify, "postgresql": verify}, 1, events=events,
        ),
    ]  # fmt: skip


def measured(places: Places) -> Iterator[Row]:
    """Run every race on both engines and give a row for each ratio."""
    for engine in places.engines:
        with (
            places.fresh(engine, migrated=False) as bare_url,
            places.fresh(engine) as our_url,
            places.fresh(engine, migrated=False) as peer_url,
            places.fresh(engine) as rebuilt_url,
        ):
            contestants = bare(bare_url), Ours(our_url), Peer(peer_url)
            rebuilt = Ours(rebuilt_url)
            try:
                yield from _against_others(engine, *contestants)
                yield from _against_appends(engine, contestants[1], rebuilt)
            finally:
                for contestant in (*contestants, rebuilt):
                    contestant.close()


def _against_others(engine: str, bare: Bare, ours: Ours, peer: Peer) -> Iterator[Row]:
    ours.hold(HELD)
    peer.hold(HELD)
    for make in (writing, reading):
        for one in make(bare, ours, peer):
            works = {"bare driver": one.bare, "ours": one.ours, "eventsourcing": one.peer}
            contestants = [
                Contestant(name, work, one.count, one.events) for name, work in works.items() if work
            ]
            yield from _rows(engine, one, race(contestants, rounds=ROUNDS))


def _rows(engine: str, one: Race, result: Result) -> Iterator[Row]:
    goals = one.goals[engine]
    cpu = result.cpu_microseconds("ours")
    for name, goal in (("bare driver", goals.bare), ("eventsourcing", goals.peer)):
        if name in result.turns:
            yield Row(
                one.name, engine, name, result.ratio("ours", name), goal,
                worst=min(result.ratios("ours", name)),
                ours=f"{rate(result.per_second('ours'))}, {microseconds(cpu)}",
                theirs=f"{rate(result.per_second(name))}, {microseconds(result.cpu_microseconds(name))}",
            )  # fmt: skip
    if goals.cpu is not None:
        yield Row(f"{one.name}, CPU µs", engine, "", cpu, goals.cpu, at_most=True)


def _against_appends(engine: str, ours: Ours, rebuilt: Ours) -> Iterator[Row]:
    rebuilt.hold(REBUILT)
    events = rebuilt.events()
    result = race(
        [Contestant("appends", ours.append, 400), Contestant("rebuild", rebuilt.rebuild, 1, events)],
        rounds=ROUNDS,
    )
    yield Row(
        "rebuild, events", engine, "appends, 1 per commit", result.ratio("rebuild", "appends"), 20,
        worst=min(result.ratios("rebuild", "appends")),
        ours=rate(result.per_second("rebuild")), theirs=rate(result.per_second("appends")),
    )  # fmt: skip
