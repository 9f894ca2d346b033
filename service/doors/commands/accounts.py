"""Who may come in: accounts, their sign-in links, their API tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.doors import exits
from service.doors.options import json_option
from service.doors.printing import put_json, put_table, tell

if TYPE_CHECKING:
    from service.access.accounts import Account
    from service.access.tokens import Token
    from service.database import Connection
    from service.wiring import Wiring

ROLES = ("viewer", "reporter", "editor", "admin")
SCOPES = ("read", "write", "admin")


@click.group("account")
def account_command() -> None:
    """Add, list and disable accounts; make sign-in links."""


@account_command.command("add")
@click.option("--email", required=True, help="Where letters go.")
@click.option("--name", required=True, help="The name colleagues see.")
@click.option("--role", type=click.Choice(ROLES), default="reporter", show_default=True)
def add(email: str, name: str, role: str) -> None:
    """Add an account and print a link that signs it in, once, within 24 hours."""
    from service.access import accounts
    from service.database import transact
    from service.doors.opening import opened

    wiring = opened()

    def work(connection: Connection) -> tuple[Account, str]:
        account = accounts.add(
            connection, email=email, name=name, role=role, now=wiring.now(), new_id=wiring.new_id
        )
        return account, sign_in_link(wiring, connection, account)

    account, link = transact(wiring.engine, work)
    click.echo(link)
    tell(f"{account.name} <{account.email}> is {account.id}, {account.role}. The link works once, for a day.")


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
    from service.database import transact
    from service.doors.opening import account_named, opened, require_active

    wiring = opened()
    made = transact(
        wiring.engine,
        lambda connection: sign_in_link(wiring, connection, require_active(account_named(connection, email))),
    )
    click.echo(made)


@account_command.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Switch the account EMAIL off: its sessions, tokens and links end at once."""
    from service.access import accounts
    from service.database import transact
    from service.doors.opening import account_named, opened

    wiring = opened()
    account = transact(
        wiring.engine,
        lambda connection: accounts.set_active(
            connection, account_named(connection, email).id, is_active=False
        ),
    )
    tell(f"{account.email} is switched off. Its claims still name it as their owner.")


@click.group("token")
def token_command() -> None:
    """Make, list and revoke API tokens."""


@token_command.command("create")
@click.option("--name", required=True, help="What it is for.")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, default=("read", "write"))
@click.option(
    "--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How long it lasts."
)
@click.option("--as", "email", metavar="EMAIL", help="Whose token; without it, the only admin's.")
def create(name: str, scopes: tuple[str, ...], days: int, email: str | None) -> None:
    """Make an API token and print it; it is shown this once."""
    from datetime import timedelta

    from service.access import tokens
    from service.database import transact
    from service.doors.opening import acting, opened

    wiring = opened()
    now = wiring.now()
    token, plain = transact(
        wiring.engine,
        lambda connection: tokens.issue(
            connection,
            account_id=acting(connection, email).id,
            name=name,
            scopes=scopes,
            now=now,
            new_id=wiring.new_id,
            secret=wiring.new_secret(),
            expires_at=now + timedelta(days=days),
        ),
    )
    click.echo(plain)
    tell(f"Keep it now; only its beginning is kept here. End it with: hearsay token revoke {token.id}")


@token_command.command("list")
@click.option("--as", "email", metavar="EMAIL", help="Whose tokens; without it, everybody's.")
@json_option
def list_tokens(email: str | None, *, as_json: bool) -> None:
    """List API tokens, the newest first."""
    from service.access import accounts, tokens
    from service.database import reading
    from service.doors.opening import account_named, opened

    wiring = opened()
    with reading(wiring.engine) as connection:
        owners = [account_named(connection, email)] if email else accounts.every(connection)
        found = [(owner, token) for owner in owners for token in tokens.every_of(connection, owner.id)]
    if as_json:
        put_json([_token_shape(owner, token) for owner, token in found])
        return
    put_table(
        ("id", "begins", "name", "account", "scopes", "expires", "revoked"),
        [
            (
                token.id,
                token.label,
                token.name,
                owner.email,
                " ".join(sorted(token.scopes)),
                token.expires_at and token.expires_at.date(),
                token.revoked_at and token.revoked_at.date(),
            )
            for owner, token in found
        ],
    )


@token_command.command("revoke")
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """End the API token ID at once."""
    from service.access import tokens
    from service.database import transact
    from service.doors.opening import opened

    wiring = opened()
    if token_id.startswith("hs_"):
        raise exits.Stop(
            "Name the token by its id, not by itself.", "Ids: hearsay token list", code=exits.USAGE
        )
    transact(wiring.engine, lambda connection: tokens.revoke(connection, token_id, now=wiring.now()))
    tell(f"{token_id} is revoked.")


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


def _token_shape(owner: Account, token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "begins": token.label,
        "name": token.name,
        "account": owner.id,
        "email": owner.email,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
    }
