"""What the one script does in a real browser: live readings, keys, counts; and the form without it."""

from collections.abc import Callable

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from service.database import reading
from service.read_models.filters import ClaimFilter, Moment, claims
from tests.browser.chromium import PATIENCE_SECONDS, Chromium
from tests.browser.site import Site
from tests.builders import window

pytestmark = pytest.mark.engines("sqlite")
SENTENCE = "It closes as early as Monday, two government sources said"
ARTICLE = "url=https://www.dailyexample.test/a&published=2022-09-23"


@pytest.fixture
def eve(chromium: Chromium, site: Site) -> Chromium:
    site.sign_in(chromium, "Eve")
    return chromium


def until(chromium: Chromium, holds: Callable[[], object]) -> None:
    WebDriverWait(chromium.chrome, PATIENCE_SECONDS, poll_frequency=0.05).until(lambda _: holds())


def reads(chromium: Chromium) -> str:
    return " ".join(chromium.run("return document.querySelector('.told')?.textContent ?? ''").split())


def texts_logged(site: Site) -> list[str]:
    with reading(site.newsroom.wiring.engine) as connection:
        found = claims(connection, ClaimFilter(), Moment(now=site.newsroom.clock()))
    return [view.claim.text for view in found.items]


def test_a_pasted_sentence_is_read_while_it_is_typed_and_saved_by_keyboard_alone(site, eve):
    eve.open(f"{site.address}/claims/new?{ARTICLE}")
    eve.press(SENTENCE)
    until(eve, lambda: "Reads as: from Mon 26 Sep 2022, no end date." in reads(eve))

    badges = [badge.get_attribute("data-from") for badge in eve.all("[data-from]:not([hidden])")]
    pressed = next(count for count in range(1, 20) if eve.tab().text == "Save and log next")
    eve.press(Keys.CONTROL + Keys.ENTER)
    until(eve, lambda: eve.all(".message.done"))

    assert set(badges) == {
        "report.outlet",
        "report.said_by.label",
        "report.said_by.kind",
        "report.said_by.count",
        "when",
    }
    assert pressed <= 7
    assert texts_logged(site) == [SENTENCE]
    assert eve.one("[id='report.article.url']").get_attribute("value") == "https://www.dailyexample.test/a"


def test_what_somebody_emptied_is_not_filled_in_again(site, eve):
    eve.open(f"{site.address}/claims/new?{ARTICLE}&text={SENTENCE}")
    until(eve, lambda: "Reads as: from Mon 26 Sep" in reads(eve))

    eve.one("#when").send_keys(Keys.CONTROL + "a", Keys.DELETE)
    until(eve, lambda: "Nothing is said about when" in reads(eve))

    assert eve.one("#when").get_attribute("value") == ""


def test_an_answer_that_comes_too_late_is_dropped(site, eve):
    eve.open(f"{site.address}/claims/new?{ARTICLE}")
    until(eve, lambda: reads(eve))
    eve.run(
        """window.asked = [];
        window.fetch = (address) => new Promise((answer) => window.asked.push([address, answer]));
        window.reply = (number, words) => window.asked[number][1](
          new Response(JSON.stringify({reading: `<div class="told">${words}</div>`, there: "", shared: "",
            says: words, found: {}}), {headers: {"Content-Type": "application/json"}}));"""
    )

    eve.one("#when").send_keys("this week")
    until(eve, lambda: eve.run("return window.asked.length") == 1)
    eve.one("#when").send_keys("end")
    until(eve, lambda: eve.run("return window.asked.length") == 2)
    eve.run("window.reply(1, 'the second'); window.reply(0, 'the first')")
    until(eve, lambda: reads(eve) != "" and "second" in reads(eve))

    eve.run_later("setTimeout(arguments[0])")
    assert reads(eve) == "the second"


def test_two_clicks_log_one_claim(site, eve):
    eve.open(f"{site.address}/claims/new?text=It+closes")
    eve.run("const form = document.getElementById('form'); form.requestSubmit(); form.requestSubmit();")
    until(eve, lambda: "It closes" in texts_logged(site))

    assert texts_logged(site) == ["It closes"]


def test_keys_move_the_focus_are_dead_in_fields_and_can_be_switched_off(site, eve):
    for text in ("the first", "the second"):
        site.newsroom.logged(text, window=window("2022-09-20", "2022-09-20"))
    eve.open(site.address)

    def focused():
        return eve.chrome.switch_to.active_element

    rows = [link.text for link in eve.all("a.claim-link")]
    eve.press("j", "j")
    assert focused().text == rows[1]
    eve.press("k")
    assert focused().text == rows[0]
    eve.press("/", "j")
    assert (focused().get_attribute("name"), focused().get_attribute("value")) == ("q", "j")
    eve.press(Keys.TAB, "?")
    assert eve.one("dialog h2").text == "Keys"
    eve.one("#keys-on").click()
    eve.press(Keys.ESCAPE)
    eve.open(site.address)
    eve.press("j")
    assert focused().tag_name == "body"


def test_the_numbers_of_a_board_that_stands_open_stay_true(site, eve):
    site.newsroom.logged("the first", window=window("2022-09-20", "2022-09-20"))
    eve.open(site.address)
    site.newsroom.logged("the second", window=window("2022-09-20", "2022-09-20"))

    eve.run(
        "Object.defineProperty(performance, 'now', {value: () => 1e6});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    until(eve, lambda: eve.title.startswith("2 date passed"))

    assert eve.one("[data-count=past_due]").text == "2"


def test_the_form_does_all_of_it_without_script(site, eve):
    eve.scripts(on=False)
    eve.open(f"{site.address}/claims/new?{ARTICLE}")
    eve.one("#text").send_keys(SENTENCE)
    eve.follow("[data-check]")

    assert "Reads as: from Mon 26 Sep 2022, no end date." in eve.one(".told").text
    eve.follow("button[value=open]")
    assert texts_logged(site) == [SENTENCE]
