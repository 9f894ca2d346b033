"""Articles: where they stand, what they are recognised by, which may be copies of which, what they carry."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)

from service.database import Instant, metadata
from service.domain.addresses import canonical_url
from service.domain.agencies import agency_named
from service.domain.article import Article, fold
from service.domain.article_events import TextKept, Why
from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.copying import Side
from service.domain.events import Entry
from service.domain.searching import plain_words
from service.domain.shingles import bands
from service.ledger.codec import REDACTED
from service.ledger.fast_log import Statement
from service.read_models.claim_rows import stream_id_column

#: Letters of a name that articles are looked up by.
MOST_FOLDED = 120
#: Articles that are looked at as possible copies, of each way to come upon them.
MOST_CANDIDATES = 50
#: Confirmed copies in a row that are followed; nobody makes longer chains.
MOST_IN_A_ROW = 50
#: Stands for the number of an article that is still to be written.
NEWEST = 2**62

_HASH = String(64)
articles = Table(
    "articles",
    metadata,
    stream_id_column(),
    Column("article", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("title", Text),
    Column("url", Text),
    Column("published_at", Instant),
    Column("published_on", Date),
    Column("added_at", Instant, nullable=False),
    #: How many texts stood at its address.
    Column("versions", SmallInteger, nullable=False),
    Column("copy_of", String(64)),
    Column("open_proposals", SmallInteger, nullable=False),
    #: Its outlet and who its credit line names, as copies are counted; and the original its page names.
    Column("outlet_key", String(MOST_FOLDED), nullable=False),
    Column("credit_key", String(MOST_FOLDED)),
    Column("original_hash", _HASH),
    Column("fingerprint", _HASH),
    Column("kept", String(16)),
    Column("shingles", Integer, nullable=False),
    Column("signature", LargeBinary),
    Index("uq_articles_article", "article", unique=True),
    Index("ix_articles_copy_of", "copy_of"),
    Index("ix_articles_outlet_key", "outlet_key", "stream_id"),
    Index("ix_articles_credit_key", "credit_key", "stream_id"),
    Index("ix_articles_original_hash", "original_hash"),
)
#: Every address an article was ever found at, as a digest: addresses may be longer than an index takes.
article_addresses = Table(
    "article_addresses",
    metadata,
    stream_id_column(),
    Column("address_hash", _HASH, primary_key=True),
    Column("article", String(64), nullable=False),
    Index("uq_article_addresses_address_hash", "address_hash", unique=True),
)
#: Under which keys the newest text of an article is found by its near copies.
article_bands = Table(
    "article_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("stream_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
copy_proposals = Table(
    "copy_proposals",
    metadata,
    stream_id_column(),
    Column("original", String(64), primary_key=True),
    Column("article", String(64), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("why", String(64), nullable=False),
    Column("percent", SmallInteger),
    Column("is_exact", SmallInteger, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Index("ix_copy_proposals_standing", "standing", "proposed_at", "stream_id"),
    Index("ix_copy_proposals_original", "original"),
)
#: Which reports stand in which article: by its id where they name it, else by their address.
claim_articles = Table(
    "claim_articles",
    metadata,
    stream_id_column(),
    Column("report", String(64), primary_key=True),
    Column("claim", String(64), nullable=False),
    Column("article", String(64)),
    Column("address_hash", _HASH),
    Index("ix_claim_articles_article", "article"),
    Index("ix_claim_articles_address_hash", "address_hash"),
)
TABLES = (articles, article_addresses, article_bands, copy_proposals)

_insert_carried = Statement(insert(claim_articles), columns=tuple(claim_articles.c.keys()))
_forget_carried = Statement(delete(claim_articles).where(claim_articles.c.stream_id == bindparam("number")))
_at_address = Statement(
    select(article_addresses.c.article).where(article_addresses.c.address_hash == bindparam("hash"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article as it stands in lists."""

    id: str
    number: int
    version: int
    outlet: str
    title: str | None
    url: str | None
    published_at: datetime | None
    published_on: date | None
    added_at: datetime
    versions: int
    copy_of: str | None
    open_proposals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A pair that waits for a person, or that one has decided on."""

    article: str
    original: str
    standing: str
    why: tuple[Why, ...]
    percent: int | None
    is_exact: bool
    proposed_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Carrying:
    """A report of a claim that stands in an article."""

    claim: str
    report: str
    article: str


_known = (
    articles.c.article.label("id"),
    articles.c.stream_id.label("number"),
    *(
        articles.c[name]
        for name in (
            *("version", "outlet", "title", "url", "published_at", "published_on", "added_at", "versions"),
            *("copy_of", "open_proposals"),
        )
    ),
)


def address_hash(address: str) -> str:
    """Return the digest of a canonical address by which its article is looked up."""
    return sha256(address.encode()).hexdigest()


def hash_of(url: str | None) -> str | None:
    """Return the digest of the canonical form of an address as it was given; None for none."""
    return None if url is None or url == REDACTED else address_hash(canonical_url(url))


def name_key(name: str | None) -> str | None:
    """Return what an outlet or an agency is counted under."""
    if name is None or name == REDACTED:
        return None
    return plain_words(agency_named(name))[:MOST_FOLDED] or None


def rows(number: int, article_id: str, history: Sequence[Entry]) -> list[tuple[Table, dict[str, Any]]]:
    """Return all rows of one article; words that were destroyed lead nowhere."""
    article = fold(history)
    if article is None:
        return []
    found: list[tuple[Table, dict[str, Any]]] = [(articles, _row(number, article_id, article))]
    found += [
        (article_addresses, {"stream_id": number, "address_hash": one, "article": article_id})
        for one in sorted({address_hash(one) for one in article.addresses if one != REDACTED})
    ]
    found += [(article_bands, {"band": band, "stream_id": number}) for band in sorted(_bands(article))]
    found += [
        (
            copy_proposals,
            {
                "stream_id": number,
                "original": one.of,
                "article": article_id,
                "standing": one.standing,
                "why": " ".join(one.why),
                "percent": one.percent,
                "is_exact": int(one.is_exact),
                "proposed_at": one.proposed_at,
            },
        )
        for one in article.proposals
    ]
    return found


def forget(connection: Connection, number: int) -> None:
    """Delete the rows of an article, for them to be written afresh."""
    kept = connection.execute(
        select(articles.c.signature).where(articles.c.stream_id == number)
    ).scalar_one_or_none()
    if kept is not None:
        band = article_bands.c
        connection.execute(delete(article_bands).where(band.band.in_(bands(kept)), band.stream_id == number))
    for table in (copy_proposals, article_addresses, articles):
        connection.execute(delete(table).where(table.c.stream_id == number))


def carried_rows(number: int, claim_id: str, claim: Claim) -> list[dict[str, Any]]:
    """Return which articles the reports of a claim stand in, one row for each that stands in any."""
    return [
        {
            "stream_id": number,
            "report": report.id,
            "claim": claim_id,
            "article": report.article.id,
            "address_hash": hash_of(report.article.url),
        }
        for report in sorted(claim.reports, key=lambda one: one.id)
        if report.article.id is not None or hash_of(report.article.url) is not None
    ]


def put_carried(
    connection: Connection, number: int, new: Sequence[Mapping[str, Any]], *, is_new: bool
) -> None:
    """Write which articles a claim's reports stand in, as `carried_rows` gives them."""
    if not is_new:
        _forget_carried.run(connection, {"number": number})
    _insert_carried.run_all(connection, new)


