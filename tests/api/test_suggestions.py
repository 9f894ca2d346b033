"""Names are suggested to programs, in alphabetical order, each once; those of unnamed sources never."""

import pytest


def outlet(name, **said_by):
    article = {"published_at": "2022-09-25"}
    return {"outlet": name, "said_by": said_by or {"kind": "not_stated"}, "article": article}


@pytest.fixture
def named(room):
    room.claim(text="Border closes", report=outlet("Meduza", label="Ministry sources", kind="unnamed"))
    room.claim(
        text="Gate closes", report=outlet("MEDUZA", label="Minna Pétrova", kind="named"), tags=["Mines"]
    )
    room.claim(text="Road closes", report=outlet("The Mirror"), question="Does the mine close?")
    return room


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        pytest.param("field=outlet&q=med", ["Meduza"], id="an outlet, spelled in two ways"),
        pytest.param("field=outlet", ["Meduza", "The Mirror"], id="the first ones"),
        pytest.param("field=outlet&q=&limit=1", ["Meduza"], id="so many"),
        pytest.param("field=source&q=min", ["Minna Pétrova"], id="a named source"),
        pytest.param("field=source&q=PETROVA", [], id="its beginning alone"),
        pytest.param("field=tag&q=mi", ["Mines"], id="a tag"),
        pytest.param("field=question&q=clo+MINE", ["Does the mine close?"], id="a question by any words"),
        pytest.param("field=outlet&q=%25%5F%22%28%20OR", [], id="signs"),
    ],
)
def test_names_that_were_used_before_are_suggested(named, query, labels):
    found = named.get(f"/api/v1/suggestions?{query}").get_json()

    assert [one["label"] for one in found["items"]] == labels


def test_a_question_is_suggested_with_its_id(named):
    (found,) = named.get("/api/v1/suggestions?field=question&q=mine").get_json()["items"]

    assert named.get(f"/api/v1/questions/{found['value']}").get_json()["text"] == found["label"]


def test_nothing_else_is_suggested(room):
    assert room.get("/api/v1/suggestions?field=owner").status_code == 400
    assert room.get("/api/v1/suggestions?q=a").status_code == 400
    assert room.get("/api/v1/suggestions?field=source", by=None).status_code == 401
