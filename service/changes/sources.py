"""Every way to change what is kept of outlets and named sources: read, fold, decide, append, project."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from service.changes.naming import addition
from service.changes.writing import Context, write_streams
from service.domain.events import (
    Event,
    NewEvent,
    Redacted,
    SourceAdded,
    SourceKnownAs,
    SourceRenamed,
    SourceSplit,
)
from service.domain.refusals import not_allowed, not_found
from service.domain.roles import may_keep_sources
from service.domain.source import (
    Key,
    Named,
    Others,
    Source,
    SourceFollowUp,
    after,
    fold,
    folded_name,
    named_in,
    names_given_away,
)
from service.domain.source import (
    follow_up as decided,
)
from service.ledger import keys as keys_
from service.ledger import log, words
from service.ledger.log import Append, Stored
from service.read_models import claim_labels, projecting, sources

#: Why a name went; the reason why the claim's words went stands with the claim.
_WITH_THE_CLAIM = "The words of the claim that named it were destroyed."


class StaleSource(Exception):
    """The source has changed since the caller read it. `version` is the newest, `since` what was added."""

    def __init__(self, source_id: str, version: int, since: Sequence[Stored]) -> None:
        super().__init__(source_id)
        self.source_id = source_id
        self.version = version
        self.since = since


@dataclass(frozen=True, slots=True)
class SourceWritten:
    """What a change came to: the source after it, and the entries it added to it."""

    source_id: str
    source: Source
    entries: Sequence[Stored]


def follow_up(
    connection: Connection,
    source_id: str,
    proposed: SourceFollowUp,
    context: Context,
    *,
    expected_version: int | None = None,
) -> SourceWritten:
    """Add an entry to a source's history; names that it gives away become a source of their own.

    Args:
        expected_version: what the caller has seen; None does not ask.

    Raises:
        Refusal: `not_found`, `not_allowed`, or what the decision refuses; nothing was written.
        StaleSource: somebody changed the source since.
    """
    history = _held(connection, source_id, proposed, context)
    before = fold([one.entry for one in history])
    if before is None:
        raise not_found("such source")
    if not may_keep_sources(context.actor):
        raise not_allowed(
            "Your account may not change what is kept of sources.", hint="Ask an editor to do it."
        )
    if expected_version is not None and expected_version != before.version:
        since = [one for one in history if one.entry.version > expected_version]
        raise StaleSource(source_id, before.version, since)
    entries = [one.entry for one in history]
    then = after(entries, proposed, context.now)
    new = decided(source_id, entries, proposed, _others(connection, before, then), context.now)
    append = Append(source_id, "source", before.version, [(new, None)])
    own = _of_their_own(connection, before, then, proposed, context)
    written, *_ = write_streams(connection, [append, *own], context)
    return SourceWritten(source_id, then, written)


def _held(connection: Connection, source_id: str, proposed: SourceFollowUp, context: Context) -> list[Stored]:
    """Return a source's history; while this transaction lasts, nobody changes it or what it is merged into.

    Without that, two who merge one into the other at once would leave a circle.
    """
    history = log.read(connection, source_id)
    if fold([one.entry for one in history]) is None:
        return []
    target = after([one.entry for one in history], proposed, context.now).merged_into
    for one in sorted({source_id} if target is None else {source_id, target}):
        log.hold(connection, one)
    return log.read(connection, source_id)


def _others(connection: Connection, before: Source, then: Source) -> Others:
    gained = [key for key in then.keys if key not in set(before.keys)]
    held = sources.holders(connection, gained)
    target = None
    if then.merged_into is not None:
        target = fold([one.entry for one in log.read(connection, then.merged_into)])
    return Others(holders={key.folded: holder for key, holder in held.items()}, target=target)


def _of_their_own(
    connection: Connection, before: Source, then: Source, proposed: SourceFollowUp, context: Context
) -> list[Append]:
    """Return what makes a source of names that are given away: all that are split off, else those in use."""
    names = names_given_away(before, then)
    if isinstance(proposed, SourceSplit):
        return [_source_of(then, names, proposed.into, context)]
    used = tuple(name for name in names if claim_labels.uses(connection, before.type, folded_name(name)))
    return [_source_of(then, used, context.new_id("src"), context)] if used else []


def _source_of(source: Source, names: Sequence[str], source_id: str, context: Context) -> Append:
    first, *others = names
    added = addition(Named(source.type, first), source.added_at, lambda _prefix: source_id)
    known = [(NewEvent(SourceKnownAs(name=name), context.now), None) for name in others]
    return replace(added, events=[*added.events, *known])


def add_missing(connection: Connection, context: Context, *, most: int = 500) -> int:
    """Add up to so many of the sources that claims name and nobody is known by, and say how many it were.

    There are some where claims were written by a version that kept none; run it until it gives 0.
    """
    found = claim_labels.nameless(connection, most=most)
    appends = []
    for key, claim in found:
        named = next(one for report in claim.reports for one in named_in(report) if one.key == key)
        appends.append(addition(named, claim.reported_at, context.new_id))
    if appends:
        write_streams(connection, appends, context)
    return len(appends)


def destroy_unused(connection: Connection, keys: Collection[Key], context: Context) -> None:
    """Destroy the names among these that no claim uses any more, as words of a claim were destroyed."""
    gone = [key for key in sorted(keys) if not claim_labels.uses(connection, key.type, key.folded)]
    for key, source_id in sources.holders(connection, gone).items():
        entries = [one.entry for one in log.read(connection, source_id)]
        versions = [entry.version for entry in entries if key.folded in _names_in(entry.event)]
        _destroy(connection, source_id, len(entries), versions, context)


def _destroy(
    connection: Connection, source_id: str, version: int, versions: Sequence[int], context: Context
) -> None:
    events = [
        (NewEvent(Redacted(version=one, reason=_WITH_THE_CLAIM), context.now), None) for one in versions
    ]
    write_streams(connection, [Append(source_id, "source", version, events)], context)
    number = log.id_of(connection, source_id)
    if number is None:
        raise AssertionError("a source that was written has a stream")
    for index, one in enumerate(versions, start=version + 1):
        words.destroy(connection, number, one, redacted_in=index)
    keys_.destroy_answers(connection, number)
    history = [one.entry for one in log.read(connection, source_id)]
    projecting.project_streams(
        connection, [projecting.Changed("source", number, source_id, history, is_new=False)]
    )


def _names_in(event: Event) -> set[str]:
    match event:
        case SourceAdded(name=name) | SourceRenamed(name=name) | SourceKnownAs(name=name):
            return {folded_name(name)}
        case SourceSplit(names=names):
            return {folded_name(name) for name in names}
    return set()
