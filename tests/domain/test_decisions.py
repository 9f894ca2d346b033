from dataclasses import replace

import pytest

from service.domain.attribution import Article
from service.domain.decisions import Facts, follow_up, pass_deadline, report_claim
from service.domain.events import (
    Amended,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    Condition,
    Confirmed,
    DeadlinePassed,
    Evidence,
    Happened,
    Linked,
    NewEvent,
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
from service.domain.roles import SCHEDULER, Actor
from tests.builders import (
    EVIDENCE,
    MOSCOW,
    NOW,
    TODAY,
    actor,
    at,
    claim_after,
    folded,
    history,
    no_date,
    on,
    report,
    reported,
    window,
)

EDITOR = actor("editor")
OWNER = Actor("acc_owner", "reporter")
REPORTER = Actor("acc_reporter", "reporter")
OCTOBER = window("2022-10-01", "2022-10-31")
CONFIRMED = Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY)
REFUTED = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="did_not_happen")


def decide(entries, proposed, *, who=EDITOR, now=NOW, zone="UTC", **given):
    return follow_up(folded(entries), entries, proposed, Facts(who, now, zone), **given)


def refusal_of(entries, proposed, **given):
    with pytest.raises(Refusal) as refused:
        decide(entries, proposed, **given)
    return refused.value.code, refused.value.faults[0].pointer


def happened(earliest, latest=None):
    return Happened(earliest=on(earliest), latest=on(latest or earliest))


# When it happened, for us.


@pytest.mark.parametrize(
    ("proposed", "now", "zone", "occurred_at"),
    [
        pytest.param(
            ReportAdded(report=report("rep_2", published_at=at("2022-09-25T08:30"))),
            NOW,
            "UTC",
            "2022-09-25T08:30",
            id="a report: when it was published",
        ),
        pytest.param(
            ReportAdded(report=report("rep_2", article=Article(published_on=on("2022-09-25")))),
            NOW,
            MOSCOW,
            "2022-09-25T21:00",
            id="a report of a day: the end of that day in the newsroom",
        ),
        pytest.param(
            ReportAdded(report=report("rep_2", article=Article(published_on=TODAY))),
            NOW,
            MOSCOW,
            "2022-09-26T12:00",
            id="a report of today: now",
        ),
        pytest.param(
            ReportAdded(report=report("rep_2", article=Article())),
            NOW,
            "UTC",
            "2022-09-26T12:00",
            id="a report of no known day: now",
        ),
        pytest.param(
            Checked(looked_on=on("2022-09-24")),
            NOW,
            "UTC",
            "2022-09-25T00:00",
            id="a check: the end of its day",
        ),
        pytest.param(Checked(looked_on=TODAY), NOW, "UTC", "2022-09-26T12:00", id="a check today: now"),
        pytest.param(Noted(note="n"), NOW, "UTC", "2022-09-26T12:00", id="a note: now"),
        pytest.param(
            replace(CONFIRMED, known_on=on("2022-09-20")),
            NOW,
            "UTC",
            "2022-09-21T00:00",
            id="confirmed: known on",
        ),
        pytest.param(
            replace(REFUTED, known_on=on("2022-09-20")),
            NOW,
            MOSCOW,
            "2022-09-20T21:00",
            id="refuted: known on",
        ),
        pytest.param(Closed(reason="too_vague"), NOW, "UTC", "2022-09-26T12:00", id="closed: now"),
        pytest.param(
            WindowMoved(window=OCTOBER, report="rep_1"),
            NOW,
            "UTC",
            "2022-09-24T09:00",
            id="moved: published_at",
        ),
        pytest.param(
            WindowMoved(window=OCTOBER), NOW, "UTC", "2022-09-26T12:00", id="moved without a report: now"
        ),
        pytest.param(Undone(version=2), NOW, "UTC", "2022-09-25T10:00", id="undone: that entry's"),
        pytest.param(
            Amended(reason="r", text="t", version=2),
            NOW,
            "UTC",
            "2022-09-25T10:00",
            id="amended: that entry's",
        ),
        pytest.param(
            Amended(reason="r", text="t"), NOW, "UTC", "2022-09-24T09:00", id="amended: the first's"
        ),
        pytest.param(Snoozed(until=on("2022-10-01")), NOW, "UTC", "2022-09-26T12:00", id="snoozed: now"),
        pytest.param(Assigned(owner="acc_2"), NOW, "UTC", "2022-09-26T12:00", id="assigned: now"),
        pytest.param(Tagged(tags=("a",)), NOW, "UTC", "2022-09-26T12:00", id="tagged: now"),
        pytest.param(Linked(question="qst_1"), NOW, "UTC", "2022-09-26T12:00", id="linked: now"),
    ],
)
def test_each_follow_up_occurred_when_the_design_says(proposed, now, zone, occurred_at):
    first = reported(report=report(published_at=at("2022-09-24T09:00")))
    entries = history((first, at("2022-09-24T09:00")), (Noted(note="n"), at("2022-09-25T10:00")))

    decision = decide(entries, proposed, now=now, zone=zone)

    assert decision.events == (NewEvent(proposed, at(occurred_at)),)


