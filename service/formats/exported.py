"""A list as a file: CSV, JSON or NDJSON, piece by piece, from the very shapes that the API gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from service.formats import csv_text, ndjson
from service.formats.json_text import dump

Kind = Literal["csv", "json", "ndjson"]
KINDS: tuple[Kind, ...] = ("csv", "json", "ndjson")
MEDIA_TYPES: Mapping[Kind, str] = {
    "csv": csv_text.MEDIA_TYPE,
    "json": "application/json",
    "ndjson": ndjson.MEDIA_TYPE,
}
#: With the character set, where the type does not say it.
CONTENT_TYPES: Mapping[Kind, str] = {**MEDIA_TYPES, "csv": f"{csv_text.MEDIA_TYPE}; charset=utf-8"}
Shape = Mapping[str, Any]
#: By the name of a column, what stands in it.
Columns = Mapping[str, Callable[[Shape], Any]]


def pieces(kind: Kind, columns: Columns, pages: Iterable[Sequence[Shape]]) -> Iterator[bytes]:
    """Give a file in pieces, a page of its rows at a time."""
    match kind:
        case "csv":
            return _csv(columns, pages)
        case "json":
            return _json(pages)
        case "ndjson":
            return (ndjson.lines(page) for page in pages)


def begun(pieces_of: Iterator[bytes]) -> Iterator[bytes]:
    """Return the same pieces with the first one made: what is refused is refused before any is sent."""
    first = next(pieces_of, b"")

    def every() -> Iterator[bytes]:
        yield first
        yield from pieces_of

    return every()


def _csv(columns: Columns, pages: Iterable[Sequence[Shape]]) -> Iterator[bytes]:
    header = csv_text.lines([list(columns)])
    for page in pages:
        yield header + csv_text.lines([column(one) for column in columns.values()] for one in page)
        header = b""
    if header:
        yield header


def _json(pages: Iterable[Sequence[Shape]]) -> Iterator[bytes]:
    """The shape of a list in the API, with all of its items."""
    before = b'{"items":['
    for page in pages:
        if page:
            yield before + b",".join(dump(one) for one in page)
            before = b","
    yield (b"" if before == b"," else before) + b'],"next":null}'


def _at(*path: str | int) -> Callable[[Shape], Any]:
    """Return what looks up a value in a shape; a step that leads nowhere leads to None."""

    def found(shape: Shape) -> Any:
        value: Any = shape
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    return found


def _each(*path: str | int) -> Callable[[Shape], Any]:
    """Return what looks up a value in each report of a claim, none twice."""
    inner = _at(*path)
    return lambda shape: list(dict.fromkeys(str(found) for one in shape["reports"] if (found := inner(one))))


_WINDOW = (
    "earliest",
    "latest",
    "opens_at",
    "closes_at",
    "precision",
    "zone",
    "phrase",
    "said_on",
    "said_zone",
)
CLAIMS: Columns = {
    **{name: _at(name) for name in ("id", "html_url", "text", "status", "outcome", "late_days", "due")},
    **{name: _at("window", name) for name in (*_WINDOW, "rule", "certainty", "edtf")},
    "outlet": _at("reports", 0, "outlet", "name"),
    "said_by": _at("reports", 0, "said_by", "label"),
    "said_by_kind": _at("reports", 0, "said_by", "kind"),
    "said_by_count": _at("reports", 0, "said_by", "count"),
    "hedge": _at("reports", 0, "hedge"),
    "wording": _at("reports", 0, "wording"),
    "article_url": _at("reports", 0, "article", "url"),
    "published_at": _at("reports", 0, "article", "published_at"),
    "outlets": _each("outlet", "name"),
    "reports": lambda shape: len(shape["reports"]),
    "moves": lambda shape: len(shape["moves"]),
    "happened": _at("resolution", "happened"),
    "known_on": _at("resolution", "known_on"),
    "evidence": lambda shape: [one["url"] for one in _evidence(shape) if one["url"]],
    **{name: _at(name) for name in ("expects", "question", "rivals", "tags", "desk", "owner")},
    **{name: _at(name) for name in ("ask_on", "last_checked_on", "snoozed_until")},
    **{name: _at(name) for name in ("version", "recorded_at", "updated_at")},
}
_ENTRY = ("position", "version", "kind", "status", "occurred_at", "recorded_at", "actor")
ENTRIES: Columns = {name: _at(name) for name in (*_ENTRY, "data")}
TOLD_ENTRIES: Columns = {name: _at(name) for name in (*_ENTRY, "told", "data")}
CHANGES: Columns = {name: _at(name) for name in ("stream", "stream_kind", "url", *_ENTRY, "data")}

_TRAIL = ("id", "at", "actor", "credential", "request_id", "address", "method", "route", "about")
TRAIL: Columns = {name: _at(name) for name in (*_TRAIL, "status", "code")}


def _evidence(shape: Shape) -> Sequence[Shape]:
    resolution = shape["resolution"]
    return () if resolution is None else resolution["evidence"]
