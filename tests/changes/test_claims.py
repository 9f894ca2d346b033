import pytest

from service import database
from service.changes import claims
from service.changes.claims import StaleVersion
from service.domain.events import (
    Amended,
    Assigned,
    Checked,
    Closed,
    Condition,
    Confirmed,
    DeadlinePassed,
    Linked,
    Noted,
    Refuted,
    ReportAdded,
    Undone,
    WindowMoved,
)
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from service.ledger import log
from service.read_models import claim_board, questions
from service.read_models.rebuild import differences
from tests.builders import EVIDENCE, MOSCOW, TODAY, actor, at, report, reported, window
from tests.newsroom import Newsroom

OTHER = window("2022-10-05", "2022-10-05")
REFUTED = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="did_not_happen")


@pytest.fixture
def newsroom(engine):
    return Newsroom(engine)


@pytest.fixture
def claim(newsroom):
    """Return the id of a claim that was just logged."""
    return newsroom.report(reported(window(zone=MOSCOW))).claim_id


def history(newsroom, claim_id):
    with database.reading(newsroom.engine) as connection:
        return log.read(connection, claim_id)


def view(newsroom, claim_id):
    with database.reading(newsroom.engine) as connection:
        return claim_board.one(connection, claim_id)


def everything(newsroom):
    with database.reading(newsroom.engine) as connection:
        assert differences(connection) == []
        return log.read_after(connection, 0, most=1000)


def refusal_of(newsroom, *args, **given):
    with pytest.raises(Refusal) as refused:
        newsroom.follow_up(*args, **given)
    return refused.value.code


def test_a_claim_that_was_logged_stands_on_the_board_and_in_the_ledger(newsroom):
    written = newsroom.report(reported())

    assert (written.claim_id, written.claim.version, written.claim.status) == ("clm_1", 1, "rumored")
    assert [one.entry for one in history(newsroom, "clm_1")] == [one.entry for one in written.entries]
    seen = view(newsroom, "clm_1")
    assert seen is not None
    assert (seen.id, seen.claim, seen.flagged_at) == ("clm_1", written.claim, None)


def test_a_question_is_asked_in_the_transaction_of_its_claim(newsroom):
    written = newsroom.report(reported(), ask="When does the border close?")

    assert written.claim.question == "qst_1"
    assert [one.kind for one in everything(newsroom)] in (
        ["question_asked", "source_added", "article_added", "claim_reported"],
        ["claim_reported", "question_asked", "source_added", "article_added"],
    )
    with database.reading(newsroom.engine) as connection:
        assert questions.one(connection, "qst_1") == questions.Question(
            "qst_1", "When does the border close?"
        )
        assert questions.claims_on(connection, ["qst_1", None]) == {"qst_1": ("clm_2",)}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"question": "qst_9"}, "unknown_question", id="a question"),
        pytest.param({"question": "clm_1"}, "unknown_question", id="a claim for a question"),
        pytest.param({"condition": Condition(text="if", claim="clm_9")}, "unknown_claim", id="a claim"),
        pytest.param(
            {"condition": Condition(text="if", claim="qst_2")}, "unknown_claim", id="a question for a claim"
        ),
    ],
)
def test_a_claim_that_names_what_does_not_exist_is_refused_and_nothing_is_written(newsroom, given, code):
    newsroom.report(reported(), ask="When?")
    before = everything(newsroom)

    with pytest.raises(Refusal) as refused:
        newsroom.report(reported(**given))

    assert refused.value.code == code
    assert everything(newsroom) == before


