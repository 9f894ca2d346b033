"""Columns with dotted names to the bodies they stand for: `report.said_by.kind`, `evidence.0.url`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import fields

from service.intake.containers import Either, Listing
from service.intake.facts import Facts
from service.intake.fields import Flag, Whole
from service.intake.schema import Body
from service.intake.syntax import bad_syntax

Steps = tuple[str, ...]
Read = Callable[[str], Any]
#: Stands in a cell for null, where that is something else than nothing.
NULL = "null"
_NO_FIELD: fields.Field[Any] = fields.Raw()


class Columns:
    """The columns of one file, ready to make a body of each of its rows."""

    def __init__(
        self, names: Sequence[str], schemas: Mapping[str, Body], words_of: Callable[[str], str]
    ) -> None:
        """Take the names of the columns in their order.

        Args:
            schemas: of each kind of row.
            words_of: returns the words that a cell stands for.
        """
        self.names = tuple(names)
        self._words_of = words_of
        self._steps = [tuple(name.split(".")) for name in names]
        self._kind_at = self.names.index("kind") if "kind" in self.names else -1
        self._schemas = schemas
        self._readers: dict[str, list[Read]] = {}
        lists = {steps[:at] for steps in self._steps for at, step in enumerate(steps) if step.isdigit()}
        self._lists = sorted(lists, key=len, reverse=True)

    def body(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return the row of the cells; empty cells are not there.

        Raises:
            BadSyntax: `wrong_cell_count`, `given_twice`.
        """
        if len(cells) != len(self.names):
            detail = f"The row has {len(cells)} cells, the header {len(self.names)}."
            raise bad_syntax("wrong_cell_count", detail)
        kind = cells[self._kind_at].strip() if self._kind_at >= 0 else ""
        body: dict[str, Any] = {}
        for cell, steps, read in zip(cells, self._steps, self._readers_of(kind), strict=True):
            if cell:
                _put(body, steps, read(self._words_of(cell)))
        for path in self._lists:
            _as_list(body, path)
        return body

    def _readers_of(self, kind: str) -> list[Read]:
        found = self._readers.get(kind)
        if found is None:
            schema = self._schemas.get(kind)
            found = [_reader(None if schema is None else field_at(schema, steps)) for steps in self._steps]
            self._readers[kind] = found
        return found


def field_at(schema: Body, steps: Steps) -> fields.Field[Any] | None:
    """Return the field that a path leads to in a schema, None where there is none."""
    found: Any = schema
    for step in steps:
        if isinstance(found, Listing):
            found = found.inner if step.isdigit() else None
            continue
        inner = _schema_of(found)
        found = None if inner is None else inner.load_fields.get(step)
        if found is None:
            return None
    return found if isinstance(found, fields.Field) else None


def _schema_of(found: Any) -> Any:
    if isinstance(found, Body):
        return found
    if isinstance(found, Either):
        return found.part
    return found.schema if isinstance(found, fields.Nested) else None


def _reader(field: fields.Field[Any] | None) -> Read:
    """Return how a cell is read: words as they are; what is no text by what it is to be."""
    match field:
        case Flag():
            return _flag
        case Whole():
            return _whole
        case Listing():
            return _lines
    if isinstance(field, Facts):
        return field.read_cell
    # A field that tells null from nothing, and one that has to be given and may be null.
    if field is not None and (field.allow_none and (field.required or field.load_default is not None)):
        return lambda text: None if text == NULL else text
    return str


def _flag(text: str) -> bool | str:
    return {"true": True, "false": False}.get(text.strip().lower(), text)


def _whole(text: str) -> int | str:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else text


def _lines(text: str) -> list[str]:
    """Return the members of a list in one cell: a line each, else parted by semicolons."""
    parts = text.splitlines() if "\n" in text else text.split(";")
    return [part.strip() for part in parts if part.strip()]


def _put(body: dict[str, Any], steps: Steps, value: Any) -> None:
    holder = body
    for step in steps[:-1]:
        holder = holder.setdefault(step, {})
        if not isinstance(holder, dict):
            raise _twice(steps)
    if steps[-1] in holder:
        raise _twice(steps)
    holder[steps[-1]] = value


def _twice(steps: Steps) -> Exception:
    detail = "One column says it whole and another says a part of it."
    return bad_syntax("given_twice", detail, at="/" + "/".join(steps))


def _as_list(body: dict[str, Any], path: Steps) -> None:
    """Make a list of what stands under numbers, in their order."""
    holder: Any = body
    for step in path[:-1]:
        holder = holder.get(step) if isinstance(holder, dict) else None
    found = holder.get(path[-1]) if isinstance(holder, dict) and path else None
    if isinstance(found, dict) and all(step.isdigit() for step in found):
        holder[path[-1]] = [found[step] for step in sorted(found, key=int)]
