"""The rehearsal: every flag, letter and escalation over a span of days, without doing any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.access import accounts
from service.dashboard import deliveries, frame, wording
from service.dashboard.forms import Form, Shown
from service.dashboard.frame import Visitor
from service.dashboard.typed import said, title_text
from service.database import Connection, reading
from service.domain.refusals import Refusal
from service.domain.reminding.story import Happening, What
from service.domain.window import end_of_day, require_year, start_of_day
from service.read_models import claim_board
from service.rounds import rehearsal
from service.wiring import Wiring

#: What one page holds; longer spans and larger newsrooms are for the command.
MOST_DAYS, MOST_CLAIMS, MOST_SHOWN = 366, 5_000, 1_000
WORDS: Mapping[What, tuple[str, str]] = {
    "flag": ("Date passed", "dates pass"),
    "letter": ("Letter", "letters"),
    "digest": ("Digest", "digests"),
    "escalation": ("Editors are told", "letters to editors"),
    "no_letter": ("No letter", "letters left out"),
}
TOO_LARGE = (
    f"This newsroom holds more than {MOST_CLAIMS:,} claims, which is more than a page can play through. "
    "Use the command: hearsay rehearse --until DATE"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would happen, in words."""

    at: str
    what: str
    claim: str | None
    about: Markup
    step: str
    to: Markup
    reason: str


@dataclass(frozen=True, slots=True)
class _Span:
    """The days that are asked for; the form as it was sent, and what is wrong with it."""

    form: Form
    first: date
    last: date


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page on its path."""
    pages.add_url_rule("/rehearsal", "rehearsal", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return what would happen from one day to another; without any, over the next fortnight."""
    visitor, _caller = deliveries.admin(wiring)
    span = _span(visitor)
    lines: list[Line] = []
    found: list[Happening] = []
    with reading(wiring.engine) as connection:
        if not span.form.faults and rehearsal.has_more_than(connection, MOST_CLAIMS):
            form = Form(given=span.form.given, key="", faults=(Shown("", TOO_LARGE),))
            span = replace(span, form=form)
        if not span.form.faults:
            found = _rehearsed(connection, wiring, visitor, span)
            lines = _lines(connection, found[:MOST_SHOWN], visitor)
    return frame.page(
        visitor,
        "rehearsal.html",
        status=422 if span.form.faults else 200,
        form=span.form,
        lines=lines,
        left_out=len(found) - len(lines),
        counts=[(sum(one.what == what for one in found), words) for what, (_one, words) in WORDS.items()],
        span=f"{wording.day(span.first)} to {wording.day(span.last)}",
    )


def _rehearsed(connection: Connection, wiring: Wiring, visitor: Visitor, span: _Span) -> list[Happening]:
    starts_at = start_of_day(span.first, visitor.zone)
    if span.first == visitor.today:
        starts_at = visitor.now
    ends_at = end_of_day(span.last, visitor.zone)
    return rehearsal.rehearse(connection, wiring.settings, start=starts_at, until=ends_at)


def _span(visitor: Visitor) -> _Span:
    first, last = visitor.today, visitor.today + timedelta(days=14)
    given = {name: [request.args.get(name, str(day))] for name, day in (("from", first), ("until", last))}
    faults = []
    days = {}
    for name in ("from", "until"):
        try:
            days[name] = date.fromisoformat(given[name][0])
            require_year(days[name])
        except (ValueError, Refusal):
            faults.append(Shown(name, "Give a day as year-month-day, for example 2022-10-15."))
    if not faults:
        first, last = days["from"], days["until"]
        if last < first:
            faults.append(Shown("until", "The last day lies before the first."))
        elif (last - first).days > MOST_DAYS:
            faults.append(Shown("until", "Give at most a year, or use the command hearsay rehearse."))
    return _Span(Form(given=given, key="", faults=tuple(faults)), first, last)


def _lines(connection: Connection, found: Sequence[Happening], visitor: Visitor) -> list[Line]:
    views = claim_board.many(connection, sorted({one.claim for one in found if one.claim is not None}))
    names = {one.id: one.name for one in accounts.every(connection)}
    texts = {view.id: title_text(view.claim.text) for view in views.values()}
    return [
        Line(
            at=wording.moment(one.at, visitor.zone),
            what=WORDS[one.what][0],
            claim=one.claim,
            about=said(_about(one, texts), 120),
            step=(one.step or "").replace("_", " "),
            to=said(names.get(one.recipient or "", ""), 80),
            reason=one.reason,
        )
        for one in found
    ]


def _about(one: Happening, texts: Mapping[str, str]) -> str:
    if one.claim is not None:
        return texts.get(one.claim, one.claim)
    return wording.counted(one.claims, "claim")
