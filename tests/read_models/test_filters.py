import base64
import json

import pytest

from service import database
from service.domain.attribution import SaidBy
from service.domain.events import (
    Amended,
    Checked,
    Closed,
    Confirmed,
    Happened,
    Linked,
    Refuted,
    Snoozed,
    Tagged,
)
from service.domain.refusals import Refusal
from service.read_models import due_calendar, questions
from service.read_models.filters import ClaimFilter, Moment, claims, count
from service.read_models.sorting import SORTS
from tests.builders import EVIDENCE, NOW, TODAY, at, no_date, on, report, reported, window
from tests.newsroom import Newsroom

LATER = at("2022-10-03T00:00")


@pytest.fixture
def told(engine):
    """Return a newsroom with six claims, a to f, each of its own kind."""
    newsroom = Newsroom(engine)
    named = report(
        outlet="Vyorstka", said_by=SaidBy(label="Anna Petrova", kind="named"), wording="50 % of_all"
    )
    for text, said, given in (
        ("a: stop list", window(), {"tags": ("border", "50%"), "desk": "world"}),
        ("b: Граница закрыта", window("2022-10-01", "2022-10-31"), {"owner": "acc_2", "report": named}),
        ("c: open end", window("2022-09-26", None), {}),
        ("d: no date", no_date(), {}),
        ("e: refuted", window(), {}),
        ("f: confirmed late", window(), {}),
    ):
        newsroom.report(reported(said, text=text, **given), ask="When?" if text[0] == "a" else None)
    ids = {name: claim_id for claim_id, name in names(newsroom).items()}
    newsroom.now = LATER
    newsroom.follow_up(ids["e"], Refuted(evidence=EVIDENCE, known_on=TODAY, reason="shown_untrue"))
    happened = Happened(earliest=on("2022-09-30"), latest=on("2022-09-30"))
    newsroom.follow_up(ids["f"], Confirmed(evidence=EVIDENCE, happened=happened, known_on=on("2022-10-01")))
    newsroom.follow_up(ids["c"], Checked(looked_on=TODAY))
    newsroom.follow_up(ids["a"], Snoozed(until=on("2022-10-10")))
    return newsroom


def names(newsroom):
    with database.reading(newsroom.engine) as connection:
        page = claims(connection, ClaimFilter(), Moment(now=LATER), limit=200)
    return {one.id: one.claim.text[0] for one in page.items}


def found(newsroom, *, now=LATER, **wanted):
    with database.reading(newsroom.engine) as connection:
        page = claims(connection, ClaimFilter(**wanted), Moment(now=now), limit=200, sort="recorded_at")
        assert count(connection, ClaimFilter(**wanted), Moment(now=now)) == len(page.items)
    return "".join(sorted(one.claim.text[0] for one in page.items))


