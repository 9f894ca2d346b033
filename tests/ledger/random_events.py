"""Strategies for events of every kind, with every field there is."""

from datetime import UTC, date, datetime
from typing import Any, get_args

from hypothesis import strategies as st

from service.domain import article_events, attribution, events
from service.domain.events import Event
from service.domain.window import Certainty, HangsOn, Precision, Window

#: What gets as far as the ledger: doors refuse NUL and lone surrogates.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
words = st.none() | texts
days = st.dates(date(1600, 1, 1), date(2400, 12, 31))
instants = st.datetimes(datetime(1600, 1, 1), datetime(2400, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
versions = st.integers(1, 2**31 - 1)
ids = st.text("abcdef_0123456789", min_size=1, max_size=20)
tags = st.lists(texts, max_size=3).map(tuple)


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the members of a closed family."""
    return st.sampled_from(get_args(literal))


windows = st.builds(
    Window,
    earliest=st.none() | days,
    latest=st.none() | days,
    zone=st.sampled_from(["UTC", "Europe/Kyiv"]),
    precision=one_of(Precision),
    phrase=words,
    said_on=st.none() | days,
    said_zone=st.none() | st.just("Asia/Tokyo"),
    rule=ids,
    certainty=one_of(Certainty),
    asks_on=st.none() | days,
    ends_at=st.none() | instants,
    hangs_on=st.none() | st.from_type(HangsOn),
)
reports = st.builds(
    attribution.Report,
    id=ids,
    outlet=texts,
    said_by=st.builds(
        attribution.SaidBy,
        label=words,
        kind=one_of(attribution.SaidByKind),
        count=one_of(attribution.SaidByCount),
    ),
    wording=words,
    hedge=words,
    stance=one_of(attribution.Stance),
    when=words,
    article=st.builds(
        attribution.Article,
        url=words,
        title=words,
        id=st.none() | ids,
        published_at=st.none() | instants,
        published_on=st.none() | days,
    ),
    cites=st.lists(ids, max_size=2).map(tuple),
    republishes=st.none() | ids,
    credit=words,
    language=st.none() | st.just("uk"),
    translation=words,
    translated_by=words,
    merged_from=st.none() | ids,
)
conditions = st.none() | st.builds(events.Condition, text=texts, claim=st.none() | ids)
evidence = st.lists(
    st.builds(
        events.Evidence,
        url=words,
        archived_url=words,
        note=words,
        captured_at=st.none() | instants,
        sha256=words,
    ),
    max_size=2,
).map(tuple)

contents = st.builds(
    article_events.Content,
    fingerprint=ids,
    signature=st.none() | ids,
    shingles=versions,
    kept=one_of(article_events.TextKept),
    text=words,
    passages=tags,
)
carried = st.lists(
    st.builds(
        article_events.Carried,
        claim=ids,
        report=ids,
        has_wording=st.none() | st.booleans(),
        has_date=st.none() | st.booleans(),
        passage=st.none() | versions,
    ),
    max_size=2,
).map(tuple)
of_article = {
    "url": words,
    "address": words,
    "title": words,
    "byline": words,
    "published_at": st.none() | instants,
    "published_on": st.none() | days,
    "language": st.none() | st.just("uk"),
    "credit": words,
    "canonical_link": words,
}
of_version = {name: of_article[name] for name in ("title", "byline", "credit", "canonical_link")}

#: A strategy for each kind of event, by the event's type.
BY_TYPE: dict[type[Event], st.SearchStrategy[Any]] = {
    events.ClaimReported: st.builds(
        events.ClaimReported,
        text=texts,
        report=reports,
        window=windows,
        expects=one_of(events.Expects),
        condition=conditions,
        question=st.none() | ids,
        tags=tags,
        desk=words,
        owner=st.none() | ids,
        imported=st.booleans(),
        private_person=st.booleans(),
    ),
    events.ReportAdded: st.builds(events.ReportAdded, report=reports),
    events.Checked: st.builds(events.Checked, looked_on=days, note=words),
    events.Noted: st.builds(events.Noted, note=texts, public=st.booleans()),
    events.Confirmed: st.builds(
        events.Confirmed,
        evidence=evidence,
        happened=st.none() | st.builds(events.Happened, earliest=days, latest=days),
        known_on=days,
        extent=one_of(events.Extent),
        extent_note=words,
        counts_as=st.none() | one_of(events.CountsAs),
        seconds=st.none() | versions,
    ),
    events.Refuted: st.builds(
        events.Refuted,
        evidence=evidence,
        known_on=days,
        reason=one_of(events.RefuteReason),
        seconds=st.none() | versions,
    ),
    events.AnswerProposed: st.builds(
        events.AnswerProposed,
        answer=st.sampled_from(["confirm", "refute"]),
        evidence=evidence,
        known_on=days,
        happened=st.none() | st.builds(events.Happened, earliest=days, latest=days),
        extent=one_of(events.Extent),
        extent_note=words,
        counts_as=st.none() | one_of(events.CountsAs),
        reason=st.none() | one_of(events.RefuteReason),
    ),
    events.AnswerDeclined: st.builds(events.AnswerDeclined, version=versions, reason=texts),
    events.Closed: st.builds(
        events.Closed, reason=one_of(events.CloseReason), duplicate_of=st.none() | ids, note=words
    ),
    events.WindowMoved: st.builds(events.WindowMoved, window=windows, report=st.none() | ids, note=words),
    events.Reopened: st.builds(events.Reopened, reason=texts),
    events.Undone: st.builds(events.Undone, version=versions, note=words),
    events.Amended: st.builds(
        events.Amended,
        reason=texts,
        version=versions,
        text=words,
        window=st.none() | windows,
        expects=st.none() | one_of(events.Expects),
        report=st.none() | reports,
        private_person=st.none() | st.booleans(),
    ),
    events.Snoozed: st.builds(events.Snoozed, until=days, reason=words),
    events.Assigned: st.builds(events.Assigned, owner=st.none() | ids, merged_from=st.none() | ids),
    events.Tagged: st.builds(events.Tagged, tags=tags),
    events.Linked: st.builds(
        events.Linked, question=st.none() | ids, condition=conditions, met=st.none() | st.booleans()
    ),
    events.Merged: st.builds(events.Merged, into=ids, note=words),
    events.DeadlinePassed: st.builds(events.DeadlinePassed, arming=versions, closes_at=instants),
    events.Redacted: st.builds(events.Redacted, version=versions, reason=texts),
    events.CopyNoted: st.builds(events.CopyNoted, report=ids, article=ids, of=st.none() | ids),
    article_events.ArticleAdded: st.builds(
        article_events.ArticleAdded,
        outlet=texts,
        retrieved_at=st.none() | instants,
        desk=words,
        content=st.none() | contents,
        carried=carried,
        **of_article,
    ),
    article_events.ArticleVersionAdded: st.builds(
        article_events.ArticleVersionAdded,
        content=contents,
        retrieved_at=st.none() | instants,
        carried=carried,
        **of_version,
    ),
    article_events.ArticleAmended: st.builds(
        article_events.ArticleAmended, reason=texts, outlet=words, **of_article
    ),
    article_events.CopyProposed: st.builds(
        article_events.CopyProposed,
        of=ids,
        why=st.lists(one_of(article_events.Why), max_size=2).map(tuple),
        percent=st.none() | versions,
        is_exact=st.booleans(),
    ),
    article_events.CopyConfirmed: st.builds(article_events.CopyConfirmed, of=ids, note=words),
    article_events.CopyRejected: st.builds(article_events.CopyRejected, of=ids, note=words),
    events.QuestionAsked: st.builds(events.QuestionAsked, text=texts),
    events.SourceAdded: st.builds(events.SourceAdded, name=texts, type=one_of(events.SourceType)),
    events.SourceRenamed: st.builds(events.SourceRenamed, name=texts, note=words),
    events.SourceKnownAs: st.builds(events.SourceKnownAs, name=texts, note=words),
    events.SourceMerged: st.builds(events.SourceMerged, into=ids, note=words),
    events.SourceSplit: st.builds(events.SourceSplit, names=tags, into=ids, note=words),
    events.SourceUndone: st.builds(events.SourceUndone, version=versions, note=words),
    events.QuestionReworded: st.builds(events.QuestionReworded, text=texts, note=words),
    events.QuestionRuleSet: st.builds(events.QuestionRuleSet, rule=words, note=words),
    events.QuestionUndone: st.builds(events.QuestionUndone, version=versions, note=words),
}


def strategy_for(event_type: type[Event]) -> st.SearchStrategy[Any]:
    """Return a strategy for one kind of event; from its annotations alone where none is written above."""
    return BY_TYPE[event_type] if event_type in BY_TYPE else st.from_type(event_type)


any_event = st.one_of([strategy_for(event_type) for event_type in BY_TYPE])
