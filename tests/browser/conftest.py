"""A browser and the sites it visits; each is made once per test process and shared by what only reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.database import create_engine
from tests.browser import chromium as browsers
from tests.browser.chromium import Chromium
from tests.browser.site import Site, fill, served
from tests.databases import Databases


@pytest.fixture(scope="session")
def running_chromium() -> Iterator[Chromium]:
    """Return a browser; without one every test here fails and says how to install it."""
    with browsers.started() as chromium:
        yield chromium


@pytest.fixture
def chromium(running_chromium: Chromium) -> Chromium:
    """Return a browser that has been nowhere, 1280 pixels wide, light."""
    running_chromium.fresh()
    return running_chromium


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Iterator[Site]:
    """Return a site of the test's own, without a claim."""
    with served(engine, tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def empty_site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site without a claim, to be looked at only."""
    yield from _shared(databases, tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def full_site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site with the sample story, more past due and hostile words, to be looked at only."""
    for site in _shared(databases, tmp_path_factory.mktemp("full")):
        fill(site.newsroom)
        yield site


def _shared(databases: Databases, folder: Path) -> Iterator[Site]:
    with databases.fresh("sqlite") as url:
        engine = create_engine(url)
        with served(engine, folder) as site:
            yield site
        engine.dispose()
