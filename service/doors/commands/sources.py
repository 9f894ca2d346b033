"""`hearsay source`: list outlets and named sources, look at one, merge two that are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from service.doors.options import as_option, body_options, json_option
from service.doors.printing import put_fields, put_json, put_table, tell

if TYPE_CHECKING:
    from service.database import Connection
    from service.read_models.source_views import SourceView
    from service.wiring import Wiring

FILTERS = (
    ("q", "How a word of one of its names begins; case and accents are alike."),
    ("type", "outlet, person, institution or document; all of them without it."),
    ("limit", "How many; 50 without it."),
)


@click.group("source")
def source_command() -> None:
    """List, show and merge outlets and named sources."""


@source_command.command("list")
@body_options(FILTERS)
@json_option
def list_sources(*, as_json: bool, **given: str | None) -> None:
    """List outlets and named sources in alphabetical order; those merged into another are left out."""
    from service.database import reading
    from service.doors.opening import opened
    from service.intake import sources as intake
    from service.read_models import sources
    from service.read_models.source_views import views

    wiring = opened()
    type_ = given.pop("type")
    pairs = [(name, value) for name, value in given.items() if value is not None]
    asked = intake.of_type(type_, pairs, now=wiring.now(), zone=wiring.settings.zone)
    with reading(wiring.engine) as connection:
        found = sources.every(connection, asked.types, named=asked.named, most=asked.limit + 1)
        shown = views(connection, found[: asked.limit])
    if as_json:
        put_json([_shape(one, wiring) for one in shown])
        return
    put_table(
        ("id", "type", "name", "also known as"),
        [(one.id, one.type, one.name, ", ".join(_other_names(one))) for one in shown],
    )
    if len(found) > asked.limit:
        tell("There are more: raise --limit, or say how the name begins with --q.")


@source_command.command("show")
@click.argument("source_id", metavar="ID")
@json_option
def show(source_id: str, *, as_json: bool) -> None:
    """Show the outlet or source ID as it stands."""
    from service.database import reading
    from service.doors.opening import opened

    wiring = opened()
    with reading(wiring.engine) as connection:
        one = _one(connection, wiring, source_id)
    if as_json:
        put_json(_shape(one, wiring))
        return
    put_fields(
        [
            ("id", one.id),
            ("type", one.type),
            ("name", one.name),
            ("also known as", ", ".join(_other_names(one))),
            ("merged into", one.merged_into),
            ("page", f"{wiring.settings.base_url}/sources/{one.id}"),
        ]
    )


@source_command.command("merge")
@click.argument("source_id", metavar="ID")
@click.argument("into", metavar="INTO")
@click.option("--note", help="Why; for colleagues.")
@as_option
@json_option
def merge(source_id: str, into: str, note: str | None, email: str | None, *, as_json: bool) -> None:
    """Merge the source ID into the source INTO, which tells of both from then on.

    It is taken back by undoing that entry, on its page or over the API.
    """
    from service.changes import sources as changes
    from service.doors.opening import acting, changed, context_for, opened, record
    from service.intake import sources as intake

    wiring = opened()
    body = {"kind": "merge", "into": into, **({"note": note} if note else {})}
    proposed = intake.follow_up(body, wiring.new_id)

    def work(connection: Connection) -> SourceView:
        context = context_for(wiring, acting(connection, email))
        changes.follow_up(connection, source_id, proposed, context)
        record(connection, wiring, context=context, about=source_id)
        return _one(connection, wiring, into)

    kept = changed(wiring, work, about=source_id)
    if as_json:
        put_json(_shape(kept, wiring))
    else:
        tell(f"{kept.name} ({kept.id}) tells of both now.")


def _one(connection: Connection, wiring: Wiring, source_id: str) -> SourceView:
    from service.domain.refusals import not_found
    from service.read_models.filters import Moment
    from service.read_models.source_views import view_at

    found = view_at(connection, source_id, Moment(now=wiring.now()))
    if found is None:
        raise not_found(f"source {source_id}")
    return found


def _other_names(one: SourceView) -> list[str]:
    return [*one.also_known_as, *(known.name for known in one.merged)]


def _shape(one: SourceView, wiring: Wiring) -> dict[str, Any]:
    from service.formats import shapes

    return shapes.source(one, base_url=wiring.settings.base_url)
