"""Statements run on the driver itself give what SQLAlchemy gives, and fail as SQLAlchemy fails."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from service.database import Instant, reading, transact
from service.ledger.fast_log import Statement

kept = Table(
    "kept",
    MetaData(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("word", String(40)),
    Column("is_so", Boolean),
    Column("day", Date),
    Column("at", Instant),
    Column("data", LargeBinary),
)
COLUMNS = tuple(kept.c.keys())
add = Statement(insert(kept), columns=COLUMNS)
by_number = Statement(select(kept.c.number, kept.c.word, kept.c.data).order_by(kept.c.number))
one = Statement(select(kept.c.word).where(kept.c.number == bindparam("wanted")))
ROWS: list[dict[str, Any]] = [
    {
        "number": 1,
        "word": "28 сентября",
        "is_so": True,
        "day": date(2022, 9, 28),
        "at": None,
        "data": b"\x00\xff",
    },
    {"number": -(2**63), "word": None, "is_so": None, "day": None, "at": None, "data": None},
    {
        "number": 2**63 - 1,
        "word": "' ; \\ %s :x $1",
        "is_so": False,
        "day": date(1600, 1, 1),
        "at": datetime(2400, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        "data": b"",
    },
]


@pytest.fixture(params=[False, True], ids=["driver", "core"])
def ways(request, engine):
    """The engine as it is, and the one whose statements go through SQLAlchemy."""
    chosen = engine.execution_options(plain_statements=True) if request.param else engine
    transact(chosen, kept.create)
    return chosen


def test_what_is_written_is_read_back_by_either_way(ways, engine):
    transact(ways, lambda connection: add.run_all(connection, ROWS))

    for reader in (engine, engine.execution_options(plain_statements=True)):
        with reading(reader) as connection:
            found = by_number.rows(connection, {})
        assert [(number, word) for number, word, _ in found] == [
            (-(2**63), None),
            (1, "28 сентября"),
            (2**63 - 1, "' ; \\ %s :x $1"),
        ]
        assert [None if data is None else bytes(data) for *_, data in found] == [None, b"\x00\xff", b""]
    with reading(engine) as connection:
        assert [dict(row) for row in connection.execute(select(kept).order_by(kept.c.number)).mappings()] == [
            ROWS[1],
            ROWS[0],
            ROWS[2],
        ]


def test_rows_in_the_order_of_columns_are_written_like_named_ones(ways, engine):
    transact(ways, lambda connection: add.insert(connection, [tuple(row.values()) for row in ROWS]))

    with reading(engine) as connection:
        rows = connection.execute(select(kept).order_by(kept.c.number)).mappings().all()
    assert [dict(row) for row in rows] == [ROWS[1], ROWS[0], ROWS[2]]


def test_many_more_rows_than_are_sent_at_once_are_all_written(ways):
    rows = [{**ROWS[0], "number": number, "data": bytes(2000)} for number in range(1234)]

    transact(ways, lambda connection: add.run_all(connection, rows))

    with reading(ways) as connection:
        assert [number for number, *_ in by_number.rows(connection, {})] == list(range(1234))


def test_a_broken_rule_is_an_integrity_error_and_nothing_stays(ways):
    with pytest.raises(IntegrityError):
        transact(ways, lambda connection: add.run_all(connection, [ROWS[0], ROWS[0]]))

    with reading(ways) as connection:
        assert by_number.rows(connection, {}) == []
    transact(ways, lambda connection: add.run(connection, ROWS[0]))
    with reading(ways) as connection:
        assert one.rows(connection, {"wanted": 1}) == [("28 сентября",)]


def test_statements_of_both_kinds_share_one_transaction(ways):
    def work(connection):
        add.run(connection, ROWS[0])
        seen = connection.execute(select(kept.c.word)).scalars().all()
        connection.execute(insert(kept), ROWS[1:])
        return seen, len(by_number.rows(connection, {}))

    assert transact(ways, work) == (["28 сентября"], 3)


def test_what_is_not_committed_is_not_kept(ways):
    def work(connection):
        add.run(connection, ROWS[0])
        raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError):
        transact(ways, work)

    with reading(ways) as connection:
        assert by_number.rows(connection, {}) == []
