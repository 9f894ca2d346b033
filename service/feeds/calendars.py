"""Calendars of windows: of one claim, of the claims on a question, of any list of claims."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request

from service.database import reading
from service.domain.claim import Claim
from service.domain.refusals import not_found
from service.feeds import answers
from service.feeds.atom_feeds import title_of
from service.formats import icalendar_text
from service.formats.days_in_words import window_days
from service.formats.icalendar_text import Event
from service.formats.outcomes import STATUS_WORDS, outcome_sentence
from service.intake import queries
from service.intake.fields import is_id
from service.read_models import claim_board, questions, subscribed
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import ClaimFilter
from service.read_models.subscribed import Subscribed
from service.settings import Settings
from service.wiring import Wiring

#: What stands in a calendar for the words of a claim that are not to be seen over somebody's shoulder.
HIDDEN = "A claim in Hearsay"


#: Raised with every release that writes the same claims otherwise: the tag of a calendar is made of what
#: is in it, so that one that nothing has changed in need not be written to find that out.
FORMAT = 1


def add(feeds: Blueprint, wiring: Wiring) -> None:
    """Put the calendars on their paths."""
    feeds.add_url_rule("/claims.ics", "claims_ics", partial(claims, wiring))
    feeds.add_url_rule("/claims/<claim_id>.ics", "claim_ics", partial(one_claim, wiring))
    feeds.add_url_rule("/questions/<question_id>/claims.ics", "question_ics", partial(one_question, wiring))


def claims(wiring: Wiring) -> Response:
    """Return the windows of a list: those of open claims, as whoever has an answer is gone from it."""
    caller = answers.reader(wiring)
    wanted = answers.asked(caller)
    kept = [(name, value) for name, value in request.args.items(multi=True) if value]
    return of_list(wiring, Subscribed(wanted=wanted.filter), title_of(kept))


def one_question(wiring: Wiring, question_id: str) -> Response:
    """Return the windows of the open claims on a question."""
    answers.reader(wiring)
    queries.none(queries.pairs_of(request.query_string))
    with reading(wiring.engine) as connection:
        found = questions.one(connection, question_id) if is_id(question_id, "qst") else None
    if found is None:
        raise not_found("such question")
    return of_list(wiring, Subscribed(wanted=ClaimFilter(question=question_id)), found.text)


def one_claim(wiring: Wiring, claim_id: str) -> Response:
    """Return the window of one claim; one that has its answer is sent as cancelled.

    Whoever took the file in once takes it in again, and the event goes.
    """
    answers.reader(wiring)
    queries.none(queries.pairs_of(request.query_string))
    with reading(wiring.engine) as connection:
        view = claim_board.one(connection, claim_id) if is_id(claim_id, "clm") else None
    if view is None or not view.claim.window.has_dates:
        raise not_found("such claim with a window")
    settings = wiring.settings
    event = event_of(view, settings, hides=is_discreet(view.claim, settings))
    body = icalendar_text.document(event.summary, f"{settings.base_url}/claims/{claim_id}", [event])
    return answers.answer(body, icalendar_text.MEDIA_TYPE, changed_at=view.updated_at, now=wiring.now())


def of_list(wiring: Wiring, asked: Subscribed, name: str, *, hides: bool | None = None) -> Response:
    """Return a calendar of the open claims of a list.

    Args:
        hides: whether claims' words are left out; None is as each claim's desk has it.
    """
    settings = wiring.settings
    with reading(wiring.engine) as connection:
        keys = subscribed.window_keys(connection, asked, wiring.now())
        tag = answers.tag_of(FORMAT, name, hides, *settings.discreet_desks, *keys)
        if answers.has_already(tag):
            return answers.unchanged(tag)
        found = subscribed.windows(connection, keys)
    events = (
        event_of(view, settings, hides=is_discreet(view.claim, settings) if hides is None else hides)
        for view in found
    )
    body = icalendar_text.document(name, f"{settings.base_url}/calendar", events)
    return answers.answer(body, icalendar_text.MEDIA_TYPE, tag=tag)


def is_discreet(claim: Claim, settings: Settings) -> bool:
    """Say whether a claim's desk keeps its words out of what others might see."""
    return claim.desk is not None and claim.desk.strip().casefold() in settings.discreet_desks


def event_of(view: ClaimView, settings: Settings, *, hides: bool) -> Event:
    """Return the window of a claim as an event."""
    claim, window, url = view.claim, view.claim.window, f"{settings.base_url}/claims/{view.id}"
    text = HIDDEN if hides else claim.text
    said = [] if hides or window.phrase is None else [f"As it was said: “{window.phrase}”."]
    outlet = [] if hides else [f"Reported by {claim.reports[0].outlet}."]
    return Event(
        uid=view.id,
        window=window,
        sequence=icalendar_text.sequence(claim),
        is_cancelled=claim.is_settled,
        recorded_at=view.recorded_at,
        updated_at=view.updated_at,
        summary=f"{text}{_open_end(claim)}",
        says=[
            *([] if hides else [claim.text]),
            f"Window: {window_days(window)}, in {window.zone}.",
            *said,
            *outlet,
            outcome_sentence(claim) if claim.is_settled else f"{STATUS_WORDS[claim.status]}.",
            url,
        ],
        url=url,
        categories=() if hides else claim.tags,
    )


def _open_end(claim: Claim) -> str:
    """Return what a window's open end is called: the event itself stands on the one day that was named."""
    window = claim.window
    if window.latest is None:
        return " (from this day on, no end given)"
    return " (by this day)" if window.earliest is None and window.ends_at is None else ""
