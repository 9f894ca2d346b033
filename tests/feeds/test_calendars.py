"""Calendars: one event for each open claim with a window, gone with the answer, words kept from view."""

import icalendar
import pytest
import vobject

from service.domain.events import Confirmed, Evidence, Happened, Refuted, Reopened, WindowMoved
from service.feeds import calendars
from service.read_models import subscribed
from tests.builders import at, no_date, on, window
from tests.dashboard.conftest import newsroom_with

EVIDENCE = (Evidence(url="https://example.org/decree", note="a friend in the ministry"),)


def events(browser, path):
    """Return the events at a path by their ids, as two readers read them without a note."""
    page = browser.open(path)
    assert page.status == 200, page.source
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    raw = page.source.encode()
    read = icalendar.Calendar.from_ical(raw)
    assert read.errors == []
    found = {str(one["UID"]): one for one in read.walk("VEVENT")}
    assert all(one.errors == [] for one in found.values())
    other = getattr(vobject.readOne(raw.decode(), validate=True), "vevent_list", [])
    assert [one.uid.value for one in other] == list(found)
    return found


def confirmed():
    day = Happened(earliest=on("2022-09-28"), latest=on("2022-09-28"))
    return Confirmed(evidence=EVIDENCE, happened=day, known_on=on("2022-09-28"))


def test_each_open_claim_with_a_window_is_an_event_as_long_as_it_was_said(newsroom, eve):
    day = newsroom.logged("The border is closed")
    month = newsroom.logged("Banks close", window=window("2022-10-01", "2022-10-31", phrase="in October"))
    from_then = newsroom.logged("Talks begin", window=window("2022-09-30", None))
    by_then = newsroom.logged("It is signed", window=window(None, "2022-10-04"))
    newsroom.logged("Some day", window=no_date())

    found = events(eve, "/claims.ics")

    assert {uid: (one.start, one.end) for uid, one in found.items()} == {
        day: (on("2022-09-28"), on("2022-09-29")),
        by_then: (on("2022-10-04"), on("2022-10-05")),
        month: (on("2022-10-01"), on("2022-11-01")),
        from_then: (on("2022-09-30"), on("2022-10-01")),
    }
    assert list(found) == [day, by_then, month, from_then]
    assert str(found[from_then]["SUMMARY"]) == "Talks begin (from this day on, no end given)"
    assert str(found[by_then]["SUMMARY"]) == "It is signed (by this day)"
    said = str(found[month]["DESCRIPTION"])
    assert "Window: October 2022, in UTC." in said
    assert "As it was said: “in October”." in said
    assert said.endswith(f"http://127.0.0.1:8000/claims/{month}")
    assert {str(one["TRANSP"]) for one in found.values()} == {"TRANSPARENT"}


def test_a_move_moves_the_event_and_an_answer_takes_it_away(newsroom, eve):
    claim_id = newsroom.logged("The border is closed")
    before = events(eve, "/claims.ics")[claim_id]
    newsroom.clock.set(at("2022-09-27T09:00"))
    newsroom.followed_up(claim_id, WindowMoved(window=window("2022-10-05", "2022-10-05")))
    moved = events(eve, "/claims.ics")[claim_id]
    newsroom.clock.set(at("2022-10-06T09:00"))
    newsroom.followed_up(claim_id, confirmed())

    assert moved.start == on("2022-10-05")
    assert int(moved["SEQUENCE"]) > int(before["SEQUENCE"])
    assert moved["LAST-MODIFIED"].dt == moved["DTSTAMP"].dt == at("2022-09-27T09:00")
    assert events(eve, "/claims.ics") == {}
    own = events(eve, f"/claims/{claim_id}.ics")[claim_id]
    assert str(own["STATUS"]) == "CANCELLED"
    assert int(own["SEQUENCE"]) > int(moved["SEQUENCE"])
    newsroom.followed_up(claim_id, Reopened(reason="not so"))
    again = events(eve, "/claims.ics")[claim_id]
    assert int(again["SEQUENCE"]) > int(own["SEQUENCE"])


def test_a_calendar_is_narrowed_like_its_list(newsroom, eve):
    first = newsroom.logged("one", tags=("border",), ask="When?")
    newsroom.logged("another", tags=("banks",))

    assert list(events(eve, "/claims.ics?tag=border")) == [first]
    assert list(events(eve, f"/questions/{newsroom.claim(first).question}/claims.ics")) == [first]
    assert events(eve, "/claims.ics?tag=none") == {}


