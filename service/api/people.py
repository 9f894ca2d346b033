"""The accounts of everybody, for admins."""

from __future__ import annotations

from collections.abc import Callable

from service.access import accounts, sign_in_links
from service.access.accounts import Account
from service.api.answering import answer_of, written
from service.api.calls import Call, Operation, Reply
from service.api.once import Made, once
from service.database import Connection, reading
from service.domain.refusals import not_found
from service.formats import people as shapes
from service.intake import letters as intake_letters
from service.intake import people as intake
from service.intake import queries
from service.intake.fields import is_id
from service.letters.sign_in import HandedOut, announce, hand_out
from service.rounds import leaving


def list_accounts(call: Call) -> Reply:
    """List every account, the oldest first."""
    queries.none(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = accounts.every(connection)
    return Reply(200, {"items": [account_shape(one, call) for one in found], "next": None})


def show_account(call: Call) -> Reply:
    """Return one account."""
    queries.none(call.pairs)
    account_id = _account_id(call)
    with reading(call.wiring.engine) as connection:
        account = accounts.by_id(connection, account_id)
    if account is None:
        raise not_found("such account")
    return Reply(200, account_shape(account, call))


def add_account(call: Call) -> Reply:
    """Add an account and send its invitation: a letter with a link that signs in once, within a day."""
    queries.none(call.pairs)
    asked = intake.new_account(call.body)
    invited: list[HandedOut] = []

    def work(connection: Connection) -> Made:
        account = accounts.add(
            connection,
            email=asked.email,
            name=asked.name,
            role=asked.role,
            now=call.now,
            new_id=call.wiring.new_id,
        )
        invited[:] = [hand_out(connection, call.wiring, account, "invitation")]
        return Made(
            answer=answer_of(201, account_shape(account, call)),
            stands=lambda later: accounts.by_id(later, account.id) is not None or None,
        )

    return _written_and_announced(call, work, invited)


def invite(call: Call) -> Reply:
    """Send an account another invitation."""
    queries.none(call.pairs)
    account_id = _account_id(call)
    invited: list[HandedOut] = []

    def work(connection: Connection) -> Made:
        account = accounts.require(connection, account_id)
        invited[:] = [hand_out(connection, call.wiring, account, "invitation")]
        return Made(
            answer=answer_of(200, account_shape(account, call)),
            stands=lambda later: _is_issued(later, invited[0]) or None,
        )

    return _written_and_announced(call, work, invited)


def change_account(call: Call) -> Reply:
    """Give an account another name, another role, or both."""
    queries.none(call.pairs)
    account_id = _account_id(call)
    asked = intake.account_change(call.body)

    def work(connection: Connection) -> Made:
        account = accounts.require(connection, account_id)
        if asked.name is not None:
            account = accounts.rename(connection, account_id, asked.name)
        if asked.role is not None:
            account = accounts.set_role(connection, account_id, asked.role)
        return Made(
            answer=answer_of(200, account_shape(account, call)),
            stands=lambda later: accounts.by_id(later, account_id) == account or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def enable_account(call: Call) -> Reply:
    """Switch an account on again; none of its old sessions, tokens and links comes back."""
    queries.none(call.pairs)
    account_id = _account_id(call)

    def work(connection: Connection) -> Made:
        account = accounts.set_active(connection, account_id, is_active=True)
        return Made(
            answer=answer_of(200, account_shape(account, call)),
            stands=lambda later: accounts.require(later, account_id).is_active or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def disable_account(call: Call) -> Reply:
    """Switch an account off; its open claims go to a new owner, or the editors are told of them."""
    queries.none(call.pairs)
    account_id = _account_id(call)
    new_owner = intake_letters.new_owner(call.body)

    def work(connection: Connection) -> Made:
        left = leaving.switch_off(connection, call.wiring, account_id, call.context, new_owner=new_owner)
        return Made(
            answer=answer_of(200, account_shape(left.account, call)),
            stands=lambda later: not accounts.require(later, account_id).is_active or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def _written_and_announced(call: Call, work: Callable[[Connection], Made], invited: list[HandedOut]) -> Reply:
    """Make the change; what no letter carries is printed by this server once it stands."""
    answered = once(call.wiring, work, key=call.key, now=call.now)
    for one in [] if answered.is_replayed else invited:
        announce(one)
    return written(answered)


def _is_issued(connection: Connection, handed_out: HandedOut) -> bool:
    return sign_in_links.expires_at(connection, handed_out.way_in.secret) is not None


def _account_id(call: Call) -> str:
    account_id = call.path["account_id"]
    if not is_id(account_id, "acc"):
        raise not_found("such account")
    return account_id


def account_shape(account: Account, call: Call) -> dict[str, object]:
    """Return an account as the API shows it."""
    return shapes.account(
        account_id=account.id,
        email=account.email,
        name=account.name,
        role=account.role,
        is_active=account.is_active,
        created_at=account.created_at,
        base_url=call.settings.base_url,
    )


OPERATIONS = (
    Operation(
        method="GET",
        path="/accounts",
        name="list_accounts",
        summary="Every account",
        view=list_accounts,
        door="admins",
        gives="AccountList",
    ),
    Operation(
        method="POST",
        path="/accounts",
        name="add_account",
        summary="Invite somebody: add an account",
        about="A letter with a link goes out that signs in once, within a day; afterwards people ask for "
        "links themselves. Without a mail server the server prints the link.",
        view=add_account,
        door="admins",
        takes="AccountBody",
        gives="Account",
        status=201,
        problems=(409, 422),
        headers=("Idempotency-Replayed",),
        example={"email": "reporter@example.org", "name": "R. Porter", "role": "reporter"},
    ),
    Operation(
        method="GET",
        path="/accounts/{account_id}",
        name="show_account",
        summary="One account",
        view=show_account,
        door="admins",
        gives="Account",
        problems=(404,),
    ),
    Operation(
        method="POST",
        path="/accounts/{account_id}/invite",
        name="invite",
        summary="Send another invitation",
        view=invite,
        door="admins",
        gives="Account",
        problems=(404, 409, 422),
        headers=("Idempotency-Replayed",),
    ),
    Operation(
        method="POST",
        path="/accounts/{account_id}/change",
        name="change_account",
        summary="Change an account's name or role",
        about="The role counts from the next request on. The last active admin stays one.",
        view=change_account,
        door="admins",
        takes="AccountChangeBody",
        gives="Account",
        problems=(404, 409, 422),
        headers=("Idempotency-Replayed",),
        example={"role": "editor"},
    ),
    Operation(
        method="POST",
        path="/accounts/{account_id}/enable",
        name="enable_account",
        summary="Switch an account on again",
        about="None of its old sessions, tokens and links comes back.",
        view=enable_account,
        door="admins",
        gives="Account",
        problems=(404, 422),
        headers=("Idempotency-Replayed",),
    ),
    Operation(
        method="POST",
        path="/accounts/{account_id}/disable",
        name="disable_account",
        summary="Switch an account off",
        about="Its sessions, tokens and links end at once. Name a new owner of its open claims; without one "
        "the editors are told of them.",
        view=disable_account,
        door="admins",
        takes="DisableBody",
        gives="Account",
        problems=(404, 409, 422),
        headers=("Idempotency-Replayed",),
        example={"new_owner": None},
    ),
)
