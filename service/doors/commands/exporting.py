"""Events out: every stream of the ledger as rows that come into an empty installation."""

from __future__ import annotations

from typing import Any

import click

from service.doors.options import as_option
from service.doors.printing import tell


@click.command("export")
@click.option("--format", "file_format", type=click.Choice(["ndjson", "csv"]), default="ndjson")
@click.option("--recorded-by", metavar="WHEN", help="Only what this ledger held then: a day or an instant.")
@click.option("--output", type=click.File("wb"), default="-", help="A file; without it, standard output.")
@as_option
def export_command(file_format: Any, recorded_by: str | None, output: Any, email: str | None) -> None:
    """Write every event of the ledger as a row that `hearsay import` takes. Ids stay the same.

    \b
    hearsay export --output all.ndjson
    """
    from service.access import accounts
    from service.database import reading, transact
    from service.doors.opening import acting, context_for, opened, record
    from service.imports import exporting
    from service.imports.importing import require_may_import
    from service.intake import queries

    wiring = opened()
    with reading(wiring.engine) as connection:
        account = acting(connection, email)
    require_may_import(accounts.actor_of(account))
    pairs = [] if recorded_by is None else [("recorded_by", recorded_by)]
    until = queries.events_to_take_out(pairs, now=wiring.now(), zone=wiring.settings.zone)
    context = context_for(wiring, account)
    transact(wiring.engine, lambda connection: record(connection, wiring, context=context))
    for piece in exporting.pieces(wiring.engine, file_format, recorded_by=until):
        output.write(piece)
    output.flush()
    tell(f"{exporting.event_count(wiring.engine):,} events are in the ledger.")
