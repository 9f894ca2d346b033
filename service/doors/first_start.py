"""What has to be there before anybody can come in: schema, an admin, samples, a sign-in link, a token."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import seeds
from service.access import accounts, sign_in_links, tokens
from service.access.accounts import Account
from service.database import Connection, sqlite_uses_wal, transact
from service.doors.opening import bring_up_to_date
from service.doors.printing import tell
from service.wiring import Wiring, kept_secret_key

FIRST_EMAIL, FIRST_NAME = "editor@hearsay.localhost", "Editor"


@dataclass(frozen=True, slots=True)
class WayIn:
    """How the person at this machine comes in."""

    link: str
    token: str


def prepare(wiring: Wiring, *, samples: bool | None) -> WayIn:
    """Make what is missing, and return a new sign-in link and the token of this data folder.

    Args:
        samples: whether to play the sample claims; None plays them on SQLite alone.
    """
    is_sqlite = wiring.engine.dialect.name == "sqlite"
    if is_sqlite and not sqlite_uses_wal():
        tell("This SQLite is older than 3.51.3: readers and writers take turns (no write-ahead log).")
    bring_up_to_date(wiring)
    kept_secret_key(wiring.settings)
    admin = transact(wiring.engine, lambda connection: first_admin(connection, wiring))
    if is_sqlite if samples is None else samples:
        count = seeds.load(wiring, admin)
        if count:
            tell(f"{count} sample claims were logged.")
    path = wiring.settings.data_dir / "token"
    link, token = transact(wiring.engine, lambda connection: _way_in(connection, wiring, admin, path))
    keep(path, token)
    return WayIn(f"{wiring.settings.base_url}/sign-in/{link}", token)


def first_admin(connection: Connection, wiring: Wiring) -> Account:
    """Return the oldest admin that may sign in; make one where there is none."""
    admins = [one for one in accounts.every(connection) if one.role == "admin" and one.is_active]
    if admins:
        return admins[0]
    return accounts.add(
        connection,
        email=FIRST_EMAIL,
        name=FIRST_NAME,
        role="admin",
        now=wiring.now(),
        new_id=wiring.new_id,
    )


def _way_in(connection: Connection, wiring: Wiring, admin: Account, path: Path) -> tuple[str, str]:
    now = wiring.now()
    link = sign_in_links.issue(
        connection, admin.id, now=now, secret=wiring.new_secret(), lasts=sign_in_links.FIRST_LASTS
    )
    kept = path.read_text().strip() if path.exists() else ""
    found = tokens.find(connection, kept, now)
    if found is not None and found[1].id == admin.id:
        return link, kept
    _, plain = tokens.issue(
        connection,
        account_id=admin.id,
        name="hearsay run",
        scopes=("read", "write", "admin"),
        now=now,
        new_id=wiring.new_id,
        secret=wiring.new_secret(),
    )
    return link, plain


def keep(path: Path, text: str) -> None:
    """Write a line where only its owner can read it, whole or not at all."""
    if path.exists() and path.read_text().strip() == text:
        return
    made = path.with_suffix(".new")
    made.unlink(missing_ok=True)
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
    made.replace(path)
