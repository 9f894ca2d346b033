"""What SQL says is due is what the domain says is due."""

from datetime import timedelta

from sqlalchemy import false, func, select

from service import database
from service.domain.due import LONG_AFTER, deadlines, due
from service.domain.events import Condition
from service.read_models.claim_board import claim_board
from service.read_models.filters import DUES, ClaimFilter, Moment, claims, is_due
from tests.builders import NOW, no_date, reported, window
from tests.newsroom import Newsroom, random_newsroom

MOMENT = timedelta(microseconds=1)


def borders(views):
    """Return every instant at which one of the claims becomes due otherwise, and those beside it."""
    found = {NOW}
    for view in views:
        kept = deadlines(view.claim)
        for at in (kept.week_at, kept.last_day_at, kept.closes_at, kept.next_check_at):
            if at is not None:
                found |= {at, at + LONG_AFTER}
    return sorted({at + step for at in found for step in (-MOMENT, timedelta(), MOMENT)})


def due_names(claim, at):
    """Return the filters a claim passes at an instant, by the domain; past_due holds the long ones too."""
    name = due(deadlines(claim), at, is_settled=claim.is_settled)
    found = {"past_due", "long_past_due"} if name == "long_past_due" else {name}
    return found if name in ("later", "settled") else found | {"on_board"}


def due_names_in_sql(connection, at):
    """Return the filters each claim passes at an instant, by the database."""
    conditions = [is_due(claim_board, name, at).label(name) for name in DUES]
    conditions.append(func.coalesce(claim_board.c.on_board_at <= at, false()).label("on_board"))
    rows = connection.execute(select(claim_board.c.claim, *conditions).order_by(claim_board.c.claim))
    return {
        claim: {name for name, passes in zip((*DUES, "on_board"), passed, strict=True) if passes}
        for claim, *passed in rows
    }


def assert_equal_at_every_border(engine, *, every):
    with database.reading(engine) as connection:
        views = claims(connection, ClaimFilter(), Moment(now=NOW), limit=10_000).items
        for at in borders(views)[::every]:
            expected = {view.id: due_names(view.claim, at) for view in views}
            assert due_names_in_sql(connection, at) == expected, at


def test_the_condition_equals_the_domain_for_each_shape_of_a_claim(engine):
    newsroom = Newsroom(engine)
    for said in (
        window(),
        window("2022-10-01", "2022-10-31", zone="Europe/Moscow"),
        window("2022-09-26", None),
        window(None, "2022-09-30"),
        no_date(said_on="2022-09-20"),
        window("2011-12-30", "2011-12-30", zone="Pacific/Apia"),
    ):
        newsroom.report(reported(said))
        newsroom.report(reported(said, condition=Condition(text="if")))

    assert_equal_at_every_border(engine, every=1)


def test_the_condition_equals_the_domain_for_random_claims(engine):
    random_newsroom(engine, claims_count=50, commands_count=250, seed=7)

    assert_equal_at_every_border(engine, every=3)