def one(connection: Connection, article_id: str) -> Known | None:
    """Return an article as it stands in lists, or None where there is none."""
    return many(connection, [article_id]).get(article_id)


def many(connection: Connection, ids: Collection[str]) -> dict[str, Known]:
    """Return articles by their ids; ids that lead nowhere are left out."""
    if not ids:
        return {}
    query = select(*_known).where(articles.c.article.in_(sorted(set(ids)))).order_by(articles.c.stream_id)
    return {row["id"]: Known(**row) for row in connection.execute(query).mappings()}


def at_address(connection: Connection, url: str) -> str | None:
    """Return the id of the article at an address, in whatever form it is given; None where there is none."""
    found = _at_address.rows(connection, {"hash": hash_of(url)})
    return found[0][0] if found else None


def ids_of(connection: Connection, reports: Iterable[Report]) -> dict[str, str]:
    """Return by report id the articles that reports stand in, as far as there are any."""
    every_one = list(reports)
    known = at_addresses(connection, every_one)
    found = {}
    for one in every_one:
        article = one.article.id or known.get(hash_of(one.article.url) or "")
        if article is not None:
            found[one.id] = article
    return found


def at_addresses(connection: Connection, reports: Iterable[Report]) -> dict[str, str]:
    """Return by the digest of their address the articles of reports that name none by its id."""
    hashes = {hash_of(one.article.url) for one in reports if one.article.id is None} - {None}
    if not hashes:
        return {}
    row = article_addresses.c
    query = select(row.address_hash, row.article).where(row.address_hash.in_(hashes))
    return {found.address_hash: found.article for found in connection.execute(query)}


