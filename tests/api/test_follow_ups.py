"""Follow-ups over the API: every kind, every condition, tried only, and refused."""

import pytest

from service.changes import claims as changes
from service.changes.claims import Context
from service.database import transact
from service.domain.roles import SCHEDULER
from tests.api_newsroom import claim_body

EVIDENCE = [{"url": "https://example.org/a", "note": "seen"}]


def path(claim):
    return f"/api/v1/claims/{claim['id']}/follow-ups"


def test_a_report_is_added(room):
    claim = room.claim()
    first = claim["reports"][0]["id"]

    after = room.follow_up(
        claim["id"],
        by="rita",
        kind="report",
        report={
            "outlet": "The Barents Observer",
            "stance": "relays",
            "when": "This Wednesday, Sept. 28",
            "article": {
                "url": "https://example.org/b",
                "title": "B",
                "published_at": "2022-09-26T08:00:00+02:00",
            },
            "cites": [first],
            "republishes": first,
        },
    )

    added = after["reports"][1]
    assert after["version"] == 2
    assert added["cites"] == [first]
    assert added["republishes"] == first
    assert added["article"]["published_at"] == "2022-09-26T06:00:00Z"
    assert added["when"] == "This Wednesday, Sept. 28"
    assert after["window"] == claim["window"]


def test_a_check_puts_off_the_next_question(room):
    claim = room.claim()

    after = room.follow_up(claim["id"], by="rita", kind="check", note="The ministry's page.")

    assert after["last_checked_on"] == "2022-09-26"
    assert after["next_check_on"] == "2022-10-03"


def test_a_check_may_say_when_somebody_looked(room):
    claim = room.claim()

    on = room.follow_up(claim["id"], by="rita", kind="check", looked_on="2022-09-25")
    at = room.follow_up(claim["id"], by="rita", kind="check", looked_at="2022-09-26T09:00:00+03:00")

    history = room.get(f"/api/v1/claims/{claim['id']}/history").get_json()["items"]
    assert on["last_checked_on"] == "2022-09-25"
    assert at["last_checked_on"] == "2022-09-26"
    assert [one["occurred_at"] for one in history[1:]] == ["2022-09-26T00:00:00Z", "2022-09-26T06:00:00Z"]


def test_a_note_stands_in_the_history(room):
    claim = room.claim()

    room.follow_up(claim["id"], by="rita", kind="note", note="Call again.", public=True)

    entry = room.get(f"/api/v1/claims/{claim['id']}/history").get_json()["items"][1]
    assert entry["kind"] == "noted"
    assert entry["data"] == {"note": "Call again.", "public": True}


@pytest.mark.parametrize(
    ("happened", "shown", "outcome"),
    [
        pytest.param("2022-09-26", "2022-09-26", "early", id="a day"),
        pytest.param(
            {"earliest": "2022-09-25", "latest": "2022-09-26"},
            {"earliest": "2022-09-25", "latest": "2022-09-26"},
            "early",
            id="a span",
        ),
        pytest.param("unknown", None, "day_not_known", id="unknown in a word"),
        pytest.param(None, None, "day_not_known", id="unknown as null"),
    ],
)
def test_a_claim_is_confirmed(room, happened, shown, outcome):
    claim = room.claim()

    after = room.follow_up(
        claim["id"], kind="confirm", evidence=EVIDENCE, happened=happened, known_on="2022-09-26"
    )

    assert (after["status"], after["outcome"], after["due"]) == ("confirmed", outcome, "settled")
    assert after["resolution"] == {
        "status": "confirmed",
        "happened": shown,
        "known_on": "2022-09-26",
        "extent": "whole",
        "evidence": [
            {
                "url": "https://example.org/a",
                "archived_url": None,
                "captured_at": None,
                "sha256": None,
                "note": "seen",
            }
        ],
        "by": room.people["ed"].id,
        "proposed_by": None,
    }


