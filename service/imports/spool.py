"""A file on its way in: put down in a temporary place while it is looked at, then read row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, NamedTuple

from service.formats.csv_text import unguarded
from service.intake.file_rows import Format, Record, Sieve, guessed_format, records
from service.intake.import_rows import BadRow, Reader, Row

PIECE_BYTES = 256 * 1024
#: Kept in memory while it is no larger than this.
IN_MEMORY_BYTES = 4 * 1024 * 1024


class Place(NamedTuple):
    """Where a row stands in the file."""

    number: int
    line: int
    offset: int
    length: int


class Spooled:
    """A whole file of rows, which was looked at and is text."""

    def __init__(self, file: BinaryIO, kind: Format, size_bytes: int) -> None:
        self.format = kind
        self.size_bytes = size_bytes
        self._file = file
        self._reader = Reader(kind, unguarded)

    def rows(self) -> Iterator[tuple[Place, Row | BadRow]]:
        """Give every row with its place, read, or why it cannot be.

        Raises:
            BadSyntax: the file as a whole cannot be read on.
        """
        self._file.seek(0)
        for record in records(self._file, self.format):
            place = Place(record.number, record.line, record.offset, len(record.raw))
            try:
                row = self._reader.row(record)
            except BadRow as bad:
                yield place, bad
                continue
            if row is not None:
                yield place, row

    def row_at(self, place: Place) -> Row:
        """Return a row that was read before."""
        self._file.seek(place.offset)
        raw = self._file.read(place.length)
        row = self._reader.row(Record(place.number, place.line, place.offset, raw))
        if row is None:
            raise AssertionError("a header is no row")
        return row


@contextmanager
def spooled(
    source: IO[bytes], *, name: str | None, kind: Format | None, most_bytes: int
) -> Iterator[Spooled]:
    """Give a file that was put down whole; it is gone afterwards.

    Args:
        kind: its format; else that is told by its name and how it begins.

    Raises:
        BadSyntax: it is too large, or no text.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        sieve, size_bytes, head = Sieve(most_bytes), 0, b""
        while piece := source.read(PIECE_BYTES):
            sieve.look(piece)
            head = head or piece[:64]
            size_bytes += len(piece)
            file.write(piece)
        sieve.end()
        yield Spooled(file, kind or guessed_format(name, head), size_bytes)  # type: ignore[arg-type]  # a file
