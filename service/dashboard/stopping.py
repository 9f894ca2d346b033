"""Stopping one kind of letters by the link in one: a page that asks, and the POST of mail programs.

Source: RFC 8058, section 3.1: the body `List-Unsubscribe=One-Click`, no cookie, no further question.
"""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Response, request

from service.access import guards, letter_choices
from service.access.guards import Caller
from service.dashboard import frame, letter_kinds, letter_links, link_pages
from service.dashboard.letter_links import Link, NoGood
from service.database import Connection, reading, transact
from service.domain.reminding.choices import LetterKind
from service.intake.syntax import bad_syntax
from service.wiring import Wiring


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and its form on their path."""
    pages.add_url_rule("/letters/stop/<token>", "stop_page", partial(show, wiring))
    pages.add_url_rule("/letters/stop/<token>", "stop_letters", partial(stop, wiring), methods=["POST"])


def show(wiring: Wiring, token: str) -> Response:
    """Say what the link would stop, and what would go on; it stops nothing."""
    guards.let_in_nobody(wiring)
    return _page(wiring, token)


def stop(wiring: Wiring, token: str) -> Response:
    """Stop letters of this kind to this person; doing it again changes nothing.

    A mail program's own button comes from anywhere and is answered without a further step; our own form
    leads back to the page.
    """
    guards.let_in_nobody(wiring)
    is_one_click = request.form.get("List-Unsubscribe") == "One-Click"
    if not is_one_click:
        guards.require_same_origin(wiring)
        if request.form.get("stop") != "yes":
            raise bad_syntax("bad_request", "Send the form of the page, or List-Unsubscribe=One-Click.")
    with reading(wiring.engine) as connection:
        link = letter_links.opened(connection, wiring, token, "stop")
    if isinstance(link, NoGood):
        return link_pages.no_good(wiring, link)
    caller = Caller(link.actor, link.account, link.credential)
    guards.remember(caller)
    guards.let_in(wiring, caller)

    def work(connection: Connection) -> None:
        zone, now = wiring.settings.zone, wiring.now()
        letter_choices.stop(connection, link.account.id, _kind(link), zone=zone, now=now)
        guards.record_write(connection, wiring, status=200 if is_one_click else 303)

    transact(wiring.engine, work)
    return _page(wiring, token) if is_one_click else frame.see_other(f"/letters/stop/{token}#done")


def _kind(link: Link) -> LetterKind:
    """Return the kind that a link stops: it was signed by us, and so was this."""
    return cast(LetterKind, link.action.about)


def _page(wiring: Wiring, token: str) -> Response:
    with reading(wiring.engine) as connection:
        link = letter_links.opened(connection, wiring, token, "stop")
        if isinstance(link, NoGood):
            return link_pages.no_good(wiring, link)
        choices = letter_choices.of(connection, link.account.id, zone=wiring.settings.zone)
    kind = _kind(link)
    kinds = [
        (name, when, letter_kinds.comes(one, choices))
        for one, (name, when) in letter_kinds.WORDS.items()
        if one != kind and (one != "escalation" or link.actor.is_at_least("editor"))
    ]
    name, when = letter_kinds.WORDS[kind]
    return frame.page(
        frame.nobody(wiring),
        "stop_letters.html",
        token=token,
        account=link.account,
        name=name,
        when=when,
        comes=letter_kinds.comes(kind, choices),
        others=kinds,
    )
