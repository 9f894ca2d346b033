"""Claims on the command line: the same rules and shapes as everywhere, in rows, fields and JSON."""

import io
import json
import re
import sys

import pytest

from service.doors import first_start

FIRST = "clm_sample_01"
EVIDENCE = ("--evidence", "Nobody was put on a list that day.")
NEW = ("claim", "add", "The border closes", "--outlet", "The Example", "--published", "2022-09-26")


@pytest.fixture
def standard_input(monkeypatch):
    def give(value):
        text = value if isinstance(value, str) else json.dumps(value)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return give


def test_due_lists_what_passed_first_then_what_is_time_to_check(with_samples):
    ended = with_samples("due")

    assert [row[0][-2:] for row in ended.rows] == [
        "02",
        "13",
        "04",
        "01",
        "12",
        "10",
        "08",
        "07",
        "06",
        "05",
        "03",
    ]
    assert [row[2] for row in ended.rows] == ["long_past_due"] * 4 + ["to_check"] * 7
    assert ended.rows[3][3:5] == ["2022-09-28", "Sept. 28"]
    assert ended.err == "past_due 4, today 0, this_week 0, to_check 7, no_date 0\n"


def test_due_in_json_has_the_sections_with_their_claims(with_samples):
    sections = {one["due"]: one for one in with_samples("due", "--json", "--limit", "2").json}

    assert sections["past_due"]["count"] == 4
    assert [one["id"] for one in sections["past_due"]["items"]] == ["clm_sample_02", "clm_sample_13"]
    assert sections["past_due"]["items"][0]["window"]["phrase"] == "this week"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--due", "past_due"), ["13", "04", "02", "01"]),
        (("--status", "confirmed"), ["11", "09"]),
        (("--question", "qst_sample_border", "--sort", "recorded_at"), ["01", "02", "03"]),
        (("--q", "kazakhstan"), ["08"]),
        (("--due", "today", "--as-of", "2022-09-28T12:00:00+03:00"), ["01"]),
        (("--tag", "sanctions", "--outlet", "the barents observer"), ["11"]),
    ],
)
def test_claims_are_listed_by_the_filters_of_the_api(with_samples, options, found):
    assert [row[0][-2:] for row in with_samples("claim", "list", *options).rows] == found


def test_a_filter_that_does_not_exist_is_refused_by_name(with_samples):
    ended = with_samples("claim", "list", "--due", "past")

    assert (ended.code, ended.out) == (2, "")
    assert "Did you mean past_due?" in ended.err


def test_a_list_that_is_cut_short_says_so(with_samples):
    ended = with_samples("claim", "list", "--limit", "5")

    assert len(ended.rows) == 5
    assert "There are more" in ended.err


def test_a_claim_is_shown_with_its_reports(with_samples):
    fields = with_samples("claim", "show", FIRST).rows

    assert ["as said", "Sept. 28"] in fields
    assert ["status", "rumored"] in fields
    assert [value.partition(";")[0] for name, value in fields if name == "report"] == [
        "The Moscow Times",
        "Meduza",
        "Khodorkovsky Live",
        "The Barents Observer",
        "Kremlin press service",
    ]


def test_a_claim_in_json_is_what_the_api_shows(with_samples):
    shown = with_samples("claim", "show", FIRST, "--json").json

    assert shown["url"] == f"http://127.0.0.1:8000/api/v1/claims/{FIRST}"
    assert shown["rivals"] == ["clm_sample_02", "clm_sample_03"]
    assert shown["reports"][3]["republishes"] == "rep_moscow_times"


def test_a_history_is_shown_oldest_first(with_samples):
    rows = with_samples("claim", "show", "clm_sample_09", "--history").rows

    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert rows[0][1:4] == ["claim_reported", "rumored", "2022-09-27T00:00:00Z"]
    assert rows[-1][1:3] == ["confirmed", "confirmed"]
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment) for row in rows for moment in row[3:5]
    )
    entries = with_samples("claim", "show", "clm_sample_09", "--history", "--json").json
    assert entries[-1]["data"]["happened"] == "2022-09-27"


def test_a_claim_and_its_history_name_people_and_say_what_was_recorded(with_samples):
    with_samples("claim", "answer", FIRST, "note", "--note", "Asked the <b>ministry</b>.")
    with_samples("claim", "answer", FIRST, "refute", "--known-on", "2022-09-29", *EVIDENCE)
    answered = with_samples("claim", "show", FIRST, "--history").rows[-1]
    with_samples("claim", "answer", FIRST, "undo", "--version", answered[0])

    noted, refuted, undone = with_samples("claim", "show", FIRST, "--history").rows[-3:]

    assert noted[5:] == ["Ann", "noted: Asked the <b>ministry</b>."]
    assert refuted[5] == "Ann"
    assert refuted[6].startswith("refuted it:")
    assert refuted[6].endswith("Nobody was put on a list that day. (taken back)")
    assert undone[6] == f"took back entry {refuted[0]}."
    assert ["owner", "Ann"] in with_samples("claim", "show", FIRST).rows


