"""Over the API: where the newsroom wants it, two have to agree on an answer about a named private person."""

from datetime import timedelta

import pytest

from tests.api_newsroom import newsroom

CLAIMS = "/api/v1/claims"
REFUTE = {"kind": "refute", "evidence": [{"url": "https://example.org/proof", "note": "secret note"}]}


@pytest.fixture
def careful(engine, clock, tmp_path):
    """Return a newsroom that wants a second editor, and lets everybody read."""
    return newsroom(engine, clock, tmp_path, second_editor=True, public_read=True)


@pytest.fixture
def claim(careful):
    return careful.claim(text="She left the country", private_person=True)


def test_an_answer_waits_is_listed_and_is_recorded_once_somebody_else_agrees(careful, claim):
    waits = careful.follow_up(claim["id"], **REFUTE)
    listed = careful.get(f"{CLAIMS}?waits_for_second=true").get_json()["items"]
    others = careful.get(f"{CLAIMS}?waits_for_second=false").get_json()["items"]
    settled = careful.follow_up(claim["id"], by="ann", kind="second", version=2)

    assert claim["private_person"] is True
    assert [one["code"] for one in waits["warnings"]] == ["waits_for_second"]
    assert (waits["status"], waits["resolution"], waits["proposal"]["version"]) == ("rumored", None, 2)
    assert waits["proposal"]["by"] == careful.people["ed"].id
    assert ([one["id"] for one in listed], others) == ([claim["id"]], [])
    assert (settled["status"], settled["proposal"]) == ("refuted", None)
    assert settled["resolution"]["by"] == careful.people["ann"].id
    assert settled["resolution"]["proposed_by"] == careful.people["ed"].id
    assert careful.get(f"{CLAIMS}?waits_for_second=true").get_json()["items"] == []


@pytest.mark.parametrize(
    ("by", "body", "status", "code"),
    [
        ("ed", {"kind": "second", "version": 2}, 403, "not_allowed"),
        ("ed", {"kind": "decline", "version": 2, "reason": "no"}, 403, "not_allowed"),
        ("rita", {"kind": "second", "version": 2}, 403, "not_allowed"),
        ("ann", {"kind": "second", "version": 1}, 409, "nothing_waits"),
        ("ann", REFUTE, 409, "answer_waits"),
        ("ann", {"kind": "decline", "version": 2}, 422, "missing"),
    ],
)
def test_what_does_not_fit_an_answer_that_waits_is_refused(careful, claim, by, body, status, code):
    careful.follow_up(claim["id"], **REFUTE)

    assert careful.follow_up(claim["id"], by=by, status=status, **body)["code"] == code


def test_a_declined_answer_leaves_the_claim_open(careful, claim):
    careful.follow_up(claim["id"], **REFUTE)

    declined = careful.follow_up(claim["id"], by="ann", kind="decline", version=2, reason="somebody else")

    assert (declined["status"], declined["proposal"]) == ("rumored", None)
    kinds = [one["kind"] for one in careful.get(f"{CLAIMS}/{claim['id']}/history").get_json()["items"]]
    assert kinds == ["claim_reported", "answer_proposed", "answer_declined"]


def test_the_public_sees_an_answer_once_it_counts(careful, claim):
    path = f"{CLAIMS}/{claim['id']}"
    careful.follow_up(claim["id"], **REFUTE)
    waiting = [careful.get(one, by=None) for one in (path, f"{path}/history", "/api/v1/changes")]
    feeds = [careful.app.test_client().get(one) for one in (f"/claims/{claim['id']}.atom", "/claims.atom")]
    asked = careful.get(f"{CLAIMS}?waits_for_second=true", by=None)
    careful.follow_up(claim["id"], by="ann", kind="second", version=2)
    settled = [careful.get(one, by=None) for one in (path, f"{path}/history", "/api/v1/changes")]

    for answer in (*waiting, *feeds):
        assert answer.status_code == 200
        assert "example.org/proof" not in answer.text
        assert "answer_proposed" not in answer.text
    assert asked.status_code == 400
    assert (waiting[0].get_json()["proposal"], waiting[0].get_json()["private_person"]) == (None, None)
    assert settled[0].get_json()["status"] == "refuted"
    for answer in (*waiting, *settled):
        assert "secret note" not in answer.text
        assert careful.people["ed"].id not in answer.text
        assert '"private_person":true' not in answer.text.replace(" ", "")


def test_as_of_and_recorded_by_an_answer_waits_and_then_counts(careful, claim):
    path = f"{CLAIMS}/{claim['id']}"
    careful.follow_up(claim["id"], **REFUTE)
    careful.clock.advance(timedelta(minutes=1))
    waited_at = careful.clock().isoformat().replace("+00:00", "Z")
    careful.clock.advance(timedelta(hours=3))
    careful.follow_up(claim["id"], by="ann", kind="second", version=2)

    then = careful.get(f"{path}?recorded_by={waited_at}").get_json()
    now = careful.get(path).get_json()
    assert (then["status"], then["proposal"]["version"]) == ("rumored", 2)
    assert (now["status"], now["proposal"]) == ("refuted", None)


def test_without_the_setting_one_answers_alone(room):
    claim = room.claim(private_person=True)

    assert room.follow_up(claim["id"], **REFUTE)["status"] == "refuted"


def test_the_mark_is_set_and_taken_off_by_amending(careful):
    claim = careful.claim()

    marked = careful.follow_up(
        claim["id"], by="rita", kind="amend", reason="it names her", private_person=True
    )
    careful.follow_up(claim["id"], by="rita", status=403, kind="amend", reason="a slip", private_person=False)
    unmarked = careful.follow_up(claim["id"], kind="amend", reason="an office", private_person=False)

    assert [one["private_person"] for one in (claim, marked, unmarked)] == [False, True, False]
