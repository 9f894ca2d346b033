"""Atom: what goes in comes out in every reader, and no rule of RFC 4287 is broken."""

from dataclasses import replace

import feedparser
import pytest
from bs4 import BeautifulSoup

from service.formats import atom
from service.formats.atom import Entry, Feed, document, id_of
from tests.atom_rules import broken_rules, strictly
from tests.builders import at

ENTRY = Entry(
    id=id_of("clm_1", 2),
    title="A newsroom editor confirmed it.",
    published_at=at("2022-09-28T21:00:00.000001"),
    updated_at=at("2022-09-28T21:00:00.000001"),
    url="https://hearsay.example/claims/clm_1#v2",
    paragraphs=("The border is closed.", "A newsroom editor confirmed it."),
    links=(("the decree", "https://example.org/decree?a=1&b=2"),),
    categories=("confirmed",),
)
OLDER = replace(ENTRY, id=id_of("clm_1", 1))
FEED = Feed(
    id=id_of("clm_1"),
    title="The border is closed.",
    updated_at=at("2022-09-28T21:00"),
    author="Example Newsroom",
    author_url="https://newsroom.example",
    self_url="https://hearsay.example/claims/clm_1.atom",
    html_url="https://hearsay.example/claims/clm_1",
    entries=(ENTRY,),
)
#: What people type, and what would end an element, a section or a parser.
HOSTILE = {
    "markup": "<script>alert(1)</script> & <b>bold</b>",
    "the end of a section": "]]> <![CDATA[ <!-- -->",
    "a document of its own": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>&a;',
    "the end of an entry": "</content></entry><entry><title>forged</title></entry>",
    "quotes": "\" ' \u201c \u201d «»",
    "other scripts": "Граница закрыта. 国境 🛑 e\u0301",
    "right to left": "\u202egnp.exe",
    "surrogates of planes": "\U0010ffff \U0001f600",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_words_come_out_as_they_went_in(text):
    entry = replace(
        ENTRY, title=text, paragraphs=(text, text), links=((text, "https://example.org/a?b=c&d"),)
    )

    written = document(replace(FEED, title=text, author=text, entries=(entry, OLDER)))

    assert broken_rules(written) == []
    read = strictly(written)
    name = "{http://www.w3.org/2005/Atom}"
    assert read.findtext(f"{name}title") == text
    assert read.findtext(f"{name}author/{name}name") == text
    entries = read.findall(f"{name}entry")
    assert [one.findtext(f"{name}title") for one in entries] == [text, ENTRY.title]
    shown = BeautifulSoup(entries[0].findtext(f"{name}content") or "", "html.parser")
    assert [p.get_text() for p in shown.find_all("p")] == [text, text, text]
    assert [a["href"] for a in shown.find_all("a")] == ["https://example.org/a?b=c&d"]
    assert {tag.name for tag in shown.find_all()} == {"p", "a"}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_reader_of_feeds_reads_exactly_the_entries_there_are(text):
    entry = replace(ENTRY, paragraphs=(text,), links=())

    read = feedparser.parse(document(replace(FEED, entries=(entry, OLDER))))

    assert read.bozo is False
    assert [one.id for one in read.entries] == [id_of("clm_1", 2), id_of("clm_1", 1)]
    assert [one.title for one in read.entries] == [ENTRY.title, ENTRY.title]
    assert "<script" not in read.entries[0].content[0].value


def test_what_xml_cannot_hold_is_shown_as_a_sign_for_it():
    unfit = "".join(map(chr, range(0x20))) + "\x7f\ufffe\uffff\ud800"

    written = document(
        replace(FEED, title=unfit, entries=(replace(ENTRY, title=unfit, paragraphs=(unfit,)),))
    )

    assert broken_rules(written) == []
    title = strictly(written).findtext("{http://www.w3.org/2005/Atom}title") or ""
    assert title == "\ufffd" * 9 + "\t\n" + "\ufffd" * 2 + "\n" + "\ufffd" * 18 + "\x7f" + "\ufffd" * 3


def test_line_ends_of_all_kinds_read_alike():
    written = document(replace(FEED, title="one\r\ntwo\rthree\nfour"))

    title = strictly(written).findtext("{http://www.w3.org/2005/Atom}title")
    assert title == "one\ntwo\nthree\nfour"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://example.org", "//x"])
def test_only_addresses_of_the_web_become_links(url):
    assert url not in document(replace(FEED, entries=(replace(ENTRY, links=((url, url),)),))).decode()


def test_a_feed_without_entries_and_a_page_of_a_long_one_are_feeds():
    page = replace(FEED, next_url=f"{FEED.self_url}?before=7", first_url=FEED.self_url)
    private = replace(page, self_url=None, first_url=None, next_url="?before=7")

    assert broken_rules(document(replace(FEED, entries=()))) == []
    assert broken_rules(document(page)) == []
    assert broken_rules(document(private)) == []
    assert b'rel="self"' not in document(private)
    read = feedparser.parse(document(page))
    assert {link.rel: link.href for link in read.feed.links} == {
        "alternate": FEED.html_url,
        "self": FEED.self_url,
        "first": FEED.self_url,
        "next": f"{FEED.self_url}?before=7",
    }


def test_ids_are_the_same_for_good_and_tell_apart_what_is_not_the_same():
    # Readers know entries by it: if it ever changed, all of them would see every entry anew.
    assert id_of("clm_1", 2) == "urn:uuid:8c823aab-4c1a-5f07-bf32-b0159b390785"
    assert (
        len({id_of("clm_1", 2), id_of("clm_1", 22), id_of("clm_12"), id_of("clm_1"), id_of("clm", "_1")}) == 5
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("<updated>", "<updated>on ", "dates", id="a date that is none"),
        pytest.param("<id>", "<id> ", "id", id="an id with a space"),
        pytest.param('rel="alternate"', 'rel="self"', "alternate", id="two links to itself"),
        pytest.param("<published>", "<published>x", "dates", id="another date"),
        pytest.param("</title>", "</title><title>x</title>", "one title", id="two titles"),
        pytest.param("<author>", "<x:author xmlns:x='urn:x'/><author>", None, id="what is foreign is let be"),
        pytest.param("<name>Example Newsroom</name>", "", "name", id="an author without a name"),
        pytest.param('term="confirmed"', "", "term", id="a category without a term"),
    ],
)
def test_a_feed_that_breaks_a_rule_is_told_from_one_that_keeps_them(old, new, fault):
    written = document(FEED).decode()
    assert old in written

    found = broken_rules(written.replace(old, new, 1).encode())

    assert found == [] if fault is None else fault in " ".join(found)


def test_the_media_type_is_atoms():
    assert atom.MEDIA_TYPE == "application/atom+xml"
