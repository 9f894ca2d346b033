"""Messages: heads that no text can break, two parts that say the same, bytes that are always the same."""

from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest

from service.mail.mailbox import opened
from service.mail.messages import Draft, MailSettingsError, Unwritten, build, message_id, one_line, sender_of

SENDER = Address("Hearsay", addr_spec="hearsay@example.org")
DRAFT = Draft(
    letter="let_1",
    occasion="date_passed",
    message_id=message_id("let_1", SENDER),
    thread="clm_1",
    sender=SENDER,
    reader_name="Анна",
    reader_address="anna@example.org",
    written_at=datetime(2022, 9, 29, 12, tzinfo=UTC),
    subject="Срок прошёл: стоп-лист",
    text="Мужчин вносят в стоп-лист.\n",
    html="<p>Мужчин вносят в стоп-лист.</p>",
    heads={"X-Hearsay-Claim": "clm_1"},
)
#: What somebody might type to get a line of their own into a head.
TRICKS = [
    pytest.param("a\r\nBcc: eve@example.org", id="CR LF"),
    pytest.param("a\nBcc: eve@example.org", id="LF"),
    pytest.param("a\rBcc: eve@example.org", id="CR"),
    pytest.param("a\x0b\x0c\x1c\x85\u2028\u2029Bcc: eve@example.org", id="other ends of a line"),
    pytest.param("a\x00b", id="NUL"),
    pytest.param("a\ud800b", id="a lone surrogate"),
    pytest.param("\u202eevil\u202c \u2066x", id="turned about"),
    pytest.param("=?utf-8?q?a=0D=0ABcc:_eve@example.org?=", id="an encoded word with a line end"),
    pytest.param("=?utf-8?b?RnJvbTogZXZl?=", id="an encoded word"),
    pytest.param('"Eve" <eve@example.org>, x', id="an address"),
    pytest.param("a" * 1_000_000, id="a million characters"),
    pytest.param("e\u0301" * 5000 + "\u200d" * 100, id="combining marks"),
    pytest.param("", id="nothing"),
]


def read(raw):
    return BytesParser(EmailMessage, policy=default).parsebytes(raw.replace(b"\r\n", b"\n"))


def test_a_letter_has_the_heads_that_mail_programs_need():
    message = read(build(DRAFT))

    assert {name: str(value) for name, value in message.items()} == {
        "Message-ID": "<let_1@example.org>",
        "Date": "Thu, 29 Sep 2022 12:00:00 +0000",
        "Subject": "Срок прошёл: стоп-лист",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": "Hearsay reminders <reminders.hearsay.example.org>",
        "Content-Language": "en",
        "X-Hearsay-Letter": "let_1",
        "X-Hearsay-Occasion": "date_passed",
        "References": "<clm_1@example.org>",
        "X-Hearsay-Claim": "clm_1",
        "From": "Hearsay <hearsay@example.org>",
        "To": "Анна <anna@example.org>",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=let_1="',
    }


def test_both_parts_can_be_read_back():
    letter = opened(build(DRAFT))

    assert letter.text == "Мужчин вносят в стоп-лист.\n"
    assert letter.html == "<p>Мужчин вносят в стоп-лист.</p>\n"
    assert dict(letter.heads)["Subject"] == "Срок прошёл: стоп-лист"


def test_the_same_letter_is_the_same_bytes():
    assert build(DRAFT) == build(DRAFT)


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_in_a_subject_or_a_name_becomes_a_head_of_its_own(trick):
    plain = read(build(DRAFT))

    message = read(
        build(replace(DRAFT, subject=trick, reader_name=trick[:100], heads={"X-Hearsay-Claim": "clm_1"}))
    )

    assert message.keys() == plain.keys()
    assert str(message["From"]) == "Hearsay <hearsay@example.org>"
    assert [one.addr_spec for one in message["To"].addresses] == ["anna@example.org"]
    assert not message.defects
    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"])


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.no_cover
def test_nothing_in_the_text_breaks_the_letter(trick):
    raw = build(replace(DRAFT, text=trick, html=f"<p>{trick}</p>"))

    message = read(raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "анна@example.org",
        "a b@example.org",
        "a@example.org\r\nBcc: x@y",
        "a@b@c",
        "<a@b>x",
    ],
)
def test_an_address_that_cannot_be_written_is_refused_before_it_is_sent(address):
    with pytest.raises(Unwritten):
        build(replace(DRAFT, reader_address=address))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\n b\tc", "a b c"),
        ("\u202eabc", "abc"),
        ("a\x00b", "a b"),
        ("a\ud800b", "a\ufffdb"),
        ("Ночь", "Ночь"),
    ],
)
def test_one_line_is_what_it_says(text, line):
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("setting", "sender"),
    [
        ("Hearsay <hearsay@example.org>", SENDER),
        ("hearsay@localhost", Address("", addr_spec="hearsay@localhost")),
    ],
)
def test_the_sender_is_read_from_the_setting(setting, sender):
    assert sender_of(setting) == sender


@pytest.mark.parametrize("setting", ["", "Hearsay", "Hearsay <>", "a@b@c", "Hearsay <hear say@example.org>"])
def test_a_sender_that_cannot_be_used_is_named_by_its_setting(setting):
    with pytest.raises(MailSettingsError, match="HEARSAY_MAIL_FROM"):
        sender_of(setting)
