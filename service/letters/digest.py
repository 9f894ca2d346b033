"""The digest: everything of one person's that is due, or has changed, by section and question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from service.domain.reminding.digesting import MOST_ITEMS, Section, SectionName
from service.domain.window import day_of
from service.letters.letterhead import Letterhead
from service.letters.reminder import listed_facts
from service.letters.rendering import Trio, render
from service.letters.wording import cut, day_in_words, said_by_in_words, window_in_words
from service.mail.messages import carried_bytes, one_line
from service.read_models.claim_rows import ClaimView

#: Of both parts together, with a little room for heads: no digest is larger than 60 KB.
MOST_BYTES = 58_000
QUESTION_MOST, WHO_MOST = 60, 40
_TITLES: Mapping[SectionName, str] = {
    "past_due": "Date passed",
    "today": "Due today",
    "this_week": "Due this week",
    "to_check": "Time to check",
    "changed": "Changed since the last digest",
}
_IN_SUBJECT: Mapping[SectionName, str] = {
    "past_due": "past due",
    "today": "due today",
    "this_week": "this week",
    "to_check": "to check",
    "changed": "changed",
}


def digest(
    sections: Sequence[Section],
    views: Mapping[str, ClaimView],
    *,
    questions: Mapping[str, str],
    zone: str,
    since: datetime,
    head: Letterhead,
) -> Trio:
    """Return a digest: at most 40 claims and 60 KB, whatever they say; the rest is counted and linked.

    Args:
        views: the claims that are listed, by id; one that is missing is counted only.
        questions: their words, by id.
        zone: where the reader's day begins.
        since: what changed after this instant is told.
    """
    most = MOST_ITEMS
    rests = {one.name: f"{head.base_url}{_rest(one, head.reader.id, since)}" for one in sections}
    while True:
        trio = render("digest", _facts(sections, views, questions, zone, head, rests, most))
        if most == 0 or carried_bytes(trio.html) + carried_bytes(trio.text) <= MOST_BYTES:
            return trio
        most -= max(1, most // 8)


def _facts(
    sections: Sequence[Section],
    views: Mapping[str, ClaimView],
    questions: Mapping[str, str],
    zone: str,
    head: Letterhead,
    rests: Mapping[SectionName, str],
    most: int,
) -> dict[str, Any]:
    shown = []
    room, before = most, 0
    for section in sections:
        listed = [views[item.id] for item in section.items if item.id in views][:room]
        room -= len(listed)
        shown.append(
            {
                **_section_facts(section, listed, questions, head, before=before),
                "rest": rests[section.name],
            }
        )
        before += len(listed)
    today = day_in_words(day_of(head.now, zone))
    counts = ", ".join(f"{section.count:,} {_IN_SUBJECT[section.name]}" for section in sections)
    return {
        "subject_line": f"{counts} - {today}" if counts else f"Nothing due - {today}",
        "day": today,
        "sections": shown,
        "board": f"{head.base_url}/",
        "stop_url": head.stop_url("digest"),
    }


def _section_facts(
    section: Section,
    listed: Sequence[ClaimView],
    questions: Mapping[str, str],
    head: Letterhead,
    *,
    before: int,
) -> dict[str, Any]:
    places = {view.id: place for place, view in enumerate(listed, start=before + 1)}
    groups = [
        {
            "question": None
            if question is None
            else cut(one_line(questions.get(question, "")), QUESTION_MOST),
            "listed": [_item(section.name, view, head, places[view.id]) for view in group],
        }
        for question, group in groupby(listed, key=lambda view: view.claim.question)
    ]
    return {
        "title": _TITLES[section.name],
        "count": section.count,
        "groups": groups,
        "left_out": section.count - len(listed),
    }


def _rest(section: Section, account_id: str, since: datetime) -> str:
    """Return where all of a section stands: with what others own where not all of it is the reader's."""
    if section.name == "changed":
        return f"/changes-since?since={since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"/claims?due={section.name}" + (f"&owner={account_id}" if section.are_own else "")


def _item(name: SectionName, view: ClaimView, head: Letterhead, place: int) -> dict[str, Any]:
    claim = view.claim
    said_by = said_by_in_words(claim.reports[0].said_by) if claim.reports else "not stated"
    return {
        **listed_facts(view, head),
        "place": place,
        "state": _state(name, view, head),
        "who": cut(said_by, WHO_MOST),
        "days": window_in_words(claim.window),
        "answer": None if claim.is_settled or not head.choices_on(claim) else head.answer_url(view.id, claim),
    }


def _state(name: SectionName, view: ClaimView, head: Letterhead) -> str:
    claim = view.claim
    if claim.is_settled:
        return "closed" if claim.closed is not None else claim.status
    if name == "past_due":
        return f"passed {listed_facts(view, head)['passed']}"
    return "moved" if name == "changed" and claim.moves else claim.status
