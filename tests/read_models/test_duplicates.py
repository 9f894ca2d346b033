"""Claims that may say the same, found through the index of words on either engine."""

import pytest

from service import database
from service.changes import kept_apart
from service.domain.events import Merged
from service.domain.refusals import Refusal
from service.read_models import claim_board, claim_search, duplicates
from tests.builders import actor, report, reported, window
from tests.newsroom import Newsroom

TEXTS = (
    "Russia closes the border to men of military age on Wednesday",
    "The central bank raises its key rate in October",
    "On Wednesday, Russia closes its border to men of military age",
    "Russia closes the border to men of military age on Sunday",
    "The vote in the four regions ends",
    "RUSSIA CLOSES THE BORDER TO MEN OF MILITARY AGE ON WEDNESDAY!",
)


@pytest.fixture
def newsroom(engine):
    return Newsroom(engine)


@pytest.fixture
def ids(newsroom):
    return [
        newsroom.report(reported(text=text, report=report(f"rep_{number}"))).claim_id
        for number, text in enumerate(TEXTS)
    ]


def proposed(newsroom, claim_id):
    with database.reading(newsroom.engine) as connection:
        view = claim_board.one(connection, claim_id)
        assert view is not None
        return [
            (one.id, round(proposal.likeness, 2)) for one, proposal in duplicates.proposed(connection, view)
        ]


def pairs(newsroom, **given):
    with database.reading(newsroom.engine) as connection:
        found = duplicates.pairs(connection, **given)
    return [(pair.claim.id, pair.other.id) for pair in found.pairs], found.last


def test_what_says_much_the_same_is_proposed_the_likeliest_first(newsroom, ids):
    assert proposed(newsroom, ids[0]) == [(ids[2], 1.0), (ids[5], 1.0), (ids[3], 0.75)]
    assert proposed(newsroom, ids[1]) == []


def test_what_was_merged_is_proposed_no_more(newsroom, ids):
    newsroom.follow_up(ids[5], Merged(into=ids[0]))

    assert proposed(newsroom, ids[0]) == [(ids[2], 1.0), (ids[3], 0.75)]
    assert proposed(newsroom, ids[5]) == []


def test_each_pair_stands_once_among_the_newest(newsroom, ids):
    found, last = pairs(newsroom)

    first, second, third, fourth = ids[0], ids[2], ids[3], ids[5]
    assert sorted(found) == sorted(
        [(fourth, first), (fourth, second), (fourth, third), (third, first), (third, second), (second, first)]
    )
    assert last is None


def test_older_claims_are_looked_at_behind_the_last_one(newsroom, ids, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_LOOKED_AT", 2)

    newest, last = pairs(newsroom)
    older, _ = pairs(newsroom, before=last)

    assert {one for one, _ in newest} == {ids[5]}
    assert {one for one, _ in older} == {ids[3], ids[2]}


@pytest.mark.parametrize(
    ("words", "at_least", "found"),
    [
        pytest.param(("military", "wednesday", "nothing"), 2, [5, 2, 0], id="two of three words"),
        pytest.param(("military", "wednesday", "nothing"), 3, [], id="all three"),
        pytest.param(("vyorstka", "meduza"), 1, [], id="outlets are no words of the claim itself"),
    ],
)
def test_words_are_looked_for_in_the_claims_own_sentence(newsroom, ids, words, at_least, found):
    with database.reading(newsroom.engine) as connection:
        numbers = claim_search.sharing(connection, words, at_least=at_least, among=(1, 99), most=10)
        views = claim_board.many(connection, ids)

    by_number = {view.number: view.id for view in views.values()}
    assert [by_number[number] for number in numbers] == [ids[at] for at in found]


# Kept apart.


def test_two_claims_are_kept_apart_and_proposed_again(newsroom, ids):
    def kept():
        with database.reading(newsroom.engine) as connection:
            return kept_apart.among(connection, [ids[0]])

    for _ in range(2):
        newsroom.does(lambda c: kept_apart.keep_apart(c, ids[2], ids[0], newsroom.context()))
    assert kept() == {kept_apart.pair_of(ids[0], ids[2])}
    newsroom.does(lambda c: kept_apart.propose_again(c, ids[0], ids[2], newsroom.context()))
    assert kept() == set()


@pytest.mark.parametrize(
    ("other", "who", "code"),
    [
        pytest.param("clm_none", actor(), "unknown_claim", id="one that is not there"),
        pytest.param(None, actor(), "unknown_claim", id="itself"),
        pytest.param("clm_3", actor("reporter"), "not_allowed", id="by a reporter"),
    ],
)
def test_only_editors_keep_two_claims_apart(newsroom, ids, other, who, code):
    with pytest.raises(Refusal) as refused:
        newsroom.does(lambda c: kept_apart.keep_apart(c, ids[0], other or ids[0], newsroom.context(who)))

    assert refused.value.code == code


def test_the_same_words_with_other_dates_come_last(newsroom, ids):
    rival = reported(window("2022-10-05", "2022-10-05"), text=TEXTS[0], report=report("rep_9"))
    other = newsroom.report(rival).claim_id

    assert proposed(newsroom, ids[0])[-1] == (other, 1.0)
