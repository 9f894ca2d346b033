"""The real application on a free loopback port, over a newsroom whose clock stands where a test puts it."""

import io
import secrets
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from werkzeug.serving import WSGIRequestHandler, make_server

import seeds
from seeds.story import QUESTION
from service.access import action_links
from service.access.action_links import Action
from service.changes import articles
from service.database import Connection, reading
from service.domain.attribution import Article, SaidBy
from service.domain.events import Closed, Noted
from service.doors.app import create_app
from service.imports import record
from service.imports.importing import Order, bring_in
from service.intake import articles as articles_in
from service.mail import mailbox
from service.read_models import articles as read
from service.read_models import filters, sources
from service.read_models.filters import ClaimFilter, Moment
from service.wiring import kept_secret_key
from tests.browser.chromium import Chromium
from tests.builders import report, window
from tests.clock import Clock
from tests.dashboard.conftest import Newsroom, newsroom_with
from tests.imports.desk import claim_row, ndjson

#: Tuesday morning, a week after the sample story began: its first dates have passed, others are ahead.
MORNING = datetime(2022, 10, 4, 7, tzinfo=UTC)
FERRY = "The ferry to the island could sail this week, the port says, and its crew has been called back. " + (
    " ".join(f"Berth {number} was cleared by crew {number + 7} before noon." for number in range(12))
)
HOSTILE = (
    "<script>document.title='taken over'</script>",
    "\u202eright to left \u05e9\u05dc\u05d5\u05dd\u2066 and no end to it",
    "z" + "\u0301" * 1500 + " under piled marks",
    "w" * 1900,
)


@dataclass(frozen=True)
class Site:
    """A newsroom and the address its pages stand at."""

    newsroom: Newsroom
    address: str
    #: The cookies of who signed in before.
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def sign_in(self, chromium: Chromium, name: str = "Eve") -> None:
        """Sign in with a link, as people do: open it, press its one button."""
        chromium.open(f"{self.address}/sign-in/{self.newsroom.link(name)}")
        chromium.follow("main form button")
        self.kept[name] = chromium.chrome.get_cookies()

    def come_back(self, chromium: Chromium, name: str) -> None:
        """Be signed in with the cookies of an earlier visit, if there was one: it saves two pages."""
        if name not in self.kept:
            return self.sign_in(chromium, name)
        chromium.open(f"{self.address}/static/mark.svg")
        for cookie in self.kept[name]:
            chromium.chrome.add_cookie(cookie)
        return None

    def names(self) -> dict[str, str]:
        """Return what stands for the names in the paths of pages."""
        with reading(self.newsroom.wiring.engine) as connection:
            letters = mailbox.every(connection)
            page = filters.claims(connection, ClaimFilter(q="piled"), Moment(now=self.newsroom.clock()))
            known = [one for one in read.every(connection, most=100) if one.outlet in ("AP", "The Post")]
            outlet = sources.by_name(connection, "outlet", "Meduza")
            tried = {one.state: one.id for one in record.every(connection, most=2)}
        return {
            "claim": "clm_sample_01",
            "settled": "clm_sample_09",
            "question": QUESTION,
            "outlet": outlet.id if outlet else "",
            "article": known[0].id if known else "",
            "original": known[-1].id if known else "",
            "hostile": page.items[0].id if page.items else "",
            "letter": letters[0].letter,
            "imported": tried.get("done", ""),
            "import_refused": tried.get("refused", ""),
            "person": self.newsroom.people["Rob"].id,
            "link": self.newsroom.link("Eve"),
            "answer": self.token("clm_sample_01", kind="answer"),
            # As a letter had it before the claim was answered.
            "answered": self.token("clm_sample_09", to="Rob", kind="answer", status="rumored"),
            "stop": self.token(None, kind="stop", about="digest"),
        }

    def token(self, claim_id: str | None, *, to: str = "Eve", **given: Any) -> str:
        """Return the token of a link as a letter to somebody holds it."""
        newsroom = self.newsroom
        if claim_id is not None:
            claim = newsroom.claim(claim_id)
            given = {"claim": claim_id, "status": claim.status, "arming": claim.arming} | given
        reader, written_at = newsroom.people[to], newsroom.clock() - timedelta(days=20)
        action = Action(
            account=reader.id,
            generation=reader.generation,
            expires_at=written_at + action_links.LASTS,
            **given,
        )
        return action_links.sign(action, kept_secret_key(newsroom.wiring.settings))


