"""Who one is, tokens and accounts over the API."""

from datetime import timedelta

import pytest


def bearer(plain):
    return {"Authorization": f"Bearer {plain}"}


def issue(room, *, by="rita", status=201, **body):
    response = room.post("/api/v1/tokens", {"name": "sync", "scopes": ["read"], **body}, by=by)
    assert response.status_code == status, response.text
    return response.get_json()


def test_everybody_can_ask_who_they_are(room):
    me = room.get("/api/v1/me", by="vera").get_json()

    assert (me["id"], me["email"], me["role"]) == (room.people["vera"].id, "vera@example.org", "viewer")
    assert me["scopes"] == ["read", "write"]


def test_a_token_works_until_it_is_revoked(room):
    token = issue(room)

    before = room.send("GET", "/api/v1/me", by=None, headers=bearer(token["token"]))
    room.post(f"/api/v1/tokens/{token['id']}/revoke")
    assert room.post(f"/api/v1/tokens/{token['id']}/revoke", by="rita").status_code == 200
    after = room.send("GET", "/api/v1/me", by=None, headers=bearer(token["token"]))

    assert before.get_json()["token"] == token["id"]
    assert (after.status_code, after.get_json()["code"]) == (401, "token_not_valid")


def test_a_token_ends_by_itself(room, clock):
    plain = issue(room, expires_at="2022-09-26T13:00:00Z")["token"]
    lasting = issue(room)

    clock.advance(timedelta(hours=1))

    assert room.send("GET", "/api/v1/me", by=None, headers=bearer(plain)).status_code == 401
    assert lasting["expires_at"] == "2022-12-25T12:00:00Z"


def test_a_token_that_only_reads_writes_nothing(room):
    plain = issue(room)["token"]

    response = room.send("POST", "/api/v1/claims", b"{}", by=None, headers=bearer(plain))

    assert (response.status_code, response.get_json()["code"]) == (403, "not_allowed")


def test_a_token_is_listed_without_its_plain_text(room):
    token = issue(room)

    listed = room.get("/api/v1/tokens", by="rita")

    assert token["token"] not in listed.text
    assert [one["name"] for one in listed.get_json()["items"]] == ["sync", "tests"]


def test_tokens_of_others_are_for_admins(room):
    rita = room.people["rita"].id

    assert room.get(f"/api/v1/tokens?account={rita}", by="ed").status_code == 403
    assert room.get(f"/api/v1/tokens?account={rita}", by="ann").status_code == 200
    assert room.get("/api/v1/tokens?account=acc_none", by="ann").status_code == 404
    assert issue(room, by="ann", account=rita)["account"] == rita
    assert issue(room, by="ed", account=rita, status=403)["code"] == "not_allowed"


def test_somebody_elses_token_is_as_if_it_was_not_there(room):
    token = issue(room, by="ed")

    assert room.post(f"/api/v1/tokens/{token['id']}/revoke", by="rita").status_code == 404
    assert room.post("/api/v1/tokens/tok_none/revoke", by="rita").status_code == 404
    assert room.post(f"/api/v1/tokens/{token['id']}/revoke", by="ann").status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"scopes": []}, 422, "missing", id="no scope"),
        pytest.param({"scopes": ["root"]}, 422, "unknown_choice", id="an unknown scope"),
        pytest.param({"scopes": "read"}, 422, "wrong_type", id="a text for a list"),
        pytest.param({"scopes": ["admin"]}, 403, "not_allowed", id="further than one's own token"),
        pytest.param({"name": " "}, 422, "blank", id="a blank name"),
        pytest.param({"name": "a\nb"}, 422, "unfit_character", id="a name of two lines"),
        pytest.param({"expires_at": "2022-09-26T12:00:00Z"}, 422, "in_the_past", id="ends now"),
        pytest.param({"expires_at": "2030-01-01T00:00:00Z"}, 422, "out_of_range", id="ends too late"),
        pytest.param({"expires_at": "2022-10-01"}, 422, "bad_instant", id="a date for an instant"),
        pytest.param({"token": "hs_mine"}, 422, "unknown_field", id="a plain text of one's own"),
        pytest.param({"account": "acc_none"}, 403, "not_allowed", id="for somebody else"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused(refusing, body, status, code):
    assert issue(refusing, by="ed", status=status, **body)["errors"][0]["code"] == code


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic aGVsbG86d29ybGQ=",
        "Bearer hs_a hs_b",
        "Bearer \u00e9",
        "bearer " + "a" * 5000,
    ],
)
def test_a_header_that_is_no_token_is_refused(refusing, header):
    response = refusing.send("GET", "/api/v1/me", by=None, headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_or_a_cookie_is_not_heard(refusing):
    plain = refusing.tokens["ann"]

    assert refusing.get(f"/api/v1/me?token={plain}", by=None).status_code == 401
    assert refusing.get("/api/v1/me", by=None, Cookie=f"hearsay={plain}").status_code == 401


# Accounts.


def test_an_admin_adds_an_account(room):
    body = {"email": "new@example.org", "name": "N. Ewer", "role": "reporter"}

    added = room.post("/api/v1/accounts", body, by="ann", Idempotency_Key="k")
    again = room.post("/api/v1/accounts", body, by="ann", Idempotency_Key="k")
    taken = room.post("/api/v1/accounts", body, by="ann")

    assert (added.status_code, added.get_json()["role"]) == (201, "reporter")
    assert again.data == added.data
    assert (taken.status_code, taken.get_json()["code"]) == (409, "email_taken")
    listed = room.get("/api/v1/accounts", by="ann").get_json()["items"]
    assert listed[-1] == added.get_json()


@pytest.mark.parametrize("by", ["ed", "rita", "vera"])
def test_accounts_are_for_admins(refusing, by):
    assert refusing.get("/api/v1/accounts", by=by).status_code == 403
    assert refusing.post("/api/v1/accounts", {}, by=by).status_code == 403
    assert refusing.get("/api/v1/deliveries", by=by).status_code == 403


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        pytest.param({"email": "nobody"}, "/email", "bad_email", id="no address"),
        pytest.param({"email": "a@b@c"}, "/email", "bad_email", id="two @"),
        pytest.param(
            {"email": "a\r\nBcc: x@example.org"}, "/email", "unfit_character", id="a header smuggled in"
        ),
        pytest.param({"email": "a" * 255}, "/email", "too_long", id="an address too long"),
        pytest.param({"role": "owner"}, "/role", "unknown_choice", id="an unknown role"),
        pytest.param({"is_active": True}, "/is_active", "unknown_field", id="a field set from outside"),
    ],
)
def test_an_account_that_cannot_be_is_refused(refusing, more, pointer, code):
    body = {"email": "new@example.org", "name": "N", "role": "viewer", **more}

    response = refusing.post("/api/v1/accounts", body, by="ann")

    assert response.status_code == 422
    assert [(one["pointer"], one["code"]) for one in response.get_json()["errors"]] == [(pointer, code)]


def test_letters_are_listed_for_admins(room):
    assert room.get("/api/v1/deliveries?state=sent&limit=5", by="ann").get_json() == {
        "items": [],
        "next": None,
    }
    assert room.get("/api/v1/deliveries?state=lost", by="ann").status_code == 400
