"""Track records: each number equals a count that folds every claim by itself, whenever it is asked for."""

from datetime import timedelta
from functools import partial
from random import Random
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import event

from service import database
from service.changes import claims
from service.domain.attribution import SaidBy
from service.domain.events import Confirmed, Happened, Merged, Redacted, ReportAdded, Undone, WindowMoved
from service.domain.record_numbers import Record
from service.domain.track_record import RecordType
from service.formats.track_records import Behind, cells
from service.intake import queries
from service.intake.syntax import BadSyntax
from service.ledger import log
from service.read_models import filters, rebuild, record_tallies, rereading, track_records
from service.read_models.carried_claims import Subject
from service.read_models.filters import Moment
from service.read_models.track_records import KINDS, Narrowed
from tests.builders import EVIDENCE, NOW, TODAY, at, on, report, reported, window
from tests.newsroom import Newsroom, random_newsroom
from tests.record_counts import claims_of, counted_record, is_between, told_record

SUBJECTS: tuple[tuple[RecordType, set[str]], ...] = (
    ("outlet", {"meduza"}),
    ("outlet", {"vyorstka"}),
    ("outlet", {"meduza", "khodorkovsky live"}),
    ("outlet", {"meduza", "vyorstka", "khodorkovsky live", "nobody"}),
    ("outlet", {"nobody"}),
    ("person", {"border"}),
    ("person", {"stop list", "quoted", "border"}),
)


def differing(connection, held, moment, narrowed=Narrowed()):  # noqa: B008 - frozen
    """Return each record that is not what a count of the claims comes to."""
    found: list[object] = []
    at_ = moment.due_at
    for type_, names in SUBJECTS:
        records = track_records.records(
            connection, Subject(type=type_, names=frozenset(names)), moment, narrowed
        )
        if told_record(records.whole) != counted_record(held, at_, type_, names):
            found.append((type_, names))
        for kind in KINDS if type_ == "outlet" else ():
            record = records.by_kind.get(kind, Record())
            if told_record(record) != counted_record(held, at_, type_, names, kind):
                found.append((type_, names, kind))
    for kind, record in track_records.classes(connection, moment, narrowed).items():
        if told_record(record) != counted_record(held, at_, "class", (), kind):
            found.append(kind)
    return found


def run(connection, statement):
    connection.exec_driver_sql(statement)


def everything(connection):
    return [one for _, one in log.read_streams(connection)]


@pytest.fixture(scope="module")
def busy(engine_name, databases):
    """Return a newsroom that has been at random work, and whose outlets carry many of each other's claims."""
    with databases.fresh(engine_name) as url:
        engine = database.create_engine(url)
        newsroom = random_newsroom(engine, claims_count=40, commands_count=700, seed=7)
        newsroom.does(lambda connection: passed_on(connection, newsroom, Random(7)))
        yield newsroom
        engine.dispose()


def passed_on(connection, newsroom, random):
    """Let outlets copy, cite, deny and take back what others reported, published at any time before now."""
    for number in range(150):
        first = random.choice(["clm_1", *(f"clm_{other}" for other in range(2, 41))])
        known = claims_of(everything(connection))[first].reports[0].id
        added = report(
            f"rep_again_{number}",
            outlet=random.choice(["MEDUZA", "Vyorstka", "Khodorkovsky Live", "Agency"]),
            said_by=SaidBy(
                label=random.choice(["border", "stop list", "«quoted»"]),
                kind=random.choice(["named", "institution", "unnamed", "own_voice"]),
            ),
            stance=random.choice(["for", "for", "relays", "against", "retracted"]),
            cites=(known,) if random.random() < 0.4 else (),
            republishes=known if random.random() < 0.3 else None,
            published_at=newsroom.now - timedelta(hours=random.randrange(2000)),
        )
        claims.follow_up(connection, first, ReportAdded(report=added), newsroom.context())


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=20), timedelta(days=400)])
def test_as_things_stand(busy, later):
    moment = Moment(now=busy.now + later)

    with database.reading(busy.engine) as connection:
        held = list(claims_of(everything(connection)).values())

        assert differing(connection, held, moment) == []
        assert track_records.classes(connection, moment)["named"].both.all_claims > 10
        records = track_records.records(
            connection, Subject(type="outlet", names=frozenset({"agency"})), moment
        )
        assert records.whole.repeated.all_claims > 5
        assert records.whole.both.retracted > 0


@pytest.mark.parametrize("back", [timedelta(days=days) for days in (0, 3, 17, 60, 400)])
def test_as_of_a_moment(busy, back):
    moment = Moment(now=busy.now, as_of=busy.now - back)

    with database.reading(busy.engine) as connection:
        held = list(claims_of(everything(connection), as_of=moment.as_of).values())

        assert differing(connection, held, moment) == []


