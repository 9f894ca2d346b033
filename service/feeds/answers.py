"""What every answer here has in common: who may have it, how it is kept, what is said where it fails."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from urllib.parse import quote

from flask import Blueprint, Response, request

from service.access import guards
from service.access.guards import Caller
from service.access.limits import TooMany
from service.database import Unavailable
from service.domain.refusals import Refusal, RefusalClass
from service.domain.roles import may_read
from service.intake.queries import FeedAsked, feed, pairs_of
from service.intake.syntax import BadSyntax, bad_syntax
from service.read_models.filters import ClaimFilter
from service.wiring import Wiring

STATUS_OF: dict[RefusalClass, int] = {"content": 422, "not_allowed": 403, "not_found": 404, "conflict": 409}
RETRY_AFTER_SECONDS = 5
#: Filters that speak of what the newsroom keeps to itself.
INTERNAL = ("owner", "snoozed", "never_checked", "waits_for_second")
#: Kept where it was fetched, and never used without asking again. Source: RFC 9111, section 5.2.2.4.
CACHE_CONTROL = "private, no-cache"


class SignInNeeded(Exception):
    """This is for people who have signed in. Sign in, or use a private address."""


def reader(wiring: Wiring) -> Caller | None:
    """Return who reads: somebody signed in, or None for the public where reading is public.

    Raises:
        SignInNeeded: nobody we know, and reading is not public.
    """
    caller = guards.page_caller(wiring)
    if not may_read(None if caller is None else caller.actor, public_read=wiring.settings.public_read):
        raise SignInNeeded
    if caller is None:
        guards.let_in_nobody(wiring)
    else:
        guards.let_in(wiring, caller)
    return caller


def asked(caller: Caller | None) -> FeedAsked:
    """Return which claims the address asks for.

    Raises:
        BadSyntax: a parameter that is unknown here, or not for the public.
    """
    found = feed([pair for pair in pairs_of(request.query_string) if pair[1].strip()])
    if caller is None:
        _require_public(found.filter)
    return found


def _require_public(wanted: ClaimFilter) -> None:
    for name in INTERNAL:
        if getattr(wanted, name) is not None:
            raise bad_syntax("unknown_parameter", f"{name} is for readers who have signed in.", at=name)


def tag_of(*parts: object) -> str:
    """Return an entity tag that is the same as long as all these values are."""
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode()).hexdigest()[:32]


def has_already(tag: str) -> bool:
    """Say whether the reader has what this tag stands for."""
    return request.if_none_match.contains_weak(tag)


def unchanged(tag: str) -> Response:
    """Return the answer to a reader that has it already."""
    response = Response(status=304)
    response.set_etag(tag)
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def answer(
    body: bytes,
    media_type: str,
    *,
    changed_at: datetime | None = None,
    now: datetime | None = None,
    tag: str | None = None,
) -> Response:
    """Return a body with its entity tag, or 304 where the reader has this very body.

    Args:
        tag: what changes with the body, where that is known without it.
        changed_at: when it was changed last, where its content hangs on nothing else; told once it is old
            enough that no change in the same second can be missed (RFC 9110, section 8.8.2.2).
    """
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.set_etag(tag or hashlib.sha256(body).hexdigest()[:32])
    if changed_at is not None and now is not None and now - changed_at > timedelta(seconds=2):
        response.last_modified = changed_at
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["X-Robots-Tag"] = "noindex"
    response.make_conditional(request)
    return response


def say_what_went_wrong(feeds: Blueprint) -> None:
    """Answer with plain words where something is refused: programs read here, and people see it as well."""

    def ask_to_sign_in(_error: Exception) -> Response:
        wanted = quote(request.full_path.rstrip("?"), safe="")
        response = Response(status=303)
        response.headers["Location"] = f"/sign-in?next={wanted}"
        return response

    def refused(error: Refusal) -> Response:
        guards.note_refusal(error.code)
        status = 400 if isinstance(error, BadSyntax) else STATUS_OF[error.refusal_class]
        return _words(status, " ".join(fault.detail for fault in error.faults))

    def too_many(error: TooMany) -> Response:
        guards.note_refusal("too_many_requests")
        response = _words(429, f"This is more than one may ask for. Wait {error.wait_seconds} seconds.")
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response

    def unavailable(_error: Unavailable) -> Response:
        response = _words(503, "The database does not answer just now. Try again.")
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response

    feeds.register_error_handler(SignInNeeded, ask_to_sign_in)
    feeds.register_error_handler(Refusal, refused)
    feeds.register_error_handler(TooMany, too_many)
    feeds.register_error_handler(Unavailable, unavailable)


def _words(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, content_type="text/plain; charset=utf-8")
