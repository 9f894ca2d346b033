"""Every way a request can go wrong, as a problem document: never a page, never the inside of the house."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from service.access.guards import NotSignedIn, note_refusal
from service.access.limits import TooMany
from service.api import waiting
from service.api.waiting import NoPlace
from service.changes.articles import StaleArticle
from service.changes.claims import StaleVersion
from service.changes.questions import StaleQuestion
from service.changes.sources import StaleSource
from service.database import CommitUnknown, Unavailable
from service.domain.as_said import AmbiguousPhrase
from service.domain.refusals import Refusal, RefusalClass
from service.formats import entries, problem, shapes
from service.intake.json_body import BodyTooLarge
from service.intake.syntax import BadSyntax
from service.ledger.keys import KeyAnswerGone, KeyReused
from service.wiring import Wiring

logger = logging.getLogger(__name__)

STATUS_OF: dict[RefusalClass, int] = {"content": 422, "not_allowed": 403, "not_found": 404, "conflict": 409}
RETRY_AFTER_SECONDS = 2
#: Entries that a 412 lists, the newest of those the caller has not seen.
MOST_SINCE = 50
#: Codes of what the web server's own rules refuse.
_CODES = {
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("body_too_large", "The body is too large."),
    415: ("unsupported_media_type", "The body is to be application/json."),
}
UNKNOWN_HOST = (
    "This service does not answer under that host name. Its address is set by HEARSAY_BASE_URL, more names "
    "by HEARSAY_TRUSTED_HOSTS."
)
FOLLOW_UPS = "Facts are not changed or deleted. Add a follow-up: POST {base}/api/v1/claims/{id}/follow-ups"


def register(app: Flask, wiring: Wiring, *, is_ours: Callable[[str], bool]) -> None:
    """Answer with problem documents on the paths that are ours; leave the others to whoever has them.

    Args:
        is_ours: says of a path whether programs read there.
    """

    def answer(error: Exception) -> Response:
        if is_ours(request.path):
            return response_to(error, wiring)
        raise error

    for kind in (
        Refusal,
        NotSignedIn,
        TooMany,
        StaleVersion,
        StaleQuestion,
        StaleSource,
        StaleArticle,
        KeyReused,
        KeyAnswerGone,
        Unavailable,
        CommitUnknown,
        NoPlace,
    ):
        app.register_error_handler(kind, answer)


def response_to(error: Exception, wiring: Wiring) -> Response:
    """Return the problem document for what went wrong."""
    match error:
        case Refusal():
            return _refused(error, wiring)
        case NotSignedIn():
            return _not_signed_in(error, wiring)
        case TooMany():
            detail = f"This is more than one may ask for in a minute. Wait {error.wait_seconds} seconds."
            headers = {"Retry-After": str(error.wait_seconds)}
            return respond(wiring, 429, "too_many_requests", detail, headers=headers)
        case StaleVersion():
            return _stale(error, wiring)
        case StaleQuestion():
            return _stale_stream(error, wiring, "question")
        case StaleSource():
            return _stale_stream(error, wiring, "source")
        case StaleArticle():
            return _stale_stream(error, wiring, "article")
        case KeyReused():
            detail = "This Idempotency-Key was used for another request. Send this one under its own."
            return respond(wiring, 422, "idempotency_key_reused", detail)
        case KeyAnswerGone():
            detail = "This request took effect, but words in its answer were destroyed since. Read the claim."
            return respond(wiring, 409, "answer_redacted", detail)
        case Unavailable():
            detail = "The database does not answer just now; nothing was written. Try again."
            return respond(wiring, 503, "unavailable", detail, headers=_LATER)
        case NoPlace():
            detail = "Too many requests wait for news here already. Ask without wait, or in a moment."
            headers = {"Retry-After": str(waiting.RETRY_AFTER_SECONDS)}
            return respond(wiring, 503, "too_many_waiting", detail, headers=headers)
        case CommitUnknown():
            detail = "The database went away while this was written; it may or may not stand. Try again with "
            detail += "the same Idempotency-Key, or read before you write."
            return respond(wiring, 503, "unavailable", detail, headers=_LATER)
        case HTTPException():
            return _by_the_web_server(error, wiring)
    logger.error("an error nobody foresaw", exc_info=error)
    return respond(wiring, 500, "internal", "Something is wrong on our side. It was written down.")


_LATER = {"Retry-After": str(RETRY_AFTER_SECONDS)}


def respond(
    wiring: Wiring,
    status: int,
    code: str,
    detail: str,
    *,
    faults: Any = (),
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return one problem document as a response."""
    if status < 500:
        note_refusal(code)
    body = problem.document(
        status=status,
        code=code,
        detail=detail,
        base_url=wiring.settings.base_url,
        request_id=g.get("request_id", ""),
        faults=faults,
        more=more,
    )
    return Response(body, status, headers, mimetype=problem.MEDIA_TYPE)