@pytest.mark.parametrize("also_as_of", [False, True])
def test_as_this_ledger_stood(busy, also_as_of):
    by = busy.now - timedelta(days=30)
    moment = Moment(now=busy.now, recorded_by=by, as_of=by - timedelta(days=5) if also_as_of else None)

    with database.reading(busy.engine) as connection:
        held = claims_of(everything(connection), as_of=moment.as_of, recorded_by=by)

        assert differing(connection, list(held.values()), moment) == []
        assert held


@pytest.mark.parametrize("as_of", [None, timedelta(days=10)])
def test_narrowed_to_a_topic_and_to_windows_that_end_in_a_span(busy, as_of):
    moment = Moment(now=busy.now, as_of=None if as_of is None else busy.now - as_of)
    span = TODAY + timedelta(days=1), TODAY + timedelta(days=90)
    narrowed = Narrowed(ends_from=span[0], ends_until=span[1], topic="BORDER")

    with database.reading(busy.engine) as connection:
        held = [
            claim
            for claim in claims_of(everything(connection), as_of=moment.as_of).values()
            if "border" in claim.tags and is_between(claim, *span)
        ]

        assert differing(connection, held, moment, narrowed) == []
        assert held


SPAN = (TODAY + timedelta(days=1), TODAY + timedelta(days=90))
MOMENTS = {
    "now": {},
    "as of": {"as_of": timedelta(days=17)},
    "recorded by": {"recorded_by": timedelta(days=30)},
    "both": {"as_of": timedelta(days=35), "recorded_by": timedelta(days=30)},
}


@pytest.mark.parametrize("back", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("is_narrowed", [False, True], ids=["all", "narrowed"])
def test_every_number_counts_the_list_behind_it(busy, back, is_narrowed):
    instants = {name: busy.now - ago for name, ago in back.items()}
    narrowed = Narrowed(ends_from=SPAN[0], ends_until=SPAN[1], topic="border") if is_narrowed else Narrowed()
    also = [("window_end[gte]", str(SPAN[0])), ("window_end[lte]", str(SPAN[1])), ("tag", "border")]
    moment = [(name, instant.isoformat()) for name, instant in instants.items()]
    seen = Moment(now=busy.now, **instants)
    wrong, numbers_seen = [], 0

    with database.reading(busy.engine) as connection:
        for pairs, record, of_class in linked_records(connection, seen, narrowed):
            if "recorded_by" in instants and "said_by" in dict(pairs):
                continue  # each of its lists replays the ledger
            behind = Behind(path="", pairs=[*pairs, *(also if is_narrowed else [])], moment=moment)
            for carried, cell, number in numbers_in(record, of_class):
                address = behind.address(carried, cell.asks)
                asked = queries.claim_list(parse_qsl(address[1:]), now=busy.now, zone="UTC")
                if filters.count(connection, asked.filter, asked.moment) != number:
                    wrong.append((address, number))
                numbers_seen += number > 0

    assert wrong == []
    assert numbers_seen > 5


def linked_records(connection, moment, narrowed):
    """Give every kind of record there is, each with the parameters that name whose it is."""
    meduza = track_records.records(
        connection, Subject(type="outlet", names=frozenset({"meduza"})), moment, narrowed
    )
    yield [("outlet", "MEDUZA")], meduza.whole, False
    yield [("outlet", "Meduza"), ("said_by", "named")], meduza.by_kind["named"], False
    classes = track_records.classes(connection, moment, narrowed)
    yield [("said_by", "named")], classes["named"], True


def numbers_in(record, of_class):
    for carried in ("carried", "originated", "repeated"):
        numbers = record.both if carried == "carried" else record.in_role(carried)
        for cell in cells(of_class=of_class):
            yield carried, cell, cell.count(numbers)


@pytest.mark.parametrize("name", ["role", "moved", "retracted"])
def test_how_somebody_carried_it_is_not_asked_where_nobody_is_named(name):
    value = "carried" if name == "role" else "true"

    with pytest.raises(BadSyntax) as refused:
        queries.claim_list([(name, value), ("tag", "border")], now=NOW, zone="UTC")

    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [("carrier_needed", name)]


def test_rows_and_tallies_equal_a_rebuild(busy):
    with database.reading(busy.engine) as connection:
        assert rebuild.differences(connection) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param("UPDATE record_tallies SET claims = claims + 1", "claims differ", id="a count"),
        pytest.param("DELETE FROM record_tallies WHERE what = 'dated:open'", "lacks a row of", id="a tally"),
        pytest.param("UPDATE carried_claims SET role = 'repeated'", "role differ", id="a role"),
        pytest.param("DELETE FROM carried_claims", "carried_claims lacks a row of stream", id="rows"),
    ],
)
def test_a_comparison_finds_what_is_wrong(engine, statement, found):
    Newsroom(engine).report(reported())
    database.transact(engine, lambda c: run(c, statement))

    with database.reading(engine) as connection:
        assert any(found in line for line in rebuild.differences(connection))


