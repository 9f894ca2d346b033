"""From a web request to a call that may be answered: who asks, what the body and the headers say."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from service.access import guards
from service.access.guards import Caller
from service.api.calls import Call, Door, Operation, SentFile
from service.api.conditions import idempotency_key
from service.domain.refusals import not_allowed
from service.domain.roles import may_administer
from service.formats.exported import MEDIA_TYPES, Kind
from service.intake import file_rows, json_body, queries
from service.intake.file_rows import Format
from service.intake.limits import UPLOAD_BYTES
from service.intake.queries import Pairs
from service.intake.syntax import bad_syntax
from service.ledger.keys import Key, request_hash
from service.wiring import Wiring

_NO_FILE = "The body is to be text/csv or application/x-ndjson in UTF-8, not compressed."
_canonical = msgspec.json.Encoder(order="sorted")


def call_of(operation: Operation, wiring: Wiring, path: dict[str, str]) -> Call:
    """Return the call that this web request makes.

    Raises:
        NotSignedIn, Refusal: whoever asks is not let in.
        BadSyntax: a part of the request cannot be read.
    """
    caller = _caller(operation.door, wiring)
    pairs = queries.pairs_of(request.query_string)
    body = _body() if operation.takes is not None else None
    file = _file() if operation.takes_files else None
    if_match = request.headers.get("If-Match")
    key = None
    if operation.method == "POST" and caller is not None and file is None:
        key = _key(caller, pairs, body, if_match)
    return Call(
        wiring=wiring,
        caller=caller,
        now=wiring.now(),
        request_id=g.request_id,
        pairs=pairs,
        path=path,
        body=body,
        file=file,
        key=key,
        if_match=if_match,
        if_none_match=request.headers.get("If-None-Match"),
        wants=_wanted(operation),
    )


def _wanted(operation: Operation) -> Kind:
    """Return the form that the Accept header likes best; JSON where it says nothing we know."""
    known: tuple[Kind, ...] = ("json", *operation.also)
    accepted = request.accept_mimetypes
    return max(known, key=lambda kind: accepted.quality(MEDIA_TYPES[kind]))


def _caller(door: Door, wiring: Wiring) -> Caller | None:
    if door == "everyone":
        return None
    if door == "readers":
        return guards.api_reader(wiring)
    caller = guards.api_caller(wiring)
    if door == "writers" and "write" not in caller.actor.scopes:
        raise not_allowed("This token may not write.", hint="Use a token with the scope “write”.")
    if door == "editors" and request.method == "POST" and "write" not in caller.actor.scopes:
        raise not_allowed("This token may not write.", hint="Use a token with the scope “write”.")
    if door == "editors" and not caller.actor.is_at_least("editor"):
        raise not_allowed("This is for editors.", hint="Ask an editor.")
    if door == "admins" and not may_administer(caller.actor):
        raise not_allowed("This is for admins, with a token of the scope “admin”.")
    return caller


def _body() -> object:
    """Return the JSON value of the body, which is read only where it says that it is JSON."""
    if request.mimetype != "application/json" or _charset() not in ("", "utf-8", "utf8"):
        if not request.mimetype and not request.content_length:
            return json_body.parse(b"")
        raise UnsupportedMediaType
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise json_body.too_large() from error
    if request.content_length is not None and len(raw) < request.content_length:
        raise bad_syntax("body_cut_off", "Less of the body came than was announced.")
    return json_body.parse(raw)


def _file() -> SentFile:
    """Return the body as a file: what it says to be is looked at, and none of it is read."""
    forms: dict[str, Format] = {"text/csv": "csv", "application/x-ndjson": "ndjson"}
    compressed = request.headers.get("Content-Encoding", "identity").lower() != "identity"
    if request.mimetype not in forms or _charset() not in ("", "utf-8", "utf8") or compressed:
        raise UnsupportedMediaType(_NO_FILE)
    if (request.content_length or 0) > UPLOAD_BYTES:
        raise file_rows.too_large(UPLOAD_BYTES)
    # What comes in pieces is counted as it is read; this is only where reading ends for good.
    request.max_content_length = 2 * UPLOAD_BYTES
    return SentFile(forms[request.mimetype], request.stream)


def _charset() -> str:
    return request.mimetype_params.get("charset", "").lower()


def _key(caller: Caller, pairs: Pairs, body: object, if_match: str | None) -> Key | None:
    given = idempotency_key(request.headers.get("Idempotency-Key"))
    if given is None:
        return None
    said: Any = [sorted(pairs), body]
    hashed = request_hash(request.method, request.path, "", _canonical.encode(said), if_match)
    return Key(caller.actor.id, given, hashed)