def _refused(refusal: Refusal, wiring: Wiring) -> Response:
    status = STATUS_OF[refusal.refusal_class]
    if isinstance(refusal, BadSyntax) or _is_about_parameters(refusal):
        status = 413 if isinstance(refusal, BodyTooLarge) else 400
    faults = refusal.faults
    detail = faults[0].detail if len(faults) == 1 else f"{len(faults)} things are to be put right."
    more = None
    if isinstance(refusal, AmbiguousPhrase):
        more = {"alternatives": shapes.alternatives(refusal.reading)}
    return respond(wiring, status, refusal.code, detail, faults=faults, more=more)


def _is_about_parameters(refusal: Refusal) -> bool:
    """Say whether all that is refused are parameters of the address, which are no JSON pointers."""
    return all(one.pointer and not one.pointer.startswith("/") for one in refusal.faults)


def _not_signed_in(error: NotSignedIn, wiring: Wiring) -> Response:
    """Source: RFC 6750, section 3: no error code where no credentials were sent."""
    challenge = 'Bearer realm="hearsay"'
    if error.code != "token_missing":
        challenge += ', error="invalid_token"'
    headers = {"WWW-Authenticate": challenge}
    return respond(wiring, 401, error.code, error.detail, headers=headers)


def _stale(error: StaleVersion, wiring: Wiring) -> Response:
    more = {
        "claim": error.claim_id,
        "current_version": error.current.version,
        "since": [entries.history_entry(one) for one in error.since[-MOST_SINCE:]],
    }
    detail = f"The claim stands at version {error.current.version}; see what was added, then decide again."
    return respond(wiring, 412, "stale_version", detail, more=more)


def _stale_stream(error: StaleQuestion | StaleSource | StaleArticle, wiring: Wiring, what: str) -> Response:
    more = {
        "current_version": error.version,
        "since": [entries.history_entry(one) for one in error.since[-MOST_SINCE:]],
    }
    detail = f"The {what} stands at version {error.version}; see what was added, then decide again."
    return respond(wiring, 412, "stale_version", detail, more=more)


def _by_the_web_server(error: HTTPException, wiring: Wiring) -> Response:
    if isinstance(error, SecurityError):
        return respond(wiring, 400, "unknown_host", UNKNOWN_HOST)
    status = error.code or 500
    code, detail = _CODES.get(
        status, ("bad_request" if status < 500 else "internal", error.description or "")
    )
    if error.description not in (None, type(error).description) and status == 415:
        detail = str(error.description)
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    if isinstance(error, MethodNotAllowed) and request.path.startswith("/api/v1/claims"):
        claim_id = request.path.split("/")[4:5] or ["{id}"]
        shown = claim_id[0] if claim_id[0].replace("_", "").replace("-", "").isalnum() else "{id}"
        detail = FOLLOW_UPS.format(base=wiring.settings.base_url, id=shown)
    return respond(wiring, status, code, detail, headers=headers)