@pytest.mark.parametrize("kind", [("check",), ("--kind", "check")])
def test_the_kind_of_a_follow_up_is_a_word_or_an_option(with_samples, kind):
    assert with_samples("claim", "answer", FIRST, *kind, "--note", "Looked.").code == 0

    assert with_samples("claim", "show", FIRST, "--history").rows[-1][1] == "checked"


def test_the_kind_of_a_follow_up_twice_is_refused(with_samples):
    ended = with_samples("claim", "answer", FIRST, "check", "--kind", "note")

    assert (ended.code, ended.out) == (2, "")
    assert "The kind stands twice: check and --kind note." in ended.err


def test_links_lead_to_the_hearsay_that_runs_where_no_address_is_set(with_samples, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir(exist_ok=True)
    first_start.keep(tmp_path / "data" / "address", "http://127.0.0.1:8123")

    def page():
        return dict(row for row in with_samples("claim", "show", FIRST).rows if row[0] == "page")["page"]

    assert page() == f"http://127.0.0.1:8000/claims/{FIRST}"
    monkeypatch.delenv("HEARSAY_BASE_URL")
    assert page() == f"http://127.0.0.1:8123/claims/{FIRST}"
    assert with_samples("account", "link", "ann@example.org").out.startswith("http://127.0.0.1:8123/sign-in/")
    monkeypatch.setenv("HEARSAY_PORT", "8200")
    assert page() == f"http://127.0.0.1:8200/claims/{FIRST}"


def test_a_claim_that_is_not_there_is_not_found(as_ann):
    for command in (("show", "clm_x"), ("answer", "clm_x", "check")):
        ended = as_ann("claim", *command)
        assert (ended.code, ended.out) == (3, "")
        assert ended.err.startswith("There is no claim clm_x.")


def test_a_claim_is_logged_with_all_that_was_said(as_ann):
    ended = as_ann(
        *NEW,
        *("--when", "2022-09-28", "--zone", "Europe/Moscow", "--hedge", "most likely"),
        *("--said-by", "two officials", "--said-by-kind", "unnamed", "--said-by-count", "2+"),
        *("--question", "When does it close?", "--tag", "border", "--tag", "army", "--json"),
    )

    assert ended.code == 0
    claim = ended.json
    assert claim["text"] == "The border closes"
    assert (claim["window"]["latest"], claim["window"]["zone"]) == ("2022-09-28", "Europe/Moscow")
    assert claim["window"]["said_on"] == "2022-09-26"
    report = claim["reports"][0]
    assert report["said_by"] == {"label": "two officials", "kind": "unnamed", "count": "2+", "source": None}
    assert (report["hedge"], report["article"]["published_at"]) == ("most likely", "2022-09-26")
    assert claim["tags"] == ["army", "border"]
    assert claim["question"].startswith("qst_")
    assert claim["owner"] is not None


def test_a_new_claim_prints_its_id_and_the_next_command(as_ann):
    ended = as_ann(*NEW, "--earliest", "2022-09-26", "--latest", "2022-10-02")

    claim_id = ended.out.strip()
    assert f"hearsay claim show {claim_id}" in ended.err
    assert ["latest", "2022-10-02"] in as_ann("claim", "show", claim_id).rows


def test_all_that_is_wrong_with_a_new_claim_is_said_at_once(as_ann):
    ended = as_ann("claim", "add", "--when", "2022-09-28", "--zone", "Mars/Olympus")

    assert (ended.code, ended.out) == (4, "")
    for pointer in ("/text:", "/report:", "/zone:"):
        assert pointer in ended.err
    assert as_ann("claim", "list").rows == []


def test_a_body_may_come_from_standard_input(as_ann, standard_input):
    standard_input({"text": "It closes", "report": {"outlet": "The Example"}, "edtf": "2022-09/.."})

    claim = as_ann("claim", "add", "--body", "-", "--json").json

    assert claim["window"]["edtf"] == "2022-09-01/.."


@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        pytest.param('{"text": "a", "text": "b"}', 2, "stands twice", id="a key twice"),
        pytest.param("{", 2, "not JSON", id="no JSON"),
        pytest.param('{"text": "a", "repport": {}}', 4, "report", id="an unknown field"),
    ],
)
def test_a_body_is_read_as_strictly_as_by_the_api(as_ann, standard_input, body, code, says):
    standard_input(body)

    ended = as_ann("claim", "add", "--body", "-")

    assert ended.code == code
    assert says in ended.err


def test_a_body_and_options_together_are_refused(as_ann, standard_input):
    standard_input({})

    ended = as_ann("claim", "add", "Text", "--body", "-")

    assert ended.code == 2
    assert "leave out what else was given (text)" in ended.err


def test_a_claim_is_refuted_and_the_answer_taken_back(with_samples):
    refuted = with_samples("claim", "answer", FIRST, "refute", *EVIDENCE, "--known-on", "2022-09-29")

    assert refuted.out == f"{FIRST}\n"
    undo = refuted.err.rpartition("Take it back: hearsay ")[2].split()
    assert with_samples("claim", "show", FIRST, "--json").json["status"] == "refuted"
    assert with_samples(*undo).code == 0
    assert with_samples("claim", "show", FIRST, "--json").json["status"] == "rumored"


