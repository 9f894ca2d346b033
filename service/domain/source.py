"""Outlets and named sources: who they are, the names they go by, and what an editor may say of that.

What claims and reports hold is the name as it was published. Which source that means is worked out when it is
read: by the type and the folded name. An unnamed source is none: it has no record of any kind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from typing import NamedTuple, assert_never, get_args

from service.domain.attribution import Report, SaidByKind
from service.domain.events import (
    Entry,
    Event,
    NewEvent,
    SourceAdded,
    SourceEvent,
    SourceKnownAs,
    SourceMerged,
    SourceRenamed,
    SourceSplit,
    SourceType,
    SourceUndone,
)
from service.domain.refusals import Refusal, conflict, refuse
from service.domain.searching import plain_words

TYPES: tuple[SourceType, ...] = get_args(SourceType)
#: Characters of a folded name. A longer one ends in a digest, so that it stays another than its like.
MOST_FOLDED = 240
#: Whose word a report rests on, as a type of source; the other kinds are nobody's.
TYPE_OF: Mapping[SaidByKind, SourceType] = {
    "named": "person",
    "institution": "institution",
    "document": "document",
}
#: What an editor may say of a source.
SourceFollowUp = SourceRenamed | SourceKnownAs | SourceMerged | SourceSplit | SourceUndone
_DIGEST_LENGTH = 32


class Key(NamedTuple):
    """By what a source is found, and under what everything is kept that is kept per source."""

    type: SourceType
    folded: str


class Named(NamedTuple):
    """A source as a publication names it."""

    type: SourceType
    name: str

    @property
    def key(self) -> Key:
        """By what it is found."""
        return Key(self.type, folded_name(self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet, person, institution or document, as its history tells it."""

    version: int
    type: SourceType
    name: str
    #: Every name it goes by, the oldest first, its own among them; no two are alike when folded.
    names: tuple[str, ...]
    added_at: datetime
    #: The source that it is one with; that one's page tells of both.
    merged_into: str | None = None

    @property
    def also_known_as(self) -> tuple[str, ...]:
        """Its other names."""
        own = folded_name(self.name)
        return tuple(name for name in self.names if folded_name(name) != own)

    @property
    def keys(self) -> tuple[Key, ...]:
        """By what it is found, in the order of its names."""
        return tuple(Key(self.type, folded_name(name)) for name in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What has to be known of other sources to decide about one."""

    #: By folded name: the source of the same type that goes by it already.
    holders: Mapping[str, str]
    #: The source that this one is to be merged into, by its id; None where there is none.
    target: Source | None = None


def folded_name(name: str) -> str:
    """Return a name as it is compared: its plain words, without case and accents.

    A name without a single word, of signs only, stands for itself.
    """
    folded = plain_words(name) or " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if len(folded) <= MOST_FOLDED:
        return folded
    digest = sha256(folded.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{folded[: MOST_FOLDED - _DIGEST_LENGTH - 1].rstrip()} {digest}"


def named_in(report: Report) -> Iterator[Named]:
    """Give the sources that a report names: who published it, and who said it where that one is named."""
    yield Named("outlet", report.outlet)
    type_ = TYPE_OF.get(report.said_by.kind)
    if type_ is not None and report.said_by.label:
        yield Named(type_, report.said_by.label)


def fold(entries: Sequence[Entry]) -> Source | None:
    """Return the source that its history tells of, oldest entry first; None where it was never added."""
    taken_back = versions_taken_back(entries)
    source: Source | None = None
    for entry in entries:
        # What added it is never taken back.
        if source is None or entry.version not in taken_back:
            source = _evolved(source, entry)
        if source is not None:
            source = replace(source, version=entry.version)
    return source


def versions_taken_back(entries: Sequence[Entry]) -> frozenset[int]:
    """Return the versions that no longer count; taking back an undo lets its entry count again."""
    taken_back: set[int] = set()
    undoing = [
        (entry.version, entry.event.version) for entry in entries if isinstance(entry.event, SourceUndone)
    ]
    for version, about in sorted(undoing, key=itemgetter(0), reverse=True):
        if version not in taken_back:
            taken_back.add(about)
    return frozenset(taken_back)


def add(named: Named, occurred_at: datetime) -> NewEvent:
    """Return the event that makes a source of a name nobody is known by yet."""
    return NewEvent(SourceAdded(name=named.name, type=named.type), occurred_at)


def follow_up(
    source_id: str, history: Sequence[Entry], proposed: SourceFollowUp, others: Others, now: datetime
) -> NewEvent:
    """Return the event that a proposal about a source comes to.

    Raises:
        Refusal: it says nothing new, a name is another source's, or a merge would be none or a circle.
    """
    source = fold(history)
    if source is None:
        raise AssertionError("a source is decided on once it was added")
    if source.merged_into is not None and not isinstance(proposed, SourceUndone):
        raise _is_merged("This source", source.merged_into)
    match proposed:
        case SourceRenamed():
            _require_new_name(source, proposed.name, may_be_known=True)
        case SourceKnownAs():
            _require_new_name(source, proposed.name, may_be_known=False)
        case SourceSplit():
            _require_names_to_split(source, proposed.names)
        case SourceUndone():
            _require_undoable(history, proposed.version)
        case SourceMerged():
            pass
        case _:
            assert_never(proposed)
    then = after(history, proposed, now)
    _require_free(source, then, others.holders)
    if then.merged_into is not None and then.merged_into != source.merged_into:
        _require_mergeable(source_id, source, then.merged_into, others.target)
    return NewEvent(proposed, now)


def after(history: Sequence[Entry], proposed: SourceFollowUp, now: datetime) -> Source:
    """Return the source as a proposal would make it, whether it is refused or not."""
    found = fold([*history, Entry(len(history) + 1, proposed, now, "")])
    if found is None:
        raise AssertionError("a source is decided on once it was added")
    return found


def names_given_away(before: Source, after: Source) -> tuple[str, ...]:
    """Return the names, verbatim, that a source no longer goes by."""
    kept = set(after.keys)
    return tuple(name for name, key in zip(before.names, before.keys, strict=True) if key not in kept)


def _evolved(source: Source | None, entry: Entry) -> Source | None:
    event: Event = entry.event
    if source is None:
        if not isinstance(event, SourceAdded):
            return None
        return Source(
            version=entry.version,
            type=event.type,
            name=event.name,
            names=(event.name,),
            added_at=entry.occurred_at,
        )
    match event:
        case SourceRenamed(name=name):
            return replace(source, name=name, names=_with(source.names, name))
        case SourceKnownAs(name=name):
            return replace(source, names=_with(source.names, name))
        case SourceSplit(names=names):
            gone = {folded_name(name) for name in names} - {folded_name(source.name)}
            left = tuple(name for name in source.names if folded_name(name) not in gone)
            return replace(source, names=left)
        case SourceMerged(into=into):
            return replace(source, merged_into=into)
    return source


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return names and one more; one that is alike when folded gives way to it."""
    folded = folded_name(name)
    kept = [name if folded_name(one) == folded else one for one in names]
    return tuple(kept) if name in kept else (*names, name)


def _require_new_name(source: Source, name: str, *, may_be_known: bool) -> None:
    known = name == source.name if may_be_known else Key(source.type, folded_name(name)) in source.keys
    if known:
        raise refuse("nothing_changes", "It goes by this name already.", at="/name")


def _require_free(before: Source, after: Source, holders: Mapping[str, str]) -> None:
    """Refuse where a name that the source gains is another one's."""
    known = set(before.keys)
    for name, key in zip(after.names, after.keys, strict=True):
        holder = holders.get(key.folded)
        if key not in known and holder is not None:
            raise conflict(
                "name_taken",
                f"“{name}” is the name of {holder}.",
                hint=f"If the two are one, merge {holder} into this one.",
            )


def _require_names_to_split(source: Source, names: Collection[str]) -> None:
    others = {folded_name(name) for name in source.also_known_as}
    for index, name in enumerate(names):
        if folded_name(name) == folded_name(source.name):
            raise refuse(
                "own_name",
                "This is its own name.",
                at=f"/names/{index}",
                hint="Rename it first; then the name can be taken away.",
            )
        if folded_name(name) not in others:
            raise refuse(
                "unknown_name",
                "It does not go by this name itself.",
                at=f"/names/{index}",
                hint="Where a source that was merged into it goes by it, undo that merge.",
            )


def _require_undoable(history: Sequence[Entry], version: int) -> None:
    entry = next((one for one in history if one.version == version), None)
    if entry is None:
        raise refuse("unknown_version", f"The history has no entry {version}.", at="/version")
    if isinstance(entry.event, SourceAdded):
        raise conflict("cannot_be_undone", "The first entry of a source cannot be taken back.")
    if not isinstance(entry.event, SourceEvent):
        raise conflict("cannot_be_undone", "This entry cannot be taken back.")
    if version in versions_taken_back(history):
        raise conflict("undone_already", "This entry has been taken back already.")


def _require_mergeable(source_id: str, source: Source, into: str, target: Source | None) -> None:
    if target is None:
        raise refuse("unknown_source", "There is no such source.", at="/into")
    if into == source_id:
        raise refuse("same_source", "A source cannot be merged into itself.", at="/into")
    if target.type != source.type:
        raise refuse(
            "other_type",
            f"A source of the type {source.type} and one of the type {target.type} are not one.",
            at="/into",
        )
    if target.merged_into is not None:
        raise _is_merged("The other source", target.merged_into)


def _is_merged(which: str, into: str) -> Refusal:
    return conflict(
        "merged_already",
        f"{which} has been merged into {into}.",
        hint="Say it of that one, or undo the merge.",
    )