@pytest.mark.parametrize(
    ("proposed", "code"),
    [
        pytest.param(Linked(question="qst_9"), "unknown_question", id="a link to no question"),
        pytest.param(
            Linked(question=None, condition=Condition(text="if", claim="clm_9")),
            "unknown_claim",
            id="to no claim",
        ),
        pytest.param(
            Closed(reason="duplicate", duplicate_of="clm_9"), "unknown_claim", id="a duplicate of none"
        ),
        pytest.param(Closed(reason="duplicate", duplicate_of="qst_2"), "unknown_claim", id="of a question"),
        pytest.param(Closed(reason="duplicate", duplicate_of="clm_1"), "unknown_claim", id="of itself"),
        pytest.param(Noted(note="n"), "not_allowed", id="by a viewer"),
    ],
)
def test_a_follow_up_that_is_refused_leaves_nothing(newsroom, claim, proposed, code):
    newsroom.report(reported(), ask="When?")
    who = actor("viewer") if code == "not_allowed" else actor("admin")
    before = everything(newsroom)

    assert refusal_of(newsroom, claim, proposed, who=who) == code
    assert everything(newsroom) == before


@pytest.mark.parametrize("claim_id", ["clm_9", "qst_1", "", "clm_1'; --"])
def test_a_claim_that_does_not_exist_is_not_found(newsroom, claim_id):
    newsroom.report(reported(), ask="When?")

    assert refusal_of(newsroom, claim_id, Noted(note="n")) == "not_found"


def test_a_follow_up_is_written_with_its_actor_and_request(newsroom, claim):
    context = claims.Context(
        actor=actor("editor", id="acc_7"),
        now=newsroom.now,
        zone="UTC",
        new_id=newsroom.new_id,
        request_id="req_1",
    )

    newsroom.does(lambda c: claims.follow_up(c, claim, Noted(note="n"), context))

    last = history(newsroom, claim)[-1]
    assert (last.entry.actor, last.request_id, last.kind, last.status) == (
        "acc_7",
        "req_1",
        "noted",
        "rumored",
    )


def test_every_entry_keeps_the_status_after_it(newsroom, claim):
    newsroom.follow_up(claim, REFUTED)
    newsroom.follow_up(claim, Noted(note="n"))
    newsroom.follow_up(claim, Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY))
    newsroom.follow_up(claim, Undone(version=4))
    newsroom.follow_up(claim, Undone(version=2))

    assert [one.status for one in history(newsroom, claim)] == [
        "rumored",
        "refuted",
        "refuted",
        "confirmed",
        "refuted",
        "rumored",
    ]


def test_a_move_brings_its_report_along(newsroom, claim):
    moved = WindowMoved(window=OTHER, report="rep_2")

    written = newsroom.follow_up(claim, moved, resting_on=ReportAdded(report=report("rep_2")))

    assert [one.kind for one in written.entries] == ["report_added", "window_moved"]
    assert (written.claim.version, written.claim.window, len(written.claim.reports)) == (3, OTHER, 2)


def test_a_move_that_is_refused_leaves_no_report_behind(newsroom, claim):
    newsroom.follow_up(claim, REFUTED)
    before = everything(newsroom)

    code = refusal_of(
        newsroom,
        claim,
        WindowMoved(window=OTHER, report="rep_2"),
        resting_on=ReportAdded(report=report("rep_2")),
    )

    assert code == "claim_settled"
    assert everything(newsroom) == before


# What the caller has seen.


def test_a_change_by_a_person_since_makes_the_version_stale(newsroom, claim):
    newsroom.follow_up(claim, Noted(note="first"))

    with pytest.raises(StaleVersion) as stale:
        newsroom.follow_up(claim, REFUTED, expected_version=1)

    assert (stale.value.claim_id, stale.value.current.version) == (claim, 2)
    assert [one.entry.event for one in stale.value.since] == [Noted(note="first")]
    assert len(history(newsroom, claim)) == 2


@pytest.mark.parametrize("expected", [0, 2, 99, -1])
def test_a_version_that_never_was_the_current_one_is_stale(newsroom, claim, expected):
    with pytest.raises(StaleVersion):
        newsroom.follow_up(claim, REFUTED, expected_version=expected)


def test_what_the_scheduler_noted_since_does_not_make_it_stale(newsroom, claim):
    newsroom.now = at("2022-09-30T12:00")
    newsroom.pass_deadlines(claim)

    written = newsroom.follow_up(claim, REFUTED, expected_version=1)

    assert [one.kind for one in history(newsroom, claim)] == ["claim_reported", "deadline_passed", "refuted"]
    assert written.claim.version == 3


