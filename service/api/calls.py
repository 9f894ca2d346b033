"""A request that has been let in, and the answer to it, as the API's views see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Literal

from service.access.guards import Caller
from service.changes.claims import Context
from service.domain.roles import Actor
from service.formats.exported import Kind
from service.intake.file_rows import Format
from service.intake.queries import Pairs
from service.ledger.keys import Key
from service.settings import Settings
from service.wiring import Wiring

#: Who is let in: everyone; whoever may read; any token that works; tokens that may write; editors; admins.
Door = Literal["everyone", "readers", "callers", "writers", "editors", "admins"]
#: What the documentation says of a list that can be had as a file.
WHOLE = (
    "With `Accept: text/csv` or `Accept: application/x-ndjson` the whole list comes at once, in the same "
    "order; limit, cursor and wait are refused then."
)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A body that is a file of rows: how it is written, and its bytes as they come."""

    format: Format
    stream: IO[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: who asks for what, when, under which conditions."""

    wiring: Wiring
    caller: Caller | None
    now: datetime
    request_id: str
    pairs: Pairs
    #: What stands in the path, by name.
    path: Mapping[str, str]
    #: The JSON value of the body; None for reads.
    body: object = None
    #: The body where it is a file, to be read piece by piece.
    file: SentFile | None = None
    #: The idempotency key of a write, where one was sent.
    key: Key | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    #: The form of the answer that whoever asks likes best, of those there are.
    wants: Kind = "json"

    @property
    def settings(self) -> Settings:
        """The settings of the house."""
        return self.wiring.settings

    @property
    def for_public(self) -> bool:
        """Whether the answer goes to somebody without an account."""
        return self.caller is None

    @property
    def actor(self) -> Actor:
        """Who asks; only where the door lets nobody else in."""
        if self.caller is None:
            raise AssertionError("this door lets only callers in")
        return self.caller.actor

    @property
    def context(self) -> Context:
        """What changes are handed of this call."""
        return Context(
            actor=self.actor,
            now=self.now,
            zone=self.settings.zone,
            new_id=self.wiring.new_id,
            request_id=self.request_id,
            conventions=self.settings.conventions,
            second_editor=self.settings.second_editor,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its body as JSON, ready bytes or pieces, and the headers that are its own."""

    status: int
    body: Mapping[str, Any] | bytes | Iterator[bytes] | None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


View = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing the API does: routes, checks and the OpenAPI document are all made from this."""

    method: Literal["GET", "POST"]
    #: As in OpenAPI, with {names} for what varies.
    path: str
    name: str
    summary: str
    view: View
    door: Door
    #: Names of schemas: of the query, of the body, of the answer.
    query: str = "NoQuery"
    takes: str | None = None
    #: The forms of a file that the body is to be instead.
    takes_files: tuple[Kind, ...] = ()
    gives: str
    status: int = 200
    #: Statuses beside those that every operation behind the same door can have.
    problems: tuple[int, ...] = ()
    #: What the answer's headers say, by name.
    headers: tuple[str, ...] = ()
    #: What a dry run is answered with.
    tries: str = "TriedClaim"
    #: An example of the body.
    example: Mapping[str, Any] | None = None
    about: str = ""
    media_type: str = "application/json"
    #: Other forms in which the whole list can be had.
    also: tuple[Kind, ...] = ()
    #: Stands at the root, not under the API's path.
    is_outside: bool = False