@pytest.mark.parametrize(
    ("options", "happened"),
    [
        (("--happened", "2022-09-29"), "2022-09-29"),
        (("--happened", "2022-09-27/2022-09-28"), {"earliest": "2022-09-27", "latest": "2022-09-28"}),
        (("--happened", "unknown"), None),
    ],
    ids=["a day", "a span", "not known"],
)
def test_a_claim_is_confirmed_for_a_day_a_span_or_no_known_day(with_samples, options, happened):
    link = "https://example.org/list"

    claim = with_samples("claim", "answer", FIRST, "confirm", "--evidence", link, *options, "--json").json

    assert claim["status"] == "confirmed"
    assert claim["resolution"]["happened"] == happened
    assert claim["resolution"]["evidence"][0]["url"] == link


def test_other_follow_ups_take_their_fields(with_samples):
    def answered(*arguments):
        return with_samples("claim", "answer", FIRST, *arguments, "--json").json

    assert (
        answered("check", "--note", "Looked", "--looked-on", "2022-10-01")["last_checked_on"] == "2022-10-01"
    )
    assert answered("tag", "--tag", "b", "--tag", "a")["tags"] == ["a", "b"]
    assert answered("move", "--latest", "2022-10-05", "--zone", "UTC")["window"]["latest"] == "2022-10-05"
    assert answered("close", "--reason", "too_vague")["outcome"] == "closed"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(("refute",), 4, "/evidence", id="no evidence"),
        pytest.param(("refutee",), 4, "Did you mean refute?", id="a kind there is none of"),
        pytest.param(("check", "--until", "2030-01-01"), 4, "/until", id="a field of another kind"),
        pytest.param(("undo", "--version", "99"), 4, "no entry 99", id="no such entry"),
        pytest.param(("undo", "--version", "x"), 4, "/version", id="no number"),
        pytest.param(("check", "--if-version", "3"), 5, "hearsay claim show", id="changed since"),
        pytest.param(("check", "--as", "bob@example.org"), 3, "no account bob", id="no such account"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(with_samples, arguments, code, says):
    ended = with_samples("claim", "answer", FIRST, *arguments)

    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
    assert with_samples("claim", "show", FIRST, "--json").json["version"] == 8


def test_a_settled_claim_refuses_with_a_conflict(with_samples):
    ended = with_samples("claim", "answer", "clm_sample_09", "refute", *EVIDENCE)

    assert ended.code == 5
    assert "settled" in ended.err


def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(with_samples):
    ended = with_samples("claim", "answer", FIRST, "refute", *EVIDENCE, "--dry-run")

    assert (ended.code, ended.out) == (0, "")
    assert "This would be recorded as entry 9: refuted." in ended.err
    assert with_samples("claim", "show", FIRST, "--json").json["version"] == 8
    assert with_samples(*NEW, "--dry-run").code == 0
    assert len(with_samples("claim", "list").rows) == 13


def test_the_roles_of_the_service_hold_on_the_command_line(with_samples):
    for name, role in (("bob", "reporter"), ("eve", "viewer")):
        email = f"{name}@example.org"
        with_samples("account", "add", "--role", role, "--email", email, "--name", name)

    bob = ("--as", "bob@example.org")
    assert with_samples("claim", "answer", FIRST, "check", *bob).code == 0
    assert with_samples("claim", "answer", FIRST, "refute", *EVIDENCE, *bob).code == 6
    assert with_samples(*NEW, "--as", "eve@example.org").code == 6


def test_several_admins_have_to_be_told_apart(as_ann):
    as_ann("account", "add", "--role", "admin", "--email", "cem@example.org", "--name", "Cem")

    ended = as_ann(*NEW)

    assert ended.code == 2
    assert "Say which one: --as ann@example.org or --as cem@example.org" in ended.err
    assert as_ann(*NEW, "--as", "cem@example.org").code == 0


def test_another_admin_agrees_to_an_answer_about_a_private_person(with_samples, monkeypatch, tmp_path):
    monkeypatch.setenv("HEARSAY_SECOND_EDITOR", "1")
    with_samples("account", "add", "--role", "admin", "--email", "ada@example.org", "--name", "Ada")
    by_ann, by_ada = ("--as", "ann@example.org"), ("--as", "ada@example.org")
    claim = ("claim", "answer", "clm_sample_01")
    mark = tmp_path / "mark.json"
    mark.write_text('{"kind": "amend", "reason": "It names him", "private_person": true}')
    assert with_samples(*claim, "--body", str(mark), *by_ann).code == 0

    proposed = with_samples(*claim, "refute", "--evidence", "seen", "--known-on", "2022-09-29", *by_ann)
    version = proposed.err.partition("as entry ")[2].partition(":")[0]
    own = with_samples(*claim, "second", "--version", version, *by_ann)
    agreed = with_samples(*claim, "second", "--version", version, *by_ada)

    assert "answer_proposed" in proposed.err
    assert "It counts once another editor agrees" in proposed.err
    assert (own.code, agreed.code) == (6, 0)
    assert with_samples("claim", "show", "clm_sample_01", "--json").json["status"] == "refuted"
