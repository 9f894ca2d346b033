"""After the rules of a zone changed: instants are worked out again, days stay, and nobody is asked twice."""

import struct
import zoneinfo
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from service.changes.zones import ZONES
from service.database import reading
from service.domain import window as windows
from service.domain.as_said import window_said
from service.domain.events import Checked, Snoozed
from service.doors.commands.zones import reread_all
from service.ledger import log
from service.read_models import rebuild
from service.read_models.claim_board import claim_board
from service.settings import Settings
from service.wiring import Wiring
from tests.builders import at, on, reported, window
from tests.newsroom import Newsroom

LAND = "Test/Land"


class Land:
    """A country whose clocks a test sets."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "Test" / "Land"
        self.file.parent.mkdir()
        self.offset(hours=3)

    def offset(self, *, hours: int) -> None:
        """Source: RFC 8536, section 3: a version 1 file with one kind of time and no transitions."""
        counts = struct.pack(">6l", 0, 0, 0, 0, 1, 4)
        kind = struct.pack(">lbb", hours * 3600, 0, 0)
        self.file.write_bytes(b"TZif" + b"\0" * 16 + counts + kind + b"LND\0")
        forget_zones()


def forget_zones() -> None:
    """Do what a new process does: read the zones anew."""
    zoneinfo.ZoneInfo.clear_cache()
    for kept in (windows.zone_named, windows.start_of_day, windows.end_of_day):
        clear = getattr(kept, "cache_clear", None)
        if clear is not None:
            clear()


@pytest.fixture
def land(tmp_path):
    before = zoneinfo.TZPATH
    folder = tmp_path / "zones"
    folder.mkdir()
    zoneinfo.reset_tzpath(to=[str(folder), *before])
    yield Land(folder)
    zoneinfo.reset_tzpath(to=before)
    forget_zones()


@pytest.fixture
def room(engine):
    return Newsroom(engine)


def rereads(room):
    wiring = Wiring(
        settings=Settings(data_dir=Path("unused"), database_url="unused"),
        engine=room.engine,
        now=lambda: room.now,
        new_id=room.new_id,
        new_secret=str,
    )
    return reread_all(wiring)


def closes_at(room, claim_id):
    query = select(claim_board.c.closes_at, claim_board.c.flag_at, claim_board.c.arming)
    with reading(room.engine) as connection:
        return tuple(connection.execute(query.where(claim_board.c.claim == claim_id)).one())


def is_as_rebuilt(room):
    with reading(room.engine) as connection:
        return rebuild.differences(connection) == []


def kinds(room, claim_id):
    with reading(room.engine) as connection:
        return [(one.kind, one.entry.actor) for one in log.read(connection, claim_id)]


def test_nothing_moves_where_no_rule_changed(room, land):
    room.report(reported(window(zone=LAND)))

    assert rereads(room) == (1, [])


def test_an_open_window_closes_at_its_new_instant_in_the_same_arming(room, land):
    claim = room.report(reported(window(zone=LAND))).claim_id
    other = room.report(reported(window(zone="UTC"))).claim_id
    assert closes_at(room, claim)[0] == at("2022-09-28T21:00")

    land.offset(hours=4)
    assert not is_as_rebuilt(room)
    seen, moved = rereads(room)

    assert seen == 2
    assert [(one.claim, one.zone, one.before, one.now) for one in moved] == [
        (claim, LAND, at("2022-09-28T21:00"), at("2022-09-28T20:00"))
    ]
    assert closes_at(room, claim) == (at("2022-09-28T20:00"), at("2022-09-28T20:00"), 1)
    assert closes_at(room, other)[0] == at("2022-09-29T00:00")
    assert is_as_rebuilt(room)
    assert rereads(room) == (2, [])


def test_a_claim_that_was_flagged_is_not_flagged_again(room, land):
    claim = room.report(reported(window(zone=LAND))).claim_id
    room.now = at("2022-09-28T21:00")
    room.pass_deadlines(claim)

    land.offset(hours=2)
    rereads(room)
    room.now += timedelta(hours=2)

    assert closes_at(room, claim) == (at("2022-09-28T22:00"), None, 1)
    assert room.pass_deadlines(claim) == []
    assert is_as_rebuilt(room)


def test_questions_snoozes_and_what_was_known_before_move_too(room, land):
    claim = room.report(reported(window("2022-09-28", None, zone=LAND))).claim_id
    room.follow_up(claim, Checked(looked_on=on("2022-09-26")))
    room.follow_up(claim, Snoozed(until=on("2022-10-20")))

    land.offset(hours=-5)
    _, moved = rereads(room)

    assert [(one.before, one.now) for one in moved] == [(at("2022-10-19T21:00"), at("2022-10-20T05:00"))]
    assert is_as_rebuilt(room)


def test_an_hour_is_read_again_from_its_words_and_that_is_on_record(room, land):
    by_six = window_said("by 6 p.m. Wednesday", said_on=on("2022-09-26"), said_zone=LAND, zone=LAND)
    claim = room.report(reported(by_six)).claim_id
    assert closes_at(room, claim)[0] == at("2022-09-28T15:00")

    land.offset(hours=4)
    _, moved = rereads(room)

    assert [(one.claim, one.before, one.now) for one in moved] == [
        (claim, at("2022-09-28T15:00"), at("2022-09-28T14:00"))
    ]
    assert kinds(room, claim)[-1] == ("amended", ZONES.id)
    assert closes_at(room, claim)[0] == at("2022-09-28T14:00")
    assert is_as_rebuilt(room)
    assert rereads(room)[1] == []


def test_an_hour_that_has_passed_and_was_flagged_stays_as_it_is(room, land):
    by_six = window_said("by 6 p.m. Wednesday", said_on=on("2022-09-26"), said_zone=LAND, zone=LAND)
    claim = room.report(reported(by_six)).claim_id
    room.now = at("2022-09-28T15:00")
    room.pass_deadlines(claim)

    land.offset(hours=2)

    assert rereads(room)[1] == []
    assert [kind for kind, _ in kinds(room, claim)] == ["claim_reported", "deadline_passed"]
