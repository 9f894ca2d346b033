"""Sources on pages: found by name, one page for all their names, merged and taken apart again."""

from datetime import timedelta

import pytest

from service.domain.attribution import SaidBy
from tests.builders import report


def logged(newsroom, outlet, said_by=None, text=None):
    given = {} if said_by is None else {"said_by": said_by}
    return newsroom.logged(text or f"A claim of {outlet}", report=report(outlet=outlet, **given))


@pytest.fixture
def ed(eve):
    return eve


def address(page, name):
    """Return where the name in a list leads."""
    return next(link["href"] for link in page.soup.select("a.claim-link") if link.get_text() == name)


def names(page):
    return [link.get_text() for link in page.soup.select("main a.claim-link")]


def form(page, kind):
    """Return the fields of the form that changes one thing."""
    found = page.soup.select_one(f"form.form:has(input[name=kind][value={kind}])")
    return {one["name"]: one.get("value", "") for one in found.select("[name]:not([type=checkbox])")}


def say(browser, path, kind, **given):
    sent = browser.post(path, {**form(browser.open(path), kind), **given})
    return browser.open(sent.headers["Location"]) if sent.status == 303 else sent


def test_outlets_and_named_sources_are_listed_and_found_by_name(newsroom, ed):
    logged(newsroom, "Méduse", SaidBy(label="Dmitry Peskov", kind="named"))
    logged(newsroom, "Vyorstka", SaidBy(label="a source in the FSB", kind="unnamed"))

    assert names(ed.open("/sources")) == ["Dmitry Peskov", "Méduse", "Vyorstka"]
    assert names(ed.open("/sources?q=meduse")) == ["Méduse"]
    assert names(ed.open("/sources?q=PESK")) == ["Dmitry Peskov"]
    assert names(ed.open("/sources?type=person")) == ["Dmitry Peskov"]
    assert "No source fits" in ed.open("/sources?q=FSB").main


def test_a_page_tells_of_the_claims_of_one_outlet_alone(newsroom, ed):
    logged(newsroom, "Meduza", SaidBy(label="officials", kind="unnamed"))
    logged(newsroom, "Vyorstka")

    page = ed.open(address(ed.open("/sources"), "Meduza"))

    assert page.all("h1") == ["Meduza"]
    assert names(page) == ["A claim of Meduza"]
    assert "unnamed" in page.soup.select_one("#relies-on").parent.get_text()
    assert "officials" not in page.soup.select_one("#relies-on").parent.get_text()


def test_two_names_are_merged_and_taken_apart_again(newsroom, ed):
    logged(newsroom, "Meduza")
    logged(newsroom, "Медуза")
    first = ed.open("/sources")
    one, other = address(first, "Meduza"), address(first, "Медуза")

    page = say(ed, other, "merge", into="meduza", note="the same")

    assert page.all("h1") == ["Meduza"]
    assert sorted(names(page)) == ["A claim of Meduza", "A claim of Медуза"]
    assert "Also known as Медуза" in page.main
    assert names(ed.open("/sources")) == ["Meduza"]
    moved = ed.open(other)
    assert (moved.status, moved.headers["Location"]) == (303, one)

    undo = page.soup.select_one("form.acts")
    fields = {field["name"]: field["value"] for field in undo.select("[name]")}
    ed.post(undo["action"], fields)

    assert names(ed.open(one)) == ["A claim of Meduza"]
    assert names(ed.open("/sources")) == ["Meduza", "Медуза"]


def test_a_name_is_added_and_split_off(newsroom, ed):
    logged(newsroom, "Meduza")
    path = address(ed.open("/sources"), "Meduza")
    assert "Also known as Медуза" in say(ed, path, "known_as", other_name="Медуза").main
    logged(newsroom, "Медуза")
    assert len(names(ed.open(path))) == 2

    say(ed, path, "split", names="Медуза")

    assert names(ed.open(path)) == ["A claim of Meduza"]
    assert names(ed.open("/sources")) == ["Meduza", "Медуза"]


def test_a_refused_change_keeps_what_was_typed(newsroom, ed):
    logged(newsroom, "Meduza")
    logged(newsroom, "Vyorstka")
    path = address(ed.open("/sources"), "Meduza")

    page = say(ed, path, "rename", name="VYORSTKA")

    assert page.status == 409
    assert page.soup.select_one("input[name=name]")["value"] == "VYORSTKA"
    assert page.soup.select_one("[role=alert]") is not None


def test_reporters_and_the_public_are_offered_no_forms(newsroom, ed):
    logged(newsroom, "Meduza")
    path = address(ed.open("/sources"), "Meduza")

    page = newsroom.signed_in("Rob").open(path)

    assert page.soup.select("main form.form") == []
    assert page.status == 200


def test_claims_lead_to_their_outlet_and_their_named_source(newsroom, ed):
    claim = logged(newsroom, "Meduza", SaidBy(label="Dmitry Peskov", kind="named"))

    for path in (f"/claims/{claim}", "/claims"):
        page = ed.open(path)
        links = {link.get_text(): link["href"] for link in page.soup.select("main a[href^='/sources/src_']")}
        assert set(links) == {"Meduza", "Dmitry Peskov"}, path
        assert names(ed.open(links["Dmitry Peskov"])) == ["A claim of Meduza"]


def test_an_unnamed_source_is_never_a_link(newsroom, ed):
    claim = logged(newsroom, "Meduza", SaidBy(label="a source in the FSB", kind="unnamed"))

    links = ed.open(f"/claims/{claim}").soup.select("main a[href^='/sources/']")

    assert {link.get_text() for link in links} == {"Meduza"}


def test_a_page_looks_back(newsroom, ed, clock):
    logged(newsroom, "Meduza")
    path = address(ed.open("/sources"), "Meduza")
    clock.advance(timedelta(days=3))
    logged(newsroom, "Meduza", text="A later one")

    page = ed.open(f"{path}?recorded_by=2022-09-27")

    assert names(page) == ["A claim of Meduza"]
    assert page.soup.select("main form.form") == []


def test_a_source_is_followed_and_stands_among_what_one_follows(newsroom, ed):
    logged(newsroom, "Meduza")
    path = address(ed.open("/sources"), "Meduza")

    page = ed.submit(ed.open(path), "/follows")

    assert "You follow this outlet" in page.main
    settings = ed.open("/settings")
    assert settings.soup.select_one(f"#follows a[href='{path}']").get_text() == "Meduza"
