"""Files in: rows of other systems, checked as a whole, told row by row."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from service.doors import exits
from service.doors.commands.upkeep import progress
from service.doors.options import as_option, json_option
from service.doors.printing import put_fields, put_json, put_table, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.imports.record import Import

#: Faults that are shown without --json.
SHOWN = 50


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--format", "file_format", type=click.Choice(["csv", "ndjson"]), help="Else by its name and look."
)
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--ask", is_flag=True, help="Ask about dates that have passed already, by letters too.")
@as_option
@json_option
def import_command(
    file: Any, file_format: Any, email: str | None, *, dry_run: bool, ask: bool, as_json: bool
) -> int:
    """Bring in the rows of FILE, CSV or one JSON object a line; - is stdin. See docs/import.md.

    \b
    hearsay import claims.csv --dry-run
    hearsay import claims.csv
    """
    from service.database import reading, transact
    from service.doors.opening import acting, context_for, opened, record
    from service.imports import shapes
    from service.imports.importing import Order, bring_in
    from service.intake.limits import FILE_BYTES

    wiring = opened()
    with reading(wiring.engine) as connection:
        account = acting(connection, email)
    context = context_for(wiring, account)
    order = Order(
        source=file,
        file_name=_name_of(file),
        format=file_format,
        is_dry_run=dry_run,
        ask=ask,
        most_bytes=FILE_BYTES,
    )
    with _bar() as advance:
        found = bring_in(wiring, context, order, progress=advance)
    transact(wiring.engine, lambda connection: record(connection, wiring, context=context, about=found.id))
    if as_json:
        put_json(shapes.whole(found, base_url=wiring.settings.base_url, now=wiring.now()))
    else:
        _put(found)
    return exits.OK if found.state == "done" else exits.REJECTED


def _put(found: Import) -> None:
    from service.imports import shapes

    faults = shapes.faults(found)
    if faults:
        columns = ("row", "line", "key", "where", "what is wrong")
        put_table(columns, [_row(one) for one in faults[:SHOWN]])
    else:
        put_fields([*sorted(found.added.items()), ("known", found.known or "")])
    if found.faults > SHOWN:
        tell(f"{found.faults - SHOWN} more faults: hearsay import --json lists {len(faults)} of them.")
    tell(*shapes.told(found))
    if found.changed:
        tell("Which ones: hearsay import --json lists them.")


def _name_of(file: Any) -> str | None:
    name = getattr(file, "name", None)
    return name.rpartition("/")[2] if isinstance(name, str) and name != "<stdin>" else None


def _row(fault: Mapping[str, Any]) -> tuple[object, ...]:
    hint = f" ({fault['hint']})" if fault["hint"] else ""
    return fault["row"], fault["line"], fault["key"], fault["column"], f"{fault['detail']}{hint}"


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give what is told of progress; a bar stands on a terminal, nothing elsewhere."""
    with progress("Importing", None) as advance:
        seen = {"done": 0}

        def move(what: str, done: int, of: int) -> None:
            del what, of
            advance(done - seen["done"])
            seen["done"] = done

        yield move
