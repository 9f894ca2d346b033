"""What stands about one claim, put into words for its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from service.access.accounts import Account
from service.dashboard import claim_reports, named, rows, waiting, wording
from service.dashboard.typed import quoted, said, web_link
from service.dashboard.wording import Tag, day
from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.claim_parts import moves_with_their_ends
from service.domain.dates_reported import exclude_each_other
from service.domain.due import claim_asks_on, deadlines, due, is_snoozed, next_check_on
from service.domain.events import Evidence
from service.domain.window import Window, day_of
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import Identities

HOLDS = Markup("It is to hold until its window closes; when the time runs out quietly, it held.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of what stands: its name, and what it is, in one or more parts."""

    name: str
    parts: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One report in the chain of who has it from whom, with those that have it from this one."""

    id: str
    outlet: Markup
    verb: str
    published: str
    said_by: Markup
    hedge: Markup | None
    phrase: Markup | None
    wording: Markup | None
    title: Markup | None
    link: str | None
    #: The article in this ledger.
    article: str | None
    #: The agency or outlet that its credit line names.
    credit: Markup | None
    #: The language of the wording, and the wording in the newsroom's own with whoever translated it.
    language: str | None
    translation: Markup | None
    translated_by: Markup | None
    #: The claim it was first a report of.
    merged_from: str | None = None
    below: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another claim on the same question."""

    row: rows.Row
    excludes: bool


def status(claim: Claim, now: datetime) -> Tag:
    """Return the claim's status as it is shown."""
    standing = due(deadlines(claim), now, is_settled=claim.is_settled)
    return wording.tag(claim, standing, day_of(now, claim.window.zone))


def facts(
    claim: Claim,
    names: Mapping[str, Account],
    questions: Mapping[str, str],
    now: datetime,
    *,
    zone: str,
    for_public: bool,
) -> list[Fact]:
    """Return the lines about the claim, the most important first."""
    found = [
        Fact(name="Window", parts=_window(claim)),
        *_moved(claim, names, zone),
        *_hangs_on(claim, questions),
    ]
    if claim.expects == "holds_through":
        found.append(Fact(name="Expected", parts=(HOLDS,)))
    if not for_public:
        found += _people(claim, names, now)
    if claim.tags:
        links = Markup(", ").join(_list_link("tag", tag, tag) for tag in claim.tags)
        found.append(Fact(name="Tags", parts=(links,)))
    if claim.desk is not None:
        found.append(Fact(name="Desk", parts=(_list_link("desk", claim.desk, claim.desk),)))
    return found


def evidence(claim: Claim, *, for_public: bool) -> Sequence[Evidence]:
    """Return what the claim's answer rests on, as far as the reader may see it."""
    if claim.resolution is None:
        return ()
    if not for_public:
        return claim.resolution.evidence
    links = (replace(one, note=None) for one in claim.resolution.evidence)
    return tuple(one for one in links if one.url or one.archived_url)


def chain(reports: Sequence[Report], zone: str, who_is: Identities) -> tuple[Hop, ...]:
    """Return the reports as trees: each below the first of those it has it from.

    Every report stands in exactly one place, whatever they say of each other.
    """
    ids = {report.id for report in reports}
    above = {report.id: _origin(report, ids) for report in reports}
    placed: set[str] = set()

    def hop(report: Report) -> Hop:
        placed.add(report.id)
        below = [one for one in reports if above[one.id] == report.id and one.id not in placed]
        return _hop(report, zone, who_is, tuple(hop(one) for one in below if one.id not in placed))

    trees = [hop(report) for report in reports if above[report.id] is None]
    # What cites itself in a circle has no beginning; it is shown all the same.
    left_over = (hop(report) for report in reports if report.id not in placed)
    return (*trees, *left_over)


def rival(view: ClaimView, window: Window, now: datetime) -> Rival:
    """Return another claim on the question, beside the window of the claim that is shown."""
    shown = rows.row(view, {}, now, for_public=True)
    return Rival(row=shown, excludes=exclude_each_other(view.claim.window, window))


def _window(claim: Claim) -> tuple[Markup, ...]:
    window = claim.window
    parts = [Markup("<strong>{}</strong>").format(wording.window_days(window))]
    if window.phrase is not None:
        parts.append(Markup("As said: {}").format(quoted(window.phrase, 400)))
    how = wording.rule_words(window.rule)
    if window.said_on is not None:
        how += f"; said on {day(window.said_on)} in {window.said_zone or window.zone}"
    parts.append(Markup('<span class="muted">{}</span>').format(how[0].upper() + how[1:]))
    if window.has_dates:
        words = f"Ends with the day in {window.zone}" if window.latest else f"Days are those of {window.zone}"
        parts.append(Markup('<span class="muted">{}</span>').format(words))
    rests = claim_reports.rests_on(claim)
    if rests is not None:
        parts.append(Markup('<span class="muted">{}</span>').format(rests))
    return tuple(parts)


