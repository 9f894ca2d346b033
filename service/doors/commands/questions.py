"""Questions: listed, asked, reworded, given a rule, and such entries taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from service.doors.options import as_option, json_option
from service.doors.printing import put_json, put_table, tell

if TYPE_CHECKING:
    from service.changes.questions import QuestionWritten
    from service.database import Connection
    from service.wiring import Wiring

COLUMNS = ("id", "claims", "question", "rule")


@click.group("question")
def question_command() -> None:
    """List questions, ask one, and say what counts as an answer."""


@question_command.command("list")
@click.option("--limit", type=click.IntRange(1, 200), default=50, help="How many, the newest first.")
@json_option
def list_questions(limit: int, *, as_json: bool) -> None:
    """List questions, the newest first, each with how many claims bear on it."""
    from service.database import reading
    from service.doors.opening import opened
    from service.formats import shapes
    from service.read_models import questions

    wiring = opened()
    with reading(wiring.engine) as connection:
        found = questions.every(connection, most=limit)
        on = questions.claims_on(connection, [one.id for one in found])
    if as_json:
        base_url = wiring.settings.base_url
        put_json([shapes.question(one, base_url=base_url, claims=on[one.id]) for one in found])
        return
    put_table(COLUMNS, [(one.id, str(len(on[one.id])), one.text, one.rule or "") for one in found])


@question_command.command("ask")
@click.argument("text")
@click.option("--rule", help="What counts as an answer, as in: closed means a decree in force.")
@as_option
@json_option
def ask(text: str, rule: str | None, email: str | None, *, as_json: bool) -> None:
    """Ask the question TEXT."""
    from service.changes import questions
    from service.doors.opening import acting, changed, context_for, opened, record
    from service.intake.questions import new_question

    wiring = opened()
    words, said = new_question({"text": text} if rule is None else {"text": text, "rule": rule})

    def work(connection: Connection) -> QuestionWritten:
        context = context_for(wiring, acting(connection, email))
        written = questions.ask(connection, words, said, context)
        record(connection, wiring, context=context, about=written.question_id)
        return written

    _tell_written(wiring, changed(wiring, work), as_json=as_json)


@question_command.command("change")
@click.argument("question_id", metavar="ID")
@click.option("--text", help="The question in other words.")
@click.option("--rule", help="What counts as an answer.")
@click.option("--no-rule", is_flag=True, help="Take its rule away.")
@click.option("--undo", "version", type=int, help="Take this entry of its history back.")
@click.option("--note", help="Why; for colleagues.")
@as_option
@json_option
def change(
    question_id: str,
    text: str | None,
    rule: str | None,
    version: int | None,
    note: str | None,
    email: str | None,
    *,
    no_rule: bool,
    as_json: bool,
) -> None:
    """Change the question ID in one way: --text, --rule, --no-rule or --undo.

    \b
    hearsay question change qst_… --rule "Closed means a decree in force."
    """
    from service.changes import questions
    from service.doors.opening import acting, changed, context_for, opened, record
    from service.intake.questions import follow_up

    wiring = opened()
    proposed = follow_up(_body(text, rule, version, note, no_rule=no_rule))

    def work(connection: Connection) -> QuestionWritten:
        context = context_for(wiring, acting(connection, email))
        written = questions.follow_up(connection, question_id, proposed, context)
        record(connection, wiring, context=context, about=question_id)
        return written

    _tell_written(wiring, changed(wiring, work, about=question_id), as_json=as_json)


def _body(
    text: str | None, rule: str | None, version: int | None, note: str | None, *, no_rule: bool
) -> dict[str, Any]:
    """Return the body of POST /questions/{id}/follow-ups that the options make."""
    ways: list[dict[str, Any]] = []
    ways += [{"kind": "reword", "text": text}] if text is not None else []
    ways += [{"kind": "rule", "rule": rule}] if rule is not None else []
    ways += [{"kind": "rule", "rule": None}] if no_rule else []
    ways += [{"kind": "undo", "version": version}] if version is not None else []
    if len(ways) != 1:
        raise click.UsageError("Say one of --text, --rule, --no-rule and --undo.")
    return ways[0] if note is None else {**ways[0], "note": note}


def _tell_written(wiring: Wiring, written: QuestionWritten, *, as_json: bool) -> None:
    """Say what was recorded and how to take it back."""
    from service.database import reading
    from service.formats import shapes
    from service.read_models import questions

    if as_json:
        with reading(wiring.engine) as connection:
            found = questions.one(connection, written.question_id)
            on = questions.claims_on(connection, [written.question_id])[written.question_id]
        if found is None:
            raise AssertionError("a question that was written is there")
        put_json(shapes.question(found, base_url=wiring.settings.base_url, claims=on))
    else:
        click.echo(written.question_id)
    last = written.entries[-1]
    tell(f"Recorded as entry {last.entry.version}: {last.kind}.")
    if last.entry.version > 1:
        undo = f"--undo {last.entry.version}"
        tell(f"Take it back: hearsay question change {written.question_id} {undo}")
