"""One key, one write: replays, twins, other bodies, secrets, and answers lost at COMMIT."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from service.api.once import Answered, Made, once, recovered, stands_in_ledger
from service.changes import claims as changes
from service.changes.claims import Context
from service.database import StartOver, create_engine, reading, transact
from service.domain.roles import Actor
from service.intake.claims import new_claim
from service.ledger.keys import Answer, Key, KeyReused
from tests.api_newsroom import claim_body, newsroom
from tests.ledger.proxy import Proxy

CLAIMS = "/api/v1/claims"


def test_a_replay_gives_the_first_answer(room, clock):
    first = room.post(CLAIMS, claim_body(), by="rita", Idempotency_Key="k-1")
    room.follow_up(first.get_json()["id"], kind="note", note="meanwhile")
    clock.advance(timedelta(days=20))

    again = room.post(CLAIMS, claim_body(), by="rita", Idempotency_Key="k-1")

    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    for what in ("status_code", "data"):
        assert getattr(again, what) == getattr(first, what)
    for name in ("Location", "ETag", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert len(room.get(CLAIMS).get_json()["items"]) == 1


def test_a_follow_up_is_replayed_after_the_claim_moved_on(room):
    claim = room.claim()
    path = f"{CLAIMS}/{claim['id']}/follow-ups"
    body = {"kind": "refute", "evidence": [{"note": "a"}]}
    tag = room.get(f"{CLAIMS}/{claim['id']}").headers["ETag"]
    first = room.post(path, body, Idempotency_Key="k", If_Match=tag)

    again = room.post(path, body, Idempotency_Key="k", If_Match=tag)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("abc", '"abc"', id="bare, then quoted"),
        pytest.param('"a\\"b"', '"a\\"b"', id="an escaped quote"),
        pytest.param(" abc ", "abc", id="blanks around it"),
        pytest.param("a" * 255, '"' + "a" * 255 + '"', id="the longest"),
    ],
)
def test_two_forms_of_a_key_are_one(room, first, second):
    room.post(CLAIMS, claim_body(), Idempotency_Key=first)

    response = room.post(CLAIMS, claim_body(), Idempotency_Key=second)

    assert response.headers["Idempotency-Replayed"] == "true"


def test_the_order_of_keys_in_a_body_makes_no_other_request(room):
    body = claim_body()
    room.post(CLAIMS, body, Idempotency_Key="k")

    response = room.post(CLAIMS, dict(reversed(list(body.items()))), Idempotency_Key="k")

    assert response.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    "key",
    [
        "",
        '""',
        "a" * 256,
        '"' + "a" * 256 + '"',
        "a b",
        "a\tb",
        "caf\u00e9",
        "a,b",
        '"a","b"',
        '"a',
        'a"b',
        "a\\b",
    ],
)
def test_a_key_that_cannot_be_one_is_refused(refusing, key):
    before = refusing.rows()

    response = refusing.post(CLAIMS, claim_body(), Idempotency_Key=key)

    assert (response.status_code, response.get_json()["code"]) == (400, "bad_idempotency_key")
    assert refusing.rows() == before


def test_two_headers_are_refused(refusing):
    with refusing.app.test_client() as client:
        response = client.post(
            CLAIMS,
            json=claim_body(),
            headers=[
                ("Authorization", f"Bearer {refusing.tokens['ed']}"),
                ("Idempotency-Key", "a"),
                ("Idempotency-Key", "b"),
            ],
        )

    assert response.status_code == 400


@pytest.mark.parametrize("other", ["body", "path", "query", "If-Match"])
def test_a_key_stands_for_one_request(room, other):
    claim, second = room.claim(), room.claim()
    path, body = f"{CLAIMS}/{claim['id']}/follow-ups", {"kind": "note", "note": "a"}
    room.post(path, body, Idempotency_Key="k")
    headers = {"If_Match": '"2"'} if other == "If-Match" else {}
    path = path.replace(claim["id"], second["id"]) if other == "path" else path
    path += "?dry_run=false" if other == "query" else ""
    body = {**body, "note": "b"} if other == "body" else body

    response = room.post(path, body, Idempotency_Key="k", **headers)

    assert (response.status_code, response.get_json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_one_account(room):
    room.post(CLAIMS, claim_body(), by="rita", Idempotency_Key="k")

    response = room.post(CLAIMS, claim_body(text="Another."), by="ed", Idempotency_Key="k")

    assert response.status_code == 201


def test_a_refusal_keeps_no_key(room):
    claim = room.claim()
    path = f"{CLAIMS}/{claim['id']}/follow-ups"
    refused = room.post(path, {"kind": "undo", "version": 2}, Idempotency_Key="k")
    room.follow_up(claim["id"], kind="note", note="a")

    response = room.post(path, {"kind": "undo", "version": 2}, Idempotency_Key="k")

    assert refused.status_code == 422
    assert response.status_code == 201


def test_an_answer_whose_words_were_destroyed_is_gone(room):
    first = room.post(CLAIMS, claim_body(text="A name."), by="ed", Idempotency_Key="k")
    room.follow_up(first.get_json()["id"], by="ann", kind="redact", version=1, reason="A court order.")

    response = room.post(CLAIMS, claim_body(text="A name."), by="ed", Idempotency_Key="k")

    assert (response.status_code, response.get_json()["code"]) == (409, "answer_redacted")


def test_a_replay_holds_no_secret(room):
    body = {"name": "sync", "scopes": ["read"]}
    first = room.post("/api/v1/tokens", body, Idempotency_Key="k").get_json()

    again = room.post("/api/v1/tokens", body, Idempotency_Key="k").get_json()

    assert first["token"].startswith("hs_")
    assert again == {**first, "token": None}


def test_twins_make_one_claim(room):
    def send(_number):
        response = room.post(CLAIMS, claim_body(), by="rita", Idempotency_Key="twin")
        return response.status_code, response.data, response.headers.get("Idempotency-Replayed")

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(send, range(32)))

    assert {status for status, _, _ in answers} == {201}
    assert len({body for _, body, _ in answers}) == 1
    assert [replayed for _, _, replayed in answers].count(None) == 1
    assert len(room.get(CLAIMS).get_json()["items"]) == 1


def test_followers_of_one_claim_wait_for_each_other(room):
    claim = room.claim()

    def send(number):
        body = {"kind": "note", "note": f"note {number}"}
        return room.post(f"{CLAIMS}/{claim['id']}/follow-ups", body).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(send, range(16)))

    history = room.get(f"{CLAIMS}/{claim['id']}/history").get_json()["items"]
    assert statuses == [201] * 16
    assert [one["version"] for one in history] == list(range(1, 18))


# An answer lost at COMMIT. The connection that asks afterwards is a real one.


@pytest.fixture
def context(room):
    account = room.people["ed"]
    return Context(
        actor=Actor(account.id, "editor"),
        now=room.clock(),
        zone="UTC",
        new_id=room.wiring.new_id,
        request_id="r",
    )


def made_in(connection, context):
    """Log a claim as the API does and return what it made."""
    new = new_claim(claim_body(), owner=None, now=context.now, zone="UTC", new_id=context.new_id)
    written = changes.report_claim(connection, new.proposed, context)
    answer = Answer(201, written.claim_id.encode(), None, None)
    return Made(answer=answer, stream=written.claim_id, stands=stands_in_ledger(written))


def key_of(room, name="k", said=b"a"):
    return Key(room.people["ed"].id, name, said)


def test_a_write_that_took_effect_is_found_by_its_place_in_the_ledger(room, context):
    made = transact(room.engine, lambda connection: made_in(connection, context))

    with reading(room.engine) as connection:
        assert recovered(connection, None, made) == Answered(made.answer)


def test_a_write_that_was_rolled_back_is_not_found(room, context):
    made = _rolled_back(room, context)

    with reading(room.engine) as connection:
        assert recovered(connection, None, made) is None


def test_a_write_in_whose_place_another_stands_is_made_again(room, context):
    claim = room.claim()
    proposed = _noted(room, context, claim, keep=False)
    room.follow_up(claim["id"], kind="note", note="somebody else's")

    with reading(room.engine) as connection, pytest.raises(StartOver):
        recovered(connection, None, proposed)


def test_a_write_under_a_key_is_found_by_its_key(room, context):
    key, made = key_of(room), []

    def work(connection):
        made.append(made_in(connection, context))
        return made[0]

    answered = once(room.wiring, work, key=key, now=context.now)

    with reading(room.engine) as connection:
        assert recovered(connection, key, made[0]) == answered
        assert recovered(connection, key_of(room, "other"), made[0]) is None
        with pytest.raises(KeyReused):
            recovered(connection, key_of(room, said=b"b"), made[0])


def test_a_write_whose_twin_came_first_gets_the_twins_answer(room, context):
    key = key_of(room)
    ours = _rolled_back(room, context)
    twin = once(room.wiring, lambda connection: made_in(connection, context), key=key, now=context.now)

    with reading(room.engine) as connection:
        assert recovered(connection, key, ours) == Answered(twin.answer, is_replayed=True)


@pytest.fixture
def line(database_url):
    with Proxy(database_url) as proxy:
        yield proxy


@pytest.fixture
def through(line, clock, tmp_path):
    """Return a newsroom whose every byte to the database goes over a line that can be cut."""
    engine = create_engine(line.url)
    room = newsroom(engine, clock, tmp_path)
    room.get(CLAIMS)  # writes down the tokens' first use, so that the next COMMIT is that of a claim
    room.get(CLAIMS, by="ed")
    yield room
    engine.dispose()


KEYS = pytest.mark.parametrize(
    "headers", [{"Idempotency_Key": "k"}, {}], ids=["under a key", "without a key"]
)


@pytest.mark.engines("postgresql")
@KEYS
def test_an_answer_lost_behind_the_commit_is_found_again(through, line, headers):
    claim = through.claim(by="ed")
    line.mode = "cut_after_commit"
    path = f"{CLAIMS}/{claim['id']}/follow-ups"

    response = through.post(path, {"kind": "note", "note": "a"}, **headers)

    assert line.cuts == 1
    assert (response.status_code, response.get_json()["version"]) == (201, 2)
    assert "Idempotency-Replayed" not in response.headers
    assert len(through.get(f"{CLAIMS}/{claim['id']}/history").get_json()["items"]) == 2


@pytest.mark.engines("postgresql")
@KEYS
def test_a_claim_lost_before_the_commit_is_not_there_and_may_be_sent_again(through, line, headers):
    line.mode = "cut_before_commit"

    lost = through.post(CLAIMS, claim_body(), **headers)
    again = through.post(CLAIMS, claim_body(), **headers)

    assert line.cuts == 1
    assert lost.status_code == 503
    assert int(lost.headers["Retry-After"]) > 0
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again.headers
    assert len(through.get(CLAIMS).get_json()["items"]) == 1


@pytest.mark.engines("postgresql")
def test_the_plain_text_of_a_token_lost_behind_the_commit_is_still_given(through, line):
    line.mode = "cut_after_commit"

    response = through.post("/api/v1/tokens", {"name": "a", "scopes": ["read"]}, Idempotency_Key="k")

    assert line.cuts == 1
    assert response.get_json()["token"].startswith("hs_")


@pytest.mark.engines("postgresql")
def test_a_database_that_is_gone_is_answered_with_try_again(through, line):
    line.is_down = True
    line.cut_all()

    written = through.post(CLAIMS, claim_body(), Idempotency_Key="k")
    read = through.get(CLAIMS)
    line.is_down = False

    for response in (written, read):
        assert (response.status_code, response.get_json()["code"]) == (503, "unavailable")
        assert "Retry-After" in response.headers
    assert through.post(CLAIMS, claim_body(), Idempotency_Key="k").status_code == 201


class _Undo(Exception):
    pass


def _rolled_back(room, context):
    made = []

    def work(connection):
        made.append(made_in(connection, context))
        raise _Undo

    with pytest.raises(_Undo):
        transact(room.engine, work)
    return made[0]


def _noted(room, context, claim, *, keep):
    from service.domain.events import Noted

    made = []

    def work(connection):
        written = changes.follow_up(connection, claim["id"], Noted(note="ours"), context)
        answer = Answer(201, b"{}", None, None)
        made.append(Made(answer=answer, stream=claim["id"], stands=stands_in_ledger(written)))
        if not keep:
            raise _Undo

    with pytest.raises(_Undo):
        transact(room.engine, work)
    return made[0]
