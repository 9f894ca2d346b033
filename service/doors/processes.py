"""One machine's processes: a parent that holds the data folder, children that never outlive it."""

from __future__ import annotations

import ctypes
import fcntl
import multiprocessing
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

from service.doors.exits import USAGE, Stop

#: How long the port of an instance that was killed a moment ago is waited for.
PORT_PATIENCE_SECONDS = 2.0
#: How long children may take to end when they are told to; then they are made to.
END_PATIENCE_SECONDS = 12.0
#: From linux/prctl.h.
PR_SET_PDEATHSIG = 1
_ASKS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can look into; one that is there already stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise Stop(f"{folder} is a file.", "Name a folder in HEARSAY_DATA_DIR.") from None


def hold(folder: Path) -> int:
    """Take the lock of a data folder and return its handle; it is free again when this process ends.

    Raises:
        Stop: another process has it.
    """
    handle = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Stop(
            f"Another hearsay run works on {folder} already.",
            "Stop that one first, or name another folder in HEARSAY_DATA_DIR and another HEARSAY_PORT.",
        ) from None
    return handle


def require_free(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on.

    Raises:
        Stop: the port is taken, or this machine has no such address.
    """
    if port == 0:
        raise Stop("Port 0 is no port to be found at.", "Choose one: HEARSAY_PORT=8000", code=USAGE)
    until = time.monotonic() + PORT_PATIENCE_SECONDS
    while (why := _why_not_free(host, port)) is not None:
        if time.monotonic() > until:
            raise Stop(
                f"Cannot listen on {host}, port {port}: {why}.",
                "Stop what listens there, or choose another port: HEARSAY_PORT=8001",
            )
        time.sleep(0.1)


def _why_not_free(host: str, port: int) -> str | None:
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            # Connections that are ending do not count, only somebody who listens.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return None


def die_with(parent: int) -> None:
    """Make this process end (TERM) when the one that started it is gone, however that went.

    Linux only; elsewhere children of a parent that was killed have to be ended by hand.

    Args:
        parent: its process id, to see whether it is gone already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def start(name: str, work: Callable[[], None], *, closing: Sequence[int] = ()) -> BaseProcess:
    """Start a child that shares what is loaded already, and return it.

    It stands in a group of its own: Ctrl-C on the terminal reaches the parent alone, which then ends its
    children in order.

    Args:
        closing: handles of the parent that the child must not keep.
    """
    process = multiprocessing.get_context("fork").Process(
        target=_as_child, args=(work, tuple(closing), os.getpid()), name=name
    )
    process.start()
    return process


def _as_child(work: Callable[[], None], closing: tuple[int, ...], parent: int) -> None:
    signal.set_wakeup_fd(-1)
    for number in _ASKS_TO_STOP:
        signal.signal(number, signal.SIG_DFL)
    os.setpgid(0, 0)
    for handle in closing:
        os.close(handle)
    die_with(parent)
    work()


def when_asked_to_stop(then: Callable[[], None]) -> None:
    """Do something as soon as this process is asked to stop, whoever else handles the signal.

    Call it from the main thread. It runs in a thread of its own, before or after that handler.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def listen() -> None:
        while not set(os.read(reader, 64)) & {int(one) for one in _ASKS_TO_STOP}:
            pass
        then()

    threading.Thread(target=listen, name="hearsay stopping", daemon=True).start()


def end(processes: Sequence[BaseProcess]) -> None:
    """Tell children to end, wait for them, and make those end that do not."""
    for process in processes:
        if process.is_alive():
            process.terminate()
    until = time.monotonic() + END_PATIENCE_SECONDS
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


class Stopping:
    """Knows whether this process was asked to stop, and wakes up at once when it is."""

    def __init__(self) -> None:
        self.asked = False
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in _ASKS_TO_STOP:
            signal.signal(number, self._ask)

    @property
    def handles(self) -> tuple[int, int]:
        """The handles that children must not keep."""
        return self._reader, self._writer

    def wait(self, processes: Sequence[BaseProcess], *, seconds: float) -> None:
        """Sleep until asked to stop, until one of the processes ends, or until the time is over."""
        if self.asked:
            return
        wait([self._reader, *(process.sentinel for process in processes)], timeout=seconds)
        if select.select([self._reader], [], [], 0)[0]:
            os.read(self._reader, 4096)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
