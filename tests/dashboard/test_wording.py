"""The words of the pages, and how typed words are made safe to stand there."""

from datetime import date

import pytest

from service.dashboard import typed, wording
from service.dashboard.frame import local_path
from service.domain.attribution import Report, SaidBy
from tests.builders import on, window

TODAY = date(2022, 10, 4)
RLO, LRI, PDI, PDF = "\u202e", "\u2066", "\u2069", "\u202c"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param("2022-10-04", "today", id="today"),
        pytest.param("2022-10-03", "yesterday", id="yesterday"),
        pytest.param("2022-10-05", "tomorrow", id="tomorrow"),
        pytest.param("2022-09-28", "6 days ago", id="days"),
        pytest.param("2022-10-24", "in 20 days", id="days to come"),
        pytest.param("2022-09-01", "4 weeks ago", id="weeks"),
        pytest.param("2022-07-01", "3 months ago", id="months"),
        pytest.param("2018-09-28", "4 years ago", id="years"),
        pytest.param("1600-01-01", "422 years ago", id="the first year"),
        pytest.param("2400-12-31", "in 378 years", id="the last year"),
    ],
)
def test_how_far_a_day_is_from_today(day, words):
    assert wording.relative(on(day), TODAY) == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(window(), "Wed 28 Sep 2022", id="a day"),
        pytest.param(window("2022-09-26", "2022-10-02"), "Mon 26 Sep to Sun 2 Oct 2022", id="days of a year"),
        pytest.param(
            window("2022-12-30", "2023-01-02"), "Fri 30 Dec 2022 to Mon 2 Jan 2023", id="over New Year"
        ),
        pytest.param(window("2022-09-01", "2022-09-30"), "September 2022", id="a month"),
        pytest.param(window("2022-01-01", "2022-12-31"), "2022", id="a year"),
        pytest.param(window("2022-09-26", None), "from Mon 26 Sep 2022, no end given", id="an open end"),
        pytest.param(window(None, "2022-09-30"), "by Fri 30 Sep 2022", id="an open beginning"),
        pytest.param(window(None, None), "No date", id="nothing"),
    ],
)
def test_a_window_in_words(said, words):
    assert wording.window_days(said) == words


@pytest.mark.parametrize(
    ("reports", "words"),
    [
        pytest.param([("rep_a", "Meduza", ())], "1 outlet", id="one"),
        pytest.param([("rep_a", "Meduza", ()), ("rep_b", "MEDUZA", ())], "1 outlet", id="one, twice"),
        pytest.param(
            [("rep_a", "Meduza", ()), ("rep_b", "Axle News", ())], "2 outlets, 1–2 origins", id="two"
        ),
        pytest.param(
            [("rep_a", "Meduza", ()), ("rep_b", "Axle News", ("rep_a",))], "2 outlets, 1 origin", id="cited"
        ),
    ],
)
def test_how_many_outlets_and_origins(reports, words):
    carried = [Report(id=id_, outlet=outlet, cites=cites) for id_, outlet, cites in reports]

    assert wording.origins_words(carried).striptags() == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(SaidBy(), "source not stated", id="not stated"),
        pytest.param(SaidBy(label="a deputy", kind="unnamed", count="1"), "a deputy, unnamed, one", id="one"),
        pytest.param(SaidBy(kind="unnamed", count="2+"), "unnamed, two or more", id="no label"),
        pytest.param(SaidBy(label="A. Deputy", kind="named", count="1"), "A. Deputy, named", id="a name"),
        pytest.param(SaidBy(kind="own_voice"), "outlet’s own voice", id="own voice"),
    ],
)
def test_who_said_it(source, words):
    assert wording.said_by(source).striptags() == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param(f"{LRI}open", f"{LRI}open{PDI}", id="an isolate left open"),
        pytest.param(f"{RLO}open", f"{RLO}open{PDF}", id="an override left open"),
        pytest.param(f"a{PDI}b{PDF}c", "abc", id="closed too often"),
        pytest.param(f"{RLO}a{LRI}b", f"{RLO}a{LRI}b{PDI}{PDF}", id="nested"),
        pytest.param(f"{LRI}{RLO}a{PDI}b", f"{LRI}{RLO}a{PDI}b", id="an isolate ends what is open in it"),
        pytest.param(f"{LRI}{PDF}a{PDI}", f"{LRI}a{PDI}", id="an isolate is not ended by an embedding's end"),
        pytest.param(f"{LRI}a\nb", f"{LRI}a{PDI}\nb", id="each line on its own"),
    ],
)
def test_marks_of_direction_never_reach_out_of_a_text(text, shown):
    assert typed.balanced(text) == shown


def test_typed_words_are_escaped_set_apart_and_cut():
    assert typed.said("<b>x</b>") == "<bdi>&lt;b&gt;x&lt;/b&gt;</bdi>"
    assert typed.said("abcdefgh", 5) == "<bdi>abcd…</bdi>"


def test_a_title_is_one_short_line():
    assert typed.title_text(f"two\nlines {RLO}and\x00 more") == "two lines and more"
    assert len(typed.title_text("x" * 500)) == 80


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "/claims",
        "https://",
        "http://[::1",
        "java\tscript:x",
        "https://example.org/\x00",
        "[redacted]",
        None,
    ],
)
def test_only_addresses_of_the_web_become_links(url):
    assert typed.web_link(url) is None
    assert typed.web_link("https://example.org/a?b=c#d") == "https://example.org/a?b=c#d"


@pytest.mark.parametrize("path", ["/", "/claims?q=a%20b", "/claims/clm_1?answer=check#follow-up"])
def test_a_path_of_this_site_can_be_gone_on_to(path):
    assert local_path(path) == path


@pytest.mark.parametrize("path", ["", None, "claims", "//e", "/\\e", "/a\nb", "/a b", "https://e"])
def test_nothing_else_can_be_gone_on_to(path):
    assert local_path(path) is None