def test_evidence_keeps_its_copy_with_the_time_and_the_hash(room):
    claim = room.claim()
    kept = {
        "url": "https://example.org/a",
        "archived_url": "https://archive.example/1",
        "captured_at": "2022-09-26T11:00:00+03:00",
        "sha256": "AB" * 32,
        "note": None,
    }

    after = room.follow_up(claim["id"], kind="refute", evidence=[kept])

    assert after["resolution"]["evidence"] == [
        {**kept, "captured_at": "2022-09-26T08:00:00Z", "sha256": "ab" * 32}
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        pytest.param("sha256", "ab" * 31, "bad_sha256", id="a hash too short"),
        pytest.param("sha256", "xy" * 32, "bad_sha256", id="no hash at all"),
        pytest.param("captured_at", "2022-09-26", "bad_instant", id="a day for an instant"),
        pytest.param("captured_at", "2032-09-26T00:00:00Z", "in_the_future", id="a copy still to come"),
    ],
)
def test_a_copy_that_cannot_be_is_refused(room, field, value, code):
    claim = room.claim()

    answer = room.follow_up(claim["id"], status=422, kind="refute", evidence=[{"note": "a", field: value}])

    faults = [(one["pointer"], one["code"]) for one in answer["errors"]]
    assert faults == [(f"/evidence/0/{field}", code)]


def test_a_wording_in_another_language_keeps_original_translation_and_translator(room):
    claim = room.claim()
    told = {
        "wording": "Кордон закривають.",
        "language": "uk",
        "translation": "The border is being closed.",
        "translated_by": "Rita",
        "credit": "Ukrinform",
    }

    after = room.follow_up(claim["id"], by="rita", kind="report", report={"outlet": "B", **told})

    assert {name: after["reports"][1][name] for name in told} == told
    assert after["origins"] == {"outlets": 2, "least": 1, "most": 2}


def test_late_is_shown_with_its_days(room, clock):
    claim = room.claim()
    clock.set(clock.now.replace(month=10, day=10))

    after = room.follow_up(claim["id"], kind="confirm", evidence=EVIDENCE, happened="2022-10-05")

    assert (after["outcome"], after["late_days"]) == ("late", 7)


def test_a_claim_is_refuted_today_unless_said_otherwise(room):
    claim = room.claim()

    after = room.follow_up(claim["id"], kind="refute", evidence=[{"note": "No link is kept."}])

    assert (after["status"], after["outcome"]) == ("refuted", "did_not_happen")
    assert after["resolution"]["known_on"] == "2022-09-26"


def test_a_claim_is_closed_without_an_answer_and_opened_again(room):
    original, repeated = room.claim(), room.claim()

    closed = room.follow_up(repeated["id"], kind="close", reason="duplicate", duplicate_of=original["id"])
    opened = room.follow_up(repeated["id"], kind="reopen", reason="They differ.")

    assert (closed["status"], closed["outcome"], closed["due"]) == ("rumored", "closed", "settled")
    assert (opened["due"], opened["outcome"], opened["arming"]) == ("this_week", None, 2)


def test_a_date_moves_and_keeps_what_it_was(room):
    claim = room.claim()

    after = room.follow_up(
        claim["id"],
        by="rita",
        kind="move",
        when="2022-10-01",
        report={"outlet": "Vyorstka", "article": {"published_at": "2022-09-26"}},
    )

    assert (after["version"], after["arming"]) == (3, 2)
    assert (after["window"]["latest"], after["window"]["zone"]) == ("2022-10-01", "Europe/Moscow")
    assert after["window"]["said_on"] == "2022-09-26"
    assert after["reports"][1]["when"] == "2022-10-01"
    assert [one["window"] for one in after["moves"]] == [claim["window"]]


def test_a_date_moves_by_a_report_that_is_there(room):
    claim = room.claim()

    after = room.follow_up(
        claim["id"],
        by="rita",
        kind="move",
        window={"earliest": "2022-10-01", "latest": "2022-10-31"},
        report=claim["reports"][0]["id"],
    )

    assert after["version"] == 2
    assert after["window"]["edtf"] == "2022-10"


