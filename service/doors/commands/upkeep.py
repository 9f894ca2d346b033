"""What keeps a ledger in order: migrate, seed, verify, rebuild."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from service.doors import exits
from service.doors.options import as_option, json_option
from service.doors.printing import put_fields, put_json, tell

if TYPE_CHECKING:
    from service.database import Connection
    from service.ledger.verify import Report


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema. Running it again changes nothing."""
    from service.database import newest_revision
    from service.doors.opening import bring_up_to_date
    from service.settings import from_environment
    from service.wiring import wire

    wiring = wire(from_environment())
    click.get_current_context().call_on_close(wiring.engine.dispose)
    bring_up_to_date(wiring)
    tell(f"The database is at schema {newest_revision()}.")


@click.command("seed")
@as_option
def seed_command(email: str | None) -> None:
    """Play the sample claims into the ledger; those that are there already stay as they are."""
    import seeds
    from service.database import reading
    from service.doors.opening import acting, changed, context_for, opened, record

    wiring = opened()
    with reading(wiring.engine) as connection:
        owner = acting(connection, email)
    count = seeds.load(wiring, owner)
    if count:
        context = context_for(wiring, owner)
        changed(wiring, lambda connection: record(connection, wiring, context=context))
    tell(
        f"{count} sample claims were logged." if count else "All sample claims are there already.",
        "See them: hearsay due",
    )


@click.command("verify")
@json_option
def verify_command(*, as_json: bool) -> int:
    """Hash every event of the ledger again and name the first one that is not as it was written."""
    from service.database import reading
    from service.doors.opening import opened
    from service.ledger.verify import verify
    from service.read_models.rebuild import event_count

    wiring = opened()
    with reading(wiring.engine) as connection, progress("Verifying", event_count(connection)) as advance:
        report = verify(connection, progress=advance)
    if as_json:
        put_json(_report_shape(report))
    else:
        put_fields([("events", report.events), ("redacted", report.redacted)])
    if report.is_clean:
        tell("Every event is as it was written.")
        return exits.OK
    tell(*(f"Broken: {_place(one.position, one.stream, one.version)}: {one.why}." for one in report.broken))
    tell("Restore the database from a backup, and find out who could write to it.")
    return exits.FAILED


@click.command("rebuild")
@click.option("--check", is_flag=True, help="Compare only; change nothing.")
def rebuild_command(*, check: bool) -> int:
    """Make everything that lists are read from anew, from the ledger alone."""
    from service.database import reading
    from service.doors.opening import add_missing_sources, changed, opened, record
    from service.read_models import rebuild

    wiring = opened()
    if check:
        with reading(wiring.engine) as connection:
            found = rebuild.differences(connection)
        tell(*found or ["The read models equal the ledger."])
        if found:
            tell("Make them anew: hearsay rebuild")
        return exits.FAILED if found else exits.OK
    with reading(wiring.engine) as connection:
        count = rebuild.event_count(connection)
    with progress("Rebuilding", count) as advance:

        def work(connection: Connection) -> None:
            rebuild.rebuild(connection, progress=advance)
            record(connection, wiring)

        changed(wiring, work)
    add_missing_sources(wiring)
    tell(f"Rebuilt from {count} events.")
    return exits.OK


@click.command("grant")
@click.option("--writer", required=True, help="The role of web and scheduler processes.")
@click.option("--reader", help="A role that reads claims and history alone, for exports.")
def grant_command(writer: str, reader: str | None) -> int:
    """Give existing PostgreSQL roles what they need in this database, and take all else from them.

    Run it as the owner of the tables (HEARSAY_DATABASE_URL), after every `hearsay migrate`.
    """
    from service.database import grants
    from service.doors.opening import changed, opened, record

    wiring = opened()
    if wiring.engine.dialect.name != "postgresql":
        raise exits.Stop("SQLite has no roles: whoever may write the file may write it all.")

    def work(connection: Connection) -> None:
        try:
            grants.grant(connection, writer=writer, reader=reader)
        except grants.NoSuchRole as error:
            raise exits.Stop(
                str(error), "Make it first: CREATE ROLE name LOGIN PASSWORD '…'", code=exits.NOT_FOUND
            ) from error
        record(connection, wiring)

    changed(wiring, work)
    tell(f"{writer} may write, and change no event." + (f" {reader} may read." if reader else ""))
    return exits.OK


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how much more is done; shows a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


def _place(position: int, stream: str, version: int) -> str:
    where = f", {stream} version {version}" if stream else ""
    return f"event {position}{where}"


def _report_shape(report: Report) -> dict[str, object]:
    return {
        "events": report.events,
        "redacted": report.redacted,
        "is_clean": report.is_clean,
        "broken": [
            {"position": one.position, "stream": one.stream, "version": one.version, "why": one.why}
            for one in report.broken
        ],
    }
