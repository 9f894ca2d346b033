"""Words about when, from the body to the board: read, asked about where two readings are fair, moved."""

import pytest

from service.domain.phrases import Conventions
from tests.api_newsroom import claim_body, newsroom

CLAIMS = "/api/v1/claims"
PUBLISHED = {"article": {"published_at": "2022-09-26"}}


@pytest.fixture
def room(engine, clock, tmp_path):
    return newsroom(engine, clock, tmp_path)


def body(**more):
    report = {"outlet": "Meduza", **PUBLISHED}
    return claim_body(**{"report": report, **more})


def refused(response):
    """Return status, code, pointer and code of the first fault."""
    problem = response.get_json()
    first = problem["errors"][0]
    return response.status_code, problem["code"], first["pointer"]


def ends(window):
    return window["earliest"], window["latest"]


def test_ambiguous_words_are_refused_with_their_readings_and_taken_with_one_of_them(room):
    said = body(when="next Tuesday")
    before = room.rows()

    answer = room.post(CLAIMS, said, by="rita")

    assert refused(answer) == (422, "ambiguous_phrase", "/when")
    problem = answer.get_json()
    alternatives = problem["alternatives"]
    assert [one["index"] for one in alternatives] == list(range(1, len(alternatives) + 1))
    assert {ends(one["window"]) for one in alternatives} == {
        ("2022-09-27", "2022-09-27"),
        ("2022-10-04", "2022-10-04"),
    }
    assert all(one["explanation"] in problem["errors"][0]["hint"] for one in alternatives)
    assert room.rows() == before

    chosen = next(one for one in alternatives if one["window"]["latest"] == "2022-10-04")
    claim = room.post(CLAIMS, {**said, "reading": chosen["index"]}, by="rita").get_json()

    assert ends(claim["window"]) == ("2022-10-04", "2022-10-04")
    assert (claim["window"]["phrase"], claim["window"]["rule"]) == ("next Tuesday", chosen["rule"])


def test_windows_shows_the_readings_under_the_numbers_that_choose_them(room):
    shown = room.get("/api/v1/windows?phrase=next+Tuesday&said_on=2022-09-26&zone=Europe/Moscow").get_json()

    refusal = room.post(CLAIMS, body(when="next Tuesday")).get_json()

    assert shown["alternatives"] == refusal["alternatives"]
    assert shown["moves"] is False


@pytest.mark.parametrize(
    ("more", "code", "pointer"),
    [
        pytest.param({"when": "next Tuesday", "reading": 9}, "no_such_reading", "/reading", id="too high"),
        pytest.param({"when": "2022-09-28", "reading": 1}, "no_such_reading", "/reading", id="one reading"),
        pytest.param({"when": None, "reading": 1}, "window_needed", "/reading", id="no words"),
        pytest.param(
            {"when": "Tuesday", "window": {"latest": "2022-09-27"}, "reading": 1},
            "given_twice",
            "/reading",
            id="days set",
        ),
        pytest.param({"when": "next Tuesday", "reading": 0}, "out_of_range", "/reading", id="zero"),
        pytest.param({"when": "next Tuesday", "reading": "1"}, "wrong_type", "/reading", id="text"),
        pytest.param({"when": "Sept. 28", "hangs_on": "clm_x"}, "hangs_on_nothing", "/hangs_on", id="a date"),
        pytest.param(
            {"when": "after the vote", "hangs_on": "clm_x"}, "unknown_claim", "/hangs_on", id="no such claim"
        ),
        pytest.param(
            {"when": None, "edtf": "2022-09", "hangs_on": "clm_x"}, "given_twice", "/hangs_on", id="EDTF"
        ),
        pytest.param({"when": None, "edtf": "2022-09-31"}, "edtf_invalid", "/edtf", id="no such day"),
        pytest.param({"when": None, "edtf": "2022-09/.."}, None, None, id="EDTF level 1"),
        pytest.param({"when": None, "edtf": "[2022,2023]"}, "edtf_level_2", "/edtf", id="EDTF level 2"),
        pytest.param({"when": None, "edtf": "1066"}, "edtf_out_of_range", "/edtf", id="another age"),
    ],
)
def test_what_is_chosen_has_to_fit_the_words(room, more, code, pointer):
    answer = room.post(CLAIMS, body(**more), by="rita")

    if code is None:
        assert answer.status_code == 201
    else:
        assert refused(answer) == (422, code, pointer)


