"""Every route, every method, everybody: who is let in where, held against the routes there really are."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from service.database import create_engine
from tests.access.callers import EVERYBODY, OUTSIDERS, ROLES, House, house, is_for_programs
from tests.access.route_table import SIGN_IN_FORMS, TRIED_ONLY, VARIES, Row, rows
from tests.databases import Databases

ROWS = list(rows())
READS = [row for row in ROWS if row.method == "GET"]
FORMS = [row for row in ROWS if row.is_form]
#: What no route of ours takes.
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module")
def shared(
    engine_name: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Return one house for all tests of this module."""
    with databases.fresh(engine_name) as url:
        engine = create_engine(url)
        yield house(engine, tmp_path_factory.mktemp("house"))
        engine.dispose()


@pytest.fixture
def a_house(shared: House) -> House:
    """Return the house, with everybody signed in anew: the last test may have signed them out."""
    shared.sign_everybody_in()
    return shared


def address(row: Row, made: House) -> str:
    """Return the row's route with all that varies filled in, mostly by what there is none of."""
    known = {**VARIES, **made.path}
    filled = re.sub(
        r"<(?:[^:<>]+:)?(\w+)>", lambda found: str(known.get(found[1], f"{found[1]}_none")), row.route
    )
    return f"{filled}?dry_run=true" if row.method == "POST" and row.route in TRIED_ONLY else filled


def sent_by(who: str, row: Row, made: House) -> dict[str, Any]:
    """Return what somebody sends along."""
    if row.method != "POST":
        return {}
    if row.route.startswith("/api/"):
        return {"body": row.sent}
    claim = {name: made.path["claim_id"] for name, value in row.sent.items() if value == "CLAIM"}
    return {"form": {**row.sent, **claim, "csrf_token": made.form_token(who)}}


@pytest.mark.engines("sqlite")
def test_every_route_has_a_row_and_every_row_a_route(a_house):
    found = {
        (method, rule.rule)
        for rule in a_house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }

    listed = [(row.method, row.route) for row in ROWS]

    assert found - set(listed) == set(), "say in tests/access/route_table.py who is let in there"
    assert set(listed) - found == set(), "there is no such route any more"
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.engines("sqlite")
def test_everybody_is_let_in_where_the_table_says_and_nowhere_else(a_house, who):
    require_as_the_table_says(a_house, who)


@pytest.mark.parametrize("who", ["nobody", "reporter", "read token"])
@pytest.mark.engines("postgresql")
def test_the_other_engine_lets_the_same_people_in(a_house, who):
    require_as_the_table_says(a_house, who)


def require_as_the_table_says(a_house: House, who: str) -> None:
    """Ask for every row as somebody: first what is to be refused, and leaves nothing behind."""
    refused = [row for row in ROWS if who not in row.lets_in]
    allowed = [row for row in ROWS if who in row.lets_in]
    before, noted = a_house.facts(), len(a_house.refusals())

    answers = {row: ask(who, row, a_house) for row in refused}
    after, new = a_house.facts(), a_house.refusals()[noted:]
    answers |= {row: ask(who, row, a_house) for row in allowed}

    otherwise = {
        row.name: found
        for row, found in answers.items()
        if found != (row.expected(who), row.leads_to_the_door(who))
    }
    assert otherwise == {}
    assert after == before
    # Each refusal of somebody we know stands in the trail once, with a reason; of others there is no line.
    account = a_house.people.get("admin" if who.endswith(" token") else who)
    known = [row for row in refused if who in ROLES or (who not in OUTSIDERS and is_for_programs(row.route))]
    assert new == [(account and account.id, "not_allowed")] * len(known)


def ask(who: str, row: Row, made: House) -> tuple[int, bool]:
    """Return the status that somebody gets, and whether they are sent to sign in."""
    response = made.ask(who, row.method, address(row, made), **sent_by(who, row, made))
    return response.status_code, response.headers.get("Location", "").split("?")[0] == "/sign-in"


@pytest.mark.parametrize("who", ["nobody", "viewer"])
@pytest.mark.engines("sqlite")
def test_head_is_answered_like_get_and_without_a_body(a_house, who):
    answers = {}
    for row in READS:
        response = a_house.ask(who, "HEAD", address(row, a_house))
        answers[row.route] = (response.status_code, response.data)

    otherwise = {
        row.route: answers[row.route] for row in READS if answers[row.route] != (row.expected(who), b"")
    }
    assert otherwise == {}


@pytest.mark.engines("sqlite")
def test_a_method_that_a_route_does_not_take_is_refused_whoever_asks(a_house):
    known = {(row.method, row.route) for row in ROWS}
    before = a_house.facts()

    refused = {
        (method, row.route): a_house.ask("admin", method, address(row, a_house)).status_code
        for row in ROWS
        for method in (*OTHER_METHODS, "POST" if row.method == "GET" else "GET")
        if (method, row.route) not in known and f"{method} {row.route}" not in TAKEN_BY_ANOTHER
    }

    assert {key: status for key, status in refused.items() if status != 405} == {}
    assert a_house.facts() == before


