"""A command line on a database of its own."""

import json

import pytest

from service.doors import cli


class Ended:
    """How a command ended: its code and what it printed where."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self):
        """The rows of what was printed, each a list of cells."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def json(self):
        """What was printed with --json."""
        return json.loads(self.out)


@pytest.fixture
def hearsay(database_url, tmp_path, monkeypatch, capsys):
    """Give a function that runs one command line on a fresh database and returns how it ended."""
    monkeypatch.setenv("HEARSAY_DATABASE_URL", database_url)
    monkeypatch.setenv("HEARSAY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HEARSAY_BASE_URL", "http://127.0.0.1:8000")
    for name in ("HEARSAY_ZONE", "HEARSAY_PORT", "HEARSAY_HOST", "HEARSAY_SMTP_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        capsys.readouterr()
        code = cli.called(arguments)
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def as_ann(hearsay):
    """The same, with Ann as the only admin."""
    assert (
        hearsay("account", "add", "--role", "admin", "--email", "ann@example.org", "--name", "Ann").code == 0
    )
    return hearsay


@pytest.fixture
def with_samples(as_ann):
    """The same, with the sample claims, which are Ann's."""
    assert as_ann("seed").code == 0
    return as_ann
