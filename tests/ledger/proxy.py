"""A TCP proxy before PostgreSQL that cuts the line around a COMMIT, or takes bytes and hands nothing on."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import make_url

#: A simple query of PostgreSQL's protocol (version 3, message "Query").
COMMIT = b"COMMIT\x00"

Mode = Literal["pass", "cut_before_commit", "cut_after_commit", "freeze", "freeze_at_commit"]


class Proxy:
    """Listens on a free port of the loopback and hands everything on, until it is told to cut.

    A mode that cuts does so once and then passes again. Frozen, it takes connections and bytes and keeps
    them to itself until it passes again; `freeze_at_commit` freezes once a COMMIT has passed.
    """

    def __init__(self, database_url: str) -> None:
        self._target = make_url(database_url)
        self.mode: Mode = "pass"
        #: Whether new connections are turned away.
        self.is_down = False
        #: How often the line was cut at a COMMIT.
        self.cuts = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        """The address of the database through the proxy."""
        here = self._target.set(host="127.0.0.1", port=self._listener.getsockname()[1])
        return here.render_as_string(hide_password=False)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _close(self._listener)
        self.cut_all()

    def cut_all(self) -> None:
        """Cut every line there is."""
        with self._lock:
            lines, self._open = self._open, set()
        for line in lines:
            _close(line)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_down:
                _close(client)
                continue
            server = socket.create_connection((self._target.host, self._target.port))
            with self._lock:
                self._open |= {client, server}
            threading.Thread(target=self._to_server, args=(client, server), daemon=True).start()
            threading.Thread(target=self._to_client, args=(client, server), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if COMMIT in data and self.mode == "cut_before_commit":
                    self._cut(client, server)
                    return
                self._wait_while_frozen()
                if COMMIT in data and self.mode == "freeze_at_commit":
                    self.mode = "freeze"
                server.sendall(data)
                if COMMIT in data and self.mode == "cut_after_commit":
                    return  # the other way waits for the answer, and cuts
        _close(server)

    def _to_client(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if self.mode == "cut_after_commit" and b"COMMIT\x00" in data:
                    self._cut(client, server)
                    return
                self._wait_while_frozen()
                client.sendall(data)
        _close(client)

    def _wait_while_frozen(self) -> None:
        while self.mode == "freeze":
            time.sleep(0.01)

    def _cut(self, *lines: socket.socket) -> None:
        self.cuts += 1
        self.mode = "pass"
        for line in lines:
            _close(line)


def _close(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
