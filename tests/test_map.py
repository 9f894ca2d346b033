"""Holds the code to the map of floors that stands in the docstring of `service`."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import service

ROOT = Path(__file__).resolve().parent.parent
#: What only stands beside the service and must never be needed by it.
OUTSIDE = {"bench", "migrations", "tests"}
#: Two spaces part the names on the left, at least three part them from the right-hand side.
ROW = re.compile(r"^    (?P<names>\w+(?:  \w+)*) {3,}(?P<rest>\S.*)$")
CONTINUED = re.compile(r"^ {8,}(?P<rest>\S.*)$")


@dataclass(frozen=True)
class House:
    """The map: which room is on which floor (0 is the highest), and where libraries may be used."""

    floors: dict[str, int]
    places: dict[str, tuple[str, ...]]


def read_house(docstring: str) -> House:
    """Return the map that the docstring draws: two indented lists, floors and libraries."""
    lists: list[list[tuple[list[str], str]]] = []
    after_a_row = False
    for line in docstring.splitlines():
        if row := ROW.match(line):
            if not after_a_row:
                lists.append([])
            lists[-1].append((row["names"].split(), row["rest"]))
        elif after_a_row and (more := CONTINUED.match(line)):
            names, rest = lists[-1].pop()
            lists[-1].append((names, f"{rest} {more['rest']}"))
        after_a_row = bool(line.strip()) and bool(row or after_a_row)
    floors, libraries = lists
    return House(
        floors={room: floor for floor, (rooms, _) in enumerate(floors) for room in rooms},
        places={library: tuple(re.split(r",\s*", rooms)) for names, rooms in libraries for library in names},
    )


def imported(module: str, source: str, *, is_package: bool) -> Iterator[str]:
    """Yield the full name of everything a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=origin, names=names, level=level):
                above = module.split(".")
                above = above[: len(above) - level + is_package] if level else []
                start = ".".join([*above, *([origin] if origin else [])])
                yield from (f"{start}.{name.name}" for name in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def faults(house: House, module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return what is out of place in one module, as sentences."""
    found = []
    for name in imported(module, source, is_package=is_package):
        top = name.partition(".")[0]
        if top == "service" and module.startswith("service"):
            fault = wrong_arrow(house, module, name)
        else:
            fault = wrong_place(house, module, top)
        if fault and fault not in found:
            found.append(fault)
    return found


def wrong_arrow(house: House, module: str, name: str) -> str | None:
    """Say what is wrong with one import of the service's own, if anything."""
    here, there = room_of(module), room_of(name)
    if there is None:
        return None
    if here is None:
        return f"{module} imports {there}, but belongs to no room"
    for room in (here, there):
        if room not in house.floors:
            return f"{module}: {room} is not a room on the map"
    if here == there or house.floors[here] < house.floors[there]:
        return None
    where = "beside it" if house.floors[here] == house.floors[there] else "above it"
    return f"{module} imports {there}, which is {where}"


def wrong_place(house: House, module: str, library: str) -> str | None:
    """Say what is wrong with one import from outside, if anything."""
    inside = module.removeprefix("service.")
    room = inside.partition(".")[0]
    if module.startswith("service") and library in OUTSIDE:
        return f"{module} imports {library}, which only stands beside the service"
    if room == "domain" and library not in sys.stdlib_module_names:
        return f"{module} imports {library}; domain imports the standard library only"
    allowed = house.places.get(library)
    if allowed is None or any(f"{inside}.".startswith(f"{place}.") for place in allowed):
        return None
    return f"{module} imports {library}, which has its place in {', '.join(allowed)}"


def room_of(name: str) -> str | None:
    """Return the room of "service.room.module", None for the service itself."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else None


def modules_of(folder: str) -> Iterator[tuple[str, Path]]:
    """Yield name and file of every module in a folder of the checkout."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


HOUSE = read_house(service.__doc__ or "")


@pytest.mark.parametrize("folder", ["service", "migrations", "seeds"])
def test_every_arrow_points_down_and_every_library_is_in_its_room(folder):
    found = [
        fault
        for module, path in modules_of(folder)
        for fault in faults(
            HOUSE, module, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py"
        )
    ]

    assert found == []


def test_every_room_is_on_the_map():
    rooms = {room_of(module) for module, _ in modules_of("service")} - {None}

    assert rooms <= set(HOUSE.floors)
    assert {"domain", "database", "doors"} <= rooms


def test_the_map_is_read_as_it_is_drawn():
    assert HOUSE.floors["doors"] == 0
    assert HOUSE.floors["intake"] == HOUSE.floors["formats"]
    assert HOUSE.floors["domain"] == max(HOUSE.floors.values()) == 12
    assert len(HOUSE.floors) == 19
    assert HOUSE.places["marshmallow"] == ("intake",)
    assert HOUSE.places["sqlalchemy"][-2:] == ("changes", "migrations")


def test_every_library_has_its_place_in_rooms_of_the_map():
    rooms = {place.partition(".")[0] for places in HOUSE.places.values() for place in places}

    assert rooms <= {*HOUSE.floors, "migrations", "seeds"}


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        pytest.param(
            "service.ledger.log",
            "from service.changes import claims",
            "service.ledger.log imports changes, which is above it",
            id="up",
        ),
        pytest.param(
            "service.ledger.log",
            "import service.api.claims",
            "service.ledger.log imports api, which is above it",
            id="up by the full name",
        ),
        pytest.param(
            "service.intake.claims",
            "from service import formats",
            "service.intake.claims imports formats, which is beside it",
            id="sideways",
        ),
        pytest.param(
            "service.settings",
            "def read():\n    from service.database import create_engine",
            "service.settings imports database, which is beside it",
            id="inside a function",
        ),
        pytest.param(
            "service.mail.outbox",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import service.letters",
            "service.mail.outbox imports letters, which is above it",
            id="for types only",
        ),
        pytest.param(
            "service.mail.outbox",
            "from ..rounds import flagging",
            "service.mail.outbox imports rounds, which is above it",
            id="relative",
        ),
        pytest.param(
            "service.mail.outbox",
            "import importlib\nimportlib.import_module('service.rounds.flagging')",
            "service.mail.outbox imports rounds, which is above it",
            id="by name at run time",
        ),
        pytest.param(
            "service.doors.cli",
            "from service.utils import shorten",
            "service.doors.cli: utils is not a room on the map",
            id="to an unknown room",
        ),
        pytest.param(
            "service.utils",
            "from service.domain import window",
            "service.utils: utils is not a room on the map",
            id="from an unknown room",
        ),
        pytest.param(
            "service",
            "from service.domain import window",
            "service imports domain, but belongs to no room",
            id="from the front gate",
        ),
        pytest.param(
            "service.domain.claim",
            "import msgspec",
            "service.domain.claim imports msgspec; domain imports the standard library only",
            id="a library in the domain",
        ),
        pytest.param(
            "service.access.tokens",
            "from flask import request",
            "service.access.tokens imports flask, which has its place in "
            "doors, api, dashboard, feeds, access.guards",
            id="flask beside the guards",
        ),
        pytest.param(
            "service.doors.cli",
            "from apscheduler.schedulers.blocking import BlockingScheduler",
            "service.doors.cli imports apscheduler, which has its place in doors.scheduler",
            id="apscheduler at another door",
        ),
        pytest.param(
            "service.rounds.delivering",
            "import smtplib",
            "service.rounds.delivering imports smtplib, which has its place in mail.smtp",
            id="smtplib outside its module",
        ),
        pytest.param(
            "seeds.loader",
            "import marshmallow",
            "seeds.loader imports marshmallow, which has its place in intake",
            id="a library in the seeds",
        ),
        pytest.param(
            "service.doors.cli",
            "from tests.clock import Clock",
            "service.doors.cli imports tests, which only stands beside the service",
            id="tests in the service",
        ),
    ],
)
def test_what_is_out_of_place_is_named(module, source, fault):
    assert faults(HOUSE, module, source) == [fault]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        pytest.param("service.doors.cli", "from service.domain import window", id="over floors"),
        pytest.param("service.ledger.log", "from service.ledger import codec", id="in the room"),
        pytest.param("service.access.guards", "import flask.typing", id="a library in its module"),
        pytest.param("service.domain.claim", "from dataclasses import replace", id="stdlib"),
        pytest.param("migrations.env", "import sqlalchemy", id="a library beside the service"),
        pytest.param("service.api.claims", "import service", id="the service itself"),
        pytest.param("service.api.claims", "text = 'import service.doors'", id="a mere text"),
    ],
)
def test_what_is_in_place_is_left_alone(module, source):
    assert faults(HOUSE, module, source) == []


def test_a_relative_import_in_a_package_starts_from_the_package():
    below = faults(HOUSE, "service.mail", "from . import outbox", is_package=True)
    above = faults(HOUSE, "service.mail", "from .. import letters", is_package=True)

    assert below == []
    assert above == ["service.mail imports letters, which is above it"]
