"""Letters: what went out, what waits, what was given up; and addresses that nothing is sent to."""

from __future__ import annotations

from service.access import accounts
from service.api.answering import answer_of, written
from service.api.calls import Call, Operation, Reply
from service.api.once import Made, once
from service.database import Connection, reading
from service.domain.refusals import conflict, not_found
from service.formats.letters import delivery, paused_address
from service.intake import queries
from service.intake.fields import is_id
from service.mail import outbox, paused


def every(call: Call) -> Reply:
    """List the newest letters, newest first."""
    asked = queries.deliveries(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = outbox.every(connection, state=asked.state, claim=asked.claim, most=asked.limit)
    return Reply(200, {"items": [delivery(one) for one in found], "next": None})


def send_again(call: Call) -> Reply:
    """Make a letter that was given up due again."""
    queries.none(call.pairs)
    letter_id = call.path["letter_id"]
    if not is_id(letter_id, "let"):
        raise not_found("such letter")

    def work(connection: Connection) -> Made:
        if outbox.one(connection, letter_id) is None:
            raise not_found("such letter")
        if not outbox.send_again(connection, letter_id, call.now):
            raise conflict(
                "not_given_up", "This letter was not given up.", hint="Only letters in the state dead are."
            )
        letter = outbox.one(connection, letter_id)
        if letter is None:
            raise not_found("such letter")
        return Made(
            answer=answer_of(200, delivery(letter)), stands=lambda later: _is_no_longer_dead(later, letter_id)
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def every_paused(call: Call) -> Reply:
    """List the addresses that a mail server has refused for good, the newest first."""
    queries.none(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = paused.every(connection)
    return Reply(200, {"items": [paused_address(one) for one in found], "next": None})


def resume(call: Call) -> Reply:
    """Send to an account's addresses again; where none was paused, that changes nothing."""
    queries.none(call.pairs)
    account_id = call.path["account_id"]
    if not is_id(account_id, "acc"):
        raise not_found("such account")

    def work(connection: Connection) -> Made:
        accounts.require(connection, account_id)
        found = paused.resume(connection, account_id)
        body = {"items": [paused_address(one) for one in found], "next": None}
        return Made(
            answer=answer_of(200, body),
            stands=lambda later: not paused.of_account(later, account_id) or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def _is_no_longer_dead(connection: Connection, letter_id: str) -> bool | None:
    letter = outbox.one(connection, letter_id)
    return (letter is not None and letter.state != "dead") or None


OPERATIONS = (
    Operation(
        method="GET",
        path="/deliveries",
        name="list_deliveries",
        summary="The newest letters and what became of them",
        about="At most 200; their texts are in the mailbox or in the mail server's hands.",
        view=every,
        door="admins",
        query="DeliveriesQuery",
        gives="DeliveryList",
    ),
    Operation(
        method="POST",
        path="/deliveries/{letter_id}/send-again",
        name="send_again",
        summary="Try a letter again that was given up",
        about="Under its old Message-ID. It is looked at again as it is sent: what was answered meanwhile is "
        "left out, and a letter of which nothing stands is dropped.",
        view=send_again,
        door="admins",
        gives="Delivery",
        problems=(404, 409, 422),
        headers=("Idempotency-Replayed",),
    ),
    Operation(
        method="GET",
        path="/paused-addresses",
        name="list_paused_addresses",
        summary="Addresses that nothing is sent to",
        about="A mail server has said that there is no such mailbox (5.1.x). Nothing more is tried until the "
        "account has another address or somebody resumes this one.",
        view=every_paused,
        door="admins",
        gives="PausedAddressList",
    ),
    Operation(
        method="POST",
        path="/paused-addresses/{account_id}/resume",
        name="resume_address",
        summary="Send to an account's address again",
        view=resume,
        door="admins",
        gives="PausedAddressList",
        problems=(404, 422),
        headers=("Idempotency-Replayed",),
    ),
)
