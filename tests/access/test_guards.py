"""The guards at work in a small app: who gets in, with what, and which forms are refused."""

from dataclasses import replace
from datetime import timedelta

import flask
import pytest

from service.access import accounts, guards, sessions, sign_in_links, tokens
from service.access.guards import NotSignedIn, programs
from service.database import Unavailable, reading, transact
from service.domain.refusals import Refusal
from tests.access.conftest import secret


def make_app(wiring):
    """Return an app whose routes say what the guards said."""
    app = flask.Flask("door")

    def told(caller):
        if caller is None:
            return {"who": None}
        return {"who": caller.account.id, "with": caller.credential, "scopes": sorted(caller.actor.scopes)}

    @app.route("/api", methods=["GET", "POST"])
    def api():
        return told(guards.api_caller(wiring))

    @app.route("/api/read", methods=["GET", "POST"])
    def read():
        return told(guards.api_reader(wiring))

    @app.get("/page")
    def page():
        return told(guards.page_caller(wiring)) | {"csrf": guards.csrf_token(wiring)}

    @app.post("/form")
    def form():
        guards.require_csrf(wiring)
        return told(guards.page_caller(wiring))

    @app.post("/sign-in/<link>")
    def enter(link):
        guards.require_same_origin(wiring)
        begun = guards.begin_session(wiring, link)
        response = flask.make_response({"let_in": begun is not None})
        if begun is not None:
            guards.sign_in(response, begun[1], wiring.settings)
        return response

    @app.post("/sign-out")
    def leave():
        guards.require_same_origin(wiring)
        guards.end_session(wiring)
        response = flask.make_response({})
        guards.sign_out(response, wiring.settings)
        return response

    @app.errorhandler(NotSignedIn)
    def not_signed_in(error):
        return {"code": error.code, "detail": error.detail}, 401

    @app.errorhandler(Refusal)
    def refused(error):
        return {"code": error.code}, {"not_allowed": 403}[error.refusal_class]

    return app


@pytest.fixture
def client(wiring):
    return make_app(wiring).test_client()


@pytest.fixture
def issue(engine, clock, new_id):
    def issue_one(account, number=1, scopes=("read", "write")):
        return transact(
            engine,
            lambda connection: tokens.issue(
                connection,
                account_id=account.id,
                name="script",
                scopes=scopes,
                now=clock(),
                new_id=new_id,
                secret=secret(number),
            ),
        )

    return issue_one


@pytest.fixture
def make_link(engine, clock):
    def make_one(account, number=500):
        return transact(
            engine,
            lambda connection: sign_in_links.issue(
                connection, account.id, now=clock(), secret=secret(number)
            ),
        )

    return make_one


@pytest.fixture
def sign_in(make_link):
    def sign_one_in(client, account, number=500):
        assert client.post(f"/sign-in/{make_link(account, number)}").get_json() == {"let_in": True}
        return client.get("/page").get_json()["csrf"]

    return sign_one_in


def bearing(plain):
    return {"Authorization": f"Bearer {plain}"}


# Programs.


def test_a_token_lets_its_account_in_with_the_scopes_of_the_token(client, ann, issue):
    token, plain = issue(ann, scopes=("read",))

    answer = client.get("/api", headers=bearing(plain))

    assert answer.get_json() == {"who": ann.id, "with": token.id, "scopes": ["read"]}


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer  "])
def test_the_spelling_of_the_scheme_does_not_matter(client, ann, issue, scheme):
    _, plain = issue(ann)

    assert client.get("/api", headers={"Authorization": f"{scheme} {plain}"}).status_code == 200


