"""Builds the bytes of a letter: heads that no text can break, a plain part and an HTML part."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

#: Lines end with CRLF and nothing needs an 8-bit way, so that relays have nothing to rewrite.
POLICY = SMTP.clone(cte_type="7bit")
#: No head holds more characters than this, whatever it was given.
HEAD_MOST = 200
LINE_MOST = 998
#: Unicode categories that have no place in a line of text: controls, surrogates, line and paragraph ends.
_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: Characters that turn the direction of whatever stands behind them.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ADDRESS = re.compile(r"[!-?A-~]{1,128}@[!-?A-~]{1,190}", re.ASCII)


class Unwritten(ValueError):
    """The letter cannot be written; the message says which part of it is the reason."""


class MailSettingsError(Exception):
    """A mail setting cannot be used. The message names it, never a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything a letter says, before it is bytes."""

    letter: str
    occasion: str
    message_id: str
    #: The Message-ID all letters about one claim answer to, so that mail programs show them together.
    thread: str | None
    sender: Address
    reader_name: str
    reader_address: str
    written_at: datetime
    subject: str
    text: str
    html: str
    #: Our own heads, as in {"X-Hearsay-Claim": "clm_…"}.
    heads: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    #: Stops letters of this kind: by POST alone at once, else on a page (RFC 2369, RFC 8058).
    stop_url: str | None = None


def one_line(text: str) -> str:
    """Return text as one line of visible characters that no head, list or terminal can trip over."""
    kept = "".join(_visible(character) for character in text)
    return " ".join(kept.split())


def plain_head(text: str) -> str:
    """Return text as it can stand in a head: one line, cut, and not to be taken for an encoded word.

    What looks like one (RFC 2047) would be decoded by whoever reads the head, line ends and all.
    """
    return one_line(text[:HEAD_MOST]).replace("=?", "= ?")


def is_plain_address(address: str) -> bool:
    """Say whether every mail server can carry an address: visible ASCII around one @."""
    return _ADDRESS.fullmatch(address) is not None


def sender_of(setting: str) -> Address:
    """Return who letters come from, read from a setting like `Hearsay <hearsay@example.org>`.

    Raises:
        MailSettingsError: the setting holds no usable address.
    """
    name, address = parseaddr(setting)
    if not is_plain_address(address):
        raise MailSettingsError("HEARSAY_MAIL_FROM: give an address, as in Hearsay <hearsay@example.org>")
    try:
        return Address(one_line(name), addr_spec=address)
    except (MessageError, ValueError, IndexError) as error:
        raise MailSettingsError("HEARSAY_MAIL_FROM: this address cannot be read") from error


def message_id(letter_id: str, sender: Address) -> str:
    """Return the Message-ID of a letter: always the same one for the same letter."""
    return f"<{letter_id}@{sender.domain}>"


def build(draft: Draft) -> bytes:
    """Return a letter as the bytes that go over the wire.

    Raises:
        Unwritten: the address or some text cannot be put into a letter.
    """
    message = EmailMessage(policy=POLICY)
    try:
        for name, value in _heads(draft).items():
            message[name] = value
        message["From"] = draft.sender
        message["To"] = _reader(draft)
        text, html = _whole_lines(draft.text), _whole_lines(draft.html)
        message.set_content(text, cte=_transfer_encoding(text))
        message.add_alternative(html, subtype="html", cte=_transfer_encoding(html))
        # Only now: a head about content that stands there before would move into the first part.
        message["Content-Language"] = draft.language
        message.set_boundary(f"={draft.letter}=")
        return _stopping(draft) + message.as_bytes()
    except (MessageError, ValueError, IndexError) as error:
        raise Unwritten(f"The letter cannot be written: {one_line(str(error))[:200]}") from error


def _stopping(draft: Draft) -> bytes:
    """Return the heads that stop letters as lines of their own.

    The library folds a word longer than a line by encoding it, and then no mail program finds the address.
    """
    if draft.stop_url is None:
        return b""
    if not draft.stop_url.isascii() or one_line(draft.stop_url) != draft.stop_url or " " in draft.stop_url:
        raise Unwritten("the address that stops letters cannot stand in a head")
    lines = [f"List-Unsubscribe: <{draft.stop_url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    # RFC 5322, section 2.1.1: no line has more than 998 characters.
    if max(map(len, lines)) > LINE_MOST:
        raise Unwritten("the address that stops letters is too long for a head")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _heads(draft: Draft) -> dict[str, str | datetime]:
    domain = draft.sender.domain
    heads: dict[str, str | datetime] = {
        "Message-ID": draft.message_id,
        "Date": draft.written_at,
        "Subject": plain_head(draft.subject),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"Hearsay reminders <reminders.hearsay.{domain}>",
        "X-Hearsay-Letter": draft.letter,
        "X-Hearsay-Occasion": draft.occasion,
    }
    if draft.thread is not None:
        heads["References"] = f"<{draft.thread}@{domain}>"
    return heads | {name: plain_head(value) for name, value in draft.heads.items()}


def _reader(draft: Draft) -> Address:
    # Beyond ASCII an address needs a server that speaks SMTPUTF8; none is asked for it yet.
    if not is_plain_address(draft.reader_address):
        raise Unwritten("the address has characters that not every mail server can carry")
    return Address(plain_head(draft.reader_name), addr_spec=draft.reader_address)


def carried_bytes(text: str) -> int:
    """Return about how many bytes a part takes on its way, once it is encoded for it."""
    octets = text.encode()
    if _transfer_encoding(text) == "base64":
        return len(octets) * 4 // 3 + len(octets) // 38
    others = sum(octet > 126 or octet == ord("=") for octet in octets)
    return len(octets) + 2 * others + len(octets) // 38


def _transfer_encoding(text: str) -> str:
    """Return the shorter way through seven bits; the library guesses it from the first lines alone.

    Source: RFC 2045, sections 6.7 and 6.8: three characters for one octet, or four for three.
    """
    octets = text.encode()
    others = sum(octet > 126 or octet == ord("=") for octet in octets)
    return "base64" if others * 6 > len(octets) else "quoted-printable"


def _whole_lines(text: str) -> str:
    return "".join(character if character == "\n" else _visible(character) for character in text)


def _visible(character: str) -> str:
    if character in _TURNING:
        return ""
    if unicodedata.category(character) == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return " " if unicodedata.category(character) in _BREAKING else character
