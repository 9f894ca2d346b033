"""Who one is, tokens and accounts."""

from __future__ import annotations

from service.access import accounts, tokens
from service.access.accounts import Account
from service.access.tokens import Token
from service.api.answering import answer_of, written
from service.api.calls import Call, Operation, Reply
from service.api.once import Made, once
from service.database import Connection, reading
from service.domain.refusals import Fault, Refusal, not_allowed, not_found, refuse
from service.domain.roles import may_administer
from service.formats import people as shapes
from service.formats.shapes import API
from service.intake import people as intake
from service.intake import queries
from service.intake.fields import is_id


def me(call: Call) -> Reply:
    """Say who asks, with which token."""
    queries.none(call.pairs)
    if call.caller is None:
        raise AssertionError("this door lets only callers in")
    body = {
        **_account(call.caller.account, call),
        "url": f"{call.settings.base_url}{API}/me",
        "scopes": sorted(call.actor.scopes),
        "token": call.caller.credential,
    }
    return Reply(200, body)


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


def list_accounts(call: Call) -> Reply:
    """List every account, the oldest first."""
    queries.none(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = accounts.every(connection)
    return Reply(200, {"items": [_account(one, call) for one in found], "next": None})


def add_account(call: Call) -> Reply:
    """Add an account; it signs in by a link."""
    queries.none(call.pairs)
    asked = intake.new_account(call.body)

    def work(connection: Connection) -> Made:
        account = accounts.add(
            connection,
            email=asked.email,
            name=asked.name,
            role=asked.role,
            now=call.now,
            new_id=call.wiring.new_id,
        )
        return Made(
            answer=answer_of(201, _account(account, call)),
            stands=lambda later: accounts.by_id(later, account.id) is not None or None,
        )

    return written(once(call.wiring, work, key=call.key, now=call.now))


def _account(account: Account, call: Call) -> dict[str, object]:
    return shapes.account(
        account_id=account.id,
        email=account.email,
        name=account.name,
        role=account.role,
        is_active=account.is_active,
        created_at=account.created_at,
        base_url=call.settings.base_url,
    )


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
        summary="Add an account",
        view=add_account,
        door="admins",
        takes="AccountBody",
        gives="Account",
        status=201,
        problems=(409, 422),
        headers=("Idempotency-Replayed",),
        example={"email": "reporter@example.org", "name": "R. Porter", "role": "reporter"},
    ),
)
