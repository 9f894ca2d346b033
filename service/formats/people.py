"""Accounts, ways in and the trail as the API shows them; never a hash, and a token's plain text only once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from service.formats.json_text import instant, instant_or_none
from service.formats.shapes import API


def account(
    *,
    account_id: str,
    email: str,
    name: str,
    role: str,
    is_active: bool,
    created_at: datetime,
    base_url: str,
) -> dict[str, Any]:
    """Return an account."""
    return {
        "id": account_id,
        "url": f"{base_url}{API}/accounts/{account_id}",
        "email": email,
        "name": name,
        "role": role,
        "is_active": is_active,
        "created_at": instant(created_at),
    }


def token(
    *,
    token_id: str,
    account_id: str,
    name: str,
    label: str,
    scopes: Iterable[str],
    created_at: datetime,
    expires_at: datetime | None,
    revoked_at: datetime | None,
    last_used_at: datetime | None,
) -> dict[str, Any]:
    """Return what is kept of a token; `label` is how its plain text begins."""
    return {
        "id": token_id,
        "account": account_id,
        "name": name,
        "begins": label,
        "scopes": sorted(scopes),
        "created_at": instant(created_at),
        "expires_at": instant_or_none(expires_at),
        "revoked_at": instant_or_none(revoked_at),
        "last_used_at": instant_or_none(last_used_at),
    }


def session(
    *, session_id: str, browser: str | None, address: str | None, begun_at: datetime, seen_at: datetime
) -> dict[str, Any]:
    """Return a browser that somebody is signed in with."""
    return {
        "id": session_id,
        "browser": browser,
        "address": address,
        "begun_at": instant(begun_at),
        "seen_at": instant(seen_at),
    }


def trail_line(
    *,
    line_id: str,
    at: datetime,
    actor: str,
    credential: str,
    request_id: str | None,
    address: str | None,
    method: str,
    route: str,
    about: str | None,
    status: int | None,
    code: str | None,
) -> dict[str, Any]:
    """Return one line of the trail; a `code` says that it was refused, and why."""
    return {
        "id": line_id,
        "at": instant(at),
        "actor": actor,
        "credential": credential,
        "request_id": request_id,
        "address": address,
        "method": method,
        "route": route,
        "about": about,
        "status": status,
        "code": code,
    }