def test_a_check_occurred_at_the_instant_of_looking_where_it_is_known():
    decision = decide(history(reported()), Checked(looked_on=TODAY), looked_at=at("2022-09-26T08:15"))

    assert decision.events[0].occurred_at == at("2022-09-26T08:15")


@pytest.mark.parametrize(
    ("proposed", "pointer"),
    [
        pytest.param(
            ReportAdded(report=report("rep_2", published_at=at("2022-09-26T12:00:00.000001"))),
            "/report/article/published_at",
            id="a report of the next microsecond",
        ),
        pytest.param(
            ReportAdded(report=report("rep_2", article=Article(published_on=on("2022-09-27")))),
            "/report/article/published_at",
            id="a report of tomorrow",
        ),
        pytest.param(Checked(looked_on=on("2022-09-27")), "/looked_on", id="a look tomorrow"),
        pytest.param(replace(CONFIRMED, known_on=on("2022-09-27")), "/known_on", id="known tomorrow"),
        pytest.param(replace(REFUTED, known_on=on("2022-09-27")), "/known_on", id="untrue tomorrow"),
        pytest.param(
            replace(CONFIRMED, happened=happened("2022-09-27")), "/happened", id="happened tomorrow"
        ),
        pytest.param(
            replace(CONFIRMED, happened=happened("2022-09-25", "2022-09-27")),
            "/happened",
            id="until tomorrow",
        ),
        pytest.param(
            Amended(reason="r", report=report(published_at=at("2022-09-27T12:00"))),
            "/report/article/published_at",
            id="an amended report of tomorrow",
        ),
    ],
)
def test_what_has_not_come_yet_is_refused(proposed, pointer):
    assert refusal_of(history(reported()), proposed) == ("in_the_future", pointer)


def test_nobody_can_have_looked_at_an_instant_to_come():
    refusal = refusal_of(history(reported()), Checked(looked_on=TODAY), looked_at=at("2022-09-26T12:01"))

    assert refusal == ("in_the_future", "/looked_at")


def test_today_is_the_newsrooms_day():
    late_in_utc = at("2022-09-26T23:00")
    look_of_the_27th = Checked(looked_on=on("2022-09-27"))

    assert decide(history(reported()), look_of_the_27th, now=late_in_utc, zone=MOSCOW).events
    assert refusal_of(history(reported()), look_of_the_27th, now=late_in_utc)[0] == "in_the_future"


def test_it_may_have_happened_today_where_it_was_to_happen_though_the_newsroom_still_has_yesterday():
    entries = history(reported(window("2022-09-27", "2022-09-27", zone="Asia/Tokyo")))
    proposed = replace(CONFIRMED, happened=happened("2022-09-27"))

    decision = decide(entries, proposed, now=at("2022-09-26T20:00"), zone="America/New_York")

    assert (decision.events[0].event, decision.warnings) == (proposed, ())


@pytest.mark.parametrize(
    ("proposed", "pointer"),
    [
        pytest.param(Checked(looked_on=on("1599-12-31")), "/looked_on", id="a look"),
        pytest.param(Checked(looked_on=on("0001-01-01")), "/looked_on", id="the first day there is"),
        pytest.param(replace(CONFIRMED, known_on=on("1599-12-31")), "/known_on", id="known on"),
        pytest.param(replace(CONFIRMED, happened=happened("1599-12-31")), "/happened", id="happened"),
        pytest.param(Snoozed(until=on("9999-12-31")), "/until", id="snoozed for good"),
        pytest.param(
            ReportAdded(report=report("rep_2", published_at=at("1599-12-31T00:00"))),
            "/report/article/published_at",
            id="published",
        ),
        pytest.param(
            ReportAdded(report=report("rep_2", article=Article(published_on=on("0001-01-01")))),
            "/report/article/published_at",
            id="published on the first day there is",
        ),
    ],
)
def test_years_before_1600_and_after_2400_are_refused_everywhere(proposed, pointer):
    assert refusal_of(history(reported()), proposed) == ("year_out_of_range", pointer)


