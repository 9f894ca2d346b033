"""The parameters that addresses take, by what they ask for."""

from __future__ import annotations

from typing import get_args

from marshmallow import EXCLUDE, Schema

from service.domain.article import Standing
from service.domain.attribution import SaidByKind, Stance
from service.domain.events import Status
from service.intake import limits
from service.intake.fields import Choice, Day, DayOrInstant, Flag, Id, Text, Whole, Zone
from service.mail.tries import State
from service.read_models.carried_claims import CARRYINGS
from service.read_models.carrying import OUTCOMES
from service.read_models.claim_names import FAMILIES
from service.read_models.filters import DUES
from service.read_models.sorting import SORTS
from service.read_models.sources import SAYERS
from service.read_models.windows import SIDES, VIEWS


class Query(Schema):
    """Parameters; their names are checked before, together with repetitions."""

    class Meta:
        """Names are checked elsewhere."""

        unknown = EXCLUDE


class PageQuery(Query):
    """Which page of a list."""

    limit = Whole(
        limits.PAGE_LEAST, limits.PAGE_MOST, as_text=True, says="Items of one page; 50 unless said."
    )
    cursor = Text(limits.CURSOR, says="From the `next` of the page before.")


class MomentQuery(Query):
    """From when things are seen."""

    as_of = DayOrInstant(
        says="As the world stood then: from what had occurred. A date is the end of that day."
    )
    recorded_by = DayOrInstant(says="As this ledger stood then: from what had been recorded.")


class HistoryQuery(MomentQuery, PageQuery):
    """A history, from when it is seen, page by page."""


class OutletListQuery(MomentQuery, PageQuery):
    """Which outlets, from when they are seen, page by page."""

    q = Text(limits.LABEL, says="How a word of one of its names begins; case and accents are alike.")


class SourceListQuery(OutletListQuery):
    """Which named sources."""

    type = Choice(SAYERS)


class WhichQuery(Query):
    """Which claims."""

    status = Choice(get_args(Status))
    outcome = Choice(
        OUTCOMES,
        says="What became of it. answered is every outcome but open and closed; confirmed and refuted are "
        "those of which there is no more to say.",
    )
    due = Choice(DUES, says="past_due holds long_past_due too.")
    outlet = Text(
        limits.OUTLET,
        says="An outlet that published it, by id or by any of its names; case and accents are alike.",
    )
    source = Text(
        limits.LABEL,
        says="Who said it: a named person, an institution or a document, by id or by any of its names.",
    )
    said_by = Choice(get_args(SaidByKind), says="Kind of source.")
    stance = Choice(get_args(Stance), says="How at least one outlet stands, by the latest of its reports.")
    role = Choice(
        CARRYINGS,
        says="How the outlet, source or kind of source asked for carried it: at first hand, or from another "
        "report; carried is either. Reports against it do not count.",
    )
    dated = Flag(as_text=True, says="Whether anything was said about when.")
    moved = Flag(
        as_text=True, says="Whether its date was ever moved; for claims of an outlet, a source or a kind."
    )
    retracted = Flag(as_text=True, says="Whether the outlet or source asked for took it back.")
    question = Id("qst")
    tag = Text(limits.TAG)
    desk = Text(limits.DESK)
    owner = Id("acc")
    never_checked = Flag(as_text=True)
    window_end_lte = Day(data_key="window_end[lte]", says="The window ends on this day or before.")
    window_end_gte = Day(data_key="window_end[gte]", says="The window ends on this day or later.")
    window_start_lte = Day(data_key="window_start[lte]", says="The window begins on this day or before.")
    window_start_gte = Day(data_key="window_start[gte]", says="The window begins on this day or later.")
    q = Text(
        limits.SEARCH,
        says='Words, "phrases" in quotation marks and beginnings*, which all occur in text, wording, outlet, '
        "title or a named source; case and accents are alike. Of more than 24 words, the first.",
    )
    snoozed = Flag(as_text=True)
    merged = Flag(as_text=True, says="true: only what was merged into another claim; else all but that.")
    waits_for_second = Flag(as_text=True, says="Whether an answer waits for a second editor.")


class NarrowedQuery(MomentQuery, WhichQuery):
    """Which claims, from when they are seen."""


class FeedQuery(WhichQuery):
    """Which claims' entries, and which page of them."""

    before = Whole(1, 2**63 - 1, as_text=True, says="Only entries before this position.")


