"""Private addresses of calendars and feeds: making one, which is shown once; renewing it; ending it."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, request

from service.access import guards, private_addresses
from service.access.guards import Caller
from service.access.private_addresses import Kind, PrivateAddress, Whose
from service.changes.claims import Context
from service.dashboard import frame, subscribing, wording, writing
from service.dashboard.forms import Form, Given
from service.dashboard.frame import Visitor
from service.database import Connection, reading
from service.domain.refusals import refuse
from service.intake import queries
from service.intake.syntax import BadSyntax
from service.wiring import Wiring

KIND_WORDS: dict[Kind, str] = {
    "calendar": "A calendar of the windows",
    "feed": "A feed of what happens (Atom)",
}
WHOSE_WORDS: dict[Whose, str] = {
    "mine": "Claims I am asked about",
    "followed": "Claims I follow",
    "all": "All claims",
}
_PATHS: dict[Kind, str] = {"calendar": "/calendar/{}.ics", "feed": "/feed/{}.atom"}


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and its forms on their paths."""
    path = "/addresses/<address_id>"
    pages.add_url_rule("/addresses", "addresses", partial(show, wiring))
    pages.add_url_rule("/addresses", "make_address", partial(make, wiring), methods=["POST"])
    pages.add_url_rule(f"{path}/renew", "renew_address", partial(renew, wiring), methods=["POST"])
    pages.add_url_rule(f"{path}/end", "end_address", partial(end, wiring), methods=["POST"])


def show(wiring: Wiring) -> Response:
    """Return the page, with the form set for the list one comes from."""
    visitor, caller = frame.person(wiring)
    path = frame.local_path(request.args.get("of")) or ""
    narrowed = urlsplit(path).query
    given = {
        "name": [""],
        "kind": ["calendar"],
        "whose": ["all" if narrowed else "mine"],
        "narrowed": [narrowed],
    }
    return _page(wiring, visitor, caller, writing.new_form(wiring, given))


def make(wiring: Wiring) -> Response:
    """Make an address and show it, in this answer alone."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given, secret = writing.given(), wiring.new_secret()
    made: list[PrivateAddress] = []

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        address = private_addresses.make(
            connection,
            account_id=caller.account.id,
            name=_first(given, "name"),
            kind=_first(given, "kind"),
            whose=_first(given, "whose"),
            narrowed=_narrowed(_first(given, "narrowed")),
            now=context.now,
            new_id=wiring.new_id,
            secret=secret,
        )
        made[:] = [address]
        return None, "/addresses"

    return _answer(
        wiring, visitor, caller, writing.send(wiring, caller, given, change, about=None), made, secret
    )


def renew(wiring: Wiring, address_id: str) -> Response:
    """Give an address another secret and show it; the old one is no good any more."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    secret = wiring.new_secret()
    made: list[PrivateAddress] = []

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        address = private_addresses.renew(
            connection, address_id, account_id=caller.account.id, secret=secret, now=context.now
        )
        made[:] = [address]
        return None, "/addresses"

    sent = writing.send(wiring, caller, writing.given(), change, about=None)
    return _answer(wiring, visitor, caller, sent, made, secret)


def end(wiring: Wiring, address_id: str) -> Response:
    """End an address at once."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        private_addresses.end(connection, address_id, account_id=caller.account.id, now=context.now)
        return None, "/addresses"

    return writing.done(writing.send(wiring, caller, writing.given(), change, about=None))


def _answer(
    wiring: Wiring,
    visitor: Visitor,
    caller: Caller,
    sent: str | writing.Again,
    made: list[PrivateAddress],
    secret: str,
) -> Response:
    if not isinstance(sent, str):
        return _page(wiring, visitor, caller, sent.form, status=sent.status)
    if not made:
        return frame.see_other(sent)  # this form was sent before, and its address was shown then
    plain = wiring.settings.base_url + _PATHS[made[0].kind].format(secret)
    return _page(wiring, visitor, caller, writing.new_form(wiring, {}), plain=plain, made=made[0])


def _narrowed(query: str) -> str:
    """Return what narrows a list, once it is known to be nothing else."""
    pairs = subscribing.narrowed(queries.pairs_of(query.encode()))
    try:
        queries.feed(pairs)
    except BadSyntax as fault:
        raise refuse("bad_address", "This does not narrow a list of claims.", at="/narrowed") from fault
    return urlencode(pairs)


def _first(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _page(
    wiring: Wiring,
    visitor: Visitor,
    caller: Caller,
    form: Form,
    *,
    status: int = 200,
    plain: str | None = None,
    made: PrivateAddress | None = None,
) -> Response:
    with reading(wiring.engine) as connection:
        own = private_addresses.every_of(connection, caller.account.id)
    return frame.page(
        visitor,
        "addresses.html",
        status=status,
        form=form,
        plain=plain,
        made=made,
        narrowed=_in_words(form.value("narrowed")),
        kinds=list(KIND_WORDS.items()),
        whoses=list(WHOSE_WORDS.items()),
        own=[
            {
                "id": one.id,
                "name": one.name,
                "what": KIND_WORDS[one.kind],
                "whose": WHOSE_WORDS[one.whose],
                "narrowed": _in_words(one.narrowed),
                "begins": one.label,
                "made": wording.moment(one.made_at, visitor.zone),
                "used": "never"
                if one.last_used_at is None
                else wording.moment(one.last_used_at, visitor.zone),
            }
            for one in own
        ],
    )


def _in_words(query: str) -> str:
    try:
        pairs = queries.pairs_of(query.encode())
    except BadSyntax:
        return ""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in pairs)
