"""The bare driver: durable inserts and plain selects of rows as long as an event, and nothing else."""

from __future__ import annotations

import json
import threading
from typing import Any, Protocol

from sqlalchemy import make_url

from bench.sample import JSON_TEXT, TOPIC
from service.database import sqlite_driver
from tests import postgres


class Bare(Protocol):
    """What both engines can do."""

    def insert(self, count: int) -> None: ...
    def insert_in_threads(self, count: int) -> None: ...
    def insert_hundreds(self, count: int) -> None: ...
    def fill(self, count: int) -> None: ...
    def select_all(self, count: int) -> None: ...
    def load_json(self, count: int) -> None: ...
    def close(self) -> None: ...


THREADS = 4
STREAM = 20


def bare(url: str) -> Bare:
    """Return the bare driver on an empty database."""
    return BareSQLite(url) if url.startswith("sqlite") else BarePostgreSQL(url)


class BareSQLite:
    """SQLite's own module, one connection per thread and a lock around every write."""

    def __init__(self, url: str) -> None:
        path = make_url(url).database or ""
        self._connections = [self._connect(path) for _ in range(THREADS)]
        self._lock = threading.Lock()
        for table in ("written", "held"):
            self._connections[0].execute(
                f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, stream INTEGER, topic TEXT, state BLOB)"
            )
        self._connections[0].execute("CREATE INDEX held_stream ON held (stream)")
        self._body = JSON_TEXT.encode()

    def insert(self, count: int) -> None:
        self._insert(self._connections[0], count)

    def insert_in_threads(self, count: int) -> None:
        in_threads(lambda thread: self._insert(self._connections[thread], count // THREADS))

    def _insert(self, connection: Any, count: int) -> None:
        for _ in range(count):
            with self._lock:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO written (topic, state) VALUES (?, ?)", (TOPIC, self._body))
                connection.execute("COMMIT")

    def insert_hundreds(self, count: int) -> None:
        connection = self._connections[0]
        for _ in range(count):
            rows = [(TOPIC, self._body) for _ in range(100)]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO written (topic, state) VALUES (?, ?)", rows)
            connection.execute("COMMIT")

    def fill(self, count: int) -> None:
        connection = self._connections[0]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO held (stream, topic, state) VALUES (?, ?, ?)",
            [(number // STREAM, TOPIC, self._body) for number in range(count)],
        )
        connection.execute("COMMIT")

    def select_all(self, count: int) -> None:
        for _ in range(count):
            self._connections[0].execute("SELECT id, topic, state FROM held ORDER BY id").fetchall()

    def load_json(self, count: int) -> None:
        for number in range(count):
            query = "SELECT id, topic, state FROM held WHERE stream = ? ORDER BY id"
            rows = self._connections[0].execute(query, (number % 50,)).fetchall()
            assert len([json.loads(state) for _, _, state in rows]) == STREAM

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    @staticmethod
    def _connect(path: str) -> Any:
        connection = sqlite_driver().connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection


class BarePostgreSQL:
    """psycopg, one connection per thread, each insert a transaction of its own."""

    def __init__(self, url: str) -> None:
        self._connections = [postgres.connect(url) for _ in range(THREADS)]
        for table in ("written", "held"):
            self._connections[0].execute(
                f"CREATE TABLE {table} (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                "stream BIGINT, topic TEXT, state BYTEA)"
            )
        self._connections[0].execute("CREATE INDEX held_stream ON held (stream)")
        self._body = JSON_TEXT.encode()

    def insert(self, count: int) -> None:
        self._insert(self._connections[0], count)

    def insert_in_threads(self, count: int) -> None:
        in_threads(lambda thread: self._insert(self._connections[thread], count // THREADS))

    def _insert(self, connection: Any, count: int) -> None:
        with connection.cursor() as cursor:
            for _ in range(count):
                values = (TOPIC, self._body)
                cursor.execute("INSERT INTO written (topic, state) VALUES (%s, %s)", values, prepare=True)

    def insert_hundreds(self, count: int) -> None:
        connection = self._connections[0]
        for _ in range(count):
            rows = [(TOPIC, self._body) for _ in range(100)]
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO written (topic, state) VALUES (%s, %s)", rows)

    def fill(self, count: int) -> None:
        copy = "COPY held (stream, topic, state) FROM STDIN"
        with self._connections[0].cursor() as cursor, cursor.copy(copy) as rows:
            for number in range(count):
                rows.write_row((number // STREAM, TOPIC, self._body))
        self._connections[0].execute("ANALYZE held")

    def select_all(self, count: int) -> None:
        for _ in range(count):
            self._connections[0].execute("SELECT id, topic, state FROM held ORDER BY id").fetchall()

    def load_json(self, count: int) -> None:
        with self._connections[0].cursor() as cursor:
            for number in range(count):
                query = "SELECT id, topic, state FROM held WHERE stream = %s ORDER BY id"
                rows = cursor.execute(query, (number % 50,), prepare=True).fetchall()
                assert len([json.loads(state) for _, _, state in rows]) == STREAM

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


def in_threads(work: Any) -> None:
    """Run the work in four threads, handing each its number, and wait for all."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
