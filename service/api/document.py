"""The OpenAPI document, made from the operations, the schemas of bodies and those of answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from service.api.calls import Operation
from service.formats import problem
from service.formats.access_schemas import SCHEMAS as OF_ACCESS
from service.formats.article_schemas import SCHEMAS as OF_ARTICLES
from service.formats.exported import MEDIA_TYPES
from service.formats.import_schemas import SCHEMAS as OF_FILES
from service.formats.schemas import SCHEMAS as OF_CLAIMS
from service.formats.shapes import API
from service.intake import query_schemas
from service.intake.article_schemas import ARTICLE_SCHEMAS, ArticleAddedBody
from service.intake.follow_up_schemas import SCHEMAS as FOLLOW_UPS
from service.intake.letters import DisableBody, FollowBody, LettersBody
from service.intake.people import AccountBody, AccountChangeBody, MeBody, TokenBody
from service.intake.questions import QuestionBody, QuestionFollowUpBody
from service.intake.schema import Body
from service.intake.schemas import ClaimBody
from service.intake.sources import SourceFollowUpBody

VERSION = "1.0.0"
SCHEMAS = {**OF_CLAIMS, **OF_ARTICLES, **OF_ACCESS, **OF_FILES}
BODIES: Mapping[str, type[Body]] = {
    "ClaimBody": ClaimBody,
    "ArticleAddedBody": ArticleAddedBody,
    "AccountBody": AccountBody,
    "AccountChangeBody": AccountChangeBody,
    "QuestionBody": QuestionBody,
    "QuestionFollowUpBody": QuestionFollowUpBody,
    "SourceFollowUpBody": SourceFollowUpBody,
    "MeBody": MeBody,
    "TokenBody": TokenBody,
    "LettersBody": LettersBody,
    "FollowBody": FollowBody,
    "DisableBody": DisableBody,
}
ABOUT = """A ledger of what was reported, who said it, by when it was to happen, and whether it did.

Facts are never overwritten: a claim changes by follow-ups. Lists page by an opaque cursor in `next`. Errors
are problem documents (RFC 9457) with every fault at once. Every POST takes an `Idempotency-Key`: sent again
it gives the first answer, marked `Idempotency-Replayed: true`. Unknown fields and parameters are refused.

