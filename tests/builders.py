"""Plain functions that build what tests speak about, all with fixed values; a test names what differs."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from service.changes.claims import Context
from service.domain.attribution import Article, Report, SaidBy
from service.domain.claim import Claim, fold
from service.domain.events import ClaimReported, Entry, Event, Evidence
from service.domain.roles import Actor, Role
from service.domain.window import Window, window_of_dates

#: Monday noon in the week in which the sample story begins.
NOW = datetime(2022, 9, 26, 12, tzinfo=UTC)
TODAY = date(2022, 9, 26)
MOSCOW = "Europe/Moscow"

EVIDENCE = (Evidence(note="seen on the ground"),)


def at(text: str) -> datetime:
    """Return an instant written as in "2022-09-28T21:00" or "2022-09-28T21:00:00.000001", in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def on(text: str) -> date:
    """Return a day written as in "2022-09-28"."""
    return date.fromisoformat(text)


def actor(role: Role = "editor", *, id: str = "acc_editor") -> Actor:  # noqa: A002 - an id is an id
    """Return somebody with a role and all its scopes."""
    return Actor(id, role)


def window(
    earliest: str | None = "2022-09-28", latest: str | None = "2022-09-28", *, zone: str = "UTC", **kept: Any
) -> Window:
    """Return a window of days; "Wednesday 28 September" unless told otherwise."""
    ends = [None if day is None else on(day) for day in (earliest, latest)]
    return window_of_dates(*ends, zone=zone, **kept)


def no_date(*, said_on: str | None = None, zone: str = "UTC") -> Window:
    """Return the window of a claim that nobody gave a date for."""
    return Window(zone=zone, said_on=None if said_on is None else on(said_on))


def report(id: str = "rep_1", *, published_at: datetime | None = NOW, **given: Any) -> Report:  # noqa: A002
    """Return a report by Meduza that rests on unnamed government sources."""
    fields: dict[str, Any] = {
        "outlet": "Meduza",
        "said_by": SaidBy(label="government sources", kind="unnamed", count="2+"),
        "wording": "will be put on a stop list",
        "hedge": "most likely date",
        "article": Article(url="https://example.org/stop-list", title="Stop list", published_at=published_at),
    }
    return Report(id=id, **fields | given)


def reported(window_: Window | None = None, **given: Any) -> ClaimReported:
    """Return the first event of a claim: men are put on a stop list by 28 September."""
    fields: dict[str, Any] = {"text": "Men are put on a stop list", "report": report(), "owner": "acc_owner"}
    return ClaimReported(window=window_ or window(), **fields | given)


def history(*events: Any, by: str = "acc_owner") -> list[Entry]:
    """Return entries from version 1 on, each at noon of 26 September unless an instant stands beside it."""
    pairs = [event if isinstance(event, tuple) else (event, NOW) for event in events]
    return [Entry(version, event, when, by) for version, (event, when) in enumerate(pairs, start=1)]


def folded(entries: Sequence[Entry]) -> Claim:
    """Return the claim that entries tell, one of which reported it."""
    claim = fold(entries)
    assert claim is not None
    return claim


def claim_after(*events: Any, by: str = "acc_owner") -> Claim:
    """Return the claim that a history of these events tells."""
    return folded(history(*events, by=by))


def numbered_ids() -> Callable[[str], str]:
    """Return a maker of ids that count: clm_1, clm_2, qst_3; sources and articles each by themselves."""
    numbers = count(1)
    apart = {"src": count(1), "art": count(1)}
    return lambda prefix: f"{prefix}_{next(apart.get(prefix, numbers))}"


def context(
    who: Actor | None = None,
    *,
    now: datetime = NOW,
    zone: str = "UTC",
    new_id: Callable[[str], str] | None = None,
    request_id: str | None = None,
) -> Context:
    """Return the context of a change by an editor at noon of 26 September."""
    return Context(
        actor=who or actor(),
        now=now,
        zone=zone,
        new_id=new_id or numbered_ids(),
        request_id=request_id,
    )


def events_of(entries: Iterable[Entry]) -> list[Event]:
    """Return the events of some entries."""
    return [entry.event for entry in entries]
