"""A redaction destroys the words of one entry everywhere, and nothing else."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, make_url, text

from service import database
from service.domain.attribution import Article, SaidBy
from service.domain.decisions import FollowUp
from service.domain.events import (
    Amended,
    Checked,
    Closed,
    Condition,
    Confirmed,
    Evidence,
    Linked,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Tagged,
    Undone,
    WindowMoved,
)
from service.ledger import keys, log
from service.ledger.codec import REDACTED
from service.ledger.keys import Answer, Key, KeyAnswerGone
from service.ledger.verify import verify
from service.read_models import claim_board
from service.read_models.filters import ClaimFilter, Moment, claims
from service.read_models.rebuild import differences
from tests.builders import NOW, TODAY, on, report, reported, window
from tests.newsroom import Newsroom

SECRET = "Zxqv"
COURT = Redacted(version=2, reason="a court order")
WORDS = f"words of {SECRET}"
EVIDENCE = (
    Evidence(url=f"https://example.org/{SECRET}", archived_url=f"https://a.example/{SECRET}", note=WORDS),
)
SECRET_REPORT = report(
    "rep_2",
    outlet=f"The {SECRET} Times",
    said_by=SaidBy(label=WORDS, kind="named"),
    wording=WORDS,
    hedge=WORDS,
    when=WORDS,
    article=Article(url=f"https://example.org/{SECRET}", title=WORDS, published_at=NOW),
)
SECRET_WINDOW = window("2022-10-05", "2022-10-05", phrase=WORDS)

#: Every kind of entry that has words, with the secret in each place where words may stand.
ENTRIES: dict[str, FollowUp] = {
    "report": ReportAdded(report=SECRET_REPORT),
    "check": Checked(looked_on=TODAY, note=WORDS),
    "note": Noted(note=WORDS, public=True),
    "confirm": Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY, extent="part", extent_note=WORDS),
    "refute": Refuted(evidence=EVIDENCE, known_on=TODAY, reason="shown_untrue"),
    "close": Closed(reason="too_vague", note=WORDS),
    "move": WindowMoved(window=SECRET_WINDOW, note=WORDS),
    "amend": Amended(reason=WORDS, text=WORDS, window=SECRET_WINDOW),
    "snooze": Snoozed(until=on("2022-10-10"), reason=WORDS),
    "tag": Tagged(tags=(SECRET, f"{SECRET} too")),
    "link": Linked(question=None, condition=Condition(text=WORDS)),
}


def everywhere(engine):
    """Return every place, as table.column, in which the secret stands, whatever its case or form."""
    found = set()
    with engine.connect() as connection:
        for table in sorted(inspect(engine).get_table_names()):
            for row in connection.execute(text(f"SELECT * FROM {table}")).mappings():
                for column, value in row.items():
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    if SECRET.encode().lower() in raw.lower():
                        found.add(f"{table}.{column}")
    return found


@pytest.fixture
def newsroom(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported())
    return newsroom


def assert_nothing_is_left(newsroom):
    assert everywhere(newsroom.engine) == set()
    with database.reading(newsroom.engine) as connection:
        assert verify(connection).is_clean
        assert differences(connection) == []


@pytest.mark.parametrize("kind", ENTRIES)
def test_the_words_of_an_entry_are_gone_from_every_table(newsroom, kind):
    newsroom.follow_up("clm_1", ENTRIES[kind])
    assert everywhere(newsroom.engine) >= {"event_words.words"}

    newsroom.follow_up("clm_1", COURT)

    assert_nothing_is_left(newsroom)


@pytest.mark.parametrize(
    "proposed", [Reopened(reason=WORDS), Undone(version=2, note=WORDS)], ids=["reopen", "undo"]
)
def test_the_words_of_what_opens_a_claim_again_are_gone(newsroom, proposed):
    newsroom.follow_up("clm_1", Closed(reason="too_vague"))
    newsroom.follow_up("clm_1", proposed)

    newsroom.follow_up("clm_1", Redacted(version=3, reason="a court order"))

    assert_nothing_is_left(newsroom)


def test_the_words_of_the_first_entry_are_gone_and_its_facts_stay(engine):
    newsroom = Newsroom(engine)
    newsroom.report(
        reported(
            SECRET_WINDOW,
            text=WORDS,
            report=SECRET_REPORT,
            condition=Condition(text=WORDS),
            tags=(SECRET,),
            desk=f"{SECRET} desk",
        )
    )
    newsroom.follow_up("clm_1", Noted(note="stays"))
    assert everywhere(engine) >= {
        "event_words.words",
        "claim_board.state",
        "claim_board.search_text",
        "claim_board.labels",
        "claim_board.desk",
        "claims_as_known.state",
    }

    newsroom.follow_up("clm_1", Redacted(version=1, reason="a court order"))

    assert_nothing_is_left(newsroom)
    with database.reading(engine) as connection:
        seen = claim_board.one(connection, "clm_1")
        entries = log.read(connection, "clm_1")
        then = claims(connection, ClaimFilter(), Moment(now=NOW, as_of=NOW)).items
        held = claims(connection, ClaimFilter(), Moment(now=NOW, recorded_by=entries[0].recorded_at)).items
    assert seen is not None
    assert (seen.claim.text, seen.claim.tags, seen.claim.desk) == (REDACTED, (), None)
    assert seen.claim.window.latest == on("2022-10-05")
    assert [one.claim.text for one in (*then, *held)] == [REDACTED, REDACTED]
    assert [(one.kind, one.entry.actor) for one in entries] == [
        ("claim_reported", "acc_admin"),
        ("noted", "acc_admin"),
        ("redacted", "acc_admin"),
    ]
    assert entries[1].entry.event == Noted(note="stays")
    assert entries[2].entry.event == Redacted(version=1, reason="a court order")


def test_a_kept_answer_that_holds_the_words_is_destroyed(newsroom):
    newsroom.follow_up("clm_1", Noted(note=WORDS))
    key, other = Key("acc_1", "key-1", b"h"), Key("acc_1", "key-2", b"h")

    def keep(connection):
        number = log.id_of(connection, "clm_1")
        for one, stream_id in ((key, number), (other, None)):
            keys.take(connection, one, NOW)
            body = WORDS.encode() if one is key else b"{}"
            keys.keep_answer(connection, one, Answer(201, body), stream_id=stream_id)

    newsroom.does(keep)

    newsroom.follow_up("clm_1", COURT)

    assert_nothing_is_left(newsroom)
    with database.reading(newsroom.engine) as connection:
        with pytest.raises(KeyAnswerGone):
            keys.first_answer(connection, key)
        assert keys.first_answer(connection, other) == Answer(201, b"{}")


@pytest.mark.engines("sqlite")
def test_the_words_are_gone_from_the_file_itself(newsroom, database_url):
    newsroom.follow_up("clm_1", Noted(note=WORDS))
    newsroom.follow_up("clm_1", COURT)
    newsroom.engine.dispose()
    with newsroom.engine.connect() as connection:
        connection.connection.dbapi_connection.execute("VACUUM")
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    newsroom.engine.dispose()

    path = Path(make_url(database_url).database or "")
    files = [one for one in path.parent.iterdir() if one.name.startswith(path.name)]
    assert path in files
    assert not any(SECRET.encode() in one.read_bytes() for one in files)
