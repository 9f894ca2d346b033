"""A file of rows, split and read one row at a time: CSV or one JSON value a line, in UTF-8.

What is too large, or no text, is refused before anything of it is read as rows.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from service.intake import json_body
from service.intake.json_body import BodyTooLarge
from service.intake.limits import COLUMNS, ROW_BYTES, ROWS
from service.intake.syntax import bad_syntax

Format = Literal["csv", "ndjson"]
FORMATS: tuple[Format, ...] = ("csv", "ndjson")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: How files begin that are no text, and what they are.
_NO_TEXT = (
    (b"PK\x03\x04", "a ZIP archive or a workbook"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "compressed by gzip"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ", "compressed by xz"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd"),
    (b"%PDF", "a PDF"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"
#: Cells of which each is either wholly in quotation marks or holds none; possessive, so it never goes back.
_CELL = '(?:"(?:[^"]++|"")*+"|[^"{0}]*+)'
_QUOTED_WELL = {one: re.compile(f"{_CELL}(?:[{{0}}]{_CELL})*+".format(one)) for one in _DELIMITERS}
_QUOTE = 'Put "…" around a cell that holds a comma, a quotation mark or a line end, and double those inside.'
# One cell may fill its row; the library's own limit is half of that.
csv.field_size_limit(ROW_BYTES)


class Sieve:
    """Looks at a file's bytes as they come, piece by piece, and refuses what is no text or too much of it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._head = b""

    def look(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            BodyTooLarge: more than the most.
            BadSyntax: `not_text`, `not_utf8`, `nul`.
        """
        before, self._seen = self._seen, self._seen + len(piece)
        if self._seen > self._most:
            raise too_large(self._most)
        if len(self._head) < 6:
            self._head += piece[:6]
            _require_text(self._head)
        if (at := piece.find(b"\x00")) >= 0:
            raise bad_syntax("nul", f"Byte {before + at} of the file is zero: this is no text.", hint=_HINT)
        self._decode(piece, before, final=False)

    def end(self) -> None:
        """Say that nothing more comes."""
        self._decode(b"", self._seen, final=True)
        if self._seen == 0:
            raise bad_syntax("file_empty", "There is nothing in the file.")

    def _decode(self, piece: bytes, before: int, *, final: bool) -> None:
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            at = max(before + error.start, 0)
            raise bad_syntax("not_utf8", f"The file is not UTF-8 (near byte {at}).", hint=_HINT) from error


_HINT = "Save it as CSV UTF-8 or as NDJSON in UTF-8, not compressed."


def _require_text(head: bytes) -> None:
    if head.startswith(_UTF_16):
        raise bad_syntax("not_utf8", "The file is UTF-16.", hint=_HINT)
    for magic, what in _NO_TEXT:
        if head.startswith(magic):
            raise bad_syntax("not_text", f"The file is {what}, not rows of text.", hint=_HINT)


def too_large(most: int) -> BodyTooLarge:
    """Return the refusal of a file that is larger than the most."""
    hint = "Send it in parts, or read it on the machine itself: hearsay import FILE"
    return BodyTooLarge(
        *bad_syntax("file_too_large", f"A file holds at most {most // 2**20} MB here.", hint=hint).faults
    )


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file; `number` counts rows from 1, `line` lines, `offset` bytes."""

    number: int
    line: int
    offset: int
    raw: bytes


def guessed_format(name: str | None, head: bytes) -> Format:
    """Return the format of a file by how its name ends, else by how it begins."""
    ending = (name or "").lower().rpartition(".")[2]
    if ending in ("csv", "tsv"):
        return "csv"
    if ending in ("ndjson", "jsonl", "json"):
        return "ndjson"
    return "ndjson" if head.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] in (b"{", b"[") else "csv"


