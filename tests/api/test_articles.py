"""Articles over the API: added once, followed up, proposed as copies, read without words by the public."""

from random import Random

import pytest

from tests.domain.made_up_articles import Matter, text_of

URL = "https://example.org/a"


@pytest.fixture
def text():
    return text_of(Matter(Random(3)).article())


def add(room, outlet="Meduza", *, by="rita", status=201, **more):
    response = room.post("/api/v1/articles", {"outlet": outlet, **more}, by=by)
    assert response.status_code == status, response.text
    return response.get_json()


def say(room, article, *, by="ed", status=201, **body):
    response = room.post(f"/api/v1/articles/{article['id']}/follow-ups", body, by=by)
    assert response.status_code == status, response.text
    return response.get_json()


def test_an_article_is_added_and_shown(room, text):
    made = add(room, address=f"{URL}?utm_source=x", title="T", published_at="2022-09-26", text=f"(AP) {text}")

    shown = room.get(f"/api/v1/articles/{made['id']}").get_json()
    assert shown == made
    assert (shown["canonical_address"], shown["credit"], shown["published_at"]) == (URL, "AP", "2022-09-26")
    assert (shown["versions"][0]["kept"], shown["versions"][0]["text"]) == ("quoted", None)
    listed = room.get("/api/v1/articles?outlet=MEDUZA").get_json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]


def test_the_outlet_has_its_id_once_a_claim_names_it(room, text):
    made = add(room, outlet="Meduza", text=text)
    copy = add(room, outlet="The Copier", text=text)
    assert made["outlet"] == {"id": None, "name": "Meduza"}

    claim = {"text": "The border closes", "report": {"outlet": "MEDUZA"}}
    named = room.post("/api/v1/claims", claim, by="rita").get_json()["reports"][0]["outlet"]["id"]

    outlet = {"id": named, "name": "Meduza"}
    assert room.get(f"/api/v1/articles/{made['id']}").get_json()["outlet"] == outlet
    assert [one["outlet"]["id"] for one in room.get("/api/v1/articles").get_json()["items"]] == [None, named]
    [pair] = room.get("/api/v1/copy-proposals").get_json()["items"]
    assert (pair["of"]["outlet"], pair["article"]["id"]) == (outlet, copy["id"])


def test_a_dry_run_keeps_nothing(room):
    response = room.post("/api/v1/articles?dry_run=true", {"outlet": "Meduza"}, by="rita")

    assert response.status_code == 200
    assert response.get_json()["dry_run"] is True
    assert room.get("/api/v1/articles").get_json()["items"] == []


def test_a_key_that_is_sent_again_gives_the_first_answer(room):
    sent = [
        room.post("/api/v1/articles", {"outlet": "Meduza"}, by="rita", idempotency_key="k" * 20)
        for _ in range(2)
    ]

    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].get_json() == sent[1].get_json()
    assert sent[1].headers["Idempotency-Replayed"] == "true"


def test_an_article_that_is_there_is_a_conflict(room):
    add(room, address=URL)

    assert add(room, address=f"{URL}#top", status=409)["code"] == "article_known"


def test_an_article_of_a_claim_is_named_in_it(room):
    claim = room.claim(report={"outlet": "Meduza", "article": {"url": URL, "published_at": "2022-09-26"}})

    article_id = claim["reports"][0]["article"]["id"]
    assert article_id.startswith("art_")
    shown = room.get(f"/api/v1/articles/{article_id}").get_json()
    assert shown["claims"] == [{"claim": claim["id"], "report": claim["reports"][0]["id"]}]


def test_a_copy_is_proposed_confirmed_and_taken_back(room, text):
    first, second = add(room, "A", text=text), add(room, "B", text=text)
    pairs = room.get("/api/v1/copy-proposals").get_json()["items"]
    assert [(one["article"]["id"], one["of"]["id"]) for one in pairs] == [(second["id"], first["id"])]

    assert (
        say(room, second, by="rita", kind="confirm_copy", of=first["id"], status=403)["code"] == "not_allowed"
    )
    assert say(room, second, kind="confirm_copy", of=first["id"])["copy_of"] == first["id"]
    assert room.get("/api/v1/copy-proposals").get_json()["items"] == []
    assert room.get(f"/api/v1/articles/{first['id']}").get_json()["copies"] == [second["id"]]

    version = room.get(f"/api/v1/articles/{second['id']}").get_json()["version"]
    assert say(room, second, kind="undo", version=version)["copy_of"] is None
    kinds = [one["kind"] for one in room.get(f"/api/v1/articles/{second['id']}/history").get_json()["items"]]
    assert kinds == ["article_added", "copy_proposed", "copy_confirmed", "undone"]


def test_a_version_tells_what_changed(room):
    wording = "The border could close this week."
    told = {"outlet": "A", "wording": wording, "when": "this week", "article": {"url": URL}}
    claim = room.claim(report=told, window={"latest": "2022-10-01"})
    article = {"id": claim["reports"][0]["article"]["id"]}

    after = say(room, article, kind="version", text="More. The border could close as soon as this week.")

    (changed,) = after["versions"][1]["changes"]
    assert (changed["claim"], changed["about"]) == (claim["id"], ["date"])
    assert {"kind": "new", "text": "as soon as"} in changed["pieces"]


def test_an_old_tag_is_refused_with_what_was_added(room):
    article = add(room)
    say(room, article, kind="amend", reason="r", title="T")

    body = {"kind": "amend", "reason": "r", "title": "U"}
    response = room.post(f"/api/v1/articles/{article['id']}/follow-ups", body, by="ed", if_match='"1"')

    assert response.status_code == 412
    assert [one["kind"] for one in response.get_json()["since"]] == ["article_amended"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({}, "/kind", "missing", id="nothing"),
        pytest.param({"kind": "merge"}, "/kind", "unknown_choice", id="an unknown kind"),
        pytest.param({"kind": "version"}, "/text", "missing", id="a version without a text"),
        pytest.param({"kind": "confirm_copy", "of": "clm_1"}, "/of", "bad_id", id="a claim for an article"),
        pytest.param({"kind": "undo", "version": 0}, "/version", "out_of_range", id="no version"),
        pytest.param({"kind": "undo", "version": 1, "x": 1}, "/x", "unknown_field", id="an unknown field"),
    ],
)
def test_what_does_not_fit_is_refused(room, body, pointer, code):
    article = add(room)

    answer = room.post(f"/api/v1/articles/{article['id']}/follow-ups", body, by="ed").get_json()

    assert (pointer, code) in [(one["pointer"], one["code"]) for one in answer["errors"]]


def test_cursors_of_other_lists_are_refused(room):
    for path in (
        "/api/v1/articles?cursor=clm_1",
        "/api/v1/articles?cursor=art_none",
        "/api/v1/copy-proposals?cursor=x",
    ):
        assert room.get(path).get_json()["code"] == "bad_cursor"
