"""What `hearsay run` makes before anybody can come in, and keeps at the next start."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from service import database
from service.access import accounts, sign_in_links, tokens
from service.doors import exits, first_start, opening
from service.read_models import filters
from service.settings import Settings
from service.wiring import Wiring, new_id

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def wiring(engine, database_url, tmp_path):
    secrets = (f"{number:043}" for number in range(100))
    return Wiring(
        settings=Settings(data_dir=tmp_path, database_url=database_url),
        engine=engine,
        now=lambda: NOW,
        new_id=new_id,
        new_secret=lambda: next(secrets),
    )


def prepare(wiring, *, samples=False):
    return first_start.prepare(wiring, samples=samples)


def every_account(wiring):
    with database.reading(wiring.engine) as connection:
        return accounts.every(connection)


def claims(wiring):
    with database.reading(wiring.engine) as connection:
        return filters.count(connection, filters.ClaimFilter(), filters.Moment(now=NOW))


def holder(wiring, token):
    with database.reading(wiring.engine) as connection:
        found = tokens.find(connection, token, NOW)
    return None if found is None else found[1].email


def test_the_first_start_makes_an_admin_a_link_and_a_token(wiring):
    way_in = prepare(wiring)

    (editor,) = every_account(wiring)
    assert (editor.email, editor.name, editor.role) == ("editor@hearsay.localhost", "Editor", "admin")
    assert holder(wiring, way_in.token) == editor.email
    base, _, secret = way_in.link.rpartition("/")
    assert base == "http://127.0.0.1:8000/sign-in"
    with database.reading(wiring.engine) as connection:
        for moment, found in ((timedelta(hours=23), editor), (timedelta(hours=24), None)):
            assert sign_in_links.peek(connection, secret, NOW + moment) == found


def test_the_token_is_kept_where_only_its_owner_can_read_it(wiring, tmp_path):
    way_in = prepare(wiring)

    kept = tmp_path / "token"
    assert kept.read_text() == f"{way_in.token}\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_next_start_keeps_the_token_and_makes_a_new_link(wiring):
    first, second = prepare(wiring), prepare(wiring)

    assert second.token == first.token
    assert second.link != first.link
    assert len(every_account(wiring)) == 1


def test_a_token_that_no_longer_works_is_replaced(wiring):
    first = prepare(wiring)
    with database.reading(wiring.engine) as connection:
        found = tokens.find(connection, first.token, NOW)
    assert found is not None
    database.transact(wiring.engine, lambda connection: tokens.revoke(connection, found[0].id, now=NOW))

    second = prepare(wiring)

    assert holder(wiring, first.token) is None
    assert holder(wiring, second.token) == "editor@hearsay.localhost"


@pytest.mark.parametrize(
    "kept", ["", "hs_", "not a token\nat all"], ids=["empty", "cut off", "something else"]
)
def test_a_token_file_that_holds_something_else_is_written_anew(wiring, tmp_path, kept):
    (tmp_path / "token").write_text(kept)

    assert holder(wiring, prepare(wiring).token) == "editor@hearsay.localhost"


def test_an_admin_that_is_there_already_is_the_one_who_comes_in(wiring):
    database.transact(
        wiring.engine,
        lambda connection: accounts.add(
            connection, email="ann@example.org", name="Ann", role="admin", now=NOW, new_id=new_id
        ),
    )

    assert holder(wiring, prepare(wiring).token) == "ann@example.org"
    assert len(every_account(wiring)) == 1


@pytest.mark.parametrize(("samples", "count"), [(True, 13), (False, 0)], ids=["asked for", "declined"])
def test_the_samples_are_played_as_asked(wiring, samples, count):
    prepare(wiring, samples=samples)

    assert claims(wiring) == count


def test_unasked_the_samples_are_played_on_sqlite_alone(wiring, engine_name):
    prepare(wiring, samples=None)

    assert claims(wiring) == (13 if engine_name == "sqlite" else 0)


@pytest.mark.engines("sqlite")
def test_an_empty_folder_gets_the_newest_schema(wiring, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'new' / 'hearsay.db'}"
    engine = database.create_engine(url)
    settings = Settings(data_dir=tmp_path / "new", database_url=url)
    new = Wiring(
        settings=settings,
        engine=engine,
        now=wiring.now,
        new_id=wiring.new_id,
        new_secret=wiring.new_secret,
    )

    prepare(new)

    with database.reading(engine) as connection:
        assert database.revision_of(connection) == database.newest_revision()
    engine.dispose()


def test_a_current_schema_is_left_alone(wiring, monkeypatch):
    monkeypatch.setattr(opening, "upgrade", lambda url: pytest.fail("nothing to migrate"))

    prepare(wiring)


def test_a_database_of_a_newer_version_is_refused(wiring):
    with wiring.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(exits.Stop, match="made by a newer version"):
        prepare(wiring)


@pytest.mark.engines("sqlite")
def test_an_older_sqlite_is_said_at_start(wiring, monkeypatch, capsys):
    monkeypatch.setattr(first_start, "sqlite_uses_wal", lambda: False)

    prepare(wiring)

    assert "no write-ahead log" in capsys.readouterr().err
