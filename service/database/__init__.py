"""Everything about databases that knows nothing of claims: engines, transactions, columns, schema."""

from sqlalchemy import Connection

from service.database.columns import Instant, from_microseconds, metadata, to_microseconds
from service.database.engines import create_engine, sqlite_driver, sqlite_uses_wal
from service.database.failures import CommitUnknown, StartOver, Unavailable, as_sqlalchemy_says
from service.database.schema import MIGRATIONS, newest_revision, revision_of, upgrade
from service.database.silence import take_your_time
from service.database.transactions import MOST_TRIES, reading, transact

__all__ = [
    "MIGRATIONS",
    "MOST_TRIES",
    "CommitUnknown",
    "Connection",
    "Instant",
    "StartOver",
    "Unavailable",
    "as_sqlalchemy_says",
    "create_engine",
    "from_microseconds",
    "metadata",
    "newest_revision",
    "reading",
    "revision_of",
    "sqlite_driver",
    "sqlite_uses_wal",
    "take_your_time",
    "to_microseconds",
    "transact",
    "upgrade",
]
