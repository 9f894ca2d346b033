"""Which part of a claim's history its page shows, in which order, and the links to the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.dashboard import as_files
from service.dashboard.history import GROUPS, Line
from service.dashboard.moments import Seen
from service.dashboard.narrowing import address

ORDERS = {"newest": "Newest first", "oldest": "Oldest first"}


def told(claim_id: str, lines: Sequence[Line], asked: Mapping[str, str], seen: Seen) -> dict[str, Any]:
    """Return the lines to be shown, and by which links others are shown.

    Args:
        lines: the whole history that the reader may see, oldest first.
        asked: the parameters of the address; what they ask for and is not there is not asked.
    """
    group = asked.get("history") if asked.get("history") in GROUPS else None
    order = "oldest" if asked.get("order") == "oldest" else "newest"
    shown = [line for line in lines if group in (None, line.group)]

    def way(group: str | None, order: str) -> str:
        parts = [("history", group or ""), ("order", order if order == "oldest" else "")]
        given = [(name, value) for name, value in parts if value]
        return address(f"/claims/{claim_id}", [*given, *seen.pairs], "history")

    counts = {one: sum(line.group == one for line in lines) for one in GROUPS}
    return {
        "shown": shown if order == "oldest" else shown[::-1],
        "groups": [
            (f"All ({len(lines)})", way(None, order), group is None),
            *((f"{words} ({counts[one]})", way(one, order), one == group) for one, words in GROUPS.items()),
        ],
        "orders": [(words, way(group, one), one == order) for one, words in ORDERS.items()],
        "files": as_files.links(f"/claims/{claim_id}/history", seen.pairs),
    }
