"""What people do from end to end, in a real browser: log a story, answer, meet each other, look back."""

import csv
import io
import urllib.request
from datetime import date

import pytest

from seeds.story import STORY, WHEN_IS_IT_CLOSED
from seeds.telling import ZONE
from service.domain.attribution import Report
from service.domain.events import Amended, Checked, Confirmed, Happened, Noted, ReportAdded
from tests.browser import looks
from tests.browser.typing import sent, typed
from tests.builders import window

pytestmark = pytest.mark.engines("sqlite")
#: Why a report is put right that the story holds from the start; its entry is the one that is not compared.
LEFT_OUT = "The form for new claims does not ask for it."
#: What a claim's page says of it, as people read it.
_SEEN = """
const words = selector => [...document.querySelectorAll(selector)].map(one => one.innerText.trim());
return {lead: words('.lead'), facts: words('.facts > *'), reports: words('#reports ~ *'),
  said: words('.history blockquote').sort(), rivals: words('#rivals ~ table tbody tr').sort()};
"""


def seen(chromium, address):
    """Return what a claim's page says, without its history's times and the buttons of who looks."""
    chromium.open(address)
    found = chromium.run(_SEEN)
    found["lead"] = [words.partition("\nRecord the outcome")[0] for words in found["lead"]]
    found["said"] = [words for words in found["said"] if LEFT_OUT not in words]
    found["lead"] = [words.partition("\nOpen it again")[0] for words in found["lead"]]
    return found


def article(report):
    published = report.article and report.article.published_on
    return {
        "report.outlet": report.outlet,
        "report.article.published_at": published.isoformat() if published else "",
        "report.article.title": (report.article and report.article.title) or "",
        "report.said_by.label": report.said_by.label or "",
        "report.said_by.kind": report.said_by.kind,
        "report.said_by.count": report.said_by.count,
        "report.hedge": report.hedge or "",
    }


def log(chromium, site, claim, question):
    """Log a claim through the form and return the address of its page."""
    chromium.open(f"{site.address}/claims/new")
    typed(
        chromium,
        {
            **article(claim.report),
            "text": claim.text,
            "when": claim.window.phrase or "",
            "question": question,
            "tags": ", ".join(claim.tags),
            "condition.text": claim.condition.text if claim.condition else "",
            "zone": ZONE,
            "said_zone": ZONE,
        },
    )
    chromium.follow("main button[value='open']")
    return chromium.address.partition("?")[0].partition("#")[0]


def follow_up(chromium, page, event):
    """Record through the forms of a claim's page what the story says came next."""
    match event:
        case ReportAdded(report=report):
            fields = {**article(report), "report.when": report.when or "", "report.stance": report.stance}
            if report.republishes:
                fields["report.republishes"] = "The report by The Moscow Times"
            sent(chromium, f"{page}?answer=report", fields)
        case Amended(reason=reason, report=Report() as report):
            chromium.open(f"{page}?answer=amend")
            link = chromium.chrome.find_element("link text", "The report by The Moscow Times")
            names = {"rep_meduza": "Meduza", "rep_khodorkovsky_live": "Khodorkovsky Live"}
            names |= {"rep_mozhem_obyasnit": "Mozhem Obyasnit", "rep_vyorstka": "Vyorstka"}
            names |= {"rep_novaya_gazeta_europe": "Novaya Gazeta Europe"}
            fields = {"reason": reason, "report.cites": [names[one] for one in report.cites]}
            fields |= {"report.when": report.when or "", "report.stance": report.stance}
            sent(chromium, str(link.get_attribute("href")), fields)
        case Noted(note=note, public=public):
            sent(chromium, f"{page}?answer=note", {"note": note, "public": public})
        case Checked(looked_on=day, note=note):
            sent(chromium, f"{page}?answer=check", {"note": note, "looked_on": day.isoformat()})
        case Confirmed(evidence=[one], happened=Happened(earliest=date() as first), known_on=day):
            fields = {"evidence.0.note": one.note, "known_on": day.isoformat()}
            fields["happened.earliest"] = first.isoformat()
            sent(chromium, f"{page}?answer=confirm", fields)
        case _:
            raise AssertionError(f"the story holds what no form is filled in for here: {event}")