def moves(claim: Claim, names: Mapping[str, Account], zone: str, *, address: str = "") -> tuple[Markup, ...]:
    """Return each change of the date in a sentence, oldest first: from, to, by how much, who and when.

    Args:
        address: of the claim's page, where the sentences stand on another one.
    """
    return tuple(
        Markup('{} to {}{}; by {}, {} (<a href="{}#v{}">entry {}</a>)').format(
            _days_as_said(move.window),
            wording.window_days(to),
            _by_days(days),
            rows.owner(move.actor, names),
            day(day_of(move.moved_at - move.moved_at.resolution, zone)),
            address,
            move.version,
            move.version,
        )
        for move, to, days in moves_with_their_ends(claim.moves, claim.window)
    )


def _moved(claim: Claim, names: Mapping[str, Account], zone: str) -> list[Fact]:
    if not claim.moves:
        return []
    name = f"Moved {wording.counted(len(claim.moves), 'time')}"
    return [Fact(name=name, parts=moves(claim, names, zone))]


def _days_as_said(window: Window) -> Markup:
    words = Markup("{}").format(wording.window_days(window))
    return words if window.phrase is None else Markup("{} {}").format(words, quoted(window.phrase, 160))


def _by_days(days: int | None) -> str:
    if not days:
        return ""
    return f", {wording.counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _hangs_on(claim: Claim, questions: Mapping[str, str]) -> list[Fact]:
    found = []
    if claim.question is not None and claim.question in questions:
        words = said(questions[claim.question], 400)
        link = Markup('<a href="/questions/{}">{}</a>').format(claim.question, words)
        found.append(Fact(name="Question", parts=(link,)))
    if claim.condition is not None:
        parts = [said(claim.condition.text)]
        if claim.condition.claim is not None:
            link = Markup('<a href="/claims/{}">The claim about it</a>').format(claim.condition.claim)
            parts.append(link)
        parts.append(Markup("{}").format(waiting.CONDITION_STANDINGS[claim.condition_standing or "open"]))
        found.append(Fact(name="Only if", parts=tuple(parts)))
    hangs_on = claim.window.hangs_on
    if hangs_on is not None and hangs_on.claim is not None:
        link = Markup('<a href="/claims/{}">that claim</a>').format(hangs_on.claim)
        waits = Markup("{} {}").format(waiting.hangs_on_words(hangs_on), link)
        found.append(Fact(name="Window hangs on", parts=(waits,)))
    return found


def _people(claim: Claim, names: Mapping[str, Account], now: datetime) -> list[Fact]:
    today = day_of(now, claim.window.zone)
    check = wording.last_check(claim, today)
    found = [
        Fact(name="Last check", parts=(Markup("{}").format(check[0].upper() + check[1:]),)),
        Fact(name="Owner", parts=(rows.owner(claim.owner, names),)),
    ]
    if claim.is_settled:
        return found
    asks = next_check_on(claim) or claim_asks_on(claim)
    parts = [Markup("{} ({})").format(day(asks), wording.relative(asks, today))]
    if claim.snoozed_until is not None and is_snoozed(claim, now):
        parts.append(Markup("Snoozed until {}").format(day(claim.snoozed_until)))
    return [*found, Fact(name="We ask on", parts=tuple(parts))]


def _origin(report: Report, ids: set[str]) -> str | None:
    for origin in (report.republishes, *report.cites):
        if origin is not None and origin in ids and origin != report.id:
            return origin
    return None


def _hop(report: Report, zone: str, who_is: Identities, below: tuple[Hop, ...]) -> Hop:
    article = report.article
    return Hop(
        id=report.id,
        outlet=named.outlet(report, who_is, most=120),
        verb=_verb(report),
        published=_published(report, zone),
        said_by=named.said_by(report, who_is),
        hedge=None if report.hedge is None else quoted(report.hedge, 200),
        phrase=None if report.when is None else quoted(report.when, 200),
        wording=None if report.wording is None else said(report.wording),
        title=None if article.title is None else said(article.title, 300),
        link=web_link(article.url),
        article=who_is.article(report),
        credit=None if report.credit is None else said(report.credit, 120),
        language=report.language,
        translation=None if report.translation is None else said(report.translation),
        translated_by=None if report.translated_by is None else said(report.translated_by, 120),
        merged_from=report.merged_from,
        below=below,
    )


def _verb(report: Report) -> str:
    if report.republishes is not None:
        return "republished it"
    if report.cites and report.stance == "for":
        return "repeated it"
    return wording.STANCES[report.stance]


def _published(report: Report, zone: str) -> str:
    article = report.article
    if article.published_at is not None:
        return wording.moment(article.published_at, zone)
    return "date not known" if article.published_on is None else day(article.published_on)


def _list_link(name: str, value: str, words: str) -> Markup:
    """Return a link to the claims that have this in common."""
    return Markup('<a href="/claims?{}">{}</a>').format(urlencode({name: value}), said(words, 400))
