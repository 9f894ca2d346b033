"""The pages about access: one's account and sessions, tokens, accounts, and the trail."""

import re

import pytest

from service.access import trail
from service.access.trail import Asked
from service.database import reading


def tried(newsroom, **asked):
    with reading(newsroom.wiring.engine) as connection:
        return [one.attempt for one in trail.page(connection, Asked(**asked), before_id=None, most=100)]


# One's own account.


def test_somebody_sees_their_browsers_and_signs_another_one_out(newsroom, eve):
    phone = newsroom.browser()
    path = f"/sign-in/{newsroom.link('Eve')}"
    phone.post(path, {}, headers={"User-Agent": "Mozilla/5.0 (Android 14; Mobile) Gecko Firefox/140.0"})

    page = eve.open("/account")
    rows = page.all("#sessions tbody th")
    end = [form["action"] for form in page.soup.select("#sessions form")]
    other = next(one for one, row in zip(end, rows, strict=True) if row == "Firefox on Android")
    after = eve.submit(page, other)

    assert sorted(rows) == ["A browser this browser", "Firefox on Android"]
    assert after.all("#sessions tbody th") == ["A browser this browser"]
    assert phone.open("/").status == 303
    assert eve.open("/").status == 200


def test_nobody_ends_somebody_elses_session(newsroom, eve):
    rob = newsroom.signed_in("Rob")
    session = rob.open("/account").one("#sessions form")["action"]

    refused = eve.post(session, eve.open("/account").fields("/sign-out"))

    assert refused.status == 404
    assert rob.open("/").status == 200


def test_a_name_is_changed_and_shown(newsroom, eve):
    page = eve.submit(eve.open("/account"), "/account", name="Eve Editor")
    refused = eve.send(page, "/account", name=" ")

    assert "Eve Editor" in page.one(".who").get_text()
    assert (refused.status, refused.all(".fault")[:1]) == (
        422,
        ["Error: Give a name of 1 to 120 characters, on one line."],
    )


# Tokens.


def test_a_token_is_shown_once_and_revoked(newsroom, eve):
    made = eve.send(eve.open("/tokens"), "/tokens", name="nightly sync", days="30")
    plain = made.one(".message pre").get_text()
    listed = eve.open("/tokens")
    before = eve.client.get("/api/v1/me", headers={"Authorization": f"Bearer {plain}"})
    (revoke,) = [form["action"] for form in listed.soup.select("tbody form")]
    eve.submit(listed, revoke)
    after = eve.client.get("/api/v1/me", headers={"Authorization": f"Bearer {plain}"})

    assert plain.startswith("hs_")
    assert plain not in listed.source
    assert (before.status_code, after.status_code) == (200, 401)


