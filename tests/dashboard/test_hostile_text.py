"""Whatever somebody types stays words: on every page, in every place."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from service.domain.attribution import Article, SaidBy
from service.domain.events import Checked, Closed, Evidence, Noted, Refuted, Reopened, Snoozed
from tests.builders import on, report, window

HOSTILE = [
    pytest.param("<script>alert(1)</script><img src=x onerror=alert(1)>", id="elements"),
    pytest.param('" onmouseover="alert(1)" x="', id="an attribute"),
    pytest.param("' autofocus onfocus='alert(1)", id="a quoted attribute"),
    pytest.param("</textarea></title><script>alert(1)</script>", id="out of a field"),
    pytest.param("{{7*7}} {% raw %} ${7*7} %(x)s {0.__class__}", id="templates"),
    pytest.param("\u202eevil\u2066 \u200b\u2028text", id="directions"),
    pytest.param("z" + "\u0301" * 1500, id="piled marks"),
    pytest.param("w" * 1900, id="a word without end"),
]


def paths_of(newsroom, text):
    one_line = text.replace("\u2028", "")
    said_by = SaidBy(label=one_line[:500], kind="named")
    article = Article(url="https://example.org/?x=%22%3E", title=one_line[:500])
    claim_id = newsroom.logged(
        text,
        report=report(
            outlet=one_line[:200], said_by=said_by, wording=text, hedge=one_line[:500], article=article
        ),
        window=window("2022-09-20", "2022-09-20", phrase=one_line[:200]),
        tags=(one_line[:60],),
        desk=one_line[:60],
        ask=one_line[:500],
    )
    newsroom.followed_up(
        claim_id,
        Noted(note=text),
        Checked(looked_on=on("2022-09-26"), note=text),
        Snoozed(until=on("2022-10-20"), reason=text),
        Refuted(evidence=(Evidence(note=text),), known_on=on("2022-09-26"), reason="called_off"),
        Reopened(reason=text),
        Closed(reason="too_vague", note=text),
    )
    other = newsroom.logged(
        text, question=newsroom.claim(claim_id).question, window=window("2022-09-20", None)
    )
    kinds = ("check", "report", "amend", "tag", "link", "undo", "redact", "move")
    return [
        "/",
        "/claims",
        "/claims/new",
        f"/claims/new?after={claim_id}",
        f"/claims/{claim_id}",
        *(f"/claims/{other}?answer={kind}" for kind in kinds),
        f"/claims/{other}?answer=amend&report=rep_1",
    ]


@pytest.mark.parametrize("text", HOSTILE)
# Pages read what any engine returns alike; that both return what was typed is the API's test.
@pytest.mark.engines("sqlite")
@pytest.mark.no_cover
def test_typed_words_are_inert_on_every_page(newsroom, text):
    ada = newsroom.signed_in("Ada")

    for path in paths_of(newsroom, text):
        page = ada.open(path)

        assert page.status == 200, path
        assert_inert(page.soup)
        assert "49" not in page.main, path


@pytest.mark.parametrize("text", HOSTILE[:5])
def test_typed_words_are_inert_when_a_form_comes_back(newsroom, eve, text):
    page = eve.open("/claims/new")

    sent = eve.send(page, "/claims/new", text=text, report__hedge=text, tags=text * 3, zone=text)

    assert sent.status == 422
    assert_inert(sent.soup)
    assert sent.fields("/claims/new")["report.hedge"] == [text]


@pytest.mark.parametrize("text", HOSTILE[:5])
def test_words_in_an_address_are_inert(eve, text):
    for path in (
        "/claims?q={}",
        "/claims/{}",
        "/sign-in?next={}",
        "/?as_of={}",
        "/no/{}",
        "/claims/new?after={}",
    ):
        page = eve.open(path.format(quote(text, safe="")))

        assert page.status < 500, path
        assert_inert(page.soup)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.test/x",
    ],
)
@pytest.mark.engines("sqlite")
def test_an_address_that_could_run_is_no_link_even_where_the_ledger_holds_one(newsroom, eve, address):
    # No door takes such an address; this one came past them all.
    claim_id = newsroom.logged(report=report(article=Article(url=address, title="An article")))
    evidence = (Evidence(url=address, archived_url=address),)
    newsroom.followed_up(claim_id, Refuted(evidence=evidence, known_on=on("2022-09-26"), reason="called_off"))

    for path in ("/", "/claims", f"/claims/{claim_id}", "/search?q=stop"):
        page = eve.open(path)
        leads_to = [one[name] for name in ("href", "src", "action") for one in page.soup.select(f"[{name}]")]
        assert page.status == 200
        assert [one for one in leads_to if "alert" in one or "evil" in one] == []


def test_typed_words_stand_apart_from_the_direction_of_what_is_around_them(newsroom, eve):
    text = "\u202eright to left"
    claim_id = newsroom.logged(text, report=report(outlet=text, said_by=SaidBy(label=text, kind="named")))

    page = eve.open(f"/claims/{claim_id}")

    for found in page.soup.find_all(string=lambda string: string and "\u202e" in string):
        assert found.find_parent(["bdi", "textarea", "option"]) is not None, found
    assert "\u202e" not in page.title
    assert page.all("h1") == ["right to left"]


def test_a_long_text_is_cut_in_lists_and_whole_on_its_page(newsroom, eve):
    claim_id = newsroom.logged("word " * 390 + "end")

    assert eve.open("/claims").all(".claim-link")[0].endswith("…")
    assert eve.open(f"/claims/{claim_id}").all("h1")[0].endswith("end")


#: What our own drawings are made of.
DRAWN = {"svg", "title", "desc", "a", "rect", "line", "text"}


def assert_inert(soup: BeautifulSoup) -> None:
    for drawing in soup.select("svg.timeline, svg.weeks"):
        assert {one.name for one in drawing.find_all()} <= DRAWN
        drawing.name = "div"
    assert not soup.select("style, object, embed, base, math, body > svg, p svg, td svg")
    assert all(str(script["src"]).startswith("/static/") and not script.text for script in soup("script"))
    for element in soup.find_all():
        for name, value in element.attrs.items():
            assert not name.startswith("on"), element
            assert name != "style", element
            if name in ("href", "src", "action"):
                assert str(value).startswith(("/", "#", "https://", "http://")), element
    assert {image["src"][:8] for image in soup.select("img")} == {"/static/"}
