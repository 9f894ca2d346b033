"""What the API gives about access, as JSON Schemas: accounts, tokens, sessions, the trail."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.roles import Role, Scope
from service.formats.schema_parts import (
    ADDRESS,
    FLAG,
    INSTANT,
    TEXT,
    Schema,
    list_of,
    object_of,
    one_of,
    or_null,
    page_of,
)

_ACCOUNT = {
    "id": TEXT,
    "url": ADDRESS,
    "email": TEXT,
    "name": TEXT,
    "role": one_of(Role),
    "is_active": FLAG,
    "created_at": INSTANT,
}
_TOKEN = {
    "id": TEXT,
    "account": TEXT,
    "name": TEXT,
    "begins": TEXT,
    "scopes": list_of(one_of(Scope)),
    "created_at": INSTANT,
    "expires_at": or_null(INSTANT),
    "revoked_at": or_null(INSTANT),
    "last_used_at": or_null(INSTANT),
}
_SESSION = object_of(id=TEXT, browser=or_null(TEXT), address=or_null(TEXT), begun_at=INSTANT, seen_at=INSTANT)
_TRAIL_LINE = object_of(
    id=TEXT,
    at=INSTANT,
    actor=TEXT,
    credential=TEXT,
    request_id=or_null(TEXT),
    address=or_null(TEXT),
    method=TEXT,
    route=TEXT,
    about=or_null(TEXT),
    status=or_null({"type": "integer", "minimum": 100, "maximum": 599}),
    code={**or_null(TEXT), "description": "Why it was refused; null where it was done."},
)
_PLAIN = {**or_null(TEXT), "description": "The plain text, this once; null in a replay."}

#: By name, as the operations speak of them.
SCHEMAS: Mapping[str, Schema] = {
    "Account": object_of(**_ACCOUNT),
    "AccountList": page_of("Account"),
    "Me": object_of(**_ACCOUNT, scopes=list_of(one_of(Scope)), token=TEXT),
    "Token": object_of(**_TOKEN),
    "NewToken": object_of(**_TOKEN, token=_PLAIN),
    "TokenList": page_of("Token"),
    "Session": _SESSION,
    "SessionList": page_of("Session"),
    "TrailLine": _TRAIL_LINE,
    "Trail": page_of("TrailLine"),
}