# Logging a claim.


def test_a_claim_occurred_when_its_report_came_out():
    proposed = reported(report=report(published_at=at("2022-09-25T08:30")))

    assert report_claim(proposed, Facts(REPORTER, NOW, "UTC")).events == (
        NewEvent(proposed, at("2022-09-25T08:30")),
    )


def test_a_claim_of_a_day_occurred_at_the_end_of_that_day_in_the_newsroom():
    proposed = reported(report=report(article=Article(published_on=on("2022-09-25"))))

    assert report_claim(proposed, Facts(REPORTER, NOW, MOSCOW)).events[0].occurred_at == at(
        "2022-09-25T21:00"
    )


@pytest.mark.parametrize(
    ("who", "proposed", "code"),
    [
        pytest.param(actor("viewer"), reported(), "not_allowed", id="a viewer"),
        pytest.param(
            Actor("acc_1", "admin", frozenset({"read"})), reported(), "not_allowed", id="a reading token"
        ),
        pytest.param(SCHEDULER, reported(), "not_allowed", id="the scheduler"),
        pytest.param(
            REPORTER,
            reported(report=report(published_at=at("2022-09-27T00:00"))),
            "in_the_future",
            id="tomorrow's",
        ),
        pytest.param(
            REPORTER, reported(report=report(cites=("rep_9",))), "unknown_report", id="cites nothing known"
        ),
        pytest.param(
            REPORTER, reported(report=report(republishes="rep_1")), "unknown_report", id="copies itself"
        ),
    ],
)
def test_a_claim_is_refused(who, proposed, code):
    with pytest.raises(Refusal) as refused:
        report_claim(proposed, Facts(who, NOW, "UTC"))

    assert refused.value.code == code


# Settling.


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param((), id="none"),
        pytest.param((Evidence(),), id="an empty piece"),
        pytest.param((Evidence(archived_url="https://example.org/kept"),), id="only an archived copy"),
        pytest.param((Evidence(url="", note=""),), id="empty words"),
    ],
)
@pytest.mark.parametrize(
    "answer", [pytest.param(CONFIRMED, id="confirm"), pytest.param(REFUTED, id="refute")]
)
def test_an_answer_without_evidence_is_refused(answer, evidence):
    refusal = refusal_of(history(reported()), replace(answer, evidence=evidence))

    assert refusal == ("evidence_needed", "/evidence")


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param((Evidence(url="https://example.org/1"),), id="a link"),
        pytest.param((Evidence(note="seen on the ground"),), id="a note that says why there is no link"),
        pytest.param((Evidence(), Evidence(url="https://example.org/1")), id="a link in the second piece"),
    ],
)
def test_an_answer_with_evidence_is_taken(evidence):
    proposed = replace(REFUTED, evidence=evidence)

    assert decide(history(reported()), proposed).events[0].event == proposed


def test_what_came_true_in_part_needs_to_say_which():
    in_part = replace(CONFIRMED, extent="part")

    assert refusal_of(history(reported()), in_part) == ("note_needed", "/extent_note")
    assert decide(history(reported()), replace(in_part, extent_note="one region")).events


