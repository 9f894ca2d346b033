"""How the command line prints: whole and plain into pipes, aligned on a terminal, harmless everywhere."""

import json

import pytest

from service.doors import printing

COLUMNS = ("id", "claim")


@pytest.fixture
def on_a_terminal(monkeypatch):
    monkeypatch.setattr(printing, "on_a_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")


def test_into_a_pipe_rows_are_separated_by_tabs_and_have_no_header(capsys):
    printing.put_table(COLUMNS, [("clm_1", "The border closes"), ("clm_2", None)])

    assert capsys.readouterr().out == "clm_1\tThe border closes\nclm_2\t\n"


def test_into_a_pipe_nothing_is_cut(capsys):
    printing.put_table(COLUMNS, [("clm_1", "x" * 500)])

    assert capsys.readouterr().out == f"clm_1\t{'x' * 500}\n"


def test_on_a_terminal_columns_stand_under_their_headers(capsys, on_a_terminal):
    printing.put_table(COLUMNS, [("clm_1", "The border closes"), ("clm_long", "Men stay")])

    assert capsys.readouterr().out == (
        "ID        CLAIM\n"
        "clm_1     The border closes\n"
        "clm_long  Men stay\n"
    )  # fmt: skip


def test_on_a_terminal_the_widest_column_is_cut_to_fit(capsys, on_a_terminal):
    printing.put_table(COLUMNS, [("clm_1", "A claim that is far longer than the terminal is wide")])

    header, row = capsys.readouterr().out.splitlines()
    assert header == "ID     CLAIM"
    assert row == "clm_1  A claim that is far longer than…"


def test_on_a_terminal_what_the_next_command_needs_is_never_cut(capsys, on_a_terminal):
    claim_id = "clm_" + "0" * 32

    printing.put_table(COLUMNS, [(claim_id, "The border closes, says everybody")])

    assert capsys.readouterr().out.splitlines()[1] == f"{claim_id}  The border…"


def test_on_a_terminal_an_empty_list_says_so(capsys, on_a_terminal):
    printing.put_table(COLUMNS, [])

    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "There is nothing to show.\n")


@pytest.mark.parametrize(
    ("no_color", "begins"),
    [pytest.param(None, "\x1b[1mID", id="bold"), pytest.param("1", "ID", id="NO_COLOR")],
)
def test_headers_are_bold_unless_colour_is_unwanted(monkeypatch, no_color, begins):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)

    assert printing.aligned(COLUMNS, [("a", "b")], width=80)[0].startswith(begins)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("a\tb\nc\rd", "a b c d", id="what splits rows"),
        pytest.param("\x1b[2Jgone", "\ufffd[2Jgone", id="an escape sequence"),
        pytest.param("\x9b2Jgone", "\ufffd2Jgone", id="the one-byte kind"),
        pytest.param("abc\u202edef", "abc\ufffddef", id="writing turned round"),
        pytest.param("Ð Ж é 日本", "Ð Ж é 日本", id="letters of any script"),
    ],
)
def test_what_strangers_wrote_moves_no_cursor(text, seen):
    assert printing.seen(text) == seen


def test_wide_letters_count_twice_and_accents_not_at_all():
    assert printing.wide("日本") == 4
    assert printing.wide("e\u0301") == 1


def test_json_into_a_pipe_is_one_line(capsys):
    printing.put_json([{"claim": "Граница"}])

    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == [{"claim": "Граница"}]


def test_fields_without_a_value_are_left_out(capsys):
    printing.put_fields([("id", "clm_1"), ("owner", None), ("tags", "")])

    assert capsys.readouterr().out == "id\tclm_1\n"


def test_words_go_to_standard_error(capsys):
    printing.tell("Stopping.")

    assert capsys.readouterr() == ("", "Stopping.\n")
