"""Flagging: a claim that cannot be flagged is parked and named; nothing is ever flagged twice."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from service.changes import claims
from service.database import Unavailable, reading, transact
from service.ledger.log import streams
from service.read_models import claim_board as board
from service.read_models.claim_board import claim_board
from service.rounds import flagging, record
from service.rounds.flagging import flagged_armings


def test_a_claim_that_cannot_be_flagged_is_named_and_all_others_are_flagged(newsroom, monkeypatch):
    anna = newsroom.has("Anna")
    first, poison, last = newsroom.logs_all(3, owner=anna)
    newsroom.days_pass(3)
    real = claims.pass_deadlines

    def fail_on_poison(connection, claim_ids, context):
        if poison in claim_ids:
            raise ValueError("year 10000 is out of range")
        return real(connection, claim_ids, context)

    monkeypatch.setattr(claims, "pass_deadlines", fail_on_poison)
    tally = newsroom.runs()
    with reading(newsroom.engine) as connection:
        kept = record.last(connection, newsroom.clock())

    assert newsroom.flags() == sorted([(first, 1), (last, 1)])
    assert (tally.flagged, tally.sent) == (2, 2)
    assert kept is not None
    assert kept.error == f"flagging {poison}: ValueError: year 10000 is out of range"


def test_claims_that_another_scheduler_was_quicker_with_are_no_error(newsroom, monkeypatch):
    """PostgreSQL may hand out rows as they were before the one who held them was done with them."""
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()
    seen_before = iter([[claim]])
    to_flag = board.to_flag
    monkeypatch.setattr(
        board, "to_flag", lambda *args, **kwargs: next(seen_before, None) or to_flag(*args, **kwargs)
    )

    late = newsroom.runs()

    assert (late.error, late.flagged) == (None, 0)
    assert newsroom.flags() == [(claim, 1)]


def test_a_claim_that_was_parked_is_flagged_once_it_can_be(newsroom, monkeypatch):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    with monkeypatch.context() as patch:
        patch.setattr(claims, "pass_deadlines", lambda *_: [])
        parked = newsroom.runs()

    tally = newsroom.runs()

    assert parked.error == f"flagging {claim}: NotFlagged: {claim}"
    assert tally == record.Tally(flagged=1, reminded=1, sent=1)


def test_an_arming_that_is_flagged_for_good_is_never_flagged_again_even_if_the_board_says_so(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    other = newsroom.logs(owner=newsroom.has("Boris"))
    newsroom.days_pass(3)

    def flag_behind_its_back(connection):
        row = {"claim": claim, "arming": 1, "flagged_at": newsroom.clock()}
        connection.execute(insert(flagged_armings).values(row))

    transact(newsroom.engine, flag_behind_its_back)
    tally = newsroom.runs()

    assert tally.flagged == 1
    assert "IntegrityError" in (tally.error or "")
    assert newsroom.flags() == sorted([(claim, 1), (other, 1)])
    assert [mail.address for mail in newsroom.mails()] == ["boris@example.org"]


def test_a_board_that_forgot_a_flag_doubles_nothing(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()

    transact(
        newsroom.engine,
        lambda c: c.execute(update(claim_board).values(flag_at=newsroom.clock() - timedelta(days=1))),
    )
    tally = newsroom.runs()

    assert tally.flagged == tally.sent == 0
    assert tally.error == f"flagging {claim}: NotFlagged: {claim}"
    assert len(newsroom.mails()) == 1


def test_a_second_flag_of_one_arming_is_refused_by_the_table(newsroom):
    row = {"claim": "clm_1", "arming": 1, "flagged_at": newsroom.clock()}
    transact(newsroom.engine, lambda c: c.execute(insert(flagged_armings).values(row)))

    with pytest.raises(IntegrityError):
        transact(newsroom.engine, lambda c: c.execute(insert(flagged_armings).values(row)))


def test_trouble_with_the_database_ends_the_step_and_is_on_record(newsroom, monkeypatch):
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)

    def away(*_given):
        raise Unavailable("the database does not answer in time")

    with monkeypatch.context() as patch:
        patch.setattr(claims, "pass_deadlines", away)
        tally = newsroom.runs()

    assert tally == record.Tally(error="flagging: Unavailable: the database does not answer in time")
    assert newsroom.runs().sent == 1


def test_an_end_that_is_asked_for_is_heeded_between_two_batches(newsroom, monkeypatch):
    newsroom.logs_all(5, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    monkeypatch.setattr(flagging, "BATCH", 2)

    flagging.flag(newsroom.wiring, should_stop=lambda: len(newsroom.flags()) >= 2)

    assert len(newsroom.flags()) == 2


@pytest.mark.engines("postgresql")
def test_a_claim_that_somebody_is_just_at_is_left_to_them_first(newsroom):
    busy, free = newsroom.logs_all(2, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    other = newsroom.engine.connect()
    began = other.begin()
    other.execute(streams.select().where(streams.c.key == busy).with_for_update())
    flagged_meanwhile: list[list[tuple[str, int]]] = []

    def finish(_seconds: float) -> None:
        flagged_meanwhile.append(newsroom.flags())
        began.commit()
        other.close()

    flagging.flag(newsroom.wiring, should_stop=lambda: False, pause=finish)

    assert flagged_meanwhile == [[(free, 1)]]
    assert newsroom.flags() == sorted([(busy, 1), (free, 1)])
