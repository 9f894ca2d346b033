"""Lists as CSV and NDJSON by the Accept header: whole, the same as the pages of JSON, safe for the public."""

import csv
import io
import json

import pytest

from service.formats.csv_text import unguarded
from service.read_models import whole_lists
from tests.api_newsroom import claim_body

CLAIMS = "/api/v1/claims"


def read(response):
    if response.content_type == "application/x-ndjson":
        return [json.loads(line) for line in response.text.splitlines()]
    assert response.content_type == "text/csv; charset=utf-8"
    rows = csv.DictReader(io.StringIO(response.text, newline=""), strict=True)
    return [{name: unguarded(cell) for name, cell in row.items()} for row in rows]


@pytest.mark.parametrize("accept", ["text/csv", "application/x-ndjson;q=0.9, application/json;q=0.1"])
def test_a_list_comes_whole_in_the_form_that_is_asked_for(room, monkeypatch, accept):
    monkeypatch.setattr(whole_lists, "PAGE", 2)
    ids = [room.post(CLAIMS, claim_body(tags=["border"])).get_json()["id"] for _ in range(3)]
    room.post(CLAIMS, claim_body())

    response = room.get(f"{CLAIMS}?tag=border&sort=recorded_at", Accept=accept)

    assert [one["id"] for one in read(response)] == ids
    assert response.headers["Vary"] == "Accept"


def test_a_line_of_ndjson_is_an_item_of_the_list(room):
    claim = room.post(CLAIMS, claim_body(text="=1+1")).get_json()["id"]
    for path in (CLAIMS, f"{CLAIMS}/{claim}/history", "/api/v1/changes"):
        assert read(room.get(path, Accept="application/x-ndjson")) == room.get(path).get_json()["items"]


@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json, text/csv;q=0.5"])
def test_json_is_given_where_nothing_else_is_liked_better(room, accept):
    assert room.get(CLAIMS, Accept=accept).get_json() == {"items": [], "next": None}


@pytest.mark.parametrize("query", ["limit=5", "cursor=x"])
def test_a_page_of_a_file_is_refused(room, query):
    response = room.get(f"{CLAIMS}?{query}", Accept="text/csv")

    assert response.status_code == 400
    assert response.get_json(force=True)["code"] == "whole_list"
