"""The sample story: what the first screen shows of it, what was known when, and that it is played once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

import seeds
from seeds.story import STORY
from service import database
from service.access import accounts
from service.changes import claims
from service.domain.attribution import origins
from service.domain.roles import SCHEDULER
from service.ledger import log, verify
from service.read_models import claim_board, due_calendar, filters, questions, rebuild
from service.settings import Settings
from service.wiring import Wiring, new_id

LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)


def wiring_of(engine, database_url, folder):
    settings = Settings(data_dir=folder, database_url=database_url)
    return Wiring(
        settings=settings, engine=engine, now=lambda: LATER, new_id=new_id, new_secret=lambda: "a" * 43
    )


def add_editor(wiring):
    return database.transact(
        wiring.engine,
        lambda connection: accounts.add(
            connection,
            email="editor@hearsay.localhost",
            name="Editor",
            role="editor",
            now=LATER,
            new_id=new_id,
        ),
    )


@pytest.fixture
def wiring(engine, database_url, tmp_path):
    return wiring_of(engine, database_url, tmp_path)


@pytest.fixture
def editor(wiring):
    return add_editor(wiring)


@pytest.fixture(scope="module")
def played(databases, engine_name, tmp_path_factory):
    """Give the tools of a newsroom that holds the samples; for reading only."""
    with databases.fresh(engine_name) as url:
        engine = database.create_engine(url)
        wiring = wiring_of(engine, url, tmp_path_factory.mktemp("data"))
        assert seeds.load(wiring, add_editor(wiring)) == 13
        yield wiring
        engine.dispose()


def claim(wiring, number):
    with database.reading(wiring.engine) as connection:
        view = claim_board.one(connection, f"clm_sample_{number:02}")
    assert view is not None
    return view.claim


def numbers(views):
    return {int(view.id[-2:]) for view in views}


def due_at(wiring, number, at):
    """Return what was due about a sample claim at an instant of 2022, as the world knew it then."""
    moment = filters.Moment(now=LATER, as_of=datetime.fromisoformat(at))
    with database.reading(wiring.engine) as connection:
        return {
            due
            for due in filters.DUES
            if due != "long_past_due"
            for view in filters.claims(connection, filters.ClaimFilter(due=due), moment).items
            if view.id == f"clm_sample_{number:02}"
        }


def flag(wiring):
    context = claims.Context(actor=SCHEDULER, now=LATER, zone="UTC", new_id=new_id)
    return database.transact(
        wiring.engine,
        lambda connection: claims.pass_deadlines(
            connection,
            claim_board.to_flag(connection, LATER, most=50, skip_locked=False),
            context,
        ),
    )


def test_the_board_shows_what_passed_first_then_what_is_time_to_check(wiring, editor):
    seeds.load(wiring, editor)

    flagged = flag(wiring)

    with database.reading(wiring.engine) as connection:
        sections = {one.due: one for one in due_calendar.sections(connection, LATER)}
        settled = filters.claims(connection, filters.ClaimFilter(due="settled"), filters.Moment(now=LATER))
    assert [view.id[-2:] for view in sections["past_due"].claims] == ["02", "13", "04", "01"]
    assert all(view.flagged_at is not None for view in sections["past_due"].claims)
    assert {int(one.claim_id[-2:]) for one in flagged} == {1, 2, 4, 13}
    assert numbers(sections["to_check"].claims) == {3, 5, 6, 7, 8, 10, 12}
    assert numbers(settled.items) == {9, 11}
    assert sections["today"].count == sections["this_week"].count == sections["no_date"].count == 0


def test_a_second_start_plays_nothing_twice(wiring, editor):
    seeds.load(wiring, editor)

    assert seeds.load(wiring, editor) == 0

    with database.reading(wiring.engine) as connection:
        assert len(questions.every(connection)) == 1
        assert filters.count(connection, filters.ClaimFilter(), filters.Moment(now=LATER)) == 13


def test_a_start_that_was_killed_on_the_way_is_taken_up(wiring, editor, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("seeds.loading.STORY", STORY[:4])
        assert seeds.load(wiring, editor) == 4

    assert seeds.load(wiring, editor) == 9


def test_every_claim_keeps_who_owns_it_and_when_it_was_recorded(wiring, editor):
    seeds.load(wiring, editor)

    with database.reading(wiring.engine) as connection:
        stored = log.read(connection, "clm_sample_01")
    assert claim(wiring, 1).owner == editor.id
    assert {one.entry.actor for one in stored} == {editor.id}
    assert {one.recorded_at.date() for one in stored} == {LATER.date()}
    assert stored[0].entry.occurred_at == datetime(2022, 9, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param("2022-09-26T12:00+03:00", set(), id="before the texts were out"),
        pytest.param("2022-09-27T20:00+03:00", {"this_week"}, id="the evening before, in Moscow"),
        pytest.param("2022-09-28T00:00+03:00", {"today"}, id="the day itself begins in Moscow"),
        pytest.param("2022-09-28T23:59+03:00", {"today"}, id="its last minute"),
        pytest.param("2022-09-29T00:00+03:00", {"past_due"}, id="it is over in Moscow"),
    ],
)
def test_the_stop_list_falls_due_on_moscow_time(played, at, due):
    assert due_at(played, 1, at) == due


@pytest.mark.parametrize(
    ("number", "at", "due"),
    [
        pytest.param(2, "2022-10-02T23:59+03:00", {"today"}, id="this week ends with Sunday"),
        pytest.param(2, "2022-10-03T00:00+03:00", {"past_due"}, id="and has passed on Monday"),
        pytest.param(3, "2022-09-27T03:00+03:00", {"to_check"}, id="an open end is asked about"),
        pytest.param(3, "2023-09-27T03:00+03:00", {"to_check"}, id="and never passes"),
        pytest.param(4, "2022-09-30T23:59+03:00", {"today"}, id="before an event takes its day in"),
        pytest.param(6, "2022-10-02T23:59+03:00", {"later"}, id="the next few days name no last day"),
        pytest.param(6, "2022-10-03T00:00+03:00", {"to_check"}, id="and are asked about after a week"),
        pytest.param(9, "2022-09-27T20:00+03:00", {"today"}, id="the voting, on its last day"),
        pytest.param(9, "2022-09-28T12:00+03:00", {"settled"}, id="the voting has ended"),
        pytest.param(10, "2022-10-03T00:00+03:00", {"to_check"}, id="a condition asks as no date"),
    ],
)
def test_what_was_due_then(played, number, at, due):
    assert due_at(played, number, at) == due


@pytest.mark.parametrize(
    ("number", "phrase", "days", "rule"),
    [
        (1, "Sept. 28", ("2022-09-28", "2022-09-28"), "day_named"),
        (2, "this week", ("2022-09-26", "2022-10-02"), "calendar_week"),
        (3, "as early as Monday", ("2022-09-26", None), "as_early_as"),
        (
            4,
            "before addressing both houses of parliament on Sept. 30",
            ("2022-09-26", "2022-09-30"),
            "before_event_on_day",
        ),
        (5, None, (None, None), "not_said"),
        (6, "over the next few days", ("2022-09-26", None), "vague"),
        (7, None, (None, None), "not_said"),
        (9, "Sept. 27", ("2022-09-27", "2022-09-27"), "day_named"),
        (13, "Sept. 30", ("2022-09-30", "2022-09-30"), "day_named"),
    ],
)
def test_dates_are_read_from_the_words_as_they_were_said(played, number, phrase, days, rule):
    window = claim(played, number).window
    ends = tuple(None if day is None else str(day) for day in (window.earliest, window.latest))

    assert (window.phrase, ends, window.rule) == (phrase, days, rule)
    assert window.zone == "Europe/Moscow"
    assert str(window.said_on) == "2022-09-26"


@pytest.mark.parametrize(
    ("number", "hedge"),
    [
        (1, "most likely date"),
        (2, "could"),
        (3, "could"),
        (4, None),
        (8, "already"),
        (10, "almost certainly"),
        (11, "vowed"),
        (12, "if enacted"),
    ],
)
def test_hedges_are_kept_word_for_word(played, number, hedge):
    first, *later = claim(played, number).reports

    assert first.hedge == hedge
    assert [report.hedge for report in later if report.republishes] == [hedge]


def test_a_copy_keeps_its_own_wording_of_the_date(played):
    by_number = {
        number: {report.outlet: report.when for report in claim(played, number).reports} for number in (1, 2)
    }

    assert by_number[1]["The Moscow Times"] == "Sept. 28"
    assert by_number[1]["The Barents Observer"] == "This Wednesday, Sept. 28"
    assert by_number[2]["The Moscow Times"] == "this week"
    assert by_number[2]["The Barents Observer"] == "as soon as this week"


def test_four_outlets_carry_the_stop_list_and_at_most_two_are_its_origin(played):
    found = origins(claim(played, 1).reports)

    assert (found.outlets, found.least, found.most) == (4, 1, 2)


def test_every_report_that_is_cited_or_copied_is_one_of_the_claim(played):
    for number in range(1, 14):
        reports = claim(played, number).reports
        named = {name for report in reports for name in (*report.cites, report.republishes) if name}
        assert named <= {report.id for report in reports}


def test_three_claims_bear_on_when_the_border_is_closed(played):
    with database.reading(played.engine) as connection:
        (question,) = questions.every(connection)
        on_it = questions.claims_on(connection, [question.id])

    assert question.id == "qst_sample_border"
    assert on_it[question.id] == ("clm_sample_01", "clm_sample_02", "clm_sample_03")


def test_the_spokesman_confirmed_nothing_and_settled_nothing(played):
    for number in (1, 2, 3):
        kremlin = [one for one in claim(played, number).reports if one.stance == "no_confirmation"]
        assert [one.outlet for one in kremlin] == ["Kremlin press service"]
        assert claim(played, number).status == "rumored"


def test_what_was_settled_rests_on_evidence_that_names_no_link(played):
    for number, day in ((9, "2022-09-27"), (11, "2022-09-26")):
        resolution = claim(played, number).resolution
        assert resolution is not None
        assert resolution.status == "confirmed"
        assert str(resolution.known_on) == day
        assert resolution.happened is not None
        assert str(resolution.happened.latest) == day
        assert [one.url for one in resolution.evidence] == [None]
        assert "keeps no link" in (resolution.evidence[0].note or "")


def test_the_ledger_and_the_read_models_agree_with_the_samples(played):
    with database.reading(played.engine) as connection:
        assert verify.verify(connection).is_clean
        assert rebuild.differences(connection) == []


def test_claims_are_dated_in_the_zone_of_the_newsroom(wiring, editor):
    in_moscow = replace(wiring, settings=replace(wiring.settings, zone="Europe/Moscow"))

    seeds.load(in_moscow, editor)

    with database.reading(wiring.engine) as connection:
        first = log.read(connection, "clm_sample_01")[0]
    assert first.entry.occurred_at == datetime(2022, 9, 26, 21, tzinfo=UTC)
