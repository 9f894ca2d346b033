"""Claims as bars on a line of days: which window, what became of it, which windows it was before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from markupsafe import Markup

from service.dashboard import claim_facts, wording
from service.dashboard.typed import title_text
from service.domain.claim import Claim
from service.domain.window import day_of
from service.formats import svg_timeline
from service.formats.svg_timeline import Bar, Line
from service.read_models.claim_rows import ClaimView

#: What the symbols on a line mean, for below it.
LEGEND = (
    "bar: window · pale: where it was before · ● came about · ✕ refuted · ▲ passed without answer · › no end"
)
#: Room to both sides of windows that a line is fitted to, as a part of their span and in days at least.
MARGIN, MARGIN_AT_LEAST = 0.04, timedelta(days=2)


def bar(view: ClaimView, at: datetime, *, query: str = "", own: str = "") -> Bar:
    """Return a claim as a bar.

    Args:
        query: what its address is followed by, to look back as far as the page does.
        own: the claim that the page is about.
    """
    claim = view.claim
    tag = claim_facts.status(claim, at)
    label = title_text(claim.text)
    outcome = wording.outcome_words(claim)
    words = f"{tag.word}: {outcome}" if outcome else tag.word
    return Bar(
        label=f"{tag.symbol} {'This claim' if view.id == own else label}",
        says=f"{label}: {wording.window_days(claim.window)}. {words}",
        href=f"/claims/{view.id}{query}",
        first=claim.window.earliest,
        last=claim.window.latest,
        family=tag.family,
        earlier=tuple((move.window.earliest, move.window.latest) for move in claim.moves),
        mark=_mark(claim, at),
    )


def drawn(
    views: Sequence[ClaimView],
    at: datetime,
    today: date,
    *,
    title: str,
    query: str = "",
    own: str = "",
    span: tuple[date, date] | None = None,
) -> Markup | None:
    """Return claims as a drawing, fitted to their windows unless a span is given; None without any day."""
    first, last = span or fitted([view.claim for view in views], today) or (None, None)
    if first is None or last is None:
        return None
    count = wording.counted(len(views), "window")
    line = Line(
        first=first,
        last=last,
        today=today,
        name="timeline",
        title=title,
        description=f"{count} from {wording.day(first)} to {wording.day(last)}. The table tells the same.",
    )
    # It is made of our own marks; every word of somebody else's in it was escaped.
    return Markup(svg_timeline.drawn(line, [bar(view, at, query=query, own=own) for view in views]))  # noqa: S704


def fitted(claims: Sequence[Claim], today: date) -> tuple[date, date] | None:
    """Return the span that holds all windows, and today where one of them has no end and is open."""
    found = [day for claim in claims for day in _days(claim, today)]
    if not found:
        return None
    first, last = min(found), max(found)
    margin = max((last - first) * MARGIN, MARGIN_AT_LEAST)
    return _no_earlier(first, margin), _no_later(last, margin)


def _no_earlier(day: date, margin: timedelta) -> date:
    return max(day, date.min + margin) - margin


def _no_later(day: date, margin: timedelta) -> date:
    return min(day, date.max - margin) + margin


def _days(claim: Claim, today: date) -> list[date]:
    windows = [claim.window, *(move.window for move in claim.moves)]
    ends = [day for window in windows for day in (window.earliest, window.latest) if day is not None]
    marked = _happened_on(claim)
    ends += [marked] if marked is not None else []
    waits = claim.window.earliest is not None and claim.window.latest is None and not claim.is_settled
    return [*ends, today] if waits else ends


def _mark(claim: Claim, at: datetime) -> tuple[str, date] | None:
    on = _happened_on(claim)
    if on is not None:
        return ("●" if claim.status == "confirmed" else "✕", on)
    latest = claim.window.latest
    if claim.is_settled or latest is None or day_of(at, claim.window.zone) <= latest:
        return None
    return ("▲", latest)


def _happened_on(claim: Claim) -> date | None:
    """Return the day on which it came about or, refuted, was known not to."""
    found = claim.resolution
    if found is None:
        return None
    if found.status == "refuted":
        return found.known_on
    return None if found.happened is None else found.happened.latest
