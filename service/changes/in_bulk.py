"""Many claims at once: all of them in one append, and the read models filled as a rebuild fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from service.changes import carrying, naming
from service.changes.dependents import follow_others
from service.changes.writing import Context
from service.database import StartOver
from service.domain.claim import Claim, fold
from service.domain.dependents import waits_for
from service.domain.events import Entry, NewEvent, Status
from service.domain.source import Key
from service.domain.source import fold as source_told
from service.ledger import log, words
from service.ledger.log import Append, ConcurrentChange
from service.read_models import projecting, rebuild
from service.read_models.streams import Row


@dataclass(frozen=True, slots=True)
class Story:
    """A claim's whole history, the last entries of which are new, with the status after each of those."""

    claim_id: str
    history: Sequence[Entry]
    statuses: Sequence[Status]
    #: Its entries are those of another ledger, and so is all that they bring along.
    is_exact: bool = False

    @property
    def begun(self) -> int:
        """How many of its entries are in the ledger."""
        return len(self.history) - len(self.statuses)

    @property
    def events(self) -> list[NewEvent]:
        """The new events."""
        return [NewEvent(entry.event, entry.occurred_at) for entry in self.history[self.begun :]]

    @property
    def append(self) -> Append:
        """What goes to the end of the claim's stream."""
        return Append(self.claim_id, "claim", self.begun, list(zip(self.events, self.statuses, strict=True)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A story with what the read models are to hold of it: worked out before anybody has to wait."""

    story: Story
    before: Claim | None
    claim: Claim
    #: Of a new claim, its rows; their streams have no number yet.
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Other:
    """What goes to a stream that is no claim, behind what it holds."""

    append: Append
    before: Sequence[Entry] = ()

    def history(self, actor: str) -> list[Entry]:
        """Return the whole history, the new entries by somebody."""
        numbered = enumerate(self.append.events, start=len(self.before) + 1)
        new = [Entry(version, one.event, one.occurred_at, actor) for version, (one, _) in numbered]
        return [*self.before, *new]

    def changed(self, number: int, context: Context) -> projecting.Changed:
        """Return the stream with its whole history, for the read models."""
        history = self.history(context.actor.id)
        is_new = not self.before
        return projecting.Changed(self.append.stream_kind, number, self.append.stream, history, is_new=is_new)


def prepared(story: Story) -> Prepared:
    """Return a story ready to be written."""
    claim = fold(story.history)
    if claim is None:
        raise AssertionError("a story is told of a claim")
    if story.begun:
        return Prepared(story, fold(story.history[: story.begun]), claim, ())
    return Prepared(story, None, claim, list(rebuild.rows_of_claim(0, story.claim_id, claim, story.history)))


def destroy_words(connection: Connection, stream: str, version: int, *, redacted_in: int) -> None:
    """Destroy the words of an entry whose redaction was written with it."""
    number = log.id_of(connection, stream)
    if number is None:
        raise AssertionError("a written claim has a stream")
    words.destroy(connection, number, version, redacted_in=redacted_in)


def write_all(
    connection: Connection, stories: Sequence[Prepared], context: Context, *, also: Sequence[Other] = ()
) -> None:
    """Append the stories, and other streams' events with them, and bring the read models up to them.

    Raises:
        StartOver: another change to one of the claims came first.
    """

    def project(connection: Connection, stream_ids: Mapping[str, int]) -> None:
        projecting.project_streams(
            connection, [one.changed(stream_ids[one.append.stream], context) for one in also]
        )
        rebuild.put_new(connection, _numbered(stories, stream_ids))
        for one in stories:
            if one.story.begun:
                _project(connection, one, stream_ids[one.story.claim_id])

    also = [*also, *_named_first(connection, stories, also, context)]
    appends = [*(one.append for one in also), *(one.story.append for one in stories)]
    try:
        log.append(connection, appends, context.circumstances, project=project)
    except (ConcurrentChange, IntegrityError) as error:
        raise StartOver(str(error)) from error
    projecting.project_tallies(connection, [(one.before, one.claim) for one in stories])
    waiting = [one.story.claim_id for one in stories if waits_for(one.claim)]
    follow_others(connection, waiting, context)


def _named_first(
    connection: Connection, stories: Sequence[Prepared], also: Sequence[Other], context: Context
) -> list[Other]:
    """Return what adds the sources that the stories name and nobody is known by, beside what is written."""
    new = [event for one in stories for event in one.story.events]
    given = [one.append for one in also]
    found = naming.additions(connection, new, given, context.new_id)
    taken = {key for one in also for key in source_keys(one)}
    named = [Other(one) for one in found if not taken & set(source_keys(Other(one)))]
    # What is written as it was elsewhere brings its own articles along.
    told = [(event, one.claim) for one in stories if not one.story.is_exact for event in one.story.events]
    carried = carrying.additions(connection, told, context.facts, context.new_id)
    return [*named, *(Other(one, _held(connection, one)) for one in carried)]


def _held(connection: Connection, append: Append) -> list[Entry]:
    return [one.entry for one in log.read(connection, append.stream)] if append.expected_version else []


def source_keys(other: Other) -> Sequence[Key]:
    """Return the names by which a source is found once this is written; none of other things."""
    if other.append.stream_kind != "source":
        return ()
    source = source_told(other.history("somebody"))
    return () if source is None else source.keys


def _numbered(stories: Sequence[Prepared], stream_ids: Mapping[str, int]) -> Sequence[Row]:
    return [
        (table, {**row, "stream_id": stream_ids[one.story.claim_id]})
        for one in stories
        for table, row in one.rows
    ]


def _project(connection: Connection, one: Prepared, number: int) -> None:
    story = one.story
    projecting.project_claim(
        connection,
        number,
        story.claim_id,
        one.before,
        one.claim,
        story.history,
        new=len(story.statuses),
    )
