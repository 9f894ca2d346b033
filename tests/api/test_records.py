"""Track records over the API: counts, and the lists that they count."""

import csv
import io
import json

import pytest

from service.changes import sources as changes
from service.changes.writing import Context
from service.database import reading, transact
from service.domain.events import SourceMerged, SourceUndone
from service.formats.csv_text import unguarded
from service.read_models import sources
from tests.api_newsroom import BASE_URL
from tests.builders import actor

NOTE = [{"note": "seen on the ground"}]
UNNAMED = {"label": "two officials", "kind": "unnamed", "count": "2+"}
NAMED = {"label": "Anna Petrova", "kind": "named", "count": "1"}


def by_meduza(said_by):
    return {"outlet": "Meduza", "said_by": said_by, "article": {"published_at": "2022-09-26"}}


@pytest.fixture
def busy(room, clock):
    """Return a newsroom with claims of two kinds of source, of which most have an answer."""
    for number in range(12):
        claim = room.claim(report=by_meduza(UNNAMED if number % 3 else NAMED))
        if number < 2:
            report = {"outlet": "Copy", "cites": [claim["reports"][0]["id"]], "said_by": UNNAMED}
            room.follow_up(claim["id"], kind="report", report=report)
        if number % 4 == 1:
            room.follow_up(claim["id"], kind="move", window={"latest": "2022-10-02"})
    clock.set(clock.now.replace(day=30))
    ids = [one["id"] for one in room.get("/api/v1/claims?sort=recorded_at").get_json()["items"]]
    for number, claim_id in enumerate(ids[:9]):
        day = "2022-09-28" if number % 2 else "2022-09-30"
        if number < 7:
            room.follow_up(claim_id, kind="confirm", evidence=NOTE, happened=day, known_on="2022-09-30")
        else:
            room.follow_up(claim_id, kind="refute", evidence=NOTE, known_on="2022-09-30")
    return room


def counts_in(value, name=""):
    """Give each count beside the list it counts, wherever it stands in an answer."""
    if isinstance(value, dict):
        if set(value) == {"count", "claims"}:
            yield name, value["count"], value["claims"]
        for key, inner in value.items():
            yield from counts_in(inner, f"{name}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from counts_in(inner, name)


def listed(room, address):
    """Return how many claims a list holds."""
    body = room.get(f"{address.removeprefix(BASE_URL)}&limit=200").get_json()
    assert body["next"] is None
    return len(body["items"])


@pytest.mark.parametrize("seen", ["", "?as_of=2022-09-28", "?from=2022-09-28&to=2022-09-30"])
def test_every_count_of_a_kind_of_source_is_that_of_its_list(busy, seen):
    body = busy.get(f"/api/v1/records/classes{seen}").get_json()

    counts = list(counts_in(body["items"]))

    assert [name for name, count, _ in counts if count == 0] == [
        name for name, _, address in counts if address is None
    ]
    wrong = [(name, count) for name, count, address in counts if count and listed(busy, address) != count]
    assert wrong == []
    assert sum(count > 0 for _, count, _ in counts) > 10


def source_id(room, type_, name):
    with reading(room.engine) as connection:
        found = sources.by_name(connection, type_, name)
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("path", "type_", "name"),
    [("outlets", "outlet", "Meduza"), ("outlets", "outlet", "copy"), ("sources", "person", "ANNA PETROVA")],
)
@pytest.mark.parametrize("seen", ["", "?as_of=2022-09-28&said_by=unnamed"])
def test_every_count_of_a_source_is_that_of_its_list(busy, path, type_, name, seen):
    found = source_id(busy, type_, name)
    body = busy.get(f"/api/v1/{path}/{found}/record{seen}").get_json()

    counts = list(counts_in([body["record"], body["classes"]]))

    wrong = [(name, count) for name, count, address in counts if count and listed(busy, address) != count]
    assert wrong == []
    assert (body["source"]["id"], body["source"]["type"]) == (found, type_)
    assert sum(count for _, count, _ in counts) > 0 or seen


def test_a_merge_shows_in_the_record_at_once_and_is_undone_at_once(busy):
    meduza, copy = source_id(busy, "outlet", "Meduza"), source_id(busy, "outlet", "Copy")
    path = f"/api/v1/outlets/{meduza}/record"

    def counted():
        record = busy.get(path).get_json()["record"]
        counts = list(counts_in(record))
        assert [name for name, count, at in counts if count and listed(busy, at) != count] == []
        return [record[role]["claims"]["count"] for role in ("carried", "originated", "repeated")]

    assert counted() == [12, 12, 0]
    own = busy.claim(report={**by_meduza(UNNAMED), "outlet": "Copy"})
    assert counted() == [12, 12, 0]

    transact(busy.engine, lambda c: say(c, busy, copy, SourceMerged(into=meduza)))

    assert counted() == [13, 13, 0]
    assert busy.get(f"/api/v1/outlets/{copy}/record").get_json()["source"]["id"] == meduza
    assert listed(busy, f"{BASE_URL}/api/v1/claims?outlet={meduza}&role=carried") == 13
    transact(busy.engine, lambda c: say(c, busy, copy, SourceUndone(version=2)))
    assert counted() == [12, 12, 0]
    assert own["id"]


