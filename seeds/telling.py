"""How the sample story is told: claims with what followed, and the two texts that carry all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from service.domain.as_said import AmbiguousPhrase, window_said
from service.domain.attribution import Article, Report, SaidBy, Stance
from service.domain.decisions import FollowUp
from service.domain.events import Amended, ClaimReported, Evidence, Noted, ReportAdded
from service.domain.window import Window

ZONE = "Europe/Moscow"
PUBLISHED_ON = date(2022, 9, 26)
#: Of the two texts, the one the claims are logged from; only the other one's credit line names its outlet.
MOSCOW_TIMES, BARENTS_OBSERVER = "rep_moscow_times", "rep_barents_observer"
OWN_VOICE = SaidBy(kind="own_voice")
NOT_STATED = SaidBy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One claim of the story, and everything that was recorded about it afterwards, oldest first."""

    number: int
    claim: ClaimReported
    #: The words of a new question that this claim brings along.
    asks: str | None = None
    #: Reports that the claim's first one names as where it has it from.
    named: tuple[Report, ...] = ()
    then: tuple[FollowUp, ...]

    @property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """All that follows the claim, oldest first.

        A report can only cite what is on record, and the claim is logged from the text at hand: the reports
        it names come after it, and then the entry that says so.
        """
        if not self.named:
            return self.then
        first = replace(self.claim.report, cites=tuple(report.id for report in self.named))
        named = Amended(reason="The reports it names were logged after it.", report=first)
        return (*added(*self.named), named, *self.then)

    @property
    def claim_id(self) -> str:
        """The id the claim has in every installation."""
        return f"clm_sample_{self.number:02}"


def moscow_times(said_by: SaidBy, *, hedge: str | None = None, when: str | None = None) -> Report:
    """Return the first text as a report; it relays, save where it speaks in its own voice."""
    return Report(
        id=MOSCOW_TIMES,
        outlet="The Moscow Times",
        said_by=said_by,
        hedge=hedge,
        stance=_stance(said_by),
        when=when,
        article=Article(published_on=PUBLISHED_ON),
    )


def barents_observer(
    said_by: SaidBy, *, hedge: str | None = None, when: str | None = None, predicts: bool = True
) -> Report:
    """Return the second text as a report: a copy of the first by agreement, not word for word.

    Args:
        predicts: its words about when name a day to come, and not that of something that has happened.
    """
    return Report(
        id=BARENTS_OBSERVER,
        outlet="The Barents Observer",
        said_by=said_by,
        hedge=hedge,
        stance=_stance(said_by),
        when=when,
        window=_read(when) if when is not None and predicts else None,
        article=Article(
            title="Russia readies border closures for military-aged men – reports",
            published_on=PUBLISHED_ON,
        ),
        republishes=MOSCOW_TIMES,
    )


def unseen(report_id: str, outlet: str, said_by: SaidBy = NOT_STATED) -> Report:
    """Return a report that is known only because others name it: no address, title or time."""
    return Report(id=report_id, outlet=outlet, said_by=said_by)


def added(*reports: Report) -> tuple[FollowUp, ...]:
    """Return the reports as follow-ups, in their order."""
    return tuple(ReportAdded(report=report) for report in reports)


def said(phrase: str) -> Window:
    """Return the window that words of the story are read as, from where and when they were said."""
    return window_said(phrase, said_on=PUBLISHED_ON, said_zone=ZONE, zone=ZONE)


def _read(phrase: str) -> Window | None:
    """Return what a report's own words are read as, without them; None where that is more than one way."""
    try:
        window = said(phrase)
    except AmbiguousPhrase:
        return None
    return replace(window, phrase=None) if window.has_dates else None


def undated() -> Window:
    """Return the window of a claim of which nothing was said about when."""
    return Window(zone=ZONE, said_on=PUBLISHED_ON, said_zone=ZONE)


def public_record(what: str) -> tuple[Evidence, ...]:
    """Return evidence that is a matter of public record and has no link here."""
    return (Evidence(note=f"{what} This is public record; the sample keeps no link."),)


def noted(note: str) -> Noted:
    """Return a note that everybody may read."""
    return Noted(note=note, public=True)


def _stance(said_by: SaidBy) -> Stance:
    return "for" if said_by.kind == "own_voice" else "relays"