class ClaimListQuery(NarrowedQuery, PageQuery):
    """Which claims, in which order."""

    sort = Choice(SORTS, says="-recorded_at unless said; claims without an end come last.")


class RecordQuery(MomentQuery):
    """Of which claims a track record tells, and from when it is seen."""

    ends_from = Day(data_key="from", says="Only claims whose window ends on this day or later.")
    ends_until = Day(data_key="to", says="Only claims whose window ends on this day or before.")
    tag = Text(limits.TAG, says="Only claims with this tag.")
    said_by = Choice(get_args(SaidByKind), says="Only this kind of source.")


class CalendarQuery(NarrowedQuery):
    """Which claims, by the days on which their windows close or open."""

    view = Choice(VIEWS)
    on = Day(says="A day of the month, the weeks or the year that is shown; today unless said.")
    side = Choice(SIDES)


class TimelineQuery(NarrowedQuery):
    """Which claims, over which weeks."""

    on = Day(says="The first day; two weeks back unless said.")
    weeks = Whole(1, 520, as_text=True, says="How many weeks; 8 unless said.")


class ChangesQuery(Query):
    """Every event behind a position."""

    after = Whole(0, 2**63 - 1, as_text=True, says="The last position already seen; 0 to begin.")
    limit = Whole(
        limits.PAGE_LEAST, limits.PAGE_MOST, as_text=True, says="Items of one page; 50 unless said."
    )
    wait = Whole(
        0,
        limits.WAIT_SECONDS,
        as_text=True,
        says="Where there is nothing yet, wait so many seconds for the next event; 0 unless said.",
    )


class DueQuery(Query):
    """The sections of the board."""

    limit = Whole(
        limits.PAGE_LEAST, limits.PAGE_MOST, as_text=True, says="Claims of each section; 50 unless said."
    )


class WindowQuery(Query):
    """A phrase to be read."""

    phrase = Text(limits.PHRASE, required=True, says="The words about when.")
    said_on = Day(says="The day they were said.")
    said_zone = Zone(says="Where they were said; else the zone of the event.")
    zone = Zone(says="Zone of the event; else the newsroom's.")


class WriteQuery(Query):
    """How a change is to be made."""

    dry_run = Flag(as_text=True, says="true: check everything, write nothing.")


class ImportQuery(Query):
    """How a file is to be brought in."""

    dry_run = Flag(as_text=True, says="true: check everything, write nothing.")
    ask = Flag(as_text=True, says="true: ask about dates that have passed already, by letters too.")
    file_name = Text(limits.OUTLET, says="What the file is called, for the list of imports.")


class ExportQuery(Query):
    """Which events."""

    recorded_by = DayOrInstant(says="Only what this ledger held then. A date is the end of that day.")


class ArticleListQuery(PageQuery):
    """Which articles, page by page."""

    outlet = Text(
        limits.OUTLET, says="Who published them; case, accents and an agency's short name are alike."
    )
    copy_of = Id("art", says="Only confirmed copies of this article.")
    is_copy = Flag(as_text=True, says="true: only confirmed copies; false: only what is none.")


class CopyProposalsQuery(PageQuery):
    """Which pairs of articles, page by page."""

    standing = Choice(get_args(Standing), says="open unless said otherwise.")


class SuggestionsQuery(Query):
    """What somebody is typing, and into what kind of field."""

    field = Choice(FAMILIES, required=True, says="What is typed: a kind of name.")
    q = Text(limits.SEARCH, says="How it begins; without it, the first ones.")
    limit = Whole(
        limits.PAGE_LEAST, limits.SUGGESTIONS, as_text=True, says="How many at most; 10 unless said."
    )


class TokensQuery(Query):
    """Whose tokens."""

    account = Id("acc", says="Another account's, for admins.")


class DeliveriesQuery(Query):
    """Which letters."""

    state = Choice(get_args(State))
    claim = Id("clm", says="Letters about this claim.")
    limit = Whole(limits.PAGE_LEAST, limits.PAGE_MOST, as_text=True, says="50 unless said.")


class TrailQuery(PageQuery):
    """Which lines of the trail."""

    actor = Id("acc", says="Whose.")
    credential = Text(limits.ID, says="Of this token, session or command.")
    request_id = Text(limits.ID, says="Of this request.")
    since = DayOrInstant(says="From then on. A date is its first instant in the newsroom's zone.")
    before = DayOrInstant(says="Up to then, which is out.")
    refused = Flag(as_text=True, says="true: only what was refused; false: only what was done.")


class NoQuery(Query):
    """Nothing."""
