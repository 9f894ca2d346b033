"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def as_option(command: Command) -> Command:
    """Give a command the option that says which account it acts as."""
    option = click.option(
        "--as", "email", metavar="EMAIL", help="Act as this account; without it, as the only admin."
    )
    return option(command)


def json_option(command: Command) -> Command:
    """Give a command the option that prints JSON."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def body_options(names: Sequence[tuple[str, str]]) -> Callable[[Command], Command]:
    """Give a command one option per field of a body, named after it; those not given are None."""

    def decorate(command: Command) -> Command:
        for name, meaning in reversed(names):
            flag = "--" + name.replace("_", "-")
            command = click.option(flag, name, help=meaning)(command)
        return command

    return decorate
