"""The form under a claim: once however often it is sent, nothing lost, nothing forged."""

import pytest

from service.dashboard.answers import LABELS
from service.domain.events import Noted, Refuted
from tests.builders import EVIDENCE, on, report
from tests.dashboard.browser import words
from tests.dashboard.following_up import LATER, NOTE, form_of, send, submit


@pytest.fixture
def claim_id(newsroom):
    """Return an open claim whose date passed a week ago."""
    claim_id = newsroom.logged(report=report("rep_a"))
    newsroom.clock.set(LATER)
    return claim_id


def test_what_a_person_may_not_record_is_refused_though_the_form_was_made_up(newsroom, claim_id):
    rob = newsroom.signed_in("Rob")
    page = rob.open(f"/claims/{claim_id}")
    token = page.fields(f"/claims/{claim_id}")["csrf_token"]
    fields = {"csrf_token": token, "answer": "refute", "evidence.0.note": "x"}

    sent = rob.post(f"/claims/{claim_id}", fields)

    assert sent.status == 403
    assert "Your account may not record “refute” on this claim." in sent.main
    assert newsroom.claim(claim_id).version == 1


def test_errors_stand_at_the_top_and_at_their_fields_and_all_input_is_kept(eve, claim_id):
    sent = send(
        eve,
        claim_id,
        "confirm",
        **{
            "evidence.0.url": "ftp://example.org",
            "evidence.1.note": "a second note",
            "known_on": "2022-10-09",
            "happened.unknown": "yes",
            "extent": "part",
        },
    )

    assert sent.status == 422
    assert sent.title.startswith("Error: ")
    summary = sent.one("[role=alert]")
    assert [(link["href"], words(link)) for link in summary.select("a")] == [
        ("#evidence.0.url", "Links begin with https:// or http:// and name a host.")
    ]
    field = sent.soup.find(id="evidence.0.url")
    assert field["value"] == "ftp://example.org"
    assert field["aria-invalid"] == "true"
    described = sent.soup.find(id=field["aria-describedby"].split()[-1])
    assert words(described) == "Error: Links begin with https:// or http:// and name a host."
    kept = sent.fields(f"/claims/{claim_id}")
    assert kept["evidence.1.note"] == ["a second note"]
    assert kept["happened.unknown"] == ["yes"]
    assert kept["extent"] == ["part"]
    assert kept["answer"] == ["confirm"]


