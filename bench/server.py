"""`python -m bench.server`: the web processes as `hearsay web` starts them, two constant routes beside.

/bench/wsgi is answered before Flask, /bench/flask by a bare Flask application: what the same server does
for an answer that needs no thought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request

from service.doors import web
from service.settings import from_environment

CONSTANT = b'{"ok":true}'


def with_constants(application: Callable[..., Any]) -> Callable[..., Iterable[bytes]]:
    """Return the application behind the two constant routes."""
    bare = Flask("bench")

    @bare.route("/bench/flask", methods=["GET", "POST"])
    def constant() -> Response:
        request.get_data()
        return Response(CONSTANT, mimetype="application/json")

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/bench/wsgi":
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            headers = [("Content-Type", "application/json"), ("Content-Length", str(len(CONSTANT)))]
            start_response("200 OK", headers)
            return [CONSTANT]
        chosen = bare if path == "/bench/flask" else application
        answered: Iterable[bytes] = chosen(environ, start_response)
        return answered

    return answer


def main() -> None:
    """Serve until TERM."""
    settings = from_environment()
    web.prepare(settings)
    load = web.load
    web.load = lambda parent: with_constants(load(parent))
    web.preload()
    web.serve(settings, end_patience_seconds=5)


if __name__ == "__main__":
    main()
