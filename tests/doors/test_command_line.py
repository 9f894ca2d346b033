"""The command itself: quick help, suggestions for typos, one plain line per error, documented codes."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from service.changes.claims import StaleVersion
from service.database import CommitUnknown, Unavailable
from service.domain.claim import Claim
from service.domain.refusals import Refusal, conflict, not_allowed, not_found, refuse
from service.domain.window import Window
from service.doors import cli, exits
from service.doors.commands.guide import SETTINGS
from service.intake.syntax import bad_syntax
from service.mail.messages import MailSettingsError
from service.settings import SettingsError

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "alembic", "flask", "granian", "marshmallow", "rich", "apscheduler", "msgspec")
GROUPS = {
    "claim": ("add", "list", "show", "answer"),
    "account": ("add", "list", "link", "change", "disable", "enable"),
    "token": ("create", "list", "revoke"),
}
EVERY = [(name,) for name in cli.COMMANDS] + [
    (group, command) for group, commands in GROUPS.items() for command in commands
]


def loaded_by(*arguments):
    """Return which heavy modules a command line loads, in a process of its own."""
    code = (
        "import sys\n"
        "from service.doors.cli import called\n"
        f"code = called({list(arguments)!r})\n"
        f"print('loaded:', *[name for name in {HEAVY!r} if name in sys.modules])\n"
        "sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.rpartition("loaded:")[2].split()


@pytest.mark.parametrize("arguments", [(), ("--help",), ("claim", "add", "--help"), ("run", "--help")])
def test_help_is_quick_because_it_loads_nothing_heavy(arguments):
    assert loaded_by(*arguments) == []


def test_nothing_counts_before_the_folder_for_counters_is_set():
    code = "import sys, service.doors.run; sys.exit('prometheus_client' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_every_command_explains_itself(capsys, arguments):
    assert cli.called([*arguments, "--help"]) == 0

    assert f"Usage: hearsay {' '.join(arguments)}" in capsys.readouterr().out


def test_alone_it_says_in_six_lines_what_it_is_for(capsys):
    assert cli.called([]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert sum(line.startswith("  hearsay ") for line in lines) == 2
    assert lines[-1] == "All commands: hearsay --help"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["verfy"], "Did you mean 'verify'?", id="a command"),
        pytest.param(["claim", "lst"], "Did you mean 'list'?", id="a command of a group"),
        pytest.param(["verify", "--jsno"], "Did you mean '--json'?", id="an option"),
        pytest.param(["token", "create"], "Missing option '--name'", id="something missing"),
        pytest.param(["help", "exits"], "is not one of 'exit-codes', 'settings'", id="a topic"),
    ],
)
def test_what_is_typed_wrong_is_named_with_the_nearest_right_thing(capsys, arguments, says):
    assert cli.called(arguments) == exits.USAGE

    what, what_to_do = capsys.readouterr().err.splitlines()
    assert says in what
    assert re.fullmatch(r"See: hearsay.* --help", what_to_do)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        pytest.param(refuse("bad_zone", "No such zone.", at="/zone"), 4, "/zone: No such zone."),
        pytest.param(bad_syntax("not_json", "The body is not JSON."), 2, "The body is not JSON."),
        pytest.param(not_allowed("Your account may not."), 6, "Your account may not."),
        pytest.param(not_found("claim clm_x"), 3, "There is no claim clm_x."),
        pytest.param(conflict("claim_settled", "It is settled."), 5, "It is settled."),
        pytest.param(Unavailable("the database does not answer"), 75, "Nothing was written"),
        pytest.param(CommitUnknown("lost"), 75, "nobody can say yet"),
        pytest.param(SettingsError("HEARSAY_PORT: give a number"), 2, "HEARSAY_PORT"),
        pytest.param(MailSettingsError("HEARSAY_SMTP_URL: no host"), 2, "HEARSAY_SMTP_URL"),
        pytest.param(exits.Stop("The port is taken.", "Choose another."), 1, "The port is taken."),
        pytest.param(RuntimeError("first line\nsecond line"), 1, "RuntimeError: first line"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_kind_of_error_has_its_code_and_its_words(error, code, says):
    said = exits.said(error)

    assert said.code == code
    assert says in said.lines[0]
    assert "second line" not in "".join(said.lines)


def test_all_faults_are_said_at_once():
    first, second = refuse("a", "One.", at="/text").faults + refuse("b", "Two.", at="/zone").faults

    assert exits.said(Refusal(first, second)).lines == ("/text: One.", "/zone: Two.")


def test_a_claim_that_changed_meanwhile_is_a_conflict(clock):
    claim = Claim(version=7, text="t", window=Window(), reported_at=clock(), actor="acc_1")

    said = exits.said(StaleVersion("clm_1", claim, []))

    assert said.code == exits.CONFLICT
    assert said.lines[0] == "clm_1 has changed: it is at version 7 now."


@pytest.fixture
def broken(monkeypatch):
    """A command that fails in a way nobody foresaw."""

    @click.command("verify")
    def verify_command():
        raise LookupError("the drawer is empty")

    monkeypatch.setattr("service.doors.commands.upkeep.verify_command", verify_command)


def test_an_unforeseen_error_is_no_traceback(capsys, broken):
    assert cli.called(["verify"]) == exits.FAILED

    assert capsys.readouterr().err.splitlines() == [
        "Hearsay failed: LookupError: the drawer is empty",
        "Run it again with --debug to see where.",
    ]


@pytest.mark.parametrize("arguments", [["--debug", "verify"], ["verify", "--debug"]])
def test_debug_shows_where_it_came_from(capsys, broken, arguments):
    assert cli.called(arguments) == exits.FAILED

    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_debug_behind_a_bare_double_dash_is_a_word_like_any_other():
    assert cli.without_debug(["claim", "add", "--", "--debug"]) == (
        ["claim", "add", "--", "--debug"],
        False,
    )
    assert cli.without_debug(["--debug", "verify"]) == (["verify"], True)


def test_ctrl_c_ends_quietly(capsys, monkeypatch):
    @click.command("verify")
    def verify_command():
        raise KeyboardInterrupt

    monkeypatch.setattr("service.doors.commands.upkeep.verify_command", verify_command)

    assert cli.called(["verify"]) == exits.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_has_enough_is_no_error():
    command = f"{sys.executable} -m service.doors help settings | true"

    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_exit_codes_are_those_of_the_documentation(capsys):
    documented = re.findall(r"(?m)^\| (\d+) \| (.+) \|$", (ROOT / "docs" / "cli.md").read_text("utf-8"))

    assert [(int(code), meaning) for code, meaning in documented] == list(exits.EXIT_CODES)
    assert cli.called(["help"]) == 0
    assert capsys.readouterr().out == "".join(f"{code}\t{meaning}\n" for code, meaning in documented)


def test_every_command_is_in_the_documentation():
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")

    assert [name for name in cli.COMMANDS if f"`hearsay {name}" not in text] == []


def test_every_setting_is_explained():
    read = set(re.findall(r'"(HEARSAY_[A-Z_]+)"', (ROOT / "service" / "settings.py").read_text("utf-8")))

    assert {name for name, _ in SETTINGS} == read
