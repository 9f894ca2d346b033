"""What the names in a file's rows stand for: other rows of it, rows that came in before, or ids."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.domain.refusals import Fault
from service.imports.known import Known
from service.intake.fields import is_id
from service.intake.import_rows import PLACES, Row, found_at

#: In which a name stands for an entry of the claim's own history.
_OF_THE_CLAIM = ("report", "version")


@dataclass(slots=True)
class Asked:
    """A question that claims of the file ask in words, or a row of it does."""

    id: str
    key: str
    text: str
    digest: str
    occurred_at: datetime | None = None


@dataclass(slots=True)
class Names:
    """What is known by name while the rows of a file are decided on."""

    #: By key: the claims of rows that are to come in.
    claims: dict[str, str]
    #: By key: rows that came in before.
    known: Mapping[str, Known]
    #: By id: things of the ledger that the file speaks of, each with its kind.
    existing: Mapping[str, str]
    new_id: Callable[[str], str]
    #: By key: questions that are to be asked.
    questions: dict[str, Asked] = field(default_factory=dict)
    #: By id: those of them that claims ask in words.
    in_words: dict[str, Asked] = field(default_factory=dict)

    def claim(self, name: str) -> str | None:
        """Return the id of the claim that a name stands for, None where there is none."""
        if name in self.claims:
            return self.claims[name]
        return self._thing(name, "clm", "claim")

    def question(self, name: str) -> str | None:
        """Return the id of the question that a name or its words stand for."""
        if name in self.questions:
            return self.questions[name].id
        found = self._thing(name, "qst", "question")
        if found is not None or is_id(name, "qst") or len(name.split()) < 2:
            return found
        return self._asked(name)

    def _thing(self, name: str, prefix: str, kind: str) -> str | None:
        if name in self.known and is_id(self.known[name].stream, prefix):
            return self.known[name].stream
        return name if is_id(name, prefix) and self.existing.get(name) == kind else None

    def _asked(self, words: str) -> str:
        """Return the question in these very words that an import asked; it is asked now where none did."""
        key = words_key(words)
        if key in self.known:
            return self.known[key].stream
        if key not in self.questions:
            asked = Asked(self.new_id("qst"), key, words, key.removeprefix("question:"))
            self.questions[key] = self.in_words[asked.id] = asked
        return self.questions[key].id


def words_key(words: str) -> str:
    """Return the key of a question that is known by its words."""
    return f"question:{hashlib.sha256(words.encode()).hexdigest()[:32]}"


@dataclass(slots=True)
class OfTheClaim:
    """What the rows of one claim can be named by: their entries, and the reports in them."""

    stream: str
    versions: dict[str, int] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)


def resolved(row: Row, names: Names, own: OfTheClaim) -> tuple[dict[str, Any], list[Fault]]:
    """Return a row's body with ids in place of names, and what is wrong with the names."""
    faults: list[Fault] = []
    body = row.body
    if not any(path[0] in body for paths in PLACES.values() for path in paths):
        return body, faults
    body = copy.deepcopy(body)
    for what, paths in PLACES.items():
        for path in paths:
            for pointer, holder, step, name in list(found_at(body, path)):
                found = _found(what, name, names, own)
                if found is None:
                    faults.append(_unknown(what, pointer, name))
                else:
                    holder[step] = found
    return body, faults


def _found(what: str, name: str, names: Names, own: OfTheClaim) -> str | int | None:
    match what:
        case "claim":
            return names.claim(name)
        case "question":
            return names.question(name)
        case "report":
            if name in own.reports or is_id(name, "rep"):
                return own.reports.get(name, name)
            kept = names.known.get(name)
            return kept.report if kept is not None and kept.stream == own.stream else None
        case "version":
            if name in own.versions:
                return own.versions[name]
            kept = names.known.get(name)
            return kept.version if kept is not None and kept.stream == own.stream else None
    raise AssertionError(what)


def _unknown(what: str, pointer: str, name: str) -> Fault:
    shown = name[:60]
    if what == "claim":
        hint = "The key of a claim's row here or in an earlier import, or an id (clm_…)."
        return Fault(pointer, "unknown_claim", f"There is no claim “{shown}”.", hint)
    if what == "question":
        hint = "The key of a question's row, an id (qst_…), or a new question in more words than one."
        return Fault(pointer, "unknown_question", f"There is no question “{shown}”.", hint)
    if what == "report":
        hint = "The key of a row of the same claim that holds a report and comes before this one."
        return Fault(pointer, "unknown_report", f"The claim has no report “{shown}” by then.", hint)
    hint = "The key of a row of the same claim, or the number of an entry."
    return Fault(pointer, "unknown_version", f"The claim has no entry “{shown}” by then.", hint)
