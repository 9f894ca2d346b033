"""Re-hashes the whole ledger from its content and says where it is broken, if it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select

from service.ledger import codec
from service.ledger.log import events, leaf_of, log_head, streams
from service.ledger.seal import leaf_hash, words_hash
from service.ledger.words import event_words, redactions


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is not as it was written."""

    position: int
    stream: str
    version: int
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found; `broken` is oldest first."""

    events: int
    redacted: int
    broken: tuple[Broken, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


_rows = (
    select(
        events,
        streams.c.key.label("stream"),
        streams.c.version.label("stream_version"),
        event_words.c.salt,
        event_words.c.words,
        redactions.c.redacted_in_version,
    )
    .select_from(
        events.outerjoin(streams, streams.c.id == events.c.stream_id)
        .outerjoin(
            event_words,
            (event_words.c.stream_id == events.c.stream_id) & (event_words.c.version == events.c.version),
        )
        .outerjoin(
            redactions,
            (redactions.c.stream_id == events.c.stream_id) & (redactions.c.version == events.c.version),
        )
    )
    .order_by(events.c.position)
)
_bare_streams = (
    select(streams.c.key, streams.c.version)
    .where(~exists().where(events.c.stream_id == streams.c.id))
    .order_by(streams.c.key)
)
_NUMBERS = ("position", "version", "shape", "occurred_at", "recorded_at")


def verify(
    connection: Connection, *, most: int = 20, progress: Callable[[int], None] = lambda done: None
) -> Report:
    """Check every event: its leaf hash over what is stored, its words, its place, time and version.

    Not covered: that the newest events were not cut off together with the head, and that nobody with
    full access to the database wrote a whole new history; both need checkpoints kept elsewhere.
    """
    log_id, last_position, last_recorded = connection.execute(
        select(log_head.c.log_id, log_head.c.position, log_head.c.recorded_at)
    ).one()
    walk = _Walk(log_id)
    found: list[Broken] = []
    with connection.execute(_rows, execution_options={"yield_per": 2000}) as rows:
        for row in rows.mappings():
            wrong = walk.step(row)
            found += [Broken(row["position"], str(row["stream"]), row["version"], why) for why in wrong]
            if len(found) >= most:
                return Report(walk.seen, walk.redacted, tuple(found[:most]))
            if walk.seen % 1000 == 0:
                progress(1000)
    found += _end(walk, last_position, last_recorded)
    found += [
        Broken(last_position, stream, 0, f"{promised} versions were promised")
        for stream, promised in connection.execute(_bare_streams)
    ]
    return Report(walk.seen, walk.redacted, tuple(found[:most]))


def _end(walk: _Walk, last_position: int, last_recorded: int) -> list[Broken]:
    found = []
    if walk.position != last_position:
        found.append(Broken(last_position, "", 0, f"the log ends at {walk.position} instead"))
    elif walk.seen and walk.recorded_at != last_recorded:
        found.append(Broken(last_position, "", 0, "the head holds another time than its event"))
    for stream, (version, promised) in sorted(walk.versions.items()):
        if version != promised:
            found.append(Broken(walk.position, stream, version, f"{promised} versions were promised"))
    for (stream, version), position in sorted(walk.redaction_claims.items()):
        if (stream, version) not in walk.redaction_entries:
            found.append(Broken(position, stream, version, "its words were removed without an entry"))
    for (stream, version), position in sorted(walk.redaction_entries.items()):
        if (stream, version) not in walk.redaction_claims:
            found.append(Broken(position, stream, version, "its redaction is on record and was not done"))
    return found


class _Walk:
    """Walks over the rows in the order of positions and keeps what the next row must follow."""

    def __init__(self, log_id: str) -> None:
        self.log_id = log_id
        self.seen = self.redacted = self.position = self.recorded_at = 0
        self.versions: dict[str, tuple[int, int]] = {}
        #: Positions by stream and version: of what lost its words, and of the entries that say so.
        self.redaction_claims: dict[tuple[str, int], int] = {}
        self.redaction_entries: dict[tuple[str, int], int] = {}

    def step(self, row: Any) -> list[str]:
        """Return what is wrong with one row."""
        self.seen += 1
        if row["stream"] is None:
            return ["its stream is gone"]
        if not all(type(row[name]) is int for name in _NUMBERS):
            return ["a number in it is none"]
        wrong = [*self._order(row), *self._content(row)]
        self.position, self.recorded_at = row["position"], row["recorded_at"]
        self.versions[row["stream"]] = (row["version"], row["stream_version"])
        return wrong

    def _order(self, row: Any) -> list[str]:
        wrong = []
        if row["position"] != self.position + 1:
            wrong.append(f"{self.position + 1} should come before it")
        if row["recorded_at"] <= self.recorded_at:
            wrong.append("it was recorded no later than the one before it")
        before, _ = self.versions.get(row["stream"], (0, 0))
        if row["version"] != before + 1:
            wrong.append(f"version {before + 1} should come before it")
        return wrong

    def _content(self, row: Any) -> list[str]:
        if leaf_hash(leaf_of(self.log_id, row["stream"], row)) != row["leaf_hash"]:
            return ["its content is not what was written"]
        wrong = self._words(row)
        if wrong:
            return wrong
        try:
            codec.decode(row["kind"], row["shape"], row["payload"], row["words"])
        except (codec.UnknownStored, ValueError) as error:
            return [f"it cannot be read: {error}"]
        if row["kind"] == "redacted":
            version = json.loads(row["payload"])["version"]
            self.redaction_entries[row["stream"], version] = row["position"]
        return []

    def _words(self, row: Any) -> list[str]:
        promised = codec.words_hash_of(row["payload"])
        if row["redacted_in_version"] is not None:
            self.redacted += 1
            self.redaction_claims[row["stream"], row["version"]] = row["position"]
            return ["its words should be gone"] if row["words"] is not None else []
        if (promised is None) != (row["words"] is None):
            return ["its words are gone, and no redaction says so" if promised else "it has foreign words"]
        if promised and words_hash(row["salt"], row["words"]).hex() != promised:
            return ["its words are not what was written"]
        return []
