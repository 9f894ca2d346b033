"""How many claims are due now, for a board that stands open: asked for by its script, once a minute."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, jsonify, request

from service.dashboard import board, frame
from service.dashboard.narrowing import NAMES
from service.database import reading
from service.domain.due import Due
from service.intake import queries
from service.read_models import due_calendar, filters
from service.read_models.filters import Moment
from service.wiring import Wiring

#: The counts that the window's title begins with.
FIRST: tuple[Due, ...] = ("past_due", "today")


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the counts on their path."""
    pages.add_url_rule("/counts", "counts_now", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return as JSON how many claims each section holds, narrowed as the board is, and the title's words."""
    visitor = frame.reader(wiring)
    names = [name for name in NAMES if not (visitor.is_public and name == "owner")]
    asked = [(name, request.args[name]) for name in names if request.args.get(name)]
    wanted = queries.claim_list(asked, now=visitor.now, zone=visitor.zone).filter
    moment = Moment(now=visitor.now)
    with reading(wiring.engine) as connection:
        counts = {
            due: filters.count(connection, replace(wanted, due=due), moment)
            for due, *_ in due_calendar.SECTIONS
        }
    response = jsonify(counts=counts, title=title_words(counts))
    response.headers.update(frame.HEADERS)
    return response


def title_words(counts: dict[Due, int]) -> str:
    """Return the counts that matter first: “3 date passed, 2 due today”; empty where there are none."""
    return ", ".join(f"{counts[due]:,} {board.HEADINGS[due][0].lower()}" for due in FIRST if counts[due])