def say(connection, room, source, proposed):
    who = actor("editor", id=room.people["ed"].id)
    context = Context(actor=who, now=room.clock(), zone="UTC", new_id=room.wiring.new_id)
    return changes.follow_up(connection, source, proposed, context)


@pytest.mark.parametrize("path", ["outlets/src_1/record", "sources/nobody/record", "sources/{meduza}/record"])
def test_nobody_has_no_record_and_an_outlet_is_no_source(busy, path):
    path = path.format(meduza=source_id(busy, "outlet", "Meduza"))

    assert busy.get(f"/api/v1/{path}").status_code == 404


def test_kinds_of_source_are_told_apart_and_so_are_roles(busy):
    body = busy.get("/api/v1/records/classes").get_json()
    found = {one["said_by"]: one["record"] for one in body["items"]}

    assert list(found) == ["named", "unnamed", "institution", "document", "own_voice", "not_stated"]
    assert found["unnamed"]["carried"]["claims"]["count"] == 9
    assert found["unnamed"]["repeated"]["claims"]["count"] == 1
    assert found["named"]["carried"]["claims"]["count"] == 4
    assert found["document"]["carried"]["claims"] == {"count": 0, "claims": None}
    assert found["unnamed"]["carried"]["retracted"] is None


def test_a_rate_is_told_only_of_ten_or_more(busy):
    path = "/api/v1/records/classes?said_by=unnamed"
    (one,) = busy.get(path).get_json()["items"]
    rates = one["record"]["carried"]["rates"]

    assert rates["came_true"]["of"] < 10
    assert (rates["came_true"]["share"], rates["came_true"]["low"], rates["came_true"]["high"]) == (None,) * 3
    for claim in busy.get("/api/v1/claims?outcome=open").get_json()["items"]:
        busy.follow_up(claim["id"], kind="confirm", evidence=NOTE, happened="2022-09-28")
    for _ in range(4):
        claim = busy.claim(report=by_meduza(UNNAMED))
        busy.follow_up(claim["id"], kind="confirm", evidence=NOTE, happened="2022-09-28")
    (one,) = busy.get(path).get_json()["items"]
    told = one["record"]["carried"]["rates"]["came_true"]
    assert told["of"] >= 10
    assert told["low"] < told["share"] < told["high"]


def test_the_files_hold_what_the_answer_holds(busy):
    path = "/api/v1/records/classes"
    body = busy.get(path).get_json()
    as_csv = busy.get(path, accept="text/csv")
    as_ndjson = busy.get(path, accept="application/x-ndjson")

    rows = list(csv.DictReader(io.StringIO(as_csv.get_data(as_text=True))))
    lines = [json.loads(line) for line in as_ndjson.get_data(as_text=True).splitlines()]

    assert [row["number"] for row in rows] == [line["number"] for line in lines]
    told = [
        (one["said_by"], role, address, count)
        for one in body["items"]
        for role in ("carried", "originated", "repeated")
        for _, count, address in counts_in(one["record"][role])
    ]
    in_file = [
        (row["said_by"], row["role"], unguarded(row["claims"]) or None, int(row["count"]))
        for row in rows
        if row["group"] in ("claims", "dated", "undated")
        or (row["group"], row["number"]) == ("moves", "claims")
    ]
    assert in_file == told


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?frm=2022-09-28", "unknown_parameter"),
        ("?from=yesterday", "bad_date"),
        ("?said_by=anonymous", "unknown_choice"),
        ("?as_of=2399-01-01", "in_the_future"),
    ],
)
def test_what_cannot_be_asked_is_refused(room, query, code):
    answer = room.get(f"/api/v1/records/classes{query}")

    assert answer.status_code in (400, 422)
    assert [fault["code"] for fault in answer.get_json()["errors"]] == [code]


def test_an_empty_newsroom_has_records_of_nothing(room):
    body = room.get("/api/v1/records/classes").get_json()

    assert {count for _, count, _ in counts_in(body["items"])} == {0}
    assert body["items"][0]["record"]["carried"]["late_days"] == {"median": None}
