"""Stylesheet, script and icon under addresses that hold a hash of their content: browsers keep them."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def hashed_name(path: Path) -> str:
    """Return a file's name with the hash of its content in it: “pages.0123abcd….css”."""
    return f"{path.stem}.{sha256(path.read_bytes()).hexdigest()[:16]}{path.suffix}"


FILES = {hashed_name(path): path for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES}
#: The address of each file, by its plain name.
ADDRESSES = {path.name: f"/static/{name}" for name, path in FILES.items()}


def add(pages: Blueprint) -> None:
    """Put the files on their paths."""
    contents = {name: (path.read_bytes(), TYPES[path.suffix]) for name, path in FILES.items()}
    pages.add_url_rule("/static/<name>", "static_file", partial(show, contents))


def show(contents: dict[str, tuple[bytes, str]], name: str) -> Response:
    """Return a file that never changes under this name."""
    if name not in contents:
        abort(404)
    content, content_type = contents[name]
    response = Response(content, content_type=content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