def records(file: BinaryIO, kind: Format) -> Iterator[Record]:
    """Give the rows of a file in their order; of CSV the header first, as number 0.

    Raises:
        BadSyntax: `row_too_large`, `too_many_rows`, `file_empty`.
    """
    number = -1 if kind == "csv" else 0
    for line, offset, raw in _split(file, in_quotes=kind == "csv"):
        if not raw.strip():
            continue
        number += 1
        if number > ROWS:
            raise bad_syntax("too_many_rows", f"A file has at most {ROWS:,} rows.", hint="Split it.")
        yield Record(number, line, offset, raw)
    if number < 0 or (kind == "ndjson" and number == 0):
        raise bad_syntax("file_empty", "There are no rows in the file.")


def _split(file: BinaryIO, *, in_quotes: bool) -> Iterator[tuple[int, int, bytes]]:
    """Give each row with the line and the byte it begins on; in CSV it goes on while a quotation is open."""
    line, begun_on, at, held = 0, 0, 0, b""
    while piece := file.readline(ROW_BYTES + 2):
        line += 1
        begun_on = begun_on if held else line
        held += piece
        if len(held) > ROW_BYTES:
            hint = "In CSV, a quotation mark that is never closed makes one row of all that follows it."
            detail = f"The row that begins on line {begun_on} is longer than {ROW_BYTES // 1024} KB."
            raise bad_syntax("row_too_large", detail, hint=hint)
        if in_quotes and held.count(b'"') % 2:
            continue
        yield begun_on, at, held.removeprefix(_BYTE_ORDER_MARK) if at == 0 else held
        at, held = at + len(held), b""
    if held:
        yield begun_on, at, held


def json_row(record: Record) -> dict[str, Any]:
    """Return the object of one line of NDJSON.

    Raises:
        BadSyntax: it is no JSON, or no object.
    """
    value = json_body.parse(record.raw, most=ROW_BYTES, what="This line")
    if isinstance(value, list) and record.number == 1:
        hint = "One object a line, without brackets around all of them: jq -c '.[]' file.json"
        raise bad_syntax("not_a_row", "This is a list, not a row.", hint=hint)
    if not isinstance(value, dict):
        raise bad_syntax("not_a_row", "Each line is to be one JSON object.")
    return value


def header(record: Record, known: Iterable[str]) -> tuple[list[str], str]:
    """Return the names of the columns of CSV, and the character that parts cells.

    Args:
        known: names one of which has to be there.

    Raises:
        BadSyntax: `too_many_columns`, `bad_csv`, `unknown_header`, `column_twice`, `column_unnamed`.
    """
    wanted = set(known)
    for delimiter in _DELIMITERS:
        if record.raw.count(delimiter.encode()) >= COLUMNS:
            raise bad_syntax("too_many_columns", f"A file has at most {COLUMNS:,} columns.")
        names = [name.strip() for name in cells(record, delimiter)]
        if wanted & set(names):
            _require_names(names)
            return names, delimiter
    detail = f"The first line is to name the columns, “{min(wanted)}” among them."
    raise bad_syntax("unknown_header", detail, hint="See docs/import.md for an example.")


def _require_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not name:
            raise bad_syntax("column_unnamed", "A column has no name.")
        if name in seen:
            raise bad_syntax("column_twice", f"The column “{name[:60]}” stands twice.")
        seen.add(name)


def cells(record: Record, delimiter: str) -> list[str]:
    """Return the cells of one row of CSV.

    Source: RFC 4180, section 2; a quotation mark stands only around a cell, and doubled inside one.

    Raises:
        BadSyntax: `bad_csv`.
    """
    text = record.raw.decode().rstrip("\r\n")
    if '"' in text and not _QUOTED_WELL[delimiter].fullmatch(text):
        detail = "A quotation mark stands inside a cell without others around it."
        raise bad_syntax("bad_csv", detail, hint=_QUOTE)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise bad_syntax("bad_csv", f"The row is not CSV: {error}.", hint=_QUOTE) from error
