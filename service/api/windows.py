"""Reads a phrase: what window it means, by which rule, how certain."""

from __future__ import annotations

from service.api.calls import Call, Operation, Reply
from service.formats import shapes
from service.intake import queries


def read(call: Call) -> Reply:
    """Return what a phrase is read as; one that cannot be read has no window."""
    reading, asked = queries.reading(
        call.pairs, zone=call.settings.zone, conventions=call.settings.conventions
    )
    return Reply(200, shapes.reading(reading, asked))


OPERATIONS = (
    Operation(
        method="GET",
        path="/windows",
        name="read_window",
        summary="How a phrase about when is read",
        about="Nothing is written. Words that cannot be read are answered with window null and certainty "
        "unread, never with a guess.",
        view=read,
        door="readers",
        query="WindowQuery",
        gives="Reading",
    ),
)