@pytest.mark.parametrize(
    ("said", "day", "counts_as", "who", "code"),
    [
        pytest.param(OCTOBER, "2022-12-01", None, EDITOR, None, id="late"),
        pytest.param(OCTOBER, "2022-12-02", None, EDITOR, "late_or_not", id="beyond late, not said which"),
        pytest.param(OCTOBER, "2022-12-02", "late", EDITOR, None, id="beyond late, late"),
        pytest.param(OCTOBER, "2022-12-02", "did_not_happen", EDITOR, None, id="beyond late, did not happen"),
        pytest.param(
            OCTOBER, "2022-12-02", "late", OWNER, "late_or_not", id="beyond late is for an editor to say"
        ),
        pytest.param(OCTOBER, "2022-12-01", None, OWNER, None, id="late is not"),
        pytest.param(OCTOBER, "2022-12-01", "late", EDITOR, "not_beyond_late", id="late, said though plain"),
        pytest.param(
            OCTOBER, "2022-10-05", "did_not_happen", EDITOR, "not_beyond_late", id="in time, denied"
        ),
        pytest.param(no_date(), "2022-12-02", None, EDITOR, None, id="no date"),
    ],
)
def test_beyond_late_an_editor_says_what_it_counts_as(said, day, counts_as, who, code):
    proposed = replace(CONFIRMED, happened=happened(day), known_on=on("2022-12-02"), counts_as=counts_as)
    given = {"now": at("2022-12-24T12:00"), "who": who}

    if code is None:
        assert decide(history(reported(said)), proposed, **given).events[0].event == proposed
    else:
        assert refusal_of(history(reported(said)), proposed, **given) == (code, "/counts_as")


def test_what_holds_through_is_never_late():
    entries = history(reported(OCTOBER, expects="holds_through"))
    long_after = replace(CONFIRMED, happened=happened("2022-12-20"))

    assert decide(entries, long_after, now=at("2022-12-24T12:00")).events


def test_days_in_the_wrong_order_are_refused():
    proposed = replace(CONFIRMED, happened=happened("2022-09-25", "2022-09-24"))

    assert refusal_of(history(reported()), proposed) == ("window_reversed", "/happened")


@pytest.mark.parametrize(
    ("proposed", "codes"),
    [
        pytest.param(CONFIRMED, [], id="nothing odd"),
        pytest.param(
            replace(CONFIRMED, known_on=on("2022-09-25")), ["known_before_published"], id="known before"
        ),
        pytest.param(
            replace(REFUTED, known_on=on("2022-09-25")), ["known_before_published"], id="untrue before"
        ),
        pytest.param(
            replace(CONFIRMED, happened=happened("2022-09-25")),
            ["happened_before_published"],
            id="happened before",
        ),
        pytest.param(
            replace(CONFIRMED, happened=happened("2022-09-26"), known_on=on("2022-09-25")),
            ["known_before_published", "known_before_happened"],
            id="known before it happened",
        ),
        pytest.param(replace(CONFIRMED, happened=happened("2022-09-26")), [], id="all on one day"),
    ],
)
def test_dates_that_hardly_fit_are_taken_with_a_warning(proposed, codes):
    decision = decide(history(reported()), proposed)

    assert decision.events[0].event == proposed
    assert [warned.code for warned in decision.warnings] == codes


@pytest.mark.parametrize(
    ("proposed", "code"),
    [
        pytest.param(Closed(reason="duplicate"), "duplicate_of_what", id="a duplicate of nothing"),
        pytest.param(
            Closed(reason="too_vague", duplicate_of="clm_2"), "not_a_duplicate", id="vague and a duplicate"
        ),
    ],
)
def test_only_a_duplicate_names_another_claim(proposed, code):
    assert refusal_of(history(reported()), proposed) == (code, "/duplicate_of")


def test_a_confirmed_claim_is_not_confirmed_twice():
    assert refusal_of(history(reported(), CONFIRMED), CONFIRMED)[0] == "claim_settled"


def test_what_was_refuted_may_have_happened_after_all():
    assert decide(history(reported(), REFUTED), CONFIRMED).events[0].event == CONFIRMED


# Undo.


def test_the_author_takes_back_the_last_entry():
    entries = history(reported(), Checked(looked_on=TODAY), by="acc_reporter")

    assert decide(entries, Undone(version=2), who=REPORTER).events[0].event == Undone(version=2)


@pytest.mark.parametrize(
    ("events", "version", "code"),
    [
        pytest.param([Noted(note="1"), Noted(note="2")], 2, "not_allowed", id="an earlier one of one's own"),
        pytest.param([Noted(note="1")], 1, "not_allowed", id="the first, behind another"),
        pytest.param([], 1, "cannot_be_undone", id="the first, though the last"),
        pytest.param([Noted(note="1")], 9, "not_allowed", id="one that is not there"),
    ],
)
def test_an_author_takes_back_nothing_else(events, version, code):
    entries = history(reported(), *events, by="acc_reporter")

    assert refusal_of(entries, Undone(version=version), who=REPORTER)[0] == code