def test_what_passed_stays_until_it_is_answered_behind_what_is_to_come(newsroom, eve):
    claim_ids = [
        newsroom.logged(f"on {n}", window=window(f"2022-09-{n}", f"2022-09-{n}")) for n in (28, 29, 30)
    ]
    newsroom.clock.set(at("2022-09-30T09:00"))

    assert list(events(eve, "/claims.ics")) == [claim_ids[2], claim_ids[1], claim_ids[0]]


def test_a_calendar_holds_no_more_than_calendars_bear(newsroom, eve, monkeypatch):
    monkeypatch.setattr(subscribed, "MOST_WINDOWS", 2)
    ids = [newsroom.logged(f"on {n}", window=window(f"2022-09-{n}", f"2022-09-{n}")) for n in (30, 28, 29)]

    assert list(events(eve, "/claims.ics")) == [ids[1], ids[2]]


def test_a_claim_without_a_window_has_no_calendar(newsroom, eve):
    claim_id = newsroom.logged("Some day", window=no_date())

    assert eve.open(f"/claims/{claim_id}.ics").status == 404
    assert eve.open(f"/claims/{claim_id}").soup.select('link[type="text/calendar"]') == []


def test_the_words_of_a_discreet_desk_stay_out_of_calendars(engine, clock, tmp_path):
    room = newsroom_with(engine, clock, tmp_path, discreet_desks=frozenset({"courts"}))
    hidden = room.logged("The judge resigns", desk="Courts", tags=("judge",))
    shown = room.logged("The border is closed", desk="Politics")
    eve = room.signed_in("Eve")

    source = eve.open("/claims.ics").source
    found = events(eve, "/claims.ics")

    assert "judge" not in source.lower()
    assert str(found[hidden]["SUMMARY"]) == calendars.HIDDEN
    assert str(found[shown]["SUMMARY"]) == "The border is closed"
    assert "judge" not in eve.open(f"/claims/{hidden}.ics").source.lower()


@pytest.mark.parametrize("by", [None, "Ada"])
def test_no_calendar_holds_what_the_newsroom_keeps_to_itself(public_newsroom, by):
    claim_id = public_newsroom.logged("The border is closed")
    refuted = Refuted(evidence=EVIDENCE, known_on=on("2022-09-26"), reason="shown_untrue")
    public_newsroom.followed_up(claim_id, refuted)
    browser = public_newsroom.browser() if by is None else public_newsroom.signed_in(by)

    source = browser.open(f"/claims/{claim_id}.ics").source

    assert claim_id in source
    for hidden in ("friend", "acc_", "Eve"):
        assert hidden not in source


def test_pages_lead_to_their_calendars(newsroom, eve):
    claim_id = newsroom.logged(tags=("border",))

    page = eve.open("/claims?tag=border&limit=1")
    [calendar] = [one["href"] for one in page.soup.select(".files a") if one.get_text() == "calendar (.ics)"]

    assert calendar == "/claims.ics?tag=border"
    assert list(events(eve, calendar)) == [claim_id]
    assert eve.open(f"/claims/{claim_id}").soup.select('link[type="text/calendar"]')[0]["href"] == (
        f"/claims/{claim_id}.ics"
    )


def test_no_words_of_anybody_are_in_the_head_of_an_answer(newsroom, eve):
    claim_id = newsroom.logged('x"\r\nSet-Cookie: a=b; filename="../../evil', tags=("evil",))

    for path in (
        f"/claims/{claim_id}.ics",
        f"/claims/{claim_id}.atom",
        "/claims.ics?tag=evil",
        "/claims.atom",
    ):
        headers = eve.open(path).headers
        assert "Content-Disposition" not in headers
        assert "evil" not in str(headers)


def test_a_calendar_in_which_nothing_changed_is_not_written_again(newsroom, eve, monkeypatch):
    claim_id = newsroom.logged("The border is closed")
    first = eve.open("/claims.ics")
    same = {"If-None-Match": first.headers["ETag"]}

    with monkeypatch.context() as patched:
        patched.setattr(subscribed, "windows", None)
        again = eve.open("/claims.ics", headers=same)

    assert (again.status, again.headers["ETag"]) == (304, first.headers["ETag"])
    assert eve.open("/claims.ics?tag=none", headers=same).status == 200
    newsroom.followed_up(claim_id, WindowMoved(window=window("2022-10-05", "2022-10-05")))
    moved = eve.open("/claims.ics", headers=same)
    assert moved.status == 200
    newsroom.clock.set(at("2022-09-28T09:00"))
    newsroom.followed_up(claim_id, confirmed())
    assert eve.open("/claims.ics", headers={"If-None-Match": moved.headers["ETag"]}).status == 200
