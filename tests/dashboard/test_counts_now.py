"""The numbers of a board that stands open: the same as those of the board itself."""

import json

from tests.builders import window


def counts(browser, query=""):
    return json.loads(browser.open(f"/counts{query}").source)


def test_the_numbers_are_those_of_the_board(newsroom, eve):
    newsroom.logged(window=window("2022-09-20", "2022-09-20"))
    newsroom.logged("another one", window=window("2022-09-26", "2022-09-26"), desk="Politics")

    found = counts(eve)

    assert found["title"] == "1 date passed, 1 due today"
    assert eve.open("/").title.startswith(found["title"])
    shown = {one["data-count"]: int(one.get_text()) for one in eve.open("/").soup.select("[data-count]")}
    assert shown == found["counts"]
    assert counts(eve, "?desk=Politics")["counts"]["past_due"] == 0


def test_nobody_else_is_told(newsroom):
    assert newsroom.browser().open("/counts").status == 303
