"""Hand-over notes: left by one shift, seen by the next, done by one person, kept for good."""

import pytest

from tests.builders import window

NOTE = "The port answers at noon.\nDo not settle line 4 before."


@pytest.fixture
def desk(newsroom):
    newsroom.logged(window=window("2022-09-20", "2022-09-20"), desk="sea")
    return newsroom


def leave(browser, note=NOTE, desk=""):
    return browser.submit(browser.open("/hand-over"), "/hand-over", note=note, desk=desk)


def test_a_note_stands_on_everybodys_board_until_somebody_marks_it_done(desk):
    rob, eve = desk.signed_in("Rob"), desk.signed_in("Eve")
    leave(rob)

    board = eve.open("/")

    assert board.all(".note summary") == [
        "Hand-over by Rob, Mon 26 Sep 2022, 13:00: The port answers at noon. Do not settle line 4 before."
    ]
    after = eve.submit(board, board.one(".note form")["action"])
    assert not after.soup.select(".note")
    past = eve.open("/hand-over")
    assert "Rob, Mon 26 Sep 2022, 13:00 · for every desk · done: Eve, Mon 26 Sep 2022, 13:00" in past.main
    assert not past.soup.select('form[action$="/done"]')


def test_a_note_for_one_desk_stands_on_the_whole_board_and_on_that_desks(desk):
    rob = desk.signed_in("Rob")
    leave(rob, desk="sea")

    shown = {path: len(rob.open(path).soup.select(".note")) for path in ("/", "/?desk=sea", "/?desk=land")}

    assert shown == {"/": 1, "/?desk=sea": 1, "/?desk=land": 0}


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("  ", "Write the note."),
        ("x" * 4001, "At most 4,000 characters; these are 4,001."),
        ("nul\x00", "There is a character in it that is no text."),
    ],
    ids=["empty", "too long", "no text"],
)
def test_a_note_that_cannot_be_kept_is_refused_at_its_field(desk, note, words):
    rob = desk.signed_in("Rob")

    page = rob.send(rob.open("/hand-over"), "/hand-over", note=note)

    assert page.status == 422
    assert words in page.main
    assert page.one("#note")["aria-invalid"] == "true"


def test_a_note_is_words_and_nothing_else(desk):
    rob = desk.signed_in("Rob")
    leave(rob, note="<b>bold</b> \u202eturned")

    page = rob.open("/")

    assert not page.soup.select(".note b")
    assert "\u202e" not in page.source


def test_a_viewer_reads_notes_and_neither_leaves_nor_ends_them(desk):
    leave(desk.signed_in("Rob"))
    vic = desk.signed_in("Vic")

    page = vic.open("/")

    assert page.soup.select(".note")
    assert not page.soup.select('form[action$="/done"] button')
    sent = vic.post("/hand-over", {"csrf_token": page.fields("/seen")["csrf_token"], "note": "x", "desk": ""})
    assert sent.status == 403


def test_the_public_never_sees_a_note(public_newsroom):
    public_newsroom.logged(window=window("2022-09-20", "2022-09-20"))
    leave(public_newsroom.signed_in("Rob"))
    stranger = public_newsroom.browser()

    assert "port" not in stranger.open("/").text
    assert stranger.open("/hand-over").status == 303
