"""PostgreSQL's own rights: the service's role can add events and nothing else to them."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, make_url, text
from sqlalchemy.exc import ProgrammingError

from service import database
from service.database import grants
from service.rounds.round import run_round
from tests.api_newsroom import newsroom


@pytest.fixture
def roles(engine):
    """A writer and a reader of this test's own; roles belong to the whole server."""
    name = engine.url.database
    writer, reader = f"{name}_writer", f"{name} reader"
    with engine.begin() as connection:
        for role in (writer, reader):
            connection.execute(text(f"CREATE ROLE \"{role}\" LOGIN PASSWORD 'of tests'"))
    yield writer, reader
    with engine.begin() as connection:
        for role in (writer, reader):
            connection.execute(text(f'DROP OWNED BY "{role}"'))
            connection.execute(text(f'DROP ROLE "{role}"'))


@pytest.fixture
def as_role(database_url):
    """Give a function that returns an engine whose connections are somebody else's."""
    made = []

    def become(role):
        url = (
            make_url(database_url)
            .set(username=role, password="of tests")
            .render_as_string(hide_password=False)
        )
        made.append(database.create_engine(url))
        return made[-1]

    yield become
    for one in made:
        one.dispose()


def refused(engine, statement):
    with pytest.raises(ProgrammingError) as error, engine.begin() as connection:
        connection.execute(text(statement))
    return getattr(error.value.orig, "sqlstate", None)


INSUFFICIENT_PRIVILEGE = "42501"


@pytest.mark.engines("postgresql")
def test_the_service_works_as_a_role_that_can_change_no_event(
    as_ann, roles, as_role, database_url, monkeypatch
):
    writer, reader = roles
    assert as_ann("grant", "--writer", writer, "--reader", reader).code == 0
    owner = database_url
    monkeypatch.setenv("HEARSAY_DATABASE_URL", str(as_role(writer).url.render_as_string(hide_password=False)))

    assert as_ann("seed").code == 0
    answered = as_ann("claim", "answer", "clm_sample_01", "note", "--note", "Called the ministry.")
    assert (answered.code, answered.err) == (0, answered.err)
    assert as_ann("rebuild").code == 0
    assert as_ann("verify").code == 0

    for statement in (
        "UPDATE events SET actor = 'acc_mallory'",
        "DELETE FROM events",
        "TRUNCATE events",
        "UPDATE trail SET actor = 'acc_mallory'",
        "DELETE FROM trail",
        "DROP TABLE events",
        "UPDATE event_words SET words = ''",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE mine (id integer)",
    ):
        assert refused(as_role(writer), statement) == INSUFFICIENT_PRIVILEGE
    monkeypatch.setenv("HEARSAY_DATABASE_URL", owner)
    assert as_ann("verify").code == 0


@pytest.mark.engines("postgresql")
def test_web_and_scheduler_do_all_their_work_as_the_writer(hearsay, roles, as_role, clock, tmp_path):
    writer, reader = roles
    assert hearsay("grant", "--writer", writer, "--reader", reader).code == 0
    room = newsroom(as_role(writer), clock, tmp_path, public_read=True)

    claim = room.claim(text="The ferry stops", when="2022-09-27")
    room.follow_up(claim["id"], kind="note", note="secret name")
    room.follow_up(claim["id"], by="ann", kind="redact", version=2, reason="a court order")
    clock.advance(timedelta(days=3))
    tally = run_round(room.wiring)
    trail = room.get("/api/v1/trail", by="ann").get_json()["items"]

    assert (tally.error, tally.flagged) == (None, 1)
    assert room.get(f"/api/v1/claims/{claim['id']}", by=None).get_json()["flagged_at"] is not None
    assert len(trail) == 4
    assert room.post("/api/v1/tokens", {"name": "t", "scopes": ["read"]}, by="rita").status_code == 201


@pytest.mark.engines("postgresql")
def test_every_table_is_the_writers_and_only_those_of_facts_are_the_readers(as_ann, roles, engine):
    writer, reader = roles
    assert as_ann("grant", "--writer", writer, "--reader", reader).code == 0
    query = text(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = :role"
    )

    with engine.connect() as connection:
        of = {role: connection.execute(query, {"role": role}).all() for role in roles}
        tables = set(inspect(connection).get_table_names())

    # A table that is new falls to the writer, and to no reader until somebody decides that it may.
    assert {table for table, right in of[writer] if right == "SELECT"} == tables
    assert set(of[reader]) == {(table, "SELECT") for table in grants.FOR_READERS}
    assert {right for _, right in of[writer]} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {right for table, right in of[writer] if table in ("events", "trail")} == {"SELECT", "INSERT"}


@pytest.mark.engines("postgresql")
def test_a_reader_sees_facts_and_no_credentials(with_samples, roles, as_role):
    writer, reader = roles
    assert with_samples("grant", "--writer", writer, "--reader", reader).code == 0

    with as_role(reader).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar_one() > 13
    for table in ("accounts", "tokens", "sessions", "sign_in_links", "letters", "trail"):
        assert refused(as_role(reader), f"SELECT * FROM {table}") == INSUFFICIENT_PRIVILEGE
    assert refused(as_role(reader), "DELETE FROM claim_board") == INSUFFICIENT_PRIVILEGE


@pytest.mark.engines("postgresql")
def test_a_role_that_is_not_there_is_named(as_ann):
    ended = as_ann("grant", "--writer", "no such role")

    assert (ended.code, ended.err.splitlines()[0]) == (3, "PostgreSQL knows no role no such role.")


@pytest.mark.engines("sqlite")
def test_sqlite_has_no_roles(as_ann):
    assert "SQLite has no roles" in as_ann("grant", "--writer", "anybody").err
