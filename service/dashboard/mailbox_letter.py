"""One letter of the built-in mailbox: as mail programs show it, its heads, source, checks and links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, make_response, request
from werkzeug.exceptions import HTTPException

from service.dashboard import frame, letter_links, wording
from service.dashboard.frame import Visitor
from service.dashboard.narrowing import address
from service.dashboard.typed import web_link
from service.database import Connection, reading
from service.domain.refusals import not_allowed
from service.letters import checking
from service.letters.checking import Check
from service.mail import mailbox
from service.mail.mailbox import Kept
from service.read_models import claim_board
from service.wiring import Wiring

#: What a frame with a letter may do: open its links in windows of their own, as a mail program does.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
#: How one letter can be looked at.
VIEWS = {"html": "HTML", "text": "Text", "headers": "Headers", "source": "Source"}
#: How wide its frame is made, and in which colours.
WIDTHS = {"": "As wide as the page", "320": "320 pixels", "600": "600 pixels"}
THEMES = {"": "Colours as here", "light": "Light", "dark": "Dark"}
#: A letter's own page: nothing in it runs, and it lives apart from everything that is ours.
LETTER_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'self'; sandbox {SANDBOX}"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_HEAD = re.compile("<head>", re.IGNORECASE)


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the letter's pages on their paths."""
    pages.add_url_rule("/mailbox/<letter>", "letter", partial(show_letter, wiring))
    pages.add_url_rule("/mailbox/<letter>/html", "letter_html", partial(show_html, wiring))
    pages.add_url_rule("/mailbox/<letter>/source", "letter_source", partial(show_source, wiring))


def show_letter(wiring: Wiring, letter: str) -> Response:
    """Return one letter: its HTML in a frame of its own, its text, heads or source; and its checks."""
    visitor = admin(wiring)
    kept = _kept(wiring, letter)
    opened = None if kept.raw is None else mailbox.opened(kept.raw)
    looks = _asked("look", VIEWS) or "html"
    width, theme = _asked("width", WIDTHS), _asked("theme", THEMES)
    return frame.page(
        visitor,
        "letter.html",
        letter=kept,
        subject=subject(kept),
        received=_received(kept, visitor),
        opened=opened,
        links=[] if opened is None else [one for one in checking.links_in(opened) if web_link(one)],
        checks=_checks(wiring, kept),
        size=f"{len(kept.raw or b'') / 1000:.1f} KB",
        look=looks,
        looks=[(name, words, name == looks) for name, words in VIEWS.items()],
        shapes=[_shapes(letter, width, theme), _colours(letter, width, theme)],
        frame_class=" ".join(
            ["letter-frame", *([f"wide-{width}"] if width else []), *([theme] if theme else [])]
        ),
        source=(kept.raw or b"").decode("utf-8", "replace").replace("\r\n", "\n"),
        sandbox=SANDBOX,
    )


def show_html(wiring: Wiring, letter: str) -> Response:
    """Return the HTML of a letter for its frame alone; its links open in windows of their own."""
    admin(wiring)
    html = mailbox.opened(_raw(wiring, letter)).html
    response = make_response(_HEAD.sub('<head><base target="_blank">', html, count=1))
    response.content_type = "text/html; charset=utf-8"
    response.headers.update(LETTER_HEADERS)
    return response


def show_source(wiring: Wiring, letter: str) -> Response:
    """Return the bytes of a letter as they were sent."""
    admin(wiring)
    response = make_response(_raw(wiring, letter))
    response.content_type = "text/plain; charset=utf-8"
    response.headers.update(LETTER_HEADERS)
    return response


def _asked(name: str, known: Mapping[str, str]) -> str:
    """Return what the address asks for, empty where that is nothing we know."""
    return next((one for one in known if one == request.args.get(name)), "")


def _shapes(letter: str, width: str, theme: str) -> list[tuple[str, str, bool]]:
    return [
        (words, address(f"/mailbox/{letter}", [("width", one), ("theme", theme)]), one == width)
        for one, words in WIDTHS.items()
    ]


def _colours(letter: str, width: str, theme: str) -> list[tuple[str, str, bool]]:
    return [
        (words, address(f"/mailbox/{letter}", [("width", width), ("theme", one)]), one == theme)
        for one, words in THEMES.items()
    ]


def subject(kept: Kept) -> str:
    """Return a letter's subject, or what is said where its words were destroyed."""
    return "Words destroyed" if kept.subject is None else kept.subject


def _checks(wiring: Wiring, kept: Kept) -> list[Check]:
    if kept.raw is None:
        return []
    with reading(wiring.engine) as connection:
        opened = mailbox.opened(kept.raw)
        return checking.checks(
            kept.raw, opened, leads_somewhere=partial(_leads_somewhere, connection, wiring)
        )


def _leads_somewhere(connection: Connection, wiring: Wiring, link: str) -> bool:
    """Say whether a link of a letter has a page behind it; other sites are not asked."""
    if not link.startswith(f"{wiring.settings.base_url}/"):
        return web_link(link) is not None
    try:
        # The paths are those of the application, whatever host it was asked under.
        endpoint, found = current_app.url_map.bind("").match(urlsplit(link).path, method="GET")
    except HTTPException:
        return False
    if "token" in found and str(endpoint).startswith("dashboard."):
        kinds = ("stop",) if endpoint == "dashboard.stop_page" else ("answer", "undo")
        opened = letter_links.opened(connection, wiring, str(found["token"]), *kinds)
        return isinstance(opened, letter_links.Link)
    if "claim_id" in found:
        return claim_board.one(connection, str(found["claim_id"])) is not None
    return True


def admin(wiring: Wiring) -> Visitor:
    """Return the admin who looks.

    Raises:
        Refusal: somebody who is none.
    """
    visitor, _ = frame.person(wiring)
    if not visitor.may_administer:
        raise not_allowed("The mailbox is for admins.", hint="Ask an admin to look for you.")
    return visitor


def _kept(wiring: Wiring, letter: str) -> Kept:
    with reading(wiring.engine) as connection:
        found = mailbox.one(connection, letter) if letter.isprintable() and len(letter) <= 64 else None
    return abort(404) if found is None else found


def _raw(wiring: Wiring, letter: str) -> bytes:
    raw = _kept(wiring, letter).raw
    return abort(404) if raw is None else raw


def _received(kept: Kept, visitor: Visitor) -> str:
    return wording.moment(kept.received_at, visitor.zone)
