"""Claims over the API: log, list, look at one."""

import pytest

from tests.newsroom import BASE_URL, claim_body


def test_a_claim_is_logged_and_shown(room):
    response = room.post("/api/v1/claims", claim_body(), by="rita")

    assert response.status_code == 201
    claim = response.get_json()
    assert response.headers["Location"] == f"{BASE_URL}/api/v1/claims/{claim['id']}"
    assert claim.pop("warnings") == []
    assert claim == room.get(f"/api/v1/claims/{claim['id']}").get_json()
    assert claim["owner"] == room.people["rita"].id
    assert claim["status"] == "rumored"
    assert claim["due"] == "this_week"
    assert claim["window"] == {
        "earliest": "2022-09-28",
        "latest": "2022-09-28",
        "opens_at": "2022-09-27T21:00:00Z",
        "closes_at": "2022-09-28T21:00:00Z",
        "precision": "day",
        "zone": "Europe/Moscow",
        "phrase": "2022-09-28",
        "said_on": "2022-09-25",
        "said_zone": "Europe/Moscow",
        "certainty": "exact",
        "edtf": "2022-09-28",
    }
    assert claim["reports"][0]["when"] == "2022-09-28"
