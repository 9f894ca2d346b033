"""The form under a claim: every kind, without script, once however often it is sent, nothing lost."""

import pytest

from service.dashboard.answers import LABELS
from service.domain.events import Noted, Refuted
from service.domain.window import Window
from tests.builders import EVIDENCE, at, on, report
from tests.dashboard.browser import words

LATER = at("2022-10-05T09:00")
NOTE = {"evidence__0__note": "the decree is in force"}


@pytest.fixture
def claim_id(newsroom):
    """Return an open claim whose date passed a week ago."""
    claim_id = newsroom.logged(report=report("rep_a"))
    newsroom.clock.set(LATER)
    return claim_id


def form_of(browser, claim_id, answer, **also):
    extra = "".join(f"&{name}={value}" for name, value in also.items())
    return browser.open(f"/claims/{claim_id}?answer={answer}{extra}")


def submit(browser, claim_id, answer, **fields):
    return browser.submit(form_of(browser, claim_id, answer), f"/claims/{claim_id}", **fields)


def send(browser, claim_id, answer, **fields):
    return browser.send(form_of(browser, claim_id, answer), f"/claims/{claim_id}", **fields)


@pytest.mark.parametrize(
    ("answer", "fields", "sentence"),
    [
        pytest.param("check", {"note": "the gazette"}, "looked, and found nothing new.", id="check"),
        pytest.param("note", {"note": "calling", "public": "yes"}, "noted, for everybody to read:", id="note"),
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
            "moved the date from Wed 28 Sep 2022 to up to and with Sat 15 Oct 2022 (“a fortnight hence”).",
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
        pytest.param("redact", {"version": "1", "reason": "a court"}, "took the words out of entry 1, for good.", id="redact"),
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

    shown = {kind: form_of(ada, claim_id, kind) for kind in LABELS if kind != "reopen"}

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
        pytest.param("Eve", set(LABELS) - {"reopen", "redact"}, id="editor"),
        pytest.param("Ada", set(LABELS) - {"reopen"}, id="admin"),
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
    assert [link["href"] for link in page.soup.select(".acts a")] == [
        f"/claims/{claim_id}?answer=undo&version=3#follow-up"
    ]


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
            {"happened__earliest": "2022-09-28"},
            [("#evidence.0.url", "Give a link, or write a note that says why there is none.")],
            id="no evidence",
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
        pytest.param("note", {}, [("#note", "Fill this in.")], id="no note"),
        pytest.param("report", {"report__wording": "x"}, [("#report.outlet", "Fill this in.")], id="no outlet"),
        pytest.param("tag", {"tags": "x" * 61}, [("#tags", "At most 60 characters; this has 61.")], id="long tag"),
        pytest.param("move", {}, [("#when", "Say the new date: when, window or edtf.")], id="no date"),
        pytest.param(
            "move",
            {"rests_on": "rep_a", "report__outlet": "Axle News", "window__latest": "2022-10-20"},
            [("#rests_on", "Choose a report that is there, or write down a new one, not both.")],
            id="two reports",
        ),
        pytest.param("snooze", {"until": "2022-10-01"}, [("#until", "A claim is snoozed until a day to come.")], id="past"),
        pytest.param("snooze", {"until": ""}, [("#until", "Fill this in.")], id="no day to wait for"),
        pytest.param(
            "close",
            {"reason": "duplicate"},
            [("#duplicate_of", "Name the claim it repeats.")],
            id="duplicate of nothing",
        ),
        pytest.param("amend", {"reason": "x"}, [("", "Nothing in this amends the record.")], id="nothing amended"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_wrong(eve, newsroom, claim_id, answer, fields, faults):
    sent = send(eve, claim_id, answer, **fields)

    assert sent.status in (409, 422)
    shown = [
        (item.a["href"] if item.a else "", words(item)) for item in sent.soup.select("[role=alert] li")
    ]
    assert shown == faults
    for target, _ in faults:
        assert not target or sent.soup.find(id=target[1:]) is not None
    assert newsroom.claim(claim_id).version == 1


def test_a_double_click_records_once(newsroom, eve, claim_id):
    page = form_of(eve, claim_id, "check")

    first = eve.send(page, f"/claims/{claim_id}", note="once")
    second = eve.send(page, f"/claims/{claim_id}", note="once")

    assert first.headers["Location"] == second.headers["Location"] == f"/claims/{claim_id}?recorded=2"
    assert newsroom.claim(claim_id).version == 2


def test_a_form_that_is_sent_again_with_other_words_is_shown_beside_what_was_recorded(newsroom, eve, claim_id):
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
    assert "Entry 2: Rob noted:" in stale.main
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


def test_a_check_puts_the_next_question_off(newsroom, eve):
    claim_id = newsroom.logged(window=Window(zone="UTC", said_on=on("2022-09-10")))

    before = eve.open("/").all("#to_check .claim-link")
    submit(eve, claim_id, "check")
    after = eve.open("/").all("#to_check .claim-link")

    assert (before, after) == (["Men are put on a stop list"], [])
    assert newsroom.claim(claim_id).last_checked_on == on("2022-09-26")
