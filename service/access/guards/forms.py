"""Forms: only from our own pages, in this very session."""

from __future__ import annotations

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from flask import request

from service.access.guards.cookies import session_secret
from service.domain.refusals import Fault, Refusal
from service.settings import Settings
from service.wiring import Wiring

#: The field that carries the token in every form.
CSRF_FIELD = "csrf_token"


def csrf_token(wiring: Wiring) -> str:
    """Return what every form of this session carries in the field `csrf_token`; empty without a session.

    Made from the session's secret, so it ends with the session and no other session's will do.
    """
    secret = session_secret(wiring.settings)
    return "" if secret is None else hmac.new(secret.encode(), b"csrf", sha256).hexdigest()


def require_csrf(wiring: Wiring) -> None:
    """Refuse a form that does not come from a page of this session.

    Raises:
        Refusal: `csrf`, of class not_allowed.
    """
    require_same_origin(wiring)
    expected, given = csrf_token(wiring), request.form.getlist(CSRF_FIELD)
    if not expected or len(given) != 1 or not hmac.compare_digest(given[0].encode(), expected.encode()):
        raise _forged()


def require_same_origin(wiring: Wiring) -> None:
    """Refuse what another site's page made this browser send; enough by itself for the sign-in form.

    Sec-Fetch-Site is the browser's own word; Origin is read where there is none (plain http). Programs send
    neither, and carry nobody's cookies.

    Raises:
        Refusal: `csrf`, of class not_allowed.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise _forged()
    elif origin is not None and origin not in _own_origins(wiring.settings):
        raise _forged()


def _own_origins(settings: Settings) -> set[str]:
    configured = urlsplit(settings.base_url)
    return {f"{configured.scheme}://{configured.netloc}", request.host_url.rstrip("/")}


def _forged() -> Refusal:
    fault = Fault(
        "",
        "csrf",
        "This form is too old, or it does not come from a page of yours here.",
        "Load the page again and send the form once more.",
    )
    return Refusal(fault, refusal_class="not_allowed")
