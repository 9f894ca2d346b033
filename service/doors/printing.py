"""How the command line speaks: data to stdout as a table, tab-separated or JSON; words to stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

GAP = "  "
#: A column is never cut to less than this.
LEAST_WIDTH = 12
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def tell(*lines: str) -> None:
    """Say something to the person: to stderr, so that data can be piped."""
    for line in lines:
        click.echo(seen(line), err=True)


def on_a_terminal() -> bool:
    """Say whether a person reads the data as it comes."""
    return sys.stdout.isatty()


def put_json(value: Any) -> None:
    """Print a value as JSON, on one line where a program reads it."""
    indent = 2 if on_a_terminal() else None
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def put_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows: aligned under a header on a terminal, tab-separated without one elsewhere."""
    texts = [[seen("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not on_a_terminal():
        for row in texts:
            click.echo("\t".join(row))
    elif texts:
        for line in aligned(columns, texts, width=shutil.get_terminal_size().columns):
            click.echo(line)
    else:
        tell("There is nothing to show.")


def put_fields(fields: Sequence[tuple[str, object]]) -> None:
    """Print names and values below each other, those without a value left out."""
    shown = [(name, seen(str(value))) for name, value in fields if value not in (None, "", ())]
    if not on_a_terminal():
        for name, value in shown:
            click.echo(f"{name}\t{value}")
        return
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        click.echo(f"{name:<{width}}{GAP}{value}")


def aligned(columns: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> list[str]:
    """Return header and rows as lines of aligned columns, the widest ones cut to fit the width.

    The first column stays whole: it is what the next command is given.
    """
    header = [column.upper() for column in columns]
    first, *widths = [max(wide(cell) for cell in cells) for cells in zip(header, *rows, strict=True)]
    room = width - first - len(GAP) * len(widths)
    while widths and sum(widths) > room and max(widths) > LEAST_WIDTH:
        widths[widths.index(max(widths))] -= 1
    widths.insert(0, first)
    lines = [_line(header, widths), *(_line(row, widths) for row in rows)]
    if "NO_COLOR" not in os.environ:
        lines[0] = click.style(lines[0], bold=True)
    return lines


def seen(text: str) -> str:
    """Return a text that moves no cursor and splits no row: what cannot be seen becomes a space or a mark.

    Claims hold what strangers wrote; a terminal obeys escape sequences wherever they come from.
    """
    return "".join(_seen(character) for character in text)


def wide(text: str) -> int:
    """Return how many columns of a terminal a text fills."""
    return sum(_wide(character) for character in text)


def _seen(character: str) -> str:
    if character in "\t\n\r":
        return " "
    return "\ufffd" if unicodedata.category(character) in _UNSEEN else character


def _wide(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [_fitted(cell, width) for cell, width in zip(row, widths, strict=True)]
    return GAP.join(cells).rstrip()


def _fitted(cell: str, width: int) -> str:
    if wide(cell) > width:
        while wide(cell) > width - 1:
            cell = cell[:-1]
        cell = cell.rstrip() + "…"
    return cell + " " * (width - wide(cell))
