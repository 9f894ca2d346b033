"""The cookie of a session: set at sign-in, read with every page, cleared at sign-out."""

from __future__ import annotations

from flask import Response, request

from service.access import sessions
from service.access.fingerprints import is_secret
from service.settings import Settings


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


def session_secret(settings: Settings) -> str | None:
    """Return the secret in this request's cookie, where it has the form of one."""
    secret = request.cookies.get(cookie_name(settings), "")
    return secret if is_secret(secret) else None