def test_an_entry_is_undone(room):
    claim = room.claim()
    room.follow_up(claim["id"], kind="refute", evidence=EVIDENCE)

    after = room.follow_up(claim["id"], kind="undo", version=2, note="Too early.")

    assert (after["status"], after["version"], after["arming"]) == ("rumored", 3, 2)


def test_a_record_is_amended_and_what_is_not_given_stays(room):
    claim = room.claim()
    report_id = claim["reports"][0]["id"]

    after = room.follow_up(
        claim["id"],
        by="rita",
        kind="amend",
        reason="Misread.",
        text="The border is closed.",
        window={"latest": "2022-09-29"},
        report={"id": report_id, "said_by": {"count": "unknown"}, "article": {"title": "A"}},
    )

    mended = after["reports"][0]
    assert after["text"] == "The border is closed."
    assert (after["window"]["latest"], after["window"]["phrase"]) == ("2022-09-29", "2022-09-28")
    assert after["window"]["zone"] == "Europe/Moscow"
    assert mended["said_by"] == {
        "label": "government sources",
        "kind": "unnamed",
        "count": "unknown",
        "source": None,
    }
    assert mended["article"]["title"] == "A"
    assert mended["article"]["published_at"] == "2022-09-25"


def test_a_claim_is_snoozed_tagged_and_handed_over(room):
    claim = room.claim()

    room.follow_up(claim["id"], by="rita", kind="snooze", until="2022-10-05", reason="Holidays.")
    room.follow_up(claim["id"], kind="tag", tags=["war", "border", "war"])
    after = room.follow_up(claim["id"], kind="assign", owner=room.people["ed"].id)
    nobody = room.follow_up(claim["id"], kind="assign", owner=None)

    assert after["snoozed_until"] == "2022-10-05"
    assert after["tags"] == ["border", "war"]
    assert after["owner"] == room.people["ed"].id
    assert nobody["owner"] is None


def test_a_link_that_is_left_out_stays(room):
    claim = room.claim(question="When does the border close?")
    other = room.claim(question=claim["question"])

    hangs = room.follow_up(claim["id"], kind="link", condition={"text": "If it rains", "claim": other["id"]})
    free = room.follow_up(claim["id"], kind="link", question=None)

    assert hangs["question"] == claim["question"]
    assert hangs["rivals"] == [other["id"]]
    assert free["question"] is None
    assert (free["condition"]["text"], free["condition"]["claim"]) == ("If it rains", other["id"])


def test_words_are_destroyed_and_nothing_else(room):
    claim = room.claim(text="A name that should not be here.")

    after = room.follow_up(claim["id"], by="ann", kind="redact", version=1, reason="A court order.")

    assert "name" not in str(after["text"])
    assert after["window"]["latest"] == "2022-09-28"
    assert "A name" not in room.get(f"/api/v1/claims/{claim['id']}/history").text


