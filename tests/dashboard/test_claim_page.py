"""One claim's page: what stands, who has it from whom, other dates, every entry of its history."""

import pytest

from service.domain.attribution import Article, SaidBy
from service.domain.events import (
    Amended,
    Checked,
    Confirmed,
    Evidence,
    Happened,
    Noted,
    Redacted,
    Refuted,
    ReportAdded,
    Snoozed,
    Tagged,
    Undone,
    WindowMoved,
)
from tests.builders import EVIDENCE, at, on, report, window
from tests.dashboard.browser import words


def facts(page):
    names = page.all(".facts > dt")
    return dict(zip(names, page.all(".facts > dd"), strict=True))


def test_the_page_says_what_was_claimed_by_when_and_what_words_that_rests_on(newsroom, eve):
    claim_id = newsroom.logged(
        window=window(
            phrase="Sept. 28", said_on=on("2022-09-26"), said_zone="Europe/Moscow", zone="Europe/Moscow"
        )
    )

    page = eve.open(f"/claims/{claim_id}")

    assert page.all("h1") == ["Men are put on a stop list"]
    assert page.title == "Due this week: Men are put on a stop list – Hearsay"
    assert facts(page)["Window"] == (
        "Wed 28 Sep 2022 As said: “Sept. 28” "
        "Days set by a person; said on Mon 26 Sep 2022 in Europe/Moscow Ends with the day in Europe/Moscow"
    )
    assert facts(page)["We ask on"] == "Thu 29 Sep 2022 (in 3 days)"
    assert facts(page)["Owner"] == "Eve"
    assert facts(page)["Last check"] == "Never checked"


def test_a_claim_that_is_not_there_is_missing_with_a_search_box(eve):
    for path in ("/claims/clm_none", "/claims/nothing", "/claims/clm_%00"):
        page = eve.open(path)

        assert page.status == 404
        assert page.one('main form[action="/search"] input')["name"] == "q"


def test_reports_stand_below_those_they_have_it_from(newsroom, eve):
    claim_id = newsroom.logged(report=report("rep_a", outlet="Meduza"))
    newsroom.followed_up(
        claim_id,
        ReportAdded(report=report("rep_b", outlet="Axle News", cites=("rep_a",))),
        ReportAdded(report=report("rep_c", outlet="Morning Post", republishes="rep_b")),
        ReportAdded(report=report("rep_d", outlet="Ministry", stance="against")),
    )

    page = eve.open(f"/claims/{claim_id}")

    assert page.all("main > section > .chain > li > p:first-child > strong") == ["Meduza", "Ministry"]
    assert page.all(".chain > li > ul > li > p:first-child") == [
        "Axle News repeated it, Mon 26 Sep 2022, 13:00 · Stop list"
    ]
    assert page.all(".chain > li > ul > li > ul > li > p:first-child strong") == ["Morning Post"]
    assert "Ministry speaks against it" in page.main
    assert "3 outlets, 1 origin, independence not known" in page.main


def test_links_of_articles_lead_out_without_telling_where_from(newsroom, eve):
    claim_id = newsroom.logged()

    link = eve.open(f"/claims/{claim_id}").one('.chain a[href="https://example.org/stop-list"]')

    assert link["rel"] == ["noopener", "noreferrer"]


def test_other_dates_on_the_question_exclude_each_other_only_where_no_day_is_shared(newsroom, eve):
    first = newsroom.logged("on the 28th", ask="When is it closed?", window=window())
    question = newsroom.claim(first).question
    newsroom.logged("that week", question=question, window=window("2022-09-26", "2022-10-02"))
    newsroom.logged("in October", question=question, window=window("2022-10-05", None))

    page = eve.open(f"/claims/{first}")

    rows = {
        words(row.select_one("th")): words(row.select_one(".c-window"))
        for row in page.soup.select("tbody tr")
    }
    assert rows == {
        "that week": "Mon 26 Sep to Sun 2 Oct 2022",
        "in October": "from Wed 5 Oct 2022, no end given No day lies in both windows",
    }
    assert facts(page)["Question"] == "When is it closed?"