PLAIN = "hs_" + secret(1)


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        pytest.param(None, "token_missing", id="none"),
        pytest.param("", "token_malformed", id="empty"),
        pytest.param("Bearer", "token_malformed", id="no token"),
        pytest.param("Bearer ", "token_malformed", id="a space for a token"),
        pytest.param(PLAIN, "token_malformed", id="no scheme"),
        pytest.param(f"Bearer\t{PLAIN}", "token_malformed", id="a tab"),
        pytest.param(f"Bearer {PLAIN} {PLAIN}", "token_malformed", id="two tokens"),
        pytest.param(f"Bearer {PLAIN}, Bearer {PLAIN}", "token_malformed", id="two headers made one"),
        pytest.param(f'Bearer "{PLAIN}"', "token_malformed", id="quotes"),
        pytest.param(f"Token {PLAIN}", "token_malformed", id="another scheme"),
        pytest.param("Basic YW5uOmhz", "token_malformed", id="basic"),
        pytest.param("Bearer é", "token_malformed", id="not ASCII"),
        pytest.param(f"Bearer {PLAIN}" + "A" * 60_000, "token_malformed", id="huge"),
        pytest.param(f"Bearer {PLAIN[:-1]}", "token_not_valid", id="truncated"),
        pytest.param(f"Bearer {PLAIN[:-1]}2", "token_not_valid", id="altered"),
        pytest.param(f"Bearer {PLAIN.upper()}", "token_not_valid", id="other case"),
        pytest.param(f"Bearer {secret(1)}", "token_not_valid", id="without its prefix"),
        pytest.param(f"Bearer ghp_{secret(1)}", "token_not_valid", id="wrong prefix"),
    ],
)
def test_a_bad_authorization_lets_nobody_in(client, ann, issue, authorization, code):
    issue(ann)
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = client.get("/api", headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (401, code)


def test_two_authorization_headers_are_refused():
    with pytest.raises(NotSignedIn) as refused:
        programs._bearer([f"Bearer {PLAIN}", f"Bearer {PLAIN}"])

    assert refused.value.code == "token_malformed"


def test_the_refusal_of_a_token_does_not_repeat_it(client, ann):
    for authorization in (f"Bearer {PLAIN}", f"Token {PLAIN}"):
        assert PLAIN not in client.get("/api", headers={"Authorization": authorization}).text


def test_a_token_in_the_address_a_cookie_or_a_form_lets_nobody_in(client, ann, issue):
    _, plain = issue(ann)
    client.set_cookie("hearsay", plain)
    client.set_cookie("Authorization", f"Bearer {plain}")

    answers = [
        client.get(f"/api?access_token={plain}&token={plain}&Authorization=Bearer+{plain}"),
        client.post("/api", data={"access_token": plain, "Authorization": f"Bearer {plain}"}),
        client.get("/api", headers={"X-Authorization": f"Bearer {plain}", "X-User-Id": ann.id}),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_a_session_does_not_open_the_api(client, ann, sign_in):
    sign_in(client, ann)

    assert client.get("/page").get_json()["who"] == ann.id
    assert client.get("/api").status_code == 401


def test_a_token_does_not_open_the_pages(client, ann, issue):
    _, plain = issue(ann)

    assert client.get("/page", headers=bearing(plain)).get_json()["who"] is None


def test_a_revoked_token_and_one_of_a_disabled_account_fail_at_the_next_request(
    client, engine, clock, ann, bob, issue
):
    of_ann, anns = issue(ann, 1)
    _, bobs = issue(bob, 2)
    assert client.get("/api", headers=bearing(anns)).status_code == 200
    assert client.get("/api", headers=bearing(bobs)).status_code == 200

    transact(engine, lambda connection: tokens.revoke(connection, of_ann.id, now=clock()))
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))

    assert client.get("/api", headers=bearing(anns)).get_json()["code"] == "token_not_valid"
    assert client.get("/api", headers=bearing(bobs)).get_json()["code"] == "token_not_valid"


def test_the_use_of_a_token_is_written_down_once_the_answer_is_out(client, engine, clock, ann, issue):
    _, plain = issue(ann)

    client.get("/api", headers=bearing(plain)).close()

    with reading(engine) as connection:
        (token,) = tokens.every_of(connection, ann.id)
    assert token.last_used_at == clock()


def test_a_second_use_within_the_minute_is_not_written_down(client, engine, clock, ann, issue):
    _, plain = issue(ann)
    first_use = clock()
    client.get("/api", headers=bearing(plain)).close()

    clock.advance(timedelta(seconds=59))
    client.get("/api", headers=bearing(plain)).close()

    with reading(engine) as connection:
        (token,) = tokens.every_of(connection, ann.id)
    assert token.last_used_at == first_use


