"""The one way to run a transaction: begin, retry, settle a lost COMMIT."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

import sqlalchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from service.database import engines
from service.database.engines import will_write, writer_lock
from service.database.failures import (
    CommitUnknown,
    StartOver,
    Unavailable,
    as_unavailable,
    is_lost,
    may_try_again,
)

logger = logging.getLogger(__name__)
T = TypeVar("T")
#: How often a transaction that met another one starts over, and after how long it gives up.
MOST_TRIES = 8
KEEPS_TRYING_FOR = timedelta(seconds=20)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose reads all see one moment; it writes nothing and is rolled back.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        connection = engine.connect()
    except (OperationalError, sqlalchemy.exc.TimeoutError) as error:
        raise Unavailable("the database does not answer") from error
    try:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin() as transaction:
            try:
                yield connection
            except DBAPIError as error:
                raise as_unavailable(error) from error
            finally:
                # What was read stands, also where the server has gone since.
                if transaction.is_active:
                    _roll_back(transaction)
    finally:
        connection.close()


def transact(
    engine: Engine,
    work: Callable[[Connection], T],
    *,
    recover: Callable[[Connection], T | None] | None = None,
) -> T:
    """Run the work in one transaction and return what it gives, once it is durable.

    Starts over when another transaction came first. Where the connection is lost at COMMIT, asks `recover`
    on a new connection what became of it.

    Raises:
        CommitUnknown: lost at COMMIT, and `recover` is missing or does not know.
        Unavailable: the database does not answer, or stayed busy.
    """
    gives_up_at = time.monotonic() + KEEPS_TRYING_FOR.total_seconds()
    for attempt in range(1, MOST_TRIES + 1):
        try:
            return _transact_once(engine, work, recover)
        except StartOver as error:
            if attempt == MOST_TRIES or time.monotonic() >= gives_up_at:
                raise Unavailable("others kept changing the same thing") from error
        except (DBAPIError, sqlalchemy.exc.TimeoutError) as error:
            last = attempt == MOST_TRIES or time.monotonic() >= gives_up_at
            if last or not may_try_again(error):
                raise as_unavailable(error) from error
        time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - spreads writers, no secret
    raise AssertionError("unreachable")


def _transact_once(
    engine: Engine,
    work: Callable[[Connection], T],
    recover: Callable[[Connection], T | None] | None,
) -> T:
    lock = writer_lock(engine)
    if lock is not None and not lock.acquire(timeout=2 * engines.BUSY_TIMEOUT.total_seconds()):
        raise Unavailable("other writers kept the database busy")
    try:
        with engine.connect() as connection:
            will_write(connection)
            transaction = connection.begin()
            try:
                result = work(connection)
            except BaseException:
                _roll_back(transaction)
                raise
            try:
                transaction.commit()
            except DBAPIError as error:
                if not is_lost(error):
                    _roll_back(transaction)
                    raise
                lost = error
            else:
                return result
    finally:
        if lock is not None:
            lock.release()
    return _settle_lost_commit(engine, recover, lost)


def _roll_back(transaction: sqlalchemy.engine.RootTransaction) -> None:
    try:
        transaction.rollback()
    except DBAPIError:
        logger.debug("the connection was gone before the rollback", exc_info=True)


def _settle_lost_commit(
    engine: Engine, recover: Callable[[Connection], T | None] | None, lost: DBAPIError
) -> T:
    engine.dispose()
    if recover is None:
        raise CommitUnknown("the connection was lost at COMMIT") from lost
    for wait_seconds in (0.0, 0.2, 0.5, 1.0):
        time.sleep(wait_seconds)
        try:
            with reading(engine) as connection:
                found = recover(connection)
        except (DBAPIError, Unavailable):
            continue
        if found is not None:
            return found
    raise CommitUnknown("the connection was lost at COMMIT") from lost