def every(
    connection: Connection,
    *,
    most: int,
    before: int | None = None,
    outlet: str | None = None,
    copy_of: str | None = None,
    is_copy: bool | None = None,
) -> list[Known]:
    """Return articles, the newest first.

    Args:
        before: the number of an article; only older ones are returned.
        outlet: only those of one outlet, whatever case and accents its name is given in.
        copy_of: only confirmed copies of one article.
        is_copy: only confirmed copies, or only what is none.
    """
    row = articles.c
    query = select(*_known).order_by(row.stream_id.desc()).limit(most)
    if before is not None:
        query = query.where(row.stream_id < before)
    if outlet is not None:
        query = query.where(row.outlet_key == (name_key(outlet) or ""))
    if copy_of is not None:
        query = query.where(row.copy_of == copy_of)
    if is_copy is not None:
        query = query.where(row.copy_of.is_not(None) if is_copy else row.copy_of.is_(None))
    return [Known(**found) for found in connection.execute(query).mappings()]


def proposals(
    connection: Connection,
    *,
    standing: str = "open",
    most: int,
    before: tuple[datetime, int, str] | None = None,
) -> list[Proposed]:
    """Return pairs of articles that may be copies, the newest first.

    Args:
        before: when the last one of the page before was proposed, its number and its original.
    """
    row = copy_proposals.c
    query = select(*row).where(row.standing == standing)
    query = query.order_by(row.proposed_at.desc(), row.stream_id.desc(), row.original.desc()).limit(most)
    if before is not None:
        at, number, original = before
        older = row.proposed_at < at
        same = (row.proposed_at == at) & (
            (row.stream_id < number) | ((row.stream_id == number) & (row.original < original))
        )
        query = query.where(or_(older, same))
    return [_proposed(dict(found)) for found in connection.execute(query).mappings()]


def proposals_about(connection: Connection, article_id: str) -> list[Proposed]:
    """Return the pairs in which an article may be the original, in the order they were proposed."""
    row = copy_proposals.c
    query = select(*row).where(row.original == article_id).order_by(row.proposed_at, row.stream_id)
    return [_proposed(dict(found)) for found in connection.execute(query).mappings()]


def open_proposal_count(connection: Connection) -> int:
    """Return how many pairs wait for a person."""
    query = select(func.count()).where(copy_proposals.c.standing == "open")
    return int(connection.execute(query).scalar_one())


def chain(connection: Connection, article_id: str) -> list[str]:
    """Return an article and those it is a confirmed copy of, one after the other, up to the first of them."""
    found = [article_id]
    while len(found) <= MOST_IN_A_ROW:
        query = select(articles.c.copy_of).where(articles.c.article == found[-1])
        above = connection.execute(query).scalar_one_or_none()
        if above is None or above in found:
            break
        found.append(above)
    return found


