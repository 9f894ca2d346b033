"""Events as another ledger kept them, checked like new ones: types, order, and whether they were legal.

The ids stay; who recorded them, and when, is this ledger's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, get_args

from service.domain import decisions
from service.domain.article_events import ArticleEvent
from service.domain.claim import Claim, fold, grown
from service.domain.decisions import Facts
from service.domain.decisions.deciding import require_allowed, require_open
from service.domain.decisions.merging import came_from, merged_in
from service.domain.due import deadlines
from service.domain.events import (
    AnswerDeclined,
    AnswerProposed,
    ClaimEvent,
    ClaimReported,
    DeadlinePassed,
    Entry,
    Event,
    Merged,
    QuestionEvent,
    Redacted,
    SchedulersOwn,
    Snoozed,
    SourceEvent,
    Status,
    Undone,
)
from service.domain.refusals import Fault, Refusal, refuse
from service.domain.window import zone_named
from service.imports.deciding import Terms
from service.imports.faulty import Faults
from service.intake.dates import day_or_instant_in
from service.intake.faulting import Wrong
from service.intake.fields import is_id
from service.intake.import_rows import Row
from service.intake.limits import ARTICLE_TEXT, DESK, ID, OUTLET, TAG, WORDING, ZONE
from service.intake.plain_text import first_unfit
from service.ledger import codec

#: How the ids of each kind of stream begin.
PREFIXES: Mapping[str, str] = {"claim": "clm", "question": "qst", "source": "src", "article": "art"}
#: Characters of a text by the name it stands under; all others may be as long as any.
_MOST: Mapping[str, int] = {
    **dict.fromkeys(("id", "claim", "question", "owner", "into", "duplicate_of", "republishes"), ID),
    **dict.fromkeys(("merged_from", "cites"), ID),
    "zone": ZONE,
    "said_zone": ZONE,
    "desk": DESK,
    "tags": TAG,
    "outlet": OUTLET,
}


def entry_of(row: Row, terms: Terms) -> Entry:
    """Return the entry of a row, whose body has passed its schema.

    Raises:
        Refusal: it holds what no event of its kind can hold.
    """
    body, at = row.body, row.occurred_at
    if not isinstance(at, datetime):
        raise AssertionError("an event has an instant")
    if at > terms.context.now:
        raise refuse("in_the_future", f"{at.isoformat()} has not come yet.", at="/occurred_at")
    if not is_id(body["stream"], PREFIXES[body["stream_kind"]]):
        raise refuse(
            "bad_id", f"A {body['stream_kind']} has an id {PREFIXES[body['stream_kind']]}_….", at="/stream"
        )
    if not _belongs(body["event"], body["stream_kind"]):
        detail = f"A {body['stream_kind']} has no {body['event']}."
        raise refuse("unknown_choice", detail, at="/event")
    longest = ARTICLE_TEXT if body["stream_kind"] == "article" else WORDING
    faults = list(_unfit(body["data"], "/data", longest))
    if faults:
        raise Refusal(*faults)
    try:
        event = codec.from_plain(body["event"], body["shape"], body["data"])
    except (codec.UnknownStored, ValueError) as error:
        raise refuse("not_an_event", f"This is no {body['event']}: {error}.", at="/data") from error
    return Entry(body["version"], event, at, terms.context.actor.id)


#: The kind of stream of each kind of event; any may lose words.
_STREAMS: Mapping[type, str] = {
    **dict.fromkeys(get_args(ClaimEvent), "claim"),
    **dict.fromkeys(get_args(QuestionEvent), "question"),
    **dict.fromkeys(get_args(SourceEvent), "source"),
    **dict.fromkeys(get_args(ArticleEvent), "article"),
}
_BEGINNINGS = frozenset({"claim_reported", "question_asked", "source_added", "article_added"})


def _belongs(kind: str, stream_kind: str) -> bool:
    return kind == codec.KIND_OF[Redacted] or _STREAMS[codec.KINDS[kind]] == stream_kind


def _unfit(value: Any, at: str, longest: int, name: str = "") -> Iterator[Fault]:
    """Give what in plain values could not be stored on every engine, or shown."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _unfit(inner, f"{at}/{key}", longest, str(key))
        case list():
            for number, inner in enumerate(value):
                yield from _unfit(inner, f"{at}/{number}", longest, name)
        case str():
            most = _MOST.get(name, longest)
            unfit = first_unfit(value, lines=True)
            if len(value) > most:
                yield Fault(at, "too_long", f"At most {most:,} characters; this has {len(value):,}.")
            elif unfit is not None:
                yield Fault(at, "unfit_character", f"The character U+{ord(unfit):04X} cannot stand here.")
            elif name in ("zone", "said_zone"):
                try:
                    zone_named(value)
                except Refusal as refusal:
                    yield Fault(at, refusal.faults[0].code, refusal.faults[0].detail)
            elif name.endswith(("_on", "_at", "earliest", "latest", "until")):
                read = day_or_instant_in(value)
                if isinstance(read, Wrong):
                    yield Fault(at, read.code, read.detail)
        case int() if abs(value) >= 2**63:
            yield Fault(at, "out_of_range", "The number is too large.")


