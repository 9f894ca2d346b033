"""Feeds of what happened: of one claim, of the claims on a question, of any list of claims.

They hold what the public may know and nothing else, whoever asks: feeds are read in programs of others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from service.access.accounts import public_roles
from service.database import Connection, reading
from service.domain.refusals import not_found
from service.feeds import answers
from service.formats import atom, entries, telling
from service.formats.atom import Entry, Feed
from service.formats.outcomes import STATUS_WORDS
from service.formats.sentences import About, plain, who
from service.intake import queries
from service.intake.fields import is_id
from service.intake.syntax import bad_syntax
from service.read_models import claim_board, questions, subscribed
from service.read_models.filters import ClaimFilter
from service.read_models.subscribed import Happened, Subscribed
from service.settings import Settings
from service.wiring import Wiring

#: Entries of one page.
MOST = 50
#: Characters of a claim in the title of an entry.
_SHORT = 120
#: When a feed was changed in which nothing has happened yet.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def add(feeds: Blueprint, wiring: Wiring) -> None:
    """Put the feeds on their paths."""
    feeds.add_url_rule("/claims.atom", "claims_atom", partial(claims, wiring))
    feeds.add_url_rule("/claims/<claim_id>.atom", "claim_atom", partial(one_claim, wiring))
    feeds.add_url_rule("/questions/<question_id>.atom", "question_atom", partial(one_question, wiring))


def claims(wiring: Wiring) -> Response:
    """Return what happened to the claims of a list."""
    caller = answers.reader(wiring)
    wanted = answers.asked(caller)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "before" and value]
    page = _address("/claims", kept)
    feed_id = atom.id_of("claims", *(f"{name}={value}" for name, value in sorted(kept)))
    feed = empty(wiring.settings, feed_id, title_of(kept), page, _address("/claims.atom", kept))
    return of_list(wiring, Subscribed(wanted=wanted.filter), feed, before=wanted.before)


def one_question(wiring: Wiring, question_id: str) -> Response:
    """Return what happened to the claims on a question."""
    answers.reader(wiring)
    before = before_asked()
    with reading(wiring.engine) as connection:
        found = questions.one(connection, question_id) if is_id(question_id, "qst") else None
    if found is None:
        raise not_found("such question")
    path = f"/questions/{question_id}"
    feed = empty(wiring.settings, atom.id_of(question_id), found.text, path, f"{path}.atom")
    asked = Subscribed(wanted=ClaimFilter(question=question_id))
    return of_list(wiring, asked, feed, before=before)


def one_claim(wiring: Wiring, claim_id: str) -> Response:
    """Return the history of a claim, the newest entry first."""
    answers.reader(wiring)
    before, now = before_asked(), wiring.now()
    with reading(wiring.engine) as connection:
        view = claim_board.one(connection, claim_id) if is_id(claim_id, "clm") else None
        if view is None:
            raise not_found("such claim")
        happened = subscribed.of_claim(connection, view.number, most=MOST + 1, before=before)
        made = _entries(connection, wiring.settings, happened, names_claim=False)
    path = f"/claims/{claim_id}"
    feed = empty(wiring.settings, atom.id_of(claim_id), view.claim.text, path, f"{path}.atom")
    body = atom.document(_filled(feed, happened, made, before))
    return answers.answer(body, atom.MEDIA_TYPE, changed_at=view.updated_at, now=now)


def of_list(wiring: Wiring, asked: Subscribed, feed: Feed, *, before: int | None) -> Response:
    """Return a page of a feed about the claims of a list.

    No time of change is told: claims enter and leave a list without an entry, as days pass.
    """
    with reading(wiring.engine) as connection:
        happened = subscribed.entries(connection, asked, wiring.now(), most=MOST + 1, before=before)
        made = _entries(connection, wiring.settings, happened, names_claim=True)
    return answers.answer(atom.document(_filled(feed, happened, made, before)), atom.MEDIA_TYPE)


def title_of(narrowed: Sequence[tuple[str, str]]) -> str:
    """Return what a list of claims is called: by what it is narrowed."""
    if not narrowed:
        return "All claims"
    return "Claims: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in narrowed)


def empty(settings: Settings, feed_id: str, title: str, page: str, feed: str | None) -> Feed:
    """Return a feed before anything is in it.

    Args:
        page: the path of the page for people that says the same.
        feed: the feed's own path; None where it is a secret.
    """
    author, author_url = settings.newsroom
    return Feed(
        id=feed_id,
        title=title,
        updated_at=_NEVER,
        author=author,
        author_url=author_url,
        self_url=None if feed is None else f"{settings.base_url}{feed}",
        html_url=f"{settings.base_url}{page}",
    )


def _filled(feed: Feed, happened: Sequence[Happened], made: Sequence[Entry], before: int | None) -> Feed:
    """Return a page of the feed; the entry beyond the page only says that there is another one."""
    more = len(happened) > MOST
    shown = made[:MOST]
    next_url = _before_position(feed.self_url, happened[MOST - 1].stored.position) if more else None
    is_paged = more or before is not None
    this = (
        feed.self_url if before is None or feed.self_url is None else _before_position(feed.self_url, before)
    )
    return replace(
        feed,
        self_url=this,
        next_url=next_url,
        first_url=feed.self_url if is_paged else None,
        updated_at=max((one.updated_at for one in shown), default=_NEVER),
        entries=shown,
    )


def _before_position(url: str | None, position: int) -> str:
    """Return the address of an older page, where that of the feed is a secret relative to the feed's own."""
    if url is None:
        return f"?before={position}"
    return f"{url}{'&' if '?' in url else '?'}before={position}"


def _entries(
    connection: Connection, settings: Settings, happened: Sequence[Happened], *, names_claim: bool
) -> list[Entry]:
    names = {account: f"A newsroom {role}" for account, role in public_roles(connection).items()}
    wanted = telling.questions_in(one.stored.entry.event for one in happened)
    texts = questions.texts(connection, wanted)
    return [_entry(settings, one, names, texts, names_claim=names_claim) for one in happened]


def _entry(
    settings: Settings,
    one: Happened,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    *,
    names_claim: bool,
) -> Entry:
    stored, claim = one.stored, one.view.claim
    version = stored.entry.version
    left = {move.version: move.window for move in claim.moves}
    about = About(names=names, questions=texts, left=left)
    told = telling.told(entries.words_for(stored.entry.event, for_public=True), version, about)
    sentence = f"{who(stored.entry.actor, about)} {plain(told.sentence)}"
    urls = dict.fromkeys(url for piece in told.evidence for url in (piece.url, piece.archived_url) if url)
    return Entry(
        id=atom.id_of(stored.stream, version),
        title=f"{_shortened(claim.text)}: {sentence}" if names_claim else sentence,
        published_at=stored.recorded_at,
        updated_at=one.redacted_at or stored.recorded_at,
        url=f"{settings.base_url}/claims/{stored.stream}#v{version}",
        paragraphs=(
            claim.text,
            sentence,
            *(f"{label}: {words}" if label else words for label, words in told.quotes),
            *((f"Status after this: {STATUS_WORDS[stored.status].lower()}.",) if stored.status else ()),
        ),
        links=tuple((url, url) for url in urls),
        categories=(stored.kind, *((stored.status,) if stored.status else ())),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def before_asked() -> int | None:
    """Return before which position a page begins; no other parameter is taken."""
    found = queries.feed(queries.pairs_of(request.query_string))
    if found.filter != ClaimFilter():
        raise bad_syntax("unknown_parameter", "Only before is taken here.")
    return found.before


def _address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
