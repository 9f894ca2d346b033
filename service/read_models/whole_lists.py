"""Lists from their first row to their last, page by page, so that no more than a page is ever in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from service.database import reading
from service.ledger import log
from service.ledger.log import Stored
from service.read_models import filters
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import ClaimFilter, Moment
from service.read_models.identities import Identities, identities
from service.read_models.looking_back import rivals_of
from service.read_models.replaying import MOST_EVENTS
from service.read_models.sorting import Sort

#: Rows read at once; each page is read by itself, so that no transaction waits for whoever fetches the list.
PAGE = 500


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Some claims of a list, and for each the others on its question."""

    views: Sequence[ClaimView]
    rivals: Mapping[str, Sequence[str]]
    #: Whom the names in them mean.
    who_is: Identities


def claims(engine: Engine, wanted: ClaimFilter, moment: Moment, *, sort: Sort) -> Iterator[ClaimPage]:
    """Give every claim that passes the filter.

    Sorted by when they were logged, each claim comes once, whatever is written meanwhile; sorted by a date,
    one that moves meanwhile can come twice or be left out. A replay is made once and read at once.

    Raises:
        Refusal: `too_much_to_replay`.
        Unavailable: the database does not answer.
    """
    cursor: str | None = None
    limit = PAGE if moment.recorded_by is None else MOST_EVENTS
    while True:
        with reading(engine) as connection:
            page = filters.claims(connection, wanted, moment, sort=sort, limit=limit, cursor=cursor)
            rivals = rivals_of(connection, page.items, moment)
            who_is = identities(connection, [view.claim for view in page.items])
        yield ClaimPage(page.items, rivals, who_is)
        cursor = page.next
        if cursor is None:
            return


def changes(engine: Engine, *, after: int) -> Iterator[list[Stored]]:
    """Give every event behind a position, in the order of the ledger, up to what it held at the first look.

    Raises:
        Unavailable: the database does not answer.
    """
    last: int | None = None
    while last is None or after < last:
        with reading(engine) as connection:
            last = log.head(connection) if last is None else last
            stored = log.read_after(connection, after, most=PAGE)
        yield [one for one in stored if one.position <= last]
        if not stored:
            return
        after = stored[-1].position
