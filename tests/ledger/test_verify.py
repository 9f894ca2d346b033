import pytest

from service import database
from service.changes import carrying, claims, naming
from service.domain.events import Amended, Checked, Confirmed, Noted, Redacted, Tagged, Undone
from service.ledger.verify import Broken, verify
from tests.builders import EVIDENCE, TODAY, actor, context, reported
from tests.ledger.writing import everything, run_unguarded, verified, write_notes

ADMIN = actor("admin", id="acc_admin")


@pytest.fixture
def told(engine, monkeypatch):
    """Return the engine of a small ledger: claim clm_1 at positions 1 to 4, claim clm_2 at 5.

    What comes in with claims, their outlets and articles, is left out: it would only shift the places.
    """
    for comes_along in (naming, carrying):
        monkeypatch.setattr(comes_along, "additions", lambda *_given: [])
    new_id = iter(["clm_1", "clm_2"]).__next__
    given = context(ADMIN, new_id=lambda _prefix: new_id(), request_id="req_1")

    def tell(connection):
        claims.report_claim(connection, reported(), given)
        claims.follow_up(connection, "clm_1", Checked(looked_on=TODAY, note="looked"), given)
        claims.follow_up(
            connection, "clm_1", Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY), given
        )
        claims.follow_up(connection, "clm_1", Undone(version=3, note="too early"), given)
        claims.report_claim(connection, reported(), given)

    database.transact(engine, tell)
    return engine


def broken(engine):
    return [(one.position, one.stream, one.version) for one in verified(engine).broken]


def why(engine):
    return " / ".join(one.why for one in verified(engine).broken)


def test_a_ledger_as_it_was_written_is_clean(told):
    report = verified(told)

    assert (report.is_clean, report.events, report.redacted) == (True, 5, 0)


def test_an_empty_ledger_is_clean(engine):
    assert verified(engine).is_clean


@pytest.mark.parametrize(
    ("column", "change"),
    [
        pytest.param("kind", "'noted'", id="kind"),
        pytest.param("kind", "'Checked'", id="one letter of the kind"),
        pytest.param("shape", "shape + 1", id="shape"),
        pytest.param("status", "'refuted'", id="status"),
        pytest.param("status", "NULL", id="no status"),
        pytest.param("occurred_at", "occurred_at - 1", id="occurred_at"),
        pytest.param("actor", "'acc_other'", id="actor"),
        pytest.param("request_id", "NULL", id="no request id"),
        pytest.param("request_id", "'req_2'", id="request_id"),
    ],
)
def test_one_changed_value_is_named_with_its_place(told, column, change):
    run_unguarded(told, f"UPDATE events SET {column} = {change} WHERE position = 2")

    assert broken(told) == [(2, "clm_1", 2)]
    assert why(told) == "its content is not what was written"


@pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("column", ["payload", "leaf_hash"])
def test_one_changed_byte_of_any_event_is_named(told, column, position):
    place = {one.position: (one.position, one.stream, one.entry.version) for one in everything(told)}[
        position
    ]

    flip_a_byte(told, "events", column, f"position = {position}")

    assert broken(told) == [place]


def flip_a_byte(engine, table, column, where):
    with engine.connect() as connection:
        before = bytes(connection.exec_driver_sql(f"SELECT {column} FROM {table} WHERE {where}").scalar_one())
    after = bytearray(before)
    after[len(after) // 2] ^= 1
    run_unguarded(engine, f"UPDATE {table} SET {column} = :after WHERE {where}", after=bytes(after))


@pytest.mark.parametrize("column", ["words", "salt"])
def test_one_changed_byte_of_words_is_named(told, column):
    flip_a_byte(
        told,
        "event_words",
        column,
        "stream_id = (SELECT id FROM streams WHERE key = 'clm_1') AND version = 2",
    )

    assert broken(told) == [(2, "clm_1", 2)]
    assert why(told) == "its words are not what was written"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param("recorded_at = recorded_at + 1", (2, "clm_1", 2), id="a time a microsecond later"),
        pytest.param("recorded_at = 0", (2, "clm_1", 2), id="a time before all others"),
        pytest.param("version = 9", (2, "clm_1", 9), id="a version that is not its own"),
        pytest.param("stream_id = 999", (2, "None", 2), id="a stream that is not there"),
        pytest.param("position = 99", (99, "clm_1", 2), id="another place"),
    ],
)
def test_an_event_out_of_place_is_named(told, change, named):
    run_unguarded(told, f"UPDATE events SET {change} WHERE position = 2")

    assert named in broken(told)


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("column", ["recorded_at", "version", "occurred_at", "shape"])
def test_text_where_a_number_was_is_named(told, column):
    run_unguarded(told, f"UPDATE events SET {column} = 'abc' WHERE position = 2")

    assert broken(told)[0][0] == 2


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("column", ["payload", "leaf_hash"])
def test_text_where_bytes_were_is_named(told, column):
    run_unguarded(told, f"UPDATE events SET {column} = 'abc' WHERE position = 2")

    assert broken(told) == [(2, "clm_1", 2)]


