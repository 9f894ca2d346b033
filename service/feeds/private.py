"""Private addresses: a calendar or a feed for a program that can show nothing but the address itself."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, request

from service.access import accounts, follows, guards, letter_choices, private_addresses
from service.access.guards import Caller
from service.access.private_addresses import Kind, PrivateAddress
from service.database import Connection, reading
from service.domain.refusals import not_found
from service.feeds import atom_feeds, calendars
from service.formats import atom
from service.intake import queries
from service.read_models.filters import ClaimFilter
from service.read_models.subscribed import Followed, Subscribed
from service.wiring import Wiring


def add(feeds: Blueprint, wiring: Wiring) -> None:
    """Put them on their paths; what stands in a log of requests is the path's pattern."""
    feeds.add_url_rule("/calendar/<secret>.ics", "private_calendar", partial(calendar, wiring))
    feeds.add_url_rule("/feed/<secret>.atom", "private_feed", partial(feed, wiring))


def calendar(wiring: Wiring, secret: str) -> Response:
    """Return the windows that an address was made for."""
    queries.none(queries.pairs_of(request.query_string))
    address, asked = _found(wiring, secret, "calendar")
    with reading(wiring.engine) as connection:
        hides = letter_choices.of(connection, address.account_id, zone=wiring.settings.zone).hides_text
    return calendars.of_list(wiring, asked, address.name, hides=hides)


def feed(wiring: Wiring, secret: str) -> Response:
    """Return what happened to the claims that an address was made for."""
    before = atom_feeds.before_asked()
    address, asked = _found(wiring, secret, "feed")
    made = atom_feeds.empty(wiring.settings, atom.id_of(address.id), address.name, "/claims", None)
    return atom_feeds.of_list(wiring, asked, made, before=before)


def subscribed_by(connection: Connection, address: PrivateAddress) -> Subscribed:
    """Return which claims an address was made for."""
    wanted: ClaimFilter = queries.feed(queries.pairs_of(address.narrowed.encode())).filter
    match address.whose:
        case "mine":
            return Subscribed(wanted=replace(wanted, owner=address.account_id))
        case "followed":
            return Subscribed(wanted=wanted, followed=_followed(connection, address.account_id))
        case "all":
            return Subscribed(wanted=wanted)


def _found(wiring: Wiring, secret: str, kind: Kind) -> tuple[PrivateAddress, Subscribed]:
    """Return the address with this secret; whose it is counts as the one who asks.

    Raises:
        Refusal: `not_found` for every address that is no good, whatever the reason.
    """
    now = wiring.now()
    with reading(wiring.engine) as connection:
        found = private_addresses.find(connection, secret, kind)
        asked = None if found is None else subscribed_by(connection, found[0])
    if found is None or asked is None:
        guards.let_in_nobody(wiring)
        raise not_found("such address")
    address, account = found
    caller = Caller(accounts.actor_of(account, frozenset({"read"})), account, address.id)
    guards.remember(caller)
    guards.let_in(wiring, caller)
    if private_addresses.is_worth_touching(address, now):
        guards.write_afterwards(
            wiring, lambda connection: private_addresses.touch(connection, address.id, now)
        )
    return address, asked


def _followed(connection: Connection, account: str) -> Followed:
    found = [one for one in follows.every_of(connection, account) if one.wants_letters]

    def of(kind: str) -> frozenset[str]:
        return frozenset(one.target for one in found if one.kind == kind)

    return Followed(
        claims=of("claim"),
        questions=of("question"),
        tags=of("tag"),
        desks=of("desk"),
        sources=of("outlet") | of("source"),
    )
