"""A language is data: a second one is a second table of words, and the grammar stays as it is."""

from service.domain.phrases.anchors import anchors
from service.domain.phrases.english import ENGLISH
from service.domain.phrases.language import language
from service.domain.phrases.spans import Said
from service.domain.phrases.tokens import tokens
from tests.builders import on

GERMAN = language(
    """
w  0+  montag, dienstag, mittwoch, donnerstag, freitag
m  9+  september, oktober
b  -  bis
N  -  nächsten
_  -  wohl
k  2  übermorgen
V  soon  in absehbarer zeit
""",
    as_they_stand="m  5  Mai",
    shortened="okt",
)


def test_words_of_a_second_language_are_read_by_the_same_grammar():
    found = tokens("bis wohl nächsten Freitag", GERMAN)

    assert found.shape == "bNw"
    spans = [anchor.span for anchor in anchors(found, Said(on("2022-09-26")))]
    assert [(span.first, span.rule) for span in spans] == [(on("2022-10-07"), "weekday_of_next_week")]


def test_words_are_known_in_any_case_and_short_forms_only_as_they_stand():
    assert tokens("MONTAG Montag montag", GERMAN).shape == "www"
    assert tokens("Mai mai", GERMAN).shape == "mx"


def test_words_that_are_one_are_put_together():
    found = tokens("In absehbarer Zeit, wohl", GERMAN)

    assert (found.shape, list(found.words)) == ("V,", ["in absehbarer zeit", ","])
    assert found.place(0, 0) == (0, 18)


def test_a_full_stop_behind_a_short_form_ends_no_sentence():
    assert tokens("Sept. 28", ENGLISH).shape == "md"
    assert tokens("It ended. 28 came", ENGLISH).shape == "xP.dP"


def test_every_class_of_the_table_is_explained_in_its_docstring():
    from service.domain.phrases import english

    explained = (english.__doc__ or "").split("The classes:")[1]
    classes = {character for character in ENGLISH.classes.values() if character.strip()}

    assert [character for character in sorted(classes) if f" {character}" not in explained] == []
