"""Rows of other systems, brought in whole or not at all, in any order, and never twice."""

from random import Random

import pytest

from service.database import create_engine, reading
from service.domain.events import Noted
from service.domain.refusals import Refusal
from service.imports import importing
from service.read_models import filters, sources
from service.read_models.filters import ClaimFilter, Moment
from tests.builders import NOW, at, on, reported
from tests.imports.desk import Desk, claim_row, codes, report_row, without_ids
from tests.newsroom import Newsroom

FUTURE = ("/occurred_at", "in_the_future")
CLOSED = {"kind": "close", "claim": "a", "reason": "duplicate"}
SETTLE = {"evidence": [{"url": "https://example.org/proof"}]}


def tracker():
    """Return rows of a rumour tracker: claims with reports that name each other, answers, a question."""
    return [
        {"kind": "question", "key": "q", "text": "Is the border closed?", "occurred_at": "2022-09-19"},
        claim_row("a", question="q", when="Sept. 28", tags=["border"]),
        report_row("a1", "a", "2022-09-21T08:00:00Z", stance="against"),
        report_row("a2", "a", "2022-09-22T08:00:00Z", cites=["a1"], outlet="Meduza"),
        report_row("a3", "a", "2022-09-22T08:00:00Z", republishes="a2", outlet="The Example"),
        {
            "kind": "note",
            "key": "n",
            "claim": "a",
            "occurred_at": "2022-09-23",
            "note": "Asked the ministry.",
        },
        {"kind": "undo", "key": "u", "claim": "a", "occurred_at": "2022-09-24", "version": "n"},
        {"kind": "confirm", "key": "ac", "claim": "a", "known_on": "2022-09-25", **SETTLE},
        claim_row("b", question="When is the ban in force?", condition={"text": "if closed", "claim": "a"}),
        {"kind": "check", "claim": "b", "looked_on": "2022-09-22"},
        {"kind": "refute", "key": "br", "claim": "b", "occurred_at": "2022-09-24T10:00:00Z", **SETTLE},
        claim_row("c", question="When is the ban in force?"),
        {"kind": "close", "key": "cc", "claim": "c", "reason": "duplicate", "duplicate_of": "b"},
    ]


def test_rows_become_claims_with_their_reports_answers_and_times(desk):
    found = desk.bring(tracker())

    assert (found.state, found.rows, found.faults) == ("done", 13, 0)
    assert found.added == {
        "question": 1,
        "claim": 3,
        "report": 3,
        "note": 1,
        "undo": 1,
        "confirm": 1,
        "check": 1,
        "refute": 1,
        "close": 1,
    }
    claims = desk.claims()
    border = claims["claim a"]
    assert [one.stance for one in border.reports] == ["for", "against", "for", "for"]
    assert border.reports[2].cites == (border.reports[1].id,)
    assert border.reports[3].republishes == border.reports[2].id
    assert (border.status, border.window.latest, border.imported) == ("confirmed", on("2022-09-28"), True)
    assert claims["claim b"].question == claims["claim c"].question != border.question
    assert claims["claim c"].closed == "duplicate"
    desk.require_sound()


