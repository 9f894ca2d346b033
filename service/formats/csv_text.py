"""Tables as CSV that spreadsheets read without running anything, and programs read without a loss.

The form is that of RFC 4180: commas, CRLF, a header line, quotation marks doubled inside quotation marks; in
UTF-8 without a byte order mark.

A spreadsheet takes a cell for a formula that begins with one of = + - @ (or their full-width forms, or a tab
or line end). The rule that keeps words from being run, and can be taken back:

    A cell of words gets one apostrophe in front where its first character that is no white space is one of
    = + - @ ＝ ＋ － ＠ or where it begins with white space or with an apostrophe. Whoever reads the file
    back takes one apostrophe away from every cell that begins with one which this rule put there: what
    follows it would get one. So a word like 'tis in a file of other make keeps its own.

Numbers, dates and instants of ours get none. Members of a list stand in one cell, a line each; an object
stands as JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from service.formats.json_text import dump

MEDIA_TYPE = "text/csv"
_FORMULAS = "=+-@＝＋－＠"
_GUARD = "'"


def lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows of plain values as lines of CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """Return a plain value as the text of its cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list() | tuple():
            return guarded("\n".join(str(one) for one in value))
        case dict():
            return dump(value).decode()
    return guarded(str(value))


def guarded(words: str) -> str:
    """Return words so that no spreadsheet runs them."""
    first = words.lstrip()[:1]
    if words[:1].isspace() or words[:1] == _GUARD or (first and first in _FORMULAS):
        return _GUARD + words
    return words


def unguarded(words: str) -> str:
    """Return the words that a cell stands for."""
    rest = words[1:]
    return rest if words[:1] == _GUARD and guarded(rest) == words else words
