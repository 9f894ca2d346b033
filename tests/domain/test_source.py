"""Who outlets and named sources are: names that are alike, and what editors may say of them."""

import pytest

from service.domain.attribution import SaidBy
from service.domain.events import (
    Entry,
    SourceAdded,
    SourceKnownAs,
    SourceMerged,
    SourceRenamed,
    SourceSplit,
    SourceUndone,
)
from service.domain.refusals import Refusal
from service.domain.source import (
    MOST_FOLDED,
    Key,
    Named,
    Others,
    fold,
    folded_name,
    follow_up,
    named_in,
    names_given_away,
)
from tests.builders import NOW, report

NOBODY = Others(holders={})


def history(*events):
    return [Entry(version, event, NOW, "acc_1") for version, event in enumerate(events, start=1)]


def outlet(name="Meduza"):
    return SourceAdded(name=name, type="outlet")


def source(*events):
    found = fold(history(outlet(), *events))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Meduza", "MEDUZA", id="case"),
        pytest.param("Le Monde Éco", "le monde eco", id="accents"),
        pytest.param("Ведомости", "ВЕДОМОСТИ", id="another script"),
        pytest.param("Straße", "STRASSE", id="a letter that is two"),
        pytest.param("Khodorkovsky  Live!", "khodorkovsky live", id="spaces and signs"),
        pytest.param("Süddeutsche", "Su\u0308ddeutsche", id="an accent of its own"),
        pytest.param("★", " ★ ", id="signs only"),
    ],
)
def test_names_that_are_alike_are_one(one, other):
    assert folded_name(one) == folded_name(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Meduza", "Medusa", id="a letter"),
        pytest.param("★", "☆", id="signs only"),
        pytest.param("報" * 300 + "一", "報" * 300 + "二", id="the end of a very long name"),
    ],
)
def test_names_that_are_not_alike_stay_two(one, other):
    assert folded_name(one) != folded_name(other)
    assert len(folded_name(one)) <= MOST_FOLDED


@pytest.mark.parametrize(
    ("kind", "label", "named"),
    [
        pytest.param("named", "Dmitry Peskov", Named("person", "Dmitry Peskov"), id="a person"),
        pytest.param("institution", "FSB", Named("institution", "FSB"), id="an institution"),
        pytest.param("document", "Decree 647", Named("document", "Decree 647"), id="a document"),
        pytest.param("unnamed", "a source close to the Kremlin", None, id="unnamed"),
        pytest.param("own_voice", "Meduza", None, id="its own voice"),
        pytest.param("not_stated", None, None, id="not stated"),
        pytest.param("named", None, None, id="named without a name"),
    ],
)
def test_a_report_names_its_outlet_and_whoever_said_it_by_name(kind, label, named):
    said_by = SaidBy(label=label, kind=kind)

    found = list(named_in(report(said_by=said_by)))

    assert found == [Named("outlet", "Meduza"), *([named] if named else [])]


def test_a_source_that_is_renamed_is_still_found_by_the_name_before():
    found = source(SourceRenamed(name="Meduza Project"))

    assert found.name == "Meduza Project"
    assert found.keys == (Key("outlet", "meduza"), Key("outlet", "meduza project"))
    assert found.also_known_as == ("Meduza",)


def test_another_spelling_takes_the_place_of_the_name_and_adds_none():
    found = source(SourceRenamed(name="MEDUZA"))

    assert (found.name, found.names) == ("MEDUZA", ("MEDUZA",))


def test_what_is_taken_back_no_longer_counts_and_an_undo_of_it_lets_it_count_again():
    merged = SourceMerged(into="src_2")

    assert source(merged).merged_into == "src_2"
    assert source(merged, SourceUndone(version=2)).merged_into is None
    assert source(merged, SourceUndone(version=2), SourceUndone(version=3)).merged_into == "src_2"


def test_names_that_are_split_off_are_given_away():
    before = source(SourceKnownAs(name="Медуза"), SourceKnownAs(name="Meduza EN"))
    after = source(
        SourceKnownAs(name="Медуза"),
        SourceKnownAs(name="Meduza EN"),
        SourceSplit(names=("meduza en",), into="src_9"),
    )

    assert after.names == ("Meduza", "Медуза")
    assert names_given_away(before, after) == ("Meduza EN",)


def other(name="Vyorstka", type_="outlet", **given):
    events = [SourceAdded(name=name, type=type_), *given.get("events", ())]
    return Others(holders=given.get("holders", {}), target=fold(history(*events)))


@pytest.mark.parametrize(
    ("before", "proposed", "others", "code"),
    [
        pytest.param([], SourceRenamed(name="Meduza"), NOBODY, "nothing_changes", id="its own name"),
        pytest.param([], SourceKnownAs(name="meduza"), NOBODY, "nothing_changes", id="a name it has"),
        pytest.param(
            [],
            SourceKnownAs(name="Vyorstka"),
            Others(holders={"vyorstka": "src_2"}),
            "name_taken",
            id="another's name",
        ),
        pytest.param(
            [],
            SourceRenamed(name="Vyorstka"),
            Others(holders={"vyorstka": "src_2"}),
            "name_taken",
            id="renamed to another",
        ),
        pytest.param([], SourceMerged(into="src_1"), other("Meduza"), "same_source", id="into itself"),
        pytest.param([], SourceMerged(into="src_2"), NOBODY, "unknown_source", id="into nothing"),
        pytest.param([], SourceMerged(into="src_2"), other(type_="person"), "other_type", id="into a person"),
        pytest.param(
            [],
            SourceMerged(into="src_2"),
            other(events=[SourceMerged(into="src_3")]),
            "merged_already",
            id="into one that is merged",
        ),
        pytest.param(
            [SourceMerged(into="src_2")],
            SourceRenamed(name="New"),
            NOBODY,
            "merged_already",
            id="while it is merged",
        ),
        pytest.param([], SourceSplit(names=("Meduza",), into="src_9"), NOBODY, "own_name", id="split all"),
        pytest.param(
            [],
            SourceSplit(names=("Other",), into="src_9"),
            NOBODY,
            "unknown_name",
            id="split another name",
        ),
        pytest.param([], SourceUndone(version=1), NOBODY, "cannot_be_undone", id="undo the first"),
        pytest.param([], SourceUndone(version=7), NOBODY, "unknown_version", id="undo nothing"),
        pytest.param(
            [SourceKnownAs(name="Медуза"), SourceUndone(version=2)],
            SourceUndone(version=2),
            NOBODY,
            "undone_already",
            id="undo twice",
        ),
        pytest.param(
            [SourceKnownAs(name="Медуза"), SourceUndone(version=2)],
            SourceUndone(version=3),
            Others(holders={"медуза": "src_2"}),
            "name_taken",
            id="undo an undo when the name is another's by now",
        ),
    ],
)
def test_what_cannot_be_said_of_a_source_is_refused(before, proposed, others, code):
    with pytest.raises(Refusal) as refused:
        follow_up("src_1", history(outlet(), *before), proposed, others, NOW)

    assert refused.value.code == code