class _Quiet(WSGIRequestHandler):
    """Answers without a line per request."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *arguments: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


@contextmanager
def served(engine: Engine, folder: Path, *, now: datetime = MORNING) -> Iterator[Site]:
    """Give a site with four people and no claim; it is gone afterwards."""
    newsroom = newsroom_with(engine, Clock(now), folder)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        newsroom.wiring = replace(
            newsroom.wiring, settings=replace(newsroom.wiring.settings, base_url=address)
        )
        instance = secrets.token_hex(8)
        newsroom.app = create_app(newsroom.wiring, instance=instance)
        server = make_server(
            "127.0.0.1", 0, newsroom.app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            _require_ours(address, instance)
            yield Site(newsroom, address)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _require_ours(address: str, instance: str) -> None:
    with urllib.request.urlopen(f"{address}/healthz", timeout=60) as answer:
        assert answer.headers["X-Hearsay-Instance"] == instance, f"another server answers at {address}"


def fill(newsroom: Newsroom, *, rows: int = 6, with_hostile: bool = True) -> None:
    """Log the sample story, so many claims more whose date has passed, and what should stay mere words."""
    seeds.load(newsroom.wiring, newsroom.people["Eve"])
    for number in range(1, rows + 1):
        newsroom.logged(
            f"Ferry line {number} to the island is opened again before the season ends, the port says",
            by=("Eve", "Rob")[number % 2],
            window=window("2022-09-20", f"2022-09-{26 + number % 4}", phrase="within days"),
            desk=("sea", "land")[number % 2],
        )
    again = newsroom.logged("The port says ferry line 1 to the island is opened again before the season ends")
    newsroom.followed_up(again, Closed(reason="too_vague"))
    for text in HOSTILE if with_hostile else ():
        hostile(newsroom, text)
    republished(newsroom)
    send_files(newsroom)
    newsroom.clock.advance(timedelta(minutes=1))
    newsroom.run_round()


def republished(newsroom: Newsroom) -> None:
    """Add an article that two others run, one of them on record as its copy, and a new version of it."""
    made: list[str] = []
    for outlet, title in (
        ("AP", "Ferries to sail"),
        ("Daily Example", "Island waits"),
        ("The Post", "At sea"),
    ):
        body = {
            "outlet": outlet,
            "title": title,
            "address": f"https://example.org/{len(made)}",
            "text": FERRY,
        }
        new = articles_in.new_article(body)
        add = partial(_added, newsroom=newsroom, new=new)
        made.append(newsroom.write(add))
    for article, proposed in (
        (made[1], {"kind": "confirm_copy", "of": made[0], "note": "Word for word but for the headline."}),
        (made[0], {"kind": "version", "text": FERRY.replace("this week", "as soon as next week")}),
    ):
        newsroom.write(partial(_said, newsroom=newsroom, article=article, proposed=proposed))


def _added(connection: Connection, *, newsroom: Newsroom, new: articles_in.NewArticle) -> str:
    kept = newsroom.wiring.settings.text_kept
    return articles.add(connection, new.added, new.text, newsroom.context("Eve"), kept).article_id


def _said(connection: Connection, *, newsroom: Newsroom, article: str, proposed: dict[str, str]) -> None:
    told, kept = articles_in.follow_up(proposed), newsroom.wiring.settings.text_kept
    articles.follow_up(connection, article, told.event, newsroom.context("Eve"), kept, text=told.text)


def send_files(newsroom: Newsroom) -> None:
    """Let Eve check one file and send one that is refused; nothing of them comes in."""
    wrong = [{"kind": "claim", "key": text[:200], text[:200]: text} for text in HOSTILE]
    for name, rows in (("claims.ndjson", [claim_row("a")]), (f"{HOSTILE[0][:80]}.ndjson", wrong)):
        order = Order(source=io.BytesIO(ndjson(rows)), file_name=name, is_dry_run=True)
        bring_in(newsroom.wiring, newsroom.context("Eve"), order)


def hostile(newsroom: Newsroom, text: str) -> str:
    """Log a claim that says the same thing in every place where words are kept; return its id."""
    claim_id = newsroom.logged(
        text,
        report=report(
            outlet=text[:200],
            said_by=SaidBy(label=text[:500], kind="named"),
            wording=text,
            hedge=text[:500],
            article=Article(url="https://example.org/?x=%22%3E", title=text[:500]),
        ),
        window=window("2022-09-20", "2022-09-27", phrase=text[:200]),
        tags=(text[:60],),
        desk=text[:60],
    )
    newsroom.followed_up(claim_id, Noted(note=text * (5000 // len(text))))
    return claim_id