def test_the_last_entry_of_somebody_else_is_not_taken_back():
    entries = history(reported(), Noted(note="n"), by="acc_other")

    assert refusal_of(entries, Undone(version=2), who=REPORTER)[0] == "not_allowed"


def test_what_the_scheduler_noted_since_does_not_stand_in_the_authors_way():
    passed = DeadlinePassed(arming=1, closes_at=at("2022-09-29T00:00"))
    entries = history(reported(), Noted(note="n"), passed, by="acc_reporter")

    assert decide(entries, Undone(version=2), who=REPORTER).events


def test_an_author_takes_back_the_undo_and_the_entry_once_more():
    entries = history(reported(), Noted(note="n"), Undone(version=2), by="acc_reporter")
    assert decide(entries, Undone(version=3), who=REPORTER).events

    entries = history(*[entry.event for entry in entries], Undone(version=3), by="acc_reporter")
    assert decide(entries, Undone(version=2), who=REPORTER).events


def test_an_author_does_not_take_back_an_editors_undo():
    mine = history(reported(), Noted(note="n"), by="acc_reporter")
    entries = [*mine, *history(*[e.event for e in mine], Undone(version=2), by="acc_editor")[2:]]

    assert refusal_of(entries, Undone(version=3), who=REPORTER)[0] == "not_allowed"


@pytest.mark.parametrize(
    ("events", "version", "code"),
    [
        pytest.param([], 1, "cannot_be_undone", id="the first entry"),
        pytest.param([DeadlinePassed(arming=1, closes_at=NOW)], 2, "cannot_be_undone", id="the scheduler's"),
        pytest.param([Redacted(version=1, reason="court")], 2, "cannot_be_undone", id="a redaction"),
        pytest.param([Noted(note="n"), Undone(version=2)], 2, "undone_already", id="twice"),
        pytest.param([], 2, "unknown_version", id="no such entry"),
        pytest.param([], 0, "unknown_version", id="version 0"),
        pytest.param([], -1, "unknown_version", id="below 0"),
    ],
)
def test_an_editor_takes_back_any_entry_but_these(events, version, code):
    assert refusal_of(history(reported(), *events), Undone(version=version))[0] == code


def test_an_editor_takes_back_any_entry_of_anybody():
    entries = history(reported(), REFUTED, Noted(note="n"), Noted(note="m"), by="acc_other")

    assert decide(entries, Undone(version=2)).events[0].event == Undone(version=2)


# Other refusals of the single intents.


@pytest.mark.parametrize(
    ("proposed", "code", "pointer"),
    [
        pytest.param(WindowMoved(window=window()), "nothing_changes", "/window", id="the date it has"),
        pytest.param(
            WindowMoved(window=OCTOBER, report="rep_9"), "unknown_report", "/report", id="no such report"
        ),
        pytest.param(Assigned(owner="acc_owner"), "nothing_changes", "/owner", id="the owner it has"),
        pytest.param(Tagged(tags=()), "nothing_changes", "/tags", id="the tags it has"),
        pytest.param(Linked(question=None), "nothing_changes", "/question", id="the links it has"),
        pytest.param(Snoozed(until=TODAY), "not_ahead", "/until", id="snoozed until today"),
        pytest.param(Snoozed(until=on("2022-09-25")), "not_ahead", "/until", id="snoozed until yesterday"),
        pytest.param(Amended(reason="r"), "nothing_changes", "", id="nothing amended"),
        pytest.param(
            Amended(reason="r", text="Men are put on a stop list", window=window(), report=report()),
            "nothing_changes",
            "",
            id="amended to what it is",
        ),
        pytest.param(
            Amended(reason="r", text="t", version=7), "unknown_version", "/version", id="no such entry"
        ),
        pytest.param(
            Amended(reason="r", report=report("rep_9")), "unknown_report", "/report/id", id="amends none"
        ),
        pytest.param(
            Amended(reason="r", report=report(cites=("rep_1",))),
            "unknown_report",
            "/report/cites",
            id="cites itself",
        ),
        pytest.param(
            ReportAdded(report=report("rep_2", cites=("rep_9",))),
            "unknown_report",
            "/report/cites",
            id="cites none",
        ),
        pytest.param(
            ReportAdded(report=report("rep_2", republishes="rep_2")),
            "unknown_report",
            "/report/republishes",
            id="copies itself",
        ),
        pytest.param(Redacted(version=9, reason="r"), "unknown_version", "/version", id="no such words"),
    ],
)
def test_an_intent_that_says_nothing_or_nonsense_is_refused(proposed, code, pointer):
    assert refusal_of(history(reported()), proposed, who=actor("admin")) == (code, pointer)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        pytest.param(DeadlinePassed(arming=1, closes_at=NOW), "nothing_to_redact", id="the scheduler's"),
        pytest.param(Assigned(owner="acc_2"), "nothing_to_redact", id="an assignment"),
        pytest.param(Redacted(version=1, reason="court"), "nothing_to_redact", id="a redaction"),
    ],
)
def test_an_entry_without_words_is_not_redacted(event, code):
    entries = history(reported(), event)

    assert refusal_of(entries, Redacted(version=2, reason="r"), who=actor("admin"))[0] == code


