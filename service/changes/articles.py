"""Every way to change what is kept of an article: read, fold, decide, append, project; and its proposals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from service.changes import carrying
from service.changes.writing import Change, Context, change_of, write, write_streams
from service.domain import article_decisions as decisions
from service.domain.addresses import canonical_url
from service.domain.article import Article, fold
from service.domain.article_decisions import ArticleFollowUp, Others
from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleVersionAdded,
    CopyConfirmed,
    CopyRejected,
    TextKept,
)
from service.domain.article_reading import Quoted, TextRead, kept_of
from service.domain.claim import fold as fold_claim
from service.domain.copying import Proposed, Side, proposal_between
from service.domain.decisions import Decision
from service.domain.events import Entry, NewEvent, Redacted
from service.domain.refusals import conflict, not_found
from service.domain.shingles import COPY_FROM, contained, resemblance
from service.ledger import keys, log, words
from service.ledger.log import Append, Stored
from service.read_models import articles, claim_board, projecting

#: How much of its text a desk keeps.
Keeping = Callable[[str | None], TextKept]
#: Claims whose quoted passages a new text is looked through for.
MOST_CLAIMS = 200
#: Pairs that are brought up because of one text: the most telling ones.
MOST_PROPOSED = 3
#: Why words went; the reason why the claim's words went stands with the claim.
_WITH_THE_CLAIM = "The words of the claim that named it were destroyed."
#: By so much an estimate may be too low for two kept texts to be compared after all.
ESTIMATE_REACHES = 0.2


class StaleArticle(Exception):
    """The article has changed since the caller read it. `version` is the newest, `since` what was added."""

    def __init__(self, article_id: str, version: int, since: Sequence[Stored]) -> None:
        super().__init__(article_id)
        self.article_id = article_id
        self.version = version
        self.since = since


@dataclass(frozen=True, slots=True)
class ArticleWritten:
    """What a change came to: the article after it, and the entries it added to it."""

    article_id: str
    article: Article
    entries: Sequence[Stored]


def add(
    connection: Connection, new: ArticleAdded, text: TextRead | None, context: Context, keeping: Keeping
) -> ArticleWritten:
    """Add an article, and bring up what it may be a copy of, or what may be a copy of it.

    Raises:
        Refusal: `article_known`, or what the decision refuses; nothing was written.
    """
    url = new.url
    if url is not None:
        new = replace(new, address=canonical_url(url))
        known = articles.at_address(connection, url)
        if known is not None:
            raise conflict(
                "article_known",
                f"The article at this address is {known}.",
                hint="Add a version to it where its text has changed.",
            )
    if text is not None:
        quoted = _quoted(connection, articles.carrying_address(connection, new.url))
        content, carried = kept_of(text, keeping(new.desk), quoted)
        new = replace(new, content=content, carried=carried)
    article_id = context.new_id("art")
    event = decisions.add(new, context.facts)
    return _written(connection, article_id, [], event, text, context)


def follow_up(
    connection: Connection,
    article_id: str,
    proposed: ArticleFollowUp,
    context: Context,
    keeping: Keeping,
    *,
    text: TextRead | None = None,
    expected_version: int | None = None,
) -> ArticleWritten:
    """Add an entry to an article's history, and tell the claims that carry its copies.

    Args:
        text: the new text of a version.
        expected_version: what the caller has seen; None does not ask.

    Raises:
        Refusal: `not_found`, `not_allowed`, or what the decision refuses; nothing was written.
        StaleArticle: somebody changed the article since.
    """
    stored = _held(connection, article_id, proposed)
    history = [one.entry for one in stored]
    article = fold(history)
    if article is None:
        raise not_found("such article")
    if expected_version is not None and expected_version != article.version:
        since = [one for one in stored if one.entry.version > expected_version]
        raise StaleArticle(article_id, article.version, since)
    match proposed:
        case ArticleVersionAdded() if text is not None:
            proposed = _with_content(connection, article_id, article, proposed, text, keeping)
        case ArticleAmended(url=str(url)):
            proposed = replace(proposed, address=canonical_url(url))
    others = _others(connection, article_id, history, proposed, context)
    event = decisions.follow_up(article_id, history, proposed, others, context.facts)
    written = _written(connection, article_id, history, event, text, context)
    return _destroy_words(connection, written, proposed) if isinstance(proposed, Redacted) else written


def _held(connection: Connection, article_id: str, proposed: ArticleFollowUp) -> list[Stored]:
    """Return an article's history; while this transaction lasts, nobody changes it or its original.

    Without that, two who say at once that each is a copy of the other would leave a circle.
    """
    if log.id_of(connection, article_id) is None:
        return []
    of = proposed.of if isinstance(proposed, CopyConfirmed) else None
    for one in sorted(
        {article_id} if of is None or articles.one(connection, of) is None else {article_id, of}
    ):
        log.hold(connection, one)
    return log.read(connection, article_id)


def _with_content(
    connection: Connection,
    article_id: str,
    article: Article,
    proposed: ArticleVersionAdded,
    text: TextRead,
    keeping: Keeping,
) -> ArticleVersionAdded:
    quoted = _quoted(connection, articles.carrying(connection, [article_id]))
    content, carried = kept_of(text, keeping(article.desk), quoted)
    return replace(proposed, content=content, carried=carried)


def _quoted(connection: Connection, carrying_it: Sequence[articles.Carrying]) -> list[Quoted]:
    found = []
    for one in carrying_it[:MOST_CLAIMS]:
        view = claim_board.one(connection, one.claim)
        reports = () if view is None else view.claim.reports
        found += [
            Quoted(claim=one.claim, report=one.report, wording=report.wording, date=report.when)
            for report in reports
            if report.id == one.report and (report.wording or report.when)
        ]
    return found


def _others(
    connection: Connection,
    article_id: str,
    history: Sequence[Entry],
    proposed: ArticleFollowUp,
    context: Context,
) -> Others:
    then = decisions.after(history, proposed, context.facts)
    copy_of = None if then is None else then.copy_of
    of = proposed.of if isinstance(proposed, CopyConfirmed | CopyRejected) else None
    original = None if of is None else fold([one.entry for one in log.read(connection, of)])
    url = proposed.url if isinstance(proposed, ArticleAmended) else None
    return Others(
        at_address=None if url is None else articles.at_address(connection, url),
        original=original,
        goes_back_to=() if copy_of in (None, article_id) else articles.chain(connection, copy_of or ""),
    )


def _written(
    connection: Connection,
    article_id: str,
    history: Sequence[Entry],
    event: NewEvent,
    text: TextRead | None,
    context: Context,
) -> ArticleWritten:
    """Write an entry of an article with all that follows from it."""
    events = [event]
    after = [*history, Entry(len(history) + 1, event.event, event.occurred_at, context.actor.id)]
    article, before = fold(after), fold(history)
    if article is None:
        raise AssertionError("an article stands once it was added")
    others: list[Append] = []
    if isinstance(event.event, ArticleAdded | ArticleVersionAdded | ArticleAmended):
        own, others = _proposals(connection, article_id, article, text, context)
        events += own
    append = Append(article_id, "article", len(history), [(one, None) for one in events])
    changes: list[Change] = []
    if (None if before is None else before.copy_of) != article.copy_of:
        changes = _told(connection, article_id, article.copy_of, context)
    if not changes:
        entries = write_streams(connection, [append, *others], context)[0]
    else:
        write(connection, changes, context, also=[append, *others])
        entries = log.read(connection, article_id)[len(history) :]
    final = fold([*history, *(one.entry for one in entries)])
    return ArticleWritten(article_id, final or article, entries)


def _proposals(
    connection: Connection, article_id: str, article: Article, text: TextRead | None, context: Context
) -> tuple[list[NewEvent], list[Append]]:
    """Return the pairs to bring up: entries of this article, and those of other articles."""
    side = _side(connection, article_id, article, text)
    found = [
        proposal
        for other in articles.candidates(connection, side)
        if (proposal := _between(connection, side, other)) is not None
    ]
    found.sort(key=lambda one: (-len(one.proposal.why), -(one.proposal.percent or 0), one.proposal.of))
    own: list[NewEvent] = []
    others: list[Append] = []
    for one in found:
        if len(own) + len(others) >= MOST_PROPOSED:
            break
        if one.copy == article_id:
            event = decisions.propose(article, one.proposal, context.facts)
            own += [] if event is None else [event]
            continue
        history = [stored.entry for stored in log.read(connection, one.copy)]
        other = fold(history)
        event = None if other is None else decisions.propose(other, one.proposal, context.facts)
        if event is not None:
            others.append(Append(one.copy, "article", len(history), [(event, None)]))
    return own, others


def _between(connection: Connection, side: Side, other: Side) -> Proposed | None:
    """Put two articles beside each other, with their texts where both are kept and it may depend on them."""
    found = proposal_between(replace(side, text=None), other)
    if side.text is None:
        return found
    if not _may_be_near(side, other) or articles.kept_of(connection, other.id) != "all":
        return found
    history = fold([one.entry for one in log.read(connection, other.id)])
    content = None if history is None else history.content
    if content is None or content.text is None:
        return found
    return proposal_between(side, replace(other, text=content.text))


def _may_be_near(one: Side, other: Side) -> bool:
    """Say whether two texts are near enough, as far as signatures can tell, to be compared themselves."""
    if one.signature is None or other.signature is None:
        return False
    estimate = contained(resemblance(one.signature, other.signature), one.shingles, other.shingles)
    return estimate >= COPY_FROM - ESTIMATE_REACHES


def _side(connection: Connection, article_id: str, article: Article, text: TextRead | None) -> Side:
    known = articles.one(connection, article_id)
    carrying_it = articles.carrying(connection, [article_id]) or articles.carrying_address(
        connection, article.url
    )
    return articles.side_of(
        article_id,
        article,
        number=articles.NEWEST if known is None else known.number,
        claims=frozenset(one.claim for one in carrying_it),
        text=None if text is None else text.text,
    )


def _told(connection: Connection, article_id: str, copy_of: str | None, context: Context) -> list[Change]:
    """Return what claims are told that carry an article or its copies, once its original is another one."""
    below = articles.copies_below(connection, article_id)
    changes = []
    for claim_id in sorted({one.claim for one in articles.carrying(connection, below)}):
        history = [stored.entry for stored in log.read(connection, claim_id)]
        claim = fold_claim(history)
        if claim is None:
            continue
        told = carrying.copies_to_note(connection, claim, changed={article_id: copy_of})
        events = tuple(NewEvent(one, context.now) for one in told)
        if events:
            changes.append(change_of(claim_id, claim, history, Decision(events), context))
    return changes


def _destroy_words(connection: Connection, written: ArticleWritten, proposed: Redacted) -> ArticleWritten:
    number = log.id_of(connection, written.article_id)
    if number is None:
        raise AssertionError("a written article has a stream")
    words.destroy(connection, number, proposed.version, redacted_in=written.article.version)
    keys.destroy_answers(connection, number)
    history = [one.entry for one in log.read(connection, written.article_id)]
    projecting.project_streams(
        connection, [projecting.Changed("article", number, written.article_id, history, is_new=False)]
    )
    return replace(written, article=fold(history) or written.article)


def destroy_unused(connection: Connection, ids: Collection[str], context: Context) -> None:
    """Destroy what is kept of those articles that only came in with words of a claim that were destroyed.

    An article that another claim carries, or whose text somebody brought, has its own words.
    """
    used = {one.article for one in articles.carrying(connection, ids)}
    for article_id in sorted({*ids} - used):
        history = [one.entry for one in log.read(connection, article_id)]
        match [entry.event for entry in history]:
            case [ArticleAdded(content=None)]:
                proposed = Redacted(version=1, reason=_WITH_THE_CLAIM)
                event = NewEvent(proposed, context.now)
                (entries,) = write_streams(
                    connection, [Append(article_id, "article", 1, [(event, None)])], context
                )
                article = fold([*history, *(one.entry for one in entries)])
                if article is not None:
                    _destroy_words(connection, ArticleWritten(article_id, article, entries), proposed)
