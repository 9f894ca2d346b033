"""Two claims are merged and taken apart again, in both histories and all that is read from them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from service import database
from service.access import follows
from service.changes import claims
from service.domain.events import Condition, Confirmed, Merged, Noted, Redacted, ReportAdded, Undone
from service.domain.refusals import Refusal
from service.ledger import log
from service.read_models import alike, claim_board, facets, filters, questions
from service.read_models.agreement import agreements
from service.read_models.filters import ClaimFilter, Moment
from service.read_models.rebuild import differences
from tests.builders import EVIDENCE, TODAY, actor, report, reported
from tests.newsroom import Newsroom

EVERY = ClaimFilter()


@pytest.fixture
def newsroom(engine):
    return Newsroom(engine)


@pytest.fixture
def pair(newsroom):
    """Return the ids of a claim and of one that repeats it, both on one question and an hour old."""
    first = newsroom.report(reported(tags=("border",)), ask="When does the border close?")
    question = first.claim.question
    second = newsroom.report(
        reported(
            report=report("rep_2", outlet="Vyorstka"), question=question, tags=("vote",), owner="acc_second"
        )
    )
    newsroom.now += timedelta(hours=1)
    return first.claim_id, second.claim_id


def merge(newsroom, duplicate, survivor, **given):
    return newsroom.follow_up(duplicate, Merged(into=survivor), **given)


def seen(newsroom, wanted=EVERY, **moment):
    """Return the ids of the claims of a list, the oldest first."""
    with database.reading(newsroom.engine) as connection:
        assert differences(connection) == []
        page = filters.claims(
            connection, wanted, Moment(now=newsroom.now, **moment), sort="recorded_at", limit=50
        )
        assert filters.count(connection, wanted, Moment(now=newsroom.now, **moment)) == len(page.items)
        return [one.id for one in page.items]


def reports_of(newsroom, claim_id):
    with database.reading(newsroom.engine) as connection:
        view = claim_board.one(connection, claim_id)
    assert view is not None
    return [(one.outlet, one.merged_from) for one in view.claim.reports]


def code_of(work):
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.code


def test_a_merged_claim_leaves_every_list_and_its_reports_count_for_the_other(newsroom, pair):
    survivor, duplicate = pair

    written = merge(newsroom, duplicate, survivor)

    assert (written.claim_id, written.claim.merged_into) == (duplicate, survivor)
    assert reports_of(newsroom, survivor) == [("Meduza", None), ("Vyorstka", duplicate)]
    assert seen(newsroom) == [survivor]
    assert seen(newsroom, ClaimFilter(merged=True)) == [duplicate]
    assert seen(newsroom, ClaimFilter(outlet="vyorstka")) == [survivor]
    assert seen(newsroom, ClaimFilter(tag="vote")) == []
    assert seen(newsroom, ClaimFilter(tag="vote", merged=True)) == [duplicate]
    assert seen(newsroom, ClaimFilter(q="stop list")) == [survivor]
    assert seen(newsroom, ClaimFilter(status="rumored")) == [survivor]
    assert seen(newsroom, ClaimFilter(due="settled")) == []
    assert seen(newsroom, ClaimFilter(owner="acc_second")) == []


def test_a_merged_claim_is_on_no_question_in_no_facet_and_repeats_nothing(newsroom, pair):
    survivor, duplicate = pair
    merge(newsroom, duplicate, survivor)
    question = "qst_1"
    moment = Moment(now=newsroom.now)

    with database.reading(newsroom.engine) as connection:
        on = questions.claims_on(connection, [question])
        agreed = agreements(connection, [question], moment)
        tags = facets.facet(connection, "tag", EVERY, moment)
        outlets = facets.facet(connection, "outlet", EVERY, moment)
        found = alike.alike(connection, "Men are put on a stop list", "https://example.org/stop-list")

    assert on == {question: (survivor,)}
    assert agreed[question].total == 1
    assert [(one.value, one.count) for one in tags] == [("border", 1)]
    assert [(one.value, one.count) for one in outlets] == [("Meduza", 1), ("Vyorstka", 1)]
    assert found.logged is not None
    assert found.logged.id == survivor


def test_as_of_a_day_before_the_merging_both_stand_and_after_it_one(newsroom, pair):
    survivor, duplicate = pair
    before = newsroom.now - timedelta(minutes=1)
    merge(newsroom, duplicate, survivor)

    assert seen(newsroom, as_of=before) == [survivor, duplicate]
    assert seen(newsroom, recorded_by=before) == [survivor, duplicate]
    assert seen(newsroom, as_of=newsroom.now) == [survivor]
    assert seen(newsroom, recorded_by=newsroom.now + timedelta(minutes=1)) == [survivor]
    assert seen(newsroom, ClaimFilter(outlet="Vyorstka"), as_of=before) == [duplicate]


def test_taken_back_both_stand_as_before_and_at_every_moment(newsroom, pair):
    survivor, duplicate = pair
    version = merge(newsroom, duplicate, survivor).claim.version

    newsroom.follow_up(duplicate, Undone(version=version))

    assert seen(newsroom) == [survivor, duplicate]
    assert reports_of(newsroom, survivor) == [("Meduza", None)]
    assert seen(newsroom, as_of=newsroom.now) == [survivor, duplicate]
    assert seen(newsroom, ClaimFilter(tag="vote")) == [duplicate]


def test_both_histories_are_written_in_one_transaction(newsroom, pair):
    survivor, duplicate = pair

    merge(newsroom, duplicate, survivor)

    with database.reading(newsroom.engine) as connection:
        added = log.read_after(connection, 6, most=10)
    assert sorted((one.stream, one.kind) for one in added) == [
        (survivor, "report_added"),
        (duplicate, "merged"),
    ]
    assert len({one.entry.occurred_at for one in added}) == 1


@pytest.mark.parametrize(
    ("into", "code"),
    [
        pytest.param("clm_none", "unknown_claim", id="one that is not there"),
        pytest.param("qst_1", "unknown_claim", id="a question"),
        pytest.param("itself", "unknown_claim", id="itself"),
    ],
)
def test_a_claim_is_merged_into_another_claim(newsroom, pair, into, code):
    _, duplicate = pair

    assert code_of(lambda: merge(newsroom, duplicate, duplicate if into == "itself" else into)) == code


def test_neither_circles_nor_chains_are_made(newsroom, pair):
    survivor, duplicate = pair
    third = newsroom.report(reported(report=report("rep_3"))).claim_id
    merge(newsroom, duplicate, survivor)

    assert code_of(lambda: merge(newsroom, survivor, duplicate)) == "claim_merged"
    assert code_of(lambda: merge(newsroom, third, duplicate)) == "claim_merged"
    assert code_of(lambda: merge(newsroom, survivor, third)) == "has_merged"
    merge(newsroom, third, survivor)
    assert seen(newsroom) == [survivor]


def test_a_claim_that_others_wait_for_is_not_merged_and_none_comes_to_wait_for_a_merged_one(newsroom, pair):
    survivor, duplicate = pair
    on_it = Condition(text="if it is true", claim=duplicate)
    waiting = newsroom.report(reported(report=report("rep_3"), condition=on_it)).claim_id

    assert code_of(lambda: merge(newsroom, duplicate, survivor)) == "waited_for"
    merge(newsroom, waiting, survivor)
    later = Condition(text="if it is true", claim=waiting)
    assert code_of(lambda: newsroom.report(reported(condition=later))) == "claim_merged"


def test_the_owner_and_the_followers_of_the_merged_claim_follow_the_other_from_then_on(newsroom, pair):
    survivor, duplicate = pair
    says = {"acc_follows": True, "acc_hears_nothing": False}
    for account, wants in says.items():
        newsroom.does(
            lambda c, account=account, wants=wants: follows.follow(
                c,
                account=account,
                kind="claim",
                target=duplicate,
                wants_letters=wants,
                now=newsroom.now,
                new_id=newsroom.new_id,
            )
        )

    version = merge(newsroom, duplicate, survivor).claim.version
    newsroom.follow_up(duplicate, Undone(version=version))
    merge(newsroom, duplicate, survivor)

    with database.reading(newsroom.engine) as connection:
        view = claim_board.one(connection, survivor)
        assert view is not None
        heard = follows.listeners(connection, {survivor: view.claim})[survivor]
    assert heard.followers == {"acc_follows", "acc_second"}
    assert heard.muted == frozenset()


def test_who_read_the_survivor_before_is_told_that_it_changed(newsroom, pair):
    survivor, duplicate = pair
    merge(newsroom, duplicate, survivor)

    with pytest.raises(claims.StaleVersion):
        newsroom.follow_up(survivor, Noted(note="n"), expected_version=1)


def test_a_settled_survivor_keeps_its_answer(newsroom, pair):
    survivor, duplicate = pair
    answer = Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY)
    newsroom.follow_up(survivor, answer)

    merge(newsroom, duplicate, survivor)

    assert seen(newsroom, ClaimFilter(status="confirmed")) == [survivor]
    assert (
        code_of(lambda: newsroom.follow_up(duplicate, ReportAdded(report=report("rep_9")))) == "claim_merged"
    )


def test_an_editor_merges_and_a_reporter_does_not(newsroom, pair):
    survivor, duplicate = pair
    owner = actor("reporter", id="acc_second")

    assert code_of(lambda: merge(newsroom, duplicate, survivor, who=owner)) == "not_allowed"
    merge(newsroom, duplicate, survivor, who=actor("editor"))
    assert code_of(lambda: newsroom.follow_up(duplicate, Undone(version=2), who=owner)) == "not_allowed"


def test_of_two_editors_who_merge_two_claims_into_each_other_one_is_refused(newsroom, pair):
    first, second = pair
    start = Barrier(2)

    def attempt(duplicate, survivor):
        start.wait()
        try:
            return merge(newsroom, duplicate, survivor).claim.merged_into
        except Refusal as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(attempt, first, second), pool.submit(attempt, second, first)]
        came_to = [one.result(timeout=60) for one in tried]

    merged = [one for one in came_to if one in pair]
    assert len(merged) == 1
    assert set(came_to) - {*pair} <= {"claim_merged", "has_merged"}
    assert seen(newsroom) == merged


def test_whoever_takes_words_out_is_told_where_else_they_stand(newsroom, pair):
    survivor, duplicate = pair
    merge(newsroom, duplicate, survivor)

    here = newsroom.follow_up(duplicate, Redacted(version=1, reason="a court order"))
    there = newsroom.follow_up(survivor, Redacted(version=2, reason="a court order"))

    assert [(one.code, survivor in one.detail) for one in here.warnings] == [("stands_elsewhere", True)]
    assert [(one.code, duplicate in one.detail) for one in there.warnings] == [("stands_elsewhere", True)]
