"""The letters to the owner of claims whose date has passed: about one of them, or about many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.roles import Kind
from service.domain.window import Window
from service.letters.rendering import Trio, render
from service.letters.wording import (
    cut,
    day_in_words,
    link_or_none,
    passed_in_words,
    published_in_words,
    said_by_in_words,
    window_in_words,
)
from service.mail.messages import one_line
from service.read_models.claim_rows import ClaimView

Answer = Literal["check", "confirm", "refute"]
#: In the order in which the letter offers them.
ANSWERS: tuple[Answer, ...] = ("check", "confirm", "refute")
#: A letter about many claims lists this many and counts the rest.
MOST_LISTED = 40
#: Dates of rivals that one line can hold.
MOST_RIVALS = 5
#: Characters shown of a claim, of a wording, and of everything else.
CLAIM_MOST, WORDING_MOST, OTHER_MOST = 400, 500, 100
#: The same in a list, so that forty of them stay below the 60 KB that mail programs show whole.
LISTED_CLAIM_MOST, LISTED_PHRASE_MOST = 80, 30


def one_claim(
    view: ClaimView, *, rivals: Sequence[Claim], may: frozenset[Kind], now: datetime, base_url: str
) -> Trio:
    """Return the letter about one claim whose date has passed.

    Args:
        rivals: the other claims on the same question.
        may: the follow-ups its reader may record; only those are offered.
    """
    claim = view.claim
    address = claim_address(base_url, view.id)
    facts: dict[str, Any] = {
        **_claim_facts(view, now, base_url, most=CLAIM_MOST),
        "report": _report_facts(claim, claim.reports[0]) if claim.reports else None,
        "more_reports": max(0, len(claim.reports) - 1),
        "rivals": other_dates(claim.window, rivals),
        "checked_on": None if claim.last_checked_on is None else day_in_words(claim.last_checked_on),
        "answers": [
            {"label": _label(claim, answer), "url": f"{address}?answer={answer}#follow-up"}
            for answer in ANSWERS
            if answer in may
        ],
        "condition": None if claim.condition is None else cut(one_line(claim.condition.text), OTHER_MOST),
    }
    return render("date_passed", facts)


def many_claims(views: Sequence[ClaimView], *, now: datetime, base_url: str) -> Trio:
    """Return the letter about many claims of one person whose dates have passed, the newest first."""
    ordered = sorted(views, key=lambda view: (view.claim.window.latest or now.date(), view.id), reverse=True)
    listed = [
        _claim_facts(view, now, base_url, most=LISTED_CLAIM_MOST, phrase_most=LISTED_PHRASE_MOST)
        for view in ordered[:MOST_LISTED]
    ]
    left_out = len(ordered) - len(listed)
    facts = {"count": len(ordered), "listed": listed, "left_out": left_out, "board": f"{base_url}/"}
    return render("many_past_due", facts)


def claim_address(base_url: str, claim_id: str) -> str:
    """Return the address of a claim's page."""
    return f"{base_url}/claims/{claim_id}"


def other_dates(window: Window, rivals: Sequence[Claim]) -> list[str]:
    """Return the other dates reported on the same question, in words, the earliest first.

    Days only: the words they were said in belong to other claims, and are theirs to be destroyed.
    """
    found = {
        (rival.window.earliest, rival.window.latest): rival.window
        for rival in rivals
        if rival.window.has_dates
    }
    found.pop((window.earliest, window.latest), None)
    ordered = sorted(found.values(), key=lambda other: (other.latest or date.max, other.earliest or date.min))
    texts = [window_in_words(other) for other in ordered[:MOST_RIVALS]]
    more = len(ordered) - len(texts)
    return [*texts, f"and {more} more"] if more else texts


def _claim_facts(
    view: ClaimView, now: datetime, base_url: str, *, most: int, phrase_most: int = OTHER_MOST
) -> dict[str, Any]:
    claim = view.claim
    window = claim.window
    return {
        "claim": cut(one_line(claim.text), most),
        "phrase": None if window.phrase is None else cut(one_line(window.phrase), phrase_most),
        "window": _closing_in_words(window),
        "latest": None if window.latest is None else day_in_words(window.latest),
        "zone": window.zone,
        "passed": passed_in_words(window, now),
        "url": claim_address(base_url, view.id),
        "holds": claim.expects == "holds_through",
    }


def _closing_in_words(window: Window) -> str:
    """A window of one day is named by its end alone, like one whose beginning was not said."""
    words = window_in_words(window)
    return f"to {words}" if window.earliest == window.latest and window.has_dates else words


def _report_facts(claim: Claim, report: Report) -> dict[str, Any]:
    article = report.article
    zone = claim.window.said_zone or claim.window.zone
    return {
        "wording": cut(one_line(report.wording or ""), WORDING_MOST),
        "hedge": cut(one_line(report.hedge or ""), OTHER_MOST),
        "said_by": said_by_in_words(report.said_by),
        "outlet": cut(one_line(report.outlet), OTHER_MOST),
        "published": published_in_words(report, zone),
        "title": cut(one_line(article.title or ""), OTHER_MOST),
        "url": link_or_none(article.url),
    }


def _label(claim: Claim, answer: Answer) -> str:
    match answer:
        case "check":
            return "Checked, nothing new"
        case "confirm":
            return "It held" if claim.expects == "holds_through" else "It happened"
        case "refute":
            return "It did not hold" if claim.expects == "holds_through" else "It did not happen"
