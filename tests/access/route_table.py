"""Every route of the service and who is let in: the one table that the access tests are made from.

A row: method, route as the web framework spells it, whom it lets in, the status they get, and what is sent
(JSON under /api, a form elsewhere, where the form's token is added). What is sent is right enough to get
past the door, and mostly too little to change anything: whoever is let in then hears 404 or 422. A route
without a row fails the build, so does a row without a route.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.access.callers import EVERYBODY, OUTSIDERS, ROLES, is_for_programs

WRITERS = {"reporter", "editor", "admin"}
#: Under /api: whom each word in the table lets in. Tokens of one scope belong to an admin.
PROGRAMS = {
    "everyone": set(EVERYBODY),
    "readers": {"public", *ROLES, "read token"},
    "members": {*ROLES, "read token", "write token", "admin token"},
    "writing": {*ROLES, "write token"},
    "reporters": WRITERS | {"write token"},
    "editors": {"editor", "admin", "write token"},
    "editors_reading": {"editor", "admin", "read token", "write token", "admin token"},
    "admins": {"admin", "admin token"},
}
#: On pages: a token opens none.
PEOPLE = {
    "everyone": set(EVERYBODY),
    "readers": {"public", *ROLES},
    "members": set(ROLES),
    #: Whose browser holds a session, though its account be switched off.
    "anybody": {*ROLES, "disabled"},
    "reporters": WRITERS,
    "editors": {"editor", "admin"},
    "admins": {"admin"},
}

TABLE = """
POST /api/v1/claims                                reporters 200 CLAIM
GET  /api/v1/claims                                readers   200
GET  /api/v1/claims/<claim_id>                     readers   200
POST /api/v1/claims/<claim_id>/follow-ups          reporters 200 {"kind": "check"}
GET  /api/v1/claims/<claim_id>/history             readers   200
POST /api/v1/articles                              reporters 422 {}
GET  /api/v1/articles                              readers   200
GET  /api/v1/articles/<article_id>                 readers   200
POST /api/v1/articles/<article_id>/follow-ups      reporters 422 {}
GET  /api/v1/articles/<article_id>/history         readers   200
GET  /api/v1/copy-proposals                        members   200
GET  /api/v1/changes                               readers   200
GET  /api/v1/due                                   readers   200
GET  /api/v1/windows                               readers   400
GET  /api/v1/questions                             readers   200
POST /api/v1/questions                             reporters 422 {}
GET  /api/v1/questions/<question_id>               readers   200
GET  /api/v1/outlets                               readers   200
GET  /api/v1/outlets/<source_id>                   readers   404
POST /api/v1/outlets/<source_id>/follow-ups        editors   404 {"kind": "undo", "version": 2}
GET  /api/v1/outlets/<source_id>/history           readers   404
GET  /api/v1/sources                               readers   200
GET  /api/v1/sources/<source_id>                   readers   404
POST /api/v1/sources/<source_id>/follow-ups        editors   404 {"kind": "undo", "version": 2}
GET  /api/v1/sources/<source_id>/history           readers   404
GET  /api/v1/records/classes                       readers   200
POST /api/v1/questions/<question_id>/follow-ups    editors   422 {}
GET  /api/v1/questions/<question_id>/history       readers   200
GET  /api/v1/outlets/<outlet_id>/record            readers   404
GET  /api/v1/sources/<source_id>/record            readers   404
GET  /api/v1/suggestions                           readers   400
POST /api/v1/imports                               editors   415 {}
GET  /api/v1/imports                               editors_reading 200
GET  /api/v1/imports/<import_id>                   editors_reading 404
GET  /api/v1/export                                editors_reading 200
GET  /api/v1/me                                    members   200
POST /api/v1/me                                    writing   422 {}
GET  /api/v1/accounts                              admins    200
POST /api/v1/accounts                              admins    422 {}
GET  /api/v1/accounts/<account_id>                 admins    404
POST /api/v1/accounts/<account_id>/invite          admins    404 {}
POST /api/v1/accounts/<account_id>/change          admins    404 {}
POST /api/v1/accounts/<account_id>/enable          admins    404 {}
POST /api/v1/accounts/<account_id>/disable         admins    404 {}
GET  /api/v1/tokens                                members   200
POST /api/v1/tokens                                writing   422 {}
POST /api/v1/tokens/<token_id>/revoke              writing   404 {}
GET  /api/v1/sessions                              members   200
POST /api/v1/sessions/<session_id>/end             writing   404 {}
GET  /api/v1/me/letters                            members   200
POST /api/v1/me/letters                            writing   200 {}
GET  /api/v1/follows                               members   200
POST /api/v1/follows                               writing   422 {}
POST /api/v1/follows/<follow_id>/end               writing   404 {}
GET  /api/v1/deliveries                            admins    200
POST /api/v1/deliveries/<letter_id>/send-again     admins    404 {}
GET  /api/v1/paused-addresses                      admins    200
POST /api/v1/paused-addresses/<account_id>/resume  admins    404 {}
GET  /api/v1/trail                                 admins    200
GET  /healthz                                      everyone  200
GET  /readyz                                       everyone  503
GET  /metrics                                      members   200
GET  /api/v1/openapi.json                          everyone  200
GET  /api/v1/docs                                  everyone  200
GET  /api/v1/docs.css                              everyone  200
GET  /static/<name>                                everyone  404
GET  /                                             readers   200
GET  /answers                                      reporters 200
POST /answers                                      reporters 303 {"answer": "check", "claim": "CLAIM"}
POST /answers/<batch>/undo                         members   422 {}
GET  /changes-since                                members   200
POST /seen                                         members   303 {}
GET  /hand-over                                    members   200
POST /hand-over                                    reporters 422 {}
POST /hand-over/<note_id>/done                     reporters 404 {}
GET  /views                                        members   200
POST /views                                        members   422 {}
POST /views/<view_id>/remove                       members   404 {}
GET  /claims                                       readers   200
GET  /claims/new                                   reporters 200
POST /claims/new                                   reporters 422 {}
GET  /claims/new/reading                           reporters 200
GET  /claims/<claim_id>                            readers   200
POST /claims/<claim_id>                            reporters 303 {"answer": "check"}
GET  /calendar                                     readers   200
GET  /timeline                                     readers   200
GET  /articles                                     readers   200
POST /articles                                     members   422
GET  /articles/<article_id>                        readers   200
POST /articles/<article_id>                        members   422
GET  /copies                                       members   200
GET  /questions                                    readers   200
POST /questions                                    members   422
GET  /duplicates                                   editors   200
POST /duplicates                                   editors   422
GET  /questions/<question_id>                      readers   200
POST /questions/<question_id>                      members   422
GET  /records                                      readers   200
GET  /records.<any(csv, json, ndjson):kind>        readers   200
GET  /sources/<source_id>/record                   readers   404
GET  /sources/<source_id>/record.<any(csv, json, ndjson):kind>      readers 404
GET  /sources                                      readers   200
GET  /sources/<source_id>                          readers   404
POST /sources/<source_id>                          members   404 {}
GET  /search                                       readers   200
GET  /claims.<any(csv, json, ndjson):kind>         readers   200
GET  /questions/<question_id>/claims.<any(csv, json, ndjson):kind>  readers 200
GET  /claims/<claim_id>/history.<any(csv, json, ndjson):kind>       readers 200
GET  /claims/<claim_id>/history/<int:version>.json readers   200
GET  /changes.<any(csv, json, ndjson):kind>        readers   200
GET  /claims.atom                                  readers   200
GET  /claims/<claim_id>.atom                       readers   200
GET  /questions/<question_id>.atom                 readers   200
GET  /outlets/<source_id>.atom                     readers   404
GET  /outlets/<source_id>/claims.ics               readers   404
GET  /sources/<source_id>.atom                     readers   404
GET  /sources/<source_id>/claims.ics               readers   404
GET  /claims.ics                                   readers   200
GET  /claims/<claim_id>.ics                        readers   200
GET  /questions/<question_id>/claims.ics           readers   200
GET  /claims/<claim_id>.jsonld                     readers   200
GET  /calendar/<secret>.ics                        everyone  404
GET  /feed/<secret>.atom                           everyone  404
GET  /mailbox                                      admins    200
POST /mailbox/send-due                             admins    422 {}
GET  /mailbox/<letter>                             admins    404
GET  /mailbox/<letter>/html                        admins    404
GET  /mailbox/<letter>/source                      admins    404
GET  /answer/<token>                               everyone  404
POST /answer/<token>                               everyone  404 {}
GET  /letters/stop/<token>                         everyone  404
POST /letters/stop/<token>                         everyone  400 {}
GET  /settings                                     members   200
POST /settings                                     members   422 {}
POST /settings/digest-now                          members   409 {}
POST /follows                                      members   422 {}
POST /follows/<follow_id>/end                      members   404 {}
GET  /deliveries                                   admins    200
POST /deliveries/<letter_id>/send-again            admins    404 {}
POST /paused-addresses/<account_id>/resume         admins    404 {}
GET  /rehearsal                                    admins    200
GET  /sign-in                                      everyone  200
POST /sign-in                                      everyone  422 {}
GET  /sign-in/code                                 everyone  200
POST /sign-in/code                                 everyone  422 {}
GET  /sign-in/<secret>                             everyone  410
POST /sign-in/<secret>                             everyone  410 {}
GET  /account                                      members   200
POST /account                                      members   422 {}
GET  /sessions                                     everyone  303
POST /sessions/<session_id>/end                    members   404 {}
GET  /tokens                                       members   200
POST /tokens                                       members   422 {}
POST /tokens/<token_id>/revoke                     members   404 {}
GET  /addresses                                    members   200
POST /addresses                                    members   422 {}
POST /addresses/<address_id>/renew                 members   404 {}
POST /addresses/<address_id>/end                   members   404 {}
GET  /accounts                                     admins    200
POST /accounts                                     admins    422 {}
GET  /accounts/<account_id>                        admins    404
POST /accounts/<account_id>/change                 admins    404 {}
POST /accounts/<account_id>/off                    admins    404 {}
POST /accounts/<account_id>/on                     admins    404 {}
POST /accounts/<account_id>/link                   admins    404 {}
GET  /imports                                      editors   200
POST /imports                                      editors   422 {}
GET  /imports/<import_id>                          editors   404
GET  /export.<any(csv, ndjson):kind>               editors   200
GET  /trail                                        admins    200
GET  /trail.<any(csv, json, ndjson):kind>          admins    200
GET  /log-from-anywhere                            members   200
GET  /manifest.webmanifest                         everyone  200
GET  /counts                                       readers   200
GET  /suggestions                                  members   400
POST /sign-out                                     anybody   303 {}
"""
#: Values for what varies in an address and is not of the house.
VARIES: dict[str, Any] = {"kind": "csv", "version": 1, "secret": "x" * 43}
#: A claim that can be logged, and is not: these two are only tried.
CLAIM = {"text": "It closes.", "report": {"outlet": "Meduza"}, "window": {"latest": "2022-09-28"}}
TRIED_ONLY = {"/api/v1/claims", "/api/v1/claims/<claim_id>/follow-ups"}
#: Forms that need no session and are refused when another site's page sends them.
SIGN_IN_FORMS = {"/sign-in", "/sign-in/code", "/sign-in/<secret>"}
#: Where somebody whose session ended gets the form back with all that was typed, and is not sent to sign in.
KEEPS_WHAT_WAS_TYPED = {"/claims/new"}
#: Whoever has no session has nothing to end there, and is not asked to begin one.
ENDS_A_SESSION = {"/sign-out"}


@dataclass(frozen=True)
class Row:
    """What the table says of one method of one route."""

    method: str
    route: str
    lets_in: frozenset[str]
    status: int
    sent: dict[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        """The row's first two words."""
        return f"{self.method} {self.route}"

    @property
    def is_form(self) -> bool:
        """Whether people send this from a page of ours, within a session."""
        return self.method == "POST" and not is_for_programs(self.route) and self.lets_in < set(EVERYBODY)

    def leads_to_the_door(self, who: str) -> bool:
        """Whether somebody is sent on to sign in."""
        return self.route in ENDS_A_SESSION if who in self.lets_in else self.expected(who) == 303

    def expected(self, who: str) -> int:
        """Return the status that somebody is to be answered with."""
        if who in self.lets_in:
            return self.status
        if is_for_programs(self.route):
            return 401 if who in OUTSIDERS else 403
        if who in ROLES or self.route in ENDS_A_SESSION:
            return 403
        return 401 if self.method == "POST" and self.route in KEEPS_WHAT_WAS_TYPED else 303


def rows() -> Iterator[Row]:
    """Yield the rows of the table."""
    for line in TABLE.strip().splitlines():
        method, rest = line.split(maxsplit=1)
        route, words = _split_route(rest)
        door, status, *sent = words.split(maxsplit=2)
        doors = PROGRAMS if is_for_programs(route) else PEOPLE
        body = json.loads((sent or ["{}"])[0]) if sent != ["CLAIM"] else CLAIM
        yield Row(method, route, frozenset(doors[door]), int(status), body)


def _split_route(text: str) -> tuple[str, str]:
    """Part a route, which may hold spaces in its angle brackets, from what stands behind it."""
    depth = 0
    for place, character in enumerate(text):
        depth += {"<": 1, ">": -1}.get(character, 0)
        if character == " " and depth == 0:
            return text[:place], text[place:]
    raise ValueError(f"a row ends with its route: {text}")
