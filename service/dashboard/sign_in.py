"""Signing in: asking for a link, the link's page with its one button, the code that is typed; signing out."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, request

from service.access import accounts, guards, sign_in_links
from service.access.sessions import Session
from service.dashboard import frame
from service.database import reading
from service.letters import sign_in as letters
from service.wiring import Wiring

#: What a link that was used, ran out or never was is answered with.
GONE = 410
EMAIL_NEEDED = "Enter the e-mail address that your newsroom knows, like you@example.org."
CODE_WRONG = (
    "This code does not work, or no longer. Look at the newest letter, or use the link in it: after many "
    "wrong codes only links work for a while."
)


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages for signing in and out on their paths."""
    pages.add_url_rule("/sign-in", "sign_in", partial(explain, wiring))
    pages.add_url_rule("/sign-in", "ask_for_link", partial(ask_for_link, wiring), methods=["POST"])
    pages.add_url_rule("/sign-in/code", "sign_in_code", partial(ask_for_code, wiring))
    pages.add_url_rule("/sign-in/code", "sign_in_by_code", partial(sign_in_by_code, wiring), methods=["POST"])
    pages.add_url_rule("/sign-in/<secret>", "sign_in_link", partial(ask, wiring))
    pages.add_url_rule("/sign-in/<secret>", "sign_in_with", partial(sign_in, wiring), methods=["POST"])
    pages.add_url_rule("/sign-out", "sign_out", partial(sign_out, wiring), methods=["POST"])


def explain(wiring: Wiring) -> Response:
    """Return the page that asks for an e-mail address."""
    return _asking(wiring, email="", wanted=_wanted())


def ask_for_link(wiring: Wiring) -> Response:
    """Send a link and a code, if the address is a member's; the answer never says whether it is.

    Whether it is one is looked up once the answer is out, so its time does not say it either.
    """
    guards.require_same_origin(wiring)
    guards.require_sign_in_left(wiring)
    email = request.form.get("email", "").strip()
    if not accounts.can_be_email(email):
        return _asking(wiring, email=email, wanted=_wanted_in_form(), fault=EMAIL_NEEDED, status=422)
    guards.write_afterwards(
        wiring, lambda connection: letters.ask(connection, wiring, email), then=letters.announce
    )
    return _code_page(wiring, email=email, wanted=_wanted_in_form(), is_asked=True)


def ask_for_code(wiring: Wiring) -> Response:
    """Return the page on which a code is typed that was asked for elsewhere."""
    return _code_page(wiring, email="", wanted=_wanted())


def sign_in_by_code(wiring: Wiring) -> Response:
    """Spend the code that was typed, begin a session, and go on."""
    guards.require_same_origin(wiring)
    guards.require_sign_in_left(wiring)
    email, wanted = request.form.get("email", "").strip(), _wanted_in_form()
    begun = guards.begin_session_by_code(wiring, email, request.form.get("code", ""))
    if begun is None:
        return _code_page(wiring, email=email, wanted=wanted, fault=CODE_WRONG, status=422)
    return _gone_in(wiring, begun, wanted)


def ask(wiring: Wiring, secret: str) -> Response:
    """Return the page with the one button; looking at it does not spend the link."""
    visitor = frame.passer_by(wiring)
    with reading(wiring.engine) as connection:
        account = sign_in_links.peek(connection, secret, visitor.now)
    if account is None:
        return _spent(wiring, secret)
    wanted = _wanted()
    action = f"/sign-in/{secret}" + (f"?next={quote(wanted, safe='')}" if wanted else "")
    return _unreferred(frame.page(visitor, "sign_in_link.html", account=account, action=action))


def sign_in(wiring: Wiring, secret: str) -> Response:
    """Spend the link, begin a session, and go on."""
    guards.require_same_origin(wiring)
    guards.require_sign_in_left(wiring)
    begun = guards.begin_session(wiring, secret)
    return _spent(wiring, secret) if begun is None else _gone_in(wiring, begun, _wanted())


def sign_out(wiring: Wiring) -> Response:
    """End the session and clear its cookie."""
    frame.passer_by(wiring)
    guards.require_csrf(wiring)
    guards.end_session(wiring)
    response = frame.see_other("/sign-in")
    guards.sign_out(response, wiring.settings)
    return response


def _asking(
    wiring: Wiring, *, email: str, wanted: str | None, fault: str | None = None, status: int = 200
) -> Response:
    has_mail = wiring.settings.smtp_url is not None
    return frame.page(
        frame.passer_by(wiring),
        "sign_in.html",
        status=status,
        email=email,
        wanted=wanted,
        fault=fault,
        has_mail=has_mail,
    )


def _code_page(
    wiring: Wiring,
    *,
    email: str,
    wanted: str | None,
    is_asked: bool = False,
    fault: str | None = None,
    status: int = 200,
) -> Response:
    has_mail = wiring.settings.smtp_url is not None
    return frame.page(
        frame.passer_by(wiring),
        "sign_in_code.html",
        status=status,
        email=email,
        wanted=wanted,
        is_asked=is_asked,
        fault=fault,
        has_mail=has_mail,
    )


def _gone_in(wiring: Wiring, begun: tuple[Session, str], wanted: str | None) -> Response:
    _, session_secret = begun
    response = frame.see_other(wanted or "/")
    guards.sign_in(response, session_secret, wiring.settings)
    return _unreferred(response)


def _spent(wiring: Wiring, secret: str) -> Response:
    """Say that the link is no good, and offer a new one to the address it was for."""
    guards.note_refusal("link_not_valid")
    with reading(wiring.engine) as connection:
        email = sign_in_links.spent_email(connection, secret)
    page = frame.page(
        frame.passer_by(wiring),
        "sign_in_spent.html",
        status=GONE,
        email=email or "",
        wanted=_wanted(),
        has_mail=wiring.settings.smtp_url is not None,
    )
    return _unreferred(page)


def _wanted() -> str | None:
    return frame.local_path(request.args.get("next"))


def _wanted_in_form() -> str | None:
    return frame.local_path(request.form.get("next"))


def _unreferred(response: Response) -> Response:
    """The address holds a secret: no other page is told it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
