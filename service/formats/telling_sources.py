"""What the entries about an outlet or a named source say, in plain sentences."""

from __future__ import annotations

from service.domain.events import (
    SourceAdded,
    SourceEvent,
    SourceKnownAs,
    SourceMerged,
    SourceRenamed,
    SourceSplit,
    SourceUndone,
)
from service.formats.sentences import Part, Sentence, To, Told, Typed

_MOST = 200


def told_of_source(event: SourceEvent) -> Told:
    """Return what an entry about a source says, in words."""
    note = () if isinstance(event, SourceAdded) or not event.note else (("", event.note),)
    return Told(sentence=_sentence(event), quotes=note)


def _sentence(event: SourceEvent) -> Sentence:
    match event:
        case SourceAdded(name=name):
            return ("was the first to name ", Typed(name, _MOST), ".")
        case SourceRenamed(name=name):
            return ("renamed it ", Typed(name, _MOST), ".")
        case SourceKnownAs(name=name):
            return ("noted that it is also known as ", Typed(name, _MOST), ".")
        case SourceMerged(into=into):
            return ("merged it into ", To("source", into, "another one"), ".")
        case SourceSplit(names=names, into=into):
            between: list[Part] = [part for name in names for part in (", ", Typed(name, _MOST))]
            return ("took away ", *between[1:], ", which is ", To("source", into, "a source of its own"), ".")
        case SourceUndone(version=version):
            return ("took back ", To("entry", str(version), f"entry {version}"), ".")
