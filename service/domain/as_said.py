"""From words about when to the window that is kept: read, and where two readings are fair, chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from service.domain.hanging import RULE, hangs_in
from service.domain.phrases import HOUSE, Conventions, Reading, read
from service.domain.refusals import Fault, Refusal, refuse
from service.domain.window import HangsOn, Window


class AmbiguousPhrase(Refusal):
    """The words can fairly be read in more than one way. Send them again with the number of the reading."""

    def __init__(self, reading: Reading, *faults: Fault) -> None:
        super().__init__(*faults)
        self.reading = reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person adds to words: which of their readings is meant, and which claim they hang on."""

    #: Counts from 1 among the alternatives.
    reading: int | None = None
    hangs_on: str | None = None


NOTHING_CHOSEN = Choice()


def window_said(
    phrase: str,
    *,
    said_on: date,
    said_zone: str,
    zone: str,
    choice: Choice = NOTHING_CHOSEN,
    at: str = "",
    conventions: Conventions = HOUSE,
) -> Window:
    """Return the window to keep for words; those that are not read are kept as "no date".

    Args:
        said_on: the day the words were said, in said_zone.
        zone: the zone of the event, in which the window closes.
        at: the JSON pointer of the object that holds `when`, `reading` and `hangs_on`.

    Raises:
        AmbiguousPhrase: more than one reading is fair and none is chosen.
        Refusal: `no_such_reading`, `hangs_on_nothing`, `unknown_zone`.
    """
    found = reading_said(
        phrase,
        said_on=said_on,
        said_zone=said_zone,
        zone=zone,
        chosen=choice.reading,
        at=at,
        conventions=conventions,
    )
    if found.window is not None:
        if choice.hangs_on is not None:
            raise refuse(
                "hangs_on_nothing",
                "These words name a date: their window hangs on no other claim.",
                at=f"{at}/hangs_on",
            )
        return found.window
    window = Window(
        zone=zone,
        phrase=phrase,
        said_on=said_on,
        said_zone=said_zone,
        rule=found.rule,
        certainty="unread",
        hangs_on=hangs_in(phrase) if found.rule == RULE else None,
    )
    return hung_on(window, choice.hangs_on)


def reading_said(
    phrase: str,
    *,
    said_on: date,
    said_zone: str,
    zone: str,
    chosen: int | None,
    at: str = "",
    conventions: Conventions = HOUSE,
) -> Reading:
    """Return what words are read as, or the one of their readings that was chosen.

    Raises:
        AmbiguousPhrase: more than one reading is fair and none is chosen.
        Refusal: `no_such_reading`, `unknown_zone`.
    """
    found = read(phrase, said_on=said_on, said_zone=said_zone, zone=zone, conventions=conventions)
    if chosen is not None:
        return _chosen(found, chosen, at)
    if found.certainty == "ambiguous" and found.alternatives:
        raise _ambiguous(found, at)
    return found


def hung_on(window: Window, claim_id: str | None) -> Window:
    """Return an empty window that waits for a claim: as its words say, or else from that claim's day on."""
    if claim_id is None:
        return window
    hangs_on = window.hangs_on or HangsOn(how="from_that_day")
    return replace(window, rule=RULE, certainty="unread", hangs_on=replace(hangs_on, claim=claim_id))


def _chosen(found: Reading, number: int, at: str) -> Reading:
    if 1 <= number <= len(found.alternatives):
        return found.alternatives[number - 1]
    count = len(found.alternatives)
    raise refuse(
        "no_such_reading",
        "These words can be read in one way only." if count == 0 else "There is no such reading.",
        at=f"{at}/reading",
        hint=None if count == 0 else f"1 to {count}",
    )


def _ambiguous(found: Reading, at: str) -> AmbiguousPhrase:
    readings = "; ".join(
        f"{number}: {one.explanation}" for number, one in enumerate(found.alternatives, start=1)
    )
    fault = Fault(
        f"{at}/when",
        "ambiguous_phrase",
        "These words can fairly be read in more than one way.",
        f"Send `reading` with one of these numbers. {readings}",
    )
    return AmbiguousPhrase(found, fault)
