"""The rows that a file brings in: which kinds there are, and what each row says beside its body."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

import msgspec
from marshmallow import ValidationError

from service.domain.events import SourceType
from service.domain.refusals import Fault, Refusal
from service.domain.roles import Kind
from service.intake import limits
from service.intake.containers import Listing
from service.intake.facts import Facts
from service.intake.faulting import faults_of, nearest
from service.intake.fields import Choice, DayOrInstant, Text, Whole
from service.intake.file_rows import Format, Record, cells, header, json_row
from service.intake.follow_up_schemas import MOST_VERSION, SCHEMAS
from service.intake.row_columns import Columns
from service.intake.schema import Body, load
from service.intake.schemas import ClaimBody
from service.ledger import codec
from service.ledger.log import StreamKind

CLAIM, QUESTION, SOURCE, EVENT = "claim", "question", "source", "event"
FOLLOW_UPS: tuple[Kind, ...] = get_args(Kind)


class QuestionBody(Body):
    """A question to be asked."""

    text = Text(limits.QUESTION, required=True, says="The question, in words.")


class SourceBody(Body):
    """An outlet, person, institution or document, and all the names it goes by."""

    type = Choice(get_args(SourceType), required=True)
    name = Text(limits.LABEL, required=True)
    also_known_as = Listing(Text(limits.LABEL), limits.TAGS, says="Other names that mean the same one.")


class EventBody(Body):
    """One event of a ledger, as `hearsay export` writes it."""

    stream = Text(limits.ID, required=True, says="The id of the thing it belongs to.")
    stream_kind = Choice(get_args(StreamKind), required=True)
    version = Whole(1, MOST_VERSION, required=True, says="Its place in the history, from 1 on.")
    event = Choice(list(codec.KINDS), required=True)
    shape = Whole(1, 1_000, required=True, says="Which form of this kind of event it has.")
    data = Facts(required=True)
    status = Text(limits.ID, says="For people: what the claim's status was.")
    recorded_at = Text(limits.ID, says="For people: when the other ledger came to hold it.")
    actor = Text(limits.ID, says="For people: who recorded it there.")


#: What stands beside the body of every row.
HEAD: Mapping[str, Text] = {
    "key": Text(limits.KEY),
    "claim": Text(limits.KEY),
    "occurred_at": DayOrInstant(),
}
#: Kinds of follow-ups that reach beyond their claim's history, or are a second person's own word.
BY_HAND = frozenset({"merge", "redact", "second", "decline"})
#: By kind, the schema of a row's body.
BODIES: Mapping[str, Body] = {
    CLAIM: ClaimBody(),
    QUESTION: QuestionBody(),
    SOURCE: SourceBody(),
    EVENT: EventBody(),
    **{kind: schema() for kind, schema in SCHEMAS.items() if kind not in BY_HAND},
}
_encoder = msgspec.json.Encoder(order="sorted")
#: Kinds in whose bodies null is something else than nothing.
_NULL_SPEAKS = frozenset({"link", "assign"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was read; what its body says is not checked yet."""

    number: int
    line: int
    kind: str
    #: The name it bears in the file, or one made of what it says.
    key: str
    #: Of a follow-up: the key or the id of its claim, as it was written.
    claim: str | None
    occurred_at: date | datetime | None
    body: dict[str, Any]
    #: Tells whether a row of the same key says the same.
    digest: str
    has_key: bool


class BadRow(Exception):
    """A row cannot be read; `faults` say why."""

    def __init__(self, number: int, line: int, key: str | None, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"row {number}")
        self.number, self.line, self.key, self.faults = number, line, key, faults


class Reader:
    """Reads the records of one file as rows."""

    def __init__(self, kind: Format, words_of: Callable[[str], str]) -> None:
        """Take the file's format, and what returns the words that a cell of CSV stands for."""
        self._format = kind
        self._words_of = words_of
        self._columns: Columns | None = None
        self._delimiter = ","

    def row(self, record: Record) -> Row | None:
        """Return the row of a record; None for the header.

        Raises:
            BadSyntax: the header cannot be used, and so the whole file cannot.
            BadRow: this row cannot be read.
        """
        if self._format == "csv" and record.number == 0:
            names, self._delimiter = header(record, ("kind",))
            self._columns = Columns(names, BODIES, self._words_of)
            return None
        try:
            value = self._value(record)
        except Refusal as refusal:
            raise BadRow(record.number, record.line, None, refusal.faults) from refusal
        return row_of(value, record.number, record.line)

    def _value(self, record: Record) -> dict[str, Any]:
        if self._columns is None:
            return json_row(record)
        return self._columns.body(cells(record, self._delimiter))


