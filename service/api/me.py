"""Who one is, and one's own name."""

from __future__ import annotations

from service.access import accounts
from service.api.answering import answer_of, written
from service.api.calls import Call, Operation, Reply
from service.api.once import Made, once
from service.api.people import account_shape
from service.database import Connection
from service.formats.shapes import API
from service.intake import people as intake
from service.intake import queries


def me(call: Call) -> Reply:
    """Say who asks, with which token."""
    queries.none(call.pairs)
    if call.caller is None:
        raise AssertionError("this door lets only callers in")
    body = {
        **account_shape(call.caller.account, call),
        "url": f"{call.settings.base_url}{API}/me",
        "scopes": sorted(call.actor.scopes),
        "token": call.caller.credential,
    }
    return Reply(200, body)


def rename_me(call: Call) -> Reply:
    """Change one's own name."""
    queries.none(call.pairs)
    name = intake.own_name(call.body)

    def work(connection: Connection) -> Made:
        account = accounts.rename(connection, call.actor.id, name)
        return Made(
            answer=answer_of(200, account_shape(account, call)),
            stands=lambda later: accounts.require(later, account.id).name == name or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


OPERATIONS = (
    Operation(
        method="GET",
        path="/me",
        name="show_me",
        summary="Who one is, and how far this token reaches",
        view=me,
        door="callers",
        gives="Me",
    ),
    Operation(
        method="POST",
        path="/me",
        name="rename_me",
        summary="Change one's own name",
        view=rename_me,
        door="writers",
        takes="MeBody",
        gives="Account",
        problems=(422,),
        headers=("Idempotency-Replayed",),
        example={"name": "R. Porter"},
    ),
)
