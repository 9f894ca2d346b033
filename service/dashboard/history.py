"""A claim's history in plain sentences, one line per entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from service.access.accounts import Account
from service.dashboard import waiting, wording
from service.dashboard.typed import quoted, said
from service.dashboard.wording import day
from service.domain.attribution import Report
from service.domain.claim import versions_taken_back
from service.domain.events import (
    Amended,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    ConditionChanged,
    Confirmed,
    DeadlinePassed,
    Event,
    Evidence,
    Linked,
    Noted,
    QuestionAsked,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    SchedulersOwn,
    Snoozed,
    Tagged,
    Undone,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.roles import SCHEDULER
from service.domain.window import Window, day_of
from service.formats.entries import shown as entries_shown
from service.ledger.log import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an entry says: a sentence that goes on after a name, and what belongs to it."""

    sentence: Markup
    #: Words that were typed, each with what they are; an empty label needs none.
    quotes: tuple[tuple[str, Markup], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as it is shown."""

    version: int
    who: Markup
    told: Told
    said_on: str
    #: When it was recorded, where that was another day.
    recorded: str | None
    clock: str
    is_taken_back: bool = False
    is_redacted: bool = False
    may_be_undone: bool = False
    may_be_redacted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What sentences need to know beside the entry itself."""

    names: Mapping[str, Account]
    questions: Mapping[str, str]
    zone: str
    for_public: bool
    #: The window that stood before each entry that moved it.
    left: Mapping[int, Window] = field(default_factory=dict)


def lines(stored: Sequence[Stored], teller: Teller) -> list[Line]:
    """Return a claim's history in words, oldest first, without what the reader may not see."""
    entries = [one.entry for one in stored]
    taken_back = versions_taken_back(entries)
    redacted = {one.event.version for one in entries if isinstance(one.event, Redacted)}
    shown = entries_shown(stored, for_public=teller.for_public)
    return [
        _line(
            one,
            teller,
            is_taken_back=one.entry.version in taken_back,
            is_redacted=one.entry.version in redacted,
        )
        for one in shown
    ]


def _line(one: Stored, teller: Teller, *, is_taken_back: bool, is_redacted: bool) -> Line:
    entry = one.entry
    # What is dated by a day alone stands at that day's end, which is the next day's first instant.
    occurred_on = day_of(entry.occurred_at - entry.occurred_at.resolution, teller.zone)
    if isinstance(entry.event, Checked):
        occurred_on = entry.event.looked_on
    elif isinstance(entry.event, Confirmed | Refuted):
        occurred_on = entry.event.known_on
    elif isinstance(entry.event, ClaimReported | ReportAdded):
        occurred_on = entry.event.report.article.published_on or occurred_on
    recorded_on = day_of(one.recorded_at, teller.zone)
    by_hand = not isinstance(entry.event, SchedulersOwn)
    return Line(
        version=entry.version,
        who=who(entry.actor, teller),
        told=told(entry.event, entry.version, teller),
        said_on=day(occurred_on),
        recorded=None if recorded_on == occurred_on else day(recorded_on),
        clock=wording.moment(one.recorded_at, teller.zone),
        is_taken_back=is_taken_back,
        is_redacted=is_redacted,
        may_be_undone=by_hand and not is_taken_back and not isinstance(entry.event, ClaimReported | Redacted),
        may_be_redacted=by_hand and not is_redacted and not isinstance(entry.event, Redacted),
    )


def who(actor: str, teller: Teller) -> Markup:
    """Return the name of who recorded an entry."""
    if actor == SCHEDULER.id:
        return Markup("Hearsay")
    account = teller.names.get(actor)
    return Markup("Somebody") if account is None else said(account.name, 80)


def told(event: Event, version: int, teller: Teller) -> Told:
    """Return what an entry says, in words."""
    match event:
        case ClaimReported() | ReportAdded():
            return _reported(event)
        case Confirmed() | Refuted() | Closed() | Reopened():
            return _settled(event, teller)
        case WindowMoved() | Amended() | Undone() | Redacted():
            return _mended(event, version, teller)
        case DeadlinePassed() | WindowOpened() | WindowEmptied() | ConditionChanged():
            return Told(sentence=waiting.noted_by_itself(event))
        case Checked() | Noted() | Snoozed() | Assigned() | Tagged() | Linked() | QuestionAsked():
            return _minded(event, teller)


def _reported(event: ClaimReported | ReportAdded) -> Told:
    report = event.report
    quotes = _quote("", report.wording)
    if isinstance(event, ClaimReported):
        came = " from a file" if event.imported else ""
        sentence = Markup("logged the claim{}, as reported by {}.").format(came, said(report.outlet, 80))
        return Told(sentence=sentence, quotes=(*_quote("Claim", event.text), *quotes))
    return Told(sentence=_report_added(report), quotes=quotes)


def _report_added(report: Report) -> Markup:
    outlet = said(report.outlet, 80)
    if report.republishes is not None:
        return Markup("added a copy that {} republished.").format(outlet)
    return Markup("added a report by {}, which {}.").format(outlet, wording.STANCES[report.stance])


def _settled(event: Confirmed | Refuted | Closed | Reopened, teller: Teller) -> Told:
    match event:
        case Confirmed():
            happened = wording.happened_words(event.happened)
            part = " in part" if event.extent == "part" else ""
            sentence = Markup("confirmed it{}.{}").format(part, happened)
            quotes = () if teller.for_public else _quote("Which part", event.extent_note)
            return Told(sentence=sentence, quotes=quotes, evidence=_evidence(event.evidence, teller))
        case Refuted():
            reason = wording.REFUTE_REASONS[event.reason]
            sentence = Markup("refuted it: {}.").format(reason)
            return Told(sentence=sentence, evidence=_evidence(event.evidence, teller))
        case Closed():
            sentence = Markup("closed it without an answer: {}.").format(wording.CLOSE_REASONS[event.reason])
            if event.duplicate_of is not None:
                link = Markup('<a href="/claims/{0}">that claim</a>').format(event.duplicate_of)
                sentence += Markup(" See {}.").format(link)
            return Told(sentence=sentence, quotes=_note(event.note, teller))
        case Reopened():
            return Told(sentence=Markup("opened it again."), quotes=_note(event.reason, teller))


def _mended(event: WindowMoved | Amended | Undone | Redacted, version: int, teller: Teller) -> Told:
    match event:
        case WindowMoved():
            new = _window(event.window)
            left = teller.left.get(version)
            sentence = Markup("gave the new date {}.").format(new)
            if left is not None:
                sentence = Markup("moved the date from {} to {}.").format(_window(left), new)
            return Told(sentence=sentence, quotes=_note(event.note, teller))
        case Amended():
            return _amended(event, teller)
        case Undone():
            link = Markup('<a href="#v{0}">entry {0}</a>').format(event.version)
            return Told(sentence=Markup("took back {}.").format(link), quotes=_note(event.note, teller))
        case Redacted():
            link = Markup('<a href="#v{0}">entry {0}</a>').format(event.version)
            sentence = Markup("took the words out of {}, for good.").format(link)
            return Told(sentence=sentence, quotes=_note(event.reason, teller))


def _amended(event: Amended, teller: Teller) -> Told:
    parts = []
    if event.text is not None:
        parts.append(Markup("the sentence is {}").format(quoted(event.text)))
    if event.window is not None:
        parts.append(Markup("the date is {}").format(_window(event.window)))
    if event.expects is not None:
        verb = "hold through" if event.expects == "holds_through" else "happen by"
        parts.append(Markup("it is to {} its date").format(verb))
    if event.report is not None:
        parts.append(Markup("the report by {} was written down anew").format(said(event.report.outlet, 80)))
    sentence = Markup("put our record right: {}.").format(Markup("; ").join(parts))
    return Told(sentence=sentence, quotes=_note(event.reason, teller))


def _minded(
    event: Checked | Noted | Snoozed | Assigned | Tagged | Linked | QuestionAsked, teller: Teller
) -> Told:
    match event:
        case Checked():
            return Told(sentence=Markup("looked, and found nothing new."), quotes=_quote("", event.note))
        case Noted():
            sentence = Markup("noted{}:").format(", for everybody to read" if event.public else "")
            return Told(sentence=sentence, quotes=_quote("", event.note))
        case Snoozed():
            sentence = Markup("snoozed it until {}.").format(day(event.until))
            return Told(sentence=sentence, quotes=_quote("", event.reason))
        case Assigned(owner=owner):
            return Told(sentence=_assigned(owner, teller))
        case Tagged(tags=()):
            return Told(sentence=Markup("took its tags off."))
        case Tagged(tags=tags):
            return Told(sentence=Markup("tagged it {}.").format(Markup(", ").join(said(tag) for tag in tags)))
        case Linked():
            return Told(sentence=_linked(event, teller))
        case QuestionAsked(text=text):
            return Told(sentence=Markup("asked {}.").format(quoted(text)))


def _assigned(owner: str | None, teller: Teller) -> Markup:
    if owner is None:
        return Markup("left it without an owner.")
    account = teller.names.get(owner)
    return Markup("made {} its owner.").format(said(account.name, 80) if account else "somebody")


def _linked(event: Linked, teller: Teller) -> Markup:
    sentence = Markup("took it off its question")
    if event.question is not None:
        question = teller.questions.get(event.question)
        words = Markup("a question") if question is None else quoted(question, 300)
        sentence = Markup("put it under {}").format(words)
    if event.condition is not None:
        sentence += Markup(", on the condition {}").format(quoted(event.condition.text, 300))
    if event.met is not None:
        sentence += Markup(", which is met") if event.met else Markup(", which is not met")
    return sentence + "."


def _window(window: Window) -> Markup:
    words = Markup("{}").format(wording.window_days(window))
    if window.phrase is None:
        return words
    return words + Markup(" ({})").format(quoted(window.phrase, 160))


def _evidence(evidence: tuple[Evidence, ...], teller: Teller) -> tuple[Evidence, ...]:
    """The public sees what a settlement rests on, and not what we noted about it."""
    if not teller.for_public:
        return evidence
    seen = (Evidence(url=one.url, archived_url=one.archived_url) for one in evidence)
    return tuple(one for one in seen if one.url or one.archived_url)


def _note(text: str | None, teller: Teller) -> tuple[tuple[str, Markup], ...]:
    return () if teller.for_public else _quote("", text)


def _quote(label: str, text: str | None) -> tuple[tuple[str, Markup], ...]:
    return () if text is None else ((label, said(text)),)
