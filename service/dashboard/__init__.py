"""The pages: board, claims, log a claim, mailbox, signing in and out."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from service.dashboard import (
    account,
    accounts,
    addresses,
    answering,
    anywhere,
    articles,
    board,
    by_link,
    calendar,
    claim,
    claims,
    counts_now,
    deliveries,
    duplicates,
    exports,
    following,
    frame,
    hand_over,
    imports,
    letter_settings,
    log_claim,
    looked,
    mailbox,
    questions,
    records,
    rehearsal,
    search,
    sign_in,
    sources,
    static_files,
    stopping,
    timeline,
    tokens,
    trail,
    used_before,
    views,
)
from service.database import Unavailable
from service.wiring import Wiring


def register(app: Flask, wiring: Wiring) -> None:
    """Put every page on its path."""
    pages = Blueprint("dashboard", __name__)
    static_files.add(pages)
    for room in (
        board,
        answering,
        looked,
        hand_over,
        views,
        claims,
        log_claim,
        claim,
        calendar,
        timeline,
        questions,
        sources,
        articles,
        duplicates,
        records,
        search,
        exports,
        mailbox,
        by_link,
        stopping,
        letter_settings,
        following,
        deliveries,
        rehearsal,
        sign_in,
        account,
        tokens,
        addresses,
        accounts,
        imports,
        trail,
        anywhere,
        counts_now,
        used_before,
    ):
        room.add(pages, wiring)
    for kind, say in frame.say_what_went_wrong(wiring).items():
        pages.register_error_handler(kind, say)
    pages.register_error_handler(404, lambda _error: missing(wiring))
    app.register_blueprint(pages)


def missing(wiring: Wiring) -> Response:
    """Return the page for an address that leads nowhere, whether or not the database answers."""
    try:
        visitor = frame.passer_by(wiring)
    except Unavailable:
        visitor = frame.nobody(wiring)
    return frame.page(visitor, "missing.html", status=404)
