"""The documentation: the OpenAPI document, and one page made from it on the server."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from service.api.calls import Call, Operation, Reply
from service.formats import docs_html
from service.formats.json_text import dump
from service.settings import Settings

_KEPT = {"Cache-Control": "public, max-age=300"}
#: The page takes its own style sheet, and nothing else from anywhere.
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLES = Path(__file__).parent / "static" / "docs.css"


def operations(known: Sequence[Operation], settings: Settings) -> tuple[Operation, ...]:
    """Return the operations that tell of the others."""

    @cache
    def document() -> dict[str, Any]:
        # Loaded on the first request: it takes longer than all the rest of this room.
        from service.api.document import openapi

        return openapi(known, settings.base_url)

    @cache
    def page() -> bytes:
        return docs_html.page(document(), stylesheet="docs.css").encode()

    def show_document(_call: Call) -> Reply:
        return Reply(200, dump(document()), _KEPT)

    def show_page(_call: Call) -> Reply:
        headers = {**_KEPT, "Content-Security-Policy": _POLICY}
        return Reply(200, page(), headers, "text/html; charset=utf-8")

    def show_styles(_call: Call) -> Reply:
        return Reply(200, _STYLES.read_bytes(), _KEPT, "text/css; charset=utf-8")

    common = partial(Operation, method="GET", door="everyone", gives="Nothing")
    return (
        common(path="/openapi.json", name="openapi", summary="The document", view=show_document),
        common(path="/docs", name="docs", summary="The page", view=show_page),
        common(path="/docs.css", name="docs_styles", summary="Its style sheet", view=show_styles),
    )
