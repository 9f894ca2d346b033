"""Claims as rows of a list: each put into words, with what its reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from service.access.accounts import Account
from service.dashboard import named, wording
from service.dashboard.typed import quoted, said
from service.domain.attribution import origins
from service.domain.due import deadlines, due, is_snoozed
from service.domain.window import Window, day_of
from service.formats.stances_in_words import in_one_line, is_worth_saying
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import Identities

#: Where nobody is looked up: names lead nowhere.
NOBODY = Identities()
#: How much of a claim's text a list shows.
SHOWN = 280
#: What a status is called on a day that is over.
THEN_WORDS = {"Due today": "Due that day", "Due this week": "Due that week"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim in a list."""

    id: str
    text: Markup
    tag: wording.Tag
    said_by: Markup
    outlet: Markup
    #: Empty where there is only one.
    outlets: Markup
    #: How outlets stand, where more is to be said than that they carry it; empty else.
    stances: str
    window: str
    phrase: Markup | None
    #: None where the reader may not see who looked and who is asked.
    check: str | None
    owner: Markup | None
    snoozed: str | None
    #: An answer waits for a second editor; the public is not told.
    is_waiting: bool = False


def rows(
    views: Iterable[ClaimView],
    names: Mapping[str, Account],
    now: datetime,
    *,
    for_public: bool,
    who_is: Identities = NOBODY,
) -> list[Row]:
    """Return claims as rows, in their order."""
    return [row(view, names, now, for_public=for_public, who_is=who_is) for view in views]


def row(
    view: ClaimView,
    names: Mapping[str, Account],
    now: datetime,
    *,
    for_public: bool,
    who_is: Identities = NOBODY,
) -> Row:
    """Return a claim as a row at an instant.

    Args:
        who_is: whom names mean, so that they lead there and those of one outlet count once.
    """
    claim = view.claim
    reports = who_is.one_name_each(claim.reports)
    today = day_of(now, claim.window.zone)
    standing = due(deadlines(claim), now, is_settled=claim.is_settled)
    first = claim.reports[0]
    snoozed = None
    if claim.snoozed_until is not None and is_snoozed(claim, now) and not for_public:
        snoozed = f"snoozed until {wording.day(claim.snoozed_until)}"
    return Row(
        id=view.id,
        text=said(claim.text, SHOWN),
        tag=wording.tag(claim, standing, today),
        said_by=named.said_by(first, who_is),
        outlet=named.outlet(first, who_is, most=80),
        outlets=wording.origins_words(reports, claim.copies) if origins(reports).outlets > 1 else Markup(),
        stances=in_one_line(reports) if is_worth_saying(reports) else "",
        window=wording.window_days(claim.window),
        phrase=phrase(claim.window),
        check=None if for_public else wording.last_check(claim, today),
        owner=None if for_public else owner(claim.owner, names),
        snoozed=snoozed,
        is_waiting=claim.proposal is not None and not for_public,
    )


def as_of_then(found: Row) -> Row:
    """Return a row as a page that looks back shows it: what was due that day is not said to be due today."""
    word = THEN_WORDS.get(found.tag.word, found.tag.word)
    return replace(found, tag=replace(found.tag, word=word))


def phrase(window: Window) -> Markup | None:
    """Return the words in which the date was said, in quotation marks."""
    return None if window.phrase is None else quoted(window.phrase, 160)


def owner(account_id: str | None, names: Mapping[str, Account]) -> Markup:
    """Return the name of who is asked first."""
    if account_id is None:
        return Markup("nobody")
    account = names.get(account_id)
    return Markup("an account that is gone") if account is None else said(account.name, 80)
