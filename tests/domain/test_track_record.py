"""What a claim adds to the records of those who carried it."""

from datetime import timedelta

import pytest

from service.domain.attribution import SaidBy
from service.domain.events import (
    Closed,
    Confirmed,
    Happened,
    Refuted,
    ReportAdded,
    WindowMoved,
)
from service.domain.track_record import DESTROYED, Part, TallyKey, as_one, fate, parts, tallied
from service.ledger import codec
from tests.builders import EVIDENCE, NOW, TODAY, at, claim_after, no_date, on, report, reported, window

ANNA = SaidBy(label="Anna Petrova", kind="named", count="1")
UNNAMED = SaidBy(label="two officials", kind="unnamed", count="2+")


def shown(claim):
    return [
        (part.type, part.name, part.kind, part.role, part.name_role, part.class_role) for part in parts(claim)
    ]


def carried(*reports, window_=None):
    first, *others = reports
    return claim_after(
        reported(window_ or window(), report=first), *(ReportAdded(report=one) for one in others)
    )


def test_an_unnamed_source_has_no_part_and_its_kind_has_one_in_the_outlets():
    claim = carried(report(outlet="Meduza", said_by=UNNAMED))

    assert shown(claim) == [("outlet", "meduza", "unnamed", "originated", "originated", "originated")]


@pytest.mark.parametrize(
    ("kind", "type_"), [("named", "person"), ("institution", "institution"), ("document", "document")]
)
def test_a_named_source_has_a_part_of_its_type(kind, type_):
    claim = carried(report(outlet="Meduza", said_by=SaidBy(label="Ministère  de l'Intérieur", kind=kind)))

    assert sorted(shown(claim), key=lambda part: part[0] != "outlet") == [
        ("outlet", "meduza", kind, "originated", "originated", "originated"),
        (type_, "ministere de l interieur", kind, "originated", "originated", None),
    ]


@pytest.mark.parametrize("kind", ["own_voice", "not_stated", "unnamed"])
def test_a_label_of_another_kind_makes_no_source(kind):
    claim = carried(report(said_by=SaidBy(label="Anna Petrova", kind=kind)))

    assert {part.type for part in parts(claim)} == {"outlet"}


def test_who_cites_or_copies_repeats_and_one_report_at_first_hand_is_enough():
    claim = carried(
        report("rep_1", outlet="Meduza"),
        report("rep_2", outlet="Copy", republishes="rep_1"),
        report("rep_3", outlet="Citing", cites=("rep_1",)),
        report("rep_4", outlet="Both", cites=("rep_1",)),
        report("rep_5", outlet="BOTH"),
    )

    assert {part.name: part.role for part in parts(claim)} == {
        "meduza": "originated",
        "copy": "repeated",
        "citing": "repeated",
        "both": "originated",
    }


@pytest.mark.parametrize(
    ("outlet", "credit", "role"),
    [
        pytest.param("Gazette", "AP", "repeated", id="a wire's text"),
        pytest.param("Gazette", "The Moscow Times", "repeated", id="first appeared elsewhere"),
        pytest.param("Associated Press", "AP", "originated", id="the agency itself"),
        pytest.param("Gazette", "GAZETTE", "originated", id="its own credit"),
    ],
)
def test_a_credit_line_that_names_another_tells_of_a_copy(outlet, credit, role):
    claim = carried(report(outlet=outlet, credit=credit))

    assert [part.role for part in parts(claim)] == [role]


def test_a_name_counts_once_and_each_kind_once_however_many_reports_there_are():
    claim = carried(
        report("rep_1", outlet="A", said_by=UNNAMED, cites=("rep_9",)),
        report("rep_2", outlet="A", said_by=ANNA),
        report("rep_3", outlet="B", said_by=UNNAMED),
    )

    assert shown(claim) == [
        ("outlet", "a", "named", "originated", "originated", "originated"),
        ("outlet", "a", "unnamed", "repeated", None, "originated"),
        ("outlet", "b", "unnamed", "originated", "originated", None),
        ("person", "anna petrova", "named", "originated", "originated", None),
    ]


@pytest.mark.parametrize("stance", ["against", "no_confirmation", "retracted"])
def test_a_report_that_does_not_stand_for_it_is_nobodys_prediction(stance):
    claim = carried(report("rep_1", outlet="A"), report("rep_2", outlet="B", said_by=ANNA, stance=stance))

    assert {part.name for part in parts(claim) if part.role is not None} == {"a"}
    assert {key.name for key in tallied(claim)} == {"a", "unnamed"}


def test_whoever_takes_it_back_said_it_all_the_same():
    claim = carried(
        report("rep_1", outlet="A"),
        report("rep_2", outlet="B"),
        report("rep_3", outlet="a", stance="retracted"),
    )

    assert {part.name: part.retracted for part in parts(claim)} == {"a": True, "b": False}
    assert tallied(claim)[TallyKey("outlet", "a", "", "originated", "retracted", 0)] == 1
    assert tallied(claim)[TallyKey("class", "unnamed", "", "originated", "retracted", 0)] == 0


