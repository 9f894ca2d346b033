"""PostgreSQL's own rights: the service's role can add events and nothing else to them."""

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from service import database


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
