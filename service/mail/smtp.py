"""Hands letters to a mail server: the only module that speaks SMTP."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import unquote, urlsplit

from service.mail.messages import MailSettingsError, is_plain_address, one_line
from service.mail.outcomes import Outcome, PutOff, Refused, Sent, Trouble, Unknown, Unwritable

Security = Literal["none", "starttls", "tls"]
_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
#: No single answer may take longer than this ...
STEP_SECONDS = 10.0
#: ... nor a whole letter, connecting included, however slowly its answers drip in.
LETTER_SECONDS = 60.0
#: RFC 5321, section 4.2.3: the mailbox is taken, or the letter is forwarded (251).
_TAKEN = (250, 251)
_AUTHENTICATION_NEEDED = 530
_CLOSING = 421
#: RFC 3463, section 3.2: the address itself is bad, as in "550 5.1.1 no such user".
_BAD_ADDRESS = re.compile(r"5\d\d[ -]5\.1\.\d{1,3}\b")
_LINE_START = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server, and how it wants to be spoken to."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Handed:
    """A letter as it is handed over: the envelope's two addresses, and the bytes."""

    sender: str
    recipient: str
    raw: bytes


def server_at(url: str) -> Server:
    """Return the mail server that an address like `smtp+starttls://user:password@host:587` names.

    Raises:
        MailSettingsError: the address cannot be used; the message does not repeat it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise MailSettingsError("HEARSAY_SMTP_URL: the address cannot be read") from error
    if parts.scheme not in _SCHEMES or not host:
        schemes = ", ".join(f"{scheme}://" for scheme in _SCHEMES)
        raise MailSettingsError(f"HEARSAY_SMTP_URL: give a host behind one of {schemes}")
    security, usual_port = _SCHEMES[parts.scheme]
    user = unquote(parts.username) if parts.username else None
    if user is not None and security == "none" and not _is_loopback(host):
        raise MailSettingsError(
            "HEARSAY_SMTP_URL: a password would travel in the open; use smtp+starttls:// or smtps://"
        )
    password = unquote(parts.password or "")
    return Server(host=host, port=port or usual_port, security=security, user=user, password=password)


class Session:
    """Sends letters one after the other, over one connection as long as that lasts.

    Use it in a `with`. Sending never raises: what went wrong is the outcome.
    """

    def __init__(
        self,
        server: Server,
        *,
        hello: str,
        tls: ssl.SSLContext | None = None,
        step_seconds: float = STEP_SECONDS,
        letter_seconds: float = LETTER_SECONDS,
    ) -> None:
        self._server = server
        self._hello = hello
        self._tls = tls
        self._step_seconds = step_seconds
        self._letter_seconds = letter_seconds
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, letter: Handed) -> Outcome:
        """Hand one letter over, and say what became of it."""
        was_open = self._connection is not None
        outcome = self._try(letter)
        # A server may end a connection between two letters, or after so many: that is no trouble yet.
        return self._try(letter) if was_open and isinstance(outcome, Trouble) else outcome

    def close(self) -> None:
        """End the connection. What goes wrong here concerns no letter: accepted ones stay accepted."""
        if self._connection is not None:
            with self._watched(), suppress(OSError):
                self._connection.quit()
            self._drop()

    def _try(self, letter: Handed) -> Outcome:
        with self._watched():
            outcome = self._hand_over(letter)
        if isinstance(outcome, Trouble | Unknown):
            self._drop()
        return outcome

    def _hand_over(self, letter: Handed) -> Outcome:
        if not (is_plain_address(letter.sender) and is_plain_address(letter.recipient)):
            return Unwritable("The address has characters that not every mail server can carry.")
        try:
            connection = self._opened()
            return _before_the_text(connection, letter) or _the_text(connection, letter.raw)
        except OSError as error:
            return Trouble(_words_of(error))

    def _opened(self) -> smtplib.SMTP:
        if self._connection is not None:
            code, _ = self._connection.noop()
            if code == _TAKEN[0]:
                return self._connection
            raise smtplib.SMTPServerDisconnected("the server ended the connection")
        server = self._server
        connection = self._connection = self._unopened()
        code, words = connection.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        connection.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            # Raises where the server does not offer it: there is no falling back to an open line.
            connection.starttls(context=self._checking_certificates())
            connection.ehlo()
        if server.user is not None:
            connection.login(server.user, server.password or "")
        return connection

    def _unopened(self) -> smtplib.SMTP:
        """Return a connection that is not made yet, so that the watch sees its socket from the start."""
        hello, seconds = self._hello, self._step_seconds
        if self._server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=hello, timeout=seconds, context=self._checking_certificates()
            )
        else:
            connection = smtplib.SMTP(local_hostname=hello, timeout=seconds)
        # The name the certificate has to carry; smtplib only takes it where it connects at once.
        connection._host = self._server.host  # type: ignore[attr-defined]
        return connection

    def _checking_certificates(self) -> ssl.SSLContext:
        """Without a context of ours the library would check none. Made late: reading the roots takes time."""
        self._tls = self._tls or ssl.create_default_context()
        return self._tls

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Cut the line once a letter has taken its whole time: timeouts bound single answers only."""
        timer = threading.Timer(self._letter_seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        connection = self._connection
        line = None if connection is None else connection.sock
        if line is not None:
            with suppress(OSError):
                # The plain socket's own shutdown, also under TLS: it wakes whoever waits for an answer.
                socket.socket.shutdown(line, socket.SHUT_RDWR)


def _before_the_text(connection: smtplib.SMTP, letter: Handed) -> Outcome | None:
    """Go through the envelope; None where the server is ready for the text."""
    code, words = connection.mail(letter.sender)
    if code == 250:
        code, words = connection.rcpt(letter.recipient)
        if code not in _TAKEN:
            return _of_recipient(_answered(connection, code, words))
        code, words = connection.docmd("DATA")
        if code == 354:
            return None
    return _answered(connection, code, words)


def _of_recipient(outcome: Outcome) -> Outcome:
    """Tell a mailbox that is not there from everything else that a server may say of a recipient."""
    if isinstance(outcome, Refused) and _BAD_ADDRESS.match(outcome.words):
        return Refused(outcome.words, is_about_address=True)
    return outcome


def _the_text(connection: smtplib.SMTP, raw: bytes) -> Outcome:
    """Hand over the text. Once the first byte has left, a lost line leaves it open what became of it."""
    # RFC 5321, section 4.5.2: a line that begins with a dot gets another one.
    stuffed = _LINE_START.sub(b"..", raw)
    ending = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        connection.send(stuffed + ending)
        code, words = connection.getreply()
    except OSError as error:
        return Unknown(_words_of(error))
    if code in _TAKEN:
        return Sent(_spoken(code, words))
    # Anything but a plain no, such as half an answer before the line was cut, leaves it open.
    return _answered(connection, code, words) if code >= 400 else Unknown(_spoken(code, words))


def _answered(connection: smtplib.SMTP, code: int, words: bytes) -> Outcome:
    """Return what an answer other than yes comes to."""
    said = _spoken(code, words)
    if code in (_CLOSING, _AUTHENTICATION_NEEDED) or code < 400:
        return Trouble(said)
    with suppress(OSError):
        connection.rset()
    return Refused(said) if code >= 500 else PutOff(said)


def _spoken(code: int, words: bytes) -> str:
    return one_line(f"{code} {words.decode('utf-8', 'replace')}")[:500]


def _words_of(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return _spoken(error.smtp_code, words if isinstance(words, bytes) else str(words).encode())
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "The mail server did not answer in time."
    return one_line(f"{type(error).__name__}: {error}")[:500]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
