"""Feeds and calendars of outlets and named sources, under whichever of their names."""

import pytest

from service.database import reading
from service.domain.attribution import SaidBy
from service.read_models import sources
from tests.builders import report
from tests.feeds.test_atom_feeds import read, titles
from tests.feeds.test_calendars import events


def id_of(newsroom, kind, name):
    with reading(newsroom.wiring.engine) as connection:
        known = sources.by_name(connection, kind, name)
    assert known is not None
    return known.id


@pytest.fixture
def story(newsroom):
    """Return the ids of two claims: one by Meduza on a minister's word, one by another outlet on nobody's."""
    minister = SaidBy(label="Ann Lee", kind="named", count="1")
    by_meduza = newsroom.logged("The border is closed", report=report(said_by=minister))
    newsroom.logged("Banks close", report=report(outlet="Example Times"))
    return by_meduza


def test_an_outlet_has_a_feed_and_a_calendar_of_what_it_carried(newsroom, eve, story):
    outlet = id_of(newsroom, "outlet", "MEDUZA")

    found = read(eve, f"/outlets/{outlet}.atom")

    assert found.feed.title == "Meduza"
    assert [entry.title.split(":")[0] for entry in found.entries] == ["The border is closed"]
    assert list(events(eve, f"/outlets/{outlet}/claims.ics")) == [story]
    assert titles(eve, f"/sources/{outlet}.atom") == [entry.title for entry in found.entries]
    assert eve.open(found.feed.link.removeprefix("http://127.0.0.1:8000")).status == 200


def test_so_has_a_named_source(newsroom, eve, story):
    person = id_of(newsroom, "person", "ann lee")

    assert [title.split(":")[0] for title in titles(eve, f"/sources/{person}.atom")] == [
        "The border is closed"
    ]
    assert list(events(eve, f"/sources/{person}/claims.ics")) == [story]


@pytest.mark.usefixtures("story")
def test_a_person_is_no_outlet_and_nobody_is_neither(newsroom, eve):
    person = id_of(newsroom, "person", "Ann Lee")

    for path in (f"/outlets/{person}.atom", "/outlets/src_none.atom", "/sources/src_none.atom"):
        assert eve.open(path).status == 404
        assert eve.open(path.replace(".atom", "/claims.ics")).status == 404
