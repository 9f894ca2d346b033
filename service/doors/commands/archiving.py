"""The whole ledger in one file: backup while everything runs, and restore into an empty database."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.doors import exits
from service.doors.printing import tell

if TYPE_CHECKING:
    from service.database import Connection
    from service.database.archive import Table


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(file: Path) -> int:
    """Write everything into a new FILE, as it is at one moment; others may go on writing.

    The file holds the claims' words and hashes of tokens, but no secret: keep the secret key apart from it.
    """
    from service.database import archive, newest_revision, reading
    from service.doors.commands.upkeep import progress
    from service.doors.opening import opened

    wiring = opened()
    made = file.with_name(file.name + ".part")
    if file.exists():
        raise exits.Stop(f"There is a file {file} already.", "Name another: a backup replaces nothing.")
    made.unlink(missing_ok=True)
    try:
        with reading(wiring.engine) as connection, progress("Writing", None) as advance:
            count = archive.write(
                connection, made, kept_tables(), revision=str(newest_revision()), progress=advance
            )
        made.rename(file)
    finally:
        made.unlink(missing_ok=True)
    tell(f"Wrote {count} rows to {file}.", f"Go back to it: hearsay restore {file}, on an empty database.")
    return exits.OK


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore_command(file: Path) -> int:
    """Fill an empty database, SQLite or PostgreSQL, from the FILE of a backup; all of it or nothing.

    HEARSAY_DATABASE_URL or HEARSAY_DATA_DIR says which. Afterwards every event has been hashed again.
    """
    from service.database import archive, newest_revision, reading, transact
    from service.doors.opening import bring_up_to_date
    from service.ledger.verify import verify
    from service.read_models import rebuild
    from service.settings import from_environment
    from service.wiring import wire

    wiring = wire(from_environment())
    click.get_current_context().call_on_close(wiring.engine.dispose)
    bring_up_to_date(wiring)
    tables, revision = kept_tables(), str(newest_revision())

    def fill(connection: Connection) -> int:
        count = archive.read(connection, file, tables, revision=revision)
        rebuild.rebuild(connection)
        return count

    try:
        count = transact(wiring.engine, fill)
    except (archive.NotAnArchive, archive.NotEmpty) as error:
        raise exits.Stop(str(error), "Nothing was written.", code=exits.REJECTED) from error
    with reading(wiring.engine) as connection:
        report = verify(connection)
    if not report.is_clean:
        raise exits.Stop("The backup holds events that are not as they were written.", "See: hearsay verify")
    tell(f"Read {count} rows; each of the {report.events} events is as it was written.")
    return exits.OK


def kept_tables() -> list[Table]:
    """Return the tables that hold what cannot be made anew from others, in an order that can be filled."""
    import service
    from service.database import metadata
    from service.read_models import rebuild

    for module in pkgutil.walk_packages(service.__path__, "service."):
        if not module.name.startswith("service.doors"):
            importlib.import_module(module.name)
    return [table for table in metadata.sorted_tables if table not in rebuild.MADE]
