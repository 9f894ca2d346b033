"""What letters one gets: choices, and follows of claims, questions, tags, desks, outlets and sources."""

from __future__ import annotations

from service.access import follows, letter_choices
from service.access.follows import Follow
from service.api.answering import answer_of, written
from service.api.calls import Call, Operation, Reply
from service.api.once import Made, once
from service.database import Connection, reading
from service.domain.refusals import not_found, refuse
from service.domain.reminding.digesting import next_turn
from service.formats import letters as shapes
from service.intake import letters as intake
from service.intake import queries
from service.intake.fields import is_id
from service.mail import paused
from service.read_models import claim_board, questions, sources


def show_choices(call: Call) -> Reply:
    """Say what letters one gets."""
    queries.none(call.pairs)
    with reading(call.wiring.engine) as connection:
        return Reply(200, _choices(connection, call))


def choose(call: Call) -> Reply:
    """Change some of one's choices."""
    queries.none(call.pairs)
    changes = intake.choices(call.body)

    def work(connection: Connection) -> Made:
        zone, account = call.settings.zone, call.actor.id
        chosen = letter_choices.choose(connection, account, changes, zone=zone, now=call.now)
        return Made(
            answer=answer_of(200, _choices(connection, call)),
            stands=lambda later: letter_choices.of(later, account, zone=zone) == chosen or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def list_follows(call: Call) -> Reply:
    """List what one follows, the oldest first."""
    queries.none(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = follows.every_of(connection, call.actor.id)
    return Reply(200, {"items": [_follow(one, call) for one in found], "next": None})


def follow(call: Call) -> Reply:
    """Follow something, or say that one wants no letters about a claim."""
    queries.none(call.pairs)
    asked = intake.follow(call.body)

    def work(connection: Connection) -> Made:
        _require_there(connection, asked)
        made = follows.follow(
            connection,
            account=call.actor.id,
            kind=asked.kind,
            target=asked.target,
            wants_letters=asked.wants_letters,
            now=call.now,
            new_id=call.wiring.new_id,
        )
        return Made(
            answer=answer_of(201, _follow(made, call)),
            stands=lambda later: follows.by_id(later, made.id) == made or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def end_follow(call: Call) -> Reply:
    """End a follow of one's own."""
    queries.none(call.pairs)
    follow_id = call.path["follow_id"]
    if not is_id(follow_id, "flw"):
        raise not_found("such follow")

    def work(connection: Connection) -> Made:
        ended = follows.end(connection, follow_id, account=call.actor.id)
        return Made(
            answer=answer_of(200, _follow(ended, call)),
            stands=lambda later: follows.by_id(later, follow_id) is None or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def _choices(connection: Connection, call: Call) -> dict[str, object]:
    account = call.actor.id
    chosen = letter_choices.of(connection, account, zone=call.settings.zone)
    return shapes.choices(
        chosen, next_digest=next_turn(chosen, call.now), paused=paused.of_account(connection, account)
    )


def _follow(one: Follow, call: Call) -> dict[str, object]:
    return shapes.follow(
        follow_id=one.id,
        kind=one.kind,
        target=one.target,
        wants_letters=one.wants_letters,
        since=one.since,
        base_url=call.settings.base_url,
    )


def _require_there(connection: Connection, asked: intake.FollowAsked) -> None:
    if asked.kind == "claim" and claim_board.one(connection, asked.target) is None:
        raise refuse("unknown_claim", "There is no such claim.", at="/claim")
    if asked.kind == "question" and questions.one(connection, asked.target) is None:
        raise refuse("unknown_question", "There is no such question.", at="/question")
    if asked.kind in ("outlet", "source"):
        known = sources.one(connection, asked.target)
        if known is None or follows.kind_of(known.type) != asked.kind:
            raise refuse("unknown_source", f"There is no such {asked.kind}.", at=f"/{asked.kind}")


OPERATIONS = (
    Operation(
        method="GET",
        path="/me/letters",
        name="show_letter_choices",
        summary="Which letters one gets, and when the next digest comes",
        view=show_choices,
        door="callers",
        gives="LetterChoices",
    ),
    Operation(
        method="POST",
        path="/me/letters",
        name="choose_letters",
        summary="Change which letters one gets",
        about="What is left out stays as it is. Null takes away a pause, an absence, a stand-in and "
        "one's own word on subjects.",
        view=choose,
        door="writers",
        takes="LettersBody",
        gives="LetterChoices",
        problems=(422,),
        headers=("Idempotency-Replayed",),
        example={"digest": "weekdays", "digest_at": "07:00", "zone": "Europe/London"},
    ),
    Operation(
        method="GET",
        path="/follows",
        name="list_follows",
        summary="What one follows",
        view=list_follows,
        door="callers",
        gives="FollowList",
    ),
    Operation(
        method="POST",
        path="/follows",
        name="follow",
        summary="Follow a claim, a question, a tag, a desk, an outlet or a named source",
        about="Followers get the letters that owners get, by their own choices. With wants_letters false one "
        "hears no more of a claim. Followed again, the last word counts.",
        view=follow,
        door="writers",
        takes="FollowBody",
        gives="Follow",
        status=201,
        problems=(422,),
        headers=("Idempotency-Replayed",),
        example={"tag": "border"},
    ),
    Operation(
        method="POST",
        path="/follows/{follow_id}/end",
        name="end_follow",
        summary="Follow something no longer",
        view=end_follow,
        door="writers",
        gives="Follow",
        problems=(404, 422),
        headers=("Idempotency-Replayed",),
    ),
)