@pytest.mark.parametrize(
    ("wanted", "letters"),
    [
        pytest.param({}, "abcdef", id="all"),
        pytest.param({"status": "rumored"}, "abcd", id="status"),
        pytest.param({"status": "refuted"}, "e", id="refuted"),
        pytest.param({"outcome": "late"}, "f", id="outcome"),
        pytest.param({"outcome": "shown_untrue"}, "e", id="another outcome"),
        pytest.param({"due": "past_due"}, "a", id="past due"),
        pytest.param({"due": "settled"}, "ef", id="settled"),
        pytest.param({"due": "to_check"}, "cd", id="to check"),
        pytest.param({"due": "later"}, "b", id="later"),
        pytest.param({"outlet": "meduza"}, "acdef", id="outlet in any case"),
        pytest.param({"outlet": "Medu"}, "", id="a part of an outlet"),
        pytest.param({"said_by": "named"}, "b", id="kind of source"),
        pytest.param({"said_by": "unnamed"}, "acdef", id="unnamed"),
        pytest.param({"tag": "BORDER"}, "a", id="tag in any case"),
        pytest.param({"tag": "50%"}, "a", id="a tag with a wildcard"),
        pytest.param({"tag": "%"}, "", id="a wildcard for a tag"),
        pytest.param({"tag": "_order"}, "", id="another wildcard for a tag"),
        pytest.param({"tag": "border||outlet:meduza"}, "", id="a tag that looks like two"),
        pytest.param({"desk": "world"}, "a", id="desk"),
        pytest.param({"owner": "acc_2"}, "b", id="owner"),
        pytest.param({"question": "qst_1"}, "a", id="question"),
        pytest.param({"never_checked": True}, "abdef", id="never checked"),
        pytest.param({"never_checked": False}, "c", id="checked"),
        pytest.param({"window_end_lte": on("2022-09-28")}, "aef", id="window ends by"),
        pytest.param({"window_end_gte": on("2022-09-29")}, "b", id="window ends from"),
        pytest.param({"snoozed": True}, "a", id="snoozed"),
        pytest.param({"snoozed": False}, "bcdef", id="not snoozed"),
        pytest.param({"q": "REFUTED"}, "e", id="words in any case"),
        pytest.param({"q": "граница"}, "b", id="words in Russian"),
        pytest.param({"q": "date: NO"}, "d", id="words in any order"),
        pytest.param({"q": "petrova"}, "b", id="a named source"),
        pytest.param({"q": "government"}, "", id="an unnamed source is never searched"),
        pytest.param({"q": "50 %"}, "b", id="a percent sign"),
        pytest.param({"q": "of_all"}, "b", id="an underscore"),
        pytest.param({"q": "ofXall"}, "", id="an underscore is no wildcard"),
        pytest.param({"q": "\\"}, "", id="a backslash"),
        pytest.param({"q": "'; DROP TABLE claim_board; --"}, "", id="a hostile text"),
        pytest.param({"q": "   "}, "abcdef", id="only spaces"),
        pytest.param({"status": "rumored", "never_checked": False}, "c", id="two at once"),
    ],
)
def test_a_filter_passes_these_claims(told, wanted, letters):
    assert found(told, **wanted) == letters


@pytest.mark.parametrize(
    ("sort", "letters"),
    [
        ("recorded_at", "abcdef"),
        ("-recorded_at", "fedcba"),
        ("window_end", "aefbcd"),
        ("-window_end", "bfeadc"),
        ("closes_at", "abcdef"),
        ("-closes_at", "bafedc"),
    ],
)
def test_a_list_is_sorted_and_what_has_no_end_comes_last(told, sort, letters):
    with database.reading(told.engine) as connection:
        page = claims(connection, ClaimFilter(), Moment(now=LATER), sort=sort)

    assert "".join(one.claim.text[0] for one in page.items) == letters
    assert page.next is None


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_pages_hold_every_claim_once_though_claims_come_and_go(told, sort, limit):
    letters, cursor = "", None
    for turn in range(20):
        with database.reading(told.engine) as connection:
            page = claims(connection, ClaimFilter(), Moment(now=LATER), sort=sort, limit=limit, cursor=cursor)
        letters += "".join(one.claim.text[0] for one in page.items)
        assert len(page.items) <= limit
        if page.next is None:
            break
        cursor = page.next
        if turn < 3:
            day = f"2022-11-{turn + 1:02}"
            told.report(reported(window(day, day), text=f"x{turn}"))

    assert sorted(letters.replace("x", "")) == list("abcdef")