def history(
    before: Sequence[Entry], entries: Sequence[tuple[Row, Entry]], terms: Terms, faults: Faults
) -> tuple[list[Entry], list[Status]]:
    """Return a claim's whole history with new entries, and the status after each of those."""
    redacted = {one.event.version for _, one in entries if isinstance(one.event, Redacted)}
    held = list(before)
    statuses: list[Status] = []
    claim = fold(held)
    for row, entry in entries:
        try:
            _require_legal(claim, held, entry, terms, has_lost_words=bool(redacted))
        except Refusal as refusal:
            faults.of(
                row, [Fault("/data" + one.pointer, one.code, one.detail, one.hint) for one in refusal.faults]
            )
            return held, statuses
        claim = grown(claim, held, [entry])
        held.append(entry)
        if claim is None:
            raise AssertionError("a history begins with a claim")
        statuses.append(claim.status)
    return held, statuses


def without_lost_words(entries: Sequence[tuple[Row, Entry]]) -> list[tuple[Row, Entry]]:
    """Return entries of one stream, with those that were redacted as they read in their own ledger."""
    redacted = {one.event.version for _, one in entries if isinstance(one.event, Redacted)}
    return [
        (row, one._replace(event=codec.without_words(one.event)) if one.version in redacted else one)
        for row, one in entries
    ]


def _require_legal(
    claim: Claim | None, held: Sequence[Entry], entry: Entry, terms: Terms, *, has_lost_words: bool
) -> None:
    """Refuse what could not have been recorded in this place, by whatever rule refuses it today.

    Where words of the history are gone, only the kinds of entries and what they point to are weighed: what an
    entry changed cannot be told any more.
    """
    event = entry.event
    context = terms.context
    facts = Facts(context.actor, context.now, context.zone)
    if claim is None:
        if not isinstance(event, ClaimReported):
            raise refuse("not_reported", "The first entry of a claim is claim_reported.")
        decisions.report_claim(event, facts)
        return
    if isinstance(event, ClaimReported):
        raise refuse("reported_twice", "A claim is reported once.")
    if isinstance(event, DeadlinePassed):
        if event.arming != claim.arming or claim.is_flagged or deadlines(claim).closes_at is None:
            raise refuse("not_passed", "No date of this arming had passed, or that is on record.")
    elif isinstance(event, AnswerProposed | AnswerDeclined):
        _require_waiting(claim, event)
    elif not isinstance(event, SchedulersOwn):
        _require_follow_up(claim, held, entry, event, facts, has_lost_words=has_lost_words)


def _require_waiting(claim: Claim, event: AnswerProposed | AnswerDeclined) -> None:
    """Refuse an answer that waits beside another, and to decline what does not; who did it is not known."""
    waits = None if claim.proposal is None else claim.proposal.version
    wanted = event.version if isinstance(event, AnswerDeclined) else None
    if waits != wanted or claim.is_settled:
        raise refuse("nothing_waits", "This does not fit what waits for a second editor there.")


def _require_follow_up(
    claim: Claim,
    held: Sequence[Entry],
    entry: Entry,
    event: Any,
    facts: Facts,
    *,
    has_lost_words: bool,
) -> None:
    by_merging = isinstance(event, Merged) or came_from(entry) is not None or _is_of_merging(held, event)
    if not by_merging and not has_lost_words:
        at = entry.occurred_at if isinstance(event, Snoozed) else facts.now
        decisions.follow_up(claim, held, event, Facts(facts.actor, at, facts.zone))
        return
    require_allowed(claim, event, facts, wrote_it=False)
    if came_from(entry) is None:
        require_open(claim, event)
    if isinstance(event, Undone | Redacted) and not 1 <= event.version <= len(held):
        raise refuse("unknown_version", f"The history has no entry {event.version}.", at="/version")


def _is_of_merging(held: Sequence[Entry], event: Event) -> bool:
    """Say whether it takes back what came by a merging."""
    if not isinstance(event, Undone):
        return False
    mended = next((one for one in held if one.version == event.version), None)
    return mended is not None and (
        came_from(mended) is not None or merged_in(held, event.version) is not None
    )


def require_begun(before: Sequence[Entry], entries: Sequence[tuple[Row, Entry]], faults: Faults) -> None:
    """Refuse a stream of another kind than claims that does not begin at its beginning, or begins twice."""
    for row, entry in entries:
        begins = codec.KIND_OF[type(entry.event)] in _BEGINNINGS
        if begins != (entry.version == 1):
            detail = "A thing begins with being asked or added, and does so once."
            faults.of(row, [Fault("/event", "not_begun", detail)])
