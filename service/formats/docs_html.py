"""The documentation as one page of HTML, made from the OpenAPI document: no script, no outside host."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from service.formats.problem import TITLES

Document = Mapping[str, Any]


def page(document: Document, *, stylesheet: str) -> str:
    """Return the whole page.

    Args:
        stylesheet: the address of a style sheet of ours.
    """
    info, server = document["info"], document["servers"][0]["url"]
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post")
    ]
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(info['title'])} API</title>",
        f'<link rel="stylesheet" href="{escape(stylesheet)}"></head>',
        f"<body><header><h1>{escape(info['title'])} API {escape(info['version'])}</h1>",
        *(f"<p>{_words(one)}</p>" for one in info["description"].split("\n\n")),
        '<p>As a document for programs: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1)</p></header>',
        f"<nav><h2>What it does</h2><ul>{''.join(_link(*one) for one in operations)}</ul></nav>",
        "<main>",
        *(_operation(document, server, *one) for one in operations),
        _schemas(document),
        _codes(),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _words(text: str) -> str:
    """Return text as HTML, with what stands in backticks as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{one}</code>" if index % 2 else one for index, one in enumerate(pieces))


def _link(path: str, method: str, operation: Document) -> str:
    name = escape(operation["operationId"])
    return (
        f'<li><a href="#{name}"><code>{method.upper()} {escape(path)}</code></a> '
        f"{escape(operation['summary'])}</li>"
    )


def _operation(document: Document, server: str, path: str, method: str, operation: Document) -> str:
    name = escape(operation["operationId"])
    parts = [
        f'<section id="{name}"><h2>{escape(operation["summary"])}</h2>',
        f"<p><code>{method.upper()} {escape(path)}</code></p>",
        f"<p>{_words(operation['description'])}</p>" if "description" in operation else "",
        _parameters(operation["parameters"]),
        _body(operation.get("requestBody")),
        _example(server, path, method, operation),
        _responses(document, operation["responses"]),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _parameters(parameters: Iterable[Document]) -> str:
    rows = [
        f"<tr><th scope=row><code>{escape(one['name'])}</code></th><td>{escape(one['in'])}</td>"
        f"<td>{_looks(one['schema'])}</td><td>{_words(one.get('description', ''))}"
        f"{' <b>Needed.</b>' if one['required'] else ''}</td></tr>"
        for one in parameters
    ]
    if not rows:
        return ""
    head = (
        "<tr><th scope=col>Name</th><th scope=col>In</th><th scope=col>Value</th><th scope=col>Says</th></tr>"
    )
    return f"<table><caption>Parameters and headers</caption>{head}{''.join(rows)}</table>"


def _body(body: Document | None) -> str:
    if body is None:
        return ""
    looks = dict.fromkeys(_looks(one["schema"]) for one in body["content"].values())
    kinds = " or ".join(kind for kind in body["content"] if kind != "application/json")
    return f"<p>Body: {' '.join(looks)}{f', as {kinds}' if kinds else ''}</p>"


def _example(server: str, path: str, method: str, operation: Document) -> str:
    lines = [f"curl {server}{path}"]
    if operation.get("security") != []:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    bodies = operation.get("requestBody", {}).get("content", {})
    content = bodies.get("application/json", {})
    if bodies and "application/json" not in bodies:
        lines += [f"-H 'Content-Type: {next(iter(bodies))}'", "--data-binary @file"]
    elif "example" in content:
        text = json.dumps(content["example"], ensure_ascii=False, indent=1)
        lines += ["-H 'Content-Type: application/json'", f"-d '{text}'"]
    elif method == "post":
        lines.append("-X POST")
    command = " \\\n  ".join(lines)
    return f"<pre><code>{escape(command)}</code></pre>"


def _responses(document: Document, responses: Mapping[str, Document]) -> str:
    rows = []
    for status, given in sorted(responses.items()):
        response = given
        if "$ref" in given:
            response = document["components"]["responses"][given["$ref"].rpartition("/")[2]]
        looks = [_looks(one["schema"]) for one in response.get("content", {}).values()]
        rows.append(
            f"<tr><th scope=row>{status}</th><td>{_words(response['description'])}</td>"
            f"<td>{' '.join(looks)}</td></tr>"
        )
    head = "<tr><th scope=col>Status</th><th scope=col>When</th><th scope=col>Body</th></tr>"
    return f"<table><caption>Answers</caption>{head}{''.join(rows)}</table>"


def _schemas(document: Document) -> str:
    parts = ["<section><h2>Shapes</h2>"]
    for name, schema in document["components"]["schemas"].items():
        parts.append(f'<section id="schema-{escape(name)}"><h3>{escape(name)}</h3>')
        if "properties" not in schema:
            parts.append(f"<p>{_looks(schema)}</p></section>")
            continue
        needed = schema.get("required", [])
        rows = [
            f"<tr><th scope=row><code>{escape(key)}</code></th><td>{_looks(one)}</td>"
            f"<td>{_words(one.get('description', ''))}{' <b>Needed.</b>' if key in needed else ''}</td></tr>"
            for key, one in schema["properties"].items()
        ]
        head = "<tr><th scope=col>Key</th><th scope=col>Value</th><th scope=col>Says</th></tr>"
        parts.append(f"<table>{head}{''.join(rows)}</table></section>")
    return "\n".join([*parts, "</section>"])


def _codes() -> str:
    rows = [
        f'<tr id="{escape(code)}"><th scope=row><code>{escape(code)}</code></th><td>{escape(title)}</td></tr>'
        for code, title in TITLES.items()
    ]
    head = "<tr><th scope=col>Code</th><th scope=col>Means</th></tr>"
    return f"<section><h2>Codes of problems</h2><table>{head}{''.join(rows)}</table></section>"


def _looks(schema: Document) -> str:
    """Return a schema in a few words."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    for either in ("anyOf", "oneOf"):
        if either in schema:
            return " or ".join(_looks(one) for one in schema[either])
    if "const" in schema:
        return f"<code>{escape(json.dumps(schema['const']))}</code>"
    if "enum" in schema:
        return " ".join(f"<code>{escape(json.dumps(one))}</code>" for one in schema["enum"])
    if "items" in schema:
        most = f" of at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list{most}: {_looks(schema['items'])}"
    if "properties" in schema:
        inner = ", ".join(f"{escape(key)}: {_looks(one)}" for key, one in schema["properties"].items())
        return f"{{{inner}}}"
    kind = schema.get("type", "anything")
    words = " or ".join(kind) if isinstance(kind, list) else kind
    bounds = {"maxLength": "at most {} characters", "minimum": "from {}", "maximum": "to {}"}
    said = [text.format(schema[key]) for key, text in bounds.items() if key in schema]
    form = f" ({schema['format']})" if "format" in schema else ""
    return escape(f"{words}{form}{', ' if said else ''}{', '.join(said)}")
