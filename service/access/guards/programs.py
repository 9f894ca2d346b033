"""Programs: a token in the Authorization header, and nowhere else."""

from __future__ import annotations

import re

from flask import request

from service.access import accounts, tokens
from service.access.guards.afterwards import write_afterwards
from service.access.guards.callers import Caller, NotSignedIn, remember
from service.access.guards.recording import let_in, let_in_nobody
from service.database import reading
from service.domain.refusals import not_allowed
from service.domain.roles import may_read
from service.wiring import Wiring

#: No header of ours is longer; a longer one is not even looked at.
AUTHORIZATION_MOST = 256
#: RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110, section 11.1).
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*)", re.ASCII)


def api_caller(wiring: Wiring) -> Caller:
    """Return who sent this request's token; the address and the cookies are never looked at.

    Raises:
        NotSignedIn: with a code and words that say why.
        TooMany: whoever asks has used up this minute.
    """
    try:
        plain = _bearer(request.headers.getlist("Authorization"))
        return _caller(wiring, plain)
    except NotSignedIn:
        let_in_nobody(wiring)
        raise


def api_reader(wiring: Wiring) -> Caller | None:
    """Return who reads, or None for the public where reading is public: then show what the public may see.

    Raises:
        NotSignedIn: there is no token, or a bad one.
        Refusal: `not_allowed`, the token may not read.
        TooMany: whoever asks has used up this minute.
    """
    public_read = wiring.settings.public_read and request.method in ("GET", "HEAD")
    if public_read and "Authorization" not in request.headers:
        let_in_nobody(wiring)
        return None
    caller = api_caller(wiring)
    if may_read(caller.actor, public_read=False):
        return caller
    if public_read:
        return None
    raise not_allowed("This token may not read.", hint="Use a token with the scope “read”.")


def _caller(wiring: Wiring, plain: str) -> Caller:
    now = wiring.now()
    with reading(wiring.engine) as connection:
        found = tokens.find(connection, plain, now)
    if found is None:
        raise NotSignedIn("token_not_valid", "This token is not known, was revoked, or has expired.")
    token, account = found
    caller = Caller(accounts.actor_of(account, token.scopes), account, token.id)
    remember(caller)
    let_in(wiring, caller)
    if tokens.is_worth_touching(token, now):
        write_afterwards(wiring, lambda connection: tokens.touch(connection, token.id, now))
    return caller


def _bearer(headers: list[str]) -> str:
    if not headers:
        raise NotSignedIn("token_missing", "This needs a token: send “Authorization: Bearer hs_…”.")
    matched = _BEARER.fullmatch(headers[0]) if len(headers[0]) <= AUTHORIZATION_MOST else None
    if len(headers) > 1 or matched is None:
        raise NotSignedIn(
            "token_malformed", "The Authorization header must be one “Bearer”, a space and one token."
        )
    return matched.group(1)