def test_every_entry_of_the_history_is_a_sentence_with_an_anchor(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-10-05T09:00"))
    moved = window("2022-10-04", "2022-10-04", phrase="next Tuesday")
    newsroom.followed_up(
        claim_id,
        Checked(looked_on=on("2022-10-02"), note="the gazette"),
        Noted(note="calling the press office"),
        WindowMoved(window=moved),
        Tagged(tags=("border",)),
        Snoozed(until=on("2022-10-09"), reason="recess"),
        Amended(reason="a typo", text="Men are put on the stop list"),
        Refuted(evidence=EVIDENCE, known_on=on("2022-10-05"), reason="called_off"),
        Undone(version=8),
        Confirmed(
            evidence=(Evidence(url="https://example.org/decree"),),
            happened=Happened(earliest=on("2022-10-03"), latest=on("2022-10-04")),
            known_on=on("2022-10-04"),
        ),
    )

    page = eve.open(f"/claims/{claim_id}?order=oldest")

    told = [words(item.select_one(".what > p")) for item in page.soup.select(".history > li")]
    assert told == [
        "Eve logged the claim, as reported by Meduza.",
        "Eve looked, and found nothing new.",
        "Eve noted:",
        "Eve moved the date from Wed 28 Sep 2022 to Tue 4 Oct 2022 (“next Tuesday”).",
        "Eve tagged it border.",
        "Eve snoozed it until Sun 9 Oct 2022.",
        "Eve put our record right: the sentence is “Men are put on the stop list”.",
        "Eve refuted it: called off.",
        "Eve took back entry 8.",
        "Eve confirmed it. It happened in the days Mon 3 Oct to Tue 4 Oct 2022.",
    ]
    assert [item["id"] for item in page.soup.select(".history > li")] == [
        f"v{number}" for number in range(1, 11)
    ]
    assert "taken-back" in page.one("#v8")["class"]
    assert words(page.one("#v2 .when")) == (
        "Entry 2 · 3 days ago Sun 2 Oct 2022, recorded Wed 5 Oct 2022, 10:00 recorded Wed 5 Oct 2022"
    )
    assert words(page.one("#v3 .when")) == "Entry 3 · today Wed 5 Oct 2022, 10:00"
    assert page.one("#v10 .what a")["href"] == "https://example.org/decree"


def test_a_flag_of_the_scheduler_is_told_as_its_own(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-10-01T09:00"))
    newsroom.run_round()

    page = eve.open(f"/claims/{claim_id}")

    assert words(page.one("#v2 .what > p")) == "Hearsay noted that the date passed without an answer."
    assert not page.soup.select("#v2 a[href*=undo]")


@pytest.mark.parametrize(
    ("happened", "sentence"),
    [
        pytest.param("2022-09-28", "came true in time. It happened on Wed 28 Sep 2022.", id="in time"),
        pytest.param("2022-09-30", "came true, late by 2 days. It happened on Fri 30 Sep 2022.", id="late"),
        pytest.param(None, "came true, day not known. The day it happened is not known.", id="unknown"),
    ],
)
def test_a_settled_claim_says_whether_and_when(newsroom, eve, happened, sentence):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-10-05T09:00"))
    day = None if happened is None else Happened(earliest=on(happened), latest=on(happened))
    newsroom.followed_up(claim_id, Confirmed(evidence=EVIDENCE, happened=day, known_on=on("2022-10-01")))

    page = eve.open(f"/claims/{claim_id}")

    assert f"Confirmed: {sentence} Known on Sat 1 Oct 2022." in page.main
    assert page.all(".lead .tag") == ["✓Confirmed"]


def test_what_did_not_come_is_never_called_a_failure(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-10-05T09:00"))
    newsroom.followed_up(
        claim_id, Refuted(evidence=EVIDENCE, known_on=on("2022-10-05"), reason="did_not_happen")
    )

    page = eve.open(f"/claims/{claim_id}")

    assert "Refuted: did not happen by Wed 28 Sep 2022. Known on Wed 5 Oct 2022." in page.main
    for word in ("wrong", "failed", "lied", "false"):
        assert word not in page.main.lower()


def test_words_that_were_destroyed_are_gone_and_said_to_be(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.followed_up(claim_id, Noted(note="a name that must go"))
    newsroom.followed_up(claim_id, Redacted(version=2, reason="court order"), by="Ada")

    page = eve.open(f"/claims/{claim_id}")

    assert "a name that must go" not in page.source
    assert "Its words were destroyed." in words(page.one("#v2"))
    assert "Ada took the words out of entry 2, for good." in words(page.one("#v3"))


def test_the_page_can_be_seen_as_things_were_known(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-10-05T09:00"))
    newsroom.followed_up(
        claim_id, Refuted(evidence=EVIDENCE, known_on=on("2022-10-05"), reason="did_not_happen")
    )

    then = eve.open(f"/claims/{claim_id}?as_of=2022-10-03")
    before = eve.open(f"/claims/{claim_id}?as_of=2022-09-25")

    assert then.all(".lead .tag") == ["▲Date passed"]
    assert len(then.soup.select(".history > li")) == 1
    assert "Changing facts is off." in then.main
    assert not then.soup.select('form[method="post"][action^="/claims"]')
    assert before.status == 404
    assert before.all("h1") == ["Not known yet"]
    assert before.one("main a")["href"] == f"/claims/{claim_id}"


def test_a_settled_claim_offers_to_be_opened_again_or_its_answer_to_be_taken_back(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-10-05T09:00"))
    refuted = Refuted(evidence=EVIDENCE, known_on=on("2022-10-05"), reason="did_not_happen")
    newsroom.followed_up(claim_id, refuted)

    page = eve.open(f"/claims/{claim_id}?answer=check")

    assert [(words(link), link["href"]) for link in page.soup.select(".lead .button")] == [
        ("Open it again", f"/claims/{claim_id}?answer=reopen#follow-up"),
        ("Take it back", f"/claims/{claim_id}?answer=undo&version=2#follow-up"),
    ]
    assert "put off" not in page.main


def test_a_date_read_from_words_is_told_with_its_rule_and_a_lone_report_without_the_chain(newsroom, eve):
    read = window("2022-09-28", "2022-09-28", rule="day_named")
    claim_id = newsroom.logged(window=read)

    page = eve.open(f"/claims/{claim_id}")

    assert "The day that is named" in page.main
    assert "What is indented" not in page.main


def test_a_title_and_an_unsafe_link_stay_words(newsroom, eve):
    claim_id = newsroom.logged(
        report=report(article=Article(url="javascript:alert(1)", title="Title"), said_by=SaidBy())
    )

    page = eve.open(f"/claims/{claim_id}")

    assert "javascript:" not in page.source
    assert "· Title" in page.main


@pytest.fixture
def long_history(newsroom):
    """Return a claim that was reported, checked, moved, put right and confirmed, the last today."""
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-10-08T09:00"))
    happened = Happened(earliest=on("2022-10-03"), latest=on("2022-10-03"))
    newsroom.followed_up(
        claim_id,
        Checked(looked_on=on("2022-10-08")),
        WindowMoved(window=window("2022-10-02", "2022-10-04")),
        Amended(reason="a typo", text="Men are put on the list"),
        Confirmed(evidence=EVIDENCE, happened=happened, known_on=on("2022-10-08")),
    )
    return claim_id


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("", [5, 4, 3, 2, 1], id="newest first"),
        pytest.param("order=oldest", [1, 2, 3, 4, 5], id="oldest first"),
        pytest.param("history=reporting", [3, 1], id="reporting"),
        pytest.param("history=outcomes", [5], id="outcomes"),
        pytest.param("history=corrections", [4], id="corrections"),
        pytest.param("history=edits", [2], id="our edits"),
        pytest.param("history=nonsense&order=", [5, 4, 3, 2, 1], id="nonsense"),
    ],
)
def test_a_history_is_shown_by_kind_in_either_order(eve, long_history, query, shown):
    page = eve.open(f"/claims/{long_history}?{query}")

    assert [item["id"] for item in page.soup.select(".history > li")] == [f"v{number}" for number in shown]
    assert page.all("h2#history") == ["History (5)"]


def test_each_entry_leads_to_the_claim_as_it_was_known_and_recorded_then(newsroom, eve, long_history):
    newsroom.clock.set(at("2022-10-08T09:01"))

    page = eve.open(f"/claims/{long_history}")

    links = {words(link): link["href"] for link in page.soup.select(".acts a")}
    as_known = eve.open(links["As known then, entry 1"])
    last = eve.open(links["As known then, entry 5"])
    entry = eve.open(links["JSON of entry 4"])

    assert as_known.all("h1") == ["Men are put on the list"]
    assert [item["id"] for item in as_known.soup.select(".history > li")] == ["v4", "v1"]
    assert "As known on Mon 26 Sep 2022, 13:00. Changing facts is off." in as_known.main
    assert not as_known.soup.select('form[method="post"][action^="/claims"]')
    assert last.status == 200
    assert '"kind":"amended"' in entry.source
    recorded = eve.open(links["As recorded then, entry 4"])
    assert [item["id"] for item in recorded.soup.select(".history > li")] == ["v4", "v3", "v2", "v1"]


def test_a_date_that_moved_is_told_with_who_and_by_how_much_and_drawn(eve, long_history):
    page = eve.open(f"/claims/{long_history}")

    assert facts(page)["Moved 1 time"] == (
        "Wed 28 Sep 2022 to Sun 2 Oct to Tue 4 Oct 2022, 6 days later; by Eve, Sat 8 Oct 2022 (entry 3)"
    )
    drawing = page.one("svg.timeline")
    assert len(drawing.select("rect.ghost")) == 1
    assert [mark.text for mark in drawing.select(".mark")] == ["●"]


def test_a_translated_wording_stands_below_the_original_with_its_translator(newsroom, eve):
    told = report(
        "rep_b",
        outlet="Ukrainska Pravda",
        wording="Кордон закривають.",
        language="uk",
        translation="The border is being closed.",
        translated_by="Rita",
        credit="Ukrinform",
    )
    claim_id = newsroom.logged(report=told)

    page = eve.open(f"/claims/{claim_id}")

    quotes = page.soup.select(".chain blockquote")
    assert [(one.get("lang"), words(one)) for one in quotes] == [
        ("uk", "Кордон закривають."),
        (None, "The border is being closed."),
    ]
    assert "Translated from uk by Rita" in page.text
    assert "credit line names Ukrinform" in page.text


def test_a_kept_copy_stands_with_the_time_it_was_taken_and_its_hash(newsroom, eve):
    kept = Evidence(
        url="https://example.org/a",
        archived_url="https://archive.example/1",
        captured_at=at("2022-09-26T08:00Z"),
        sha256="ab" * 32,
    )
    claim_id = newsroom.logged()
    newsroom.followed_up(
        claim_id, Refuted(evidence=(kept,), known_on=on("2022-09-26"), reason="did_not_happen")
    )

    page = eve.open(f"/claims/{claim_id}")

    assert "taken Mon 26 Sep 2022, 08:00 UTC" in page.text
    assert "ab" * 32 in page.text
