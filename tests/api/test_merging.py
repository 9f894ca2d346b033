"""Merging over the API: the claim names its survivor, lists leave it out, and an undo takes it back."""


def merge(room, claim, into, **given):
    return room.follow_up(claim["id"], kind="merge", into=into["id"], **given)


def listed(room, query=""):
    return [one["id"] for one in room.get(f"/api/v1/claims?sort=recorded_at{query}").json["items"]]


def test_a_merged_claim_names_the_one_that_goes_on_and_lists_leave_it_out(room):
    survivor, duplicate = room.claim(), room.claim()

    after = merge(room, duplicate, survivor)

    assert (after["merged_into"], after["status"], after["due"]) == (survivor["id"], "rumored", "settled")
    assert room.get(f"/api/v1/claims/{duplicate['id']}").json["merged_into"] == survivor["id"]
    assert listed(room) == [survivor["id"]]
    assert listed(room, "&merged=true") == [duplicate["id"]]
    assert listed(room, "&merged=false") == [survivor["id"]]


def test_the_reports_of_the_merged_claim_say_where_they_came_from(room):
    survivor, duplicate = room.claim(), room.claim()

    merge(room, duplicate, survivor, note="word for word the same")

    now = room.get(f"/api/v1/claims/{survivor['id']}").json
    assert [one["merged_from"] for one in now["reports"]] == [None, duplicate["id"]]
    history = room.get(f"/api/v1/claims/{duplicate['id']}/history").json["items"]
    assert history[-1]["data"] == {"into": survivor["id"], "note": "word for word the same"}


def test_an_undo_brings_both_back(room):
    survivor, duplicate = room.claim(), room.claim()
    version = merge(room, duplicate, survivor)["version"]

    after = room.follow_up(duplicate["id"], kind="undo", version=version)

    assert after["merged_into"] is None
    assert listed(room) == [survivor["id"], duplicate["id"]]
    assert len(room.get(f"/api/v1/claims/{survivor['id']}").json["reports"]) == 1


def test_what_belongs_to_the_survivor_is_refused_with_its_name(room):
    survivor, duplicate = room.claim(), room.claim()
    merge(room, duplicate, survivor)

    refused = room.post(f"/api/v1/claims/{duplicate['id']}/follow-ups", {"kind": "check"})

    assert (refused.status_code, refused.json["code"]) == (409, "claim_merged")
    assert survivor["id"] in refused.json["detail"]


def test_trying_a_merging_changes_neither_claim(room):
    survivor, duplicate = room.claim(), room.claim()

    tried = room.post(
        f"/api/v1/claims/{duplicate['id']}/follow-ups?dry_run=true", {"kind": "merge", "into": survivor["id"]}
    )

    assert (tried.status_code, tried.json["merged_into"]) == (200, survivor["id"])
    assert listed(room) == [survivor["id"], duplicate["id"]]


def test_claims_are_listed_by_how_an_outlet_stands_by_its_latest_report(room):
    claim, other = room.claim(), room.claim()
    taken_back = {"outlet": "Meduza", "stance": "retracted", "article": {"published_at": "2022-09-26"}}

    after = room.follow_up(claim["id"], kind="report", report=taken_back)

    assert after["stances"] == {"for": 0, "against": 0, "no_confirmation": 0, "relays": 0, "retracted": 1}
    assert listed(room, "&stance=retracted") == [claim["id"]]
    assert listed(room, "&stance=for") == [other["id"]]
    assert listed(room, "&stance=for&as_of=2022-09-26") == [other["id"]]