@pytest.mark.parametrize(
    ("answer", "fields", "faults"),
    [
        pytest.param(
            "confirm",
            {},
            [
                ("#evidence.0.url", "Give a link, or write a note that says why there is none."),
                ("#happened.earliest", "Give the day it happened, or say that it is not known."),
            ],
            id="nothing at all",
        ),
        pytest.param(
            "confirm",
            NOTE,
            [("#happened.earliest", "Give the day it happened, or say that it is not known.")],
            id="no day",
        ),
        pytest.param(
            "confirm",
            {**NOTE, "happened__earliest": "2022-10-09"},
            [("#happened.earliest", "2022-10-09 has not come yet.")],
            id="a day to come",
        ),
        pytest.param("note", {}, [("#note", "Write the note.")], id="no note"),
        pytest.param(
            "report",
            {"report__wording": "x"},
            [("#report.outlet", "Enter who published it.")],
            id="no outlet",
        ),
        pytest.param(
            "tag", {"tags": "x" * 61}, [("#tags", "At most 60 characters; this has 61.")], id="long tag"
        ),
        pytest.param("move", {}, [("#when", "Say the new date: when, window or edtf.")], id="no date"),
        pytest.param(
            "move",
            {"rests_on": "rep_a", "report__outlet": "Axle News", "window__latest": "2022-10-20"},
            [("#rests_on", "Choose a report that is there, or write down a new one, not both.")],
            id="two reports",
        ),
        pytest.param(
            "snooze",
            {"until": "2022-10-01"},
            [("#until", "A claim is snoozed until a day to come.")],
            id="past",
        ),
        pytest.param(
            "snooze",
            {"until": ""},
            [("#until", "Enter the day until which to wait.")],
            id="no day",
        ),
        pytest.param(
            "close",
            {"reason": "duplicate"},
            [("#duplicate_of", "Name the claim it repeats.")],
            id="duplicate of nothing",
        ),
        pytest.param(
            "amend", {"reason": "x"}, [("#form", "Nothing in this amends the record.")], id="nothing amended"
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_is_wrong(eve, newsroom, claim_id, answer, fields, faults):
    sent = send(eve, claim_id, answer, **fields)

    assert sent.status in (409, 422)
    shown = [(item.a["href"] if item.a else "", words(item)) for item in sent.soup.select("[role=alert] li")]
    assert shown == faults
    for target, _ in faults:
        assert not target or sent.soup.find(id=target[1:]) is not None
    assert newsroom.claim(claim_id).version == 1


def test_a_double_click_records_once(newsroom, eve, claim_id):
    page = form_of(eve, claim_id, "check")

    first = eve.send(page, f"/claims/{claim_id}", note="once")
    second = eve.send(page, f"/claims/{claim_id}", note="once")

    assert (
        first.headers["Location"] == second.headers["Location"] == f"/claims/{claim_id}?recorded=2#recorded"
    )
    assert newsroom.claim(claim_id).version == 2


def test_a_form_that_is_sent_again_with_other_words_is_shown_beside_what_was_recorded(
    newsroom, eve, claim_id
):
    page = form_of(eve, claim_id, "note")
    eve.send(page, f"/claims/{claim_id}", note="first words")

    other = eve.send(page, f"/claims/{claim_id}", note="other words")
    again = eve.submit(other, f"/claims/{claim_id}")

    assert other.status == 422
    assert "This form was sent before with other words" in words(other.one("[role=alert]"))
    assert "first words" in words(other.one("#v2"))
    assert "other words" in words(again.one("#v3"))


def test_a_claim_that_changed_meanwhile_is_shown_with_what_was_added(newsroom, eve, claim_id):
    page = form_of(eve, claim_id, "refute")
    newsroom.followed_up(claim_id, Noted(note="the ministry has answered"), by="Rob")

    stale = eve.send(page, f"/claims/{claim_id}", **NOTE)
    again = eve.submit(stale, f"/claims/{claim_id}")

    assert stale.status == 412
    assert "This claim changed while you were writing." in words(stale.one("[role=alert]"))
    assert words(stale.one("#since")) == "Rob changed this just now"
    assert "Entry 2: Rob noted:" in words(stale.one("#follow-up"))
    assert stale.one("#form")["action"] == f"/claims/{claim_id}#follow-up"
    assert stale.one("#follow-up [role=alert] a")["href"] == "#form"
    assert stale.fields(f"/claims/{claim_id}")["evidence.0.note"] == ["the decree is in force"]
    assert words(again.one("#v3 .what > p")) == "Eve refuted it: did not happen."


def test_an_entry_of_the_scheduler_meanwhile_upsets_nobody(newsroom, eve, claim_id):
    page = form_of(eve, claim_id, "check")
    newsroom.run_round()

    sent = eve.send(page, f"/claims/{claim_id}")

    assert sent.status == 303


def test_two_answers_on_a_settled_claim_are_refused_in_words(newsroom, eve, claim_id):
    page = form_of(eve, claim_id, "refute")
    newsroom.followed_up(
        claim_id, Refuted(evidence=EVIDENCE, known_on=on("2022-10-05"), reason="called_off"), by="Ada"
    )

    stale = eve.send(page, f"/claims/{claim_id}", **NOTE)
    kinds = {link["href"].split("answer=")[1].split("#")[0] for link in stale.soup.select(".kinds a")}

    assert stale.status == 412
    assert "refute" not in kinds
    assert "reopen" in kinds


def test_warnings_are_shown_once_after_the_write(eve, claim_id):
    page = submit(eve, claim_id, "confirm", happened__earliest="2022-09-01", known_on="2022-09-02", **NOTE)

    assert page.all(".message.warning") == [
        "By this record it was known before the claim came out.",
        "By this record it happened before the claim came out.",
    ]


def test_opening_pages_changes_nothing(newsroom, claim_id):
    ada = newsroom.signed_in("Ada")
    before = newsroom.head()

    for kind in LABELS:
        form_of(ada, claim_id, kind, version="1", recorded="1", report="rep_a")
        ada.client.head(f"/claims/{claim_id}?answer={kind}")

    assert newsroom.head() == before


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"csrf_token": ""}, id="empty"),
        pytest.param({"csrf_token": "0" * 64}, id="made up"),
        pytest.param({"csrf_token": None}, id="missing"),
    ],
)
def test_a_form_that_is_not_from_a_page_of_this_session_is_refused(newsroom, eve, claim_id, forged):
    fields = form_of(eve, claim_id, "check").fields(f"/claims/{claim_id}") | forged
    fields = {name: value for name, value in fields.items() if value is not None}

    sent = eve.post(f"/claims/{claim_id}", fields)

    assert sent.status == 403
    assert newsroom.claim(claim_id).version == 1


def test_the_token_of_somebody_else_is_refused(newsroom, eve, claim_id):
    fields = form_of(newsroom.signed_in("Ada"), claim_id, "check").fields(f"/claims/{claim_id}")

    assert eve.post(f"/claims/{claim_id}", fields).status == 403


def test_a_form_sent_after_signing_out_leads_to_signing_in_and_records_nothing(newsroom, eve, claim_id):
    page = form_of(eve, claim_id, "check")
    eve.post("/sign-out", {"csrf_token": page.fields("/sign-out")["csrf_token"]})

    sent = eve.send(page, f"/claims/{claim_id}")

    assert (sent.status, sent.headers["Location"]) == (303, "/sign-in")
    assert newsroom.claim(claim_id).version == 1
