"""One look of each kind at the first page, in a real browser; `make browser` takes them at every page."""

import pytest

from tests.browser import looks
from tests.browser.site import fill
from tests.builders import window

pytestmark = pytest.mark.engines("sqlite")
#: What Today may cost with fifty rows, cold. A weight is no timing: it is the same on every machine.
MOST_BYTES, MOST_SCRIPT_BYTES, MOST_REQUESTS, MOST_NODES = 45_000, 12_000, 5, 1500


def test_today_breaks_no_rule_of_wcag(chromium, full_site):
    full_site.sign_in(chromium)

    chromium.open(full_site.address)

    assert looks.violations(chromium) == []
    assert "taken over" not in chromium.title


def test_today_fits_a_window_of_320_pixels(chromium, full_site):
    full_site.sign_in(chromium)
    chromium.sized(320)

    chromium.open(full_site.address)

    assert looks.overflow(chromium) == []


def test_the_first_claim_is_two_tabs_away(chromium, full_site):
    full_site.sign_in(chromium)
    chromium.open(full_site.address)
    first = chromium.one("table .claim-link").get_attribute("href")

    skip = chromium.tab()
    skip.send_keys("\ue007")
    reached = chromium.tab()

    assert reached.get_attribute("href") == first


def test_today_with_fifty_rows_is_light(chromium, site):
    fill(site.newsroom, rows=50, with_hostile=False)
    site.sign_in(chromium)

    found = looks.weight(chromium, f"{site.address}/", site.address)

    assert len(chromium.all("table .claim-link")) >= 50
    assert found.from_others == ()
    assert found.requests <= MOST_REQUESTS
    assert found.script_bytes <= MOST_SCRIPT_BYTES
    assert found.size_bytes <= MOST_BYTES
    assert looks.node_count(chromium) <= MOST_NODES


def test_an_answered_claim_leaves_today_and_comes_back_when_it_is_undone(chromium, site):
    site.newsroom.logged("The ferry sails", window=window("2022-09-20", "2022-09-27"))
    site.newsroom.logged("The bridge opens", window=window("2022-09-20", "2022-09-26"))
    site.sign_in(chromium)
    chromium.open(site.address)
    before = chromium.texts("#past_due .claim-link")

    chromium.follow("#past_due tr:first-child .c-do a[data-key='r']")
    chromium.one("[name='evidence.0.note']").send_keys("Seen from the quay")
    chromium.one("label[for='happened.unknown']").click()
    chromium.follow("main form[action='/answers'] button:not([name])")
    after = chromium.texts("#past_due .claim-link")
    chromium.follow("#saved form button")
    undone = chromium.texts("#past_due .claim-link")

    assert before == ["The ferry sails", "The bridge opens"]
    assert after == ["The bridge opens"]
    assert sorted(undone) == ["The bridge opens", "The ferry sails"]


def test_after_an_answer_the_row_behind_it_has_the_focus_and_the_message_is_in_sight(chromium, site):
    for day in range(1, 10):
        site.newsroom.logged(f"Ferry {day} sails", window=window("2022-09-01", f"2022-09-{day:02}"))
    site.sign_in(chromium)
    chromium.open(site.address)
    third, fourth = chromium.all("#past_due .claim-link")[2:4]
    answered, behind = third.text, fourth.get_attribute("href")

    chromium.follow("#past_due tr:nth-child(3) .c-do a[data-key='r']")
    chromium.one("[name='evidence.0.note']").send_keys("Seen from the quay")
    chromium.one("label[for='happened.unknown']").click()
    chromium.follow("main form[action='/answers'] button:not([name])")

    assert answered in chromium.one("#saved").text
    assert chromium.focused.get_attribute("href") == behind
    assert chromium.run("return document.querySelector('#saved').getBoundingClientRect().top >= 0")


def test_without_scripts_a_claim_is_logged_found_and_answered(chromium, site):
    site.sign_in(chromium)
    chromium.scripts(on=False)

    chromium.open(f"{site.address}/claims/new")
    chromium.one("[name='text']").send_keys("The ferry is back within days")
    chromium.one("[name='report.outlet']").send_keys("Harbour News")
    chromium.follow("main button[value='open']")
    chromium.open(f"{site.address}/claims?q=ferry")
    found = chromium.texts("table .claim-link")
    chromium.follow("table .claim-link")
    chromium.open(f"{chromium.address}?answer=refute")
    chromium.one("[name='evidence.0.note']").send_keys("The harbour master says there is none")
    chromium.follow("main form[action^='/claims/clm'] button:not([name])")

    [claim_id] = [part for part in chromium.address.split("/") if part.startswith("clm_")]
    assert found == ["The ferry is back within days"]
    assert site.newsroom.claim(claim_id.partition("#")[0].partition("?")[0]).status == "refuted"
