"""The built-in mailbox: letters that landed here, because no mail server is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from flask import Blueprint, Response, abort, make_response

from service.dashboard import frame, wording
from service.dashboard.frame import Visitor
from service.dashboard.typed import web_link
from service.database import reading
from service.domain.refusals import not_allowed
from service.mail import mailbox
from service.mail.mailbox import Kept
from service.wiring import Wiring

#: Letters that the list shows, the newest.
MOST = 200
#: A letter's own page: nothing in it runs, and it lives apart from everything that is ours.
LETTER_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the mailbox on its paths."""
    pages.add_url_rule("/mailbox", "mailbox", partial(show, wiring))
    pages.add_url_rule("/mailbox/<letter>", "letter", partial(show_letter, wiring))
    pages.add_url_rule("/mailbox/<letter>/html", "letter_html", partial(show_html, wiring))
    pages.add_url_rule("/mailbox/<letter>/source", "letter_source", partial(show_source, wiring))


def show(wiring: Wiring) -> Response:
    """Return the list of letters, newest first."""
    visitor = _admin(wiring)
    with reading(wiring.engine) as connection:
        kept = mailbox.every(connection, most=MOST)
    letters = [(one.letter, subject(one), one.address, _received(one, visitor)) for one in kept]
    return frame.page(visitor, "mailbox.html", letters=letters)


def show_letter(wiring: Wiring, letter: str) -> Response:
    """Return one letter: its HTML in a frame of its own, its text, heads and source."""
    visitor = _admin(wiring)
    kept = _kept(wiring, letter)
    opened = None if kept.raw is None else mailbox.opened(kept.raw)
    return frame.page(
        visitor,
        "letter.html",
        letter=kept,
        subject=subject(kept),
        received=_received(kept, visitor),
        opened=opened,
        links=[] if opened is None else links_in(opened.text),
    )


def show_html(wiring: Wiring, letter: str) -> Response:
    """Return the HTML of a letter as it was sent, for its frame alone."""
    _admin(wiring)
    response = make_response(mailbox.opened(_raw(wiring, letter)).html)
    response.content_type = "text/html; charset=utf-8"
    response.headers.update(LETTER_HEADERS)
    return response


def show_source(wiring: Wiring, letter: str) -> Response:
    """Return the bytes of a letter as they were sent."""
    _admin(wiring)
    response = make_response(_raw(wiring, letter))
    response.content_type = "text/plain; charset=utf-8"
    response.headers.update(LETTER_HEADERS)
    return response


def subject(kept: Kept) -> str:
    """Return a letter's subject, or what is said where its words were destroyed."""
    return "Words destroyed" if kept.subject is None else kept.subject


def links_in(text: str) -> list[str]:
    """Return the addresses in a letter's text, in order, none twice."""
    found = (match.rstrip(".,;:)") for match in _ADDRESS.findall(text))
    return [one for one in dict.fromkeys(found) if web_link(one)]


def _admin(wiring: Wiring) -> Visitor:
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
