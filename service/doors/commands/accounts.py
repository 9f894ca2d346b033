"""Who may come in: accounts and their sign-in links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.doors.options import json_option
from service.doors.printing import put_json, put_table, tell

if TYPE_CHECKING:
    from service.access.accounts import Account
    from service.database import Connection
    from service.letters.sign_in import HandedOut
    from service.wiring import Wiring

ROLES = ("viewer", "reporter", "editor", "admin")


@click.group("account")
def account_command() -> None:
    """Add, list, change and disable accounts; make sign-in links."""


@account_command.command("add")
@click.option("--email", required=True, help="Where letters go.")
@click.option("--name", required=True, help="The name colleagues see.")
@click.option("--role", type=click.Choice(ROLES), default="reporter", show_default=True)
def add(email: str, name: str, role: str) -> None:
    """Add an account and print a link that signs it in, once, within 24 hours; a letter brings it, too."""
    from service.access import accounts
    from service.doors.opening import changed, opened, record
    from service.letters import sign_in as letters

    wiring = opened()

    def work(connection: Connection) -> HandedOut:
        account = accounts.add(
            connection, email=email, name=name, role=role, now=wiring.now(), new_id=wiring.new_id
        )
        record(connection, wiring, about=account.id)
        return letters.hand_out(connection, wiring, account, "invitation")

    invited = changed(wiring, work)
    account = invited.account
    click.echo(letters.link(wiring.settings.base_url, invited.way_in))
    tell(f"{account.name} <{account.email}> is {account.id}, {account.role}. The link works once, for a day.")
    if invited.is_letter:
        tell("A letter with it is on its way.")


@account_command.command("change")
@click.argument("email")
@click.option("--name", help="The name colleagues see.")
@click.option("--role", type=click.Choice(ROLES), help="It counts from the next request on.")
def change(email: str, name: str | None, role: str | None) -> None:
    """Give the account EMAIL another name, another role, or both."""
    from service.access import accounts
    from service.doors.opening import account_named, changed, opened, record

    wiring = opened()
    if name is None and role is None:
        raise click.UsageError("Give --name, --role, or both.")

    def work(connection: Connection) -> Account:
        account = account_named(connection, email)
        if name is not None:
            account = accounts.rename(connection, account.id, name)
        if role is not None:
            account = accounts.set_role(connection, account.id, role)
        record(connection, wiring, about=account.id)
        return account

    account = changed(wiring, work)
    tell(f"{account.email} is {account.name}, {account.role}.")


@account_command.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Switch the account EMAIL on again; none of its old sessions, tokens and links comes back."""
    from service.access import accounts
    from service.doors.opening import account_named, changed, opened, record

    wiring = opened()

    def work(connection: Connection) -> Account:
        account = account_named(connection, email)
        record(connection, wiring, about=account.id)
        return accounts.set_active(connection, account.id, is_active=True)

    account = changed(wiring, work)
    tell(f"{account.email} is switched on. A way in: hearsay account link {account.email}")


@account_command.command("list")
@json_option
def list_accounts(*, as_json: bool) -> None:
    """List all accounts, the oldest first."""
    from service.access import accounts
    from service.database import reading
    from service.doors.opening import opened

    with reading(opened().engine) as connection:
        found = accounts.every(connection)
    if as_json:
        put_json([_account_shape(one) for one in found])
        return
    put_table(
        ("id", "email", "name", "role", "state"),
        [(one.id, one.email, one.name, one.role, "on" if one.is_active else "off") for one in found],
    )


@account_command.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a link that signs the account EMAIL in, once, within 24 hours."""
    from service.doors.opening import account_named, changed, opened, record, require_active

    wiring = opened()

    def work(connection: Connection) -> str:
        account = require_active(account_named(connection, email))
        record(connection, wiring, about=account.id)
        return sign_in_link(wiring, connection, account)

    click.echo(changed(wiring, work))


@account_command.command("disable")
@click.argument("email")
@click.option("--hand-over-to", "new_owner", metavar="EMAIL", help="Who owns its open claims from now on.")
@click.option(
    "--as", "acting_email", metavar="EMAIL", help="Who hands them over; without it, the only admin."
)
def disable(email: str, new_owner: str | None, acting_email: str | None) -> None:
    """Switch the account EMAIL off: its sessions, tokens and links end at once.

    Without a new owner of its open claims, the editors are told of them.
    """
    from service.access import accounts
    from service.changes.claims import Context
    from service.doors.opening import account_named, acting, changed, opened, record
    from service.rounds.leaving import Left, switch_off

    wiring = opened()

    def work(connection: Connection) -> Left:
        account = account_named(connection, email)
        heir = None if new_owner is None else account_named(connection, new_owner).id
        actor = (
            accounts.actor_of(account)
            if heir is None
            else accounts.actor_of(acting(connection, acting_email))
        )
        context = Context(actor=actor, now=wiring.now(), zone=wiring.settings.zone, new_id=wiring.new_id)
        record(connection, wiring, about=account.id)
        return switch_off(connection, wiring, account.id, context, new_owner=heir)

    left = changed(wiring, work)
    count = f"{left.claims} open claim{'' if left.claims == 1 else 's'}"
    tell(
        f"{left.account.email} is switched off. "
        + (
            f"{count} went to {left.new_owner.email}."
            if left.new_owner
            else f"{count} still name it as their owner; the editors are told."
            if left.claims
            else "It owned no open claim."
        )
    )


def sign_in_link(wiring: Wiring, connection: Connection, account: Account) -> str:
    """Return the address of a new link that signs the account in, once, within 24 hours."""
    from service.access import sign_in_links

    secret = sign_in_links.issue(
        connection,
        account.id,
        now=wiring.now(),
        secret=wiring.new_secret(),
        lasts=sign_in_links.FIRST_LASTS,
    )
    return f"{wiring.settings.base_url}/sign-in/{secret}"


def _account_shape(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "role": account.role,
        "is_active": account.is_active,
        "created_at": account.created_at.isoformat(),
    }
