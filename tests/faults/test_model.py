"""Several clients at the same claims, at once: what they did has an order that a simple model accepts.

The model knows nothing of the service but its rules: what stands open, confirmed, refuted or closed, and what
may be recorded then.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.faults.invariants import broken

EVIDENCE = [{"note": "seen on the ground"}]
BODIES: dict[str, dict[str, Any]] = {
    "note": {"note": "Called the ministry."},
    "check": {},
    "confirm": {"evidence": EVIDENCE},
    "refute": {"evidence": EVIDENCE},
    "close": {"reason": "too_vague"},
    "reopen": {"reason": "It is not over."},
    "move": {"when": "2022-10-05", "said_on": "2022-09-26"},
}
#: What may be recorded about a claim, by how it stands.
ALLOWED = {
    "rumored": {"note", "check", "confirm", "refute", "close", "move"},
    "confirmed": {"note", "check", "reopen"},
    "refuted": {"note", "check", "reopen", "confirm"},
    "closed": {"note", "check", "reopen"},
}
#: How a claim stands after what was recorded; all else leaves it as it is.
AFTER = {"confirm": "confirmed", "refute": "refuted", "close": "closed", "reopen": "rumored"}


@dataclass(frozen=True)
class Done:
    """One thing that a client did: the version it was promised, or None where it was refused."""

    kind: str
    claim: str
    version: int | None


@dataclass
class Model:
    """One claim, as the rules above have it."""

    status: str = "rumored"
    versions: list[int] = field(default_factory=lambda: [1])
    was_moved: bool = False

    def allows(self, kind: str) -> bool:
        """Say whether this may be recorded now; a date is moved to the same day once."""
        return kind in ALLOWED[self.status] and not (kind == "move" and self.was_moved)

    def record(self, done: Done) -> None:
        """Take what was done as done."""
        assert done.version is not None
        self.status = AFTER.get(done.kind, self.status)
        self.was_moved = self.was_moved or done.kind == "move"
        self.versions.append(done.version)


def disagreements(model: Model, done: list[Done]) -> list[str]:
    """Return what no order explains: what was told done must be allowed in the order of versions, and what
    was refused must be refused before, between or after them."""
    recorded = sorted((one for one in done if one.version), key=lambda one: one.version or 0)
    refused = {one.kind for one in done if one.version is None}
    found = []
    explained = {kind for kind in refused if not model.allows(kind)}
    for one in recorded:
        if not model.allows(one.kind):
            found.append(f"{one} while {model.status}")
        model.record(one)
        explained |= {kind for kind in refused if not model.allows(kind)}
    return found + [f"{kind} was refused and never had to be" for kind in sorted(refused - explained)]


COMMANDS = st.lists(st.tuples(st.sampled_from(sorted(BODIES)), st.integers(0, 1)), min_size=2, max_size=8)


def machine_of(room, most_at_once):
    """Return a machine of two claims about which up to so many clients do things at the same moment."""

    class Clients(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.claims = [room.claim(text=f"claim {number}")["id"] for number in range(2)]
            self.models = {claim: Model() for claim in self.claims}

        @rule(commands=COMMANDS)
        def act_at_once(self, commands):
            with ThreadPoolExecutor(most_at_once) as pool:
                done = list(pool.map(self.act, commands))
            for claim, model in self.models.items():
                assert disagreements(model, [one for one in done if one.claim == claim]) == []

        def act(self, command):
            kind, number = command
            claim = self.claims[number]
            path = f"/api/v1/claims/{claim}/follow-ups"
            response = room.post(path, {"kind": kind, **BODIES[kind]}, by="ed")
            assert response.status_code in (201, 409, 422), response.text
            version = response.get_json()["version"] if response.status_code == 201 else None
            return Done(kind, claim, version)

        def teardown(self):
            for claim, model in self.models.items():
                answer = room.get(f"/api/v1/claims/{claim}").get_json()
                # Closing a claim settles it and leaves its status as it was.
                is_closed = answer["due"] == "settled" and answer["status"] == "rumored"
                assert ("closed" if is_closed else answer["status"]) == model.status
                assert answer["version"] == max(model.versions) == len(model.versions)

    return Clients


def run(room, *, examples, steps, at_once):
    limits = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(machine_of(room, at_once), settings=limits)


def test_what_one_client_after_the_other_did_is_what_the_model_says(room, engine):
    run(room, examples=3, steps=2, at_once=1)

    assert broken(engine) == []


@pytest.mark.faults
def test_what_eight_clients_did_at_once_has_an_order_that_the_model_accepts(room, engine):
    run(room, examples=12, steps=4, at_once=8)

    assert broken(engine) == []


def test_the_check_itself_catches_an_order_that_nothing_explains():
    confirmed_twice = [Done("confirm", "clm_1", 2), Done("confirm", "clm_1", 3)]
    refused_for_nothing = [Done("note", "clm_1", None)]

    assert disagreements(Model(), confirmed_twice) != []
    assert disagreements(Model(), refused_for_nothing) != []
    assert disagreements(Model(), [Done("refute", "clm_1", 2), Done("close", "clm_1", None)]) == []