def test_words_that_are_not_read_are_kept_as_no_date(room):
    claim = room.claim(when="would not say when", report={"outlet": "Meduza", **PUBLISHED})

    assert (claim["due"], claim["window"]["phrase"]) == ("no_date", "would not say when")
    assert ends(claim["window"]) == (None, None)


def test_all_faults_come_at_once_and_the_readings_with_them(room):
    answer = room.post(
        CLAIMS, body(when="next Tuesday", report={"outlet": "M", "cites": ["rep_1"], **PUBLISHED}), by="rita"
    )

    problem = answer.get_json()
    assert [one["code"] for one in problem["errors"]] == ["unknown_report", "ambiguous_phrase"]
    assert len(problem["alternatives"]) >= 2


def test_a_move_asks_about_ambiguous_words_too_and_shows_in_order(room):
    claim = room.claim()
    path = f"{CLAIMS}/{claim['id']}/follow-ups"
    said = {"kind": "move", "when": "next Tuesday", "said_on": "2022-09-26"}

    assert refused(room.post(path, said)) == (422, "ambiguous_phrase", "/when")
    alternatives = room.post(path, said).get_json()["alternatives"]
    number = next(one["index"] for one in alternatives if one["window"]["latest"] == "2022-10-04")
    room.follow_up(claim["id"], **said, reading=number)
    moved = room.follow_up(claim["id"], kind="move", window={"earliest": "2022-10-01", "latest": None})

    first, second = moved["moves"]
    assert ends(first["window"]) == ("2022-09-28", "2022-09-28")
    assert (first["to"], first["days"]) == ({"earliest": "2022-10-04", "latest": "2022-10-04"}, 6)
    assert (first["version"], first["by"]) == (2, room.people["ed"].id)
    assert first["moved_at"] == "2022-09-26T12:00:00Z"
    assert (second["to"], second["days"]) == ({"earliest": "2022-10-01", "latest": None}, None)


def test_a_reports_own_wording_is_read_on_its_own_and_moves_nothing(room):
    claim = room.claim()
    report = {"outlet": "Vyorstka", "when": "moved from Sept. 28 to Oct. 5", **PUBLISHED}

    after = room.follow_up(claim["id"], kind="report", report=report)

    assert [one["code"] for one in after["warnings"]] == ["says_moved"]
    assert ends(after["reports"][1]["window"]) == ("2022-10-05", "2022-10-05")
    assert (after["window"], after["moves"]) == (claim["window"], [])
    shown = room.get(f"{CLAIMS}/{claim['id']}").get_json()
    assert shown["reports"] == after["reports"]


def test_a_reports_ambiguous_wording_is_asked_about(room):
    claim = room.claim()
    report = {"outlet": "Vyorstka", "when": "next Tuesday", **PUBLISHED}
    path = f"{CLAIMS}/{claim['id']}/follow-ups"

    answer = room.post(path, {"kind": "report", "report": report})

    assert refused(answer) == (422, "ambiguous_phrase", "/report/when")
    after = room.follow_up(claim["id"], kind="report", report={**report, "reading": 1})
    assert after["reports"][1]["window"]["latest"] is not None


def test_a_newsroom_that_has_said_where_it_lies_is_not_asked_about_seasons(engine, clock, tmp_path):
    room = newsroom(engine, clock, tmp_path, conventions=Conventions(southern=True))

    shown = room.get("/api/v1/windows?phrase=this+winter&said_on=2022-03-26").get_json()
    answer = room.post(CLAIMS, body(when="next winter"), by="rita")

    assert (shown["certainty"], ends(shown["window"])) == ("house_rule", ("2022-06-01", "2022-08-31"))
    assert (answer.status_code, ends(answer.get_json()["window"])) == (201, ("2023-06-01", "2023-08-31"))


def test_seasons_are_asked_about_until_then(room):
    answer = room.post(CLAIMS, body(when="next winter"), by="rita")

    assert refused(answer) == (422, "ambiguous_phrase", "/when")
