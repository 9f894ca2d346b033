"""The chosen tools: clock, ids, secrets, engine and mail, put together in one place. Fakes enter here."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uuid_utils
from sqlalchemy import Engine

from service.database import create_engine
from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The whole house's tools; whoever takes one may reach everything."""

    settings: Settings
    engine: Engine
    #: The one clock: aware, UTC.
    now: Callable[[], datetime]
    #: Makes an opaque id with a prefix, as in `clm_0192…`.
    new_id: Callable[[str], str]
    #: Makes a URL-safe secret of 256 random bits.
    new_secret: Callable[[], str]
    #: A number from 0 to 1, to spread waits; nothing secret hangs on it.
    chance: Callable[[], float] = random.random


def wire(settings: Settings) -> Wiring:
    """Return the tools for real work, as the settings say."""
    return Wiring(
        settings=settings,
        engine=create_engine(settings.database_url, statement_timeout=settings.database_timeout),
        now=lambda: datetime.now(UTC),
        new_id=new_id,
        new_secret=lambda: secrets.token_urlsafe(32),
    )


def new_id(prefix: str) -> str:
    """Return a new id that sorts roughly by time of making (UUIDv7) behind its prefix."""
    return f"{prefix}_{uuid_utils.uuid7().hex}"


def kept_secret_key(settings: Settings) -> str:
    """Return the key that signs forms: the setting, else one made once and kept in the data folder."""
    if settings.secret_key:
        return settings.secret_key
    return kept_secret(settings.data_dir / "secret_key", lambda: secrets.token_urlsafe(48))


def kept_secret_keys(settings: Settings) -> tuple[str, ...]:
    """Return the keys that links and codes are good under: today's first, then the one before it."""
    before = () if settings.secret_key_before is None else (settings.secret_key_before,)
    return (kept_secret_key(settings), *before)


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret in a file only its owner can read; make it where there is none yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = make()
        file.write(secret + "\n")
    return secret
