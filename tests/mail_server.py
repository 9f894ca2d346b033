"""A real SMTP server on a free loopback port that keeps the letters it was handed."""

import socket
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Letter:
    """One letter as it came over the wire, and read."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    message: EmailMessage


@dataclass
class Postbox:
    """Take every letter; faulty servers are subclasses that override aiosmtpd's hooks."""

    letters: list[Letter] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the letter and accept it."""
        self.keep(envelope)
        return "250 Message accepted for delivery"

    def keep(self, envelope: Envelope) -> None:
        """Keep the letter, also before misbehaving."""
        raw = envelope.original_content or b""
        # The wire ends lines with CRLF; whoever reads the letter compares plain text.
        message = BytesParser(EmailMessage, policy=default).parsebytes(raw.replace(b"\r\n", b"\n"))
        self.letters.append(Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw, message))


class MailServer(Controller):
    """An SMTP server in a thread of its own; `start` and `stop` it, or use it in a `with`."""

    def __init__(self, postbox: Postbox | None = None, **smtp_options: Any) -> None:
        self.postbox = postbox or Postbox()
        self._listening = socket.create_server(("127.0.0.1", 0))
        host, port = self._listening.getsockname()
        super().__init__(self.postbox, hostname=host, port=port, **smtp_options)

    def _create_server(self) -> Any:
        # Listens on the socket bound above: a port picked first and bound later may be gone.
        return self.loop.create_server(self._factory_invoker, sock=self._listening, ssl=self.ssl_context)

    @property
    def url(self) -> str:
        """Return the address as a setting would give it."""
        return f"smtp://{self.hostname}:{self.port}"

    @property
    def letters(self) -> list[Letter]:
        """Return the letters received so far, oldest first."""
        return self.postbox.letters

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._listening.close()