#: Routes whose words fit another route as well, which then answers.
TAKEN_BY_ANOTHER = {
    *(f"POST /claims/<claim_id>.{kind}" for kind in ("atom", "ics", "jsonld")),
    "POST /questions/<question_id>.atom",
    "POST /sources/<source_id>.atom",
    "GET /mailbox/send-due",
    "POST /claims/new/reading",
}


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        pytest.param("none", {}, id="without the form's token"),
        pytest.param("viewer", {}, id="with somebody else's"),
        pytest.param("own", {"Origin": "https://evil.example"}, id="from another site"),
        pytest.param("own", {"Origin": "null"}, id="from a page without an origin"),
        pytest.param("own", {"Sec-Fetch-Site": "same-site"}, id="from a neighbour of this site"),
        pytest.param("own", {"Sec-Fetch-Site": "cross-site"}, id="as a browser says of another site"),
    ],
)
@pytest.mark.engines("sqlite")
def test_no_form_is_taken_that_another_site_made_a_browser_send(a_house, token, headers):
    tokens = {"none": "", "viewer": a_house.form_token("viewer"), "own": a_house.form_token("admin")}
    before = a_house.facts()

    answers = {
        row.route: a_house.ask(
            "admin",
            "POST",
            address(row, a_house),
            form={**row.sent, "csrf_token": tokens[token]},
            headers=headers,
        ).status_code
        for row in FORMS
    }

    assert answers == dict.fromkeys(answers, 403)
    assert len(answers) > 20
    assert a_house.facts() == before


@pytest.mark.parametrize("route", sorted(SIGN_IN_FORMS))
@pytest.mark.engines("sqlite")
def test_nobody_is_signed_in_by_another_site(a_house, route):
    row = next(one for one in ROWS if (one.method, one.route) == ("POST", route))

    answer = a_house.ask(
        "nobody", "POST", address(row, a_house), form={}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


#: Source: OWASP ASVS 5.0, 3.4, 3.5, 4.1 and 14.3.
ON_EVERY_ANSWER = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"no-referrer", "same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
}
#: The same for everybody, and nobody's own.
MAY_BE_KEPT = {
    "/static/<name>",
    "/manifest.webmanifest",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/api/v1/docs.css",
}
#: Kept where they were fetched, and asked about again each time: whoever asks often has them already.
ASKED_ABOUT_AGAIN = {row.route for row in ROWS if row.route.endswith((".atom", ".ics", ".jsonld"))}
#: Letters are shown in a frame that runs nothing; what they look like stands in them.
SHOWS_LETTERS = {"/mailbox/<letter>/html", "/mailbox/<letter>/source"}


@pytest.mark.parametrize("who", ["nobody", "admin"])
@pytest.mark.engines("sqlite")
def test_every_answer_of_every_route_says_what_browsers_may_do_with_it(a_house, who):
    for row in ROWS:
        response = a_house.ask(who, row.method, address(row, a_house), **sent_by(who, row, a_house))
        told = response.headers

        for name, allowed in ON_EVERY_ANSWER.items():
            assert told[name] in allowed, (row.name, name)
        policy = told["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), row.name
        assert "frame-ancestors 'none'" in policy or row.route in SHOWS_LETTERS, row.name
        assert "unsafe" not in policy or row.route in SHOWS_LETTERS, row.name
        if row.route in ASKED_ABOUT_AGAIN and response.status_code == 200:
            assert told["Cache-Control"] == "private, no-cache", row.name
        else:
            assert "no-store" in told["Cache-Control"] or row.route in MAY_BE_KEPT, row.name
        assert "Access-Control-Allow-Origin" not in told, row.name
        if response.data and response.content_type.startswith("text/"):
            assert "charset=utf-8" in response.content_type.lower(), row.name


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/static/../settings.py",
        "/static/..%2f..%2fsettings.py",
        "/static/%2e%2e/app.py",
        "/admin",
        "/console",
        "/debug",
        "/api",
        "/api/v2/claims",
        "/api/v1/claims/",
        "/account/x.css",
        "/claims/{claim_id}/x.css",
        "/claims/{claim_id};x.css",
        "/claims/{claim_id}%2fx.css",
        "/claims/{claim_id}/",
        "//claims",
        "/Claims",
    ],
)
@pytest.mark.engines("sqlite")
def test_an_address_beside_ours_is_none_and_no_cache_keeps_it(a_house, path):
    answer = a_house.ask("admin", "GET", path.format(**a_house.path))

    assert answer.status_code in (400, 404)
    assert "no-store" in answer.headers["Cache-Control"]
