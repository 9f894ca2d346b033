"""Files over the API: brought in, refused row by row, listed; everything taken out."""

import json

import pytest

from service.intake.limits import UPLOAD_BYTES
from tests.api_newsroom import claim_body
from tests.imports.desk import ndjson

CSV = b"kind,key,text,report.outlet\nclaim,k,The border closes,The Example\n"


def send(room, raw, *, query="", content_type="text/csv", by="ed", **headers):
    path = f"/api/v1/imports{query}"
    return room.send("POST", path, raw, by=by, content_type=content_type, headers=headers)


def test_a_file_comes_in_and_its_import_is_listed(room):
    made = send(room, CSV, query="?file_name=claims.csv")
    listed = room.get("/api/v1/imports", by="ed").get_json()

    assert made.status_code == 201
    assert made.get_json()["added"] == {"claim": 1}
    assert made.headers["Location"] == made.get_json()["url"]
    assert [(one["file_name"], one["state"], one["account"]) for one in listed["items"]] == [
        ("claims.csv", "done", room.people["ed"].id)
    ]
    assert room.get(made.get_json()["url"].partition("8000")[2], by="ed").get_json() == made.get_json()


def test_what_is_wrong_is_told_by_row_and_nothing_comes_in(room):
    before = room.rows()

    raw = ndjson([{"kind": "claim"}, {"kind": "check"}])
    refused = send(room, raw, content_type="application/x-ndjson")

    problem = refused.get_json()
    assert (refused.status_code, problem["code"]) == (422, "rows_refused")
    assert [one["pointer"] for one in problem["errors"]] == ["/1/text", "/1/report", "/2/claim"]
    assert problem["import"]["report"]["codes"] == {"missing": 3}
    assert room.rows() == before


def test_a_dry_run_writes_nothing(room):
    before = room.rows()

    tried = send(room, CSV, query="?dry_run=true").get_json()

    assert (tried["dry_run"], tried["added"]) == (True, {"claim": 1})
    assert room.rows() == before


@pytest.mark.parametrize(
    ("raw", "content_type", "headers", "status"),
    [
        (CSV, "application/json", {}, 415),
        (CSV, "application/zip", {}, 415),
        (CSV, "multipart/form-data; boundary=x", {}, 415),
        (CSV, "text/csv; charset=iso-8859-1", {}, 415),
        (CSV, "text/csv", {"Content-Encoding": "gzip"}, 415),
        (b"PK\x03\x04zip", "text/csv", {}, 400),
        ("kind\n".encode("utf-16"), "text/csv", {}, 400),
        (b"kind\nclaim\x00\n", "text/csv", {}, 400),
        (b"", "text/csv", {}, 400),
    ],
)
def test_what_is_no_file_of_rows_is_refused_before_it_is_read(room, raw, content_type, headers, status):
    """F13: no matter what it unpacks to, nothing is unpacked."""
    assert send(room, raw, content_type=content_type, **headers).status_code == status


def test_a_file_beyond_the_limit_is_refused_by_its_size(room):
    refused = send(room, b"kind\n" + b"x" * UPLOAD_BYTES)

    assert refused.status_code == 413


def test_a_file_may_be_larger_than_any_other_body(room):
    rows = [claim_body() | {"kind": "claim", "key": f"k{number}"} for number in range(900)]
    raw = ndjson(rows)

    made = send(room, raw, content_type="application/x-ndjson")

    assert len(raw) > 256 * 1024
    assert made.get_json()["added"] == {"claim": 900}


@pytest.mark.parametrize("who", ["rita", "vera"])
def test_files_are_for_editors(room, who):
    assert send(room, CSV, by=who).status_code == 403
    assert room.get("/api/v1/imports", by=who).status_code == 403
    assert room.get("/api/v1/export", by=who).status_code == 403


def test_every_event_is_had_and_known_when_it_comes_back(room):
    claim = room.claim()
    room.follow_up(claim["id"], kind="check")
    lines = room.get("/api/v1/export", by="ed")
    table = room.get("/api/v1/export", by="ed", Accept="text/csv")

    again = send(room, lines.data, content_type=lines.mimetype).get_json()
    from_table = send(room, table.data).get_json()

    assert {json.loads(line)["stream_kind"] for line in lines.data.splitlines()} == {"claim", "source"}
    assert again["added"] == from_table["added"] == {}
    assert again["known"] == from_table["known"] == len(lines.data.splitlines())


def test_imports_page_by_a_cursor(room):
    for number in range(3):
        send(room, CSV, query=f"?file_name={number}")

    first = room.get("/api/v1/imports?limit=2", by="ed").get_json()
    second = room.get(first["next"].partition("8000")[2], by="ed").get_json()

    assert [one["file_name"] for one in [*first["items"], *second["items"]]] == ["2", "1", "0"]
    assert room.get("/api/v1/imports?cursor=x", by="ed").status_code == 400
    assert room.get("/api/v1/imports/imp_0", by="ed").status_code == 404