def test_entries_bear_their_own_times(desk):
    desk.bring(tracker())

    (stored,) = [one for one in desk.histories().values() if one[-1].kind == "confirmed"]
    assert [(one.kind, one.entry.occurred_at) for one in stored] == [
        ("claim_reported", at("2022-09-21T00:00")),
        ("report_added", at("2022-09-21T08:00")),
        ("report_added", at("2022-09-22T08:00")),
        ("report_added", at("2022-09-22T08:00")),
        ("noted", at("2022-09-24T00:00")),
        ("undone", at("2022-09-24T00:00")),
        ("confirmed", at("2022-09-26T00:00")),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_the_rows_gives_the_same_claims(desk, seed, databases, engine_name):
    rows = tracker()
    desk.bring(rows)
    in_order = without_ids(desk.claims())
    shuffled = [*rows]
    Random(seed).shuffle(shuffled)

    with databases.fresh(engine_name) as url:
        other = Desk(create_engine(url))
        found = other.bring(shuffled)
        again = without_ids(other.claims())
        other.engine.dispose()

    assert (found.state, found.faults) == ("done", 0)
    assert again == in_order


def test_the_same_file_twice_adds_nothing(desk):
    desk.bring(tracker())
    count = desk.event_count()

    found = desk.bring(reversed(tracker()))

    assert (found.state, found.added, found.known, found.changed) == ("done", {}, 13, 0)
    assert desk.event_count() == count


def test_an_overlapping_file_adds_what_is_new_and_lists_what_changed(desk):
    desk.bring(tracker())
    changed = claim_row("b", text="another text")
    more = report_row("b1", "b", "2022-09-23")

    found = desk.bring([changed, more, claim_row("a", question="q", when="Sept. 28", tags=["border"])])

    assert (found.state, found.added, found.known, found.changed) == ("done", {"report": 1}, 2, 1)
    ((one,),) = [found.report["changed"]]
    assert (one["row"], one["key"]) == (1, "b")
    assert "another text" not in desk.claims()
    assert len(desk.claims()["claim b"].reports) == 2
    desk.require_sound()


def test_rows_follow_up_claims_that_were_logged_by_hand(desk, engine):
    claim_id = Newsroom(engine).report(reported()).claim_id

    found = desk.bring([report_row("r", claim_id, "2022-09-26T13:00:00+02:00")])

    assert (found.state, codes(found)) == ("done", [])
    (claim,) = desk.claims().values()
    assert len(claim.reports) == 2
    desk.require_sound()


def test_one_bad_row_of_a_thousand_and_nothing_is_written(desk):
    """B14: rows after the bad one are checked all the same, and each fault names its row."""
    rows = [claim_row(f"k{number}") for number in range(1000)]
    del rows[699]["report"]["outlet"]
    rows[899]["text"] = ""

    found = desk.bring(rows)

    assert (found.state, found.rows, found.added) == ("refused", 1000, {})
    assert codes(found) == [(700, "/report/outlet", "missing"), (900, "/text", "blank")]
    assert desk.event_count() == 0
    again = desk.bring([row for number, row in enumerate(rows) if number not in (699, 899)])
    assert again.added == {"claim": 998}


def test_a_dry_run_writes_nothing_and_tells_what_would_come_in(desk):
    found = desk.bring(tracker(), is_dry_run=True)

    assert (found.state, found.is_dry_run, found.added["claim"]) == ("done", True, 3)
    assert desk.event_count() == 0
    assert desk.bring(tracker()).known == 0


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"kind": "clame"}, ("/kind", "unknown_choice")),
        ({"text": "x"}, ("/kind", "missing")),
        ({"kind": "note", "note": "x"}, ("/claim", "missing")),
        ({"kind": "note", "note": "x", "claim": "nowhere"}, ("/claim", "unknown_claim")),
        ({"kind": "note", "note": "x", "claim": "a", "occurred_at": "2022-10-01"}, FUTURE),
        ({"kind": "note", "note": "x", "claim": "a", "occurred_at": "soon"}, ("/occurred_at", "bad_date")),
        ({"kind": "note", "nota": "x", "note": "x", "claim": "a"}, ("/nota", "unknown_field")),
        ({"kind": "confirm", "claim": "a", "evidence": []}, ("/evidence", "evidence_needed")),
        ({"kind": "redact", "claim": "a", "version": 1, "reason": "x"}, ("/kind", "by_hand")),
        ({"kind": "undo", "claim": "a", "version": "b"}, ("/version", "unknown_version")),
        ({"kind": "assign", "claim": "a", "owner": "acc_nobody"}, ("/owner", "unknown_account")),
        ({**CLOSED, "duplicate_of": "a"}, ("/duplicate_of", "unknown_claim")),
        (report_row("r", "a", "2022-09-21", cites=["b"]), ("/report/cites/0", "unknown_report")),
        (claim_row("c", question="q-9"), ("/question", "unknown_question")),
        (claim_row("c", condition={"text": "if", "claim": "zz"}), ("/condition/claim", "unknown_claim")),
        (claim_row("a", text="another"), ("/key", "key_twice")),
        ({"kind": "question", "key": "q", "text": ""}, ("/text", "blank")),
        ({"kind": "question", "claim": "a", "text": "Why is it?"}, ("/claim", "unknown_field")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_row_and_place(desk, row, fault):
    found = desk.bring([claim_row("a"), claim_row("b"), row])

    assert codes(found) == [(3, *fault)]
    assert desk.event_count() == 0


def test_a_claim_that_is_settled_takes_no_new_date_from_a_file(desk):
    rows = [
        claim_row("a"),
        {"kind": "confirm", "claim": "a", "known_on": "2022-09-21", **SETTLE},
        {"kind": "move", "claim": "a", "occurred_at": "2022-09-22", "window": {"latest": "2022-10-05"}},
    ]

    assert codes(desk.bring(rows)) == [(3, "", "claim_settled")]


def test_a_claim_that_waits_for_another_of_the_file_knows_how_that_one_stands(desk):
    rows = [*tracker(), claim_row("d", condition={"text": "if closed", "claim": "a"})]

    desk.bring(rows)

    assert desk.claims()["claim d"].condition_standing == "met"
    desk.require_sound()


def test_claims_of_a_file_cannot_wait_for_each_other_in_a_circle(desk):
    first = claim_row("a", condition={"text": "if", "claim": "b"})
    second = claim_row("b", condition={"text": "if", "claim": "a"})

    assert {code for _, _, code in codes(desk.bring([first, second]))} == {"condition_cycle"}


def test_rows_say_what_else_a_source_is_known_as(desk, engine):
    desk.bring([claim_row("a")])
    known = {
        "kind": "source",
        "key": "m",
        "type": "outlet",
        "name": "MEDUZA",
        "also_known_as": ["Medusa"],
    }
    new = {"kind": "source", "key": "v", "type": "outlet", "name": "Vyorstka", "also_known_as": ["Verstka"]}

    found = desk.bring([known, new, report_row("r", "a", "2022-09-21", outlet="Verstka")])
    again = desk.bring([known, new])

    assert (codes(found), found.added) == ([], {"source": 2, "report": 1})
    assert (again.added, again.known) == ({}, 2)
    with reading(engine) as connection:
        meant = [sources.by_name(connection, "outlet", name) for name in ("Meduza", "medusa", "verstka")]
    assert [one.name for one in meant if one] == ["Meduza", "Meduza", "Vyorstka"]
    desk.require_sound()


def test_a_name_that_another_source_goes_by_is_refused(desk):
    desk.bring([claim_row("a"), report_row("r", "a", "2022-09-21")])
    row = {"kind": "source", "type": "outlet", "name": "Meduza", "also_known_as": ["Vyorstka"]}

    assert codes(desk.bring([row])) == [(1, "/also_known_as", "name_taken")]


def test_a_file_is_for_editors(desk):
    with pytest.raises(Refusal) as refused:
        desk.bring([claim_row("a")], role="reporter")

    assert refused.value.code == "not_allowed"


def test_old_dates_write_to_nobody_unless_asked(desk):
    desk.bring([claim_row("quiet", window={"latest": "2022-09-22"})])
    desk.bring([claim_row("asked", window={"latest": "2022-09-22"})], ask=True)

    claims = desk.claims()
    assert (claims["claim quiet"].imported, claims["claim asked"].imported) == (True, False)


def test_as_of_any_time_the_sets_are_those_of_the_rows_own_times(desk, engine):
    rows = [
        claim_row("open", window={"latest": "2022-09-30"}),
        claim_row("due", window={"latest": "2022-09-22"}),
        claim_row("settled", window={"latest": "2022-09-22"}),
        {"kind": "refute", "claim": "settled", "occurred_at": "2022-09-24T12:00:00Z", **SETTLE},
    ]
    desk.bring(rows)

    def texts(moment, due):
        when = Moment(now=NOW, as_of=at(moment))
        with reading(engine) as connection:
            page = filters.claims(connection, ClaimFilter(due=due), when, sort="recorded_at", limit=50)
        return sorted(view.claim.text.removeprefix("claim ") for view in page.items)

    assert texts("2022-09-24T11:59", "past_due") == ["due", "settled"]
    assert texts("2022-09-24T12:00", "past_due") == ["due"]
    assert texts("2022-09-24T12:00", "settled") == ["settled"]
    assert texts("2022-09-20T23:59", "past_due") == []


def test_a_file_too_large_for_one_transaction_goes_in_parts(desk, monkeypatch):
    """B14: cut off in between, running it again adds the rest and doubles nothing."""
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 20)
    monkeypatch.setattr(importing, "ROWS_OF_A_PART", 10)
    rows = [claim_row(f"k{number}") for number in range(30)]
    rows += [report_row(f"r{number}", f"k{number}", "2022-09-21") for number in range(30)]
    rows.append(claim_row("first", condition={"text": "if", "claim": "k29"}))
    rows.append({"kind": "question", "key": "q", "text": "Is it so?"})
    store = importing._store
    done: list[None] = []

    def cut_off(*given, **more):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(store(*given, **more))

    monkeypatch.setattr(importing, "_store", cut_off)
    with pytest.raises(KeyboardInterrupt):
        desk.bring(rows)
    in_by_then = desk.event_count(but="source")
    monkeypatch.setattr(importing, "_store", store)

    found = desk.bring(rows)

    assert 0 < in_by_then < 62
    assert (found.state, found.known, sum(found.added.values())) == ("done", in_by_then, 62 - in_by_then)
    assert desk.event_count(but="source") == 62
    assert desk.claims()["claim first"].condition is not None
    desk.require_sound()


def test_a_fault_in_the_last_part_of_a_large_file_keeps_all_of_it_out(desk, monkeypatch):
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 20)
    monkeypatch.setattr(importing, "ROWS_OF_A_PART", 10)
    rows = [claim_row(f"k{number}") for number in range(40)]
    rows[38]["window"] = {"earliest": "2022-10-02", "latest": "2022-10-01"}

    found = desk.bring(rows)

    assert (found.state, codes(found)) == ("refused", [(39, "/window/latest", "window_reversed")])
    assert desk.event_count() == 0


def test_somebody_who_came_first_makes_the_plan_anew(desk, engine, monkeypatch):
    newsroom = Newsroom(engine)
    claim_id = newsroom.report(reported()).claim_id
    store = importing._store
    tries: list[int] = []

    def overtaken(*given, **more):
        if not tries:
            newsroom.follow_up(claim_id, Noted(note="meanwhile"))
        tries.append(1)
        return store(*given, **more)

    monkeypatch.setattr(importing, "_store", overtaken)

    found = desk.bring([report_row("r", claim_id, "2022-09-21")])

    assert (found.state, found.added, len(tries)) == ("done", {"report": 1}, 2)
    desk.require_sound()
