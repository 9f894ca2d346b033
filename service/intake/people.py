"""Bodies about access: a new account, a new token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from service.domain.refusals import refuse
from service.domain.roles import Role, Scope
from service.intake import limits
from service.intake.containers import Listing
from service.intake.fields import Choice, Id, Instant, Text
from service.intake.schema import Body, load

#: A token that people forget about ends by itself.
MOST_TOKEN_LIFE = timedelta(days=5 * 366)


class AccountBody(Body):
    """A new account."""

    email = Text(limits.EMAIL, required=True, says="Letters go here; one account per address.")
    name = Text(limits.NAME, required=True, says="As colleagues see it.")
    role = Choice(get_args(Role), required=True)


class AccountChangeBody(Body):
    """What changes about an account; what is left out stays."""

    name = Text(limits.NAME, says="As colleagues see it.")
    role = Choice(get_args(Role))


class MeBody(Body):
    """One's own account."""

    name = Text(limits.NAME, required=True, says="As colleagues see it.")


class TokenBody(Body):
    """A new token, for oneself or, by an admin, for another account."""

    name = Text(limits.NAME, required=True, says="What it is for.")
    scopes = Listing(
        Choice(get_args(Scope), required=True),
        len(get_args(Scope)),
        least=1,
        required=True,
        says="How far it reaches.",
    )
    expires_at = Instant(says="Else in 90 days; at most five years ahead.")
    account = Id("acc", says="Whose it is; one's own unless said otherwise.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account as it is proposed."""

    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What is to change about an account; None stays."""

    name: str | None
    role: Role | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token as it is asked for; `account` None is one's own."""

    name: str
    scopes: frozenset[Scope]
    expires_at: datetime | Literal["in_90_days"]
    account: str | None


_account, _token, _change, _me = AccountBody(), TokenBody(), AccountChangeBody(), MeBody()


def new_account(body: object) -> NewAccount:
    """Return the account of a body.

    Raises:
        Refusal: with every fault at once.
    """
    return NewAccount(**load(_account, body))


def account_change(body: object) -> AccountChange:
    """Return what a body changes about an account.

    Raises:
        Refusal: with every fault at once; `nothing_changes`.
    """
    found = AccountChange(**load(_change, body))
    if found.name is None and found.role is None:
        raise refuse("nothing_changes", "Give a name, a role, or both.")
    return found


def own_name(body: object) -> str:
    """Return the name that a body gives oneself.

    Raises:
        Refusal: with every fault at once.
    """
    name: str = load(_me, body)["name"]
    return name


def new_token(body: object, *, now: datetime) -> NewToken:
    """Return the token that a body asks for.

    Raises:
        Refusal: with every fault at once.
    """
    loaded = load(_token, body)
    expires_at = loaded["expires_at"]
    if expires_at is not None and expires_at <= now:
        raise refuse("in_the_past", "A token must expire later than now.", at="/expires_at")
    if expires_at is not None and expires_at > now + MOST_TOKEN_LIFE:
        raise refuse("out_of_range", "A token lasts five years at most.", at="/expires_at")
    return NewToken(
        name=loaded["name"],
        scopes=frozenset(loaded["scopes"]),
        expires_at=expires_at or "in_90_days",
        account=loaded["account"],
    )
