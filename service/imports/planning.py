"""What a batch of rows comes to, before anything is written: claims, questions, entries, faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from service.changes import carrying
from service.changes.in_bulk import Other, Prepared, Story, prepared, source_keys
from service.domain.claim import Claim
from service.domain.decisions import Decision
from service.domain.dependents import condition_waits_for, waits_for, window_waits_for
from service.domain.events import Entry, NewEvent, QuestionAsked, Redacted
from service.domain.refusals import Fault, Refusal
from service.imports import exact, known, source_rows
from service.imports.arranging import in_order
from service.imports.deciding import Terms, Told, moment_in, told
from service.imports.faulty import Faults
from service.imports.known import Known
from service.imports.naming import Asked, Names, words_key
from service.intake.fields import is_id
from service.intake.import_rows import BODIES, CLAIM, EVENT, QUESTION, SOURCE, Row, places
from service.intake.schema import load
from service.ledger import log
from service.ledger.log import Append, stream_kind
from service.read_models import claim_board, sources


@dataclass(slots=True)
class Plan:
    """What is to be written of a batch, and what to tell of it."""

    stories: list[Prepared] = field(default_factory=list)
    also: list[Other] = field(default_factory=list)
    #: Streams with the entry whose words are to be destroyed, and the one that says so.
    redactions: list[tuple[str, int, int]] = field(default_factory=list)
    kept: list[Known] = field(default_factory=list)
    #: How many rows of each kind come in.
    added: Counter[str] = field(default_factory=Counter)
    #: Rows that came in before, and those of them that say something else now.
    known: int = 0
    changed: list[dict[str, Any]] = field(default_factory=list)


def plan(
    connection: Connection,
    rows: Sequence[Row],
    terms: Terms,
    faults: Faults,
    *,
    elsewhere: Mapping[str, str],
    is_to_be_written: bool = True,
) -> Plan:
    """Return what a batch of rows comes to; what is refused goes to the faults.

    Args:
        elsewhere: by key, ids of claims that are in other batches of the same file.
        is_to_be_written: work out the rows of the read models too.
    """
    made = Plan()
    events, rows = [row for row in rows if row.kind == EVENT], [row for row in rows if row.kind != EVENT]
    names = _names(connection, rows, terms, elsewhere)
    fresh = _fresh(rows, names, made)
    for row in fresh:
        if row.kind == QUESTION:
            _ask(row, names, terms, faults)
        elif row.kind == CLAIM:
            names.claims[row.key] = terms.context.new_id("clm")
    stories = []
    for claim_id, of_claim in _by_claim(fresh, names, faults).items():
        before = [one.entry for one in log.read(connection, claim_id)] if claim_id in names.existing else []
        ordered = in_order(of_claim, terms.context.zone)
        story = told(claim_id, before, ordered, names, terms, faults)
        _note_copies(connection, story, ordered[0], terms, faults)
        stories.append(story)
    _require_links(connection, stories, {row.key: row for row in fresh}, faults)
    made.added.update(row.kind for row in fresh)
    made.kept = [one for story in stories for one in story.kept]
    _put_questions(names, made, terms)
    of_sources = source_rows.named(connection, [row for row in fresh if row.kind == SOURCE], terms, faults)
    made.also += of_sources.others
    made.kept += of_sources.kept
    found = [story.story for story in stories]
    found += _exact(connection, events, terms, faults, made)
    if is_to_be_written and not faults.count:
        made.stories = [prepared(story) for story in found]
    return made


def _exact(
    connection: Connection, rows: Sequence[Row], terms: Terms, faults: Faults, made: Plan
) -> list[Story]:
    """Return the claims whose events a file holds as they are; other streams go to the plan."""
    stories = []
    existing = known.existing(connection, {row.body["stream"] for row in rows})
    for stream, group in groupby(sorted(rows, key=_stream_and_version), key=lambda row: row.body["stream"]):
        before = [one.entry for one in log.read(connection, stream)] if stream in existing else []
        fresh = _new_entries(list(group), before, existing.get(stream), terms, faults, made)
        if not fresh:
            continue
        made.added[EVENT] += len(fresh)
        fresh = exact.without_lost_words(fresh)
        made.redactions += [
            (stream, entry.event.version, entry.version)
            for _, entry in fresh
            if isinstance(entry.event, Redacted)
        ]
        if fresh[0][0].body["stream_kind"] != "claim":
            exact.require_begun(before, fresh, faults)
            new = [(NewEvent(entry.event, entry.occurred_at), None) for _, entry in fresh]
            kind = stream_kind(fresh[0][0].body["stream_kind"])
            made.also.append(Other(Append(stream, kind, len(before), new), before))
            _require_free_names(connection, made.also[-1], fresh[0][0], faults)
            continue
        after, statuses = exact.history(before, fresh, terms, faults)
        stories.append(Story(stream, tuple(after), tuple(statuses), is_exact=True))
    return stories


def _require_free_names(connection: Connection, other: Other, row: Row, faults: Faults) -> None:
    """Refuse a source by whose name another one is known here."""
    for key, holder in sources.holders(connection, source_keys(other)).items():
        if holder != other.append.stream:
            detail = f"“{key.folded}” is the name of {holder} here."
            hint = "An export comes into an installation that has no source of this name."
            faults.of(row, [Fault("/data/name", "name_taken", detail, hint)])


def _stream_and_version(row: Row) -> tuple[str, int]:
    return row.body["stream"], row.body["version"]


def _new_entries(
    rows: Sequence[Row],
    before: Sequence[Entry],
    kind: str | None,
    terms: Terms,
    faults: Faults,
    made: Plan,
) -> list[tuple[Row, Entry]]:
    """Return the entries of one stream that are not there yet, without a gap."""
    fresh: list[tuple[Row, Entry]] = []
    kind = kind or rows[0].body["stream_kind"]
    for row in rows:
        try:
            entry = exact.entry_of(row, terms)
        except Refusal as refusal:
            faults.of(row, refusal.faults)
            return []
        version = entry.version
        if row.body["stream_kind"] != kind:
            faults.of(row, [Fault("/stream_kind", "not_alike", f"{row.body['stream']} is a {kind}.")])
        elif version <= len(before):
            made.known += 1
            if before[version - 1][1:3] != entry[1:3]:
                made.changed.append(
                    {"row": row.number, "line": row.line, "key": None, "stream": row.body["stream"]}
                )
        elif version != len(before) + len(fresh) + 1:
            wanted = len(before) + len(fresh) + 1
            detail = f"Version {wanted} of {row.body['stream']} should come before it."
            faults.of(row, [Fault("/version", "version_missing", detail)])
            return []
        else:
            fresh.append((row, entry))
    return fresh


def _note_copies(connection: Connection, story: Told, row: Row, terms: Terms, faults: Faults) -> None:
    """Let a claim know of reports whose articles are confirmed copies, as every other door does."""
    new = [NewEvent(entry.event, entry.occurred_at) for entry in story.history[story.begun :]]
    articles = [one.article for one in carrying.reports_in(event.event for event in new)]
    if story.claim is None or not any(one.url or one.id for one in articles):
        return
    facts = terms.context.facts
    try:
        noted = carrying.noted(connection, story.claim, Decision(tuple(new)), facts)
    except Refusal as refusal:
        faults.of(row, refusal.faults)
    else:
        story.take(noted, terms.context.actor.id)


def _names(connection: Connection, rows: Sequence[Row], terms: Terms, elsewhere: Mapping[str, str]) -> Names:
    named: set[str] = {row.claim for row in rows if row.claim is not None}
    for row in rows:
        for (what, _pointer), name in places(row):
            named.add(name)
            if what == "question":
                named.add(words_key(name))
    ids = {name for name in named if is_id(name, "clm") or is_id(name, "qst")}
    found = known.by_key(connection, {*named, *(row.key for row in rows)})
    existing = known.existing(connection, {*ids, *(one.stream for one in found.values())})
    return Names(dict(elsewhere), found, existing, terms.context.new_id)


def _fresh(rows: Iterable[Row], names: Names, made: Plan) -> list[Row]:
    """Return the rows that did not come in before."""
    fresh = []
    for row in rows:
        before = names.known.get(row.key)
        if before is None:
            fresh.append(row)
            continue
        made.known += 1
        if before.digest != row.digest:
            made.changed.append(
                {"row": row.number, "line": row.line, "key": row.key, "stream": before.stream}
                | {"import": before.import_id}
            )
    return fresh


def _by_claim(rows: Iterable[Row], names: Names, faults: Faults) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.kind in (QUESTION, SOURCE):
            continue
        name = row.key if row.claim is None else row.claim
        claim_id = names.claim(name)
        if claim_id is None:
            hint = "The key of a claim's row here or in an earlier import, or an id (clm_…)."
            faults.of(row, [Fault("/claim", "unknown_claim", f"There is no claim “{name[:60]}”.", hint)])
        else:
            found.setdefault(claim_id, []).append(row)
    return found


def _ask(row: Row, names: Names, terms: Terms, faults: Faults) -> None:
    try:
        text = load(BODIES[QUESTION], row.body)["text"]
        asked = Asked(terms.context.new_id("qst"), row.key, text, row.digest, moment_in(row, terms.context))
    except Refusal as refusal:
        faults.of(row, refusal.faults)
        text, asked = "", Asked(terms.context.new_id("qst"), row.key, "", row.digest)
    names.questions[row.key] = asked


def _put_questions(names: Names, made: Plan, terms: Terms) -> None:
    for asked in names.questions.values():
        at = asked.occurred_at or terms.context.now
        made.also.append(
            Other(Append(asked.id, "question", 0, [(NewEvent(QuestionAsked(text=asked.text), at), None)]))
        )
        made.kept.append(Known(asked.key, asked.digest, asked.id, 1, None, ""))


def _require_links(
    connection: Connection, stories: Sequence[Told], rows: Mapping[str, Row], faults: Faults
) -> None:
    """Refuse claims that wait for each other in a circle."""
    claims = {story.claim_id: story.claim for story in stories if story.claim is not None}
    for story in stories:
        if story.claim is None or not waits_for(story.claim):
            continue
        for name, other in (
            ("condition", condition_waits_for(story.claim)),
            ("window", window_waits_for(story.claim)),
        ):
            if other is not None and _leads_back(connection, story.claim_id, other, claims):
                at = "/condition/claim" if name == "condition" else "/hangs_on"
                detail = "That claim waits for this one, directly or through others."
                row = rows[story.kept[0].key]
                faults.of(row, [Fault(at, f"{name}_cycle", detail)])


def _leads_back(connection: Connection, claim_id: str, other: str, claims: Mapping[str, Claim]) -> bool:
    seen: set[str] = set()
    reached = {other}
    while reached:
        if claim_id in reached:
            return True
        seen |= reached
        inside = {one for name in reached & claims.keys() for one in waits_for(claims[name])}
        reached = (inside | claim_board.waited_for_by(connection, reached - claims.keys())) - seen
    return False
