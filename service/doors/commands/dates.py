"""`hearsay window`: how the words for a date are read, from the day and the place they were said."""

from __future__ import annotations

import click

from service.doors.printing import put_fields, put_json


@click.command("window")
@click.argument("phrase")
@click.option("--said-on", metavar="DATE", help="The day the words were said, as in 2022-09-26.")
@click.option("--said-zone", metavar="ZONE", help="Where they were said; without it, the event's zone.")
@click.option("--zone", metavar="ZONE", help="Where it is to happen; without it, the newsroom's zone.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def window_command(
    phrase: str, said_on: str | None, said_zone: str | None, zone: str | None, *, as_json: bool
) -> None:
    """Say how the words PHRASE are read as a date, and when we would first ask.

    \b
    hearsay window 2022-09-28 --said-on 2022-09-26 --zone Europe/Moscow
    """
    from datetime import date

    from service.domain import phrases
    from service.domain.refusals import refuse
    from service.settings import from_environment

    zone = zone or from_environment().zone
    try:
        day = None if said_on is None else date.fromisoformat(said_on)
    except ValueError as error:
        raise refuse("bad_date", f"{said_on!r} is no date.", at="--said-on", hint="2022-09-26") from error
    reading = phrases.read(phrase, said_on=day, said_zone=said_zone or zone, zone=zone)