def numbers(newsroom, *names, type_="outlet", now=None):
    with database.reading(newsroom.engine) as connection:
        subject = Subject(type=type_, names=frozenset(names))
        return track_records.records(connection, subject, Moment(now=now or newsroom.now)).whole.both


def stands(newsroom):
    """Hold the rows against a rebuild, after what a test did."""
    with database.reading(newsroom.engine) as connection:
        return rebuild.differences(connection) == []


def test_a_date_passes_in_silence_by_the_clock_alone(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported(window(zone="America/New_York")))

    last, first = at("2022-09-29T03:59:59.999999"), at("2022-09-29T04:00")
    assert (
        numbers(newsroom, "meduza", now=last).past_due,
        numbers(newsroom, "meduza", now=first).past_due,
    ) == (
        0,
        1,
    )
    assert numbers(newsroom, "meduza", now=NOW + timedelta(days=4000)).past_due == 1


def test_an_answer_taken_back_leaves_no_trace_in_the_record(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported())
    happened = Happened(earliest=on("2022-09-26"), latest=on("2022-09-26"))
    newsroom.follow_up("clm_1", Confirmed(evidence=EVIDENCE, happened=happened, known_on=TODAY))
    assert numbers(newsroom, "meduza").became("early", is_dated=True) == 1

    newsroom.follow_up("clm_1", Undone(version=2))

    assert numbers(newsroom, "meduza").became("early", is_dated=True) == 0
    assert stands(newsroom)


def test_a_destroyed_name_leaves_the_record(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported(report=report(outlet="A")))
    newsroom.follow_up("clm_1", ReportAdded(report=report("rep_2", outlet="B")))
    assert numbers(newsroom, "b").all_claims == 1

    newsroom.follow_up("clm_1", Redacted(version=2, reason="a court order"))

    assert (numbers(newsroom, "a").all_claims, numbers(newsroom, "b").all_claims) == (1, 0)
    assert stands(newsroom)
    with database.reading(engine) as connection:
        assert "b" not in connection.exec_driver_sql("SELECT name FROM carried_claims").scalars().all()


def test_a_merged_claim_counts_once_and_again_twice_when_that_is_taken_back(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported(report=report(outlet="A")))
    newsroom.report(reported(report=report("rep_2", outlet="B")))

    newsroom.follow_up("clm_2", Merged(into="clm_1"))

    assert [numbers(newsroom, name).all_claims for name in ("a", "b")] == [1, 1]
    assert numbers(newsroom, "a", "b").all_claims == 1
    assert stands(newsroom)
    newsroom.follow_up("clm_2", Undone(version=2))
    assert numbers(newsroom, "a", "b").all_claims == 2
    assert stands(newsroom)


def test_a_move_published_before_what_is_known_already_takes_its_place_in_time(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported())
    newsroom.now += timedelta(days=2)
    newsroom.follow_up("clm_1", ReportAdded(report=report("rep_2", outlet="B", published_at=newsroom.now)))
    moved = WindowMoved(window=window("2022-10-05", "2022-10-05"), report="rep_3")
    earlier = ReportAdded(report=report("rep_3", outlet="C", published_at=NOW + timedelta(days=1)))
    newsroom.follow_up("clm_1", moved, resting_on=earlier)

    assert stands(newsroom)
    assert (numbers(newsroom, "b").days_moved, numbers(newsroom, "b").moved_claims) == (7, 1)


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("type_", ["class", "outlet"])
def test_dates_that_have_just_passed_are_found_by_their_claims(engine, type_):
    newsroom = Newsroom(engine)
    for _ in range(60):
        newsroom.report(reported())
    moment = Moment(now=newsroom.now + timedelta(days=3))
    seen = []
    with database.reading(engine) as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2:4]))

        if type_ == "class":
            track_records.classes(connection, moment)
        else:
            track_records.records(connection, Subject(type=type_, names=frozenset({"meduza"})), moment)

        statement, values = seen[-1]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    ways = [row[3] for row in plan if "carried_claims" in row[3]]
    assert len(ways) == 1
    assert "(stream_id=?" in ways[0]


def test_rules_of_a_zone_that_change_move_when_dates_pass(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported())
    for table in ("claim_board", "claims_as_known", "carried_claims"):
        database.transact(engine, partial(run, statement=f"UPDATE {table} SET closes_at = 1"))

    database.transact(engine, lambda c: rereading.reread(c, after=0, most=10))

    assert stands(newsroom)


def test_a_tally_that_comes_to_nothing_is_gone(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported(report=report(said_by=SaidBy(label="Anna", kind="named"))))
    newsroom.follow_up("clm_1", Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY))

    with database.reading(engine) as connection:
        found = connection.execute(record_tallies.record_tallies.select()).all()

    assert {(row.type, row.what, row.claims) for row in found} == {
        ("outlet", "dated:day_not_known", 1),
        ("person", "dated:day_not_known", 1),
        ("class", "dated:day_not_known", 1),
    }
