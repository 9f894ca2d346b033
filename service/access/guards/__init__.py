"""Who is at the door: reads the credentials of a web request, sets the cookie, refuses forged forms."""

from service.access.guards.afterwards import write_afterwards
from service.access.guards.callers import Caller, NotSignedIn, WhyNot, remember
from service.access.guards.cookies import cookie_name, sign_in, sign_out
from service.access.guards.forms import CSRF_FIELD, csrf_token, require_csrf, require_same_origin
from service.access.guards.people import (
    begin_session,
    begin_session_by_code,
    end_session,
    page_caller,
    require_sign_in_left,
)
from service.access.guards.programs import AUTHORIZATION_MOST, api_caller, api_reader
from service.access.guards.recording import (
    address_asking,
    let_in,
    let_in_nobody,
    mark_recorded,
    note_refusal,
    record_afterwards,
    record_write,
)

__all__ = [
    "AUTHORIZATION_MOST",
    "CSRF_FIELD",
    "Caller",
    "NotSignedIn",
    "WhyNot",
    "address_asking",
    "api_caller",
    "api_reader",
    "begin_session",
    "begin_session_by_code",
    "cookie_name",
    "csrf_token",
    "end_session",
    "let_in",
    "let_in_nobody",
    "mark_recorded",
    "note_refusal",
    "page_caller",
    "record_afterwards",
    "record_write",
    "remember",
    "require_csrf",
    "require_same_origin",
    "require_sign_in_left",
    "sign_in",
    "sign_out",
    "write_afterwards",
]
