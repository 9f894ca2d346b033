"""What people see where a page failed in a way no page foresaw."""

from __future__ import annotations

import logging

from flask import Response
from werkzeug.exceptions import HTTPException, SecurityError

from service import dashboard
from service.api import problems
from service.dashboard import frame
from service.domain.refusals import Fault
from service.wiring import Wiring

logger = logging.getLogger(__name__)

_WORDS = {
    405: "This address cannot be used in this way.",
    413: "That was too much at once: a form holds at most 256 KB.",
}


def page_for(error: Exception, wiring: Wiring) -> Response:
    """Return a page that says what happened and nothing of the inside of the house."""
    if not isinstance(error, HTTPException):
        logger.error("an error nobody foresaw", exc_info=error)
        text = "Something is wrong on our side. It was written down; try again in a moment.\n"
        return Response(text, 500, content_type="text/plain; charset=utf-8")
    status = error.code or 500
    if status == 404:
        return dashboard.missing(wiring)
    words = _WORDS.get(status, "This request cannot be understood.")
    if isinstance(error, SecurityError):
        words = problems.UNKNOWN_HOST
    fault = Fault("", "bad_request", words)
    response = frame.page(frame.nobody(wiring), "refused.html", status=status, faults=(fault,))
    allowed = dict(error.get_headers()).get("Allow")
    if allowed is not None:
        response.headers["Allow"] = allowed
    return response
