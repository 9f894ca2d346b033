"""From what was said about when to a window: a phrase read, days taken as given, or no date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service.domain.as_said import Choice, hung_on, reading_said, window_said
from service.domain.attribution import Article, Report
from service.domain.edtf import read_edtf
from service.domain.phrases import HOUSE, Conventions, Reading
from service.domain.refusals import Fault, Refusal
from service.domain.window import Window, day_of, window_of_dates
from service.intake.faulting import moved

#: The fields that only mean something beside words or days, or beside words alone.
_BESIDE = ("said_on", "said_zone", "zone")
_BESIDE_WORDS = ("reading",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where the words about when stand: what holds unless the body says otherwise."""

    zone: str
    said_zone: str | None = None
    said_on: date | None = None
    article: Article | None = None
    now: datetime
    #: The newsroom's, by which words are read.
    conventions: Conventions = HOUSE

    def said_on_in(self, said_zone: str) -> date | None:
        """Return the day the words were said, as far as it is known from elsewhere."""
        published_on = None if self.article is None else published_on_in(self.article, said_zone)
        return published_on or self.said_on


def published_on_in(article: Article, said_zone: str) -> date | None:
    """Return the day an article came out, as it was in a zone, where that is known."""
    if article.published_on is not None or article.published_at is None:
        return article.published_on
    return day_of(article.published_at, said_zone)


def says_when(loaded: Mapping[str, Any]) -> bool:
    """Say whether a body holds words or days about when."""
    return any(loaded[name] is not None for name in ("when", "window", "edtf", "hangs_on"))


def stray_faults(loaded: Mapping[str, Any]) -> list[Fault]:
    """Return faults for a zone or a day of saying that stands beside no words and no days."""
    faults = []
    if loaded["when"] is None:
        detail = "This belongs to words about when: give when too."
        faults = [
            Fault(f"/{name}", "window_needed", detail) for name in _BESIDE_WORDS if loaded[name] is not None
        ]
    if says_when(loaded):
        return faults
    detail = "This belongs to a date: give when, window or edtf too."
    return faults + [
        Fault(f"/{name}", "window_needed", detail) for name in _BESIDE if loaded[name] is not None
    ]


def window_of(loaded: Mapping[str, Any], setting: Setting) -> Window:
    """Return the window that a body speaks of; without words or days, one that holds no date.

    Raises:
        AmbiguousPhrase: the words can fairly be read in more than one way, and none is chosen.
        Refusal: `said_on_needed`, `in_the_future`, `edtf_invalid`, `edtf_level_2`, `edtf_out_of_range`,
            `no_such_reading`, `hangs_on_nothing`.
    """
    given = loaded["window"] or {}
    zone = given.get("zone") or loaded["zone"] or setting.zone
    said_zone = loaded["said_zone"] or setting.said_zone or zone
    said_on = loaded["said_on"] or setting.said_on_in(said_zone)
    _require_said(loaded["said_on"], said_zone, setting.now)
    phrase = loaded["when"]
    if given:
        return _of_days(given, zone=zone, phrase=phrase, said_on=said_on, said_zone=said_zone)
    if loaded["edtf"] is not None:
        text = loaded["edtf"]
        return _of_edtf(text, zone=zone, phrase=phrase, said_on=said_on, said_zone=said_zone)
    if phrase is None:
        window = Window(zone=zone, said_on=said_on, said_zone=None if said_on is None else said_zone)
        return hung_on(window, loaded["hangs_on"])
    if said_on is None:
        detail = "These words can only be read from the day they were said."
        hint = "Give said_on, or the report's article.published_at."
        raise Refusal(Fault("/when", "said_on_needed", detail, hint))
    choice = Choice(reading=loaded["reading"], hangs_on=loaded["hangs_on"])
    return window_said(
        phrase,
        said_on=said_on,
        said_zone=said_zone,
        zone=zone,
        choice=choice,
        conventions=setting.conventions,
    )


def own_reading(
    report: Report, chosen: int | None, *, zone: str, conventions: Conventions = HOUSE
) -> Reading | None:
    """Return what a report's own wording of the date is read as; None where it has none that has a window.

    Raises:
        AmbiguousPhrase: the words can fairly be read in more than one way, and none is chosen.
    """
    said_on = published_on_in(report.article, zone)
    if report.when is None or said_on is None:
        return None
    return reading_said(
        report.when,
        said_on=said_on,
        said_zone=zone,
        zone=zone,
        chosen=chosen,
        at="/report",
        conventions=conventions,
    )


def _require_said(said_on: date | None, said_zone: str, now: datetime) -> None:
    if said_on is not None and said_on > day_of(now, said_zone):
        raise Refusal(Fault("/said_on", "in_the_future", f"{said_on} has not come yet."))


def _of_days(
    given: Mapping[str, Any], *, zone: str, phrase: str | None, said_on: date | None, said_zone: str
) -> Window:
    try:
        return window_of_dates(
            given["earliest"],
            given["latest"],
            zone=zone,
            phrase=phrase,
            said_on=said_on,
            said_zone=None if said_on is None else said_zone,
        )
    except Refusal as refusal:
        raise Refusal(*moved(refusal, "/window")) from refusal


def _of_edtf(text: str, *, zone: str, phrase: str | None, said_on: date | None, said_zone: str) -> Window:
    reading = read_edtf(text)
    return Window(
        earliest=reading.earliest,
        latest=reading.latest,
        zone=zone,
        precision=reading.precision,
        phrase=phrase,
        said_on=said_on,
        said_zone=None if said_on is None else said_zone,
        rule=reading.rule,
        certainty=reading.certainty,
    )
