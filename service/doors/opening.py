"""How a command comes to its tools: settings, a database with the right schema, the account it acts as."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from service.access import accounts, trail
from service.access.accounts import Account
from service.access.trail import Attempt
from service.changes import sources
from service.changes.claims import Context, StaleVersion
from service.database import Connection, newest_revision, reading, revision_of, transact, upgrade
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from service.doors import exits
from service.doors.printing import tell
from service.read_models import rebuild
from service.settings import Settings, from_environment
from service.wiring import Wiring, wire

T = TypeVar("T")
#: Where a command keeps whom it acts as.
_ACTING = "hearsay.acting"
#: Why a command was refused, where it ended without a refusal's own code.
_CODE_OF_EXIT = {
    exits.NOT_FOUND: "not_found",
    exits.REJECTED: "rejected",
    exits.CONFLICT: "conflict",
    exits.NOT_ALLOWED: "not_allowed",
}
#: Who stands in the trail for a command that acts as nobody: whoever may log in to the machine.
OPERATOR = "system:operator"


def opened(*, with_running_address: bool = True) -> Wiring:
    """Return the tools on the database of the settings; its connections close when the command ends.

    Args:
        with_running_address: whether links lead to the `hearsay run` of this data folder, where the
            environment names no address.

    Raises:
        Stop: there is no database yet, or its schema is not this version's.
    """
    settings = from_environment()
    if with_running_address and not {"HEARSAY_BASE_URL", "HEARSAY_PORT"} & os.environ.keys():
        settings = as_running(settings)
    require_file(settings)
    wiring = wire(settings)
    click.get_current_context().call_on_close(wiring.engine.dispose)
    require_schema(wiring)
    return wiring


def address_file(settings: Settings) -> Path:
    """Return where `hearsay run` keeps its address as long as it runs."""
    return settings.data_dir / "address"


def as_running(settings: Settings) -> Settings:
    """Return the settings with the address that `hearsay run` answers at, where it runs."""
    try:
        address = address_file(settings).read_text().strip()
    except FileNotFoundError:
        return settings
    return replace(settings, base_url=address)


def require_file(settings: Settings) -> None:
    """Refuse to make an empty SQLite file by merely asking."""
    _, is_file, path = settings.database_url.partition("sqlite:///")
    if is_file and not Path(path).exists():
        raise exits.Stop(
            f"There is no ledger at {path} yet.",
            "hearsay run makes one with sample claims; hearsay migrate makes an empty one.",
        )


def require_schema(wiring: Wiring) -> None:
    """Refuse a database that is older or newer than this program."""
    newest = newest_revision()
    with reading(wiring.engine) as connection:
        found = revision_of(connection)
    if found == newest:
        return
    if found is None or newest is None or found < newest:
        raise exits.Stop(
            f"The database is at schema {found or 'none'}; this version needs {newest}.",
            "Bring it up to date first: hearsay migrate",
        )
    raise exits.Stop(
        f"The database is at schema {found}, made by a newer version; this one knows {newest}.",
        "Run the newer version.",
    )


def bring_up_to_date(wiring: Wiring) -> None:
    """Migrate, make the read models anew where the schema has changed, and add sources that lack a record.

    Raises:
        Stop: a newer version made this database.
    """
    with reading(wiring.engine) as connection:
        found = revision_of(connection)
    # Looking first takes far less time than loading what migrates.
    if found is None or found < (newest_revision() or ""):
        tell("Bringing the database to the newest schema.")
        upgrade(wiring.settings.database_url)
    require_schema(wiring)
    with reading(wiring.engine) as connection:
        is_needed, count = rebuild.is_needed(connection), rebuild.event_count(connection)
    if is_needed:
        if count:
            tell(f"Making everything that lists are read from anew, from {count} events.")
        transact(wiring.engine, rebuild.rebuild)
    add_missing_sources(wiring)


def add_missing_sources(wiring: Wiring) -> None:
    """Add the outlets and sources that claims name and nobody is known by; a version before kept none."""

    def work(connection: Connection) -> int:
        return sources.add_missing(connection, _upkeep(wiring))

    count = 0
    while added := transact(wiring.engine, work):
        count += added
    if count:
        tell(f"Added {count} outlets and named sources that claims name.")


def acting(connection: Connection, email: str | None) -> Account:
    """Return the account a command acts as: the one named, else the only admin.

    Raises:
        Stop: there is no such account, or it has to be said which.
    """
    if email is not None:
        return require_active(account_named(connection, email))
    admins = [one for one in accounts.every(connection) if one.role == "admin" and one.is_active]
    if not admins:
        raise exits.Stop(
            "There is no admin account yet.",
            "Add one: hearsay account add --role admin --email you@example.org --name You",
            code=exits.NOT_FOUND,
        )
    if len(admins) > 1:
        raise exits.Stop(
            f"There are {len(admins)} admin accounts.",
            "Say which one: " + " or ".join(f"--as {one.email}" for one in admins),
            code=exits.USAGE,
        )
    return admins[0]


def account_named(connection: Connection, email: str) -> Account:
    """Return the account with this address, switched off or not."""
    account = accounts.by_email(connection, email)
    if account is None:
        raise exits.Stop(
            f"There is no account {email}.", "See them: hearsay account list", code=exits.NOT_FOUND
        )
    return account


def require_active(account: Account) -> Account:
    """Refuse to act as somebody whose account is switched off."""
    if not account.is_active:
        raise exits.Stop(f"The account {account.email} is switched off.", code=exits.NOT_ALLOWED)
    return account


def changed(wiring: Wiring, work: Callable[[Connection], T], *, about: str | None = None) -> T:
    """Run what a command changes in one transaction; where it is refused, write that into the trail.

    The work records itself (`record`), so that a change and its line stand or fall together.

    Args:
        about: the id of the thing that was to be changed, where it is known before.
    """
    try:
        return transact(wiring.engine, work)
    except (Refusal, StaleVersion, exits.Stop) as error:
        code = _code_of(error)
        if code is not None:
            attempt = _attempt(wiring, _acting(), about, code)
            transact(wiring.engine, lambda connection: trail.add(connection, attempt, wiring.new_id))
        raise


def record(
    connection: Connection, wiring: Wiring, *, context: Context | None = None, about: str | None = None
) -> None:
    """Write the command that runs into the trail, in the transaction of what it changes.

    Args:
        context: of a command that acts as somebody; without one it is whoever is at this machine.
        about: the id of the thing it changes.
    """
    trail.add(connection, _attempt(wiring, context, about, None), wiring.new_id)


def _attempt(wiring: Wiring, context: Context | None, about: str | None, code: str | None) -> Attempt:
    return Attempt(
        at=wiring.now(),
        actor=OPERATOR if context is None else context.actor.id,
        credential="command line",
        request_id=None if context is None else context.request_id,
        method="RUN",
        route=click.get_current_context().command_path,
        about=about,
        code=code,
    )


def _code_of(error: Refusal | StaleVersion | exits.Stop) -> str | None:
    """Return why a command was refused; None where it was no refusal: a dry run, a wrong option."""
    match error:
        case Refusal():
            return error.code
        case StaleVersion():
            return "stale_version"
        case exits.Stop():
            return _CODE_OF_EXIT.get(error.code)


def _acting() -> Context | None:
    found: Context | None = click.get_current_context().meta.get(_ACTING)
    return found


def _upkeep(wiring: Wiring) -> Context:
    """Return who writes what an upgrade adds."""
    return Context(
        actor=Actor(OPERATOR, "viewer", frozenset()),
        now=wiring.now(),
        zone=wiring.settings.zone,
        new_id=wiring.new_id,
        request_id=wiring.new_id("cli"),
    )


def context_for(wiring: Wiring, account: Account) -> Context:
    """Return who changes something here, and when; a refusal from here on is theirs in the trail."""
    context = Context(
        actor=accounts.actor_of(account),
        now=wiring.now(),
        zone=wiring.settings.zone,
        new_id=wiring.new_id,
        request_id=wiring.new_id("cli"),
        conventions=wiring.settings.conventions,
        second_editor=wiring.settings.second_editor,
    )
    click.get_current_context().meta[_ACTING] = context
    return context
