"""Files brought in and read back, for tests of imports."""

import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine

from service.database import reading
from service.domain.claim import Claim, fold
from service.domain.roles import Role
from service.imports.importing import Order, bring_in
from service.imports.record import Import
from service.ledger import log
from service.ledger.verify import verify
from service.read_models import rebuild
from service.settings import Settings
from service.wiring import Wiring, new_id
from tests.builders import NOW, actor, context

Row = dict[str, Any]


class Desk:
    """An editor with files; the clock goes on by a second with every look at it."""

    def __init__(self, engine: Engine, *, now: datetime = NOW, zone: str = "UTC") -> None:
        self.engine = engine
        self.now = now
        settings = Settings(data_dir=Path("unused"), database_url="unused", zone=zone)
        self.wiring = Wiring(
            settings=settings, engine=engine, now=self._tick, new_id=new_id, new_secret=lambda: "unused"
        )

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def bring(self, rows: Iterable[Row] | bytes, *, role: Role = "editor", **order: Any) -> Import:
        """Bring in rows, as NDJSON, or a file as it is."""
        raw = rows if isinstance(rows, bytes) else ndjson(rows)
        by = context(actor(role), now=self.now, zone=self.wiring.settings.zone, new_id=new_id)
        return bring_in(self.wiring, by, Order(source=io.BytesIO(raw), **order))

    def histories(self) -> dict[str, list[log.Stored]]:
        """Return every stream, by its id."""
        found: dict[str, list[log.Stored]] = {}
        with reading(self.engine) as connection:
            for _, one in log.read_streams(connection):
                found.setdefault(one.stream, []).append(one)
        return found

    def claims(self) -> dict[str, Claim]:
        """Return every claim by its text."""
        folded = (fold([one.entry for one in stored]) for stored in self.histories().values())
        return {claim.text: claim for claim in folded if claim is not None}

    def event_count(self, *, but: str = "") -> int:
        """Return how many events the ledger holds, those of one kind of streams left out."""
        return sum(one.stream_kind != but for stored in self.histories().values() for one in stored)

    def require_sound(self) -> None:
        """Hold the read models against the ledger, and the ledger against itself."""
        with reading(self.engine) as connection:
            assert rebuild.differences(connection) == []
            assert verify(connection).is_clean


def ndjson(rows: Iterable[Row]) -> bytes:
    """Return rows as a file."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def claim_row(key: str, *, text: str | None = None, **more: Any) -> Row:
    """Return the row of a claim that Meduza reports on 20 September."""
    return {
        "kind": "claim",
        "key": key,
        "text": text or f"claim {key}",
        "report": {"outlet": "Meduza", "article": {"published_at": "2022-09-20"}},
        **more,
    }


def report_row(key: str, claim: str, at: str, *, outlet: str = "Vyorstka", **more: Any) -> Row:
    """Return the row of a report on a claim."""
    report = {"outlet": outlet, "article": {"published_at": at}, **more}
    return {"kind": "report", "key": key, "claim": claim, "report": report}


def codes(found: Import) -> list[tuple[int, str, str]]:
    """Return of each fault its row, where it lies and its code."""
    return [(one["row"], one["pointer"], one["code"]) for one in found.report["faults"]]


def without_ids(claims: Mapping[str, Claim]) -> dict[str, Any]:
    """Return claims by their text as plain values, with what is made up anew in every import as numbers."""
    return {text: _plain(claim) for text, claim in claims.items()}


def _plain(claim: Claim) -> Any:
    numbers = {report.id: f"rep_{number}" for number, report in enumerate(claim.reports)}
    text = msgspec.json.encode(claim).decode()
    text = re.sub(r"rep_[0-9a-f]{32}", lambda found: numbers[found[0]], text)
    return json.loads(re.sub(r"(clm|qst|src|art)_[0-9a-f]{32}", r"\1_other", text))
