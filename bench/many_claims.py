"""A newsroom of some years: as many claims of every kind as wanted, the same ones in every database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import get_args

from sqlalchemy import ColumnElement, Connection, Engine, Table, func, insert, literal, select, update

from bench.places import tidy
from service.database import transact
from service.domain.attribution import Article, Report, SaidBy, SaidByKind
from service.domain.claim import Claim, fold
from service.domain.events import (
    ClaimReported,
    Confirmed,
    DeadlinePassed,
    Entry,
    Event,
    Evidence,
    NewEvent,
    QuestionAsked,
    ReportAdded,
)
from service.domain.source import Named, add
from service.domain.window import Window, closes_at, window_of_dates
from service.ledger import log, words
from service.ledger.log import Append, Circumstances
from service.read_models import claim_search, rebuild, streams
from service.read_models.record_tallies import record_tallies

NOW = datetime(2022, 10, 3, 12, tzinfo=UTC)
TODAY = NOW.date()
WRITER = "acc_0192f0a1b2c3d4e5f60718293a4b5c6d"
#: Of a hundred claims, so many are past due, settled, without a date, without an end; the others come.
PAST_DUE, SETTLED, NO_DATE, OPEN_END = 30, 40, 8, 2
YEARS_BACK = timedelta(days=1000)
#: Written in one transaction, as if the newsroom had logged them in one go.
AT_ONCE = 500
#: What a claim is made of; the stream first, for the others point to it.
COPIED = (
    log.streams,
    words.event_words,
    log.events,
    *(one for one in rebuild.TABLES if one not in streams.TABLES and one is not record_tallies),
)
_SYLLABLES = (
    *("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "za"),
    *("bor", "dem", "gal", "kin", "mor", "nep", "pas", "rul", "sol", "tam"),
)
WORDS = [one + two + end for one in _SYLLABLES for two in _SYLLABLES for end in ("", "n", "s")]
#: Stands in every fifth claim.
COMMON = "border"
OUTLETS = [f"{word.title()} Daily" for word in WORDS[100:160]]
#: Outlets and named sources that are kept in all.
SOURCES = 10_000
TAGS = WORDS[200:400]
DESKS = ("Moscow", "Kyiv", "Minsk", "Front", "Economy", "Courts")
OWNERS = tuple(f"acc_{number:032x}" for number in range(1, 51))


def fill(engine: Engine, *, made: int, copies: int, questions: int, without: Collection[Table] = ()) -> None:
    """Store claims and questions in the ledger, make the read models, and copy all of it row by row.

    A copy has another id and was logged later; all else, its hashes too, are those of what it is a copy of.

    Args:
        made: claims with a history of their own.
        copies: how often each of them is there in all.
        without: tables that are not copied, where nothing that is measured reads them.
    """
    random = Random(2022)
    began, took = NOW - YEARS_BACK, YEARS_BACK / copies
    transact(engine, partial(_ask, questions=questions, began=began))
    transact(engine, partial(_name, began=began))
    for start in range(0, made, AT_ONCE):
        histories = [
            _history(number, random, questions) for number in range(start, min(start + AT_ONCE, made))
        ]
        at = began + (start + AT_ONCE) / (made + AT_ONCE) * took
        transact(engine, partial(_store, appends=histories, now=at))
    transact(engine, rebuild.rebuild)
    for number in range(1, copies):
        transact(engine, partial(_copy, number=number, later=number * took, without=without))
    # Each copy was carried by the same names, and the same became of it.
    counted = update(record_tallies).values(claims=record_tallies.c.claims * copies)
    transact(engine, lambda connection: connection.execute(counted).close())
    if claim_search.claim_search not in without:
        transact(engine, claim_search.reindex)
    tidy(engine)


def _copy(connection: Connection, *, number: int, later: timedelta, without: Collection[Table]) -> None:
    """Copy every claim that was made with its events and its rows in the read models."""
    made = log.streams.c.kind == "claim", log.streams.c.key < claim_id(0, copy=1)
    first, last = connection.execute(
        select(func.min(log.streams.c.id), func.max(log.streams.c.id)).where(*made)
    ).one()
    events = log.events.c
    theirs = events.stream_id.between(first, last)
    count = connection.execute(select(func.count()).where(theirs)).scalar_one()
    apart, microseconds = number * (last - first + 1), later // timedelta(microseconds=1)
    for table in [one for one in COPIED if one not in without]:
        name = "id" if table is log.streams else "stream_id"
        changed = {name: table.c[name] + apart}
        changed |= {key: _another_id(table.c[key], number) for key in ("key", "claim") if key in table.c}
        if table is log.events:
            changed |= {
                "position": events.position + number * count,
                "recorded_at": events.recorded_at + microseconds,
            }
        columns = [changed.get(column.name, column) for column in table.c]
        found = select(*columns).where(table.c[name].between(first, last))
        connection.execute(insert(table).from_select([column.name for column in table.c], found))
    newest = select(func.max(events.position), func.max(events.recorded_at))
    position, recorded_at = connection.execute(newest).one()
    connection.execute(update(log.log_head).values(position=position, recorded_at=recorded_at))


def _another_id(column: ColumnElement[str], number: int) -> ColumnElement[str]:
    return literal(claim_id(0, copy=number)[:8]) + func.substr(column, 9)


def claim_id(number: int, *, copy: int = 0) -> str:
    """Return the id of a claim by its number, from 0 on, or that of one of its copies."""
    return f"clm_{copy:04x}{number:028x}"


def question_id(number: int) -> str:
    """Return the id of a question by its number, from 0 on; the first ones have the most claims."""
    return f"qst_{number:032x}"


def source_id(number: int) -> str:
    """Return the id of a source by its number, from 0 on; the first ones are the outlets."""
    return f"src_{number:032x}"


def _ask(connection: Connection, *, questions: int, began: datetime) -> None:
    appends = [
        Append(
            question_id(number), "question", 0, [(NewEvent(QuestionAsked(text=_words(number)), began), None)]
        )
        for number in range(questions)
    ]
    log.append(connection, appends, Circumstances(WRITER, began))


def _name(connection: Connection, *, began: datetime) -> None:
    """Add the outlets that claims name, and so many persons that there are ten thousand sources in all."""
    persons = [
        f"Person {number} {WORDS[number % len(WORDS)].title()}" for number in range(SOURCES - len(OUTLETS))
    ]
    named = [*(Named("outlet", name) for name in OUTLETS), *(Named("person", name) for name in persons)]
    appends = [
        Append(source_id(number), "source", 0, [(add(one, began), None)]) for number, one in enumerate(named)
    ]
    log.append(connection, appends, Circumstances(WRITER, began))


def _words(number: int) -> str:
    return f"When will {' '.join(Random(number).choices(WORDS, k=6))} happen?"


def _store(connection: Connection, *, appends: Sequence[Append], now: datetime) -> None:
    log.append(connection, appends, Circumstances(WRITER, now))


def _history(number: int, random: Random, questions: int) -> Append:
    """Return the whole history of one claim, every event with the status that it leaves."""
    kind = random.randrange(100)
    window, reported_at = _window(kind, random)
    events: list[tuple[Event, datetime]] = [(_reported(number, random, window, questions), reported_at)]
    if random.random() < 0.15:
        events.append((ReportAdded(report=_report(f"rep_{number:x}b", random, reported_at)), reported_at))
    if kind < PAST_DUE:
        passed_at = closes_at(window)
        assert passed_at is not None
        events.append((DeadlinePassed(arming=1, closes_at=passed_at), passed_at))
    elif kind < PAST_DUE + SETTLED:
        on = window.latest or TODAY
        evidence = (Evidence(note="Seen on the ground."),)
        settled = Confirmed(evidence=evidence, happened=None, known_on=on)
        events.append((settled, datetime.combine(on, time(12), UTC)))
    entries = [Entry(at, event, when, WRITER) for at, (event, when) in enumerate(events, start=1)]
    statuses = [_folded(entries[: at + 1]).status for at in range(len(entries))]
    new = [(NewEvent(event, at), status) for (event, at), status in zip(events, statuses, strict=True)]
    return Append(claim_id(number), "claim", 0, new)


def _folded(entries: Sequence[Entry]) -> Claim:
    claim = fold(entries)
    assert claim is not None
    return claim


def _window(kind: int, random: Random) -> tuple[Window, datetime]:
    """Return what was said about when, and when that was published."""
    if kind < PAST_DUE + SETTLED:
        latest = TODAY - timedelta(days=random.randrange(1, YEARS_BACK.days))
    elif kind < 100 - NO_DATE - OPEN_END:
        latest = TODAY + timedelta(days=random.randrange(365))
    else:
        return _without_end(kind, random)
    on = min(latest, TODAY) - timedelta(days=random.randrange(3, 60))
    earliest = latest - timedelta(days=random.choice((0, 0, 0, 6, 29)))
    return window_of_dates(earliest, latest, zone="Europe/Moscow", phrase="a day", said_on=on), _morning(on)


def _without_end(kind: int, random: Random) -> tuple[Window, datetime]:
    on = TODAY - timedelta(days=random.randrange(1, YEARS_BACK.days))
    earliest: date | None = on + timedelta(days=20) if kind >= 100 - OPEN_END else None
    return window_of_dates(earliest, None, zone="Europe/Moscow", phrase="soon", said_on=on), _morning(on)


def _morning(on: date) -> datetime:
    return datetime.combine(on, time(6), UTC)


def _reported(number: int, random: Random, window: Window, questions: int) -> ClaimReported:
    said = random.choices(WORDS, k=10) + ([COMMON] if random.random() < 0.2 else [])
    # Some questions have hundreds of claims, most have a few.
    on_question = int(questions * random.random() ** 3) if random.random() < 0.6 else None
    return ClaimReported(
        text=" ".join(said).capitalize() + ".",
        report=_report(f"rep_{number:x}", random, _morning(window.said_on or TODAY)),
        window=window,
        question=None if on_question is None else question_id(on_question),
        tags=tuple(sorted({_few(TAGS, random) for _ in range(random.randrange(4))})),
        desk=random.choice(DESKS) if random.random() < 0.8 else None,
        owner=_few(OWNERS, random) if random.random() < 0.9 else None,
    )


def _report(name: str, random: Random, at: datetime) -> Report:
    kind = random.choice(get_args(SaidByKind))
    return Report(
        id=name,
        outlet=_few(OUTLETS, random),
        said_by=SaidBy(label=f"{random.choice(WORDS)} {random.choice(WORDS)}", kind=kind, count="1"),
        wording=" ".join(random.choices(WORDS, k=14)),
        article=Article(
            url=f"https://example.org/{name}", title=" ".join(random.choices(WORDS, k=6)), published_at=at
        ),
    )


def _few(values: Sequence[str], random: Random) -> str:
    """Return one of the values, the first ones far more often than the last."""
    return values[int(len(values) * random.random() ** 2)]
