"""Every event taken out comes into an empty installation as the same claims, histories and states."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from service.changes import questions
from service.database import create_engine, reading
from service.domain.claim import Claim, fold
from service.domain.events import (
    Merged,
    Noted,
    QuestionReworded,
    QuestionRuleSet,
    QuestionUndone,
    Redacted,
    ReportAdded,
    Tagged,
    Undone,
)
from service.imports import exporting
from service.intake.file_rows import Format
from service.ledger import log, words
from tests.builders import at, report, reported
from tests.imports.desk import Desk, codes, ndjson
from tests.newsroom import Newsroom, random_newsroom

FAR_DAY = ("/data/window/latest", "year_out_of_range")
FAR = at("2040-01-01T12:00")


@pytest.fixture
def empty(databases, engine_name) -> Iterator[Desk]:
    """Give a desk on another, empty database of the same kind."""
    with databases.fresh(engine_name) as url:
        other = Desk(create_engine(url), now=FAR)
        yield other
        other.engine.dispose()


def exported(engine, kind: Format = "ndjson", **more: Any) -> bytes:
    return b"".join(exporting.pieces(engine, kind, **more))


def rows_of(engine, kind: str = "claim") -> list[dict[str, Any]]:
    """Return the rows of the streams of one kind."""
    rows = [json.loads(line) for line in exported(engine).splitlines()]
    return [row for row in rows if row["stream_kind"] == kind]


def told(claim: Claim | None) -> Any:
    """Return a claim as plain values, without who recorded what: that is the importer."""
    return (
        None
        if claim is None
        else re.sub(rb'"(actor|by|proposed_by)":"[^"]*"', rb"", msgspec.json.encode(claim))
    )


def states(desk: Desk) -> dict[str, list[Any]]:
    """Return of every claim what was known of it at each moment of its history, and its entries."""
    found = {}
    for stream, stored in desk.histories().items():
        entries = [one.entry for one in stored]
        moments = sorted({one.occurred_at for one in entries})
        as_of = [told(fold([e for e in entries if e.occurred_at <= moment])) for moment in moments]
        kinds = [(one.kind, one.status, one.entry.event, one.entry.occurred_at) for one in stored]
        found[stream] = [told(fold(entries)), as_of, kinds]
    return found


@pytest.mark.parametrize("kind", ["ndjson", "csv"])
@pytest.mark.parametrize("seed", [1, 2])
def test_random_histories_come_in_as_they_went_out(engine, empty, kind, seed):
    random_newsroom(engine, claims_count=12, commands_count=260, seed=seed)
    before = Desk(engine)

    found = empty.bring(exported(engine, kind), role="admin", format=kind)

    assert (codes(found)[:3], found.state) == ([], "done")
    assert found.added == {"event": before.event_count()}
    assert states(empty) == states(before)
    empty.require_sound()


def test_a_second_time_adds_nothing_and_a_later_export_adds_what_is_new(engine, empty):
    newsroom = random_newsroom(engine, claims_count=3, commands_count=30, seed=5)
    first = exported(engine)
    empty.bring(first, role="admin")
    count = empty.event_count()

    again = empty.bring(first, role="admin")
    assert (again.added, again.known, again.changed) == ({}, count, 0)
    newsroom.report(reported())
    claim_id = min(one for one in Desk(engine).histories() if one.startswith("clm_"))
    newsroom.follow_up(claim_id, Noted(note="later"))
    more = empty.bring(exported(engine), role="admin")

    assert (more.added, more.known) == ({"event": Desk(engine).event_count() - count}, count)
    assert more.added["event"] >= 2
    assert states(empty) == states(Desk(engine))
    empty.require_sound()


def test_words_that_were_destroyed_stay_so(engine, empty):
    newsroom = Newsroom(engine)
    claim_id = newsroom.report(reported(text="a name that must go", tags=("x",))).claim_id
    newsroom.follow_up(claim_id, Tagged(tags=("a", "b")))
    for version in (1, 2):
        newsroom.follow_up(claim_id, Redacted(version=version, reason="a court order"))
    file = exported(engine)

    found = empty.bring(file, role="admin")

    assert (codes(found), b"a name" in file) == ([], False)
    assert states(empty) == states(Desk(engine))
    with reading(empty.engine) as connection:
        redacted = connection.execute(select(words.redactions.c.version).order_by("version")).scalars()
        assert list(redacted) == [
            1,
            1,
            1,
            2,
        ]  # of the claim, its outlet, its article
        assert b"must go" not in b"".join(connection.execute(select(words.event_words.c.words)).scalars())
    empty.require_sound()


def test_words_that_a_file_brings_back_are_destroyed_with_its_redaction(engine, empty):
    newsroom = Newsroom(engine)
    claim_id = newsroom.report(reported(text="a name that must go")).claim_id
    newsroom.follow_up(claim_id, Redacted(version=1, reason="a court order"))
    rows = rows_of(engine)
    rows[0]["data"]["text"] = "a name that must go"

    found = empty.bring(ndjson(rows), role="admin")

    assert codes(found) == []
    assert list(empty.claims()) == ["[redacted]"]
    empty.require_sound()


def test_merged_claims_and_their_undoing_come_over(engine, empty):
    newsroom = Newsroom(engine)
    first, second = (newsroom.report(reported(report=report(f"rep_{n}"))).claim_id for n in (1, 2))
    merged = newsroom.follow_up(first, Merged(into=second))
    newsroom.follow_up(first, Undone(version=merged.claim.version))
    newsroom.follow_up(first, Merged(into=second))

    found = empty.bring(exported(engine), role="admin")

    assert codes(found) == []
    assert states(empty) == states(Desk(engine))
    empty.require_sound()


def test_questions_come_over_with_their_words_and_rules(engine, empty):
    newsroom = Newsroom(engine)
    asked = newsroom.does(lambda c: questions.ask(c, "When?", "Closed means a decree.", newsroom.context()))
    for event in (
        QuestionReworded(text="When is it closed?"),
        QuestionRuleSet(rule=None),
        QuestionUndone(version=4),
    ):
        newsroom.does(
            lambda c, event=event: questions.follow_up(  # type: ignore[misc]  # the loop's own event
                c, asked.question_id, event, newsroom.context()
            )
        )

    found = empty.bring(exported(engine), role="admin")

    assert codes(found) == []
    assert [one.entry.event for one in empty.histories()[asked.question_id]] == [
        one.entry.event for one in Desk(engine).histories()[asked.question_id]
    ]
    empty.require_sound()


def test_what_the_ledger_held_at_a_moment_is_had_by_itself(engine, empty):
    newsroom = Newsroom(engine)
    claim_id = newsroom.report(reported()).claim_id
    with reading(engine) as connection:
        (held,) = [one.recorded_at for one in log.read(connection, claim_id)]
    newsroom.follow_up(claim_id, Noted(note="later"))

    empty.bring(exported(engine, recorded_by=held), role="admin")

    assert [len(one) for one in empty.histories().values() if one[0].stream_kind == "claim"] == [1]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda row: row["data"].pop("text"), ("/data", "not_an_event")),
        (lambda row: row["data"].update(more=1), ("/data", "not_an_event")),
        (lambda row: row["data"].update(imported="yes"), ("/data", "not_an_event")),
        (lambda row: row["data"].update(text="a\x00b"), ("/data/text", "unfit_character")),
        (lambda row: row["data"].update(text="x" * 5001), ("/data/text", "too_long")),
        (lambda row: row["data"]["window"].update(zone="Nowhere/Ld"), ("/data/window/zone", "unknown_zone")),
        (lambda row: row["data"]["window"].update(latest="9999-01-01"), FAR_DAY),
        (lambda row: row.update(stream="clm 1"), ("/stream", "bad_id")),
        (lambda row: row.update(stream_kind="question"), ("/stream", "bad_id")),
        (lambda row: row.update(event="question_asked", data={"text": "x"}), ("/event", "unknown_choice")),
        (lambda row: row.update(event="noted", data={"note": "x"}), ("/data", "not_reported")),
        (lambda row: row.update(version=2), ("/version", "version_missing")),
        (lambda row: row.update(shape=9), ("/data", "not_an_event")),
        (lambda row: row.update(occurred_at="2022-09-26"), ("/occurred_at", "missing")),
        (lambda row: row.update(occurred_at="2099-01-01T00:00:00Z"), ("/occurred_at", "in_the_future")),
        (lambda row: row.update(key="k"), ("/key", "unknown_field")),
    ],
)  # fmt: skip
def test_an_event_that_could_not_be_is_refused(engine, empty, change, fault):
    Newsroom(engine).report(reported())
    (row,) = rows_of(engine)
    change(row)

    found = empty.bring(ndjson([row]), role="admin")

    assert [one[1:] for one in codes(found)] == [fault]
    assert empty.event_count() == 0


def test_an_order_of_entries_that_no_rule_allows_is_refused(engine, empty):
    newsroom = Newsroom(engine)
    claim_id = newsroom.report(reported()).claim_id
    newsroom.follow_up(claim_id, ReportAdded(report=report("rep_2", cites=("rep_1",))))
    rows = rows_of(engine)
    rows[1]["data"]["report"]["cites"] = ["rep_9"]

    assert codes(empty.bring(ndjson(rows), role="admin")) == [(2, "/data/report/cites", "unknown_report")]


def test_redactions_come_in_by_admins_alone(engine, empty):
    newsroom = Newsroom(engine)
    claim_id = newsroom.report(reported()).claim_id
    newsroom.follow_up(claim_id, Redacted(version=1, reason="a court order"))

    assert codes(empty.bring(exported(engine)))[0][2] == "not_allowed"
