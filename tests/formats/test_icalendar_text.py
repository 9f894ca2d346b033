"""Calendars: two readers that know nothing of each other read exactly the events that were meant."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import icalendar
import pytest
import vobject

from service.domain.events import Amended, Confirmed, Noted, Reopened, Undone, WindowMoved
from service.domain.window import Window
from service.formats.icalendar_text import Event, document, sequence
from tests.builders import EVIDENCE, at, claim_after, on, reported, window

EVENT = Event(
    uid="clm_1",
    window=window("2022-09-28", "2022-09-28", zone="Europe/Moscow"),
    sequence=0,
    is_cancelled=False,
    recorded_at=at("2022-09-26T12:00"),
    updated_at=at("2022-09-27T09:30:15.000001"),
    summary="The border is closed.",
    says=("Window: Wed 28 Sep 2022, in Europe/Moscow.", "https://hearsay.example/claims/clm_1"),
    url="https://hearsay.example/claims/clm_1",
    categories=("mobilisation",),
)
URL = "https://hearsay.example/calendar"
HOSTILE = {
    "an end of the event": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "an end of the calendar": "END:VCALENDAR",
    "signs with a meaning": 'a;b,c\\n\\d:e="f" \\; \\, \\\\',
    "many lines": "one\ntwo\r\nthree",
    "a space and a tab first": " \tx",
    "other scripts": "Граница закрыта для мужчин призывного возраста. 国境 🛑" * 4,
    "long": "x" * 5_000,
    "as long as a line": "x" * 67,
    "one longer than a line": "x" * 68,
    "marks that combine": "e\u0301" * 60,
    "right to left": "\u202egnp.exe",
}


def by_icalendar(written: bytes) -> list[Any]:
    """Return the events that one reader finds, which names nothing as wrong."""
    read = icalendar.Calendar.from_ical(written)
    assert read.errors == []
    events = read.walk("VEVENT")
    assert [one.errors for one in events] == [[] for _ in events]
    return events


def by_vobject(written: bytes) -> list[vobject.base.Component]:
    """Return the events that the other reader finds, held to the cardinalities it knows."""
    read = vobject.readOne(written.decode(), validate=True)
    return list(getattr(read, "vevent_list", []))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_words_come_out_as_they_went_in(text):
    event = replace(EVENT, summary=text, says=(text, text), categories=(text, "b"))

    written = document(text, URL, [event, replace(EVENT, uid="clm_2")])

    same = text.replace("\r\n", "\n")
    first, second = by_icalendar(written)
    assert (str(first["SUMMARY"]), str(first["DESCRIPTION"])) == (same, f"{same}\n{same}")
    assert str(second["SUMMARY"]) == EVENT.summary
    one, two = by_vobject(written)
    assert (one.summary.value, one.description.value) == (same, f"{same}\n{same}")
    assert (one.uid.value, two.uid.value) == ("clm_1", "clm_2")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_lines_end_with_cr_lf_and_have_75_octets_at_most(text):
    written = document(text, URL, [replace(EVENT, summary=text, says=(text,), categories=(text,))])

    lines = written.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no character is torn apart
    assert written.count(b"\r\nBEGIN:VEVENT\r\n") == written.count(b"\r\nEND:VEVENT\r\n") == 1


def test_control_characters_and_strange_line_ends_are_neither():
    text = "".join(map(chr, range(0x20))) + "\x7f\x85\u2028\u2029"

    written = document("x", URL, [replace(EVENT, summary=text)])

    assert not set(written) & (set(range(0x20)) - {0x09, 0x0D, 0x0A})
    assert 0x7F not in written
    (event,) = by_icalendar(written)
    assert set(str(event["SUMMARY"])) == {"\ufffd", "\n", "\t"}
    assert len(by_vobject(written)) == 1


@pytest.mark.parametrize(
    ("said", "starts", "ends"),
    [
        pytest.param(window("2022-09-28", "2022-09-28"), on("2022-09-28"), on("2022-09-29"), id="a day"),
        pytest.param(window("2022-10-01", "2022-10-31"), on("2022-10-01"), on("2022-11-01"), id="a month"),
        pytest.param(window("2024-02-29", "2024-02-29"), on("2024-02-29"), on("2024-03-01"), id="a leap day"),
        pytest.param(window("2022-12-31", "2022-12-31"), on("2022-12-31"), on("2023-01-01"), id="year's end"),
        pytest.param(
            window("2022-03-27", "2022-03-27", zone="Europe/Berlin"),
            on("2022-03-27"),
            on("2022-03-28"),
            id="a day of 23 hours is a day",
        ),
        pytest.param(
            window("2022-09-26", None), on("2022-09-26"), on("2022-09-27"), id="no end: the day named"
        ),
        pytest.param(
            window(None, "2022-09-28"), on("2022-09-28"), on("2022-09-29"), id="no beginning: the day named"
        ),
        pytest.param(window("1600-01-01", "2400-12-31"), on("1600-01-01"), on("2401-01-01"), id="the edges"),
        pytest.param(
            replace(window("2022-09-28", "2022-09-28"), ends_at=at("2022-09-28T17:00")),
            at("2022-09-28T00:00"),
            at("2022-09-28T17:00"),
            id="an hour is an instant",
        ),
        pytest.param(
            Window(latest=on("2022-09-28"), ends_at=at("2022-09-28T17:00")),
            at("2022-09-28T17:00"),
            at("2022-09-28T17:00"),
            id="an hour alone is a moment",
        ),
    ],
)
def test_a_window_is_an_event_as_long_as_it_was_said(said, starts, ends):
    written = document("x", URL, [replace(EVENT, window=said)])

    (event,) = by_icalendar(written)
    assert (event.start, event.end) == (starts, ends)
    (other,) = by_vobject(written)
    assert other.dtstart.value == starts
    assert (other.dtend.value if "dtend" in other.contents else starts) == ends
    is_days = not isinstance(starts, datetime)
    assert (b"DTSTART;VALUE=DATE:" in written) is is_days


def test_a_claim_without_a_day_is_no_event_and_an_empty_calendar_is_one():
    written = document("x", URL, [replace(EVENT, window=Window())])

    assert by_icalendar(written) == []
    assert by_vobject(written) == []
    read = icalendar.Calendar.from_ical(written)
    assert len(read.subcomponents) == 1  # RFC 5545, section 3.6: one component at least
    assert read.calendar_name == "x"


def test_a_whole_calendar_as_it_is_sent():
    written = document("Claims: tag border", URL, [EVENT, replace(EVENT, uid="clm_2", is_cancelled=True)])

    assert written.decode() == KEPT.replace("\n", "\r\n")


KEPT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Hearsay//Hearsay//EN
NAME:Claims: tag border
X-WR-CALNAME:Claims: tag border
X-PUBLISHED-TTL:PT1H
URL:https://hearsay.example/calendar
REFRESH-INTERVAL;VALUE=DURATION:PT1H
BEGIN:VEVENT
UID:clm_1
DTSTAMP:20220927T093015Z
CREATED:20220926T120000Z
LAST-MODIFIED:20220927T093015Z
SEQUENCE:0
STATUS:CONFIRMED
TRANSP:TRANSPARENT
DTSTART;VALUE=DATE:20220928
DTEND;VALUE=DATE:20220929
SUMMARY:The border is closed.
DESCRIPTION:Window: Wed 28 Sep 2022\\, in Europe/Moscow.\\nhttps://hearsay.ex
 ample/claims/clm_1
URL:https://hearsay.example/claims/clm_1
CATEGORIES:mobilisation
END:VEVENT
BEGIN:VEVENT
UID:clm_2
DTSTAMP:20220927T093015Z
CREATED:20220926T120000Z
LAST-MODIFIED:20220927T093015Z
SEQUENCE:0
STATUS:CANCELLED
TRANSP:TRANSPARENT
DTSTART;VALUE=DATE:20220928
DTEND;VALUE=DATE:20220929
SUMMARY:The border is closed.
DESCRIPTION:Window: Wed 28 Sep 2022\\, in Europe/Moscow.\\nhttps://hearsay.ex
 ample/claims/clm_1
URL:https://hearsay.example/claims/clm_1
CATEGORIES:mobilisation
END:VEVENT
END:VCALENDAR
"""


def test_the_revision_rises_with_every_move_answer_and_undo_and_never_falls():
    confirmed = Confirmed(evidence=EVIDENCE, happened=None, known_on=on("2022-09-26"))
    told = [
        (reported(), "rises"),
        (Noted(note="calling"), "stays"),
        (WindowMoved(window=window("2022-10-05", "2022-10-05")), "rises"),
        (Undone(version=3), "rises"),
        (Undone(version=4), "rises"),
        (Amended(window=window("2022-10-06", "2022-10-06"), reason="a slip"), "rises"),
        (confirmed, "rises"),
        (Noted(note="done"), "stays"),
        (Undone(version=7), "rises"),
        (confirmed, "rises"),
        (Reopened(reason="not so"), "rises"),
    ]
    revisions = [sequence(claim_after(*(event for event, _ in told[:n]))) for n in range(1, len(told) + 1)]

    assert revisions[0] == 0
    for before, after, (_, what) in zip(revisions, revisions[1:], told[1:], strict=False):
        assert (after > before) is (what == "rises")
        assert after >= before