def test_a_destroyed_name_is_nobodys_and_the_kind_counts_all_the_same():
    claim = carried(report(outlet=DESTROYED, said_by=SaidBy(label=DESTROYED, kind="named")))

    assert shown(claim) == [("outlet", "", "named", "originated", "originated", "originated")]
    assert DESTROYED == codec.REDACTED


def test_names_of_one_source_are_one_in_a_claim():
    claim = carried(
        report("rep_1", outlet="Old", said_by=ANNA, cites=("rep_9",)),
        report("rep_2", outlet="New", said_by=UNNAMED),
        report("rep_3", outlet="New", said_by=ANNA, cites=("rep_9",)),
    )
    outlets = [part for part in parts(claim) if part.type == "outlet"]

    assert as_one(outlets) == (
        Part(type="outlet", name="new", kind="named", role="repeated", name_role="originated"),
        Part(type="outlet", name="new", kind="unnamed", role="originated"),
    )


def test_who_only_took_it_back_counts_where_another_name_of_the_source_said_it():
    claim = carried(report("rep_1", outlet="Old"), report("rep_2", outlet="New", stance="retracted"))
    old, new = sorted(parts(claim), key=lambda part: part.role is None)

    assert (old.retracted, new.role, new.retracted) == (False, None, True)
    assert [(part.name, part.role, part.retracted) for part in as_one([old, new])] == [
        ("old", "originated", True)
    ]
    assert [part.role for part in as_one([new])] == [None]


def happened(first, last=None):
    return Confirmed(
        evidence=EVIDENCE, known_on=TODAY, happened=Happened(earliest=on(first), latest=on(last or first))
    )


@pytest.mark.parametrize(
    ("window_", "event", "expected"),
    [
        pytest.param(window(), None, ("open", True, None), id="open"),
        pytest.param(no_date(), None, ("open", False, None), id="open without a date"),
        pytest.param(window(), happened("2022-09-28"), ("came_true", True, None), id="in time"),
        pytest.param(window(), happened("2022-10-01"), ("late", True, 3), id="late"),
        pytest.param(window(), happened("2022-09-27"), ("early", True, None), id="early"),
        pytest.param(window(), happened("2022-09-27", "2022-09-29"), ("day_not_known", True, None), id="day"),
        pytest.param(
            window(),
            Confirmed(evidence=EVIDENCE, known_on=TODAY, happened=None, extent="part", extent_note="one"),
            ("in_part", True, None),
            id="in part",
        ),
        pytest.param(
            no_date(),
            Confirmed(evidence=EVIDENCE, known_on=TODAY, happened=None),
            ("confirmed", False, None),
            id="confirmed without a date",
        ),
        pytest.param(
            no_date(),
            Refuted(evidence=EVIDENCE, known_on=TODAY, reason="did_not_happen"),
            ("refuted", False, None),
            id="refuted without a date",
        ),
        pytest.param(
            no_date(),
            Refuted(evidence=EVIDENCE, known_on=TODAY, reason="shown_untrue"),
            ("shown_untrue", False, None),
            id="shown untrue without a date",
        ),
        pytest.param(
            window(),
            Refuted(evidence=EVIDENCE, known_on=TODAY, reason="called_off"),
            ("did_not_happen", True, None),
            id="called off",
        ),
        pytest.param(window(), Closed(reason="too_vague"), ("closed", True, None), id="closed"),
    ],
)
def test_what_became_of_it(window_, event, expected):
    claim = claim_after(reported(window_), *([] if event is None else [event]))
    found = fate(claim)

    assert (found.outcome, found.is_dated, found.late_days) == expected


def test_an_open_claim_tells_when_its_date_passes_and_about_which_day():
    found = fate(claim_after(reported(window(zone="America/New_York"))))

    assert (found.closes_at, found.closes_about) == (at("2022-09-29T04:00"), on("2022-09-28"))
    assert fate(claim_after(reported(window("2022-09-28", None)))).closes_at is None


def test_moves_are_counted_and_measured_where_both_dates_end():
    claim = claim_after(
        reported(window()),
        (WindowMoved(window=window("2022-10-05", "2022-10-05")), NOW + timedelta(hours=1)),
        (WindowMoved(window=window("2022-10-03", "2022-10-03")), NOW + timedelta(hours=2)),
        (WindowMoved(window=window("2022-10-03", None)), NOW + timedelta(hours=3)),
    )

    found = fate(claim)

    assert (found.moves, found.moved_days) == (3, (7, -2))
    counted = tallied(claim)
    assert counted[TallyKey("outlet", "meduza", "", "originated", "moved_claims", 0)] == 1
    assert counted[TallyKey("outlet", "meduza", "unnamed", "originated", "moved_days", -2)] == 1
    assert counted[TallyKey("class", "unnamed", "", "originated", "moved_unmeasured", 0)] == 1


def test_a_claim_that_is_not_there_adds_nothing():
    assert tallied(None) == {}
