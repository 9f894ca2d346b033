"""Claims as rows of the board: beside what every list shows, rivals, the last change and ways to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from service.access.accounts import Account
from service.dashboard import rows, wording
from service.dashboard.ago import ago
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen
from service.dashboard.rows import Row
from service.dashboard.typed import plain, said
from service.database import Connection
from service.domain.roles import may_follow_up
from service.read_models import agreement, questions
from service.read_models.agreement import Agreement
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import Identities, identities

#: How much of a claim and of a question a row shows.
TEXT_SHOWN, QUESTION_SHOWN = 200, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One claim on the board."""

    row: Row
    text: str
    #: The id of the question it bears on, and its words; None where there is none.
    question: str | None
    question_words: Markup | None
    rivals: str
    #: How long ago the last entry was recorded, and exactly when.
    changed: str
    changed_at: str
    changed_iso: str
    #: What the quick answers are called here; none where this person may not settle it.
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What the rows of a board need to know beside the claims, asked once for all of them."""

    names: Mapping[str, Account]
    questions: Mapping[str, str]
    agreements: Mapping[str, Agreement]
    visitor: Visitor
    seen: Seen
    who_is: Identities


def telling(
    connection: Connection,
    views: Sequence[ClaimView],
    names: Mapping[str, Account],
    visitor: Visitor,
    seen: Seen,
) -> Telling:
    """Return what rows need to know, in a few queries however many there are."""
    ids = {view.claim.question for view in views if view.claim.question is not None}
    return Telling(
        names,
        questions.texts(connection, ids),
        agreement.agreements(connection, ids, seen.moment),
        visitor,
        seen,
        identities(connection, [view.claim for view in views]),
    )


def board_row(view: ClaimView, known: Telling) -> BoardRow:
    """Return a claim as a row of the board."""
    claim, seen, visitor = view.claim, known.seen, known.visitor
    question = known.questions.get(claim.question or "")
    changed_at = wording.moment(view.updated_at, visitor.zone)
    found = rows.row(view, known.names, seen.moment.due_at, for_public=visitor.is_public, who_is=known.who_is)
    if not seen.is_now:
        found = rows.as_of_then(found)
    return BoardRow(
        row=found,
        text=plain(claim.text, TEXT_SHOWN),
        question=claim.question,
        question_words=None if question is None else said(question, QUESTION_SHOWN),
        rivals=rivals_words(known.agreements.get(claim.question or ""), claim.window.latest),
        changed=ago(view.updated_at, visitor.now) if seen.is_now else changed_at,
        changed_at=changed_at,
        changed_iso=view.updated_at.isoformat(timespec="minutes"),
        answers=_answers(view, visitor) if seen.is_now else (),
    )


def rivals_words(found: Agreement | None, latest: date | None) -> str:
    """Return how many of the claims on its question name the same last day: “2 of 4 agree”, “none”."""
    total = 0 if found is None else found.total
    if found is None or total < 2:
        return "none"
    same = found.with_last_day(latest)
    if same >= total:
        return "both agree" if total == 2 else f"all {total} agree"
    if same < 2:
        others = total - 1
        return "1 other differs" if others == 1 else f"{others:,} others differ"
    return f"{same:,} of {total:,} agree"


def _answers(view: ClaimView, visitor: Visitor) -> tuple[tuple[str, str], ...]:
    """Return the quick answers; whoever may not settle it may check it."""
    if visitor.caller is None or not visitor.may_log:
        return ()
    actor = visitor.caller.actor
    if view.claim.proposal is not None:  # It waits for a second editor; one answer waits at a time.
        return (("check", "Checked"),)
    if not may_follow_up(actor, "confirm", owns=view.claim.owner == actor.id, wrote_it=False):
        return (("check", "Checked"),)
    if view.claim.expects == "holds_through":
        return (("confirm", "It held"), ("refute", "It did not"))
    return (("confirm", "Came true"), ("refute", "Did not"))
