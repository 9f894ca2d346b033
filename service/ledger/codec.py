"""Event ↔ what is stored: a stable kind, a shape number, canonical JSON, and the free text apart from it.

Stored bytes are never rewritten. A shape that changes gets a new number here and a function that lifts the
old one on reading; `tests/ledger/stored/` keeps one line of every shape for good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from service.domain import article_events, events
from service.domain.events import Event

#: What stands where the words of a redacted entry were.
REDACTED = "[redacted]"

#: Stored name of each kind of event. Never follows a rename in code.
KINDS: dict[str, type[Event]] = {
    "claim_reported": events.ClaimReported,
    "report_added": events.ReportAdded,
    "checked": events.Checked,
    "noted": events.Noted,
    "confirmed": events.Confirmed,
    "refuted": events.Refuted,
    "answer_proposed": events.AnswerProposed,
    "answer_declined": events.AnswerDeclined,
    "closed": events.Closed,
    "window_moved": events.WindowMoved,
    "reopened": events.Reopened,
    "undone": events.Undone,
    "amended": events.Amended,
    "snoozed": events.Snoozed,
    "assigned": events.Assigned,
    "tagged": events.Tagged,
    "linked": events.Linked,
    "merged": events.Merged,
    "window_opened": events.WindowOpened,
    "window_emptied": events.WindowEmptied,
    "condition_changed": events.ConditionChanged,
    "deadline_passed": events.DeadlinePassed,
    "copy_noted": events.CopyNoted,
    "redacted": events.Redacted,
    "question_asked": events.QuestionAsked,
    "source_added": events.SourceAdded,
    "source_renamed": events.SourceRenamed,
    "source_known_as": events.SourceKnownAs,
    "source_merged": events.SourceMerged,
    "source_split": events.SourceSplit,
    "source_undone": events.SourceUndone,
    "question_reworded": events.QuestionReworded,
    "question_rule_set": events.QuestionRuleSet,
    "question_undone": events.QuestionUndone,
    "article_added": article_events.ArticleAdded,
    "article_version_added": article_events.ArticleVersionAdded,
    "article_amended": article_events.ArticleAmended,
    "copy_proposed": article_events.CopyProposed,
    "copy_confirmed": article_events.CopyConfirmed,
    "copy_rejected": article_events.CopyRejected,
}
KIND_OF = {event_type: kind for kind, event_type in KINDS.items()}
#: The shape that is written today, by kind; 1 where a kind never changed.
SHAPES: dict[str, int] = {}

_REPORT_WORDS = (
    "report.outlet",
    "report.wording",
    "report.hedge",
    "report.when",
    "report.said_by.label",
    "report.article.url",
    "report.article.title",
    "report.credit",
    "report.translation",
    "report.translated_by",
)
_CREDITS = ("title", "byline", "credit", "canonical_link")
_ARTICLE_WORDS = (*_CREDITS, "content.text", "content.passages")
#: Paths of the free text and personal data of each kind; a path through null is no words.
WORDS: dict[str, tuple[str, ...]] = {
    "claim_reported": ("text", "tags", "desk", "window.phrase", "condition.text", *_REPORT_WORDS),
    "report_added": _REPORT_WORDS,
    "checked": ("note",),
    "noted": ("note",),
    "confirmed": ("evidence", "extent_note"),
    "refuted": ("evidence",),
    "answer_proposed": ("evidence", "extent_note"),
    "answer_declined": ("reason",),
    "closed": ("note",),
    "window_moved": ("note", "window.phrase"),
    "reopened": ("reason",),
    "undone": ("note",),
    "amended": ("reason", "text", "window.phrase", *_REPORT_WORDS),
    "snoozed": ("reason",),
    "tagged": ("tags",),
    "linked": ("condition.text",),
    "merged": ("note",),
    "question_asked": ("text",),
    "source_added": ("name",),
    "source_renamed": ("name", "note"),
    "source_known_as": ("name", "note"),
    "source_merged": ("note",),
    "source_split": ("names", "note"),
    "source_undone": ("note",),
    "question_reworded": ("text", "note"),
    "question_rule_set": ("rule", "note"),
    "question_undone": ("note",),
    "article_added": (*_ARTICLE_WORDS, "outlet", "url", "address", "desk"),
    "article_version_added": _ARTICLE_WORDS,
    "article_amended": ("reason", "outlet", "url", "address", *_CREDITS),
    "copy_confirmed": ("note",),
    "copy_rejected": ("note",),
}
_PLACEHOLDERS: dict[str, Any] = {
    "evidence": [{"note": REDACTED}],
    "tags": [],
    "names": [],
    "desk": None,
    "content.passages": [REDACTED],
}
#: Words that came later than the rest of their kind: a stored entry without the fact beside them is older.
_CAME_WITH: dict[str, str] = dict.fromkeys(
    ("report.credit", "report.translation", "report.translated_by"), "language"
)
#: Lifts a stored payload from one shape to the next: {(kind, shape): payload -> payload}.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}

_encoder = msgspec.json.Encoder(order="sorted")
_decoders: dict[str, msgspec.json.Decoder[Event]] = {
    kind: msgspec.json.Decoder(event_type) for kind, event_type in KINDS.items()
}
_flat = frozenset(kind for kind, paths in WORDS.items() if not any("." in path for path in paths))


class UnknownStored(Exception):
    """The ledger holds a kind or shape that this version cannot read. Run the newest version on it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready to be stored; `words` is None where it has no free text."""

    kind: str
    shape: int
    facts: dict[str, Any]
    words: bytes | None


def encode(event: Event) -> Encoded:
    """Split an event into its facts, as plain JSON values, and its words, as canonical JSON bytes."""
    kind = KIND_OF[type(event)]
    facts: dict[str, Any] = msgspec.to_builtins(event)
    words: dict[str, Any] = {}
    for path in WORDS.get(kind, ()):
        holder, name = _holder(facts, path)
        if holder is not None and holder.get(name):
            words[path] = holder.pop(name)
    return Encoded(kind, SHAPES.get(kind, 1), facts, _encoder.encode(words) if words else None)


def payload(facts: dict[str, Any], words_hash: bytes | None) -> bytes:
    """Return the stored payload: canonical JSON of the facts and the salted hash of the words."""
    if words_hash is not None:
        facts["words"] = words_hash.hex()
    return _encoder.encode(facts)


def words_hash_of(stored: bytes) -> str | None:
    """Return the salted hash of the words that a stored payload names, in hex."""
    value = msgspec.json.decode(stored).get("words")
    return value if isinstance(value, str) else None


def decode(kind: str, shape: int, stored: bytes, words: bytes | None) -> Event:
    """Return the event that was stored; where its words are gone, placeholders stand for them.

    Raises:
        UnknownStored: the kind or shape is not known to this version.
    """
    decoder = _decoders.get(kind)
    newest = SHAPES.get(kind, 1)
    if decoder is None or not 1 <= shape <= newest:
        raise UnknownStored(f"the ledger holds {kind} in shape {shape}, which is not known here")
    if shape == newest and b'"words":"' not in stored:
        return decoder.decode(stored)
    if shape == newest and kind in _flat and words is not None:
        return decoder.decode(stored[:-1] + b"," + words[1:])
    return msgspec.convert(_whole(kind, shape, newest, stored, words), KINDS[kind])


def plain(event: Event) -> tuple[str, int, dict[str, Any]]:
    """Return an event's kind, its shape and all that it says, words too, as plain JSON values."""
    kind = KIND_OF[type(event)]
    facts: dict[str, Any] = msgspec.to_builtins(event)
    return kind, SHAPES.get(kind, 1), facts


