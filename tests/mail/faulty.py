"""Mail servers that misbehave on the wire, each in one way, on a free loopback port."""

from __future__ import annotations

import socket
import struct
import threading
import time
from dataclasses import dataclass, field

#: What a well-behaved server answers at each stage.
GOOD = {
    "greet": "220 test ready",
    "hello": "250 test",
    "mail": "250 fine",
    "rcpt": "250 fine",
    "data": "354 go on",
    "eod": "250 taken",
    "noop": "250 fine",
    "rset": "250 fine",
    "quit": "221 bye",
}


@dataclass
class FaultyServer:
    """An SMTP server as a script: at the `at` stage it does `fault`, at most `times` times.

    Faults: an answer like "451 later"; "hang" says nothing more; "drip" answers a byte at a time and never
    ends a line; "drop" closes after the stage without an answer (after the final dot the letter was taken);
    "lost" closes there without taking it; "reset" answers well and then resets the connection; "slow" answers
    well after half a second.
    """

    at: str
    fault: str
    times: int = 1_000_000
    letters: list[bytes] = field(default_factory=list)

    def __enter__(self) -> FaultyServer:
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.1)
        self.port: int = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    @property
    def url(self) -> str:
        """Return the address as a setting would give it."""
        return f"smtp://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                line, _ = self._listening.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(line,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, line: socket.socket) -> None:
        with line:
            line.settimeout(0.1)
            reading = _Reading(line, self._over)
            try:
                self._talk(line, reading)
            except (OSError, _End):
                return

    def _talk(self, line: socket.socket, reading: _Reading) -> None:
        self._answer(line, "greet")
        while True:
            verb = reading.until(b"\r\n")[:4].decode().lower()
            stage = {"ehlo": "hello", "helo": "hello"}.get(verb, verb)
            answered_well = self._answer(line, stage)
            if stage == "quit":
                return
            if stage == "data" and answered_well:
                self._take(line, reading.until(b"\r\n.\r\n"))

    def _take(self, line: socket.socket, text: bytes) -> None:
        is_taken = (
            self.at != "eod" or self.times <= 0 or self.fault in ("drop", "hang", "drip", "reset", "slow")
        )
        if is_taken:
            self.letters.append(text)
        self._answer(line, "eod")

    def _answer(self, line: socket.socket, stage: str) -> bool:
        """Answer as the script says, and say whether that was a good answer."""
        if stage != self.at or self.times <= 0:
            line.sendall(GOOD.get(stage, "500 what").encode() + b"\r\n")
            return True
        self.times -= 1
        match self.fault:
            case "hang":
                self._over.wait()
                raise _End
            case "drip":
                while not self._over.wait(0.05):
                    line.sendall(b"2")
                raise _End
            case "drop" | "lost":
                raise _End
            case "slow":
                self._over.wait(0.5)
                line.sendall(GOOD[stage].encode() + b"\r\n")
                return True
            case "reset":
                line.sendall(GOOD[stage].encode() + b"\r\n")
                time.sleep(0.05)
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                raise _End
        line.sendall(self.fault.encode() + b"\r\n")
        return False


class _End(Exception):
    """This connection is over."""


@dataclass
class _Reading:
    line: socket.socket
    over: threading.Event
    kept: bytes = b""

    def until(self, end: bytes) -> bytes:
        while end not in self.kept:
            if self.over.is_set():
                raise _End
            try:
                more = self.line.recv(65536)
            except TimeoutError:
                continue
            if not more:
                raise _End
            self.kept += more
        found, _, self.kept = self.kept.partition(end)
        return found
