"""Where a list that a page shows can be had as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.dashboard.narrowing import address
from service.formats.exported import KINDS, Kind

WORDS: Mapping[Kind, str] = {"csv": "CSV", "json": "JSON", "ndjson": "NDJSON"}
#: What a page's address says about how much of the list it shows; a file always holds all of it.
OF_THE_PAGE = ("cursor", "limit", "facet")


def links(path: str, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the words and the addresses of a list's files, with the parameters of the page."""
    kept = [(name, value) for name, value in pairs if name not in OF_THE_PAGE and value]
    return [(WORDS[kind], address(f"{path}.{kind}", kept)) for kind in KINDS]