def roots_of(
    connection: Connection, ids: Collection[str], *, changed: Mapping[str, str | None]
) -> dict[str, str]:
    """Return for each article the one that it goes back to in the end, its own where it is no copy.

    Args:
        changed: by article, whose copy it is from now on, where that is not written yet.
    """
    above: dict[str, str | None] = {}
    wanted = set(ids)
    while wanted:
        query = select(articles.c.article, articles.c.copy_of).where(articles.c.article.in_(sorted(wanted)))
        found = dict.fromkeys(wanted) | {row.article: row.copy_of for row in connection.execute(query)}
        above |= {one: changed.get(one, copy_of) for one, copy_of in found.items()}
        wanted = {one for one in above.values() if one is not None} - above.keys()
    return {one: _end_of(one, above) for one in ids}


def have_copies(connection: Connection, ids: Collection[str]) -> bool:
    """Say whether any of these articles is a confirmed copy, or has one."""
    if not ids:
        return False
    row, wanted = articles.c, sorted(set(ids))
    is_copy = row.article.in_(wanted) & row.copy_of.is_not(None)
    query = select(row.stream_id).where(is_copy | row.copy_of.in_(wanted)).limit(1)
    return connection.execute(query).first() is not None


def copies_below(connection: Connection, article_id: str) -> list[str]:
    """Return an article and all that are, in the end, confirmed copies of it."""
    found, level = [article_id], [article_id]
    while level:
        query = select(articles.c.article).where(articles.c.copy_of.in_(level)).order_by(articles.c.stream_id)
        level = [one for one in connection.execute(query).scalars() if one not in found]
        found += level
    return found


def carrying(connection: Connection, ids: Collection[str]) -> list[Carrying]:
    """Return the reports of claims that stand in articles, in the order the claims were logged."""
    if not ids:
        return []
    wanted = sorted(set(ids))
    address, row = article_addresses.c, claim_articles.c
    by_id = select(row.stream_id, row.claim, row.report, row.article).where(row.article.in_(wanted))
    by_address = (
        select(row.stream_id, row.claim, row.report, address.article)
        .join(article_addresses, address.address_hash == row.address_hash)
        .where(address.article.in_(wanted), row.article.is_(None))
    )
    query = by_id.union_all(by_address).order_by("stream_id", "report")
    return [Carrying(claim, report, article) for _, claim, report, article in connection.execute(query)]


def carrying_address(connection: Connection, url: str | None) -> list[Carrying]:
    """Return the reports that stand at an address where no article is known yet."""
    digest = hash_of(url)
    if digest is None:
        return []
    row = claim_articles.c
    query = select(row.claim, row.report).where(row.address_hash == digest, row.article.is_(None))
    found = connection.execute(query.order_by(row.stream_id, row.report))
    return [Carrying(claim, report, "") for claim, report in found]


def side_of(
    article_id: str, article: Article, *, number: int, claims: frozenset[str], text: str | None = None
) -> Side:
    """Return an article as it is put beside others."""
    row = _row(number, article_id, article)
    hashes = sorted({address_hash(one) for one in article.addresses if one != REDACTED})
    return replace(_side(row, hashes, claims), text=text)


def candidates(connection: Connection, side: Side) -> list[Side]:
    """Return the articles that an article may be a copy of, or the original of, without their texts."""
    numbers = {
        *_near(connection, side.signature),
        *_by_link(connection, side),
        *_by_credit(connection, side),
    }
    if not numbers:
        return []
    query = select(articles).where(articles.c.stream_id.in_(sorted(numbers))).order_by(articles.c.stream_id)
    found = [dict(row) for row in connection.execute(query).mappings() if row["article"] != side.id]
    ids = [row["article"] for row in found]
    claims: dict[str, set[str]] = {one: set() for one in ids}
    for one in carrying(connection, ids):
        claims[one.article].add(one.claim)
    hashes = select(article_addresses.c.article, article_addresses.c.address_hash).where(
        article_addresses.c.article.in_(ids)
    )
    at: dict[str, list[str]] = {one: [] for one in ids}
    for article, digest in connection.execute(hashes.order_by(article_addresses.c.address_hash)):
        at[article].append(digest)
    return [_side(row, at[row["article"]], frozenset(claims[row["article"]])) for row in found]


