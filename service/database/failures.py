"""What can go wrong between us and a database, and whether trying again helps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError


class CommitUnknown(Exception):
    """The connection was lost at COMMIT and nobody can say yet whether it took effect. Try again later."""


class Unavailable(Exception):
    """The database does not answer, or stayed busy too long. Nothing was written; try again later."""


class StartOver(Exception):
    """Another transaction came first; the whole work is to run again on a fresh view."""


def as_sqlalchemy_says(connection: Connection, error: Exception, text: str) -> DBAPIError:
    """Return a driver's error as SQLAlchemy would raise it, and give up a connection that was lost.

    For statements that were run on the driver itself.
    """
    dialect: Any = connection.dialect
    is_lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if is_lost:
        connection.invalidate(error)
    kind: Any = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=dialect,
    )
    found: DBAPIError = kind
    return found


def is_lost(error: DBAPIError) -> bool:
    """Say whether the connection is gone, and with it what was under way."""
    state = _sqlstate(error)
    return bool(error.connection_invalidated) or state[:2] == "08" or state in _SERVER_LEAVES


#: admin_shutdown, crash_shutdown, cannot_connect_now; of class 57, a cancelled statement is no lost server.
_SERVER_LEAVES = ("57P01", "57P02", "57P03")


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def may_try_again(error: Exception) -> bool:
    """Say whether the same work can be run again at once: a busy file, a deadlock, a lost connection."""
    if not isinstance(error, DBAPIError):
        return False
    if _sqlstate(error) in ("40001", "40P01", "55P03") or is_lost(error):
        return True
    text = str(error.orig)
    return "database is locked" in text or "database table is locked" in text


def as_unavailable(error: Exception) -> Exception:
    """Return what the caller should see: `Unavailable` for trouble of the moment, else the error."""
    text = str(getattr(error, "orig", error))
    passing = ("disk is full", "disk I/O error", "unable to open", "readonly database", "No space")
    if (
        not isinstance(error, DBAPIError)
        or may_try_again(error)
        or any(words in text for words in passing)
        or _sqlstate(error)[:2] in ("53", "57", "58")
        or _sqlstate(error) == "25P03"
        or (isinstance(error, OperationalError) and not _sqlstate(error))
    ):
        return Unavailable("the database does not answer in time")
    return error
