"""What other programs take by subscription: feeds of what happened, calendars of windows, linked data."""

from __future__ import annotations

from flask import Blueprint, Flask

from service.feeds import answers, atom_feeds, calendars, linked_data, of_sources, private
from service.wiring import Wiring


def register(app: Flask, wiring: Wiring) -> None:
    """Put everything on its path."""
    feeds = Blueprint("feeds", __name__)
    for room in (atom_feeds, calendars, of_sources, linked_data, private):
        room.add(feeds, wiring)
    answers.say_what_went_wrong(feeds)
    app.register_blueprint(feeds)