@pytest.mark.parametrize("payload", [b"[]", b"", b"null", b'{"words":[]}', b"\xff\xfe"])
def test_a_payload_of_another_kind_of_thing_is_named(told, payload):
    run_unguarded(told, "UPDATE events SET payload = :payload WHERE position = 3", payload=payload)

    assert broken(told) == [(3, "clm_1", 3)]


@pytest.mark.parametrize("words", [b"[]", b"", b"null", b'["note"]', b"\xff\xfe"])
def test_words_of_another_kind_of_thing_are_named(told, words):
    where = "stream_id = (SELECT id FROM streams WHERE key = 'clm_1') AND version = 2"
    run_unguarded(told, f"UPDATE event_words SET words = :words WHERE {where}", words=words)

    assert broken(told) == [(2, "clm_1", 2)]


def test_an_event_that_is_gone_is_missed_where_it_was(told):
    run_unguarded(told, "DELETE FROM events WHERE position = 2")

    assert broken(told)[0] == (3, "clm_1", 3)
    assert why(told) == "2 should come before it / version 2 should come before it"


def test_the_last_event_that_is_gone_is_missed(told):
    run_unguarded(told, "DELETE FROM events WHERE position = 5")

    assert (5, "", 0) in broken(told)
    assert "the log ends at 4 instead" in why(told)


def test_a_whole_stream_that_is_cut_short_is_missed_though_the_head_was_moved_too(told):
    run_unguarded(
        told,
        "DELETE FROM events WHERE position IN (4, 5)",
        "UPDATE log_head SET position = 3, recorded_at = (SELECT max(recorded_at) FROM events)",
    )

    assert "clm_1" in [stream for _, stream, _ in broken(told)]
    assert "4 versions were promised" in why(told)


def test_a_stream_of_which_nothing_is_left_is_missed_though_the_head_was_moved_too(told):
    run_unguarded(
        told,
        "DELETE FROM events WHERE position = 5",
        "UPDATE log_head SET position = 4, recorded_at = (SELECT max(recorded_at) FROM events)",
    )

    assert broken(told) == [(4, "clm_2", 0)]
    assert why(told) == "1 versions were promised"


def test_swapped_versions_are_named(told):
    run_unguarded(
        told,
        "UPDATE events SET version = -1 WHERE position = 2",
        "UPDATE events SET version = 2 WHERE position = 3",
        "UPDATE events SET version = 3 WHERE position = 2",
    )

    assert {(2, "clm_1", 3), (3, "clm_1", 2)} <= set(broken(told))


def test_swapped_positions_are_named(told):
    run_unguarded(
        told,
        "UPDATE events SET position = -1 WHERE position = 2",
        "UPDATE events SET position = 2 WHERE position = 3",
        "UPDATE events SET position = 3 WHERE position = -1",
    )

    assert {position for position, _, _ in broken(told)} >= {2, 3}


def test_a_stream_that_was_renamed_is_named(told):
    run_unguarded(told, "UPDATE streams SET key = 'clm_other' WHERE key = 'clm_1'")

    assert [(position, stream) for position, stream, _ in broken(told)] == [
        (position, "clm_other") for position in (1, 2, 3, 4)
    ]


def test_a_log_with_another_name_has_no_event_that_is_its_own(told):
    run_unguarded(told, "UPDATE log_head SET log_id = 'another'")

    assert [position for position, _, _ in broken(told)] == [1, 2, 3, 4, 5]


