"""The API: what programs read and write, and what tells them how."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from service.api import (
    article_follow_ups,
    article_history,
    articles,
    claims,
    copy_proposals,
    credentials,
    deliveries,
    docs_page,
    due,
    follow_ups,
    history,
    imports,
    letters,
    me,
    operation,
    people,
    questions,
    records,
    sources,
    suggestions,
    trail,
    windows,
)
from service.api.answering import endpoint
from service.api.calls import Operation
from service.formats.shapes import API
from service.wiring import Wiring

#: Paths of ours outside the API's own.
OUTSIDE = ("/healthz", "/readyz", "/metrics")


def operations(started_at: datetime) -> tuple[Operation, ...]:
    """Return everything the API does, in the order of its documentation."""
    of_claims = (claims, follow_ups, history, due, windows, questions, sources, records, suggestions)
    of_articles = (articles, article_follow_ups, article_history, copy_proposals)
    of_people = (me, people, credentials, letters, deliveries, trail, imports)
    rooms = (*of_claims, *of_articles, *of_people)
    in_order = [one for room in rooms for one in room.OPERATIONS]
    return (*in_order, *operation.operations(started_at))


def register(app: Flask, wiring: Wiring, *, started_at: datetime) -> None:
    """Put every operation and the documentation on their paths."""
    known = operations(started_at)
    every = (*known, *docs_page.operations(known, wiring.settings))
    for one in every:
        rule = one.path.replace("{", "<").replace("}", ">")
        app.add_url_rule(
            rule if one.is_outside else f"{API}{rule}",
            endpoint=f"api.{one.name}",
            view_func=endpoint(one, wiring),
            methods=[one.method],
            provide_automatic_options=False,
        )


def is_ours(path: str) -> bool:
    """Say whether programs read at this path, so that no page is ever shown there."""
    return path == "/api" or path.startswith("/api/") or path in OUTSIDE
