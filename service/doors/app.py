"""The web application: rooms on their paths, and what every answer has in common."""

from __future__ import annotations

import re
import time
from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from service import api, dashboard, feeds
from service.access import guards
from service.api import metrics, problems
from service.doors import page_failures, request_log
from service.intake.limits import BODY_BYTES
from service.settings import Settings
from service.wiring import Wiring

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
#: On every answer, unless a room has said something of its own. Source: OWASP ASVS 5.0, 3.4 and 3.5.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
HSTS = "max-age=31536000; includeSubDomains"


def create_app(wiring: Wiring, *, started_at: datetime | None = None, instance: str | None = None) -> Flask:
    """Return the application; nothing is opened before the first request.

    Args:
        started_at: when the parent of all web processes started; else now.
        instance: the name of this start of the command, shown in a header.
    """
    app = Flask("service", static_folder=None, template_folder=None)
    # One byte more than is taken: a body sent in chunks is cut off here without a word, and then too long.
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES + 1
    app.config["TRUSTED_HOSTS"] = own_hosts(wiring.settings)
    # No other site may send anything here, so nobody has to ask first: OPTIONS is refused like TRACE.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    if wiring.settings.proxy_hops:
        # The true address alone: host and scheme come from the settings.
        hops = wiring.settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=0)  # type: ignore[method-assign]
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    _number_requests(app, wiring)
    _finish_answers(app, wiring, instance)
    api.register(app, wiring, started_at=started_at or wiring.now())
    dashboard.register(app, wiring)
    feeds.register(app, wiring)
    _answer_failures(app, wiring)
    return app


def own_hosts(settings: Settings) -> list[str]:
    """Return the host names this service answers to; whoever asks for another is refused.

    Source: OWASP ASVS 5.0, 4.2 and 13.4: a forged Host leads nobody's link or cache astray.
    """
    configured = urlsplit(settings.base_url).hostname or ""
    shown = f"[{configured}]" if ":" in configured else configured
    return [shown, "127.0.0.1", "localhost", "[::1]", *settings.trusted_hosts]


def _number_requests(app: Flask, wiring: Wiring) -> None:
    @app.before_request
    def _number() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else wiring.new_id("req")
        g.began = time.perf_counter()


def _finish_answers(app: Flask, wiring: Wiring, instance: str | None) -> None:
    @app.after_request
    def _finish(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if wiring.settings.is_https:
            response.headers["Strict-Transport-Security"] = HSTS
        if instance is not None:
            response.headers["X-Hearsay-Instance"] = instance
        response.headers["X-Request-ID"] = g.request_id
        guards.record_afterwards(wiring, response)
        _note(response)
        return response


def _note(response: Response) -> None:
    """Count and log the request by its route: what people typed into the address stays out of both."""
    seconds = time.perf_counter() - g.began
    route = request.url_rule.rule if request.url_rule is not None else "none"
    metrics.count(method=request_log.method(), route=route, status=response.status_code, seconds=seconds)
    request_log.write(route=route, status=response.status_code, seconds=seconds)


def _answer_failures(app: Flask, wiring: Wiring) -> None:
    @app.errorhandler(Exception)
    def _answer(error: Exception) -> Response:
        if isinstance(error, HTTPException) and (error.code or 0) < 400:
            return Response(error.get_response().get_data(), error.code, error.get_headers())
        if api.is_ours(request.path):
            return problems.response_to(error, wiring)
        return page_failures.page_for(error, wiring)
