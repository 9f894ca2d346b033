"""A real Chromium that tests look through: one window, started once, ended after use."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.installed import programs

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=en-GB",
)
#: How long a page may take on a machine that is busy with other tests.
PATIENCE_SECONDS = 60


@contextmanager
def started() -> Iterator["Chromium"]:
    """Give a running browser and end it afterwards, with its driver."""
    browser, driver = programs()
    # With both paths given selenium looks for nothing; this says so for good.
    os.environ["SE_OFFLINE"] = "true"
    options = ChromeOptions()
    options.binary_location = browser
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    chrome = Chrome(options=options, service=Service(executable_path=driver))
    try:
        chrome.set_page_load_timeout(PATIENCE_SECONDS)
        chrome.set_script_timeout(PATIENCE_SECONDS)
        yield Chromium(chrome)
    finally:
        chrome.quit()


@dataclass
class Chromium:
    """One window. Addresses are whole; what is set stays until `fresh`."""

    chrome: Chrome

    def fresh(self) -> None:
        """Forget cookies, sizes, themes and what was sent, as a new visitor's browser would."""
        self.chrome.get("about:blank")
        self._tell("Network.clearBrowserCookies")
        self._tell("Network.clearBrowserCache")
        self.sized(1280, 800)
        self.themed("light")
        self.scripts(on=True)
        self.requests()

    def sized(self, width: int, height: int = 800) -> None:
        """Make the window so many CSS pixels large."""
        self._tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def themed(self, theme: str) -> None:
        """Prefer "light" or "dark", as the system's setting would."""
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self._tell("Emulation.setEmulatedMedia", features=features)

    def scripts(self, *, on: bool) -> None:
        """Let pages run their scripts, or not."""
        self._tell("Emulation.setScriptExecutionDisabled", value=not on)

    def open(self, address: str) -> None:
        """Open a page and wait until it has loaded."""
        self.chrome.get(address)

    @property
    def address(self) -> str:
        """Where the browser is."""
        return self.chrome.current_url

    @property
    def title(self) -> str:
        """What the window is called."""
        return self.chrome.title

    def one(self, selector: str) -> WebElement:
        """Return the first element that a selector finds; there must be one."""
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        """Return what a selector finds."""
        return self.chrome.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Return the shown texts of what a selector finds."""
        return [element.text for element in self.all(selector)]

    def follow(self, selector: str) -> None:
        """Press a link or a button that leads to a page, and wait until that page has loaded."""
        element = self.one(selector)
        before = self._document()
        element.click()
        WebDriverWait(self.chrome, PATIENCE_SECONDS, poll_frequency=0.02).until(
            lambda _: self._document() != before and self.run("return document.readyState") == "complete"
        )

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        self.chrome.switch_to.active_element.send_keys(*keys)

    def tab(self) -> WebElement:
        """Press Tab and return what has the focus then."""
        self.press(Keys.TAB)
        return self.chrome.switch_to.active_element

    @property
    def focused(self) -> WebElement:
        """Return what has the focus."""
        return self.chrome.switch_to.active_element

    def run(self, script: str, *given: Any) -> Any:
        """Run a script beside the page's own and return what it returns."""
        return self.chrome.execute_script(script, *given)

    def run_later(self, script: str, *given: Any) -> Any:
        """Run a script whose last argument is to be called with its result."""
        return self.chrome.execute_async_script(script, *given)

    def forget_files(self) -> None:
        """Forget every file that was kept, as before a first visit."""
        self._tell("Network.clearBrowserCache")

    def cookies(self) -> str:
        """Return the cookies as a request would send them."""
        return "; ".join(f"{one['name']}={one['value']}" for one in self.chrome.get_cookies())

    def requests(self) -> list[str]:
        """Return the addresses that were asked for since the last time this was called, in order."""
        entries = [json.loads(entry["message"])["message"] for entry in self.chrome.get_log("performance")]
        return [
            entry["params"]["request"]["url"]
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        ]

    def whole_page(self) -> bytes:
        """Return a picture of the page from top to bottom, as PNG."""
        taken = self._tell("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(taken["data"])

    def _document(self) -> str:
        # A new document has a new root, also at the same address.
        return self.chrome.find_element(By.TAG_NAME, "html").id

    def _tell(self, command: str, **given: Any) -> Any:
        return self.chrome.execute_cdp_cmd(command, given)