def test_a_busy_database_costs_the_note_of_a_use_and_never_the_answer(client, ann, issue, monkeypatch):
    _, plain = issue(ann)

    def is_busy(*_):
        raise Unavailable("other writers kept the database busy")

    monkeypatch.setattr("service.access.guards.afterwards.transact", is_busy)

    answer = client.get("/api", headers=bearing(plain))
    answer.close()

    assert answer.get_json()["who"] == ann.id


def test_reading_needs_a_token_that_may_read(client, ann, issue):
    _, writes = issue(ann, 1, scopes=("write",))
    _, reads = issue(ann, 2, scopes=("read",))

    assert client.get("/api/read").get_json()["code"] == "token_missing"
    assert client.get("/api/read", headers=bearing(reads)).get_json()["who"] == ann.id
    refused = client.get("/api/read", headers=bearing(writes))
    assert (refused.status_code, refused.get_json()["code"]) == (403, "not_allowed")


def test_where_reading_is_public_nobody_needs_a_token_to_read(wiring, ann, issue):
    public = replace(wiring, settings=replace(wiring.settings, public_read=True))
    client = make_app(public).test_client()
    _, writes = issue(ann, 1, scopes=("write",))
    _, reads = issue(ann, 2, scopes=("read",))

    assert client.get("/api/read").get_json() == {"who": None}
    assert client.get("/api/read", headers=bearing(reads)).get_json()["who"] == ann.id
    # A token that may not read sees what the public sees, and a bad one is not taken for the public.
    assert client.get("/api/read", headers=bearing(writes)).get_json() == {"who": None}
    assert client.get("/api/read", headers=bearing("hs_" + secret(3))).status_code == 401
    assert client.post("/api/read").get_json()["code"] == "token_missing"


# People.


def test_a_link_signs_a_browser_in_once(client, wiring, ann, make_link):
    link = make_link(ann)
    other = make_app(wiring).test_client()

    assert client.post(f"/sign-in/{link}").get_json() == {"let_in": True}
    assert other.post(f"/sign-in/{link}").get_json() == {"let_in": False}

    told = client.get("/page").get_json()
    assert told["who"] == ann.id
    assert told["with"].startswith("ses_")
    assert told["scopes"] == ["admin", "read", "write"]
    assert other.get("/page").get_json()["who"] is None


def test_the_cookie_over_plain_http_has_a_plain_name(client, ann, make_link):
    (cookie,) = client.post(f"/sign-in/{make_link(ann)}").headers.getlist("Set-Cookie")

    name, *attributes = cookie.split("; ")
    assert name == f"hearsay={secret(1000)}"
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=7776000"} <= set(attributes)
    assert "Secure" not in attributes
    assert "Domain" not in cookie


def test_the_cookie_over_https_is_bound_to_its_host(wiring, ann, make_link):
    secure = replace(wiring, settings=replace(wiring.settings, base_url="https://desk.example.org"))
    client = make_app(secure).test_client()

    (cookie,) = client.post(f"/sign-in/{make_link(ann)}").headers.getlist("Set-Cookie")

    name, *attributes = cookie.split("; ")
    assert name == f"__Host-hearsay={secret(1000)}"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    assert "Domain" not in cookie


def test_signing_in_ends_the_session_the_browser_had_before(client, wiring, ann, bob, sign_in):
    sign_in(client, bob, 500)
    former = client.get_cookie("hearsay").value
    sign_in(client, ann, 501)

    attacker = make_app(wiring).test_client()
    attacker.set_cookie("hearsay", former)

    assert client.get_cookie("hearsay").value != former
    assert client.get("/page").get_json()["who"] == ann.id
    assert attacker.get("/page").get_json()["who"] is None


def test_a_session_id_that_somebody_planted_is_never_taken_over(client, ann, make_link):
    client.set_cookie("hearsay", secret(7))

    client.post(f"/sign-in/{make_link(ann)}")

    assert client.get_cookie("hearsay").value == secret(1000)


def test_signing_out_ends_the_session_on_our_side_too(client, wiring, ann, sign_in):
    sign_in(client, ann)
    stolen = client.get_cookie("hearsay").value

    client.post("/sign-out")

    assert client.get_cookie("hearsay") is None
    thief = make_app(wiring).test_client()
    thief.set_cookie("hearsay", stolen)
    assert thief.get("/page").get_json()["who"] is None


