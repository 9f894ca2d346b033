"""Filters and facets of the board and the list of claims, and the views that keep them."""

import pytest

from service.domain.attribution import SaidBy
from tests.builders import at, report, window


@pytest.fixture
def board(newsroom):
    """Three claims past due that differ in everything a list can be narrowed by."""
    slipped = window("2022-09-20", "2022-09-20")
    eve, rob = newsroom.people["Eve"].id, newsroom.people["Rob"].id
    named = report(outlet="Verstka", said_by=SaidBy(label="A minister", kind="named"))
    unnamed = report(outlet="Meduza")
    newsroom.logged("one", window=slipped, desk="sea", tags=("Ferry",), report=named, owner=eve, ask="When?")
    newsroom.logged("two", window=slipped, desk="sea", tags=("Ferry", "Port"), report=unnamed, owner=rob)
    newsroom.logged("three", window=slipped, desk="land", report=unnamed, owner=rob)
    newsroom.logged("later", window=window("2023-09-20", "2023-09-20"), desk="sea", report=unnamed)
    newsroom.clock.set(at("2022-09-26T09:00"))
    return newsroom


def texts(page):
    return sorted(page.all(".claim-link"))


@pytest.mark.parametrize(
    ("facet", "values", "chosen", "left"),
    [
        ("desk", ["sea (2)", "land (1)"], "land", ["three"]),
        ("outlet", ["Meduza (2)", "Verstka (1)"], "Verstka", ["one"]),
        ("said_by", ["Unnamed (2)", "A named person (1)"], "named", ["one"]),
        ("question", ["When? (1)"], None, ["one"]),
        ("tag", ["Ferry (2)", "Port (1)"], "Port", ["two"]),
        ("owner", ["Rob (2)", "Eve (1)"], None, ["one"]),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_a_facet_offers_its_values_with_counts_and_each_is_an_address(board, facet, values, chosen, left):
    eve = board.signed_in("Eve")

    page = eve.open(f"/?facet={facet}")

    assert page.all(".offers a") == values
    link = page.soup.select(".offers a")[-1]["href"]
    assert chosen is None or f"{facet}={chosen}" in link
    narrowed = eve.open(link)
    assert texts(narrowed) == left
    assert narrowed.one(".chosen a")["href"] == "/"
    assert texts(eve.open(narrowed.one(".chosen a")["href"])) == ["one", "three", "two"]


def test_filters_join_and_each_is_removed_by_itself(board):
    eve = board.signed_in("Eve")

    page = eve.open("/?desk=sea&outlet=meduza")

    assert texts(page) == ["two"]
    assert page.all(".counts a") == ["1 Date passed"]
    assert [link["href"] for link in page.soup.select(".chosen a")] == ["/?outlet=meduza", "/?desk=sea", "/"]
    assert page.title == "1 date passed – Today – desk sea – Hearsay"


def test_the_counts_of_a_facet_leave_its_own_filter_aside(board):
    page = board.signed_in("Eve").open("/?desk=sea&facet=desk")

    assert page.all(".offers a") == ["sea (2)", "land (1)"]
    assert page.all(".offers a[aria-current]") == ["sea (2)"]


def test_the_list_of_claims_has_the_same_facets_over_all_claims(board):
    eve = board.signed_in("Eve")

    page = eve.open("/claims?status=rumored&facet=desk")

    assert page.all(".offers a") == ["sea (3)", "land (1)"]
    assert page.soup.select(".offers a")[1]["href"] == "/claims?status=rumored&desk=land"


def test_no_claim_that_fits_is_said_with_a_way_back(board):
    page = board.signed_in("Eve").open("/?desk=air")

    assert page.all(".empty h2") == ["Nothing here fits"]
    assert page.one(".empty a")["href"] == "/"


def test_a_board_with_filters_is_kept_as_a_view_that_others_see_if_it_is_shared(board):
    eve = board.signed_in("Eve")
    form = eve.open(eve.open("/?desk=sea").one('.views a[href^="/views?address"]')["href"])

    eve.submit(form, "/views", name="Sea desk", is_shared="yes")
    eve.submit(eve.open("/views"), "/views", name="Land, mine", address="/claims?desk=land")

    assert eve.open("/").all('.views a[href*="desk="]') == ["Land, mine", "Sea desk"]
    vic = board.signed_in("Vic")
    assert vic.open("/").all('.views a[href*="desk="]') == ["Sea desk"]
    assert texts(vic.open(vic.open("/").one('.views a[href*="desk="]')["href"])) == ["one", "two"]


def test_a_view_is_removed_by_its_owner_or_an_editor_alone(board):
    ada, rob = board.signed_in("Ada"), board.signed_in("Rob")
    ada.submit(ada.open("/views"), "/views", name="Sea desk", address="/?desk=sea", is_shared="yes")
    remove = ada.open("/views").one('form[action$="/remove"]')["action"]
    token = rob.open("/views").fields("/views")["csrf_token"]

    refused = rob.post(remove, {"csrf_token": token})

    assert refused.status == 403
    assert not rob.open("/views").soup.select('form[action$="/remove"]')
    ada.submit(ada.open("/views"), remove)
    assert not rob.open("/views").soup.select(".notes a")


@pytest.mark.parametrize(
    "address", ["https://example.org/", "//example.org", "/sign-out", "javascript:1", ""]
)
def test_a_view_keeps_only_pages_of_this_site_that_can_be_narrowed(board, address):
    eve = board.signed_in("Eve")

    sent = eve.send(eve.open("/views"), "/views", name="Elsewhere", address=address)

    assert sent.status == 422
    assert not eve.open("/views").soup.select(".notes a")


def test_a_view_needs_a_name(board):
    eve = board.signed_in("Eve")

    sent = eve.send(eve.open("/views"), "/views", name=" ", address="/?desk=sea")

    assert sent.status == 422
    assert sent.one("#name")["aria-invalid"] == "true"
    assert sent.one("#address")["value"] == "/?desk=sea"
