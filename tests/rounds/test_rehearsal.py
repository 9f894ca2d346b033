"""A rehearsal says beforehand what rounds then do, and leaves no trace."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import MetaData, select

from service.database import reading
from service.domain.events import Evidence, Refuted, WindowMoved
from service.domain.window import window_of_dates
from service.mail import outbox
from service.rounds.rehearsal import rehearse
from tests.rounds.test_digesting import ONLY


def everything(newsroom):
    """Return all rows of all tables."""
    found = MetaData()
    with reading(newsroom.engine) as connection:
        found.reflect(connection)
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.columns))]
            for table in found.sorted_tables
        }


def rehearsed(newsroom, until, *, start=None):
    with reading(newsroom.engine) as connection:
        return rehearse(connection, newsroom.wiring.settings, start=start or newsroom.clock(), until=until)


def a_busy_newsroom(newsroom):
    """Return a newsroom with every kind of letter ahead of it."""
    ed = newsroom.has("Ed", role="editor")
    anna, boris = (
        newsroom.has("Anna", day_before=True),
        newsroom.has("Boris", again_every_days=3, again_times=2),
    )
    clara = newsroom.has("Clara", away_from=date(2022, 9, 28), stand_in=boris)
    dmitri = newsroom.has("Dmitri", **ONLY)
    claims = [
        newsroom.logs(owner=anna),
        newsroom.logs(owner=clara, latest=date(2022, 9, 30)),
        newsroom.logs(owner=dmitri, latest=date(2022, 10, 1)),
        newsroom.logs(owner=None),
        newsroom.logs(owner=anna, latest=date(2018, 3, 4), imported=True),
    ]
    newsroom.follows(boris, "claim", claims[0])
    newsroom.follows(ed, "claim", claims[2])
    return claims


def letters_of(happenings):
    return sorted(
        (one.what, one.claims, one.recipient, f"{one.at:%m-%d}")
        for one in happenings
        if one.what in ("letter", "digest", "escalation")
    )


def test_rounds_do_what_was_rehearsed(newsroom):
    a_busy_newsroom(newsroom)
    until = datetime(2022, 10, 16, tzinfo=UTC)
    before = everything(newsroom)

    found = rehearsed(newsroom, until)
    untouched = everything(newsroom) == before
    # Rounds at the very instants: a scheduler wakes soon after each of them.
    for at in sorted({one.at for one in found}):
        newsroom.clock.set(max(at, newsroom.clock()))
        newsroom.runs()

    assert untouched
    kinds = {"digest": "digest", "escalation": "escalation"}
    with reading(newsroom.engine) as connection:
        sent = [one for one in outbox.every(connection, most=1000) if one.state == "sent"]
        claims = {one.id: len(outbox.claims_in(connection, one.id)) for one in sent}
    assert letters_of(found) == sorted(
        (kinds.get(one.occasion, "letter"), claims[one.id], one.recipient, f"{one.sent_at:%m-%d}")
        for one in sent
    )
    assert len(sent) > 15
    flags = sorted(one.claim for one in found if one.what == "flag")
    assert flags == sorted(claim for claim, _ in newsroom.flags())
    assert all(one.reason for one in found)


def test_a_span_of_the_past_is_rehearsed_as_it_would_have_gone(newsroom):
    anna = newsroom.has("Anna", last_day=False)
    newsroom.clock.set(datetime(2022, 9, 27, 12, tzinfo=UTC))
    claim = newsroom.logs(owner=anna)
    newsroom.clock.set(datetime(2022, 9, 30, 12, tzinfo=UTC))
    moved = window_of_dates(None, date(2022, 10, 5), zone="Europe/Moscow", phrase="by Oct. 5")
    newsroom.follows_up(claim, WindowMoved(window=moved))
    newsroom.clock.set(datetime(2022, 10, 12, 12, tzinfo=UTC))
    answer = Refuted(
        evidence=(Evidence(note="It stayed open."),), known_on=date(2022, 10, 11), reason="did_not_happen"
    )
    newsroom.follows_up(claim, answer)

    found = rehearsed(newsroom, datetime(2022, 12, 1, tzinfo=UTC), start=datetime(2022, 9, 1, tzinfo=UTC))

    assert [(f"{one.at:%m-%d %H:%M}", one.what, one.step) for one in found] == [
        ("09-28 21:00", "flag", None),
        ("09-28 21:00", "letter", "date_passed"),
        ("09-30 12:00", "letter", "moved"),
        ("10-05 21:00", "flag", None),
        ("10-05 21:00", "letter", "date_passed"),
    ]


def test_more_than_twenty_at_once_are_rehearsed_as_one_letter(newsroom):
    newsroom.logs_all(25, owner=newsroom.has("Anna", last_day=False))

    found = rehearsed(newsroom, newsroom.clock() + timedelta(days=3))

    assert [(one.claims, one.reason) for one in found if one.what == "letter"] == [
        (25, "one letter about 25 claims")
    ]