def encoded(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("", id="empty"),
        pytest.param("!!!", id="no base64"),
        pytest.param("граница", id="no ASCII"),
        pytest.param(encoded(b"\xff\xfe"), id="no UTF-8"),
        pytest.param(encoded(b"{"), id="no JSON"),
        pytest.param(encoded(5), id="a number"),
        pytest.param(encoded({"a": 1, "b": 2, "c": 3}), id="an object"),
        pytest.param(encoded(["recorded_at", 1]), id="too short"),
        pytest.param(encoded(["-recorded_at", 1, 1]), id="of another sort"),
        pytest.param(encoded(["recorded_at", "1", 1]), id="text for a number"),
        pytest.param(encoded(["recorded_at", True, 1]), id="a truth for a number"),
        pytest.param(encoded(["recorded_at", 1.5, 1]), id="a fraction"),
        pytest.param(encoded(["recorded_at", 2**63, 1]), id="too great a number"),
        pytest.param(encoded(b'["recorded_at", 1, ' + b"9" * 5000 + b"]"), id="a huge number"),
        pytest.param(encoded(b"[" * 100_000), id="deep"),
        pytest.param(encoded(["recorded_at", None, 1]), id="null"),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(told, cursor):
    with database.reading(told.engine) as connection, pytest.raises(Refusal) as refused:
        claims(connection, ClaimFilter(), Moment(now=LATER), sort="recorded_at", cursor=cursor)

    assert refused.value.code == "bad_cursor"


@pytest.mark.parametrize("value", ["\x00", "\ud800", "2022-13", "' OR 1=1", "2022-09-28\n"])
def test_a_cursor_with_a_day_that_is_none_is_refused(told, value):
    with database.reading(told.engine) as connection, pytest.raises(Refusal) as refused:
        claims(
            connection,
            ClaimFilter(),
            Moment(now=LATER),
            sort="window_end",
            cursor=encoded(["window_end", value, 1]),
        )

    assert refused.value.code == "bad_cursor"


def test_what_changes_on_a_claim_changes_its_filters(told):
    ids = {name: claim_id for claim_id, name in names(told).items()}

    told.follow_up(ids["a"], Tagged(tags=("visa",)))
    told.follow_up(ids["a"], Linked(question=None))
    told.follow_up(ids["d"], Amended(reason="r", text="d: visas", window=window()))
    told.follow_up(ids["b"], Closed(reason="too_vague"))

    assert (found(told, tag="border"), found(told, tag="visa"), found(told, question="qst_1")) == (
        "",
        "a",
        "",
    )
    assert found(told, q="visas") == "d"
    assert (found(told, due="past_due"), found(told, outcome="closed")) == ("ad", "b")


def test_the_sections_of_the_board_count_and_order_what_is_due(told):
    with database.reading(told.engine) as connection:
        sections = due_calendar.sections(connection, at("2022-10-31T12:00"), most=1)
        now = due_calendar.sections(connection, LATER)

    assert [(section.due, section.count) for section in sections] == [
        ("past_due", 1),
        ("today", 1),
        ("this_week", 0),
        ("to_check", 2),
        ("no_date", 0),
    ]
    assert all(len(section.claims) <= 1 for section in sections)
    shown = {section.due: "".join(one.claim.text[0] for one in section.claims) for section in now}
    assert shown == {"past_due": "a", "today": "", "this_week": "", "to_check": "dc", "no_date": ""}


def test_snoozed_claims_stand_behind_the_others_of_their_section(told):
    later = at("2022-11-15T00:00")
    with database.reading(told.engine) as connection:
        first, *others = due_calendar.sections(connection, later)[0].claims
    told.follow_up(first.id, Snoozed(until=on("2023-11-01")))

    with database.reading(told.engine) as connection:
        one = due_calendar.sections(connection, later, most=1)[0]
        every = due_calendar.sections(connection, later)[0]

    assert [view.id for view in every.claims] == [*(view.id for view in others), first.id]
    assert [view.id for view in one.claims] == [others[0].id]
    assert one.count == every.count == len(others) + 1


def test_questions_are_listed_newest_first_with_their_claims(told):
    told.report(reported(text="g"), ask="Who decides?")
    second = questions_of(told)[0].id

    assert [question.text for question in questions_of(told)] == ["Who decides?", "When?"]
    with database.reading(told.engine) as connection:
        assert questions.one(connection, "qst_99") is None
        on_each = questions.claims_on(connection, ["qst_1", second, "qst_99", None])
    assert {name: len(ids) for name, ids in on_each.items()} == {"qst_1": 1, second: 1, "qst_99": 0}


def questions_of(newsroom):
    with database.reading(newsroom.engine) as connection:
        return questions.every(connection)


def test_an_empty_newsroom_has_empty_lists(engine):
    with database.reading(engine) as connection:
        assert claims(connection, ClaimFilter(), Moment(now=NOW)).items == []
        assert count(connection, ClaimFilter(), Moment(now=NOW, as_of=NOW)) == 0
        assert [section.count for section in due_calendar.sections(connection, NOW)] == [0] * 5
        assert questions.claims_on(connection, []) == {}