@pytest.mark.parametrize(
    ("body", "status", "pointer", "code"),
    [
        pytest.param({}, 422, "/kind", "missing", id="no kind"),
        pytest.param([], 422, "", "wrong_type", id="a list"),
        pytest.param({"kind": 1}, 422, "/kind", "unknown_choice", id="a number for a kind"),
        pytest.param({"kind": "confrm"}, 422, "/kind", "unknown_choice", id="a misspelt kind"),
        pytest.param({"kind": "refute"}, 422, "/evidence", "evidence_needed", id="no evidence"),
        pytest.param(
            {"kind": "refute", "evidence": []}, 422, "/evidence", "evidence_needed", id="empty evidence"
        ),
        pytest.param(
            {"kind": "refute", "evidence": [{}]},
            422,
            "/evidence/0",
            "evidence_empty",
            id="evidence of nothing",
        ),
        pytest.param(
            {"kind": "refute", "evidence": EVIDENCE * 21}, 422, "/evidence", "too_many", id="21 pieces"
        ),
        pytest.param(
            {"kind": "refute", "evidence": EVIDENCE, "known_on": "2022-09-27"},
            422,
            "/known_on",
            "in_the_future",
            id="known tomorrow",
        ),
        pytest.param(
            {"kind": "confirm", "evidence": EVIDENCE, "happened": "2022-09-27"},
            422,
            "/happened",
            "in_the_future",
            id="happened tomorrow",
        ),
        pytest.param(
            {
                "kind": "confirm",
                "evidence": EVIDENCE,
                "happened": {"earliest": "2022-09-26", "latest": "2022-09-25"},
            },
            422,
            "/happened/latest",
            "window_reversed",
            id="a span that ends first",
        ),
        pytest.param(
            {"kind": "confirm", "evidence": EVIDENCE, "happened": 5},
            422,
            "/happened",
            "wrong_type",
            id="a number for a day",
        ),
        pytest.param(
            {"kind": "confirm", "evidence": EVIDENCE, "extent": "part"},
            422,
            "/extent_note",
            "note_needed",
            id="in part without a note",
        ),
        pytest.param(
            {"kind": "check", "looked_at": "2022-09-26T12:00:01Z"},
            422,
            "/looked_at",
            "in_the_future",
            id="looked in a second",
        ),
        pytest.param(
            {"kind": "check", "looked_at": "2022-09-26T12:00:00Z", "looked_on": "2022-09-26"},
            422,
            "/looked_on",
            "given_twice",
            id="looked twice",
        ),
        pytest.param({"kind": "note"}, 422, "/note", "missing", id="a note without words"),
        pytest.param(
            {"kind": "note", "note": "a", "publik": True},
            422,
            "/publik",
            "unknown_field",
            id="a misspelt field",
        ),
        pytest.param(
            {"kind": "note", "note": "a", "public": "yes"}, 422, "/public", "wrong_type", id="a word for true"
        ),
        pytest.param({"kind": "close"}, 422, "/reason", "missing", id="close without a reason"),
        pytest.param(
            {"kind": "close", "reason": "duplicate"},
            422,
            "/duplicate_of",
            "duplicate_of_what",
            id="a duplicate of nothing",
        ),
        pytest.param(
            {"kind": "close", "reason": "duplicate", "duplicate_of": "clm_none"},
            422,
            "/duplicate_of",
            "unknown_claim",
            id="a duplicate of no claim",
        ),
        pytest.param({"kind": "move"}, 422, "/when", "window_needed", id="a move to nowhere"),
        pytest.param(
            {"kind": "move", "when": "next Friday"}, 422, "/when", "said_on_needed", id="words nobody said"
        ),
        pytest.param(
            {"kind": "move", "window": {"latest": "2022-10-01"}, "report": "rep_none"},
            422,
            "/report",
            "unknown_report",
            id="resting on nothing",
        ),
        pytest.param(
            {
                "kind": "move",
                "window": {"latest": "2022-10-01"},
                "report": {"outlet": "A", "article": {"published_at": "2022-09-27"}},
            },
            422,
            "/report/article/published_at",
            "in_the_future",
            id="resting on tomorrow's report",
        ),
        pytest.param({"kind": "reopen", "reason": "a"}, 409, "", "claim_open", id="reopen what is open"),
        pytest.param({"kind": "undo", "version": 1}, 409, "", "cannot_be_undone", id="undo the beginning"),
        pytest.param({"kind": "undo", "version": 9}, 422, "/version", "unknown_version", id="undo nothing"),
        pytest.param(
            {"kind": "undo", "version": "1"}, 422, "/version", "wrong_type", id="a text for a version"
        ),
        pytest.param(
            {"kind": "undo", "version": True}, 422, "/version", "wrong_type", id="true for a version"
        ),
        pytest.param(
            {"kind": "undo", "version": 1.0}, 422, "/version", "wrong_type", id="a fraction for a version"
        ),
        pytest.param(
            {"kind": "undo", "version": 2**31},
            422,
            "/version",
            "out_of_range",
            id="a version beyond counting",
        ),
        pytest.param(
            {"kind": "undo", "version": 10**19},
            422,
            "/version",
            "out_of_range",
            id="a version beyond 64 bits",
        ),
        pytest.param({"kind": "amend", "reason": "a"}, 422, "", "nothing_changes", id="amend nothing"),
        pytest.param(
            {"kind": "amend", "reason": "a", "zone": "UTC"},
            422,
            "/zone",
            "window_needed",
            id="a zone without a date",
        ),
        pytest.param(
            {"kind": "amend", "reason": "a", "report": {"id": "rep_none"}},
            422,
            "/report/id",
            "unknown_report",
            id="amend no report",
        ),
        pytest.param(
            {"kind": "snooze", "until": "2022-09-26"}, 422, "/until", "not_ahead", id="snooze until today"
        ),
        pytest.param({"kind": "assign"}, 422, "/owner", "missing", id="assign without saying to whom"),
        pytest.param(
            {"kind": "assign", "owner": "acc_none"},
            422,
            "/owner",
            "unknown_account",
            id="assign to nobody we know",
        ),
        pytest.param({"kind": "tag"}, 422, "/tags", "missing", id="tag without tags"),
        pytest.param({"kind": "link"}, 422, "/question", "missing", id="link nothing"),
        pytest.param(
            {"kind": "link", "question": "qst_none"},
            422,
            "/question",
            "unknown_question",
            id="link to no question",
        ),
        pytest.param(
            {"kind": "link", "condition": {"text": "a", "claim": "clm_none"}},
            422,
            "/condition/claim",
            "unknown_claim",
            id="hang on no claim",
        ),
        pytest.param(
            {"kind": "redact", "version": 1, "reason": "a"},
            403,
            "",
            "not_allowed",
            id="redact without being an admin",
        ),
        pytest.param(
            {"kind": "report", "report": {"outlet": "A", "cites": ["rep_none"]}},
            422,
            "/report/cites",
            "unknown_report",
            id="cite nothing",
        ),
    ],
)
def test_a_follow_up_that_does_not_fit_is_refused(refusing, body, status, pointer, code):
    claim = refusing.claim()
    before = refusing.rows()

    response = refusing.post(path(claim), body)

    assert response.status_code == status
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in response.get_json()["errors"]]
    assert refusing.rows() == before