def kept_of(connection: Connection, article_id: str) -> TextKept | None:
    """Return how much of an article's newest text is kept; None where none came in."""
    query = select(articles.c.kept).where(articles.c.article == article_id)
    found: TextKept | None = connection.execute(query).scalar_one_or_none()
    return found


def _end_of(article_id: str, above: Mapping[str, str | None]) -> str:
    seen = [article_id]
    while (following := above.get(seen[-1])) is not None and following not in seen:
        seen.append(following)
    return seen[-1]


def _near(connection: Connection, signature: bytes | None) -> list[int]:
    if signature is None:
        return []
    band = article_bands.c
    query = (
        select(band.stream_id)
        .where(band.band.in_(bands(signature)))
        .group_by(band.stream_id)
        .order_by(func.count().desc(), band.stream_id)
        .limit(MOST_CANDIDATES)
    )
    return list(connection.execute(query).scalars())


def _by_link(connection: Connection, side: Side) -> list[int]:
    found: list[int] = []
    if side.original is not None:
        query = select(article_addresses.c.stream_id).where(article_addresses.c.address_hash == side.original)
        found += connection.execute(query).scalars()
    if side.addresses:
        query = select(articles.c.stream_id).where(articles.c.original_hash.in_(side.addresses))
        found += connection.execute(query.order_by(articles.c.stream_id).limit(MOST_CANDIDATES)).scalars()
    return found


def _by_credit(connection: Connection, side: Side) -> list[int]:
    """Return the newest articles of whom its credit line names, and those that credit its own outlet."""
    found: list[int] = []
    pairs = (("outlet_key", name_key(side.credit)), ("credit_key", name_key(side.outlet)))
    for column, key in pairs:
        if key is not None:
            query = select(articles.c.stream_id).where(articles.c[column] == key)
            newest = query.order_by(articles.c.stream_id.desc()).limit(MOST_CANDIDATES)
            found += connection.execute(newest).scalars()
    return found


def _side(row: Mapping[str, Any], addresses: Sequence[str], claims: frozenset[str]) -> Side:
    return Side(
        id=row["article"],
        outlet=row["outlet"],
        number=row["stream_id"],
        addresses=tuple(addresses),
        title=row["title"],
        published_at=row["published_at"],
        published_on=row["published_on"],
        credit=row["credit_key"],
        original=row["original_hash"],
        signature=row["signature"],
        shingles=row["shingles"],
        claims=claims,
    )


def _row(number: int, article_id: str, article: Article) -> dict[str, Any]:
    content = article.content
    return {
        "stream_id": number,
        "article": article_id,
        "version": article.version,
        "outlet": article.outlet,
        "title": article.title,
        "url": article.url,
        "published_at": article.published_at,
        "published_on": article.published_on,
        "added_at": article.added_at,
        "versions": len(article.versions),
        "copy_of": article.copy_of,
        "open_proposals": sum(1 for one in article.proposals if one.standing == "open"),
        "outlet_key": name_key(article.outlet) or "",
        "credit_key": name_key(article.credit),
        "original_hash": hash_of(article.canonical_link),
        "fingerprint": None if content is None else content.fingerprint,
        "kept": None if content is None else content.kept,
        "shingles": 0 if content is None else content.shingles,
        "signature": _signature(article),
    }


def _signature(article: Article) -> bytes | None:
    content = article.content
    return None if content is None or content.signature is None else b64decode(content.signature)


def _bands(article: Article) -> set[int]:
    signature = _signature(article)
    return set() if signature is None else set(bands(signature))


def _proposed(row: Mapping[str, Any]) -> Proposed:
    why: Any = tuple(row["why"].split())
    return Proposed(
        article=row["article"],
        original=row["original"],
        standing=row["standing"],
        why=why,
        percent=row["percent"],
        is_exact=bool(row["is_exact"]),
        proposed_at=row["proposed_at"],
        number=row["stream_id"],
    )