def from_plain(kind: str, shape: int, facts: Mapping[str, Any]) -> Event:
    """Return the event that `plain` took apart, in this version or an earlier one.

    Raises:
        UnknownStored: the kind or shape is not known to this version.
        ValueError: a value is of another type, or says more than such an event can.
    """
    newest = SHAPES.get(kind, 1)
    if kind not in KINDS or not 1 <= shape <= newest:
        raise UnknownStored(f"{kind} in shape {shape} is not known here")
    lifted = dict(facts)
    for step in range(shape, newest):
        lifted = UPCASTERS[kind, step](lifted)
    event = msgspec.convert(lifted, KINDS[kind])
    stray = _beyond(lifted, msgspec.to_builtins(event))
    if stray is not None:
        raise ValueError(f"there is no `{stray}` in it")
    return event


def without_words(event: Event) -> Event:
    """Return an event as it reads once its words are destroyed."""
    encoded = encode(event)
    if encoded.words is None:
        return event
    return decode(encoded.kind, encoded.shape, payload(encoded.facts, b""), None)


def _beyond(given: Any, taken: Any, at: str = "") -> str | None:
    """Return the path of the first value that was given and not taken as it is; None where there is none."""
    if isinstance(given, Mapping) and isinstance(taken, Mapping):
        for name, value in given.items():
            if name not in taken:
                return f"{at}.{name}".removeprefix(".")
            found = _beyond(value, taken[name], f"{at}.{name}")
            if found is not None:
                return found
        return None
    if isinstance(given, list | tuple) and isinstance(taken, list | tuple) and len(given) == len(taken):
        pairs = enumerate(zip(given, taken, strict=True))
        return next((one for n, pair in pairs if (one := _beyond(*pair, f"{at}.{n}")) is not None), None)
    return None if given == taken else at.removeprefix(".")


def _whole(kind: str, shape: int, newest: int, stored: bytes, words: bytes | None) -> dict[str, Any]:
    facts: dict[str, Any] = msgspec.json.decode(stored)
    had_words = "words" in facts
    known = {} if words is None else msgspec.json.decode(words)
    for path in WORDS.get(kind, ()):
        holder, name = _holder(facts, path)
        if holder is None or name in holder:
            continue
        if path in known:
            holder[name] = known[path]
        elif had_words and words is None and _CAME_WITH.get(path, name) in (name, *holder):
            holder[name] = _PLACEHOLDERS.get(path, REDACTED)
    for step in range(shape, newest):
        facts = UPCASTERS[kind, step](facts)
    return facts


def _holder(facts: dict[str, Any], path: str) -> tuple[dict[str, Any] | None, str]:
    *steps, name = path.split(".")
    holder: Any = facts
    for step in steps:
        holder = holder.get(step)
        if not isinstance(holder, dict):
            return None, name
    return holder, name
