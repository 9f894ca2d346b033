"""Logging from anywhere: the bookmark, and the manifest with its share target."""

import json
from urllib.parse import unquote


def test_the_bookmark_opens_the_form_of_this_site(newsroom, eve):
    page = eve.open("/log-from-anywhere")

    address = page.one("main a.button")["href"]
    assert address.startswith("javascript:")
    assert "open('http://127.0.0.1:8000'" in unquote(address).replace('"', "'")
    assert page.one("textarea").get_text().strip() == address


def test_the_manifest_lets_a_phone_share_into_the_form(newsroom):
    manifest = newsroom.browser().open("/manifest.webmanifest")

    assert manifest.headers["Content-Type"] == "application/manifest+json"
    target = json.loads(manifest.source)["share_target"]
    assert (target["action"], target["method"]) == ("/claims/new", "GET")
    assert target["params"] == {"title": "title", "text": "text", "url": "url"}


def test_the_icon_that_the_manifest_names_is_there(newsroom):
    browser = newsroom.browser()
    manifest = json.loads(browser.open("/manifest.webmanifest").source)

    assert [browser.open(icon["src"]).status for icon in manifest["icons"]] == [200]


def test_sharing_while_signed_out_keeps_what_was_shared(newsroom):
    shared = newsroom.browser().open("/claims/new?title=T&text=It+closes&url=https://example.org/a")

    assert shared.status == 303
    wanted = unquote(shared.headers["Location"].partition("next=")[2])
    assert wanted == "/claims/new?title=T&text=It+closes&url=https://example.org/a"
