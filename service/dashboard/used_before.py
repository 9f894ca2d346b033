"""Names that were used before, for a field that somebody types in; asked for by the script of the pages."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, jsonify, request

from service.dashboard import frame
from service.database import reading
from service.intake import queries
from service.read_models import claim_names
from service.wiring import Wiring


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the names on their path."""
    pages.add_url_rule("/suggestions", "used_before", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return as JSON the words that may be meant by what was typed so far: `field` and `q` say of what.

    What an unnamed source is called is never among them.
    """
    frame.person(wiring)
    asked = queries.suggestions(queries.pairs_of(request.query_string))
    with reading(wiring.engine) as connection:
        found = claim_names.suggestions(connection, asked.field, asked.begins, most=asked.limit)
    response = jsonify(items=[one.label for one in found])
    response.headers.update(frame.HEADERS)
    return response
