"""Digests, moved dates, escalations and receipts, compared with kept files that a person can read.

HEARSAY_TEST_KEEP=1 writes the files anew, after a change that is meant; read them before they go in.
"""

import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from service.access.sign_in_links import WayIn
from service.domain.attribution import Report, SaidBy
from service.domain.claim_parts import Move
from service.domain.due import deadlines
from service.domain.reminding.digesting import Listed, sections_of
from service.letters.date_moved import date_moved
from service.letters.digest import digest
from service.letters.escalation import escalation
from service.letters.receipt import receipt
from service.letters.sign_in import sign_in
from tests.letters.test_reminder import (
    ANNA,
    BASE_URL,
    EXPECTED,
    NOW,
    a_head,
    a_view,
    on,
    words,
    written,
)

OPEN = a_view(2, text="The border stays open", window=on(None, "2022-10-02", "this week"), question="qst_1")
MOVED = a_view(
    3,
    text="The vote is held",
    window=on("2022-11-05", "2022-11-05", "Nov. 5"),
    moves=(
        Move(
            window=on("2022-10-05", "2022-10-05", "Oct. 5"),
            version=2,
            moved_at=datetime(2022, 9, 30, tzinfo=UTC),
            actor="acc_boris",
        ),
    ),
)
ANSWERED = a_view(
    4, text="The minister resigns", status="confirmed", window=on(None, "2022-09-30", "by Friday")
)
TRICKS = a_view(
    5,
    text="<script>alert(1)</script>\r\nBcc: eve@example.org \u202e{{ 7*7 }} %(x)s",
    window=on("2022-09-28", "2022-09-28", "“Sept.”\n 28 <b>"),
    question="qst_2",
)
WORDS = {"qst_1": "Does the border close?", "qst_2": "</h3><img src=x>"}


def a_digest(views, *, left_out=0):
    items = [
        Listed(
            id=view.id,
            number=view.number,
            deadlines=deadlines(view.claim),
            question=view.claim.question,
            is_settled=view.claim.is_settled,
            has_changed=True,
        )
        for view in views
    ]
    sections = [replace(one, count=one.count + left_out) for one in sections_of(items, NOW)]
    by_id = {view.id: view for view in views}
    return a_digest_of(sections, by_id, WORDS)


def a_digest_of(sections, by_id, texts):
    since = NOW - timedelta(days=1)
    return digest(sections, by_id, questions=texts, zone="Europe/Moscow", since=since, head=a_head())


def a_way_in(occasion):
    found = WayIn(secret="as-many-characters-as-a-secret-has-in-an-address", code="K7WM-2QXD")
    return sign_in(ANNA, found, occasion, base_url=BASE_URL, until=NOW, zone="Europe/Moscow")


LETTERS = {
    "digest": lambda: a_digest([a_view(1, question="qst_1"), OPEN, MOVED, ANSWERED], left_out=1200),
    "digest_with_nothing": lambda: a_digest([]),
    "digest_full_of_tricks": lambda: a_digest([TRICKS]),
    "date_moved": lambda: date_moved([MOVED], head=a_head()),
    "dates_moved": lambda: date_moved([MOVED, TRICKS], head=a_head(stands_in_for="Boris")),
    "escalation": lambda: escalation(
        [a_view(1, owner="acc_boris")],
        owners={"acc_boris": "Boris"},
        gone=frozenset(),
        head=a_head(role="editor"),
    ),
    "escalation_of_many": lambda: escalation(
        [a_view(1, owner="acc_boris"), replace(TRICKS), a_view(6, owner=None, text="The bridge opens")],
        owners={"acc_boris": "Boris <b>"},
        gone=frozenset({"clm_sample_01"}),
        head=a_head(role="editor"),
    ),
    "receipt": lambda: receipt(ANSWERED, kind="confirmed", version=3, head=a_head()),
    "receipt_of_an_undo": lambda: receipt(TRICKS, kind="undone", version=4, head=a_head()),
    "sign_in": lambda: a_way_in("sign_in"),
    "invitation": lambda: a_way_in("invitation"),
}


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("part", ["txt", "html"])
def test_a_letter_reads_as_it_was_kept(name, part):
    letter = LETTERS[name]()
    found = letter.html if part == "html" else f"Subject: {letter.subject}\n\n{letter.text}"
    kept = EXPECTED / f"{name}.{part}"
    if os.environ.get("HEARSAY_TEST_KEEP") == "1":
        kept.write_text(found, encoding="utf-8")

    assert found == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LETTERS)
def test_everything_the_html_says_and_links_stands_in_the_text_too(name):
    letter = LETTERS[name]()
    page = BeautifulSoup(letter.html, "html.parser")

    missing = words(page.select("body")[0].get_text(" ").lower()) - words(
        f"{letter.subject} {letter.text}".lower()
    )

    assert missing == set()
    assert {link["href"] for link in page.find_all("a")} <= set(letter.text.split())


@pytest.mark.parametrize("name", LETTERS)
def test_the_html_can_be_read_by_everyone_and_fetches_nothing(name):
    letter = LETTERS[name]()
    page = BeautifulSoup(letter.html, "html.parser")

    assert page.select("html[lang=en][dir=ltr] > head > title")[0].get_text()
    assert len(page.find_all("h1")) == 1
    assert {table["role"] for table in page.find_all("table")} == {"presentation"}
    assert not page.find_all(["img", "script", "link", "iframe", "form", "input", "object", "video"])
    assert all("hearsay.example.org/" in link["href"] for link in page.find_all("a"))
    names = [link.get("aria-label") or link.get_text() for link in page.find_all("a")]
    assert len(set(names)) == len(names)
    assert len(letter.subject) <= 60
    assert [line for line in letter.text.splitlines() if len(line) > 72 and "https://" not in line] == []


def test_a_digest_stays_below_its_size_whatever_it_holds_and_counts_what_that_leaves_out():
    long = "Ж" * 2000
    report = Report(id="rep_1", outlet=long, said_by=SaidBy(label=long, kind="named"))
    views = [
        replace(
            a_view(
                text=long, window=on("2022-09-26", "2022-09-28", long), reports=(report,), question=f"qst_{n}"
            ),
            id=f"clm_{n:032x}",
            number=n,
        )
        for n in range(40)
    ]
    texts = {f"qst_{n}": long for n in range(40)}
    items = [Listed(id=one.id, number=one.number, deadlines=deadlines(one.claim)) for one in views]

    letter = a_digest_of(
        [replace(sections_of(items, NOW)[0], count=5000)], {one.id: one for one in views}, texts
    )

    listed = letter.text.count("/claims/clm_")
    assert len(written(letter)) <= 60 * 1024
    assert 20 <= listed <= 40
    assert f"Date passed: and {5000 - listed:,} more:" in letter.text
    assert letter.subject == "5,000 past due - Sat 1 Oct 2022"


def test_no_letter_tells_a_receipt_apart_by_the_claims_words_where_they_are_hidden():
    head = a_head(hides_text=True)

    subjects = [
        receipt(ANSWERED, kind="confirmed", version=3, head=head).subject,
        date_moved([MOVED], head=head).subject,
        escalation([ANSWERED], owners={}, gone=frozenset(), head=head).subject,
    ]

    assert not re.search("minister|vote", " ".join(subjects))
    assert date(2022, 11, 5).strftime("%-d Nov") in subjects[1]
