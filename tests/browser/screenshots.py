"""`make screenshots`: every page that is shown to people, in both themes, into docs/screenshots/."""

import io
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from PIL import Image

from service.database import create_engine, upgrade
from tests.browser import chromium as browsers
from tests.browser.chromium import Chromium
from tests.browser.pages import PAGES, Page, go
from tests.browser.site import Site, fill, served

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDTH = 1280
#: What a page is cut off at, and what a picture may weigh.
MOST_HEIGHT, MOST_BYTES = 1600, 150_000
#: What stands above the part of a page that its picture begins with.
MARGIN = 24


def main() -> int:
    """Take every picture anew, say where they are, and return 0."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    shown = [page for page in PAGES if page.is_shown]
    with ExitStack() as stack:
        sites = {state: _site(stack, state) for state in ("empty", "full")}
        chromium = stack.enter_context(browsers.started())
        for page in shown:
            site = sites["empty" if page.state == "empty" else "full"]
            chromium.fresh()
            chromium.sized(WIDTH)
            if page.by is not None:
                site.come_back(chromium, page.by)
            for theme in ("light", "dark"):
                chromium.themed(theme)
                go(page, chromium, site)
                picture = small(chromium.whole_page(), beginning_at(chromium, page))
                (FOLDER / f"{page.name}-{theme}.png").write_bytes(picture)
    taken = {f"{page.name}-{theme}.png" for page in shown for theme in ("light", "dark")}
    for old in FOLDER.glob("*.png"):
        if old.name not in taken:
            old.unlink()
    sys.stdout.write(f"{len(taken)} pictures are in {FOLDER.relative_to(FOLDER.parents[1])}/\n")
    return 0


def beginning_at(chromium: Chromium, page: Page) -> int:
    """Return how far down the part begins that an address names with #, in pixels; else 0."""
    _, _, part = page.path.partition("#")
    if not part:
        return 0
    where = "return document.getElementById(arguments[0]).getBoundingClientRect().top + scrollY"
    return max(0, round(chromium.run(where, part)) - MARGIN)


def small(png: bytes, top: int) -> bytes:
    """Return a picture cut to its height and to as many colours as keep it small enough."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, top, picture.width, min(picture.height, top + MOST_HEIGHT)))
    for colours in (256, 128, 64, 32, 16):
        kept = io.BytesIO()
        picture.quantize(colours).save(kept, "PNG", optimize=True)
        if kept.tell() <= MOST_BYTES:
            return kept.getvalue()
    raise ValueError(f"a picture stays above {MOST_BYTES} bytes")


def _site(stack: ExitStack, state: str) -> Site:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    url = f"sqlite:///{folder / 'hearsay.db'}"
    upgrade(url)
    engine = create_engine(url)
    stack.callback(engine.dispose)
    site = stack.enter_context(served(engine, folder))
    if state == "full":
        fill(site.newsroom, with_hostile=False)
    return site


if __name__ == "__main__":
    sys.exit(main())
