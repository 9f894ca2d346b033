"""Describes the machine in general words: what matters to a ratio, and nothing that names the machine."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from service.database import sqlite_driver


def described(folder: Path) -> list[str]:
    """Return lines about the machine and the versions; `folder` is where the databases lie."""
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    libraries = ("SQLAlchemy", "psycopg", "granian", "Flask", "eventsourcing")
    python = platform.python_version()
    return [
        f"{os.cpu_count()} cores, {system}, Python {python}, files on {_file_system(folder)}",
        f"SQLite {sqlite_driver().sqlite_version}, synchronous FULL",
        ", ".join(f"{name} {version(name)}" for name in libraries),
    ]


def _file_system(folder: Path) -> str:
    if sys.platform != "linux":
        return "an unknown file system"
    found = ("", "an unknown file system")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if folder.resolve().is_relative_to(place) and len(place) > len(found[0]):
            found = (place, kind)
    kind = found[1]
    return f"{kind} (in memory: commits cost nothing here)" if kind in ("tmpfs", "ramfs") else kind
