"""Migrate, seed, verify, rebuild and the commands around accounts, tokens and dates."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from service import database
from service.access import sign_in_links, tokens, trail
from service.database import engines


def corrupt(engine, statement):
    """Change what the ledger holds, past every guard, as somebody with the whole database could."""
    drops = {
        "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT 'ALTER TABLE ' || relname || ' DISABLE TRIGGER USER' FROM pg_class "
        "WHERE relname IN ('events', 'event_words')",
    }
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for drop in connection.execute(text(drops[engine.dialect.name])).scalars().all():
            connection.execute(text(drop))
        connection.execute(text(statement))


def now():
    return datetime.now(UTC)


def test_migrate_can_be_run_again(hearsay):
    assert hearsay("migrate").err == f"The database is at schema {database.newest_revision()}.\n"


@pytest.mark.engines("sqlite")
def test_without_a_ledger_nothing_is_made_by_asking(hearsay, tmp_path, monkeypatch):
    monkeypatch.setenv("HEARSAY_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'hearsay.db'}")

    ended = hearsay("due")

    assert ended.code == 1
    assert "hearsay run makes one" in ended.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("revision", "says"),
    [("0001", "Bring it up to date first: hearsay migrate"), ("9999", "Run the newer version.")],
    ids=["older", "newer"],
)
def test_another_schema_is_refused_in_one_line(hearsay, engine, revision, says):
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})

    for command in ("due", "verify", "seed", "web", "scheduler"):
        ended = hearsay(command)
        assert (ended.code, ended.out) == (1, "")
        assert f"The database is at schema {revision}" in ended.err
        assert ended.err.splitlines()[1] == says


def test_the_newest_migration_is_the_one_alembic_knows():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))

    assert database.newest_revision() == ScriptDirectory.from_config(config).get_current_head()


def test_seeding_needs_somebody_to_own_the_claims(hearsay):
    ended = hearsay("seed")

    assert ended.code == 3
    assert "hearsay account add --role admin" in ended.err


def test_seeding_twice_plays_nothing_twice(with_samples):
    assert "All sample claims are there already." in with_samples("seed").err
    assert len(with_samples("claim", "list").rows) == 13


def test_verify_says_how_much_it_checked(with_samples):
    ended = with_samples("verify", "--json")

    assert ended.code == 0
    assert ended.json["is_clean"] is True
    assert ended.json["events"] > 13


def test_verify_names_the_first_event_that_is_not_as_it_was_written(with_samples, engine):
    corrupt(engine, "UPDATE events SET actor = 'acc_mallory' WHERE position IN (7, 9)")

    ended = with_samples("verify")

    assert ended.code == 1
    assert ended.err.splitlines()[0].startswith("Broken: event 7, clm_sample_01 version")
    assert [one["position"] for one in with_samples("verify", "--json").json["broken"]] == [7, 9]


def test_rebuild_repairs_what_a_check_finds(with_samples, engine):
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE claim_board SET status = 'refuted' WHERE claim = 'clm_sample_01'"))

    found = with_samples("rebuild", "--check")
    assert found.code == 1
    assert "status" in found.err
    assert with_samples("rebuild").code == 0
    assert with_samples("rebuild", "--check").code == 0


def test_migrating_makes_the_read_models_anew_where_another_schema_made_them(with_samples, engine):
    def corrupt_a_row_made_with(revision):
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(
                text("UPDATE claim_board SET status = 'refuted' WHERE claim = 'clm_sample_01'")
            )
            connection.execute(text("UPDATE read_models_made SET revision = :made"), {"made": revision})

    assert "from anew, from" in with_samples("migrate").err
    corrupt_a_row_made_with(database.newest_revision())
    assert "from anew" not in with_samples("migrate").err
    assert with_samples("rebuild", "--check").code == 1

    corrupt_a_row_made_with("0006")

    assert "from anew, from" in with_samples("migrate").err
    assert with_samples("rebuild", "--check").code == 0


def test_a_new_account_comes_with_a_link_that_signs_it_in(hearsay, engine, database_url):
    ended = hearsay("account", "add", "--role", "editor", "--email", "Ann@Example.org", "--name", "Ann")

    base, _, secret = ended.out.strip().rpartition("/")
    assert base == "http://127.0.0.1:8000/sign-in"
    account = database.transact(engine, lambda connection: sign_in_links.spend(connection, secret, now()))
    assert account is not None
    assert (account.email, account.role) == ("Ann@Example.org", "editor")


def test_an_address_has_one_account(as_ann):
    ended = as_ann("account", "add", "--email", "ANN@example.org", "--name", "Ann again")

    assert ended.code == 5
    assert len(as_ann("account", "list").rows) == 1


def test_a_disabled_account_gets_no_link_and_loses_its_tokens(as_ann, engine):
    as_ann("account", "add", "--role", "editor", "--email", "bob@example.org", "--name", "Bob")
    plain = as_ann("token", "create", "--name", "job", "--as", "bob@example.org").out.strip()

    assert as_ann("account", "disable", "bob@example.org").code == 0

    assert as_ann("account", "link", "bob@example.org").code == 6
    with database.reading(engine) as connection:
        assert tokens.find(connection, plain, now()) is None
    assert [row[-1] for row in as_ann("account", "list").rows] == ["on", "off"]


def test_the_last_admin_stays(as_ann):
    ended = as_ann("account", "disable", "ann@example.org")

    assert ended.code == 5
    assert "last active admin" in ended.err


def test_a_token_works_until_it_is_revoked(as_ann, engine):
    plain = as_ann("token", "create", "--name", "job", "--scope", "read").out.strip()
    with database.reading(engine) as connection:
        found = tokens.find(connection, plain, now())
    assert found is not None
    assert found[0].scopes == {"read"}

    assert as_ann("token", "revoke", found[0].id).code == 0

    with database.reading(engine) as connection:
        assert tokens.find(connection, plain, now()) is None
    (listed,) = as_ann("token", "list", "--json").json
    assert listed["revoked_at"] is not None
    assert plain not in as_ann("token", "list").out


def test_a_token_is_revoked_by_its_id_and_not_by_itself(as_ann):
    assert as_ann("token", "revoke", "hs_secret").code == 2
    assert as_ann("token", "revoke", "tok_none").code == 3


def test_a_date_is_read_from_the_day_it_was_said(hearsay):
    ended = hearsay("window", "2022-09-28", "--said-on", "2022-09-26", "--zone", "Europe/Moscow")

    assert ["latest", "2022-09-28"] in ended.rows
    assert ["ask on", "2022-09-29"] in ended.rows
    shape = hearsay("window", "2022-09-28", "--zone", "Europe/Moscow", "--json").json
    assert shape["window"]["closes_at"] == "2022-09-28T21:00:00Z"


@pytest.mark.parametrize(
    ("hemisphere", "latest", "certainty"),
    [
        ("", "2027-08-31", "ambiguous"),
        ("north", "2027-08-31", "house_rule"),
        ("south", "2028-02-29", "house_rule"),
    ],
)
def test_a_date_is_read_by_the_house_style_that_is_set(hearsay, monkeypatch, hemisphere, latest, certainty):
    monkeypatch.setenv("HEARSAY_HEMISPHERE", hemisphere)

    found = hearsay("window", "summer 2027", "--said-on", "2022-09-26", "--json").json

    assert (found["window"]["latest"], found["certainty"]) == (latest, certainty)


@pytest.mark.parametrize("options", [("--zone", "Mars/Olympus"), ("--said-on", "26.9.2022")])
def test_a_date_with_a_wrong_option_is_refused(hearsay, options):
    assert hearsay("window", "2022-09-28", *options).code in (2, 4)


@pytest.mark.engines("sqlite")
def test_a_busy_database_says_to_try_again(as_ann, engine, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT", timedelta(0))
    monkeypatch.setattr(database, "MOST_TRIES", 1)

    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        ended = as_ann("account", "link", "ann@example.org")

    assert (ended.code, ended.out) == (75, "")
    assert "Try again" in ended.err


def test_an_account_is_changed_switched_off_and_on_and_each_stands_in_the_trail(as_ann, engine):
    as_ann("account", "add", "--role", "editor", "--email", "bob@example.org", "--name", "Bob")

    changed = as_ann("account", "change", "bob@example.org", "--role", "reporter", "--name", "Bobby")
    as_ann("account", "disable", "bob@example.org")
    as_ann("account", "enable", "bob@example.org")

    with database.reading(engine) as connection:
        lines = trail.page(connection, trail.Asked(actor="system:operator"), before_id=None, most=4)
    assert changed.err.strip() == "bob@example.org is Bobby, reporter."
    assert as_ann("account", "list").rows[-1][-1] == "on"
    assert [one.attempt.route for one in lines] == [
        "hearsay account enable",
        "hearsay account disable",
        "hearsay account change",
        "hearsay account add",
    ]
    assert as_ann("account", "change", "bob@example.org").code == 2


def test_what_is_recorded_by_a_command_stands_in_the_trail_unless_it_was_only_tried(with_samples, engine):
    answer = ("claim", "answer", "clm_sample_01", "note", "--note", "Called the ministry.")
    with_samples(*answer)
    with_samples(*answer, "--dry-run")

    with database.reading(engine) as connection:
        lines = trail.page(connection, trail.Asked(credential="command line"), before_id=None, most=99)
    assert [one.attempt.route for one in lines].count("hearsay claim answer") == 1
    assert lines[0].attempt.about == "clm_sample_01"


STALE = ("claim", "answer", "clm_sample_01", "note", "--note", "n", "--if-version", "1")


@pytest.mark.parametrize(
    ("command", "code", "ends", "actor", "about"),
    [
        (("claim", "answer", "clm_sample_01", "confirm"), "evidence_needed", 4, "acc_", "clm_sample_01"),
        (("claim", "answer", "clm_none", "check"), "not_found", 3, "acc_", "clm_none"),
        (STALE, "stale_version", 5, "acc_", "clm_sample_01"),
        (("claim", "add", "It rains", "--as", "no@example.org"), "not_found", 3, "system:operator", None),
        (("account", "disable", "ann@example.org"), "last_admin", 5, "system:operator", None),
        (("token", "revoke", "tok_none"), "not_found", 3, "system:operator", "tok_none"),
    ],
)
def test_a_refused_command_leaves_a_line_that_says_why_and_nothing_else(
    with_samples, engine, command, code, ends, actor, about
):
    before = _trail(engine)

    ended = with_samples(*command)

    (line,) = _trail(engine)[: len(_trail(engine)) - len(before)]
    assert ended.code == ends, ended.err
    assert (line.attempt.code, line.attempt.about) == (code, about)
    assert line.attempt.actor.startswith(actor)
    assert line.attempt.route == " ".join(("hearsay", *command[:2]))


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("claim", "add", "It rains", "--outlet", "The Paper", "--dry-run"), id="a dry run"),
        pytest.param(("claim", "answer", "clm_sample_01", "note", "--wrong"), id="a typing error"),
        pytest.param(("claim", "show", "clm_none"), id="a look"),
    ],
)
def test_what_was_only_tried_or_looked_at_leaves_no_line(with_samples, engine, command):
    before = _trail(engine)

    with_samples(*command)

    assert _trail(engine) == before


def test_upkeep_stands_in_the_trail(with_samples, engine):
    with_samples("rebuild")
    with_samples("reread-zones")

    routes = [line.attempt.route for line in _trail(engine)]
    assert routes[:2] == ["hearsay reread-zones", "hearsay rebuild"]


def _trail(engine):
    with database.reading(engine) as connection:
        return trail.page(connection, trail.Asked(credential="command line"), before_id=None, most=99)
