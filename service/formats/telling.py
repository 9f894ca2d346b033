"""What the entries of a history say, in plain sentences: for pages, letters, files and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleVersionAdded,
    CopyConfirmed,
    CopyProposed,
    CopyRejected,
)
from service.domain.attribution import Report, Stance
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    ConditionChanged,
    Confirmed,
    CopyNoted,
    DeadlinePassed,
    Event,
    Evidence,
    Linked,
    Merged,
    Noted,
    QuestionAsked,
    QuestionEvent,
    QuestionReworded,
    QuestionRuleSet,
    QuestionUndone,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    SchedulersOwn,
    Snoozed,
    SourceAdded,
    SourceKnownAs,
    SourceMerged,
    SourceRenamed,
    SourceSplit,
    SourceUndone,
    Tagged,
    Undone,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.window import Window
from service.formats import article_sentences
from service.formats.days_in_words import day, happened_words, window_days
from service.formats.sentences import About, Part, Sentence, To, Told, Typed
from service.formats.telling_sources import told_of_source

STANCES = {
    "for": "carries it",
    "against": "speaks against it",
    "no_confirmation": "does not confirm it",
    "relays": "relays it",
    "retracted": "takes it back",
}
#: How one outlet and several stand; how one stood, by one of its reports.
STANCES_COUNTED: Mapping[Stance, tuple[str, str]] = {
    "for": ("carries it", "carry it"),
    "against": ("speaks against it", "speak against it"),
    "no_confirmation": ("withholds confirmation", "withhold confirmation"),
    "relays": ("relays it", "relay it"),
    "retracted": ("took it back", "took it back"),
}
STANCES_THEN: Mapping[Stance, str] = {
    "for": "carried it",
    "against": "spoke against it",
    "no_confirmation": "did not confirm it",
    "relays": "relayed it",
    "retracted": "took it back",
}
REFUTE_REASONS = {
    "did_not_happen": "did not happen",
    "shown_untrue": "shown untrue",
    "called_off": "called off",
}
CLOSE_REASONS = {
    "condition_failed": "its condition was not met",
    "cannot_be_known": "it cannot be known",
    "too_vague": "it is too vague",
    "logged_in_error": "it was logged in error",
    "duplicate": "it repeats another claim",
}


def told(event: Event, version: int, about: About) -> Told:
    """Return what an entry says, in words.

    Args:
        event: as its reader may see it; for the public, without what is the newsroom's own.
    """
    match event:
        case ClaimReported() | ReportAdded():
            return _reported(event)
        case Confirmed() | Refuted() | Closed() | Reopened() | Merged():
            return _settled(event)
        case AnswerProposed() | AnswerDeclined():
            return _proposed(event)
        case WindowMoved() | Amended() | Undone() | Redacted():
            return _mended(event, version, about)
        case DeadlinePassed() | WindowOpened() | WindowEmptied() | ConditionChanged() | CopyNoted():
            return Told(sentence=_noted_by_itself(event))
        case ArticleAdded() | ArticleVersionAdded() | ArticleAmended():
            return article_sentences.told(event)
        case CopyProposed() | CopyConfirmed() | CopyRejected():
            return article_sentences.told(event)
        case Checked() | Noted() | Snoozed() | Assigned() | Tagged() | Linked():
            return _minded(event, about)
        case (
            SourceAdded()
            | SourceRenamed()
            | SourceKnownAs()
            | SourceMerged()
            | SourceSplit()
            | SourceUndone()
        ):
            return told_of_source(event)
        case QuestionAsked() | QuestionReworded() | QuestionRuleSet() | QuestionUndone():
            return _of_question(event)


def questions_in(events: Iterable[Event]) -> set[str]:
    """Return the ids of the questions that a claim was put under, for their words to be looked up."""
    found = (one.question for one in events if isinstance(one, ClaimReported | Linked))
    return {question for question in found if question is not None}


def _reported(event: ClaimReported | ReportAdded) -> Told:
    report = event.report
    quotes = _quote("", report.wording)
    if isinstance(event, ClaimReported):
        came = " from a file" if event.imported else ""
        about = " It is about a named private person." if event.private_person else ""
        sentence = (f"logged the claim{came}, as reported by ", Typed(report.outlet, 80), f".{about}")
        return Told(sentence=sentence, quotes=(*_quote("Claim", event.text), *quotes))
    if report.merged_from is not None:
        return Told(sentence=_report_brought(report, report.merged_from), quotes=quotes)
    return Told(sentence=_report_added(report), quotes=quotes)


def _report_added(report: Report) -> Sentence:
    outlet = Typed(report.outlet, 80)
    if report.republishes is not None:
        return ("added a copy that ", outlet, " republished.")
    return ("added a report by ", outlet, f", which {STANCES[report.stance]}.")


def _report_brought(report: Report, merged_from: str) -> Sentence:
    came_from = To("claim", merged_from, "a claim that was merged into this one")
    outlet = Typed(report.outlet, 80)
    return ("took over a report by ", outlet, f", which {STANCES[report.stance]}, from ", came_from, ".")


def _settled(event: Confirmed | Refuted | Closed | Reopened | Merged) -> Told:
    match event:
        case Confirmed():
            part = " in part" if event.extent == "part" else ""
            happened = happened_words(event.happened)
            sentence: Sentence = (*_agreed(event.seconds), f"confirmed it{part}.{happened}")
            quotes = _quote("Which part", event.extent_note)
            return Told(sentence=sentence, quotes=quotes, evidence=_shown(event.evidence))
        case Refuted():
            sentence = (*_agreed(event.seconds), f"refuted it: {REFUTE_REASONS[event.reason]}.")
            return Told(sentence=sentence, evidence=_shown(event.evidence))
        case Closed():
            sentence = (f"closed it without an answer: {CLOSE_REASONS[event.reason]}.",)
            if event.duplicate_of is not None:
                sentence = (*sentence, " See ", To("claim", event.duplicate_of, "that claim"), ".")
            return Told(sentence=sentence, quotes=_quote("", event.note))
        case Reopened():
            return Told(sentence=("opened it again.",), quotes=_quote("", event.reason))
        case Merged():
            into = To("claim", event.into, "a claim that says the same")
            return Told(sentence=("merged it into ", into, "."), quotes=_quote("", event.note))


def _agreed(version: int | None) -> Sentence:
    return () if version is None else ("agreed to ", _entry(version), " and ")


def _proposed(event: AnswerProposed | AnswerDeclined) -> Told:
    if isinstance(event, AnswerDeclined):
        sentence: Sentence = ("did not agree to the answer in ", _entry(event.version), ".")
        return Told(sentence=sentence, quotes=_quote("", event.reason))
    waits = "It waits for another editor to agree."
    shown = _shown(event.evidence)
    if event.answer == "refute":
        reason = REFUTE_REASONS[event.reason or "did_not_happen"]
        return Told(sentence=(f"answered: refuted, {reason}. {waits}",), evidence=shown)
    part = " in part" if event.extent == "part" else ""
    words = f"answered: confirmed{part}.{happened_words(event.happened)} {waits}"
    return Told(sentence=(words,), quotes=_quote("Which part", event.extent_note), evidence=shown)


def _mended(event: WindowMoved | Amended | Undone | Redacted, version: int, about: About) -> Told:
    match event:
        case WindowMoved():
            new, left = _window(event.window), about.left.get(version)
            sentence: Sentence = ("gave the new date ", *new, ".")
            if left is not None:
                sentence = ("moved the date from ", *_window(left), " to ", *new, ".")
            return Told(sentence=sentence, quotes=_quote("", event.note))
        case Amended():
            return Told(sentence=_amended(event), quotes=_quote("", event.reason))
        case Undone():
            return Told(sentence=("took back ", _entry(event.version), "."), quotes=_quote("", event.note))
        case Redacted():
            sentence = ("took the words out of ", _entry(event.version), ", for good.")
            return Told(sentence=sentence, quotes=_quote("", event.reason))


def _amended(event: Amended) -> Sentence:
    parts: list[Sentence] = []
    if event.text is not None:
        parts.append(("the sentence is ", Typed(event.text, in_quotes=True)))
    if event.window is not None:
        parts.append(("the date is ", *_window(event.window)))
    if event.expects is not None:
        verb = "hold through" if event.expects == "holds_through" else "happen by"
        parts.append((f"it is to {verb} its date",))
    if event.report is not None:
        parts.append(("the report by ", Typed(event.report.outlet, 80), " was written down anew"))
    if event.private_person is not None:
        parts.append((f"it is {'' if event.private_person else 'not '}about a named private person",))
    between = [part for one in parts for part in ("; ", *one)][1:]
    return ("put our record right: ", *between, ".")


def _of_question(event: QuestionEvent) -> Told:
    match event:
        case QuestionAsked(text=text):
            return Told(sentence=("asked ", Typed(text, in_quotes=True), "."))
        case QuestionReworded(text=text):
            sentence: Sentence = ("put the question as ", Typed(text, in_quotes=True), ".")
            return Told(sentence=sentence, quotes=_quote("", event.note))
        case QuestionRuleSet(rule=None):
            return Told(sentence=("took its rule away.",), quotes=_quote("", event.note))
        case QuestionRuleSet(rule=rule):
            quotes = (*_quote("Rule", rule), *_quote("Note", event.note))
            return Told(sentence=("wrote down what counts as an answer.",), quotes=quotes)
        case QuestionUndone():
            return Told(sentence=("took back ", _entry(event.version), "."), quotes=_quote("", event.note))


def _minded(event: Checked | Noted | Snoozed | Assigned | Tagged | Linked, about: About) -> Told:
    match event:
        case Checked():
            return Told(sentence=("looked, and found nothing new.",), quotes=_quote("", event.note))
        case Noted():
            everybody = ", for everybody to read" if event.public else ""
            return Told(sentence=(f"noted{everybody}:",), quotes=_quote("", event.note))
        case Snoozed():
            return Told(sentence=(f"snoozed it until {day(event.until)}.",), quotes=_quote("", event.reason))
        case Assigned(owner=None):
            return Told(sentence=("left it without an owner.",))
        case Assigned(owner=str() as owner):
            return Told(sentence=("made ", Typed(about.names.get(owner, "somebody"), 80), " its owner."))
        case Tagged(tags=()):
            return Told(sentence=("took its tags off.",))
        case Tagged(tags=tags):
            between: list[Part] = [part for tag in tags for part in (", ", Typed(tag))]
            return Told(sentence=("tagged it ", *between[1:], "."))
        case Linked():
            return Told(sentence=_linked(event, about))
    raise AssertionError(f"nothing is told of {event}")


def _linked(event: Linked, about: About) -> Sentence:
    sentence: Sentence = ("took it off its question",)
    if event.question is not None:
        words = about.questions.get(event.question)
        question: Part = "a question" if words is None else Typed(words, 300, in_quotes=True)
        sentence = ("put it under ", question)
    if event.condition is not None:
        sentence = (*sentence, ", on the condition ", Typed(event.condition.text, 300, in_quotes=True))
    if event.met is not None:
        sentence = (*sentence, ", which is met" if event.met else ", which is not met")
    return (*sentence, ".")


def _noted_by_itself(event: SchedulersOwn) -> Sentence:
    if isinstance(event, DeadlinePassed):
        return ("noted that the date passed without an answer.",)
    if isinstance(event, CopyNoted):
        return article_sentences.noted(event)
    before, after = _of_another(event)
    return (before, To("claim", event.claim, "the claim it waits for"), after)


def _of_another(event: WindowOpened | WindowEmptied | ConditionChanged) -> tuple[str, str]:
    """Return what stands before and behind the claim that is waited for."""
    match event:
        case WindowOpened(earliest=None, latest=None):
            return "noted that ", " is confirmed, without a known day: time to check."
        case WindowOpened(earliest=earliest, latest=latest):
            days = window_days(Window(earliest=earliest, latest=latest))
            return "noted that ", f" is confirmed; the window is {days}."
        case WindowEmptied(standing="open"):
            return "noted that ", " is no longer confirmed; the window has no days."
        case ConditionChanged(standing="open", asks_on=None):
            return "noted that ", ", its condition, is open and has no date."
        case ConditionChanged(standing="open") if event.asks_on is not None:
            return "noted that ", f", its condition, asks on {day(event.asks_on)}."
        case ConditionChanged(standing="confirmed"):
            return "noted that its condition is met: ", " is confirmed."
    return "noted that ", f" is {event.standing}: time to check."


def _window(window: Window) -> Sentence:
    if window.phrase is None:
        return (window_days(window),)
    return (f"{window_days(window)} (", Typed(window.phrase, 160, in_quotes=True), ")")


def _entry(version: int) -> To:
    return To("entry", str(version), f"entry {version}")


def _shown(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return the evidence of which there is something to see."""
    return tuple(one for one in evidence if one.url or one.archived_url or one.note)


def _quote(label: str, text: str | None) -> tuple[tuple[str, str], ...]:
    return ((label, text),) if text else ()
