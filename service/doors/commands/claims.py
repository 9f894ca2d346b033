"""Claims: what is due, and logging, listing, showing and answering them, with the words of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from service.doors import exits
from service.doors.options import as_option, body_options, json_option
from service.doors.printing import put_json, put_table, tell

if TYPE_CHECKING:
    from service.changes.claims import Context, Written
    from service.database import Connection
    from service.intake.claims import NewClaim
    from service.wiring import Wiring

WHEN = (
    ("when", "The words about when, as they were said."),
    ("earliest", "First day it can happen on, as in 2022-09-28."),
    ("latest", "Last day it can happen on."),
    ("edtf", "Date or interval, as in 2022-09 or 2022-09-26/.."),
    ("said_on", "The day the words were said; without it, the day of publication."),
    ("said_zone", "Where they were said."),
    ("zone", "Zone of the event; without it, the newsroom's."),
    ("reading", "Which of the readings of the words is meant, by its number."),
    ("hangs_on", "Id of the claim that the window waits for."),
)
NEW = (
    ("outlet", "Who published it."),
    ("url", "Address of the article."),
    ("title", "Its headline."),
    ("published", "When it came out: a day, or an instant with offset."),
    ("wording", "The passage, verbatim."),
    ("hedge", "The hedge, verbatim: could, most likely."),
    ("said_by", "The source in the article's own words; never a confidential name."),
    ("said_by_kind", "named, unnamed, institution, document, own_voice or not_stated."),
    ("said_by_count", "1, 2+ or unknown."),
    *WHEN,
    ("expects", "happens_by (the usual) or holds_through."),
    ("condition", "What it hangs on, in words."),
    ("question", "Id of a question, or the words of a new one."),
    ("desk", "A label to filter by."),
)
FOLLOW_UP = (
    ("note", "A note, or where one looked."),
    ("reason", "Why."),
    ("known_on", "The day it was known; without it, today."),
    ("happened", "The day it happened, FIRST/LAST, or unknown."),
    ("extent", "whole or part."),
    ("extent_note", "Which part came true."),
    ("counts_as", "late or did_not_happen, where it came long after."),
    ("looked_on", "The day one looked."),
    ("until", "Ask no earlier than this day."),
    ("version", "The entry that is meant."),
    ("duplicate_of", "The claim this one repeats."),
    ("into", "The claim that goes on, for merge."),
    ("text", "The claim in one sentence, set right."),
    ("owner", "Id of the account that is asked first."),
    ("question", "Id of the question it bears on."),
    ("report", "Id of the report a new date rests on."),
    *WHEN,
)
FILTERS = (
    ("due", "past_due, long_past_due, to_check, today, this_week, later, no_date or settled."),
    ("status", "rumored, confirmed or refuted."),
    ("outcome", "What became of it, as in late."),
    ("outlet", "Who published it."),
    ("said_by", "Kind of source."),
    ("stance", "How an outlet stands: for, against, no_confirmation, relays or retracted."),
    ("question", "Id of a question."),
    ("tag", "A tag."),
    ("desk", "A desk."),
    ("owner", "Id of an account."),
    ("merged", "true: only what was merged into another claim."),
    ("q", 'Words, "phrases" and beginnings* that all occur in it.'),
    ("as_of", "As the world stood then: a day or an instant."),
    ("recorded_by", "As this ledger stood then."),
    ("sort", "recorded_at, window_end or closes_at; a leading - turns it round."),
    ("limit", "How many; 50 without it."),
)


@click.command("due")
@click.option("--limit", type=click.IntRange(1, 200), default=50, help="Claims of each section.")
@json_option
def due_command(limit: int, *, as_json: bool) -> None:
    """List what is past due, due today or this week, and time to check, most pressing first."""
    from service.database import reading
    from service.doors.commands import claim_rows
    from service.doors.opening import opened
    from service.read_models import due_calendar

    wiring = opened()
    now = wiring.now()
    with reading(wiring.engine) as connection:
        sections = due_calendar.sections(connection, now, most=limit)
        if as_json:
            put_json(claim_rows.sections_shape(connection, sections, wiring, now))
            return
    put_table(
        claim_rows.COLUMNS,
        [claim_rows.row(view, now) for section in sections for view in section.claims],
    )
    tell(", ".join(f"{section.due} {section.count}" for section in sections))


@click.group("claim")
def claim_command() -> None:
    """Log, list, show and answer claims."""


@claim_command.command("list")
@body_options(FILTERS)
@json_option
def list_claims(*, as_json: bool, **given: str | None) -> None:
    """List claims, the newest first."""
    from service.database import reading
    from service.doors.commands import claim_rows
    from service.doors.opening import opened
    from service.intake import queries
    from service.read_models import filters

    wiring = opened()
    now = wiring.now()
    pairs = [(name, value) for name, value in given.items() if value is not None]
    asked = queries.claim_list(pairs, now=now, zone=wiring.settings.zone)
    with reading(wiring.engine) as connection:
        page = filters.claims(connection, asked.filter, asked.moment, sort=asked.sort, limit=asked.limit)
        if as_json:
            put_json(claim_rows.shapes_of(connection, page.items, wiring, asked.moment.due_at))
            return
    put_table(claim_rows.COLUMNS, [claim_rows.row(view, asked.moment.due_at) for view in page.items])
    if page.next is not None:
        tell("There are more: raise --limit, or filter.")


@claim_command.command("show")
@click.argument("claim_id", metavar="ID")
@click.option("--history", is_flag=True, help="Its entries, oldest first, instead of how it stands.")
@json_option
def show(claim_id: str, *, history: bool, as_json: bool) -> None:
    """Show the claim ID as it stands, or its history."""
    from service.database import reading
    from service.domain.refusals import not_found
    from service.doors.commands import claim_rows
    from service.doors.opening import opened
    from service.ledger import log
    from service.read_models import claim_board

    wiring = opened()
    now = wiring.now()
    with reading(wiring.engine) as connection:
        view = claim_board.one(connection, claim_id)
        if view is None:
            raise not_found(f"claim {claim_id}")
        if history:
            claim_rows.put_history(connection, view, log.read(connection, claim_id), as_json=as_json)
        elif as_json:
            put_json(claim_rows.shapes_of(connection, [view], wiring, now)[0])
        else:
            claim_rows.put_claim(connection, view, now, base_url=wiring.settings.base_url)


@claim_command.command("add")
@click.argument("text", required=False)
@body_options(NEW)
@click.option("--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option("--body", type=click.File("rb"), help="A file with the JSON body of POST /claims; - is stdin.")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@as_option
@json_option
def add(
    text: str | None,
    tags: tuple[str, ...],
    body: Any,
    email: str | None,
    *,
    dry_run: bool,
    as_json: bool,
    **given: str | None,
) -> None:
    """Log the claim TEXT, as an article reports it.

    \b
    hearsay claim add "The border closes" --outlet "The Example" --published 2022-09-26 \\
        --when 2022-09-28 --hedge "most likely" --said-by "two officials" --said-by-kind unnamed
    """
    from service.changes import claims
    from service.doors.commands import bodies
    from service.doors.opening import acting, changed, context_for, opened, record
    from service.intake.claims import new_claim

    wiring = opened()
    sent = bodies.sent(body, bodies.new_claim(text, tags, given))

    def work(connection: Connection) -> Written:
        account = acting(connection, email)
        context = context_for(wiring, account)
        new: NewClaim = new_claim(
            sent,
            owner=account.id,
            now=context.now,
            zone=context.zone,
            new_id=wiring.new_id,
            conventions=context.conventions,
        )
        written = claims.report_claim(connection, new.proposed, context, ask=new.ask)
        record(connection, wiring, context=context, about=written.claim_id)
        return bodies.unless_dry(written, dry_run=dry_run)

    _tell_written(wiring, changed(wiring, work), as_json=as_json)


@claim_command.command("answer")
@click.argument("claim_id", metavar="ID")
@click.argument("kind", required=False)
@click.option("--kind", "named_kind", metavar="KIND", help="The same as KIND after the ID.")
@body_options(FOLLOW_UP)
@click.option("--evidence", multiple=True, help="A link, or a note that says why there is none.")
@click.option("--tag", "tags", multiple=True, help="All tags the claim is to have.")
@click.option("--body", type=click.File("rb"), help="A file with the JSON body of a follow-up; - is stdin.")
@click.option("--if-version", type=int, help="Only if nobody changed the claim since this version.")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@as_option
@json_option
def answer(
    claim_id: str,
    kind: str | None,
    named_kind: str | None,
    evidence: tuple[str, ...],
    tags: tuple[str, ...],
    body: Any,
    if_version: int | None,
    email: str | None,
    *,
    dry_run: bool,
    as_json: bool,
    **given: str | None,
) -> None:
    """Follow the claim ID up. KIND is confirm, refute, check, note, close, move, undo, snooze, merge, …

    \b
    hearsay claim answer clm_… refute --evidence https://example.org/report --known-on 2022-09-29
    hearsay claim answer clm_… check --note "Looked at the ministry's site"
    """
    from service.doors.commands import bodies
    from service.doors.opening import acting, changed, context_for, opened, record

    wiring = opened()
    sent = bodies.sent(body, bodies.follow_up(bodies.one_kind(kind, named_kind), evidence, tags, given))

    def work(connection: Connection) -> Written:
        context = context_for(wiring, acting(connection, email))
        written = _followed_up(connection, claim_id, sent, context, if_version)
        record(connection, wiring, context=context, about=claim_id)
        return bodies.unless_dry(written, dry_run=dry_run)

    _tell_written(wiring, changed(wiring, work, about=claim_id), as_json=as_json)


def _followed_up(
    connection: Connection, claim_id: str, sent: object, context: Context, if_version: int | None
) -> Written:
    from service.changes import claims
    from service.domain.refusals import not_found
    from service.intake.follow_ups import follow_up
    from service.read_models import claim_board

    view = claim_board.one(connection, claim_id)
    if view is None:
        raise not_found(f"claim {claim_id}")
    proposed = follow_up(
        sent,
        claim=view.claim,
        now=context.now,
        zone=context.zone,
        new_id=context.new_id,
        conventions=context.conventions,
    )
    return claims.follow_up(
        connection,
        claim_id,
        proposed.event,
        context,
        expected_version=if_version,
        looked_at=proposed.looked_at,
        resting_on=proposed.resting_on,
    )


def _tell_written(wiring: Wiring, written: Written, *, as_json: bool) -> None:
    """Say what was recorded and how to take it back."""
    from service.database import reading
    from service.doors.commands import claim_rows
    from service.read_models import claim_board

    if as_json:
        with reading(wiring.engine) as connection:
            view = claim_board.one(connection, written.claim_id)
            if view is None:
                raise exits.Stop(f"{written.claim_id} is gone.")
            put_json(claim_rows.shapes_of(connection, [view], wiring, wiring.now())[0])
    else:
        click.echo(written.claim_id)
    tell(*(f"Note: {warned.detail}" for warned in written.warnings))
    last = written.entries[-1]
    tell(f"Recorded as entry {last.entry.version}: {last.kind}.")
    if last.entry.version == 1:
        tell(f"See it: hearsay claim show {written.claim_id}")
    else:
        tell(f"Take it back: hearsay claim answer {written.claim_id} undo --version {last.entry.version}")