def row_of(value: dict[str, Any], number: int, line: int) -> Row:
    """Return the row of an object.

    Raises:
        BadRow: what stands beside the body is wrong.
    """
    faults: list[Fault] = []
    try:
        digest = _digest(value)
    except UnicodeEncodeError as error:
        fault = Fault("", "unfit_character", "It holds half a character (a lone surrogate).")
        raise BadRow(number, line, None, (fault,)) from error
    body = dict(value)
    head = {name: _head(body, name, faults) for name in HEAD}
    kind = _kind(body, faults)
    if kind in SCHEMAS and head["claim"] is None and not _is_wrong("/claim", faults):
        detail = "Say which claim this is about: the key of its row, or its id."
        faults.append(Fault("/claim", "missing", detail))
    if kind in BODIES and kind not in SCHEMAS and head["claim"] is not None:
        faults.append(Fault("/claim", "unknown_field", f"A row of the kind {kind} names no other claim."))
    key = head["key"]
    if kind == EVENT:
        _require_event(body, head, faults)
        key = f"event:{body.get('stream')}/{body.get('version')}"
    if faults:
        raise BadRow(number, line, key if isinstance(key, str) else None, tuple(faults))
    if kind not in SCHEMAS:
        body.pop("kind")
    return Row(
        number,
        line,
        kind,
        key or f"row:{digest}",
        head["claim"],
        head["occurred_at"],
        body,
        digest,
        has_key=key is not None,
    )


def _require_event(body: Mapping[str, Any], head: Mapping[str, Any], faults: list[Fault]) -> None:
    if head["key"] is not None:
        faults.append(Fault("/key", "unknown_field", "An event is known by its stream and version."))
    if not isinstance(head["occurred_at"], datetime) and not _is_wrong("/occurred_at", faults):
        faults.append(Fault("/occurred_at", "missing", "An event has an instant at which it occurred."))
    try:
        load(BODIES[EVENT], {name: value for name, value in body.items() if name != "kind"})
    except Refusal as refusal:
        faults += refusal.faults


def _head(body: dict[str, Any], name: str, faults: list[Fault]) -> Any:
    given = body.pop(name, None)
    if given is None:
        return None
    if name != "occurred_at" and type(given) is int:
        given = str(given)  # a number is as good a name as any
    try:
        return HEAD[name].deserialize(given)
    except ValidationError as error:
        faults += faults_of(error.messages, f"/{name}")
        return None


def _kind(body: Mapping[str, Any], faults: list[Fault]) -> str:
    kind = body.get("kind")
    if isinstance(kind, str) and kind in BODIES:
        return kind
    hint = f"One of: {', '.join(BODIES)}"
    if isinstance(kind, str) and kind in BY_HAND:
        detail = f"To {kind} is done by hand, one claim at a time."
        faults.append(Fault("/kind", "by_hand", detail, hint))
    elif kind is None:
        faults.append(Fault("/kind", "missing", "Say what kind of row this is.", hint))
    else:
        near = nearest(kind, BODIES) if isinstance(kind, str) else None
        detail = "There is no such kind of row."
        faults.append(Fault("/kind", "unknown_choice", detail, f"Did you mean {near}?" if near else hint))
    return ""


def _is_wrong(pointer: str, faults: list[Fault]) -> bool:
    return any(fault.pointer == pointer for fault in faults)


def _digest(value: Mapping[str, Any]) -> str:
    """Return what two rows have in common that say the same, whatever the file's format."""
    plain = value if value.get("kind") in _NULL_SPEAKS else _without_null(value)
    return hashlib.sha256(_encoder.encode(plain)).hexdigest()[:32]


def _without_null(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_null(one) for name, one in value.items() if one is not None}
    return [_without_null(one) for one in value] if isinstance(value, list) else value


def references(row: Row) -> Iterator[str]:
    """Give every name by which a row speaks of something else, as it is written."""
    if row.claim is not None:
        yield row.claim
    for _path, name in places(row):
        yield name


#: Where a body names something else, by what that is; a star stands for each member of a list.
PLACES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "claim": (("condition", "claim"), ("hangs_on",), ("duplicate_of",)),
    "question": (("question",),),
    "report": (("report", "cites", "*"), ("report", "republishes"), ("report", "id"), ("report",)),
    "version": (("version",),),
}


def places(row: Row) -> Iterator[tuple[tuple[str, str], str]]:
    """Give each place in a row's body that names something else: what it is and where, and the name."""
    for what, paths in PLACES.items():
        for path in paths:
            for pointer, _holder, _step, name in found_at(row.body, path):
                yield (what, pointer), name


def found_at(body: Any, path: tuple[str, ...], at: str = "") -> Iterator[tuple[str, Any, Any, str]]:
    """Give every text at a path: its pointer, what holds it, by which step, and the text."""
    step, rest = path[0], path[1:]
    if step == "*":
        steps: list[Any] = list(range(len(body))) if isinstance(body, list) else []
    else:
        steps = [step] if isinstance(body, dict) and step in body else []
    for one in steps:
        inner = body[one]
        if rest:
            yield from found_at(inner, rest, f"{at}/{one}")
        elif isinstance(inner, str):
            yield f"{at}/{one}", body, one, inner
