"""What counts as a word, what a searcher asked for, and where it stands in a text."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.searching import (
    MOST_ASKED,
    MOST_LETTERS,
    Asked,
    Term,
    asked_for,
    excerpt,
    joined,
    matches,
    plain_words,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("The Deputy leaves, by Sept. 28!", "the deputy leaves by sept 28", id="plain"),
        pytest.param(
            "Łódź, Ørsted, Straße, ÉTÉ, Ёлка", "lodz orsted strasse ete елка", id="accents and case"
        ),
        pytest.param("e\u0301te\u0301", "ete", id="accents apart from their letters"),
        pytest.param("عَرَبِيّ שָׁלוֹם", "عربي שלום", id="vowel points"),
        pytest.param("हिन्दी", "हिन्दी", id="signs that are part of a letter"),
        pytest.param("東京タワー", "東 京 タ ワ ー", id="no spaces between words"),
        pytest.param("snake_case e-mail 261,000", "snake case e mail 261 000", id="joined by signs"),
        pytest.param("co\u00adop می\u200cرود", "coop میرود", id="joiners nobody sees"),
        pytest.param("⒈ ¼ ﷺ", "1 14 صلىاللهعليهوسلم", id="one character that stands for several"),
        pytest.param("😀 % _ \\ \x00 \"' ¶ § \ufdd0", "", id="nothing but signs"),
        pytest.param("z" + "\u0301\u0316" * 100_000, "z", id="piled marks"),
        pytest.param("w" * 5000, "w" * MOST_LETTERS, id="a word without end"),
    ],
)
def test_words_are_compared_without_case_accents_and_signs(text, words):
    assert plain_words(text) == words


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        pytest.param("deputy post", [Term(("deputy",)), Term(("post",))], id="words"),
        pytest.param('"leaves post" now', [Term(("leaves", "post")), Term(("now",))], id="a phrase"),
        pytest.param("“Leaves post”*", [Term(("leaves", "post"), is_start=True)], id="curly, its end open"),
        pytest.param("le* dep*", [Term(("le",), is_start=True), Term(("dep",), is_start=True)], id="starts"),
        pytest.param("a* *", [Term(("a",))], id="too short for a beginning"),
        pytest.param("e-mail", [Term(("e", "mail"))], id="two words in one"),
        pytest.param('"leaves post', [Term(("leaves",)), Term(("post",))], id="a quote left open"),
        pytest.param(
            "a AND NOT NEAR(head:b) ^c", [Term((word,)) for word in ("a", "and", "not")]
            + [Term(("near", "head", "b")), Term(("c",))], id="operators are words",
        ),
        pytest.param('"" * () \x00 \u202e 😀', [], id="no word at all"),
    ],
)  # fmt: skip
def test_what_was_typed_is_read_as_words_phrases_and_beginnings(typed, terms):
    assert asked_for(typed) == Asked(tuple(terms))


def test_of_very_many_words_the_first_are_searched_and_that_is_said():
    asked = asked_for(" ".join(f"w{number}" for number in range(40_000)))

    assert asked.is_cut
    assert len(asked.terms) == MOST_ASKED


@given(text=st.text(max_size=200), typed=st.text(max_size=200))
def test_whatever_is_typed_can_be_searched_for_in_whatever_was_written(text, typed):
    spans = matches(text, asked_for(typed))

    shown = excerpt(text, spans, most=1000)
    assert "".join(piece.text for piece in shown) == text
    assert [piece.text for piece in shown if piece.is_match] == [
        text[start:end] for start, end in spans if end > start
    ]


@given(st.text(max_size=100))
def test_letters_in_one_piece_and_in_several_are_the_same(text):
    assert plain_words(normalize("NFC", text)) == plain_words(normalize("NFD", text))


def test_an_excerpt_of_a_long_text_leads_up_to_what_was_found():
    text = "long ago " * 100 + "the deputy leaves his post. " + "and then " * 100
    spans = matches(text, asked_for('deputy "his post"'))

    shown = excerpt(text, spans, most=80, before=20)

    assert shown[0].text == "… "
    assert [piece.text for piece in shown if piece.is_match] == ["deputy", "his post"]
    assert shown[-1].text.endswith("…")


def test_a_line_to_search_in_keeps_texts_apart_and_ends_with_a_whole_word():
    assert joined(["One two", "", "three"], most=100) == " one two ¶ three "
    assert joined(["One two", "three"], most=12) == " one two ¶ "
