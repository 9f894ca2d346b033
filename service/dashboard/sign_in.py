"""Signing in by a link that works once, and signing out."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, request

from service.access import guards, sign_in_links
from service.dashboard import frame
from service.database import reading
from service.wiring import Wiring

#: What a link that was used, ran out or never was is answered with.
GONE = 410


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages for signing in and out on their paths."""
    pages.add_url_rule("/sign-in", "sign_in", partial(explain, wiring))
    pages.add_url_rule("/sign-in/<secret>", "sign_in_link", partial(ask, wiring))
    pages.add_url_rule("/sign-in/<secret>", "sign_in_with", partial(sign_in, wiring), methods=["POST"])
    pages.add_url_rule("/sign-out", "sign_out", partial(sign_out, wiring), methods=["POST"])


def explain(wiring: Wiring) -> Response:
    """Return the page that says how one signs in."""
    return frame.page(frame.passer_by(wiring), "sign_in.html", wanted=_wanted())


def ask(wiring: Wiring, secret: str) -> Response:
    """Return the page with the one button; looking at it does not spend the link."""
    visitor = frame.passer_by(wiring)
    with reading(wiring.engine) as connection:
        account = sign_in_links.peek(connection, secret, visitor.now)
    if account is None:
        return _unreferred(frame.page(visitor, "sign_in_spent.html", status=GONE))
    wanted = _wanted()
    action = f"/sign-in/{secret}" + (f"?next={quote(wanted, safe='')}" if wanted else "")
    return _unreferred(frame.page(visitor, "sign_in_link.html", account=account, action=action))


def sign_in(wiring: Wiring, secret: str) -> Response:
    """Spend the link, begin a session, and go on."""
    guards.require_same_origin(wiring)
    begun = guards.begin_session(wiring, secret)
    if begun is None:
        return _unreferred(frame.page(frame.passer_by(wiring), "sign_in_spent.html", status=GONE))
    _, session_secret = begun
    response = frame.see_other(_wanted() or "/")
    guards.sign_in(response, session_secret, wiring.settings)
    return _unreferred(response)


def sign_out(wiring: Wiring) -> Response:
    """End the session and clear its cookie."""
    guards.require_csrf(wiring)
    guards.end_session(wiring)
    response = frame.see_other("/sign-in")
    guards.sign_out(response, wiring.settings)
    return response


def _wanted() -> str | None:
    return frame.local_path(request.args.get("next"))


def _unreferred(response: Response) -> Response:
    """The address holds a secret: no other page is told it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
