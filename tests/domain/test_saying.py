"""Who said it, as far as a sentence's own words tell."""

import pytest

from service.domain.saying import classed, said_in


@pytest.mark.parametrize(
    ("text", "label", "kind", "count"),
    [
        pytest.param(
            "… is expected to leave by Sept. 28, two people familiar said.",
            "two people familiar",
            "unnamed",
            "2+",
            id="unnamed, behind the claim",
        ),
        pytest.param(
            "Two government sources told Meduza that men could be put on a stop list.",
            "Two government sources",
            "unnamed",
            "2+",
            id="unnamed, before the claim",
        ),
        pytest.param(
            "According to a source in the FSB, the ban comes as early as Monday.",
            "a source in the FSB",
            "unnamed",
            "1",
            id="one source in an institution is no institution",
        ),
        pytest.param(
            "“We have no plan,” Kremlin spokesman Dmitry Peskov said on Monday.",
            "Kremlin spokesman Dmitry Peskov",
            "named",
            "1",
            id="a name beside an office",
        ),
        pytest.param(
            "The border closes on Friday, the Interior Ministry said.",
            "the Interior Ministry",
            "institution",
            "unknown",
            id="an institution",
        ),
        pytest.param(
            "A leaked memo says the office shuts in March",
            "A leaked memo",
            "document",
            "unknown",
            id="a document",
        ),
        pytest.param(
            "“It could close this week,” Meduza reports, citing two sources close to the Kremlin.",
            "two sources close to the Kremlin",
            "unnamed",
            "2+",
            id="cited by an outlet",
        ),
        pytest.param(
            "The bank said it would close, three officials said.",
            "three officials",
            "unnamed",
            "2+",
            id="the last clause counts, not who else spoke",
        ),
        pytest.param(
            "It shuts, according to U.S. officials.",
            "U.S. officials",
            "unnamed",
            "2+",
            id="dots of an abbreviation end nothing",
        ),
        pytest.param(
            "Jane Smith and John Brown said they will leave.",
            "Jane Smith and John Brown",
            "named",
            "2+",
            id="two names",
        ),
    ],
)
def test_a_sentence_names_its_source(text, label, kind, count):
    found = said_in(text)

    assert found is not None
    assert (found.label, found.kind, found.count) == (label, kind, count)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Men are put on a stop list", id="nobody speaks"),
        pytest.param("He said it would rain.", id="a pronoun is no label"),
        pytest.param("It comes before Sept. 30, Vyorstka reported", id="one bare name tells no kind"),
        pytest.param("", id="nothing"),
        pytest.param("said " * 400, id="nothing but the verb"),
    ],
)
def test_words_that_tell_nothing_are_left_open(text):
    assert said_in(text) is None


@pytest.mark.parametrize(
    ("label", "kind", "count"),
    [
        pytest.param("two people familiar", "unnamed", "2+", id="a number"),
        pytest.param("people familiar with the matter", "unnamed", "2+", id="a plural"),
        pytest.param("an FSB officer", "unnamed", "1", id="one"),
        pytest.param("close to the ministry", "unnamed", "unknown", id="nobody says how many"),
        pytest.param("the Kremlin", "institution", "unknown", id="an institution"),
        pytest.param("Ms. Petrova", "named", "1", id="a title and a name"),
        pytest.param("the neighbours", "not_stated", "unknown", id="words that tell nothing"),
    ],
)
def test_a_label_tells_what_kind_of_source_it_is_and_how_many(label, kind, count):
    found = classed(label)

    assert (found.kind, found.count) == (kind, count)