def test_a_settled_claim_refuses_what_it_does_not_take(room):
    claim = room.claim()
    room.follow_up(claim["id"], kind="refute", evidence=EVIDENCE)

    response = room.post(path(claim), {"kind": "snooze", "until": "2022-10-05"})

    assert (response.status_code, response.get_json()["code"]) == (409, "claim_settled")


def test_a_claim_of_nothing_is_not_found(refusing):
    response = refusing.post("/api/v1/claims/clm_none/follow-ups", {"kind": "note", "note": "a"})

    assert response.status_code == 404


def test_what_hardly_fits_is_recorded_with_a_warning(room):
    claim = room.claim()

    after = room.follow_up(
        claim["id"], kind="confirm", evidence=EVIDENCE, happened="2022-09-20", known_on="2022-09-26"
    )

    assert [one["code"] for one in after["warnings"]] == ["happened_before_published"]


def test_a_dry_run_says_what_it_would_come_to_and_keeps_nothing(room):
    claim = room.claim()
    before = room.rows()

    tried = room.post(
        f"{path(claim)}?dry_run=true", {"kind": "refute", "evidence": EVIDENCE}, Idempotency_Key="k"
    )
    logged = room.post("/api/v1/claims?dry_run=true", claim_body(question="When?"))
    refused = room.post(f"{path(claim)}?dry_run=true", {"kind": "refute"})

    assert (tried.status_code, tried.get_json()["status"]) == (200, "refuted")
    assert tried.get_json()["dry_run"] is True
    assert "ETag" not in tried.headers
    assert logged.status_code == 200
    assert "Location" not in logged.headers
    assert refused.status_code == 422
    assert room.rows() == before
    assert room.get(f"/api/v1/claims/{claim['id']}").get_json()["status"] == "rumored"


