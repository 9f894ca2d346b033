"""What the JSON Schemas of the API are put together from."""

from __future__ import annotations

from typing import Any, get_args

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
VERSION: Schema = {"type": "integer", "minimum": 1}
FLAG: Schema = {"type": "boolean"}
ADDRESS: Schema = {"type": "string", "format": "uri"}


def object_of(**members: Schema) -> Schema:
    """Return an object that always has these members, and no others."""
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def or_null(schema: Schema) -> Schema:
    """Return a value of this schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(words: Any) -> Schema:
    """Return one word of a Literal."""
    return {"type": "string", "enum": list(get_args(words))}


def ref(name: str) -> Schema:
    """Return a reference to a named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(items: Schema) -> Schema:
    """Return a list."""
    return {"type": "array", "items": items}


def page_of(items: str, **more: Schema) -> Schema:
    """Return one page of a list of named things, with the address of the next one."""
    return object_of(items=list_of(ref(items)), next=or_null(ADDRESS), **more)
