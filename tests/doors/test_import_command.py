"""Files brought in on the command line: what came in, what is wrong, and how it ends."""

import io
import json
import sys

CLAIM = {"kind": "claim", "key": "k", "text": "The border closes", "report": {"outlet": "The Example"}}


def written(tmp_path, *rows, name="rows.ndjson"):
    path = tmp_path / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_a_file_comes_in_and_a_second_time_adds_nothing(as_ann, tmp_path):
    path = written(tmp_path, CLAIM, {"kind": "check", "claim": "k", "occurred_at": "2022-09-28"})

    first, second = as_ann("import", path), as_ann("import", path)

    assert (first.code, first.rows) == (0, [["check", "1"], ["claim", "1"]])
    assert first.err == "2 rows came in.\n"
    assert (second.code, second.rows) == (0, [["known", "2"]])
    assert second.err == "0 rows came in.\n2 rows had come in before and stayed as they are.\n"
    assert len(as_ann("claim", "list").rows) == 1


def test_a_row_that_says_something_else_now_is_told(as_ann, tmp_path):
    as_ann("import", written(tmp_path, CLAIM))

    ended = as_ann("import", written(tmp_path, {**CLAIM, "text": "The border opens"}))

    assert (ended.code, ended.rows) == (0, [["known", "1"]])
    assert ended.err == (
        "0 rows came in.\n"
        "1 row had come in before and says something else now: that was not taken over. "
        "Record follow-ups for it.\n"
        "Which ones: hearsay import --json lists them.\n"
    )


def test_a_line_that_is_no_json_is_told_by_its_column(as_ann, tmp_path):
    path = tmp_path / "rows.ndjson"
    path.write_text(f'{json.dumps(CLAIM)}\n{{"kind": oops\n')

    ended = as_ann("import", str(path))

    assert ended.rows == [["2", "2", "", "", "This line is not JSON: Expecting value at column 10."]]


def test_what_is_wrong_is_listed_by_row_and_nothing_comes_in(as_ann, tmp_path):
    path = written(tmp_path, CLAIM, {**CLAIM, "key": "other", "report": {"outlat": "x"}})

    ended = as_ann("import", path)

    assert ended.code == 4
    assert [row[:4] for row in ended.rows] == [
        ["2", "2", "other", "report.outlet"],
        ["2", "2", "other", "report.outlat"],
    ]
    assert "Did you mean outlet?" in ended.out
    assert ended.err == "2 things are to be put right. Nothing was written.\n"
    assert as_ann("claim", "list").out == ""


def test_a_dry_run_tells_and_writes_nothing(as_ann, tmp_path):
    ended = as_ann("import", written(tmp_path, CLAIM), "--dry-run", "--json")

    assert (ended.json["state"], ended.json["dry_run"], ended.json["added"]) == ("done", True, {"claim": 1})
    assert as_ann("claim", "list").out == ""


def test_rows_come_from_standard_input(as_ann, monkeypatch):
    raw = b"kind,key,text,report.outlet\nclaim,k,The border closes,The Example\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    ended = as_ann("import", "-", "--json")

    assert (ended.json["format"], ended.json["file_name"], ended.json["added"]) == ("csv", None, {"claim": 1})


def test_reporters_bring_no_files_in(as_ann, tmp_path):
    as_ann("account", "add", "--role", "reporter", "--email", "ros@example.org", "--name", "Ros")

    assert as_ann("import", written(tmp_path, CLAIM), "--as", "ros@example.org").code == 6
