"""API tokens: made, listed, revoked."""

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

SCOPES = ("read", "write", "admin")


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
    from service.doors.opening import acting, changed, opened, record

    wiring = opened()
    now = wiring.now()

    def work(connection: Connection) -> tuple[Token, str]:
        account = acting(connection, email)
        record(connection, wiring, about=account.id)
        return tokens.issue(
            connection,
            account_id=account.id,
            name=name,
            scopes=scopes,
            now=now,
            new_id=wiring.new_id,
            secret=wiring.new_secret(),
            expires_at=now + timedelta(days=days),
        )

    token, plain = changed(wiring, work)
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
    from service.doors.opening import changed, opened, record

    wiring = opened()
    if token_id.startswith("hs_"):
        raise exits.Stop(
            "Name the token by its id, not by itself.", "Ids: hearsay token list", code=exits.USAGE
        )

    def work(connection: Connection) -> None:
        tokens.revoke(connection, token_id, now=wiring.now())
        record(connection, wiring, about=token_id)

    changed(wiring, work, about=token_id)
    tell(f"{token_id} is revoked.")


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
