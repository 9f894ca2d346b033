"""Who is written to about a claim: owners, followers, stand-ins and editors."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from service.domain.claim import Claim
from service.domain.reminding import Choices, Person
from service.domain.reminding.deciding import Looked, Newsroom, decide
from service.domain.window import window_of_dates

NOW = datetime(2022, 9, 29, 12, tzinfo=UTC)
CLAIM = Claim(
    version=2,
    text="The border closes",
    window=window_of_dates(None, date(2022, 9, 28), zone="UTC"),
    reported_at=datetime(2022, 9, 20, tzinfo=UTC),
    actor="acc_anna",
    owner="acc_anna",
)
AWAY: dict[str, Any] = {"away_from": date(2022, 9, 29), "away_until": date(2022, 10, 5)}


def a_newsroom(*people, tell_editors_after=5):
    known = {one.id: one for one in (Person(id="acc_ed", role="editor"), *people)}
    return Newsroom(people=known, editors=("acc_ed",), zone="UTC", tell_editors_after=tell_editors_after)


def decided(newsroom, *, now=NOW, claim=CLAIM, **more):
    looked = Looked(id="clm_1", claim=claim, armed_at=claim.reported_at, asked={}, **more)
    found = decide(looked, newsroom, now=now)
    return [(one.step, one.recipient, one.on_behalf_of) for one in found.reminders], found.look_again_at


@pytest.mark.parametrize(
    ("people", "more", "expected"),
    [
        pytest.param([Person(id="acc_anna")], {}, [("date_passed", "acc_anna", None)], id="the owner"),
        pytest.param(
            [Person(id="acc_anna"), Person(id="acc_boris", role="viewer")],
            {"followers": {"acc_boris"}},
            [("date_passed", "acc_anna", None), ("date_passed", "acc_boris", None)],
            id="whoever follows it",
        ),
        pytest.param(
            [Person(id="acc_anna"), Person(id="acc_boris")],
            {"followers": {"acc_boris"}, "muted": {"acc_anna"}},
            [("date_passed", "acc_boris", None)],
            id="nobody who said to stop",
        ),
        pytest.param(
            [Person(id="acc_anna", choices=Choices(**AWAY, stand_in="acc_boris")), Person(id="acc_boris")],
            {},
            [("date_passed", "acc_boris", "acc_anna")],
            id="the stand-in of whoever is away",
        ),
        pytest.param(
            [Person(id="acc_anna", choices=Choices(**AWAY))],
            {},
            [("date_passed", "acc_ed", "acc_anna")],
            id="the editors, where nobody stands in",
        ),
        pytest.param(
            [
                Person(id="acc_anna", choices=Choices(**AWAY, stand_in="acc_boris")),
                Person(id="acc_boris", choices=Choices(**AWAY)),
            ],
            {},
            [("date_passed", "acc_ed", "acc_anna")],
            id="the editors, where the stand-in is away too",
        ),
        pytest.param(
            [Person(id="acc_anna", is_active=False)],
            {},
            [("date_passed", "acc_anna", None), ("owner_gone", "acc_ed", "acc_anna")],
            id="the editors, where the owner's account is off",
        ),
    ],
)
def test_a_letter_goes_to_whom_it_concerns_or_who_stands_in(people, more, expected):
    assert decided(a_newsroom(*people), **more)[0] == expected


def test_each_one_has_steps_of_their_own_choice():
    people = [Person(id="acc_anna", choices=Choices(date_passed=False)), Person(id="acc_boris")]

    found, again = decided(a_newsroom(*people), followers={"acc_boris"})

    assert found == [("date_passed", "acc_boris", None)]
    assert again == datetime(2022, 10, 6, tzinfo=UTC)


def test_editors_are_told_once_and_never_about_their_own_claims():
    now = datetime(2022, 10, 6, tzinfo=UTC)
    anna = Person(id="acc_anna", choices=Choices(date_passed=False))

    assert decided(a_newsroom(anna), now=now)[0] == [("unanswered", "acc_ed", None)]
    assert decided(a_newsroom(anna), now=now, told={"unanswered"})[0] == []
    assert decided(a_newsroom(anna, tell_editors_after=0), now=now)[0] == []
    own = replace(CLAIM, owner="acc_ed")
    assert [one for one in decided(a_newsroom(), now=now, claim=own)[0] if one[0] == "unanswered"] == []


def test_an_answer_ends_it_for_everybody():
    newsroom = a_newsroom(Person(id="acc_anna"))

    assert decided(newsroom, claim=replace(CLAIM, status="refuted")) == ([], None)
