"""A reader at a browser without script: opens pages, fills in forms, follows where they lead."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient


@dataclass(frozen=True)
class Page:
    """A page as it came."""

    status: int
    address: str
    headers: Any
    source: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page, to be searched."""
        return BeautifulSoup(self.source, "html.parser")

    @property
    def text(self) -> str:
        """What stands on the page, with single spaces."""
        return words(self.soup)

    @property
    def main(self) -> str:
        """What stands in the page's main part."""
        return words(self.one("main"))

    @property
    def title(self) -> str:
        """The window's title."""
        return words(self.one("title"))

    def one(self, selector: str) -> Tag:
        """Return the one element that a selector finds."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{selector} finds {len(found)} elements on {self.address}"
        return found[0]

    def all(self, selector: str) -> list[str]:
        """Return the texts of what a selector finds."""
        return [words(found) for found in self.soup.select(selector)]

    def fields(self, action: str) -> dict[str, list[str]]:
        """Return what a form would send as it stands, without its buttons."""
        form = next(one for one in self.soup.select("form") if str(one.get("action")).split("#")[0] == action)
        filled: dict[str, list[str]] = {}
        for control in form.select("input, select, textarea"):
            name = str(control.get("name", ""))
            chosen = _chosen(control)
            if name and chosen is not None:
                filled.setdefault(name, []).append(chosen)
        return filled


@dataclass
class Browser:
    """Keeps the cookies of one person."""

    client: FlaskClient

    def open(self, path: str, **options: Any) -> Page:
        """Open a page without following where it leads."""
        return self._page(self.client.get(path, **options), path)

    def follow(self, path: str) -> Page:
        """Open a page and go where it leads."""
        page = self.open(path)
        return self.follow(_path_of(page)) if page.status in (301, 302, 303) else page

    def post(self, path: str, fields: dict[str, Any], **options: Any) -> Page:
        """Send a form without following where it leads."""
        return self._page(self.client.post(path, data=fields, **options), path)

    def send(self, page: Page, action: str, **changed: str | list[str]) -> Page:
        """Fill in a form of a page and send it; two underscores stand for a dot in a field's name."""
        fields: dict[str, Any] = page.fields(action)
        fields |= {name.replace("__", "."): value for name, value in changed.items()}
        return self.post(action, fields)

    def submit(self, page: Page, action: str, **changed: str | list[str]) -> Page:
        """Fill in a form, send it, and go where it leads."""
        sent = self.send(page, action, **changed)
        assert sent.status == 303, sent.text
        return self.follow(_path_of(sent))

    @staticmethod
    def _page(response: Any, path: str) -> Page:
        page = Page(response.status_code, path, response.headers, response.get_data(as_text=True))
        response.close()  # what is written down once the answer is out
        return page


def words(element: Tag) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(element.get_text().split())


def _path_of(page: Page) -> str:
    target = urlsplit(urljoin(page.address, page.headers["Location"]))
    return target.path + (f"?{target.query}" if target.query else "")


def _chosen(control: Tag) -> str | None:
    if control.name == "textarea":
        # The first newline after the tag is not part of the text.
        return control.get_text().removeprefix("\n")
    if control.name == "select":
        options = control.select("option")
        chosen = [one for one in options if one.has_attr("selected")] or options[:1]
        return str(chosen[0].get("value", "")) if chosen else None
    if control.get("type") in ("checkbox", "radio") and not control.has_attr("checked"):
        return None
    return str(control.get("value", ""))
