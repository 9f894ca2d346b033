"""Imports as plain values: how one went, and what was wrong with which row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service.formats import shapes
from service.formats.json_text import instant, instant_or_none
from service.imports.record import Import


def brief(one: Import, *, base_url: str, now: datetime) -> dict[str, Any]:
    """Return an import as it stands in a list."""
    return {
        "id": one.id,
        "url": f"{base_url}{shapes.API}/imports/{one.id}",
        "html_url": f"{base_url}/imports/{one.id}",
        "account": one.account,
        "file_name": one.file_name,
        "format": one.format,
        "size_bytes": one.size_bytes,
        "dry_run": one.is_dry_run,
        "ask": one.asks,
        "state": "cut_off" if one.is_cut_off(now) else one.state,
        "rows": one.rows,
        "rows_done": one.done,
        "added": dict(one.added),
        "known": one.known,
        "changed": one.changed,
        "faults": one.faults,
        "started_at": instant(one.started_at),
        "updated_at": instant(one.touched_at),
        "finished_at": instant_or_none(one.finished_at),
    }


def whole(one: Import, *, base_url: str, now: datetime) -> dict[str, Any]:
    """Return an import with its report: what is wrong, and what is known and says something else now."""
    report = one.report
    return {
        **brief(one, base_url=base_url, now=now),
        "report": {
            "faults": faults(one),
            "codes": dict(report.get("codes", {})),
            "changed": list(report.get("changed", ())),
        },
    }


def faults(one: Import) -> Sequence[Mapping[str, Any]]:
    """Return the faults that are listed, each also with the name of its column in CSV."""
    return [{**fault, "column": column(fault["pointer"])} for fault in one.report.get("faults", ())]


def column(pointer: str) -> str:
    """Return the dotted name of the column that a JSON pointer leads to."""
    return pointer.removeprefix("/").replace("/", ".").replace("~1", "/").replace("~0", "~")


def told(one: Import) -> list[str]:
    """Return how an import went, in sentences."""
    if one.state == "failed":
        return ["The import was cut off. Run it again: rows that are in stay, and none comes in twice."]
    if one.state == "refused":
        what = "thing is" if one.faults == 1 else "things are"
        into = "Nothing was written." if not one.added else "What came before is in; run it again to go on."
        return [f"{one.faults} {what} to be put right. {into}"]
    rows = sum(one.added.values())
    done = f"{_rows(rows)} would come in." if one.is_dry_run else f"{_rows(rows)} came in."
    found = [done]
    if one.known - one.changed:
        found.append(f"{_rows(one.known - one.changed)} had come in before and stayed as they are.")
    if one.changed:
        say = "says" if one.changed == 1 else "say"
        found.append(
            f"{_rows(one.changed)} had come in before and {say} something else now: that was not taken over. "
            "Record follow-ups for it."
        )
    return found


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
