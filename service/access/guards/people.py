"""People: a session in a cookie, begun by a link or a code that works once."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from sqlalchemy import Connection

from service.access import accounts, limits, sessions, sign_in_links
from service.access.accounts import Account
from service.access.guards.afterwards import write_afterwards
from service.access.guards.callers import Caller, remember
from service.access.guards.cookies import session_secret
from service.access.guards.recording import address_asking, record_write
from service.access.sessions import Session
from service.access.user_agents import browser_of
from service.database import reading, transact
from service.wiring import Wiring, kept_secret_keys


def page_caller(wiring: Wiring) -> Caller | None:
    """Return who has signed in with this browser, or None."""
    secret = session_secret(wiring.settings)
    if secret is None:
        return None
    now = wiring.now()
    with reading(wiring.engine) as connection:
        session = sessions.find(connection, secret, now)
    if session is None:
        return None
    if sessions.is_worth_touching(session, now):
        write_afterwards(wiring, lambda connection: sessions.touch(connection, secret, now))
    caller = Caller(accounts.actor_of(session.account), session.account, session.id)
    remember(caller)
    return caller


def require_sign_in_left(wiring: Wiring) -> None:
    """Count one attempt to sign in from this request's address, whoever it is about.

    Raises:
        TooMany: there were too many; the database has counted over all processes.
    """
    now, address = wiring.now(), address_asking() or ""

    def attempt(connection: Connection) -> limits.TooMany | None:
        limits.forget_old(connection, now)
        try:
            limits.require(connection, "sign_ins_from", limits.hashed(address), now, limits.SIGN_INS_FROM)
        except limits.TooMany as error:
            return error  # counted all the same: raising would roll it back
        return None

    refused = transact(wiring.engine, attempt)
    if refused is not None:
        raise refused


def begin_session(wiring: Wiring, plain: str) -> tuple[Session, str] | None:
    """Spend a sign-in link and begin a session; hand its secret to `sign_in`. None: the link is no good."""
    now = wiring.now()
    return _begin(wiring, lambda connection: sign_in_links.spend(connection, plain, now))


def begin_session_by_code(wiring: Wiring, email: str, typed: str) -> tuple[Session, str] | None:
    """Spend the link that a typed code belongs to and begin a session; None: the code is no good.

    Of an account whose codes were guessed too often in this window none works; its links go on working.
    """
    now, key = wiring.now(), accounts.email_key(email)
    prints = sign_in_links.code_fingerprints(kept_secret_keys(wiring.settings), key, typed)

    def spend(connection: Connection) -> Account | None:
        tries = limits.count(connection, "codes_for", limits.hashed(key), now, limits.SIGN_IN_WINDOW)
        if tries > limits.CODES_FOR:
            return None
        return sign_in_links.spend_code(connection, prints, now)

    return _begin(wiring, spend)


def _begin(wiring: Wiring, spend: Callable[[Connection], Account | None]) -> tuple[Session, str] | None:
    """Always a new session: whatever this browser held before is ended."""
    now, secret, former = wiring.now(), wiring.new_secret(), session_secret(wiring.settings)
    browser = browser_of(request.headers.get("User-Agent", ""))

    def spend_and_begin(connection: Connection) -> tuple[Session, str] | None:
        account = spend(connection)
        if account is None:
            return None
        if former is not None:
            sessions.end(connection, former)
        session = sessions.begin(
            connection, account.id, now=now, secret=secret, browser=browser, address=address_asking()
        )
        remember(Caller(accounts.actor_of(account), account, session.id))
        record_write(connection, wiring, status=303)
        return session, secret

    return transact(wiring.engine, spend_and_begin)


def end_session(wiring: Wiring) -> None:
    """End this browser's session on our side; `sign_out` clears its cookie."""
    secret = session_secret(wiring.settings)

    def end(connection: Connection) -> None:
        sessions.end(connection, secret or "")
        record_write(connection, wiring, status=303)

    if secret is not None:
        transact(wiring.engine, end)