def test_words_are_destroyed_once():
    entries = history(reported(), Redacted(version=1, reason="court"))

    assert refusal_of(entries, Redacted(version=1, reason="r"), who=actor("admin"))[0] == "redacted_already"


def test_a_report_may_cite_and_copy_earlier_ones():
    entries = history(reported(), ReportAdded(report=report("rep_2")))
    proposed = ReportAdded(report=report("rep_3", cites=("rep_1", "rep_2"), republishes="rep_1"))

    assert decide(entries, proposed).events[0].event == proposed


def test_an_amendment_keeps_only_what_it_changes():
    same_window = Amended(reason="r", text="Another text", window=window(), expects="happens_by")

    decision = decide(history(reported()), same_window)

    assert decision.events[0].event == Amended(reason="r", text="Another text")


def test_a_condition_may_be_linked_and_unlinked():
    entries = history(reported(condition=Condition(text="if recognised")))

    assert decide(entries, Linked(question=None)).events[0].event == Linked(question=None)


# The deadline.


@pytest.mark.parametrize(
    ("events", "now", "passes"),
    [
        pytest.param([reported()], "2022-09-28T23:59:59.999999", False, id="a microsecond before"),
        pytest.param([reported()], "2022-09-29T00:00", True, id="at the very end"),
        pytest.param([reported()], "2025-01-01T00:00", True, id="years later"),
        pytest.param([reported(window("2022-09-28", None))], "2025-01-01T00:00", False, id="an open end"),
        pytest.param([reported(no_date())], "2025-01-01T00:00", False, id="no date"),
        pytest.param(
            [reported(condition=Condition(text="if"))], "2025-01-01T00:00", False, id="hangs on words"
        ),
        pytest.param([reported(), REFUTED], "2025-01-01T00:00", False, id="answered"),
        pytest.param([reported(), Closed(reason="too_vague")], "2025-01-01T00:00", False, id="closed"),
        pytest.param([reported(), REFUTED, Reopened(reason="r")], "2025-01-01T00:00", True, id="open again"),
        pytest.param([reported(), Snoozed(until=on("2030-01-01"))], "2025-01-01T00:00", True, id="snoozed"),
        pytest.param(
            [reported(), DeadlinePassed(arming=1, closes_at=at("2022-09-29T00:00"))],
            "2025-01-01T00:00",
            False,
            id="on record",
        ),
        pytest.param(
            [
                reported(),
                DeadlinePassed(arming=1, closes_at=at("2022-09-29T00:00")),
                WindowMoved(window=window("2022-10-01", "2022-10-01")),
            ],
            "2025-01-01T00:00",
            True,
            id="on record for an earlier date",
        ),
    ],
)
def test_a_deadline_passes_once_per_arming_and_only_unanswered(events, now, passes):
    claim = claim_after(*events)

    decision = pass_deadline(claim, at(now))

    assert bool(decision.events) is passes
    if passes:
        (new,) = decision.events
        assert isinstance(new.event, DeadlinePassed)
        assert new.event.arming == claim.arming
        assert new.event.closes_at == new.occurred_at <= at(now)


def test_a_claim_is_a_claim_from_its_first_entry():
    assert isinstance(report_claim(reported(), Facts(REPORTER, NOW, "UTC")).events[0].event, ClaimReported)
