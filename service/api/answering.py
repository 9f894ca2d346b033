"""From an answer to the bytes that go out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response

from service.api import letting_in
from service.api.calls import Call, Operation, Reply
from service.api.conditions import is_unchanged
from service.api.once import Answered
from service.formats import exported
from service.formats.exported import Columns
from service.formats.json_text import dump, version_tag
from service.formats.shapes import API
from service.intake.queries import Pairs
from service.intake.syntax import bad_syntax
from service.ledger.keys import Answer
from service.wiring import Wiring


def endpoint(operation: Operation, wiring: Wiring) -> Callable[..., Response]:
    """Return the function that answers requests for an operation."""

    def answer(**path: str) -> Response:
        reply = operation.view(letting_in.call_of(operation, wiring, path))
        body = dump(reply.body) if isinstance(reply.body, Mapping) else reply.body
        response = Response(body, reply.status, dict(reply.headers), content_type=reply.media_type)
        if operation.also:
            response.vary.add("Accept")
        return response

    answer.__name__ = operation.name
    return answer


def tagged(call: Call, version: int, body: Mapping[str, Any]) -> Reply:
    """Return a body with its entity tag; 304 where the reader has this very body."""
    raw = dump(body)
    tag = version_tag(version, raw)
    if is_unchanged(call.if_none_match, tag):
        return Reply(304, None, {"ETag": tag})
    return Reply(200, raw, {"ETag": tag})


def written(answered: Answered) -> Reply:
    """Return the answer to a write, marked where it is a replay."""
    answer = answered.answer
    headers = {}
    if answer.location is not None:
        headers["Location"] = answer.location
    if answer.etag is not None:
        headers["ETag"] = answer.etag
    if answered.is_replayed:
        headers["Idempotency-Replayed"] = "true"
    return Reply(answer.status, answer.body, headers)


def answer_of(
    status: int, body: Mapping[str, Any], *, location: str | None = None, etag: str | None = None
) -> Answer:
    """Return an answer to a write as it is kept."""
    return Answer(status, dump(body), location, etag)


def listed(
    call: Call,
    path: str,
    items: Sequence[Mapping[str, Any]],
    cursor: str | int | None,
    *,
    name: str = "cursor",
) -> Reply:
    """Return one page of a list; `next` keeps every other parameter of this request.

    Args:
        cursor: where the next page begins; None at the end.
        name: the parameter that carries it.
    """
    link = next_url(call.settings.base_url, path, call.pairs, cursor, name)
    headers = {} if link is None else {"Link": f'<{link}>; rel="next"'}
    return Reply(200, {"items": items, "next": link}, headers)


def whole(call: Call, columns: Columns, pages: Iterable[Sequence[Mapping[str, Any]]]) -> Reply:
    """Return a whole list in the form that is wanted, sent piece by piece.

    Raises:
        BadSyntax: a page of it is asked for.
        Refusal: the first page cannot be had.
    """
    for name, _ in call.pairs:
        if name in ("limit", "cursor", "wait"):
            raise bad_syntax("whole_list", "In this form the list always comes whole.", at=name)
    made = exported.begun(exported.pieces(call.wants, columns, pages))
    return Reply(200, made, media_type=exported.CONTENT_TYPES[call.wants])


def next_url(base_url: str, path: str, pairs: Pairs, cursor: str | int | None, name: str) -> str | None:
    """Return the address of the next page, or None at the end."""
    if cursor is None:
        return None
    kept = [(one, value) for one, value in pairs if one != name]
    return f"{base_url}{API}{path}?{urlencode([*kept, (name, str(cursor))])}"
