"""How claims look on the command line: as rows, as fields, as history, as the API's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service.access import accounts
from service.database import Connection
from service.domain.attribution import Report
from service.domain.claim import versions_taken_back
from service.domain.due import Due, deadlines, due, next_check_on
from service.domain.outcome import outcome
from service.doors.printing import put_fields, put_json, put_table, tell
from service.formats import entries, sentences, shapes, telling
from service.formats.json_text import instant
from service.formats.sentences import About
from service.ledger.log import Stored
from service.read_models import questions
from service.read_models.claim_rows import ClaimView
from service.read_models.due_calendar import Section
from service.read_models.identities import identities
from service.wiring import Wiring

COLUMNS = ("id", "status", "due", "until", "as said", "claim")


def row(view: ClaimView, now: datetime) -> tuple[object, ...]:
    """Return a claim as one row of a list."""
    claim = view.claim
    window = claim.window
    return (view.id, claim.status, due_of(view, now), window.latest, window.phrase, claim.text)


def due_of(view: ClaimView, now: datetime) -> Due:
    """Return what is to be done about a claim at an instant."""
    return due(deadlines(view.claim), now, is_settled=view.claim.is_settled)


def shapes_of(
    connection: Connection, views: Sequence[ClaimView], wiring: Wiring, now: datetime
) -> list[dict[str, Any]]:
    """Return claims in the API's shape."""
    on = questions.claims_on(connection, [view.claim.question for view in views])
    who_is = identities(connection, [view.claim for view in views])
    base_url = wiring.settings.base_url
    return [
        shapes.claim(
            view,
            base_url=base_url,
            now=now,
            rivals=on.get(view.claim.question or "", ()),
            who_is=who_is,
        )
        for view in views
    ]


def sections_shape(
    connection: Connection, sections: Sequence[Section], wiring: Wiring, now: datetime
) -> list[dict[str, Any]]:
    """Return the sections of the board, each with how many claims it holds and the first of them."""
    return [
        {
            "due": section.due,
            "count": section.count,
            "items": shapes_of(connection, section.claims, wiring, now),
        }
        for section in sections
    ]


def put_claim(connection: Connection, view: ClaimView, now: datetime, *, base_url: str) -> None:
    """Print a claim as it stands, field by field."""
    claim = view.claim
    window, found, answer = claim.window, outcome(claim), claim.resolution
    owner = claim.owner and accounts.by_id(connection, claim.owner)
    put_fields(
        [
            ("id", view.id),
            ("claim", claim.text),
            ("status", claim.status),
            ("outcome", found and found.name),
            ("due", due_of(view, now)),
            ("as said", window.phrase),
            ("earliest", window.earliest),
            ("latest", window.latest),
            ("zone", window.zone),
            ("said on", window.said_on),
            ("next check", next_check_on(claim)),
            ("last checked", claim.last_checked_on),
            ("flagged", view.flagged_at and _to_the_second(view.flagged_at)),
            ("condition", claim.condition and claim.condition.text),
            ("known on", answer and answer.known_on),
            ("owner", owner.name if owner else claim.owner),
            ("question", claim.question),
            ("tags", ", ".join(claim.tags)),
            ("version", claim.version),
            *(("report", _report(report)) for report in claim.reports),
            ("page", f"{base_url}/claims/{view.id}"),
        ]
    )
    tell(f"Its history: hearsay claim show {view.id} --history")


def put_history(connection: Connection, view: ClaimView, history: Sequence[Stored], *, as_json: bool) -> None:
    """Print the entries of a claim's history, oldest first, each with its sentence."""
    if as_json:
        put_json([entries.history_entry(stored) for stored in history])
        return
    about = _about(connection, view, history)
    taken_back = versions_taken_back([stored.entry for stored in history])
    put_table(
        ("version", "kind", "status", "occurred", "recorded", "who", "what"),
        [
            (
                stored.entry.version,
                stored.kind,
                stored.status,
                _to_the_second(stored.entry.occurred_at),
                _to_the_second(stored.recorded_at),
                sentences.who(stored.entry.actor, about),
                _in_one_line(stored, about, is_taken_back=stored.entry.version in taken_back),
            )
            for stored in history
        ],
    )


def _about(connection: Connection, view: ClaimView, history: Sequence[Stored]) -> About:
    return About(
        names={account.id: account.name for account in accounts.every(connection)},
        questions=questions.texts(connection, telling.questions_in(one.entry.event for one in history)),
        left={move.version: move.window for move in view.claim.moves},
    )


def _in_one_line(stored: Stored, about: About, *, is_taken_back: bool) -> str:
    told = telling.told(stored.entry.event, stored.entry.version, about)
    return f"{sentences.in_one_line(told)}{' (taken back)' if is_taken_back else ''}"


def _to_the_second(value: datetime) -> str:
    return instant(value.replace(microsecond=0))


def _report(report: Report) -> str:
    at, on = report.article.published_at, report.article.published_on
    parts = [
        report.outlet,
        report.stance.replace("_", " "),
        "republished" if report.republishes else None,
        report.said_by.label or report.said_by.kind.replace("_", " "),
        f"“{report.hedge}”" if report.hedge else None,
        f"“{report.when}”" if report.when else None,
        _to_the_second(at) if at else str(on) if on else None,
        report.article.url,
    ]
    return "; ".join(part for part in parts if part)
