"""Outlets and named sources over the API: found, looked at, merged and taken back."""

import pytest

PESKOV = {"label": "Dmitry Peskov", "kind": "named"}


def logged(room, outlet="Meduza", said_by=None):
    report = {"outlet": outlet, "article": {"published_at": "2022-09-26"}}
    if said_by is not None:
        report["said_by"] = said_by
    return room.claim(report=report)


def outlet_of(claim):
    return claim["reports"][0]["outlet"]["id"]


def say(room, source_id, *, by="ed", plural="outlets", query="", **body):
    headers = body.pop("headers", {})
    return room.post(f"/api/v1/{plural}/{source_id}/follow-ups{query}", body, by=by, **headers)


def listed(room, path):
    return [one["name"] for one in room.get(path).get_json()["items"]]


def test_a_claim_names_its_outlet_and_its_source_by_id(room):
    claim = logged(room, said_by=PESKOV)

    report = claim["reports"][0]
    outlet = room.get(f"/api/v1/outlets/{report['outlet']['id']}").get_json()
    person = room.get(f"/api/v1/sources/{report['said_by']['source']}").get_json()

    assert (outlet["name"], outlet["type"]) == ("Meduza", "outlet")
    assert (person["name"], person["type"]) == ("Dmitry Peskov", "person")
    assert room.get(f"/api/v1/outlets/{person['id']}").status_code == 404


def test_an_unnamed_source_is_nobody(room):
    claim = logged(room, said_by={"label": "a source in the FSB", "kind": "unnamed"})

    assert claim["reports"][0]["said_by"]["source"] is None
    assert listed(room, "/api/v1/sources") == []
    assert listed(room, "/api/v1/outlets?q=source") == []
    assert room.get("/api/v1/claims?source=a+source+in+the+FSB").get_json()["items"] == []


def test_a_merge_shows_everywhere_and_is_taken_back(room):
    one, other = logged(room, "Meduza"), logged(room, "Медуза")
    merged = say(room, outlet_of(other), kind="merge", into=outlet_of(one), note="the same")

    assert merged.status_code == 201
    assert merged.get_json()["merged_into"] == outlet_of(one)
    assert listed(room, "/api/v1/outlets") == ["Meduza"]
    assert listed(room, "/api/v1/outlets?q=мед") == ["Meduza"]
    for asked in ("meduza", "МЕДУЗА", outlet_of(one), outlet_of(other)):
        assert len(room.get(f"/api/v1/claims?outlet={asked}").get_json()["items"]) == 2
    seen = room.get(f"/api/v1/claims/{other['id']}").get_json()["reports"][0]["outlet"]
    assert seen == {"id": outlet_of(one), "name": "Медуза"}
    whole = room.get(f"/api/v1/outlets/{outlet_of(one)}").get_json()
    assert whole["merged"] == [{"id": outlet_of(other), "name": "Медуза"}]

    assert say(room, outlet_of(other), kind="undo", version=2).status_code == 201

    assert listed(room, "/api/v1/outlets") == ["Meduza", "Медуза"]
    assert len(room.get("/api/v1/claims?outlet=meduza").get_json()["items"]) == 1


def test_two_names_of_one_outlet_are_one_outlet_in_every_count(room):
    claim = logged(room, "Meduza")
    body = {"kind": "report", "report": {"outlet": "Медуза", "article": {"published_at": "2022-09-26"}}}
    two = room.post(f"/api/v1/claims/{claim['id']}/follow-ups", body, by="rita").get_json()
    assert two["origins"]["outlets"] == 2

    ids = [one["outlet"]["id"] for one in two["reports"]]
    say(room, ids[1], kind="merge", into=ids[0])
    one = room.get(f"/api/v1/claims/{claim['id']}").get_json()

    assert one["origins"] == {"outlets": 1, "least": 1, "most": 1}
    assert sum(one["stances"].values()) == 1


def test_a_dry_run_keeps_nothing(room):
    source = outlet_of(logged(room))

    tried = say(room, source, kind="rename", name="Meduza Project", query="?dry_run=true")

    assert (tried.status_code, tried.get_json()["name"]) == (200, "Meduza Project")
    assert room.get(f"/api/v1/outlets/{source}").get_json()["name"] == "Meduza"


def test_the_same_key_says_it_once(room):
    source = outlet_of(logged(room))
    headers = {"Idempotency-Key": "one"}

    first = say(room, source, kind="known_as", name="Медуза", headers=headers)
    again = say(room, source, kind="known_as", name="Медуза", headers=headers)

    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.data == first.data
    kinds = [one["kind"] for one in room.get(f"/api/v1/sources/{source}/history").get_json()["items"]]
    assert kinds == ["source_added", "source_known_as"]