def test_words_that_were_taken_without_a_redaction_are_missed(told):
    where = "stream_id = (SELECT id FROM streams WHERE key = 'clm_1') AND version = 2"
    run_unguarded(told, f"DELETE FROM event_words WHERE {where}")

    assert broken(told) == [(2, "clm_1", 2)]
    assert why(told) == "its words are gone, and no redaction says so"


def test_words_that_were_taken_by_the_permitted_path_without_an_entry_are_missed(told):
    where = "stream_id = (SELECT id FROM streams WHERE key = 'clm_1') AND version = 2"
    run_unguarded(
        told,
        f"INSERT INTO redactions SELECT stream_id, version, 9 FROM event_words WHERE {where}",
        f"DELETE FROM event_words WHERE {where}",
    )

    assert broken(told) == [(2, "clm_1", 2)]
    assert why(told) == "its words were removed without an entry"


def redact(engine, version):
    database.transact(
        engine,
        lambda connection: claims.follow_up(
            connection, "clm_1", Redacted(version=version, reason="a court order"), context(ADMIN)
        ),
    )


def test_a_ledger_is_clean_after_a_redaction(told):
    redact(told, 1)
    redact(told, 4)

    report = verified(told)
    assert (report.is_clean, report.events, report.redacted) == (True, 7, 2)


def test_words_that_came_back_after_a_redaction_are_named(told):
    redact(told, 2)
    run_unguarded(
        told,
        "INSERT INTO event_words SELECT id, 2, :salt, :words FROM streams WHERE key = 'clm_1'",
        salt=b"s" * 16,
        words=b'{"note":"looked"}',
    )

    assert broken(told) == [(2, "clm_1", 2)]
    assert why(told) == "its words should be gone"


def test_a_redaction_that_is_on_record_and_was_not_done_is_named(told):
    redact(told, 2)
    run_unguarded(told, "DELETE FROM redactions")

    assert broken(told) == [(2, "clm_1", 2), (6, "clm_1", 2)]
    assert why(told) == (
        "its words are gone, and no redaction says so / its redaction is on record and was not done"
    )


def test_words_where_none_belong_are_named(told):
    run_unguarded(
        told,
        "DELETE FROM event_words WHERE version = 4",
        "INSERT INTO event_words SELECT id, 7, :salt, :words FROM streams WHERE key = 'clm_1'",
        salt=b"s" * 16,
        words=b'{"note":"n"}',
    )

    assert (4, "clm_1", 4) in broken(told)


def test_a_ledger_is_clean_after_every_kind_of_mending(told):
    def mend(connection):
        given = context(ADMIN)
        claims.follow_up(connection, "clm_1", Undone(version=4), given)
        claims.follow_up(connection, "clm_1", Amended(reason="a typo", text="Another text"), given)
        claims.follow_up(connection, "clm_1", Tagged(tags=("border",)), given)
        claims.follow_up(connection, "clm_1", Redacted(version=6, reason="r"), given)
        claims.follow_up(connection, "clm_1", Redacted(version=7, reason="r"), given)

    database.transact(told, mend)

    assert verified(told).is_clean


def test_what_is_broken_is_told_oldest_first_and_bounded(engine):
    write_notes(engine, "clm_1", 0, *["n"] * 50)
    run_unguarded(engine, "UPDATE events SET actor = 'acc_other'")

    found = verified(engine).broken

    assert [one.position for one in found] == list(range(1, 21))
    assert found[0] == Broken(1, "clm_1", 1, "its content is not what was written")


def test_progress_is_told_by_the_thousand(engine):
    write_notes(engine, "clm_1", 0, *["n"] * 2001)
    told_done: list[int] = []

    with database.reading(engine) as connection:
        verify(connection, progress=told_done.append)

    assert told_done == [1000, 1000]


def test_a_public_note_is_sealed_like_any_other(told):
    database.transact(
        told,
        lambda connection: claims.follow_up(
            connection, "clm_1", Noted(note="n", public=True), context(ADMIN)
        ),
    )
    run_unguarded(
        told,
        "UPDATE events SET payload = :payload WHERE position = 6",
        payload=b'{"public":false}',
    )

    assert broken(told) == [(6, "clm_1", 5)]
