"""`hearsay window`: how the words for a date are read, from the day and the place they were said."""

from __future__ import annotations

import click

from service.doors.options import json_option
from service.doors.printing import put_fields, put_json


@click.command("window")
@click.argument("phrase")
@click.option("--said-on", metavar="DATE", help="The day the words were said, as in 2022-09-26.")
@click.option("--said-zone", metavar="ZONE", help="Where they were said; without it, the event's zone.")
@click.option("--zone", metavar="ZONE", help="Where it is to happen; without it, the newsroom's zone.")
@json_option
def window_command(
    phrase: str, said_on: str | None, said_zone: str | None, zone: str | None, *, as_json: bool
) -> None:
    """Say how PHRASE is read as a date, and when we would first ask.

    \b
    hearsay window 2022-09-28 --said-on 2022-09-26 --zone Europe/Moscow
    """
    from service.formats import shapes
    from service.intake import queries
    from service.settings import from_environment

    given = {"phrase": phrase, "said_on": said_on, "said_zone": said_zone, "zone": zone}
    pairs = [(name, value) for name, value in given.items() if value is not None]
    settings = from_environment()
    reading, asked = queries.reading(pairs, zone=settings.zone, conventions=settings.conventions)
    if as_json:
        put_json(shapes.reading(reading, asked))
        return
    window = reading.window
    put_fields(
        [
            ("phrase", asked.phrase),
            ("earliest", window and window.earliest),
            ("latest", window and window.latest),
            ("zone", asked.zone),
            ("rule", reading.rule),
            ("certainty", reading.certainty),
            ("ask on", reading.ask_on),
            ("because", reading.explanation),
            *(
                (f"reading {number}", one.explanation)
                for number, one in enumerate(reading.alternatives, start=1)
            ),
        ]
    )
