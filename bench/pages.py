"""Times the pages a newsroom opens all day, with 100,000 claims, of which 30,000 are past due."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median, quantiles

from flask.testing import FlaskClient
from sqlalchemy import Connection, select

from bench import many_claims
from bench.many_claims import (
    COMMON,
    DESKS,
    NOW,
    OUTLETS,
    OWNERS,
    TAGS,
    WORDS,
    claim_id,
    question_id,
    source_id,
)
from bench.places import Places
from bench.table import Row
from service.access import accounts, sessions
from service.access.guards import cookie_name
from service.database import reading, transact
from service.doors import request_log
from service.doors.app import create_app
from service.read_models.claim_board import claim_board
from service.settings import from_environment
from service.wiring import Wiring, wire

MADE, COPIES, QUESTIONS = 5_000, 20, 3_000
#: Every page is asked for so often, the pages in turn; the first times are not counted.
TIMES, WARM_UP = 20, 2
PAGE_GOAL, PREVIEW_GOAL = 150, 200
PREVIEW = "preview of a claim being logged"
#: By what a page is called: its address.
PAGES: Mapping[str, str] = {
    "Today": "/",
    "Today, one desk": f"/?desk={DESKS[0]}",
    "Today, one tag": f"/?tag={TAGS[0]}",
    "Today, a rare tag": f"/?tag={TAGS[-1]}",
    "Today, one outlet": f"/?outlet={OUTLETS[0].replace(' ', '+')}",
    "Today, one kind of source": "/?said_by=unnamed",
    "Today, one question": f"/?question={question_id(0)}",
    "Today, one owner": f"/?owner={OWNERS[0]}",
    "Today, one desk and tag": f"/?desk={DESKS[0]}&tag={TAGS[0]}",
    "Today, a value nobody has": "/?tag=nothing",
    "Today, desks to choose from": "/?facet=desk",
    "Today, outlets to choose from": "/?facet=outlet",
    "Today, kinds of source to choose from": "/?facet=said_by",
    "Today, questions to choose from": "/?facet=question",
    "Today, tags to choose from": "/?facet=tag",
    "Today, owners to choose from": "/?facet=owner",
    "Today, one desk, tags to choose from": f"/?desk={DESKS[0]}&facet=tag",
    "counts of Today": "/counts",
    "claims": "/claims",
    "claims, date passed": "/claims?due=past_due",
    "claims, one desk": f"/claims?desk={DESKS[0]}",
    "claims, a rare tag": f"/claims?tag={TAGS[-1]}",
    "claims, one outlet, tags to choose from": f"/claims?outlet={OUTLETS[0].replace(' ', '+')}&facet=tag",
    "claims, confirmed, never checked": "/claims?status=confirmed&never_checked=true",
    "claims, refuted": "/claims?status=refuted",
    "claims, sorted by end of window": "/claims?sort=window_end",
    "claims, a common word": f"/claims?q={COMMON}",
    "claims, a rare word": f"/claims?q={WORDS[1500]}",
    "claims, a common word, tags to choose from": f"/claims?q={COMMON}&facet=tag",
    "calendar, month": "/calendar",
    "calendar, month, windows that open": "/calendar?side=opening",
    "calendar, year": "/calendar?view=year&on=2021-06-01",
    "calendar, month, one tag": f"/calendar?tag={TAGS[0]}",
    "timeline": "/timeline",
    "timeline, one tag": f"/timeline?tag={TAGS[0]}",
    "timeline, a tag nobody has": "/timeline?tag=nothing",
    "timeline, two years, one desk": f"/timeline?weeks=104&desk={DESKS[1]}",
    "search, a common word": f"/search?q={COMMON}",
    "search, a rare word": f"/search?q={WORDS[1500]}",
    "search, two words": f"/search?q={WORDS[1500]}+{COMMON}",
    "search, a beginning": "/search?q=bor*",
    "search, a phrase": f"/search?q=%22{WORDS[1500]}+{WORDS[7]}%22",
    "search, a common word, date passed": f"/search?q={COMMON}&due=past_due",
    "a claim": f"/claims/{claim_id(17)}",
    "a question of thousands": f"/questions/{question_id(0)}",
    "questions": "/questions",
    "sources": "/sources",
    "sources, a name": "/sources?q=person+77",
    "a source: an outlet": f"/sources/{source_id(0)}",
    "a source: an outlet, tags to choose from": f"/sources/{source_id(0)}?facet=tag",
    PREVIEW: "/claims/new/reading?when=by+the+end+of+October&report.article.published_at=2022-10-02"
    f"&text=The+{COMMON}+closes+for+men+of+military+age&report.outlet=Meduza",
}


@dataclass(frozen=True)
class Spent:
    """How long a page took each time, in milliseconds: by the clock, and computing in this process."""

    clock: Sequence[float]
    computing: Sequence[float]

    @property
    def p95(self) -> float:
        """The time that nineteen of twenty stay below."""
        return quantiles(self.clock, n=20, method="inclusive")[-1]


def measured(places: Places) -> Iterator[Row]:
    """Fill a database per engine and give a row for each page: its p95 over how long it may take."""
    os.environ[request_log.FILE_SETTING] = str(places.folder / "requests.log")
    for engine in places.engines:
        with places.fresh(engine) as url:
            house = house_at(places, url)
            try:
                many_claims.fill(house.engine, made=MADE, copies=COPIES, questions=QUESTIONS)
                found = timed(signed_in(house), _pages(house))
            finally:
                house.engine.dispose()
        for name, spent in found.items():
            goal = PREVIEW_GOAL if name == PREVIEW else PAGE_GOAL
            yield Row(
                name, engine, f"{goal} ms", spent.p95 / goal, 1, at_most=True,
                ours=f"p50 {median(spent.clock):.0f} ms, p95 {spent.p95:.0f} ms",
                theirs=f"computing {median(spent.computing):.0f} ms",
            )  # fmt: skip


def house_at(places: Places, url: str) -> Wiring:
    """Return the house over a database, at the moment of the bench."""
    settings = from_environment({"HEARSAY_DATABASE_URL": url, "HEARSAY_DATA_DIR": str(places.folder)})
    return replace(wire(settings), now=lambda: NOW)


def signed_in(house: Wiring) -> FlaskClient:
    """Return a browser in this very process, in which an editor has signed in."""

    def enter(connection: Connection) -> str:
        account = accounts.add(
            connection, email="bench@example.org", name="Bench", role="editor", now=NOW, new_id=house.new_id
        )
        secret = house.new_secret()
        sessions.begin(connection, account.id, now=NOW, secret=secret)
        return secret

    secret = transact(house.engine, enter)
    client = create_app(house).test_client()
    client.set_cookie(cookie_name(house.settings), secret, domain="localhost")
    return client


def _pages(house: Wiring) -> dict[str, str]:
    """Return the pages by name, with one of the claims that bear on the question most claims bear on."""
    on_question = select(claim_board.c.claim).where(claim_board.c.question == question_id(0))
    with reading(house.engine) as connection:
        claim = connection.execute(on_question.order_by(claim_board.c.stream_id).limit(1)).scalar_one()
    return {**PAGES, "a claim on a question of thousands": f"/claims/{claim}"}


def timed(client: FlaskClient, pages: Mapping[str, str]) -> dict[str, Spent]:
    """Ask for the pages in turn, so that whatever disturbs the machine disturbs them all."""
    clock: dict[str, list[float]] = {name: [] for name in pages}
    computing: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(WARM_UP + TIMES):
        for name, path in pages.items():
            began, began_computing = time.perf_counter(), time.process_time()
            answer = client.get(path)
            took, computed = time.perf_counter() - began, time.process_time() - began_computing
            assert answer.status_code == 200, (path, answer.status_code)
            if turn >= WARM_UP:
                clock[name].append(took * 1000)
                computing[name].append(computed * 1000)
    return {name: Spent(clock[name], computing[name]) for name in pages}