def is_to_be_put_right(told):
    """Say whether its first report holds what the form for new claims does not ask for."""
    report, window = told.claim.report, told.claim.window
    return not told.named and (report.stance != "for" or (report.when or None) != window.phrase)


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(STORY[:1], id="first claim"),
        pytest.param(STORY, id="whole story", marks=pytest.mark.whole_matrix),
    ],
)
def test_the_sample_story_typed_into_the_forms_is_the_sample_story(chromium, site, full_site, story):
    site.sign_in(chromium, "Eve")
    chromium.scripts(on=False)

    pages = {}
    for told in story:
        question = WHEN_IS_IT_CLOSED if told.asks or told.claim.question else ""
        pages[told.claim_id] = log(chromium, site, told.claim, question)
        for event in told.follow_ups:
            follow_up(chromium, pages[told.claim_id], event)
        if is_to_be_put_right(told):
            amended = Amended(reason=LEFT_OUT, report=told.claim.report)
            follow_up(chromium, pages[told.claim_id], amended)
    found = {claim_id: seen(chromium, page) for claim_id, page in pages.items()}

    full_site.sign_in(chromium, "Eve")
    expected = {claim_id: seen(chromium, f"{full_site.address}/claims/{claim_id}") for claim_id in pages}
    if len(story) < len(STORY):
        for one in (*found.values(), *expected.values()):
            del one["rivals"]
    assert found == expected


@pytest.mark.parametrize("path", ["/claims/{}?answer=refute", "/answers?answer=refute&claim={}"])
def test_who_answers_second_sees_what_the_first_one_wrote_and_keeps_what_was_typed(chromium, site, path):
    claim_id = site.newsroom.logged("The ferry sails", window=window("2022-09-20", "2022-09-27"))
    site.sign_in(chromium, "Eve")
    chromium.open(site.address + path.format(claim_id))
    typed(chromium, {"evidence.0.note": "No ferry was seen"})
    site.newsroom.followed_up(claim_id, Noted(note="It is at the quay, says Ada"), by="Ada")

    chromium.follow("#form .buttons button")

    shown = " ".join(chromium.texts("main"))
    assert site.newsroom.claim(claim_id).status == "rumored"
    assert "Ada" in shown
    assert chromium.one("[name='evidence.0.note']").get_attribute("value") == "No ferry was seen"
    if chromium.all("#form input[type='checkbox'][name='claim']"):
        typed(chromium, {"claim": True})
    chromium.follow("#form .buttons button")
    assert site.newsroom.claim(claim_id).status == "refuted"


def test_a_sign_in_link_that_a_scanner_opened_first_still_works(chromium, site):
    link = f"{site.address}/sign-in/{site.newsroom.link('Eve')}"
    for method in ("HEAD", "GET", "HEAD", "GET"):
        with urllib.request.urlopen(urllib.request.Request(link, method=method), timeout=60) as answer:
            assert answer.status == 200

    chromium.open(link)
    chromium.follow("main form button")

    assert "Eve" in chromium.texts(".who a")


def test_on_the_evening_of_27_september_the_first_claim_was_open_and_due_tomorrow(chromium, full_site):
    full_site.sign_in(chromium, "Vic")

    evening = "as_of=2022-09-27T18:00:00Z"
    chromium.open(f"{full_site.address}/claims/clm_sample_01?{evening}")
    status = chromium.texts(".lead p:first-child")
    chromium.open(f"{full_site.address}/?{evening}")
    rows = [row.split("\n")[:2] for row in chromium.texts("tbody tr") if "stop list" in row]

    assert chromium.texts(".message.warning a") == ["Return to now"]
    assert " ".join(status[0].split()) == "◆ Due this week tomorrow · rumored"
    assert rows == [["Due that week", "tomorrow · rumored"]]


def test_without_scripts_a_list_is_narrowed_and_taken_along_as_a_file(chromium, site):
    for desk, text in (("sea", "The ferry sails"), ("land", "The bridge opens")):
        site.newsroom.logged(text, desk=desk, window=window("2022-09-20", "2022-09-27"))
    site.sign_in(chromium, "Vic")
    chromium.scripts(on=False)

    chromium.open(site.address)
    chromium.follow("#narrow a[href*='facet=desk']")
    chromium.follow("#narrow .offers a[href*='desk=sea']")
    shown = chromium.texts("table .claim-link")
    file = str(chromium.one(".whole a[href*='.csv']").get_attribute("href"))
    asked = urllib.request.Request(file, headers={"Cookie": chromium.cookies()})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))

    assert shown == ["The ferry sails"]
    assert [row["text"] for row in rows] == shown


def test_200_kilobytes_in_a_field_are_refused_and_stay_in_their_box(chromium, site):
    site.sign_in(chromium, "Eve")
    chromium.scripts(on=False)
    chromium.sized(320)
    chromium.open(f"{site.address}/claims/new")
    chromium.run("for (const field of document.querySelectorAll('[maxlength]')) field.maxLength = 1e6")
    typed(chromium, {"text": "z" + "\u0301" * 5000 + "w" * 195_000, "report.outlet": "<b>" + "w" * 5000})

    chromium.follow("main button[value='open']")

    assert chromium.all(".message.error")
    assert looks.overflow(chromium) == looks.unclipped(chromium) == []
    assert site.newsroom.head() == 0
