"""Fills the read models in the transaction that writes the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from service.domain.claim import Claim, fold
from service.domain.events import (
    AnswerDeclined,
    AnswerProposed,
    Assigned,
    Checked,
    Closed,
    ConditionChanged,
    Confirmed,
    CopyNoted,
    DeadlinePassed,
    Entry,
    Linked,
    Noted,
    Refuted,
    Reopened,
    Snoozed,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.track_record import TallyKey, tallied
from service.ledger.log import StreamKind
from service.read_models import (
    articles,
    carried_claims,
    claim_board,
    claim_labels,
    claim_names,
    claim_search,
    claims_as_known,
    record_tallies,
    streams,
)
from service.read_models.claim_rows import row_of

#: Events that change none of the words and names by which a claim is found.
WORDLESS = (
    AnswerDeclined,
    AnswerProposed,
    Assigned,
    Checked,
    Closed,
    ConditionChanged,
    Confirmed,
    CopyNoted,
    DeadlinePassed,
    Linked,
    Noted,
    Refuted,
    Reopened,
    Snoozed,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A stream that is no claim, with its whole history, oldest first."""

    kind: StreamKind
    number: int
    stream: str
    history: Sequence[Entry]
    is_new: bool


def project_claim(
    connection: Connection,
    number: int,
    claim_id: str,
    before: Claim | None,
    claim: Claim,
    history: Sequence[Entry],
    *,
    new: int,
) -> None:
    """Bring every read model but the tallies up to a claim's whole history, whose last `new` entries are new.

    Args:
        before: the fold of the history without the new entries.
        claim: the fold of all of it.
    """
    row = row_of(claim_id, claim)
    is_new = new == len(history)
    claim_board.put(connection, number, row, is_new=is_new)
    claims_as_known.put(connection, number, claim_id, row, history, new=new)
    carried_claims.put(connection, number, before, claim, history, new=new)
    if not all(isinstance(entry.event, WORDLESS) for entry in history[-new:]):
        _put_words(connection, number, row, claim, history, is_new=is_new)
    else:
        claim_labels.move(connection, number, row["on_board_at"])


def project_tallies(connection: Connection, changed: Iterable[tuple[Claim | None, Claim | None]]) -> None:
    """Bring the tallies up to changes, each a claim before and after; the events are in the log already."""
    found: Counter[TallyKey] = Counter()
    for before, after in changed:
        found.update(record_tallies.difference(tallied(before), tallied(after)))
    record_tallies.change(connection, found)


def project_anew(
    connection: Connection, number: int, claim_id: str, before: Claim, history: Sequence[Entry]
) -> None:
    """Write all rows of a claim afresh, after words of its history were destroyed.

    Args:
        before: the claim with these words, as the tallies have it.
    """
    claim = fold(history)
    if claim is None:
        return
    row = row_of(claim_id, claim)
    claim_board.put(connection, number, row, is_new=False)
    claims_as_known.forget(connection, number)
    claims_as_known.put_all(connection, claims_as_known.rows(number, claim_id, history))
    carried_claims.put_anew(connection, number, history)
    project_tallies(connection, [(before, claim)])
    _put_words(connection, number, row, claim, history, is_new=False)
    claim_search.leave_no_trace(connection)


def project_streams(connection: Connection, changed: Sequence[Changed]) -> None:
    """Bring the read models up to streams that are no claims, each with its whole history.

    All that stood before goes first: what one stream gives away, another may take up.
    """
    for one in changed:
        if not one.is_new:
            streams.forget(connection, one.kind, one.number)
    for one in changed:
        streams.put(connection, one.kind, one.number, one.stream, one.history)


def _put_words(
    connection: Connection,
    number: int,
    row: Mapping[str, Any],
    claim: Claim,
    history: Sequence[Entry],
    *,
    is_new: bool,
) -> None:
    claim_search.put(connection, number, claim_search.row_of(row, claim, history), is_new=is_new)
    claim_names.put(connection, number, claim_names.rows(number, claim), is_new=is_new)
    claim_labels.put(connection, number, claim_labels.rows(number, row, claim), is_new=is_new)
    articles.put_carried(
        connection, number, articles.carried_rows(number, row["claim"], claim), is_new=is_new
    )
