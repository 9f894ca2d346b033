"""Feeds and calendars of the claims that an outlet carried, or that a named source is the word for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import Blueprint, Response, request

from service.database import reading
from service.domain.events import SourceType
from service.domain.refusals import not_found
from service.feeds import answers, atom_feeds, calendars
from service.formats import atom
from service.intake import queries
from service.intake.fields import is_id
from service.read_models import sources
from service.read_models.filters import ClaimFilter
from service.read_models.sources import Known
from service.read_models.subscribed import Subscribed
from service.wiring import Wiring

#: By what the address begins with, which sources have them; the page for people is the same for all.
TYPES: Mapping[str, Sequence[SourceType]] = {"outlets": ("outlet",), "sources": ("outlet", *sources.SAYERS)}


def add(feeds: Blueprint, wiring: Wiring) -> None:
    """Put the feeds and the calendars on their paths."""
    for plural in TYPES:
        path = f"/{plural}/<source_id>"
        feeds.add_url_rule(f"{path}.atom", f"{plural}_atom", partial(feed, wiring, plural))
        feeds.add_url_rule(f"{path}/claims.ics", f"{plural}_ics", partial(calendar, wiring, plural))


def feed(wiring: Wiring, plural: str, source_id: str) -> Response:
    """Return what happened to the claims of an outlet or a source, under whichever of its names."""
    answers.reader(wiring)
    before = atom_feeds.before_asked()
    known = _known(wiring, plural, source_id)
    page, own = f"/sources/{known.id}", f"/{plural}/{known.id}.atom"
    made = atom_feeds.empty(wiring.settings, atom.id_of(known.id), known.name, page, own)
    return atom_feeds.of_list(wiring, _claims_of(known), made, before=before)


def calendar(wiring: Wiring, plural: str, source_id: str) -> Response:
    """Return the windows of the open claims of an outlet or a source."""
    answers.reader(wiring)
    queries.none(queries.pairs_of(request.query_string))
    known = _known(wiring, plural, source_id)
    return calendars.of_list(wiring, _claims_of(known), known.name)


def _known(wiring: Wiring, plural: str, source_id: str) -> Known:
    with reading(wiring.engine) as connection:
        known = sources.resolved(connection, source_id) if is_id(source_id, "src") else None
    if known is None or known.type not in TYPES[plural]:
        raise not_found("such outlet" if plural == "outlets" else "such source")
    return known


def _claims_of(known: Known) -> Subscribed:
    if known.type == "outlet":
        return Subscribed(wanted=ClaimFilter(outlet=known.id))
    return Subscribed(wanted=ClaimFilter(source=known.id))
