"""The ways in: API tokens, and the sessions of browsers."""

from __future__ import annotations

from service.access import accounts, sessions, tokens
from service.access.sessions import Session
from service.access.tokens import Token
from service.api.answering import answer_of, written
from service.api.calls import Call, Operation, Reply
from service.api.once import Made, once
from service.database import Connection, reading
from service.domain.refusals import Fault, Refusal, not_allowed, not_found, refuse
from service.domain.roles import may_administer
from service.formats import people as shapes
from service.intake import people as intake
from service.intake import queries
from service.intake.fields import is_id


def list_tokens(call: Call) -> Reply:
    """List one's own tokens, or for admins those of another account."""
    account_id = queries.tokens_of(call.pairs) or call.actor.id
    _require_own_or_admin(call, account_id)
    with reading(call.wiring.engine) as connection:
        if accounts.by_id(connection, account_id) is None:
            raise not_found("such account")
        found = tokens.every_of(connection, account_id)
    return Reply(200, {"items": [_token(one) for one in found], "next": None})


def issue_token(call: Call) -> Reply:
    """Make a token; its plain text is in this answer and nowhere else."""
    queries.none(call.pairs)
    asked = intake.new_token(call.body, now=call.now)
    account_id = asked.account or call.actor.id
    _require_own_or_admin(call, account_id)
    if not asked.scopes <= call.actor.scopes:
        wider = Fault("/scopes", "not_allowed", "A token cannot reach further than the one that makes it.")
        raise Refusal(wider, refusal_class="not_allowed")
    secret = call.wiring.new_secret()

    def work(connection: Connection) -> Made:
        if accounts.by_id(connection, account_id) is None:
            raise refuse("unknown_account", "There is no such account.", at="/account")
        token, plain = tokens.issue(
            connection,
            account_id=account_id,
            name=asked.name,
            scopes=asked.scopes,
            now=call.now,
            new_id=call.wiring.new_id,
            secret=secret,
            expires_at=asked.expires_at,
        )
        shape = _token(token)
        return Made(
            answer=answer_of(201, {**shape, "token": plain}),
            kept=answer_of(201, {**shape, "token": None}),
            stands=lambda later: _has_token(later, token) or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def revoke_token(call: Call) -> Reply:
    """End a token at once."""
    queries.none(call.pairs)
    token_id = call.path["token_id"]
    if not is_id(token_id, "tok"):
        raise not_found("such token")

    def work(connection: Connection) -> Made:
        if not may_administer(call.actor) and not _is_own(connection, call, token_id):
            raise not_found("such token")
        token = tokens.revoke(connection, token_id, now=call.now)
        # Made again it changes nothing, so it stands as soon as anybody says that it was revoked.
        return Made(
            answer=answer_of(200, _token(token)), stands=lambda later: _is_revoked(later, token) or None
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def list_sessions(call: Call) -> Reply:
    """List the browsers one is signed in with, the one used last first."""
    queries.none(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = sessions.every_of(connection, call.actor.id, call.now)
    return Reply(200, {"items": [_session(one) for one in found], "next": None})


def end_session(call: Call) -> Reply:
    """Sign a browser of one's own out."""
    queries.none(call.pairs)
    session_id = call.path["session_id"]
    if not is_id(session_id, "ses"):
        raise not_found("such session")

    def work(connection: Connection) -> Made:
        ended = sessions.end_one(connection, call.actor.id, session_id, call.now)
        return Made(
            answer=answer_of(200, _session(ended)),
            stands=lambda later: not _has_session(later, call, session_id) or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def _token(token: Token) -> dict[str, object]:
    return shapes.token(
        token_id=token.id,
        account_id=token.account_id,
        name=token.name,
        label=token.label,
        scopes=token.scopes,
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        last_used_at=token.last_used_at,
    )


def _require_own_or_admin(call: Call, account_id: str) -> None:
    if account_id != call.actor.id and not may_administer(call.actor):
        raise not_allowed("Only admins see or make tokens of other accounts.")


def _is_own(connection: Connection, call: Call, token_id: str) -> bool:
    return any(one.id == token_id for one in tokens.every_of(connection, call.actor.id))


def _has_token(connection: Connection, token: Token) -> bool:
    return any(one.id == token.id for one in tokens.every_of(connection, token.account_id))


def _is_revoked(connection: Connection, token: Token) -> bool:
    return any(
        one.id == token.id and one.revoked_at is not None
        for one in tokens.every_of(connection, token.account_id)
    )


def _session(one: Session) -> dict[str, object]:
    return shapes.session(
        session_id=one.id,
        browser=one.browser,
        address=one.address,
        begun_at=one.begun_at,
        seen_at=one.seen_at,
    )


def _has_session(connection: Connection, call: Call, session_id: str) -> bool:
    return any(one.id == session_id for one in sessions.every_of(connection, call.actor.id, call.now))


OPERATIONS = (
    Operation(
        method="GET",
        path="/tokens",
        name="list_tokens",
        summary="One's tokens, revoked and expired ones too",
        view=list_tokens,
        door="callers",
        query="TokensQuery",
        gives="TokenList",
        problems=(404,),
    ),
    Operation(
        method="POST",
        path="/tokens",
        name="issue_token",
        summary="Make a token",
        about="For oneself, or by an admin for another account. It reaches no further than the token that "
        "makes it. Its plain text is in this answer alone; a replay says null.",
        view=issue_token,
        door="writers",
        takes="TokenBody",
        gives="NewToken",
        status=201,
        problems=(404, 409, 422),
        headers=("Idempotency-Replayed",),
        example={"name": "nightly sync", "scopes": ["read"]},
    ),
    Operation(
        method="POST",
        path="/tokens/{token_id}/revoke",
        name="revoke_token",
        summary="End a token at once",
        view=revoke_token,
        door="writers",
        gives="Token",
        problems=(404, 422),
        headers=("Idempotency-Replayed",),
    ),
    Operation(
        method="GET",
        path="/sessions",
        name="list_sessions",
        summary="The browsers one is signed in with",
        view=list_sessions,
        door="callers",
        gives="SessionList",
    ),
    Operation(
        method="POST",
        path="/sessions/{session_id}/end",
        name="end_session",
        summary="Sign a browser out",
        about="One of one's own; it ends at once.",
        view=end_session,
        door="writers",
        gives="Session",
        problems=(404, 422),
        headers=("Idempotency-Replayed",),
    ),
)
