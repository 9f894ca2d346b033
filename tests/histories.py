"""Random histories: commands as plain data, turned into follow-ups on whatever claim they meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from service.domain.attribution import Article, Report, SaidBy
from service.domain.claim import Claim, fold
from service.domain.decisions import (
    Facts,
    FollowUp,
    Seconded,
    follow_up,
    pass_deadline,
    report_claim,
)
from service.domain.events import (
    Amended,
    AnswerDeclined,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    Condition,
    Confirmed,
    CountsAs,
    Entry,
    Evidence,
    Happened,
    Linked,
    NewEvent,
    Noted,
    Redacted,
    Refuted,
    RefuteReason,
    Reopened,
    ReportAdded,
    Snoozed,
    Tagged,
    Undone,
    WindowMoved,
)
from service.domain.refusals import Refusal
from service.domain.roles import SCHEDULER, Actor
from service.domain.window import Window, window_of_dates
from tests.builders import NOW

ZONES = ("UTC", "Europe/Moscow", "America/St_Johns", "Pacific/Kiritimati", "America/Sao_Paulo")
PEOPLE = (
    Actor("acc_admin", "admin"),
    Actor("acc_editor", "editor"),
    Actor("acc_reporter", "reporter"),
    Actor("acc_owner", "reporter"),
)
KINDS = (
    *("report", "check", "note", "confirm", "refute", "close", "move", "reopen", "undo"),
    *("amend", "snooze", "assign", "tag", "link", "redact", "deadline", "second", "decline"),
)
WORDS = ("border", "stop list", "граница", "«quoted»", 'a "b" \\ c', "🙂", "50 % of_all", "it's")
_COUNTS_AS: tuple[CountsAs | None, ...] = ("late", "did_not_happen", None)
_REASONS: tuple[RefuteReason, ...] = ("did_not_happen", "shown_untrue", "called_off")


@dataclass(frozen=True)
class Command:
    """One intent: what kind, by whom, how much later, and a number and words to vary it by."""

    kind: str
    who: int
    hours: int
    number: int
    words: str


def commands(*, words: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Command]:
    """Return a strategy for one command."""
    return st.builds(
        Command,
        kind=st.sampled_from(KINDS),
        who=st.integers(0, len(PEOPLE) - 1),
        hours=st.integers(0, 24 * 9),
        number=st.integers(0, 999),
        words=words or st.sampled_from(WORDS),
    )


def random_commands(random: Random, count: int) -> list[Command]:
    """Return commands for a bulk of history; notes and checks are the most, as in life."""
    weights = [6 if kind in ("check", "note", "report") else 1 for kind in KINDS]
    return [
        Command(
            kind=random.choices(KINDS, weights)[0],
            who=random.randrange(len(PEOPLE)),
            hours=random.randrange(24 * 4),
            number=random.randrange(1000),
            words=random.choice(WORDS),
        )
        for _ in range(count)
    ]


def first_event(number: int, words: str = WORDS[0], *, now: datetime = NOW) -> ClaimReported:
    """Return the logging of a claim, varied by a number."""
    return ClaimReported(
        text=f"{words} {number}",
        report=_report(f"rep_{number}", number, words, now),
        window=_window(number, now.date()),
        expects="holds_through" if number % 5 == 4 else "happens_by",
        condition=Condition(text=words) if number % 7 == 6 else None,
        tags=("tag", words) if number % 2 else (),
        desk="world" if number % 3 else None,
        owner="acc_owner" if number % 4 else None,
        imported=number % 11 == 10,
        private_person=number % 3 == 1,
    )


def follow_up_of(command: Command, claim: Claim, history: Sequence[Entry], now: datetime) -> FollowUp:
    """Return what a command proposes about a claim; it may well be refused."""
    number, words, today = command.number, command.words, now.date()
    any_version = number % (len(history) + 1) + 1
    past = today - timedelta(days=number % 40)
    evidence = (Evidence(url="https://example.org/1", note=words),)
    match command.kind:
        case "report":
            return ReportAdded(report=_report(f"rep_{len(history)}", number, words, now))
        case "check":
            return Checked(looked_on=past, note=words if number % 2 else None)
        case "note":
            return Noted(note=words, public=number % 2 == 0)
        case "confirm":
            happened = None if number % 3 == 0 else Happened(earliest=past, latest=past)
            return Confirmed(
                evidence=evidence, happened=happened, known_on=past, counts_as=_COUNTS_AS[number % 3]
            )
        case "refute":
            return Refuted(evidence=evidence, known_on=past, reason=_REASONS[number % 3])
        case "close":
            return Closed(reason=("too_vague", "cannot_be_known", "logged_in_error")[number % 3], note=words)
        case "move":
            rests_on = claim.reports[number % len(claim.reports)].id if number % 2 else None
            return WindowMoved(window=_window(number, today), report=rests_on, note=words)
    return _mended_or_minded(command, any_version, claim, today)


def _mended_or_minded(command: Command, any_version: int, claim: Claim, today: date) -> FollowUp:
    number, words = command.number, command.words
    waiting = any_version if claim.proposal is None else claim.proposal.version
    match command.kind:
        case "second":
            return Seconded(version=waiting)
        case "decline":
            return AnswerDeclined(version=waiting, reason=words)
        case "reopen":
            return Reopened(reason=words)
        case "undo":
            return Undone(version=any_version, note=words)
        case "amend":
            return _amended(number, words, claim, any_version, today)
        case "snooze":
            return Snoozed(until=today + timedelta(days=number % 30), reason=words)
        case "assign":
            return Assigned(owner=("acc_owner", "acc_reporter", None)[number % 3])
        case "tag":
            return Tagged(tags=tuple(sorted({words, f"tag {number % 4}"})))
        case "link":
            condition = Condition(text=words) if number % 2 else None
            return Linked(question=None, condition=condition)
        case "redact":
            return Redacted(version=any_version, reason="a court order")
    raise AssertionError(command.kind)


def decided(
    command: Command, claim: Claim, history: Sequence[Entry], now: datetime
) -> Sequence[tuple[NewEvent, str]]:
    """Return the events that a command comes to, each with who wrote it; none where it is refused."""
    if command.kind == "deadline":
        return [(new, SCHEDULER.id) for new in pass_deadline(claim, now).events]
    actor = PEOPLE[command.who]
    try:
        decision = follow_up(
            claim,
            history,
            follow_up_of(command, claim, history, now),
            Facts(actor, now, "UTC", second_editor=True),
        )
    except Refusal:
        return []
    return [(new, actor.id) for new in decision.events]


def played(number: int, intents: Iterable[Command]) -> list[Entry]:
    """Return the history that decisions make of a claim and the commands about it."""
    now = NOW
    (new,) = report_claim(first_event(number), Facts(PEOPLE[0], now, "UTC")).events
    history = [Entry(1, new.event, new.occurred_at, PEOPLE[0].id)]
    for command in intents:
        now += timedelta(hours=command.hours)
        claim = fold(history)
        assert claim is not None
        for new, who in decided(command, claim, history, now):
            history.append(Entry(len(history) + 1, new.event, new.occurred_at, who))
    return history


def _amended(number: int, words: str, claim: Claim, version: int, today: date) -> Amended:
    first = claim.reports[0]
    return Amended(
        reason=words,
        version=version,
        text=f"{words} {number}" if number % 2 else None,
        window=_window(number, today) if number % 3 == 0 else None,
        expects="holds_through" if number % 5 == 0 else None,
        report=Report(id=first.id, outlet=f"{first.outlet}!") if number % 7 == 0 else None,
    )


def _report(id_: str, number: int, words: str, now: datetime) -> Report:
    hours = timedelta(hours=number % 200)
    return Report(
        id=id_,
        outlet=("Meduza", "Vyorstka", "Khodorkovsky Live")[number % 3],
        said_by=SaidBy(label=words, kind="unnamed" if number % 2 else "named", count="unknown"),
        wording=words,
        hedge="could" if number % 3 else None,
        stance=("for", "against", "relays", "no_confirmation")[number % 4],
        article=Article(
            title=words,
            published_at=now - hours if number % 3 == 0 else None,
            published_on=(now - hours).date() if number % 3 == 1 else None,
        ),
    )


def _window(number: int, today: date) -> Window:
    zone = ZONES[number % len(ZONES)]
    first = today + timedelta(days=number % 50 - 25)
    ends: tuple[date | None, date | None] = (
        (first, first),
        (first, first + timedelta(days=number % 60)),
        (first, None),
        (None, first),
        (None, None),
        (first.replace(day=1), None),
    )[number % 6]
    return window_of_dates(*ends, zone=zone, phrase=f"phrase {number}" if number % 2 else None, said_on=today)
