"""Every kind of follow-up from the claim's page: who is offered it, what it records, how it is told."""

import pytest

from service.dashboard.answers import LABELS
from service.domain.events import Noted
from service.domain.window import Window
from tests.builders import at, on, report
from tests.dashboard.browser import words
from tests.dashboard.following_up import LATER, NOTE, form_of, send, submit

#: What an open claim, of which no answer waits for a second editor, takes from nobody.
NOT_NOW = {"reopen", "second", "decline"}


@pytest.fixture
def claim_id(newsroom):
    """Return an open claim whose date passed a week ago."""
    claim_id = newsroom.logged(report=report("rep_a"))
    newsroom.clock.set(LATER)
    return claim_id


@pytest.mark.parametrize(
    ("answer", "fields", "sentence"),
    [
        pytest.param("check", {"note": "the gazette"}, "looked, and found nothing new.", id="check"),
        pytest.param(
            "note", {"note": "calling", "public": "yes"}, "noted, for everybody to read:", id="note"
        ),
        pytest.param(
            "confirm",
            {"happened__earliest": "2022-09-28", **NOTE},
            "confirmed it. It happened on Wed 28 Sep 2022.",
            id="confirm",
        ),
        pytest.param("refute", NOTE, "refuted it: did not happen.", id="refute"),
        pytest.param(
            "close",
            {"reason": "too_vague"},
            "closed it without an answer: it is too vague.",
            id="close",
        ),
        pytest.param("snooze", {"until": "2022-10-12"}, "snoozed it until Wed 12 Oct 2022.", id="snooze"),
        pytest.param(
            "report",
            {"report__outlet": "Axle News", "report__stance": "against", "report__cites": ["rep_a"]},
            "added a report by Axle News, which speaks against it.",
            id="report",
        ),
        pytest.param(
            "move",
            {"when": "a fortnight hence", "said_on": "2022-10-01", "window__latest": "2022-10-15"},
            "moved the date from Wed 28 Sep 2022 to by Sat 15 Oct 2022 (“a fortnight hence”).",
            id="move",
        ),
        pytest.param(
            "amend",
            {"reason": "a typo", "text": "Men are put on the list"},
            "put our record right: the sentence is “Men are put on the list”.",
            id="amend",
        ),
        pytest.param("assign", {"owner": "acc_0003"}, "made Rob its owner.", id="assign"),
        pytest.param("assign", {"owner": ""}, "left it without an owner.", id="assign nobody"),
        pytest.param("tag", {"tags": "border, army"}, "tagged it army, border.", id="tag"),
        pytest.param(
            "link",
            {"condition__text": "the decree is signed"},
            "took it off its question, on the condition “the decree is signed”.",
            id="link",
        ),
        pytest.param(
            "redact",
            {"version": "1", "reason": "a court"},
            "took the words out of entry 1, for good.",
            id="redact",
        ),
    ],
)
def test_every_kind_is_recorded_and_the_page_shows_it_at_once(newsroom, claim_id, answer, fields, sentence):
    page = submit(newsroom.signed_in("Ada"), claim_id, answer, **fields)

    assert page.status == 200
    assert words(page.one("#v2 .what > p")) == f"Ada {sentence}"
    assert words(page.one(".message.done")).startswith(f"Recorded. Ada {sentence}")


def test_an_answer_can_be_taken_back_and_a_settled_claim_opened_again(newsroom, claim_id):
    eve = newsroom.signed_in("Eve")
    submit(eve, claim_id, "refute", **NOTE)

    taken_back = submit(eve, claim_id, "undo", version="2")
    submit(eve, claim_id, "refute", **NOTE)
    opened = submit(eve, claim_id, "reopen", reason="the agency corrected itself")

    assert words(taken_back.one("#v3 .what > p")) == "Eve took back entry 2."
    assert words(opened.one("#v5 .what > p")) == "Eve opened it again."
    assert newsroom.claim(claim_id).status == "rumored"


def test_every_kind_has_words_and_fields(newsroom, claim_id):
    ada = newsroom.signed_in("Ada")

    shown = {kind: form_of(ada, claim_id, kind) for kind in LABELS if kind not in NOT_NOW}

    for kind, page in shown.items():
        assert page.fields(f"/claims/{claim_id}")["answer"] == [kind]
        assert page.one(".kinds a[aria-current]")["href"].endswith(f"?answer={kind}#follow-up")


