"""Who is at the door: reads the credentials of a web request, sets the cookie, refuses forged forms."""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit

from flask import Response, after_this_request, request
from sqlalchemy import Connection

from service.access import accounts, sessions, sign_in_links, tokens
from service.access.accounts import Account
from service.access.fingerprints import is_secret
from service.access.sessions import Session
from service.database import CommitUnknown, Unavailable, reading, transact
from service.domain.refusals import Fault, Refusal, not_allowed
from service.domain.roles import Actor, may_read
from service.settings import Settings
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: The field that carries the token in every form.
CSRF_FIELD = "csrf_token"
#: No header of ours is longer; a longer one is not even looked at.
AUTHORIZATION_MOST = 256
#: RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110, section 11.1).
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*)", re.ASCII)

WhyNot = Literal["token_missing", "token_malformed", "token_not_valid"]


class NotSignedIn(Exception):
    """Nobody we know is asking. Send `Authorization: Bearer hs_…` with a token that is still good."""

    def __init__(self, code: WhyNot, detail: str) -> None:
        super().__init__(detail)
        self.code: WhyNot = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, with which account; `credential` is the id of the token or session, fit for a log."""

    actor: Actor
    account: Account
    credential: str


# Programs: a token in the Authorization header, and nowhere else.


def api_caller(wiring: Wiring) -> Caller:
    """Return who sent this request's token; the address and the cookies are never looked at.

    Raises:
        NotSignedIn: with a code and words that say why.
    """
    plain = _bearer(request.headers.getlist("Authorization"))
    now = wiring.now()
    with reading(wiring.engine) as connection:
        found = tokens.find(connection, plain, now)
    if found is None:
        raise NotSignedIn("token_not_valid", "This token is not known, was revoked, or has expired.")
    token, account = found
    if tokens.is_worth_touching(token, now):
        _write_afterwards(wiring, lambda connection: tokens.touch(connection, token.id, now))
    return Caller(accounts.actor_of(account, token.scopes), account, token.id)


def api_reader(wiring: Wiring) -> Caller | None:
    """Return who reads, or None for the public where reading is public: then show what the public may see.

    Raises:
        NotSignedIn: there is no token, or a bad one.
        Refusal: `not_allowed`, the token may not read.
    """
    public_read = wiring.settings.public_read and request.method in ("GET", "HEAD")
    if public_read and "Authorization" not in request.headers:
        return None
    caller = api_caller(wiring)
    if may_read(caller.actor, public_read=False):
        return caller
    if public_read:
        return None
    raise not_allowed("This token may not read.", hint="Use a token with the scope “read”.")


def _bearer(headers: list[str]) -> str:
    if not headers:
        raise NotSignedIn("token_missing", "This needs a token: send “Authorization: Bearer hs_…”.")
    matched = _BEARER.fullmatch(headers[0]) if len(headers[0]) <= AUTHORIZATION_MOST else None
    if len(headers) > 1 or matched is None:
        raise NotSignedIn(
            "token_malformed", "The Authorization header must be one “Bearer”, a space and one token."
        )
    return matched.group(1)


# People: a session in a cookie.


def page_caller(wiring: Wiring) -> Caller | None:
    """Return who has signed in with this browser, or None."""
    secret = _session_secret(wiring.settings)
    if secret is None:
        return None
    now = wiring.now()
    with reading(wiring.engine) as connection:
        session = sessions.find(connection, secret, now)
    if session is None:
        return None
    if sessions.is_worth_touching(session, now):
        _write_afterwards(wiring, lambda connection: sessions.touch(connection, secret, now))
    return Caller(accounts.actor_of(session.account), session.account, session.id)


def begin_session(wiring: Wiring, plain: str) -> tuple[Session, str] | None:
    """Spend a sign-in link and begin a session; hand its secret to `sign_in`. None: the link is no good.

    Always a new session: whatever this browser held before is ended.
    """
    now, secret, former = wiring.now(), wiring.new_secret(), _session_secret(wiring.settings)

    def spend_and_begin(connection: Connection) -> tuple[Session, str] | None:
        account = sign_in_links.spend(connection, plain, now)
        if account is None:
            return None
        if former is not None:
            sessions.end(connection, former)
        return sessions.begin(connection, account.id, now=now, secret=secret), secret

    return transact(wiring.engine, spend_and_begin)


def end_session(wiring: Wiring) -> None:
    """End this browser's session on our side; `sign_out` clears its cookie."""
    secret = _session_secret(wiring.settings)
    if secret is not None:
        transact(wiring.engine, lambda connection: sessions.end(connection, secret))


def sign_in(response: Response, secret: str, settings: Settings) -> None:
    """Set the session's cookie: no script reads it, and no other site's form carries it."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=sessions.ABSOLUTE_LIMIT,
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def sign_out(response: Response, settings: Settings) -> None:
    """Clear the session's cookie."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="Lax"
    )


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; browsers take `__Host-` over https only, for this host alone."""
    return "__Host-hearsay" if settings.is_https else "hearsay"


def _session_secret(settings: Settings) -> str | None:
    secret = request.cookies.get(cookie_name(settings), "")
    return secret if is_secret(secret) else None


# Forms: from our own pages, in this very session.


def csrf_token(wiring: Wiring) -> str:
    """Return what every form of this session carries in the field `csrf_token`; empty without a session.

    Made from the session's secret, so it ends with the session and no other session's will do.
    """
    secret = _session_secret(wiring.settings)
    return "" if secret is None else hmac.new(secret.encode(), b"csrf", sha256).hexdigest()


def require_csrf(wiring: Wiring) -> None:
    """Refuse a form that does not come from a page of this session.

    Raises:
        Refusal: `csrf`, of class not_allowed.
    """
    require_same_origin(wiring)
    expected, given = csrf_token(wiring), request.form.getlist(CSRF_FIELD)
    if not expected or len(given) != 1 or not hmac.compare_digest(given[0].encode(), expected.encode()):
        raise _forged()


def require_same_origin(wiring: Wiring) -> None:
    """Refuse what another site's page made this browser send; enough by itself for the sign-in form.

    Sec-Fetch-Site is the browser's own word; Origin is read where there is none (plain http). Programs send
    neither, and carry nobody's cookies.

    Raises:
        Refusal: `csrf`, of class not_allowed.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise _forged()
    elif origin is not None and origin not in _own_origins(wiring.settings):
        raise _forged()


def _own_origins(settings: Settings) -> set[str]:
    configured = urlsplit(settings.base_url)
    return {f"{configured.scheme}://{configured.netloc}", request.host_url.rstrip("/")}


def _forged() -> Refusal:
    fault = Fault(
        "",
        "csrf",
        "This form is too old, or it does not come from a page of yours here.",
        "Load the page again and send the form once more.",
    )
    return Refusal(fault, refusal_class="not_allowed")


def _write_afterwards(wiring: Wiring, work: Callable[[Connection], None]) -> None:
    """Write down a use once the answer is out; a busy database costs the note, never the request."""

    def write() -> None:
        try:
            transact(wiring.engine, work)
        except (Unavailable, CommitUnknown):
            logger.info("the last use of a credential was not written down", exc_info=True)

    @after_this_request
    def _when_sent(response: Response) -> Response:
        response.call_on_close(write)
        return response
