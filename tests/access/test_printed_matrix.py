"""What docs/access.md prints is what the running service enforces, cell by cell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.database import create_engine
from tests.access.callers import ROLES, House, house
from tests.access.route_table import CLAIM
from tests.databases import Databases

PAGE = Path(__file__).parents[2] / "docs" / "access.md"
EVIDENCE = [{"note": "seen on the ground"}]
#: A body of each kind that nothing but the role of whoever sends it can stand against.
BODIES: dict[str, dict[str, Any]] = {
    "report": {"report": {"outlet": "The Barents Observer"}},
    "check": {},
    "note": {"note": "a note"},
    "move": {"window": {"latest": "2022-10-05"}},
    "snooze": {"until": "2022-10-03", "reason": "nothing before then"},
    "amend": {"text": "It closes soon.", "reason": "a word was missing"},
    "confirm": {"evidence": EVIDENCE, "known_on": "2022-09-26", "happened": "2022-09-26"},
    "refute": {"evidence": EVIDENCE, "known_on": "2022-09-26", "reason": "called_off"},
    "second": {"version": 1},
    "decline": {"version": 1, "reason": "that page speaks of somebody else"},
    "assign": {"owner": "somebody"},
    "undo": {"version": 1},
    "close": {"reason": "too_vague"},
    "reopen": {"reason": "it is open again"},
    "tag": {"tags": ["border"]},
    "link": {"question": None},
    "merge": {"into": "another"},
    "redact": {"version": 1, "reason": "a court order"},
}
#: In which situations each word of the page lets somebody do it: on others' claims, on their own.
MEANS = {"yes": (True, True), "–": (False, False), "own claims": (False, True), "own entry": (False, False)}


# The rules stand above the databases; that both engines keep them is tests/access/test_routes.py.
pytestmark = [pytest.mark.engines("sqlite"), pytest.mark.no_cover]


@pytest.fixture(scope="module")
def a_house(
    engine_name: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Return one house for all cells: everything is only tried."""
    with databases.fresh(engine_name) as url:
        engine = create_engine(url)
        yield house(engine, tmp_path_factory.mktemp("house"))
        engine.dispose()


def printed(first: str) -> dict[str, dict[str, str]]:
    """Return the rows of the page's table whose head begins with a word, by their first cell."""
    lines = PAGE.read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first} |"))
    head, _, *rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")] for line in _table(lines[start:])
    ]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def _table(lines: list[str]) -> list[str]:
    return lines[: next(number for number, line in enumerate([*lines, ""]) if not line.startswith("|"))]


@pytest.mark.parametrize("role", ROLES)
def test_the_page_says_who_reads_logs_and_administers(a_house, role):
    in_words = {row: cells[role] == "yes" for row, cells in printed("What").items()}

    done = {
        "read claims and histories": a_house.ask(role, "GET", "/api/v1/claims"),
        "log a claim, ask a question": a_house.ask(role, "POST", "/api/v1/claims?dry_run=true", body=CLAIM),
        "manage accounts, letters, settings": a_house.ask(role, "GET", "/api/v1/accounts"),
    }

    assert {row: answer.status_code < 300 for row, answer in done.items()} == in_words


@pytest.mark.parametrize("role", ROLES)
def test_the_page_says_who_records_what(a_house, role):
    table = {row.split("`")[1]: cells[role] for row, cells in printed("Follow-up").items()}
    others = a_house.path["claim_id"]
    own = _own_claim(a_house, role)

    found = {
        kind: tuple(_is_let_in(a_house, role, kind, claim) for claim in (others, own) if claim is not None)
        for kind in BODIES
    }

    assert set(table) == set(BODIES)
    expected = {kind: MEANS[words][: 2 if own else 1] for kind, words in table.items()}
    assert found == expected


def _own_claim(made: House, role: str) -> str | None:
    """Log a claim of somebody's own; viewers have none."""
    if role == "viewer":
        return None
    answer = made.ask(role, "POST", "/api/v1/claims", body={**CLAIM, "text": f"By the {role}."})
    assert answer.status_code == 201, answer.text
    claim: str = answer.get_json()["id"]
    # An entry of somebody else's stands last, so that only owning the claim counts.
    path = f"/api/v1/claims/{claim}/follow-ups"
    assert made.ask("write token", "POST", path, body={"kind": "note", "note": "seen"}).status_code == 201
    return claim


def _is_let_in(made: House, role: str, kind: str, claim: str) -> bool:
    body = {"kind": kind, **BODIES[kind]}
    if kind == "assign":
        body["owner"] = made.people["reporter" if role == "editor" else "editor"].id
    if kind == "merge":
        another = {**CLAIM, "text": f"Another one, for the {role}."}
        body["into"] = made.ask("write token", "POST", "/api/v1/claims", body=another).get_json()["id"]
    path = f"/api/v1/claims/{claim}/follow-ups?dry_run=true"
    answer = made.ask(role, "POST", path, body=body)
    assert answer.status_code in (200, 403, 409, 422), answer.text
    assert answer.status_code != 422 or kind in ("reopen", "undo", "link"), answer.text
    return answer.status_code != 403