Lists of claims, histories and changes also come as CSV or NDJSON, by the Accept header. In CSV a cell of
words that a spreadsheet could take for a formula, or that begins with white space or an apostrophe, has one
apostrophe in front: take one away from every cell that begins with one."""
_WHAT = {
    400: "The request, a parameter or a header cannot be read.",
    401: "A token is missing or does not work.",
    403: "The account or its token may not do this.",
    404: "There is no such thing.",
    409: "The claim is in a state that does not take this, or the kept answer is gone.",
    412: "The claim has changed since; `since` says how.",
    413: "The body is too large.",
    415: "The body is not of the type that is taken here.",
    422: "The content is refused, or the Idempotency-Key stands for another request.",
    429: "More than one may ask for in a minute; try again after Retry-After.",
    503: "Not just now; try again after Retry-After.",
}
_HEADERS: Mapping[str, str] = {
    "Location": "The address of what was made.",
    "ETag": "Version and hash of the body, for If-None-Match and If-Match.",
    "Link": 'The next page, with rel="next".',
    "Idempotency-Replayed": "true where this answer was given before.",
    "Retry-After": "Seconds to wait.",
    "WWW-Authenticate": "How to authenticate.",
    "X-Request-ID": "Names this request in logs and problem documents; a safe one that was sent is kept.",
}


def openapi(operations: Iterable[Operation], base_url: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these operations."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda schema: type(schema).__name__)
    spec = APISpec(
        title="Hearsay",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": ABOUT},
        servers=[{"url": base_url}],
        security=[{"token": []}],
    )
    spec.components.security_scheme(
        "token",
        {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that begins with hs_; see POST /tokens.",
        },
    )
    converter: Any = plugin.converter
    converter.add_attribute_function(lambda _converter, field, ret: _looks(spec, field, ret))
    for name, schema in SCHEMAS.items():
        spec.components.schema(name, dict(schema))
    for name, body in BODIES.items():
        spec.components.schema(name, schema=body)
    _add_follow_ups(spec, "FollowUpBody", FOLLOW_UPS)
    _add_follow_ups(spec, "ArticleFollowUpBody", ARTICLE_SCHEMAS)
    for status, what in _WHAT.items():
        spec.components.response(f"Problem{status}", _problem(status, what))
    for one in operations:
        spec.path(
            path=one.path if one.is_outside else f"{API}{one.path}",
            operations={one.method.lower(): _operation(one, converter)},
            parameters=_path_parameters(one),
        )
    document = spec.to_dict()
    for name, schema in document["components"]["schemas"].items():
        if name not in SCHEMAS and "properties" in schema:
            schema["additionalProperties"] = False
    return document


def statuses(one: Operation) -> list[int]:
    """Return the statuses of problems that an operation can answer with."""
    found = set(one.problems)
    if one.door != "everyone":
        found |= {400, 401, 403, 429, 503}
    if one.method == "POST":
        found |= {409, 422}
    if one.takes is not None or one.takes_files:
        found |= {413, 415}
    return sorted(found)


def _operation(one: Operation, converter: Any) -> dict[str, Any]:
    schema = getattr(query_schemas, one.query)
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [
            *(_parameter(name, field, converter) for name, field in schema().load_fields.items()),
            *_conditions(one),
        ],
        "responses": _responses(one),
    }
    if one.about:
        made["description"] = one.about
    if one.door == "everyone":
        made["security"] = []
    if one.door == "readers":
        made["security"] = [{"token": []}, {}]
    if one.takes is not None:
        content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{one.takes}"}}
        if one.example is not None:
            content["example"] = dict(one.example)
        made["requestBody"] = {"required": True, "content": {"application/json": content}}
    if one.takes_files:
        rows = {"type": "string", "minLength": 1, "description": "Rows, as docs/import.md describes them."}
        made["requestBody"] = {
            "required": True,
            "content": {MEDIA_TYPES[kind]: {"schema": rows} for kind in one.takes_files},
        }
    return made


def _parameter(name: str, field: Any, converter: Any) -> dict[str, Any]:
    looks = {key: value for key, value in converter.field2property(field).items() if key != "description"}
    if isinstance(looks.get("type"), list):
        looks["type"] = looks["type"][0]
    if "enum" in looks:
        looks["enum"] = [value for value in looks["enum"] if value is not None]
    if "anyOf" in looks:
        looks["anyOf"] = [one for one in looks["anyOf"] if one != {"type": "null"}]
    made: dict[str, Any] = {
        "name": field.data_key or name,
        "in": "query",
        "required": field.required,
        "schema": looks,
    }
    says = field.metadata.get("description")
    return {**made, "description": says} if says else made


def _conditions(one: Operation) -> list[dict[str, Any]]:
    def header(name: str, says: str) -> dict[str, Any]:
        schema = {"type": "string", "maxLength": 255}
        return {"name": name, "in": "header", "required": False, "schema": schema, "description": says}

    found = []
    if one.method == "POST":
        found.append(header("Idempotency-Key", "1 to 255 visible ASCII characters; kept for 30 days."))
    if "ETag" in one.headers and one.method == "GET":
        found.append(header("If-None-Match", "ETags of bodies one has; 304 if one of them is this one."))
    if 412 in one.problems:
        found.append(header("If-Match", "The ETag one decided on; only its version counts."))
    return found


def _responses(one: Operation) -> dict[str, Any]:
    ref = {"$ref": f"#/components/schemas/{one.gives}"}
    responses: dict[str, Any] = {
        str(one.status): {
            "description": "Done." if one.status == 201 else "Found.",
            "content": {one.media_type: {"schema": ref}, **_files(one)},
            "headers": {name: _header(name) for name in ("X-Request-ID", *one.headers)},
        }
    }
    if one.query == "WriteQuery":
        tried = {"schema": {"$ref": f"#/components/schemas/{one.tries}"}}
        responses["200"] = {
            "description": "With dry_run=true: what it would come to; nothing was kept.",
            "content": {"application/json": tried},
        }
    if "ETag" in one.headers and one.method == "GET":
        responses["304"] = {"description": "The reader has this body.", "headers": {"ETag": _header("ETag")}}
    for status in statuses(one):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return responses


def _files(one: Operation) -> dict[str, Any]:
    """Return the other forms of a list: what a line of them holds is said in words."""
    lines = {
        "csv": "A header line, then a line for each item; how words are kept from being run as formulas, and "
        "how that is taken back, stands in the description of this document.",
        "ndjson": "Each line is one of the items, as JSON.",
    }
    return {
        MEDIA_TYPES[kind]: {"schema": {"type": "string", "description": lines[kind]}} for kind in one.also
    }


def _problem(status: int, what: str) -> dict[str, Any]:
    extra = {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(status, [])
    return {
        "description": what,
        "content": {problem.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "headers": {name: _header(name) for name in ("X-Request-ID", *extra)},
    }


def _header(name: str) -> dict[str, Any]:
    return {"description": _HEADERS[name], "schema": {"type": "string"}}


def _path_parameters(one: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in one.path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "maxLength": 64}}
        for name in names
    ]


def _add_follow_ups(spec: APISpec, name: str, bodies: Mapping[Any, type[Body]]) -> None:
    mapping = {}
    for kind, body in bodies.items():
        spec.components.schema(body.__name__, schema=body)
        mapping[kind] = f"#/components/schemas/{body.__name__}"
    spec.components.schema(
        name,
        {
            "oneOf": [{"$ref": ref} for ref in mapping.values()],
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        },
    )


def _looks(spec: APISpec, field: Any, ret: dict[str, Any]) -> dict[str, Any]:
    """Return what a field of ours looks like; null is one of its values where it may be left out."""
    if "default" in ret and ret["default"] is None:
        del ret["default"]
    if hasattr(field, "part"):
        name = type(field.part).__name__
        if name not in spec.components.schemas:
            spec.components.schema(name, schema=type(field.part))
        either = [dict(field.text.looks), {"$ref": f"#/components/schemas/{name}"}]
        return {"anyOf": [*either, {"type": "null"}]}
    looks = dict(getattr(field, "looks", {}))
    if not field.allow_none:
        return looks
    if "type" in looks:
        looks["type"] = [looks["type"], "null"]
    if "enum" in looks:
        looks["enum"] = [*looks["enum"], None]
    if "anyOf" in looks:
        looks["anyOf"] = [*looks["anyOf"], {"type": "null"}]
    return looks
