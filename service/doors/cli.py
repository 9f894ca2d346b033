"""The command `hearsay`: finds what was asked for, and ends with a code and plain words, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from service.doors import exits

WELCOME = """\
Hearsay keeps what was reported, who said it, by when it was to happen, and whether it did.

  hearsay run     starts everything here: web, scheduler, sample claims
  hearsay due     lists what is past due and what is time to check

All commands: hearsay --help"""

#: Commands, where each is written, and a line on it; the modules are loaded only when they are asked for.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("serving", "Start everything on this machine: web, scheduler, sample claims."),
    "web": ("serving", "Start the web processes alone."),
    "scheduler": ("serving", "Start a scheduler alone: it flags, reminds and sends."),
    "due": ("claims", "List what is past due, due and time to check."),
    "claim": ("claims", "Log, list, show and answer claims."),
    "question": ("questions", "List and ask questions, and say what counts as an answer."),
    "source": ("sources", "List, show and merge outlets and named sources."),
    "window": ("dates", "Say how the words for a date are read."),
    "account": ("accounts", "Add, list, change and disable accounts; make sign-in links."),
    "token": ("tokens", "Make, list and revoke API tokens."),
    "migrate": ("upkeep", "Bring the database to the newest schema."),
    "seed": ("upkeep", "Play the sample claims into the ledger."),
    "rehearse": ("rehearsal", "List what the scheduler would do until a day; it does none of it."),
    "import": ("importing", "Bring in a file of claims, reports and answers, CSV or NDJSON."),
    "export": ("exporting", "Write every event, as rows that another installation takes."),
    "verify": ("upkeep", "Check the whole ledger; name the first broken event."),
    "rebuild": ("upkeep", "Make the read models anew from the ledger."),
    "backup": ("archiving", "Write everything into one file, while all goes on."),
    "restore": ("archiving", "Fill an empty database from the file of a backup."),
    "grant": ("upkeep", "Give PostgreSQL roles what they need, and no more."),
    "reread-zones": ("zones", "Work out again when windows close, after new time zone data."),
    "help": ("guide", "Explain the exit codes and the settings."),
}


class Commands(click.Group):
    """A group that knows its commands by name and loads the module of the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, loaded."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"service.doors.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 rejected content, 5 conflict, "
    "6 not allowed, 75 try again. --debug anywhere shows the trace of an error.",
)
@click.pass_context
def hearsay(ctx: click.Context) -> None:
    """Keep what was reported, who said it, by when it was to happen, and whether it did."""
    if ctx.invoked_subcommand is None:
        click.echo(WELCOME)


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    sys.exit(called(sys.argv[1:]))


def called(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    arguments, debug = without_debug(arguments)
    try:
        # Flushed here: a reader that went away is met inside the try, not at exit.
        ended = hearsay.main(args=list(arguments), prog_name="hearsay", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _tell_usage(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except SystemExit:
        # How click ends where whoever reads our output has enough, as in `hearsay claim list | head`.
        return exits.OK
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.OK
    except Exception as error:  # noqa: BLE001 - the last door: every error becomes one line and a code
        if debug:
            import traceback

            traceback.print_exc()
        ending = exits.said(error)
        _tell(*ending.lines)
        return ending.code
    return ended if isinstance(ended, int) else exits.OK


def without_debug(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Take `--debug` out, wherever it stands before a bare `--`, and say whether it was there."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    options = [argument for argument in arguments[:end] if argument != "--debug"]
    return [*options, *arguments[end:]], len(options) < end


def _tell_usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "hearsay"
    _tell(error.format_message(), f"See: {where} --help")


def _tell(*lines: str) -> None:
    from service.doors.printing import tell

    tell(*lines)
