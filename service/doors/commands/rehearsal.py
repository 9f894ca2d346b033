"""`hearsay rehearse`: what the scheduler would do over a span of days, without doing any of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from service.doors import exits
from service.doors.options import json_option
from service.doors.printing import put_json, put_table, tell

if TYPE_CHECKING:
    from service.database import Connection
    from service.domain.reminding.story import Happening

WHATS = ("flag", "letter", "digest", "escalation")


@click.command("rehearse")
@click.option("--until", required=True, metavar="DATE", help="The last day, in the newsroom's zone.")
@click.option(
    "--from",
    "start",
    metavar="DATE",
    help="The first day. Without it, now; for a day that is past, the day of the first report.",
)
@json_option
def rehearse_command(until: str, start: str | None, *, as_json: bool) -> int:
    """List every flag, letter and escalation until a day, with its reason. Nothing is written or sent."""
    from service.access import accounts
    from service.database import reading
    from service.domain.window import end_of_day, start_of_day
    from service.doors.opening import opened
    from service.rounds import rehearsal

    wiring = opened()
    zone = wiring.settings.zone
    ends_at = end_of_day(_day(until, "--until"), zone)
    with reading(wiring.engine) as connection:
        begins_at = start_of_day(_day(start, "--from"), zone) if start else None
        begins_at = begins_at or _beginning(connection, wiring.now(), ends_at)
        if begins_at > ends_at:
            raise exits.Stop(f"{start} lies behind {until}.", "Give an earlier --from.", code=exits.USAGE)
        found = rehearsal.rehearse(connection, wiring.settings, start=begins_at, until=ends_at)
        names = {one.id: one.email for one in accounts.every(connection)}
    if as_json:
        put_json({"from": begins_at.isoformat(), "until": ends_at.isoformat(), "items": _shapes(found)})
        return exits.OK
    _put(found, names)
    counts = [(what, sum(one.what == what for one in found)) for what in WHATS]
    told = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for what, count in counts)
    tell(f"{begins_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} UTC: {told}. Nothing was written or sent.")
    return exits.OK


def _day(text: str, option: str) -> date:
    from service.domain.refusals import Refusal
    from service.domain.window import require_year

    try:
        day = date.fromisoformat(text)
        require_year(day)
    except (ValueError, Refusal) as error:
        raise exits.Stop(f"{option}: give a day like 2022-10-15.", code=exits.USAGE) from error
    return day


def _beginning(connection: Connection, now: datetime, ends_at: datetime) -> datetime:
    from service.rounds import rehearsal

    if ends_at > now:
        return now
    first = rehearsal.first_report_at(connection)
    return ends_at if first is None else min(first, ends_at)


def _put(found: list[Happening], names: Mapping[str, str]) -> None:
    put_table(
        ("at", "what", "claim", "step", "to", "reason"),
        [
            (
                f"{one.at:%Y-%m-%d %H:%M}",
                one.what.replace("_", " "),
                one.claim or "",
                one.step or "",
                names.get(one.recipient or "", one.recipient or ""),
                one.reason,
            )
            for one in found
        ],
    )


def _shapes(found: list[Happening]) -> list[dict[str, object]]:
    return [
        {
            "at": one.at.isoformat(),
            "what": one.what,
            "claim": one.claim,
            "step": one.step,
            "recipient": one.recipient,
            "claims": one.claims,
            "reason": one.reason,
        }
        for one in found
    ]