def test_a_check_is_what_the_form_starts_with(eve, claim_id):
    assert eve.open(f"/claims/{claim_id}").fields(f"/claims/{claim_id}")["answer"] == ["check"]
    assert form_of(eve, claim_id, "nonsense").fields(f"/claims/{claim_id}")["answer"] == ["check"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        pytest.param("Vic", set(), id="viewer"),
        pytest.param("Rob", {"check", "snooze", "note", "report", "move", "amend"}, id="reporter"),
        pytest.param("Eve", set(LABELS) - NOT_NOW - {"redact"}, id="editor"),
        pytest.param("Ada", set(LABELS) - NOT_NOW, id="admin"),
    ],
)
def test_only_what_a_person_may_record_is_offered(newsroom, claim_id, name, kinds):
    page = newsroom.signed_in(name).open(f"/claims/{claim_id}")

    links = [link["href"] for link in page.soup.select(".kinds a")]
    assert {link.split("answer=")[1].removesuffix("#follow-up") for link in links} == kinds


def test_an_owner_may_answer_from_the_role_of_a_reporter(newsroom):
    claim_id = newsroom.logged(by="Rob")

    page = newsroom.signed_in("Rob").open(f"/claims/{claim_id}")

    assert page.soup.select('.kinds a[href*="answer=confirm"]')


def test_a_reporter_may_take_back_only_the_last_entry_and_only_an_own_one(newsroom, claim_id):
    newsroom.followed_up(claim_id, Noted(note="first"), by="Rob")
    newsroom.followed_up(claim_id, Noted(note="second"), by="Rob")

    page = newsroom.signed_in("Rob").open(f"/claims/{claim_id}?answer=undo")

    assert [option["value"] for option in page.soup.select("#version option")] == ["3"]
    assert [link["href"] for link in page.soup.select(".acts a[href*=undo]")] == [
        f"/claims/{claim_id}?answer=undo&version=3#follow-up"
    ]


def test_a_confirmation_long_after_the_window_has_to_say_what_it_counts_as(newsroom):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2023-01-05T09:00"))
    eve = newsroom.signed_in("Eve")

    asked = send(eve, claim_id, "confirm", happened__earliest="2023-01-02", **NOTE)
    page = eve.submit(asked, f"/claims/{claim_id}", counts_as="did_not_happen")

    assert asked.all("[role=alert] li") == [
        "It came so long after its window that you have to say what it counts as."
    ]
    assert "Confirmed: did not happen by Wed 28 Sep 2022. It happened on Mon 2 Jan 2023." in page.main


def test_a_new_date_can_rest_on_a_report_that_is_written_down_with_it(newsroom, eve, claim_id):
    submit(
        eve,
        claim_id,
        "move",
        when="2022-10-20",
        report__outlet="Axle News",
        report__article__published_at="2022-10-04",
    )

    claim = newsroom.claim(claim_id)
    assert [one.outlet for one in claim.reports] == ["Meduza", "Axle News"]
    assert (claim.window.latest, claim.window.said_on) == (on("2022-10-20"), on("2022-10-04"))


def test_a_report_that_was_written_down_wrongly_can_be_mended_alone(newsroom, eve, claim_id):
    page = form_of(eve, claim_id, "amend", report="rep_a")

    eve.submit(page, f"/claims/{claim_id}", reason="misspelt", report__outlet="Meduza Daily")

    claim = newsroom.claim(claim_id)
    assert [one.outlet for one in claim.reports] == ["Meduza Daily"]
    assert claim.reports[0].hedge == "most likely date"
    assert claim.text == "Men are put on a stop list"
    assert claim.arming == 1


def test_a_claim_that_holds_through_its_date_is_answered_in_its_own_words(newsroom, eve):
    claim_id = newsroom.logged(expects="holds_through")
    newsroom.clock.set(LATER)

    page = submit(eve, claim_id, "confirm", **NOTE)

    assert "It held" not in page.main.split("Follow up")[0].split("History")[0].split("Recorded")[0]
    assert "Confirmed: held." in page.main


def test_a_duplicate_can_be_named_by_its_address(newsroom, eve, claim_id):
    other = newsroom.logged("the same once more")

    page = submit(
        eve, claim_id, "close", reason="duplicate", duplicate_of=f"https://desk.example.org/claims/{other}"
    )

    assert page.one("#v2 .what a")["href"] == f"/claims/{other}"


def test_a_check_puts_the_next_question_off(newsroom, eve):
    claim_id = newsroom.logged(window=Window(zone="UTC", said_on=on("2022-09-10")))

    before = eve.open("/").all("#to_check .claim-link")
    submit(eve, claim_id, "check")
    after = eve.open("/").all("#to_check .claim-link")

    assert (before, after) == (["Men are put on a stop list"], [])
    assert newsroom.claim(claim_id).last_checked_on == on("2022-09-26")
