"""Between forms and bodies: fields named like the places in the body they fill, faults shown at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.refusals import Fault

#: What was filled in, by the name of the field; names hold dots where the body holds objects.
Given = Mapping[str, Sequence[str]]

#: Fields of every form that are no part of its body.
OF_THE_FORM = frozenset({"csrf_token", "key", "expected_version", "answer", "then", "reading_of"})
#: Fields that hold several values, each a member of a list.
LISTS = frozenset({"report.cites", "names"})
#: Fields that one box holds, separated by commas.
WORD_LISTS = frozenset({"tags"})
FLAGS = frozenset({"public", "condition.met", "private_person"})
NUMBERS = frozenset({"version", "reading"})
#: Where faults of a part of the body are shown, when the form has no field of that name.
STANDS_FOR = {
    "report": "rests_on",
    "happened": "happened.earliest",
    "window": "window.earliest",
    "evidence": "evidence.0.url",
}
#: Where the day goes from which words about when are read, and what is said there when it is missing.
PUBLISHED = "report.article.published_at"
DAY_NEEDED = "Give the day: the words about when are read from it."
#: The API speaks of its fields; a form speaks of what is on it.
WORDS = {
    "missing": "Fill this in.",
    "blank": "Write something here.",
    "said_on_needed": "These words are read from the day they were said: give the day of publication too.",
    "bad_date": "Give a day as year-month-day, for example 2022-09-28.",
    "evidence_needed": "Give a link, or write a note that says why there is none.",
    "ambiguous_phrase": "These words can be read in more than one way: choose below.",
    "window_empty": "Give at least one of the two days.",
    "late_or_not": "It came so long after its window that you have to say what it counts as.",
    "unknown_choice": "Choose one of these.",
}
#: What to do about a field that has to be filled in, where its name alone does not say it.
NEEDED = {
    "text": "Enter what was claimed.",
    "report.outlet": "Enter who published it.",
    "note": "Write the note.",
    "reason": "Say why.",
    "until": "Enter the day until which to wait.",
    "version": "Choose an entry.",
    "into": "Enter the claim that goes on.",
    "condition.text": "Enter the condition.",
}
_CLAIM_ID = re.compile(r"clm_[A-Za-z0-9_-]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """One fault as a form shows it: the field it stands at, empty for the whole form, and its words."""

    field: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form with what is filled in, and what was wrong with it when it was sent."""

    given: Given
    #: Makes a form that is sent twice count once.
    key: str
    faults: tuple[Shown, ...] = ()
    #: The readings to choose from where words about when have several: the number and what it says.
    readings: tuple[tuple[str, str], ...] = ()
    #: The entries of the claim's history that whoever fills it in has seen.
    version: int | None = None
    #: Where to look at what was recorded when the form was sent before; empty for nowhere.
    recorded_at: str = ""

    def value(self, name: str) -> str:
        """Return what a field holds."""
        return next(iter(self.given.get(name, ())), "")

    def holds(self, name: str, value: str) -> bool:
        """Say whether a value is among those chosen."""
        return value in self.given.get(name, ())

    def wrong(self, name: str) -> list[str]:
        """Return what is wrong with a field."""
        return [fault.words for fault in self.faults if fault.field == name]

    def fills(self, prefix: str) -> bool:
        """Say whether anything is filled in, or wrong, in the fields below a name."""
        return _any_filled(self.given, prefix) or any(one.field.startswith(prefix) for one in self.faults)


def body_of(given: Given) -> dict[str, Any]:
    """Return the body that a form stands for; blank fields are left out."""
    body: dict[str, Any] = {}
    for name, values in given.items():
        value = _value(name, [kept for kept in map(str.strip, values) if kept])
        if name not in OF_THE_FORM and value is not None:
            _put(body, name.split("."), value)
    if isinstance(body.get("evidence"), dict):
        body["evidence"] = [body["evidence"][number] for number in sorted(body["evidence"])]
    if isinstance(body.get("hangs_on"), str):
        body["hangs_on"] = claim_id_in(body["hangs_on"])
    if body.get("when", "") != "".join(given.get("reading_of", ())).strip():
        body.pop("reading", None)  # it was chosen for other words
    if not body.keys() & {"when", "window", "hangs_on"}:
        for name in ("said_on", "said_zone", "zone"):
            body.pop(name, None)
    return body


def shown(faults: Iterable[Fault], given: Given) -> tuple[Shown, ...]:
    """Return faults as a form shows them, in their order, none twice."""
    placed = ((_field(fault.pointer, given), fault) for fault in faults)
    found = dict.fromkeys(Shown(field, words_of(fault, field)) for field, fault in placed)
    if PUBLISHED in given and any(one.words == WORDS["said_on_needed"] for one in found):
        found[Shown(PUBLISHED, DAY_NEEDED)] = None
    return tuple(found)


def words_of(fault: Fault, field: str = "") -> str:
    """Return a fault in the words of a form."""
    if fault.code in ("missing", "blank") and field in NEEDED:
        return NEEDED[field]
    if fault.code in WORDS:
        return WORDS[fault.code]
    return fault.detail if fault.hint is None else f"{fault.detail} {fault.hint}"


def claim_id_in(text: str) -> str:
    """Return the id of a claim in what was pasted, an address say; else the text itself."""
    found = _CLAIM_ID.search(text)
    return found[0] if found else text


def is_untouched(report: object) -> bool:
    """Say whether a report's fields hold nothing but what the form came with."""
    if not isinstance(report, Mapping):
        return True
    said_by = report.get("said_by", {})
    return set(report) <= {"said_by", "stance"} and set(said_by) <= {"kind", "count"}


def _value(name: str, values: list[str]) -> Any:
    if name in LISTS:
        return values or None
    if name in WORD_LISTS:
        return [word.strip() for word in ",".join(values).split(",") if word.strip()] or None
    if not values:
        return None
    if name in FLAGS:
        return values[0] == "yes"
    if name in NUMBERS and values[0].isascii() and values[0].isdigit() and len(values[0]) < 10:
        return int(values[0])
    return values[0]


def _put(body: dict[str, Any], steps: list[str], value: Any) -> None:
    *above, last = steps
    for step in above:
        inner = body.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        body = inner
    body[last] = value


def _field(pointer: str, given: Given) -> str:
    """Return the field that a JSON pointer leads to: itself, one below it, or one above it."""
    name = pointer.lstrip("/").replace("/", ".")
    if name.startswith("evidence."):
        name = _evidence_field(name, given)
    for candidate in (name, STANDS_FOR.get(name, "")):
        if candidate in given:
            return candidate
    below = [field for field in given if field.startswith(f"{name}.")]
    if name and below:
        return below[0]
    above = [field for field in given if name.startswith(f"{field}.")]
    return above[0] if above else ""


def _evidence_field(name: str, given: Given) -> str:
    """Rows of evidence that were left blank are not in the body: count only those that were filled."""
    _, number, *rest = name.split(".")
    rows = [row for row in ("0", "1", "2") if _any_filled(given, f"evidence.{row}.")]
    if not number.isdigit() or int(number) >= len(rows):
        return name
    return ".".join(("evidence", rows[int(number)], *rest))


def _any_filled(given: Given, prefix: str) -> bool:
    return any(value.strip() for name in given if name.startswith(prefix) for value in given[name])
