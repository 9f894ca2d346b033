"""Files as strangers make them: CSV and NDJSON give the same rows; what is no text costs nothing (F13)."""

import csv
import gzip
import io
import re
import zipfile
from pathlib import Path

import pytest

from service.intake.limits import ROW_BYTES
from tests.imports.desk import Desk, claim_row, codes, ndjson

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "import.md"
EXAMPLES = dict(
    re.findall(
        r"^`([a-z]+\.(?:csv|ndjson))`:\n\n```\w+\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL
    )
)
HEADER = b"kind,key,text,report.outlet\n"


def test_the_guide_has_an_example_of_each_kind_of_data():
    assert sorted(EXAMPLES) == ["forecasts.ndjson", "sources.csv", "tracker.csv", "verdicts.csv"]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_examples_of_the_guide_come_in_as_they_stand(engine, name):
    desk = Desk(engine, now=file_time())

    found = desk.bring(EXAMPLES[name].encode(), file_name=name)
    again = desk.bring(EXAMPLES[name].encode(), file_name=name)

    assert (codes(found), found.state) == ([], "done")
    assert (again.added, again.known) == ({}, found.rows)
    desk.require_sound()


def test_the_guide_tells_the_truth_about_its_examples(engine):
    desk = Desk(engine, now=file_time())
    for name, text in EXAMPLES.items():
        desk.bring(text.encode(), file_name=name)

    claims = desk.claims()
    bridge = claims["A bridge in Springfield is closed for good"]
    assert [one.stance for one in bridge.reports] == ["relays", "for", "against", "relays"]
    assert bridge.status == "refuted"
    resolution = claims["Half of the bridges are older than fifty years."].resolution
    assert resolution is not None
    assert resolution.extent == "part"
    assert len({one.question for one in claims.values() if "river" in one.text}) == 1
    assert claims["The river passes its flood mark by the end of July."].status == "refuted"


def test_csv_gives_the_very_same_rows_as_ndjson(engine):
    desk = Desk(engine)
    rows = [
        claim_row("a", tags=["x", "y"], window={"latest": "2022-09-30"}, reading=None),
        {"kind": "confirm", "key": "c", "claim": "a", "known_on": "2022-09-25", "happened": "unknown"}
        | {"evidence": [{"url": "https://example.org"}, {"note": '=1+1, "seen"\nby us'}]},
        {"kind": "note", "key": "n", "claim": "a", "note": "'tis", "public": True},
        {"kind": "undo", "key": "u", "claim": "a", "version": 3, "occurred_at": "2022-09-26"},
        {"kind": "assign", "key": "o", "claim": "a", "owner": None, "occurred_at": "2022-09-21"},
    ]
    table = (
        "\ufeffkind;key;claim;occurred_at;text;report.outlet;report.article.published_at;tags;window.latest;"
        "known_on;happened;evidence.0.url;evidence.1.note;note;public;version;owner\r\n"
        "claim;a;;;claim a;Meduza;2022-09-20;\"x; y\";2022-09-30;;;;;;;;\r\n"
        "confirm;c;a;;;;;;;2022-09-25;unknown;https://example.org;\"'=1+1, \"\"seen\"\"\nby us\";;;;\r\n"
        "note;n;a;;;;;;;;;;;'tis;TRUE;;\r\n"
        "\r\n"
        "undo;u;a;2022-09-26;;;;;;;;;;;;3;\r\n"
        "assign;o;a;2022-09-21;;;;;;;;;;;;;null\r\n"
    )  # fmt: skip

    found = desk.bring(rows)
    again = desk.bring(table.encode(), file_name="rows.csv")

    assert (codes(found), codes(again)) == ([], [])
    assert (again.known, again.changed, again.added) == (5, 0, {})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "file_empty", id="nothing"),
        pytest.param(b"\n \n", "file_empty", id="blank lines"),
        pytest.param(gzip.compress(b"0" * 10_000_000), "not_text", id="a gzip bomb"),
        pytest.param("kind,text\n".encode("utf-16"), "not_utf8", id="UTF-16"),
        pytest.param("kind,text\nclaim,é\n".encode("latin-1"), "not_utf8", id="Latin 1"),
        pytest.param(HEADER + b"claim,a,x\x00y,z\n", "nul", id="a zero byte"),
        pytest.param(b"kind," + b"x," * 1_000_000 + b"\n", "row_too_large", id="a million columns"),
        pytest.param(b"kind" + b",x" * 1_000 + b"\n", "too_many_columns", id="too many columns"),
        pytest.param(HEADER + b"claim,a," + b"x" * ROW_BYTES + b"\n", "row_too_large", id="a huge cell"),
        pytest.param(
            HEADER + b'claim,a,"x,z\n' + b"claim,b,y,z\n" * 100_000, "row_too_large", id="an open quote"
        ),
        pytest.param(b"kind,text,text\nclaim,a,b\n", "column_twice", id="a column twice"),
        pytest.param(b"kind,,text\nclaim,a,b\n", "column_unnamed", id="a column without a name"),
        pytest.param(b"text,outlet\na,b\n", "unknown_header", id="no column kind"),
    ],
)
def test_a_file_that_is_no_file_of_rows_is_refused_as_a_whole(engine, raw, code):
    desk = Desk(engine)

    found = desk.bring(raw)

    assert (found.state, [one[2] for one in codes(found)]) == ("refused", [code])
    assert desk.event_count() == 0


def test_an_archive_is_refused_by_its_first_bytes_and_not_unpacked(engine):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.csv", b"0" * 50_000_000)

    assert codes(Desk(engine).bring(packed.getvalue(), file_name="rows.csv")) == [(0, "", "not_text")]


def test_more_than_the_limit_is_refused_while_it_comes(engine):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    endless = Endless()
    desk = Desk(engine)
    from service.imports.importing import Order, bring_in
    from tests.builders import actor, context

    found = bring_in(desk.wiring, context(actor("editor")), Order(source=endless, most_bytes=2**20))  # type: ignore[arg-type]

    assert codes(found) == [(0, "", "file_too_large")]
    assert endless.given < 2**21


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"claim,a,b", "wrong_cell_count"),
        (b'claim,a,b"c,d"', "bad_csv"),
        (b'claim,a,"b"c,d', "bad_csv"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read_on(engine, line, code):
    raw = HEADER + line + b"\nclaim,b,,z\n"

    assert codes(Desk(engine).bring(raw))[0][2] == code
    assert codes(Desk(engine).bring(raw))[-1] == (2, "/text", "missing")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"kind": "claim", "kind": "note"}', "duplicate_key"),
        (b'{"kind": NaN}', "not_a_number"),
        (b'{"kind"', "not_json"),
        (b'["kind"]', "not_a_row"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "too_deep"),
        (b'{"kind": "claim", "text": "\\ud800"}', "unfit_character"),
    ],
)
def test_a_line_is_json_as_strict_as_any_body(engine, line, code):
    assert code in [one[2] for one in codes(Desk(engine).bring(line + b"\n"))]


def test_a_byte_order_mark_is_taken(engine):
    found = Desk(engine).bring(b"\xef\xbb\xbf" + ndjson([claim_row("a")]))

    assert (found.state, found.format) == ("done", "ndjson")


def test_a_row_may_fill_its_limit():
    assert csv.field_size_limit() == ROW_BYTES


def file_time():
    """Return a time at which all the examples have happened."""
    from tests.builders import at

    return at("2025-01-01T12:00")
