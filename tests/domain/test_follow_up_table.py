"""The table of follow-ups, row by row: what each kind gives on a claim in each state, by whoever asks."""

from dataclasses import replace

import pytest

from service.domain.decisions import Facts, FollowUp, Seconded, follow_up, follow_up_kind
from service.domain.decisions.deciding import KIND_OF
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Assigned,
    Checked,
    Closed,
    Confirmed,
    Linked,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Tagged,
    Undone,
    WindowMoved,
)
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from tests.builders import EVIDENCE, NOW, TODAY, folded, history, on, report, reported, window

CONFIRMED = Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY)
REFUTED = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="did_not_happen")

PROPOSED: dict[str, FollowUp] = {
    "report": ReportAdded(report=report("rep_2")),
    "check": Checked(looked_on=TODAY, note="looked at the ministry's page"),
    "note": Noted(note="ask the desk"),
    "confirm": CONFIRMED,
    "refute": REFUTED,
    "second": Seconded(version=3),
    "decline": AnswerDeclined(version=3, reason="that page says something else"),
    "close": Closed(reason="too_vague"),
    "move": WindowMoved(window=window("2022-10-05", "2022-10-05")),
    "reopen": Reopened(reason="new facts"),
    "undo": Undone(version=2),
    "amend": Amended(reason="a typo", text="Men are put on the stop list"),
    "snooze": Snoozed(until=on("2022-10-10")),
    "assign": Assigned(owner="acc_other"),
    "tag": Tagged(tags=("border",)),
    "link": Linked(question="qst_1"),
    "redact": Redacted(version=1, reason="a court order"),
}

#: The entry behind the first one, by an editor, that puts a claim into each state.
STATES = {
    "open": Noted(note="n"),
    "confirmed": CONFIRMED,
    "refuted": REFUTED,
    "closed": Closed(reason="too_vague"),
}

#: Behind that, an answer that waits for somebody else, where one is to be seconded or declined.
PROPOSAL = AnswerProposed(answer="confirm", evidence=EVIDENCE, known_on=TODAY)
#: What a follow-up comes to, where that is not the event it is proposed as.
COMES_TO = {"second": replace(CONFIRMED, seconds=3)}

WHO = {
    "viewer": Actor("acc_viewer", "viewer"),
    "reporter": Actor("acc_reporter", "reporter"),
    "owner": Actor("acc_owner", "reporter"),
    "editor": Actor("acc_editor", "editor"),
    "admin": Actor("acc_admin", "admin"),
}
REPORTERS = {"reporter", "owner", "editor", "admin"}
OWNERS = {"owner", "editor", "admin"}
EDITORS = {"editor", "admin"}
ADMINS = {"admin"}
ALL = {"open", "confirmed", "refuted", "closed"}
SETTLED = {"confirmed", "refuted", "closed"}

#: kind: who may, and the states in which a claim takes it.
DESIGN = {
    "report": (REPORTERS, ALL),
    "check": (REPORTERS, ALL),
    "note": (REPORTERS, ALL),
    "confirm": (OWNERS, {"open", "refuted"}),
    "refute": (OWNERS, {"open"}),
    "second": (EDITORS, {"open", "refuted"}),
    "decline": (EDITORS, ALL),
    "close": (EDITORS, {"open"}),
    "move": (REPORTERS, {"open"}),
    "reopen": (EDITORS, SETTLED),
    "undo": (EDITORS, ALL),
    "amend": (REPORTERS, ALL),
    "snooze": (REPORTERS, {"open"}),
    "assign": (OWNERS, {"open"}),
    "tag": (EDITORS, ALL),
    "link": (EDITORS, ALL),
    "redact": (ADMINS, ALL),
}


def test_the_table_names_every_kind_there_is():
    # A merging takes two claims: tests/domain/test_merging.py has its row.
    assert set(DESIGN) == set(PROPOSED) == set(KIND_OF.values()) - {"merge"}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", DESIGN)
def test_a_kind_on_a_claim_in_a_state_gives_its_event_or_a_refusal(kind, state, who):
    waiting = [PROPOSAL] if kind in ("second", "decline") else []
    entries = history(reported(), STATES[state], *waiting, by="acc_editor_of_old")
    may, takes = DESIGN[kind]

    given = decided(entries, PROPOSED[kind], WHO[who])

    if who not in may:
        assert given == "not_allowed"
    elif state not in takes:
        assert given == ("claim_open" if kind == "reopen" else "claim_settled")
    else:
        assert given == COMES_TO.get(kind, PROPOSED[kind])


def decided(entries, proposed, actor):
    """Return the one event that is decided on, or the code of the refusal."""
    try:
        decision = follow_up(folded(entries), entries, proposed, Facts(actor, NOW, "UTC"))
    except Refusal as refusal:
        return refusal.code
    (new,) = decision.events
    return new.event


@pytest.mark.parametrize("kind", DESIGN)
def test_a_token_that_may_only_read_records_nothing(kind):
    entries = history(reported(), CONFIRMED)
    reading_admin = Actor("acc_admin", "admin", frozenset({"read"}))

    assert decided(entries, PROPOSED[kind], reading_admin) == "not_allowed"


def test_words_are_destroyed_only_through_a_token_of_an_admin():
    entries = history(reported())
    writing_admin = Actor("acc_admin", "admin", frozenset({"read", "write"}))

    assert decided(entries, PROPOSED["redact"], writing_admin) == "not_allowed"


@pytest.mark.parametrize("kind", DESIGN)
def test_the_name_people_use_for_a_follow_up_is_that_of_its_event(kind):
    assert follow_up_kind(PROPOSED[kind]) == kind
