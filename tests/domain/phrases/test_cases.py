"""Every phrase of the tables is read as an editor would."""

from datetime import date, datetime

import pytest

from service.domain.phrases import Reading
from service.domain.window import Window, closes_at
from tests.domain.phrases.tables import cases


def _day(day: date | None) -> str:
    return "-" if day is None else str(day)


def _instant(instant: datetime | None) -> str:
    return "-" if instant is None else instant.isoformat().replace("+00:00", "Z")


def _span(reading: Reading) -> str:
    window = reading.window
    assert window is not None
    return f"{window.earliest or ''}..{window.latest or ''}"


def as_columns(found: Reading) -> dict[str, str]:
    # A bare window has no days either.
    window = found.window or Window()
    return {
        "earliest": _day(window.earliest),
        "latest": _day(window.latest),
        "closes": _instant(closes_at(window)),
        "rule": found.rule,
        "certainty": found.certainty,
        "ask_on": _day(found.ask_on),
        "alternatives": ", ".join(map(_span, found.alternatives)) or "none",
        "used": found.used,
        "moves": "yes" if found.moves else "no",
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_a_phrase_is_read_as_an_editor_would(case):
    found = as_columns(case.read())

    assert {column: found[column] for column in case.expected} == case.expected


def test_the_tables_hold_all_kinds_of_words():
    tables = {case.table for case in cases()}

    assert {
        "days", "weekdays", "upper_bounds", "lower_bounds", "beginnings", "periods", "durations", "times",
        "vague", "moved", "two_days", "hanging", "nothing", "edtf", "deadlines", "sentences",
    } <= tables  # fmt: skip
    assert len(cases()) > 1_500


def test_no_line_stands_twice():
    lines = [(case.phrase, case.said_on, case.zone, case.said_zone) for case in cases()]

    assert sorted(line for line in lines if lines.count(line) > 1) == []
