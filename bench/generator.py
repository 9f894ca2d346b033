"""Sends requests over a few kept-open connections on loopback: plain sockets, one thread."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable

CONNECTIONS = 4
TIMEOUT_SECONDS = 30.0
#: Gives the n-th request as it goes over the wire.
Request = Callable[[int], bytes]


class WrongAnswer(Exception):
    """The server answered with another status than the bench needs; the message holds the answer."""


class Generator:
    """Keeps every connection busy with one request at a time."""

    def __init__(self, host: str, port: int) -> None:
        self._sockets = [socket.create_connection((host, port), TIMEOUT_SECONDS) for _ in range(CONNECTIONS)]
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, count: int, request: Request, *, status: int) -> None:
        """Send so many requests and wait for all answers.

        Raises:
            WrongAnswer: an answer has another status.
        """
        selector = selectors.DefaultSelector()
        sent = 0
        for one in self._sockets[:count]:
            selector.register(one, selectors.EVENT_READ, bytearray())
            one.sendall(request(sent))
            sent += 1
        answered = 0
        while answered < count:
            ready = selector.select(TIMEOUT_SECONDS)
            if not ready:
                raise WrongAnswer("no answer in time")
            for key, _ in ready:
                if not _has_whole_answer(key, status):
                    continue
                answered += 1
                if sent < count:
                    key.fileobj.sendall(request(sent))  # type: ignore[union-attr]  # these are sockets
                    sent += 1
        selector.close()

    def close(self) -> None:
        """Hang up."""
        for one in self._sockets:
            one.close()


def _has_whole_answer(key: selectors.SelectorKey, status: int) -> bool:
    """Take in what has come; say whether an answer is complete, which is then forgotten."""
    got: bytearray = key.data
    chunk = key.fileobj.recv(65536)  # type: ignore[union-attr]  # these are sockets
    if not chunk:
        raise WrongAnswer("the server hung up")
    got += chunk
    head, gap, rest = bytes(got).partition(b"\r\n\r\n")
    if not gap:
        return False
    fields = head.lower().split(b"\r\n")
    lengths = [int(field[15:]) for field in fields if field.startswith(b"content-length:")]
    if not lengths:
        raise WrongAnswer("an answer without a length")
    if len(rest) < lengths[0]:
        return False
    if not head.startswith(b"HTTP/1.1 %d " % status):
        raise WrongAnswer(bytes(got).decode(errors="replace")[:1000])
    got.clear()
    return True


def request(method: str, path: str, *, token: str, body: bytes = b"") -> bytes:
    """Return one request as it goes over the wire."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
