"""Finds Chromium and its driver on this machine; `python -m tests.browser.installed` fails without them.

Nothing is fetched from here: `make setup` and `make test` install them from the system's packages where
they may, and else print the line that does.
"""

import shutil
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DRIVERS = ("chromedriver", "chromium.chromedriver")
INSTALL = "sudo apt-get install -y --no-install-recommends chromium chromium-driver"


class ChromiumMissing(Exception):
    """There is no Chromium, or nothing to drive it with; the message holds the line that installs both."""


def programs() -> tuple[str, str]:
    """Return the paths of the browser and of its driver.

    Raises:
        ChromiumMissing: one of them is not on this machine.
    """
    browser, driver = (next(filter(None, map(shutil.which, names)), None) for names in (BROWSERS, DRIVERS))
    if browser is None or driver is None:
        missing = "Chromium" if browser is None else "chromedriver"
        raise ChromiumMissing(
            f"Tests look at the pages in a browser, and {missing} is not on this machine. "
            f"Install it, then try again: {INSTALL}"
        )
    return browser, driver


def main() -> int:
    """Return 0 where both are there, else say what is missing and return 1."""
    try:
        programs()
    except ChromiumMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
