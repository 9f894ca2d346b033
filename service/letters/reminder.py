"""The reminders: about one claim whose date passes or has passed, or about many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.window import Window
from service.formats.stances_in_words import in_one_line, is_worth_saying
from service.letters.letterhead import Letterhead
from service.letters.rendering import Trio, render
from service.letters.wording import (
    comes_in_words,
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

#: A letter about many claims lists this many and counts the rest.
MOST_LISTED = 40
#: Dates of rivals that one line can hold.
MOST_RIVALS = 5
#: Characters shown of a claim, of a wording, and of everything else.
CLAIM_MOST, WORDING_MOST, OTHER_MOST = 400, 500, 100
#: The same in a list, so that forty of them stay below the 60 KB that mail programs show whole.
LISTED_CLAIM_MOST, LISTED_PHRASE_MOST = 80, 30


def one_claim(view: ClaimView, *, rivals: Sequence[Claim], head: Letterhead) -> Trio:
    """Return the letter about one claim: its last day comes, is here, or has passed.

    Args:
        rivals: the other claims on the same question.
    """
    claim = view.claim
    facts: dict[str, Any] = {
        **claim_facts(view, head, most=CLAIM_MOST),
        "report": report_facts(claim, claim.reports[0]) if claim.reports else None,
        "more_reports": max(0, len(claim.reports) - 1),
        "stances": in_one_line(claim.reports) if is_worth_saying(claim.reports) else "",
        "rivals": other_dates(claim.window, rivals),
        "checked_on": None if claim.last_checked_on is None else day_in_words(claim.last_checked_on),
        "answers": head.offers(view.id, claim),
        "condition": None if claim.condition is None else cut(one_line(claim.condition.text), OTHER_MOST),
        "hides_text": head.hides(claim),
        "owns": claim.owner == head.reader.id,
        "stands_in_for": head.stands_in_for,
        "stop_url": head.stop_url("reminder"),
    }
    return render("reminder", facts)


def many_claims(views: Sequence[ClaimView], *, head: Letterhead) -> Trio:
    """Return the letter about many claims of one person whose dates come or have passed, the latest first."""
    today = head.now.date()
    ordered = sorted(views, key=lambda view: (view.claim.window.latest or today, view.id), reverse=True)
    ahead = sum(comes_in_words(view.claim.window, head.now) is not None for view in ordered)
    facts = {
        "title": _title_of_many(len(ordered), ahead),
        "listed": [listed_facts(view, head) for view in ordered[:MOST_LISTED]],
        "left_out": len(ordered) - len(ordered[:MOST_LISTED]),
        "board": f"{head.base_url}/",
        "stop_url": head.stop_url("reminder"),
    }
    return render("many_past_due", facts)


def _title_of_many(count: int, ahead: int) -> str:
    if ahead == 0:
        return f"The dates of {count:,} claims have passed"
    return f"{count:,} claims reach their last day" if ahead == count else f"{count:,} claims are due"


def listed_facts(view: ClaimView, head: Letterhead) -> dict[str, Any]:
    """Return what a list tells of one of its claims."""
    return claim_facts(view, head, most=LISTED_CLAIM_MOST, phrase_most=LISTED_PHRASE_MOST)


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


def claim_facts(
    view: ClaimView, head: Letterhead, *, most: int, phrase_most: int = OTHER_MOST
) -> dict[str, Any]:
    """Return what letters tell of a claim, in words that are cut to fit."""
    claim, now = view.claim, head.now
    window = claim.window
    return {
        "claim": cut(one_line(claim.text), most),
        "phrase": None if window.phrase is None else cut(one_line(window.phrase), phrase_most),
        "days": window_in_words(window),
        "zone": window.zone,
        "comes": comes_in_words(window, now),
        "passed": passed_in_words(window, now),
        "url": head.claim_url(view.id),
        "holds": claim.expects == "holds_through",
    }


def report_facts(claim: Claim, report: Report) -> dict[str, Any]:
    """Return what letters tell of a report, as it was published."""
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