def test_a_form_for_a_token_that_is_sent_twice_makes_one(newsroom, eve):
    page = eve.open("/tokens")
    eve.send(page, "/tokens", name="sync")

    again = eve.send(page, "/tokens", name="sync")

    assert (again.status, again.headers["Location"]) == (303, "/tokens")
    assert eve.open("/tokens").all("tbody th") == ["sync"]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"name": " "}, id="no name"),
        pytest.param({"scopes": ["admin"]}, id="further than the account"),
        pytest.param({"scopes": []}, id="no scope"),
        pytest.param({"days": "9999"}, id="too long"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused(eve, changed):
    refused = eve.send(eve.open("/tokens"), "/tokens", **{"name": "sync", **changed})

    assert refused.status in (403, 422)
    assert refused.all("[role=alert] li")
    assert eve.open("/tokens").all("tbody th") == []


def test_admins_see_and_revoke_tokens_of_others(newsroom, eve):
    eve.send(eve.open("/tokens"), "/tokens", name="eves")
    ada = newsroom.signed_in("Ada")

    page = ada.open("/tokens")
    ada.submit(page, page.one("tbody form")["action"])

    assert page.all("tbody th") == ["eves"]
    assert "revoked" in eve.open("/tokens").all("tbody td")[-2]


# Accounts.


@pytest.mark.parametrize("path", ["/accounts", "/trail", "/trail.csv", "/accounts/acc_0001"])
def test_accounts_and_trail_are_for_admins(newsroom, eve, path):
    assert eve.open(path).status == 403
    assert newsroom.signed_in("Ada").open(path).status == 200


def test_an_admin_invites_somebody_who_signs_in_by_the_link_that_is_printed(newsroom, capsys):
    ada = newsroom.signed_in("Ada")

    page = ada.submit(ada.open("/accounts"), "/accounts", email="new@example.org", name="Ned", role="editor")
    printed = capsys.readouterr().err
    ned = newsroom.browser()
    path = re.findall(r"/sign-in/[\w-]{43}", printed)[0]
    ned.submit(ned.open(path), path)

    assert "Ned" in page.main
    assert "Invitation for new@example.org: http://127.0.0.1:8000/sign-in/" in printed
    assert "Ned" in ned.open("/account").text


def test_an_address_is_invited_once(newsroom):
    ada = newsroom.signed_in("Ada")

    refused = ada.send(ada.open("/accounts"), "/accounts", email="eve@example.org", name="Eve", role="viewer")

    assert refused.status == 409
    assert "Another account has this e-mail address." in refused.main


def test_an_admin_changes_a_role_and_switches_off_and_on(newsroom, eve):
    ada, path = newsroom.signed_in("Ada"), f"/accounts/{newsroom.people['Eve'].id}"

    changed = ada.submit(ada.open(path), f"{path}/change", role="viewer")
    off = ada.submit(changed, f"{path}/off")
    was_out = eve.open("/").status
    on = ada.submit(off, f"{path}/on")

    assert "eve@example.org, viewer, on" in changed.main
    assert "switched off" in off.main
    assert was_out == 303
    assert "viewer, on" in on.main
    assert eve.open("/").status == 303  # its old session stays dead


def test_claims_of_somebody_who_leaves_go_to_whoever_is_named(newsroom):
    claim_id = newsroom.logged(by="Eve")
    ada, path = newsroom.signed_in("Ada"), f"/accounts/{newsroom.people['Eve'].id}"

    ada.submit(ada.open(path), f"{path}/off", new_owner=newsroom.people["Rob"].id)

    assert newsroom.claim(claim_id).owner == newsroom.people["Rob"].id


def test_the_last_admin_stays(newsroom):
    ada, path = newsroom.signed_in("Ada"), f"/accounts/{newsroom.people['Ada'].id}"

    refused = ada.send(ada.open(path), f"{path}/change", role="editor")

    assert refused.status == 409
    assert "This is the last active admin." in refused.main


# The trail.


def test_what_somebody_does_and_what_is_refused_stands_in_the_trail(newsroom, eve):
    claim_id = newsroom.logged()
    page = eve.open(f"/claims/{claim_id}?answer=note")
    action = next(one["action"] for one in page.soup.select("main form") if "note" in one.get_text().lower())
    eve.send(page, action.split("#")[0], note="looked at the archive")
    eve.post(f"/claims/{claim_id}", {})
    eve.open("/accounts")

    forbidden, forged, done, _sign_in = tried(newsroom, actor=newsroom.people["Eve"].id)

    assert (forbidden.route, forbidden.status, forbidden.code) == ("/accounts", 403, "not_allowed")
    assert (forged.status, forged.code) == (403, "csrf")
    assert (done.status, done.code, done.about) == (303, None, claim_id)
    assert done.credential.startswith("ses_")
    assert done.address == "127.0.0.1"
    assert done.request_id is not None


def test_an_admin_narrows_the_trail_and_takes_it_away(newsroom, eve):
    eve.open("/accounts")
    ada = newsroom.signed_in("Ada")

    page = ada.open("/trail?refused=true")
    file = ada.open("/trail.csv?refused=true")

    assert page.all("tbody strong") == ["refused: not_allowed (403)"]
    assert "Eve" in page.all("tbody th")[0]
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [line.split(",")[2] for line in file.source.splitlines()] == [
        "actor",
        newsroom.people["Eve"].id,
    ]


def test_no_secret_stands_in_the_trail(newsroom):
    secret = newsroom.link("Eve")
    browser = newsroom.browser()
    browser.post(f"/sign-in/{secret}", {})
    cookie = browser.client.get_cookie("hearsay").value

    source = newsroom.signed_in("Ada").open("/trail.json").source

    assert "/sign-in/<secret>" in source
    assert secret not in source
    assert cookie not in source
