"""What stays running: everything on one machine, the web processes alone, a scheduler alone."""

from __future__ import annotations

import os

import click

#: How long web workers may take to finish their requests; below the grace period of docker-compose.yml.
REQUEST_PATIENCE_SECONDS = 20


@click.command("run")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of HEARSAY_PORT (8000).")
@click.option(
    "--samples/--no-samples", default=None, help="Play the sample claims; without it, on SQLite alone."
)
def run_command(port: int | None, *, samples: bool | None) -> int:
    """Start web and scheduler on this machine, on SQLite in HEARSAY_DATA_DIR, until Ctrl-C.

    Prints the address, a sign-in link that works once within 24 hours, and an API token.
    """
    from service.doors.run import run
    from service.settings import from_environment

    if port is not None:
        # Into the environment: the web processes read their settings from there.
        os.environ["HEARSAY_PORT"] = str(port)
    return run(from_environment(), samples=samples)


@click.command("web")
def web_command() -> None:
    """Start the web processes alone; the database must be at the newest schema."""
    from service.doors import web
    from service.doors.opening import opened
    from service.doors.processes import make_private, require_free
    from service.settings import from_environment

    # Workers fork from here: they must not share connections.
    opened(with_running_address=False).engine.dispose()
    settings = from_environment()
    require_free(settings.host, settings.port)
    make_private(settings.data_dir)
    web.prepare(settings)
    web.preload()
    web.serve(settings, end_patience_seconds=REQUEST_PATIENCE_SECONDS, log_level="info")


@click.command("scheduler")
def scheduler_command() -> None:
    """Start a scheduler alone; any number may run over one database."""
    from service.doors import scheduler
    from service.doors.opening import opened

    scheduler.main(opened(with_running_address=False))