def test_signing_out_without_a_session_ends_nobody_elses(client, wiring, ann, sign_in):
    sign_in(client, ann)

    make_app(wiring).test_client().post("/sign-out")

    assert client.get("/page").get_json()["who"] == ann.id


def test_an_open_session_of_a_disabled_account_fails_at_the_next_request(client, engine, ann, bob, sign_in):
    sign_in(client, bob)
    assert client.get("/page").get_json()["who"] == bob.id

    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))

    assert client.get("/page").get_json()["who"] is None


def test_a_session_in_use_does_not_end(client, clock, ann, sign_in):
    sign_in(client, ann)

    for _ in range(3):
        clock.advance(sessions.IDLE_LIMIT / 2)
        answer = client.get("/page")
        answer.close()
        assert answer.get_json()["who"] == ann.id

    clock.advance(sessions.IDLE_LIMIT)
    assert client.get("/page").get_json()["who"] is None


# Forms.


def test_a_form_of_this_session_is_taken(client, ann, sign_in):
    csrf = sign_in(client, ann)

    assert client.post("/form", data={"csrf_token": csrf}).get_json()["who"] == ann.id


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="without a token"),
        pytest.param({"csrf_token": ""}, id="with an empty one"),
        pytest.param({"csrf_token": "0" * 64}, id="with a made-up one"),
        pytest.param({"csrf_token": "é"}, id="with one that is not ASCII"),
    ],
)
def test_a_form_without_the_token_of_this_session_is_refused(client, ann, sign_in, data):
    sign_in(client, ann)

    answer = client.post("/form", data=data)

    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf")


def test_a_form_with_the_token_twice_is_refused(client, ann, sign_in):
    csrf = sign_in(client, ann)

    assert client.post("/form", data={"csrf_token": [csrf, csrf]}).status_code == 403


def test_the_token_counts_in_the_form_alone(client, ann, sign_in):
    csrf = sign_in(client, ann)

    assert client.post(f"/form?csrf_token={csrf}").status_code == 403
    assert client.post("/form", json={"csrf_token": csrf}).status_code == 403


def test_a_form_with_the_token_of_another_session_is_refused(client, wiring, ann, bob, sign_in):
    sign_in(client, ann, 500)
    bobs = sign_in(make_app(wiring).test_client(), bob, 501)

    assert client.post("/form", data={"csrf_token": bobs}).status_code == 403


def test_a_form_from_before_the_last_sign_in_is_refused(client, ann, sign_in):
    before = sign_in(client, ann, 500)
    after = sign_in(client, ann, 501)

    assert before != after
    assert client.post("/form", data={"csrf_token": before}).status_code == 403


def test_a_form_without_a_session_is_refused(client):
    assert client.get("/page").get_json()["csrf"] == ""
    assert client.post("/form", data={"csrf_token": ""}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="neither header"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, 200, id="our page"),
        pytest.param({"Sec-Fetch-Site": "none"}, 200, id="the person"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200, id="our page, no origin"),
        pytest.param({"Origin": "http://127.0.0.1:8000"}, 200, id="our address"),
        pytest.param({"Origin": "http://localhost"}, 200, id="the address that was asked"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a neighbour"),
        pytest.param({"Sec-Fetch-Site": "Same-Origin"}, 403, id="no word of a browser"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403, id="another site lying"
        ),
        pytest.param({"Origin": "null"}, 403, id="origin null"),
        pytest.param({"Origin": ""}, 403, id="origin empty"),
        pytest.param({"Origin": "https://127.0.0.1:8000"}, 403, id="other scheme"),
        pytest.param({"Origin": "http://127.0.0.1:8001"}, 403, id="other port"),
        pytest.param({"Origin": "http://127.0.0.1:8000.evil.example"}, 403, id="longer host"),
    ],
)
def test_what_another_site_makes_a_browser_send_is_refused(client, ann, sign_in, make_link, headers, status):
    csrf = sign_in(client, ann, 500)
    link = make_link(ann, 501)

    assert client.post("/form", data={"csrf_token": csrf}, headers=headers).status_code == status
    assert client.post(f"/sign-in/{link}", headers=headers).status_code == status