def test_who_saw_an_older_version_hears_what_was_added(room):
    source = outlet_of(logged(room))
    tag = room.get(f"/api/v1/outlets/{source}").headers["ETag"]
    say(room, source, kind="known_as", name="Медуза")

    stale = say(room, source, kind="rename", name="M", headers={"If-Match": tag})

    assert (stale.status_code, stale.get_json()["current_version"]) == (412, 2)
    assert [one["kind"] for one in stale.get_json()["since"]] == ["source_known_as"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"kind": "merge", "into": "src_none"}, 422, "unknown_source", id="into nothing"),
        pytest.param({"kind": "merge"}, 422, "missing", id="into what"),
        pytest.param(
            {"kind": "rename", "name": "M", "version": 1}, 422, "of_another_kind", id="another kind's field"
        ),
        pytest.param({"kind": "known_as", "name": "VYORSTKA"}, 409, "name_taken", id="another's name"),
        pytest.param({"kind": "split", "names": ["Vyorstka"]}, 422, "unknown_name", id="not its name"),
        pytest.param({"kind": "undo", "version": 1}, 409, "cannot_be_undone", id="the first entry"),
    ],
)
def test_what_cannot_be_said_is_refused(room, body, status, code):
    source = outlet_of(logged(room))
    logged(room, "Vyorstka")

    answer = say(room, source, **body)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_reporter_may_not_merge(room):
    source = outlet_of(logged(room))

    assert say(room, source, kind="rename", name="M", by="rita").status_code == 403


def test_names_are_split_off(room):
    source = outlet_of(logged(room))
    say(room, source, kind="known_as", name="Vyorstka")
    claim = logged(room, "Vyorstka")
    assert outlet_of(claim) == source

    say(room, source, kind="split", names=["VYORSTKA"])

    seen = room.get(f"/api/v1/claims/{claim['id']}").get_json()
    assert outlet_of(seen) not in (None, source)


def test_lists_come_page_by_page_and_by_type(room):
    for name in ("Échos", "AP", "Bild", "dpa"):
        logged(room, name, said_by={"label": f"{name} desk", "kind": "institution"})
    logged(room, "AP", said_by=PESKOV)

    first = room.get("/api/v1/outlets?limit=3").get_json()
    rest = room.get(first["next"].partition("://")[2].partition("/")[2].join(("/", ""))).get_json()

    assert [one["name"] for one in first["items"]] == ["AP", "Bild", "dpa"]
    assert [one["name"] for one in rest["items"]] == ["Échos"]
    assert listed(room, "/api/v1/sources?type=person") == ["Dmitry Peskov"]
    assert listed(room, "/api/v1/outlets?q=ech") == ["Échos"]
    assert listed(room, "/api/v1/sources?q=desk&type=institution") == [
        "AP desk",
        "Bild desk",
        "dpa desk",
        "Échos desk",
    ]


def test_who_was_not_named_by_then_is_not_listed(room, clock):
    logged(room)
    clock.set(clock.now.replace(day=28))
    logged(room, "Vyorstka")

    assert listed(room, "/api/v1/outlets?recorded_by=2022-09-27") == ["Meduza"]
    assert listed(room, "/api/v1/outlets?as_of=2022-09-28") == ["Meduza", "Vyorstka"]


def test_the_public_reads_no_notes_to_colleagues(open_room):
    source = outlet_of(logged(open_room))
    say(open_room, source, kind="known_as", name="Медуза", note="Olga says so")

    public = open_room.get(f"/api/v1/outlets/{source}/history", by=None)

    assert public.status_code == 200
    assert "Olga" not in public.text


def test_outlets_and_sources_are_followed(room):
    report = logged(room, said_by=PESKOV)["reports"][0]
    outlet, person = report["outlet"]["id"], report["said_by"]["source"]

    kept = [
        room.post("/api/v1/follows", body, by="vera").get_json()
        for body in ({"outlet": outlet}, {"source": person})
    ]
    crossed = room.post("/api/v1/follows", {"outlet": person}, by="vera")

    assert [(one["kind"], one["outlet"], one["source"]) for one in kept] == [
        ("outlet", outlet, None),
        ("source", None, person),
    ]
    assert (crossed.status_code, crossed.get_json()["code"]) == (422, "unknown_source")


def test_a_name_is_suggested_with_whom_it_means(room):
    one, other = logged(room, "Meduza"), logged(room, "Медуза")
    say(room, outlet_of(other), kind="merge", into=outlet_of(one))

    found = room.get("/api/v1/suggestions?field=outlet&q=мед", by="rita").get_json()["items"]

    assert found == [{"value": "Медуза", "label": "Медуза (Meduza)"}]
