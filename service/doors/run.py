"""`hearsay run`: everything on this machine under one parent, from an empty folder to an open page."""

from __future__ import annotations

import http.client
import json
import os
import time
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.process import BaseProcess
from urllib.parse import urlsplit

import click

from service.doors import exits, first_start, processes, request_log, scheduler, web
from service.doors.first_start import WayIn
from service.doors.opening import address_file
from service.doors.printing import tell
from service.settings import Settings

#: How long the first answer of /readyz is waited for; a busy machine can be slow.
READY_PATIENCE_SECONDS = 90.0
#: How long web workers may take to finish their requests when everything ends.
REQUEST_PATIENCE_SECONDS = 5
#: A scheduler that died is started again after this long, doubled each time up to the longest.
RESTART_AFTER_SECONDS, RESTART_AT_MOST_SECONDS = 1.0, 30.0


def run(settings: Settings, *, samples: bool | None) -> int:
    """Start everything, say where it is, and keep it running until Ctrl-C; return the exit code."""
    processes.make_private(settings.data_dir)
    lock = processes.hold(settings.data_dir)
    processes.require_free(settings.host, settings.port)
    scheduler.require_mail_settings(settings)
    instance = web.prepare(settings)
    _log_requests_apart(settings)
    stopping = processes.Stopping()
    way_in = _prepared(settings, samples=samples)
    house = _House(settings, stopping, (lock, *stopping.handles))
    try:
        house.start()
        if not house.wait_until_ready(instance):
            return exits.OK
        first_start.keep(address_file(settings), settings.base_url)
        _welcome(settings, way_in)
        return house.keep_running()
    finally:
        processes.end(house.children)
        address_file(settings).unlink(missing_ok=True)


def _log_requests_apart(settings: Settings) -> None:
    """Send the lines of requests to a file, so that link, token and errors stay in sight here."""
    path = str(settings.data_dir / "requests.log")
    # An empty line now: a folder that cannot be written to is met before anything starts.
    request_log.append(path, b"")
    os.environ[request_log.FILE_SETTING] = path


def _prepared(settings: Settings, *, samples: bool | None) -> WayIn:
    """Get the database ready and let go of it: children that fork must not share its connections."""
    from service.wiring import wire

    wiring = wire(settings)
    try:
        return first_start.prepare(wiring, samples=samples)
    finally:
        wiring.engine.dispose()


def _welcome(settings: Settings, way_in: WayIn) -> None:
    click.echo(f"Hearsay is ready at {settings.base_url}")
    click.echo(f"Open: {way_in.link}")
    click.echo(f"Token: {way_in.token}")
    click.echo("Stop with Ctrl-C.")


@dataclass(slots=True)
class _House:
    """The web processes and the scheduler, and what becomes of them."""

    settings: Settings
    stopping: processes.Stopping
    closing: tuple[int, ...]
    children: list[BaseProcess] = field(default_factory=list)
    restart_after_seconds: float = RESTART_AFTER_SECONDS

    @property
    def _web(self) -> BaseProcess:
        return self.children[0]

    def start(self) -> None:
        """Start the scheduler, whose first round takes a moment, and meanwhile load and start the web."""
        scheduling = self._start_scheduler()
        self.children = [scheduling]
        web.preload()
        serving = partial(web.serve, self.settings, end_patience_seconds=REQUEST_PATIENCE_SECONDS)
        self.children = [processes.start("hearsay web", serving, closing=self.closing), scheduling]

    def wait_until_ready(self, instance: str) -> bool:
        """Wait for the first 200 of our own /readyz; False: asked to stop before.

        Raises:
            Stop: the web processes ended, or it took too long.
        """
        until = time.monotonic() + READY_PATIENCE_SECONDS
        missing = "it does not answer yet"
        while time.monotonic() < until:
            if self.stopping.asked:
                return False
            self._require_web()
            self._mend_scheduler()
            found = _what_is_missing(self.settings, instance)
            if found is None:
                return True
            missing = found
            self.stopping.wait(self.children, seconds=0.05)
        raise exits.Stop(
            f"Hearsay did not get ready in {READY_PATIENCE_SECONDS:.0f} seconds: {missing}.",
            "What its processes said stands above.",
        )

    def keep_running(self) -> int:
        """Watch over the children until asked to stop; return the exit code."""
        while not self.stopping.asked:
            self._require_web()
            self._mend_scheduler()
            self.stopping.wait(self.children, seconds=1.0)
        tell("Stopping.")
        return exits.OK

    def _require_web(self) -> None:
        if not self._web.is_alive():
            raise exits.Stop(
                f"The web processes ended by themselves (exit code {self._web.exitcode}).",
                "What they said stands above. Start again: hearsay run",
            )

    def _mend_scheduler(self) -> None:
        ended = self.children[1]
        if ended.is_alive() or self.stopping.asked:
            return
        tell(f"The scheduler ended (exit code {ended.exitcode}); it is started again.")
        self.stopping.wait([self._web], seconds=self.restart_after_seconds)
        self.restart_after_seconds = min(self.restart_after_seconds * 2, RESTART_AT_MOST_SECONDS)
        if not self.stopping.asked:
            self.children[1] = self._start_scheduler()

    def _start_scheduler(self) -> BaseProcess:
        return processes.start("hearsay scheduler", partial(_schedule, self.settings), closing=self.closing)


def _schedule(settings: Settings) -> None:
    from service.wiring import wire

    scheduler.main(wire(settings))


def _what_is_missing(settings: Settings, instance: str) -> str | None:
    """Ask our own /readyz; return None once it is ready, else what it says is missing."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(settings.base_url).netloc})
        answer = connection.getresponse()
        body = answer.read(65536)
    except (OSError, http.client.HTTPException) as error:
        return f"no answer ({error})"
    finally:
        connection.close()
    if answer.headers.get(web.INSTANCE_HEADER) != instance:
        return f"another server answers on port {settings.port}"
    return None if answer.status == http.client.OK else _detail(body)


def _detail(body: bytes) -> str:
    try:
        problem = json.loads(body)
    except ValueError:
        return "an answer that is not JSON"
    return str(problem.get("detail") or problem.get("title")) if isinstance(problem, dict) else "unknown"
