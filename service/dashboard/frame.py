"""What every page shares: who looks at it, the frame around it, and the rules it is sent with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from flask import Response, g, make_response, redirect, request

from service.access import accounts, guards
from service.access.accounts import Account
from service.access.guards import Caller
from service.access.limits import TooMany
from service.dashboard.rendering import render
from service.database import CommitUnknown, Connection, Unavailable, reading
from service.domain.phrases import HOUSE, Conventions
from service.domain.refusals import Refusal, RefusalClass
from service.domain.roles import may_administer, may_read, may_report_claims
from service.domain.window import day_of
from service.intake.syntax import BadSyntax
from service.mail import mailbox
from service.wiring import Wiring

#: Our own script alone runs, nothing comes from elsewhere, nothing is sent elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
STATUS_OF: dict[RefusalClass, int] = {"content": 422, "not_allowed": 403, "not_found": 404, "conflict": 409}
RETRY_AFTER_SECONDS = 5
#: What an address says about how it is looked at just now, and not about what it shows.
OF_THE_MOMENT = frozenset({"as_of", "recorded_by", "cursor", "saved", "recorded", "noticed", "answer"})


class SignInNeeded(Exception):
    """This page is for people who have signed in. Sign in, then come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who looks at a page, and when; without a caller it is the public."""

    caller: Caller | None
    now: datetime
    #: The newsroom's zone.
    zone: str
    csrf: str = ""
    #: Whether pages with claims are there for this visitor, so that the frame leads to them.
    shows_claims: bool = False
    has_mailbox: bool = False
    #: The newsroom's, by which words about when are read.
    conventions: Conventions = HOUSE

    @property
    def is_public(self) -> bool:
        """Whether only what the public may see is to be shown."""
        return self.caller is None

    @property
    def today(self) -> date:
        """The newsroom's day."""
        return day_of(self.now, self.zone)

    @property
    def may_log(self) -> bool:
        """Whether this person may log claims."""
        return self.caller is not None and may_report_claims(self.caller.actor)

    @property
    def may_administer(self) -> bool:
        """Whether this person may see letters and accounts."""
        return self.caller is not None and may_administer(self.caller.actor)


def reader(wiring: Wiring) -> Visitor:
    """Return who reads: somebody signed in, or the public where reading is public.

    Raises:
        SignInNeeded: nobody we know, and reading is not public.
    """
    caller = guards.page_caller(wiring)
    actor = None if caller is None else caller.actor
    if not may_read(actor, public_read=wiring.settings.public_read):
        raise SignInNeeded
    if caller is None:
        guards.let_in_nobody(wiring)
    else:
        guards.let_in(wiring, caller)
    return _visitor(wiring, caller)


def person(wiring: Wiring) -> tuple[Visitor, Caller]:
    """Return who has signed in, for pages that are for nobody else.

    Raises:
        SignInNeeded: nobody we know.
    """
    caller = guards.page_caller(wiring)
    if caller is None:
        raise SignInNeeded
    guards.let_in(wiring, caller)
    return _visitor(wiring, caller), caller


def passer_by(wiring: Wiring) -> Visitor:
    """Return whoever it is, for pages that everybody sees."""
    return _visitor(wiring, guards.page_caller(wiring))


def nobody(wiring: Wiring) -> Visitor:
    """Return a visitor nobody asked the database about, for pages that say what went wrong."""
    return Visitor(caller=None, now=wiring.now(), zone=wiring.settings.zone)


def _visitor(wiring: Wiring, caller: Caller | None) -> Visitor:
    settings = wiring.settings
    actor = None if caller is None else caller.actor
    sees_letters = actor is not None and may_administer(actor)
    return Visitor(
        caller=caller,
        now=wiring.now(),
        zone=settings.zone,
        csrf="" if caller is None else guards.csrf_token(wiring),
        shows_claims=may_read(actor, public_read=settings.public_read),
        has_mailbox=sees_letters and _has_mailbox(wiring),
        conventions=settings.conventions,
    )


def _has_mailbox(wiring: Wiring) -> bool:
    """Say whether letters land here: no mail server is named, or some landed before one was."""
    if wiring.settings.smtp_url is None:
        return True
    with reading(wiring.engine) as connection:
        return bool(mailbox.every(connection, most=1))


def people(connection: Connection, visitor: Visitor) -> dict[str, Account]:
    """Return the accounts by id; the public is told their roles in place of names."""
    found = accounts.every(connection)
    if visitor.is_public:
        found = [replace(one, name=f"A newsroom {one.role}", email="") for one in found]
    return {account.id: account for account in found}


@dataclass(frozen=True, slots=True)
class LookingBack:
    """What the control that looks back from a page starts with, and what it keeps of the page's address."""

    path: str
    as_of: str
    recorded_by: str
    kept: list[tuple[str, str]]


def _looking_back() -> LookingBack | None:
    """Return how to look back from this very page; None where its address is that of a form sent."""
    if request.method not in ("GET", "HEAD"):
        return None
    as_of, recorded_by = (request.args.get(name, "")[:10] for name in ("as_of", "recorded_by"))
    kept = [(name, one) for name, one in request.args.items(multi=True) if name not in OF_THE_MOMENT and one]
    return LookingBack(request.path, as_of, recorded_by, kept)


def page(visitor: Visitor, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a whole page with the headers every page is sent with."""
    values["looking_back"] = _looking_back()
    response = make_response(render(template, visitor=visitor, **values), status)
    response.headers.update(HEADERS)
    return response


def see_other(location: str) -> Response:
    """Return the answer to a form: go and look there."""
    response = make_response(redirect(location, 303))
    response.headers.update(HEADERS)
    return response


def local_path(text: str | None) -> str | None:
    """Return a path of this site to go on to, or None for anything that could lead elsewhere.

    Browsers read a backslash as a slash and drop tabs and newlines, so none may occur.
    """
    if text is None or not text.startswith("/") or text.startswith("//") or len(text) > 2000:
        return None
    seen = all(one.isprintable() and one not in "\\ " for one in text)
    return text if seen else None


def request_id() -> str | None:
    """Return the id of this request, where the door gave it one."""
    found = g.get("request_id")
    return found if isinstance(found, str) else None


def say_what_went_wrong(wiring: Wiring) -> Mapping[type[Exception], Callable[[Exception], Response]]:
    """Return the pages to show for what a view did not handle itself."""

    def ask_to_sign_in(_error: Exception) -> Response:
        wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else "/"
        return see_other("/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='')}")

    def refused(error: Exception) -> Response:
        if not isinstance(error, Refusal):
            raise error
        guards.note_refusal(error.code)
        status = 400 if isinstance(error, BadSyntax) else STATUS_OF[error.refusal_class]
        visitor = nobody(wiring)
        return page(visitor, "refused.html", status=status, faults=error.faults)

    def too_many(error: Exception) -> Response:
        if not isinstance(error, TooMany):
            raise error
        guards.note_refusal("too_many_requests")
        response = page(nobody(wiring), "too_many.html", status=429, wait_seconds=error.wait_seconds)
        response.headers["Retry-After"] = str(error.wait_seconds)
        return response

    def unavailable(_error: Exception) -> Response:
        response = page(nobody(wiring), "unavailable.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response

    return {
        SignInNeeded: ask_to_sign_in,
        Refusal: refused,
        TooMany: too_many,
        Unavailable: unavailable,
        CommitUnknown: unavailable,
    }
