"""Backup and restore: everything in one file, into a database of either kind, all or nothing."""

import gzip
import json

import pytest

from service import database
from service.doors.commands.archiving import kept_tables
from service.ledger import log
from tests.databases import ENGINES


def everything(url):
    """Every row of every table that a backup holds."""
    engine = database.create_engine(url)
    with database.reading(engine) as connection:
        held = {
            table.name: sorted(map(repr, connection.execute(table.select()).all())) for table in kept_tables()
        }
    engine.dispose()
    return held


@pytest.fixture
def backup(with_samples, tmp_path):
    """The file of a backup of the sample claims."""
    file = tmp_path / "all.gz"
    assert with_samples("backup", str(file)).code == 0
    return file


@pytest.mark.parametrize("other", ENGINES)
def test_a_restored_copy_equals_what_was_written_on_either_engine(
    with_samples, backup, database_url, databases, monkeypatch, other, tmp_path
):
    with databases.fresh(other) as url:
        monkeypatch.setenv("HEARSAY_DATABASE_URL", url)

        ended = with_samples("restore", str(backup))

        assert (ended.code, "is as it was written" in ended.err) == (0, True)
        assert everything(url) == everything(database_url)
        assert everything(url)["events"]
        assert with_samples("rebuild", "--check").code == 0
        # It goes on from there: a stream made later gets a number of its own.
        assert with_samples("claim", "add", "The bridge opens.", "--outlet", "Post").code == 0
        assert with_samples("verify").code == 0


def test_a_backup_is_for_its_owner_alone_and_replaces_nothing(with_samples, backup):
    before = backup.read_bytes()

    ended = with_samples("backup", str(backup))

    assert (ended.code, backup.stat().st_mode & 0o777) == (1, 0o600)
    assert "a backup replaces nothing" in ended.err
    assert backup.read_bytes() == before
    assert [one.name for one in backup.parent.glob("all*")] == ["all.gz"]


def without_its_last_line(raw):
    return gzip.compress(b"".join(gzip.decompress(raw).splitlines(keepends=True)[:-1]))


def cut_off(raw):
    return raw[: len(raw) // 2]


def with_one_word_changed(raw):
    text = gzip.decompress(raw)
    assert b"ann@example.org" in text
    return gzip.compress(text.replace(b"ann@example.org", b"eve@example.org", 1))


def of_another_schema(raw):
    return gzip.compress(gzip.decompress(raw).replace(str(database.newest_revision()).encode(), b"0000", 1))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (without_its_last_line, "cut off or changed"),
        (cut_off, "cut off"),
        (with_one_word_changed, "cut off or changed"),
        (of_another_schema, "Read it with the version that wrote it"),
        (lambda raw: b"no archive at all", "no archive"),
        (lambda raw: gzip.compress(b""), "cut off or changed"),
    ],
)
@pytest.mark.engines("sqlite")
def test_a_file_that_is_not_as_it_was_written_leaves_nothing_behind(
    with_samples, backup, databases, monkeypatch, broken, says
):
    backup.write_bytes(broken(backup.read_bytes()))
    with databases.fresh("sqlite") as url:
        monkeypatch.setenv("HEARSAY_DATABASE_URL", url)

        ended = with_samples("restore", str(backup))

        assert (ended.code, ended.err.splitlines()[1]) == (4, "Nothing was written.")
        assert says in ended.err
        assert everything(url)["accounts"] == []
        assert everything(url)["events"] == []


def test_a_database_that_holds_something_is_not_filled(with_samples, backup, database_url):
    before = everything(database_url)

    ended = with_samples("restore", str(backup))

    assert (ended.code, "has events already" in ended.err) == (4, True)
    assert everything(database_url) == before


def test_what_is_written_while_a_backup_runs_is_not_in_it(with_samples, database_url, tmp_path, monkeypatch):
    """The copy is of one moment: rows written behind its back belong to the next one."""
    from service.database import archive

    first = archive._kept

    def write_meanwhile(value):
        monkeypatch.setattr(archive, "_kept", first)
        engine = database.create_engine(database_url)
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(log.log_head.update().values(position=log.log_head.c.position + 1000))
        engine.dispose()
        return first(value)

    monkeypatch.setattr(archive, "_kept", write_meanwhile)
    before = everything(database_url)["log_head"]

    assert with_samples("backup", str(tmp_path / "one.gz")).code == 0

    assert everything(database_url)["log_head"] != before
    kept = [
        line
        for line in gzip.decompress((tmp_path / "one.gz").read_bytes()).splitlines()
        if b'"log_head",1,' in line
    ]
    position = json.loads(kept[0])[3]
    assert f", {position}, " in before[0]
