"""The words of the pages: dates, what is due, what became of a claim, who said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from service.dashboard.typed import said
from service.domain.attribution import CopyOf, Report, SaidBy, origins
from service.domain.claim import Claim
from service.domain.due import Due
from service.domain.events import Evidence
from service.domain.outcome import outcome
from service.domain.phrases.rules import BY_NAME
from service.formats.days_in_words import (
    counted as counted,
)
from service.formats.days_in_words import (
    day as day,
)
from service.formats.days_in_words import (
    days as days,
)
from service.formats.days_in_words import (
    happened_words as happened_words,
)
from service.formats.days_in_words import (
    moment as moment,
)
from service.formats.days_in_words import (
    relative as relative,
)
from service.formats.days_in_words import (
    window_days as window_days,
)
from service.formats.outcomes import (
    OUTCOME_WORDS as OUTCOME_WORDS,
)
from service.formats.outcomes import (
    STATUS_WORDS as STATUS_WORDS,
)
from service.formats.outcomes import (
    outcome_sentence as outcome_sentence,
)
from service.formats.outcomes import (
    outcome_words as outcome_words,
)
from service.formats.telling import (
    CLOSE_REASONS as CLOSE_REASONS,
)
from service.formats.telling import (
    REFUTE_REASONS as REFUTE_REASONS,
)
from service.formats.telling import (
    STANCES as STANCES,
)

DUE_WORDS: dict[Due, str] = {
    "past_due": "Date passed",
    "long_past_due": "Date passed",
    "today": "Due today",
    "this_week": "Due this week",
    "to_check": "Time to check",
    "later": "Later",
    "no_date": "No date",
    "settled": "Settled",
}
_DUE_SYMBOLS: dict[Due, tuple[str, str]] = {
    "past_due": ("▲", "past"),
    "long_past_due": ("▲", "past"),
    "today": ("●", "today"),
    "this_week": ("◆", "week"),
    "to_check": ("◇", "check"),
    "later": ("○", "later"),
    "no_date": ("□", "later"),
    "settled": ("–", "later"),
}
SAID_BY_KINDS = {
    "named": "named",
    "unnamed": "unnamed",
    "institution": "institution",
    "document": "document",
    "own_voice": "outlet’s own voice",
    "not_stated": "source not stated",
}
SAID_BY_COUNTS = {"1": "one", "2+": "two or more", "unknown": "number not said"}
_RULES = {
    "dates_given": "days set by a person",
    "iso_date": "read as the date it is",
    "unread": "kept as it was said; not read as a date",
    "not_said": "nothing was said about when",
}

#: What the fields of a report offer, as pairs of value and words.
CHOICES = {
    "said_by_kinds": [
        ("not_stated", "Not stated"),
        ("named", "A named person"),
        ("unnamed", "Unnamed"),
        ("institution", "An institution"),
        ("document", "A document"),
        ("own_voice", "The outlet’s own voice"),
    ],
    "said_by_counts": [("unknown", "Not said"), ("1", "One"), ("2+", "Two or more")],
    "stances": [
        ("for", "It carries the claim"),
        ("relays", "It only relays it"),
        ("no_confirmation", "It asked, and got no confirmation"),
        ("against", "It speaks against the claim"),
        ("retracted", "It takes back what it said"),
    ],
    "expects": [("happens_by", "It happens by its date"), ("holds_through", "It holds through its date")],
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A status as it is shown: symbol, word, and the family of colours; `below` is the smaller line."""

    symbol: str
    word: str
    family: str
    below: str


def rule_words(rule: str) -> str:
    """Return how a window came out of its phrase."""
    if rule in _RULES:
        return _RULES[rule]
    named = BY_NAME.get(rule)
    return f"read by the rule “{rule.replace('_', ' ')}”" if named is None else named.says


def tag(claim: Claim, due: Due, today: date) -> Tag:
    """Return how a claim's status is shown: what is to be done, or what became of it."""
    if claim.is_settled:
        return _settled_tag(claim)
    symbol, family = _DUE_SYMBOLS[due]
    below = STATUS_WORDS[claim.status].lower()
    if claim.window.latest is not None and due in ("past_due", "long_past_due", "this_week", "later"):
        below = f"{relative(claim.window.latest, today)} · {below}"
    return Tag(symbol, DUE_WORDS[due], family, below)


def _settled_tag(claim: Claim) -> Tag:
    found = outcome(claim)
    below = "" if found is None else outcome_words(claim)
    if claim.merged_into is not None:
        return Tag("–", "Merged", "closed", "into another claim")
    if claim.closed is not None:
        return Tag("–", "Closed", "closed", f"{claim.status} · without answer")
    if claim.status == "confirmed":
        return Tag("✓", "Confirmed", "true", below)
    return Tag("✕", "Refuted", "not", below)


def last_check(claim: Claim, today: date) -> str:
    """Return whether and when somebody last looked."""
    if claim.last_checked_on is None:
        return "never checked"
    distance = (today - claim.last_checked_on).days
    if distance < 30:
        return f"checked {relative(claim.last_checked_on, today)}"
    return f"checked {day(claim.last_checked_on)}"


def said_by(source: SaidBy, *, with_label: bool = True, label: Markup | None = None) -> Markup:
    """Return who said it: the label as it was printed, what kind of source, how many.

    Args:
        label: the label as it is shown, where that is more than its words.
    """
    kind = SAID_BY_KINDS[source.kind]
    if source.count == "2+" or (source.kind == "unnamed" and source.count == "1"):
        kind = f"{kind}, {SAID_BY_COUNTS[source.count]}"
    if source.label is None or not with_label:
        return Markup("{}").format(kind)
    return Markup("{}, {}").format(label or said(source.label, 200), kind)


def origins_words(reports: Sequence[Report], copies: Sequence[CopyOf] = ()) -> Markup:
    """Return how many outlets carry it and how many origins that can mean: “4 outlets, 1–2 origins”."""
    found = origins(reports, copies)
    outlets = counted(found.outlets, "outlet")
    if found.outlets < 2:
        return Markup("{}").format(outlets)
    most = counted(found.most, "origin")
    span = most if found.least == found.most else f"{found.least}–{most}"
    return Markup('{}, <span class="nowrap">{}</span>').format(outlets, span)


def instant_words(instant: datetime) -> str:
    """Return an instant that other people's clocks are held against, in UTC."""
    return f"{moment(instant, 'UTC')} UTC"


def evidence_words(evidence: Sequence[Evidence]) -> str:
    """Return how much a settlement rests on."""
    links = sum(1 for one in evidence if one.url)
    notes = len(evidence) - links
    parts = [counted(links, "link")] if links else []
    parts += [counted(notes, "note")] if notes else []
    return " and ".join(parts)