def test_a_person_and_the_scheduler_since_make_it_stale(newsroom, claim):
    newsroom.now = at("2022-09-30T12:00")
    newsroom.pass_deadlines(claim)
    newsroom.follow_up(claim, Noted(note="n"))

    with pytest.raises(StaleVersion) as stale:
        newsroom.follow_up(claim, REFUTED, expected_version=2)

    assert [one.kind for one in stale.value.since] == ["noted"]


def test_the_version_is_looked_at_before_anything_else_is_refused(newsroom, claim):
    newsroom.follow_up(claim, REFUTED)

    with pytest.raises(StaleVersion):
        newsroom.follow_up(claim, REFUTED, expected_version=1)


# The deadline.


def test_a_deadline_is_recorded_at_the_instant_it_passed(newsroom, claim):
    newsroom.now = at("2022-10-03T08:00")

    (written,) = newsroom.pass_deadlines(claim)

    closes_at = at("2022-09-28T21:00")
    (entry,) = [one.entry for one in written.entries]
    assert (entry.event, entry.occurred_at) == (DeadlinePassed(arming=1, closes_at=closes_at), closes_at)
    seen = view(newsroom, claim)
    assert seen is not None
    assert seen.flagged_at == written.entries[0].recorded_at


def test_a_deadline_is_recorded_once_per_arming(newsroom, claim):
    newsroom.now = at("2022-10-03T08:00")
    flagged = [len(newsroom.pass_deadlines(claim)) for _ in range(3)]

    newsroom.follow_up(claim, WindowMoved(window=window("2022-10-01", "2022-10-01")))
    flagged += [len(newsroom.pass_deadlines(claim)) for _ in range(2)]

    assert flagged == [1, 0, 0, 1, 0]
    assert [one.entry.event.arming for one in history(newsroom, claim) if one.kind == "deadline_passed"] == [
        1,
        2,
    ]


def test_the_board_names_what_is_to_be_flagged_oldest_first(newsroom):
    ids = [
        newsroom.report(reported(window(day, day))).claim_id
        for day in ("2022-09-30", "2022-09-28", "2022-10-09", "2022-09-29")
    ]
    newsroom.report(reported(window("2022-09-28", None)))
    newsroom.now = at("2022-10-01T00:00")
    newsroom.follow_up(ids[3], REFUTED)

    def to_flag(most):
        locked = newsroom.engine.dialect.name == "postgresql"
        return newsroom.does(lambda c: claim_board.to_flag(c, newsroom.now, most=most, skip_locked=locked))

    assert (to_flag(10), to_flag(1)) == ([ids[1], ids[0]], [ids[1]])
    newsroom.pass_deadlines(*to_flag(10), ids[2], "clm_99")
    assert to_flag(10) == []
    assert [one.stream for one in everything(newsroom) if one.kind == "deadline_passed"] == [ids[0], ids[1]]


def test_an_owner_settles_a_claim_and_hands_it_on(newsroom, claim):
    owner = Actor("acc_owner", "reporter")

    newsroom.follow_up(claim, Assigned(owner="acc_2"), who=owner)

    assert refusal_of(newsroom, claim, REFUTED, who=owner) == "not_allowed"
    assert newsroom.follow_up(claim, REFUTED, who=Actor("acc_2", "reporter")).claim.status == "refuted"


def test_an_amended_text_and_a_check_stand_on_the_board(newsroom, claim):
    newsroom.follow_up(claim, Amended(reason="a typo", text="Another text"))
    written = newsroom.follow_up(claim, Checked(looked_on=TODAY), looked_at=at("2022-09-26T08:00"))

    seen = view(newsroom, claim)
    assert seen is not None
    assert (seen.claim.text, seen.claim.checks) == ("Another text", 1)
    assert written.entries[0].entry.occurred_at == at("2022-09-26T08:00")