def test_a_write_made_for_real_after_a_dry_run_is_no_replay(room):
    claim = room.claim()
    body = {"kind": "note", "note": "a"}

    room.post(f"{path(claim)}?dry_run=true", body, Idempotency_Key="k")
    response = room.post(path(claim), body, Idempotency_Key="k")

    assert response.status_code == 201
    assert "Idempotency-Replayed" not in response.headers


# If-Match.


def etag(room, claim):
    return room.get(f"/api/v1/claims/{claim['id']}").headers["ETag"]


@pytest.mark.parametrize(
    "form",
    ["{tag}", "W/{tag}", '"nothing-of-ours", {tag}', '{tag},"99-000000000000"', '"1"', "*"],
)
def test_a_follow_up_on_the_version_one_has_seen_is_taken(room, form):
    claim = room.claim()

    response = room.post(
        path(claim), {"kind": "note", "note": "a"}, If_Match=form.format(tag=etag(room, claim))
    )

    assert response.status_code == 201


def test_a_follow_up_on_an_older_version_is_told_what_was_added(room):
    claim = room.claim()
    seen = etag(room, claim)
    room.follow_up(claim["id"], kind="note", note="meanwhile")

    response = room.post(path(claim), {"kind": "refute", "evidence": EVIDENCE}, If_Match=seen)

    problem = response.get_json()
    assert (response.status_code, problem["code"]) == (412, "stale_version")
    assert problem["current_version"] == 2
    assert [one["data"]["note"] for one in problem["since"]] == ["meanwhile"]


@pytest.mark.parametrize("tag", ['"7-000000000000"', '"something"', '""'])
def test_a_tag_that_is_no_version_of_the_claim_matches_nothing(room, tag):
    claim = room.claim()

    assert room.post(path(claim), {"kind": "note", "note": "a"}, If_Match=tag).status_code == 412


@pytest.mark.parametrize(
    "garbage", ["1", "", '"1', "W/1", '"1" "2"', "*, *", '"1",', "\u00e9", '"' + "a" * 2500 + '"']
)
def test_an_unreadable_if_match_is_refused(refusing, garbage):
    claim = refusing.claim()

    response = refusing.post(path(claim), {"kind": "note", "note": "a"}, If_Match=garbage)

    assert (response.status_code, response.get_json()["code"]) == (400, "bad_if_match")


def test_what_the_scheduler_notes_upsets_nobody(room, clock):
    claim = room.claim()
    seen = etag(room, claim)
    clock.set(clock.now.replace(day=30))
    context = Context(actor=SCHEDULER, now=clock(), zone="UTC", new_id=room.wiring.new_id)
    transact(room.engine, lambda connection: changes.pass_deadlines(connection, [claim["id"]], context))

    response = room.post(path(claim), {"kind": "refute", "evidence": EVIDENCE}, If_Match=seen)

    assert response.status_code == 201
    assert response.get_json()["version"] == 3


# Who may.


@pytest.mark.parametrize(
    ("by", "body", "status"),
    [
        ("vera", {"kind": "note", "note": "a"}, 403),
        ("rita", {"kind": "tag", "tags": ["a"]}, 403),
        ("rita", {"kind": "close", "reason": "too_vague"}, 403),
        ("rita", {"kind": "refute", "evidence": EVIDENCE}, 201),
        ("ed", {"kind": "redact", "version": 1, "reason": "a"}, 403),
        (None, {"kind": "note", "note": "a"}, 401),
    ],
    ids=[
        "a viewer",
        "a reporter tags",
        "a reporter closes",
        "an owner refutes",
        "an editor redacts",
        "nobody",
    ],
)
def test_a_role_reaches_as_far_as_the_matrix_says(room, by, body, status):
    claim = room.claim(by="rita")

    assert room.post(path(claim), body, by=by).status_code == status


def test_a_report_of_somebody_else_is_not_theirs_to_refute(room):
    claim = room.claim(by="ed")

    response = room.post(path(claim), {"kind": "refute", "evidence": EVIDENCE}, by="rita")

    assert (response.status_code, response.get_json()["code"]) == (403, "not_allowed")
