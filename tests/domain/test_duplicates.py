import pytest

from service.domain.attribution import Article
from service.domain.duplicates import Proposal, proposals, words_to_look_for
from service.domain.events import Merged
from tests.builders import claim_after, report, reported, window

TEXT = "Russia closes the border to men of military age on Wednesday"


def claim(text=TEXT, *events, **given):
    return claim_after(reported(given.pop("window_", None), text=text, **given), *events)


def test_the_longest_words_are_looked_for_without_case_and_accents():
    assert words_to_look_for("Le Président Žižek signe l'accord à Évian le 4 mai, dit-on") == (
        "president",
        "accord",
        "evian",
        "signe",
        "zizek",
        "dit",
    )
    assert words_to_look_for("¿?") == ()


@pytest.mark.parametrize(
    ("other", "is_proposed"),
    [
        pytest.param(claim(TEXT), True, id="the very same words"),
        pytest.param(claim("On Wednesday Russia closes its border to men of military age"), True, id="2"),
        pytest.param(claim("Russia opens a bridge on Wednesday"), False, id="another sentence"),
        pytest.param(claim(f"{TEXT}, 28 September"), True, id="with a number more"),
        pytest.param(claim(TEXT, expects="holds_through"), False, id="it is to hold, not to happen"),
        pytest.param(claim(TEXT, Merged(into="clm_9")), False, id="one that was merged"),
    ],
)
def test_which_claims_may_say_the_same(other, is_proposed):
    assert bool(proposals(claim(), [("clm_2", other)])) == is_proposed


def test_the_same_dates_come_before_more_words_in_common():
    rival = claim(TEXT, window_=window("2022-10-05", "2022-10-05"))
    same = claim("On Wednesday Russia shuts the border to men of military age", question="qst_1")

    found = proposals(claim(question="qst_1"), [("clm_rival", rival), ("clm_same", same)])

    assert [one.claim for one in found] == ["clm_same", "clm_rival"]
    assert found[1] == Proposal(
        claim="clm_rival", likeness=1.0, same_dates=False, same_article=True, same_question=False
    )
    assert (found[0].same_dates, found[0].same_question) == (True, True)


def test_another_article_is_told_from_the_same_one():
    elsewhere = report("rep_2", outlet="Vyorstka", article=Article(url="https://other.example/1"))

    (found,) = proposals(claim(), [("clm_2", claim(report=elsewhere))])

    assert not found.same_article


@pytest.mark.parametrize(
    ("one", "other", "is_proposed"),
    [
        pytest.param(
            "Ferry line 5 to the island opens", "Ferry line 1 to the island opens", False, id="names"
        ),
        pytest.param("261,000 men left in four days", "300,000 men left in four days", False, id="figures"),
        pytest.param("261,000 men left in four days", "Men left in four days, 261,000", True, id="the same"),
    ],
)
def test_sentences_with_other_numbers_are_two(one, other, is_proposed):
    assert bool(proposals(claim(one), [("clm_2", claim(other))])) == is_proposed
