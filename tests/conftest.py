"""What every test can ask for: a fresh database on both engines, a mail server, a clock."""

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine

from tests import postgres, routes
from tests.clock import Clock
from tests.databases import ENGINES, Databases, drop_left_over
from tests.engine_report import PROPERTY, EngineReport
from tests.mail_server import MailServer
from tests.postgres_binaries import PostgresUnavailable, temporary_areas

ALLOW_MISSING = "HEARSAY_TEST_ALLOW_MISSING"

report_key = pytest.StashKey[EngineReport]()
server_key = pytest.StashKey[postgres.PostgresServer]()
run_key = pytest.StashKey[str]()
folder_key = pytest.StashKey[str]()

# The same examples on every run and machine; HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

routes.build_each_once()


# The server: one per run, started by the process that counts, shared by all test processes.


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start counting; with several test processes the server has to be there before them."""
    config.stash[run_key] = _handed_down(config).get("run") or secrets.token_hex(4)
    if _is_worker(config):
        return
    if config.option.basetemp is None:
        # Files of tests stand in memory where there is room: thousands of commits would wait for a disk.
        area = next(temporary_areas())
        config.option.basetemp = config.stash[folder_key] = tempfile.mkdtemp("", "hearsay-tests-", area)
    # A build machine that gives up sends TERM: tidy up then as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    report = config.stash[report_key] = EngineReport()
    config.pluginmanager.register(report)
    if config.getoption("numprocesses", 0) and not config.option.collectonly:
        _obtain_postgresql(config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """In a single process the server is started only if a test of this run asks for it."""
    config = session.config
    if _is_worker(config) or config.option.collectonly or server_key in config.stash:
        return
    if any(_engine_of(item) == "postgresql" for item in session.items):
        _obtain_postgresql(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a test process where the server is."""
    config = node.config
    server = config.stash.get(server_key, None)
    node.workerinput["hearsay"] = {
        "run": config.stash[run_key],
        "postgresql_url": server.url if server else None,
        "missing": config.stash[report_key].missing,
    }


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server if it is ours; leave nothing behind on one that is not."""
    if folder := config.stash.get(folder_key, None):
        shutil.rmtree(folder, ignore_errors=True)
    server = config.stash.get(server_key, None)
    if server is None:
        return
    if server.process is None:
        drop_left_over(server.url, config.stash[run_key])
    server.stop()
    del config.stash[server_key]


def _obtain_postgresql(config: pytest.Config) -> None:
    report = config.stash[report_key]
    try:
        server = postgres.obtain()
    except PostgresUnavailable as error:
        if "postgresql" not in os.environ.get(ALLOW_MISSING, "").split(","):
            raise pytest.UsageError(
                f"There is no PostgreSQL to test on ({error}). Install one, or name one in "
                f"{postgres.URL_SETTING}, or go without it for once: {ALLOW_MISSING}=postgresql"
            ) from None
        report.missing["postgresql"] = str(error)
        return
    config.stash[server_key] = server
    report.descriptions["postgresql"] = server.description


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _handed_down(config: pytest.Config) -> dict[str, Any]:
    handed: dict[str, Any] = getattr(config, "workerinput", {}).get("hearsay", {})
    return handed


def _postgresql_url(config: pytest.Config) -> str | None:
    if _is_worker(config):
        url: str | None = _handed_down(config).get("postgresql_url")
        return url
    server = config.stash.get(server_key, None)
    return server.url if server else None


def _missing(config: pytest.Config) -> dict[str, str]:
    if _is_worker(config):
        missing: dict[str, str] = _handed_down(config).get("missing", {})
        return missing
    return config.stash[report_key].missing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what runs hundreds of examples out of the coverage: it would take twice as long to say the same.

    Others that repeat themselves carry the mark `no_cover` where they stand.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("no_cover")


# The engines: every test that asks for a database, however indirectly, runs on each of them.


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that needs a database once per engine, or on those its mark names."""
    if "engine_name" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("engines")
    names = mark.args if mark else ENGINES
    if unknown := set(names) - set(ENGINES):
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: no engines named {unknown}")
    metafunc.parametrize("engine_name", names, indirect=True, scope="session")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note the engine for the count; skip the test if that engine was allowed to be missing."""
    engine = _engine_of(item)
    if engine is None:
        return
    item.user_properties.append((PROPERTY, engine))
    if reason := _missing(item.config).get(engine):
        pytest.skip(f"no {engine}: {reason}")


def _engine_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("engine_name") if callspec else None


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """Return "sqlite" or "postgresql"."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """Return the source of fresh databases, for fixtures that need more than one or a wider scope.

    with databases.fresh(engine_name) as url: ...
    """
    config = request.config
    folder = tmp_path_factory.mktemp("databases")
    made = Databases(folder, _postgresql_url(config), config.stash[run_key])
    yield made
    made.close()


@pytest.fixture
def database_url(engine_name: str, databases: Databases) -> Iterator[str]:
    """Return the URL of a fresh, migrated database, gone after the test."""
    with databases.fresh(engine_name) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return the service's own kind of engine on a fresh, migrated database."""
    engine = _engine_of_address(database_url)
    yield engine
    engine.dispose()


@cache
def _engine_of_address(url: str) -> Engine:
    """Return the one engine of an address, which keeps the statements it has compiled and no connection."""
    from service.database import create_engine

    return create_engine(url)


# The edges.


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """Return a running SMTP server that keeps the letters it is handed."""
    with MailServer() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    """Return a clock that shows noon (UTC) of Monday 26 September 2022 until it is moved."""
    return Clock(datetime(2022, 9, 26, 12, tzinfo=UTC))
