"""Answering from a list: one claim or several, with one piece of evidence, in two steps; and the undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.access import guards
from service.changes import together
from service.changes.claims import Context, StaleVersion
from service.changes.together import NotTaken
from service.dashboard import forms, frame, quick_answers, rows, wording, writing
from service.dashboard.forms import Form, Given, Shown
from service.dashboard.frame import Visitor
from service.dashboard.narrowing import address
from service.dashboard.question_rules import rules_of
from service.dashboard.rows import Row
from service.dashboard.typed import said
from service.database import Connection, reading
from service.domain.claim import Claim
from service.domain.events import Happened
from service.domain.outcome import is_beyond_late
from service.domain.refusals import Refusal, not_allowed, refuse
from service.domain.roles import Kind
from service.domain.window import day_of
from service.formats import sentences, telling
from service.formats.sentences import About
from service.intake.fields import is_id
from service.ledger.log import Stored
from service.read_models import claim_board
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import Moment
from service.wiring import Wiring

NONE_CHOSEN = "Choose at least one claim."
TOO_MANY = f"Choose at most {together.MOST} claims at once."
CHANGED = "It changed while you were writing: see what was added, then choose it again."


@dataclass(frozen=True, slots=True)
class Choice:
    """One claim on the form: as it stands, whether it is chosen, and why it was not taken."""

    row: Row
    version: int
    is_chosen: bool
    why: tuple[str, ...] = ()
    #: What was added to it meanwhile, each as a sentence.
    since: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """What came back: the status, the form as it was, and why single claims did not take it."""

    status: int
    form: Form
    why: Mapping[str, Refusal | StaleVersion]


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the form, its answer and the undo on their paths."""
    pages.add_url_rule("/answers", "answers", partial(show, wiring))
    pages.add_url_rule("/answers", "answer", partial(record, wiring), methods=["POST"])
    pages.add_url_rule("/answers/<batch>/undo", "undo_answers", partial(undo, wiring), methods=["POST"])


def show(wiring: Wiring) -> Response:
    """Return the form for the claims that were chosen."""
    visitor = _writer(wiring)
    kind = _kind(request.args.get("answer"))
    chosen = _ids(request.args.getlist("claim"))
    given = {
        **quick_answers.starts_with(kind, today=visitor.today),
        **_like(wiring, kind, request.args.get("like", "")),
        "then": [_then(request.args.get("then"))],
    }
    faults = () if chosen else (Shown("", NONE_CHOSEN),)
    form = Form(given=given, key=wiring.new_secret(), faults=faults)
    return _page(wiring, visitor, kind, form, chosen, chosen)


def _like(wiring: Wiring, kind: Kind, answered: str) -> Mapping[str, list[str]]:
    """Return the fields filled in with the facts and the evidence of another claim's answer."""
    if not is_id(answered, "clm"):
        return {}
    with reading(wiring.engine) as connection:
        view = claim_board.one(connection, answered)
    found = None if view is None else view.claim.resolution
    return {} if found is None else quick_answers.like(kind, found)


def record(wiring: Wiring) -> Response:
    """Record the answer on every chosen claim and go back to the list; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    kind = _kind(next(iter(given.get("answer", ())), None))
    versions = _versions(given)
    chosen = _ids(given.get("claim", ()))
    if not chosen or len(chosen) > together.MOST:
        words = TOO_MANY if chosen else NONE_CHOSEN
        form = Form(given=given, key=wiring.new_secret(), faults=(Shown("", words),))
        return _page(wiring, visitor, kind, form, list(versions), chosen, status=422)

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        wanted = {claim_id: versions.get(claim_id) for claim_id in chosen}
        propose = partial(_proposal, kind, given, context)
        batch, _written = together.follow_up(connection, wanted, propose, context)
        return None, batch

    try:
        sent = writing.send(wiring, caller, given, change, about=None)
    except NotTaken as refused:
        again = _refused(wiring, given, chosen, refused)
        return _page(
            wiring, visitor, kind, again.form, list(versions), chosen, status=again.status, why=again.why
        )
    if isinstance(sent, str):
        return _back(given, sent)
    return _page(wiring, visitor, kind, sent.form, list(versions), chosen, status=sent.status)


def undo(wiring: Wiring, batch: str) -> Response:
    """Take back what was recorded together, with an entry of its own on every claim."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        undone, _written = together.take_back(connection, batch, context)
        return None, undone

    try:
        sent = writing.send(wiring, caller, given, change, about=None)
    except NotTaken as refused:
        raise refuse(
            "cannot_be_undone",
            " ".join(dict.fromkeys(word for why in refused.why.values() for word in _why(why))),
            hint="Nothing was taken back. Open the claims and look at their histories.",
        ) from refused
    if isinstance(sent, str):
        return _back(given, sent)
    faults = [fault.words for fault in sent.form.faults]
    raise refuse("cannot_be_undone", " ".join(faults))


def _proposal(kind: Kind, given: Given, context: Context, _claim_id: str, claim: Claim) -> together.Proposal:
    return quick_answers.proposal(kind, claim, given, context)


def _writer(wiring: Wiring) -> Visitor:
    visitor, _caller = frame.person(wiring)
    if not visitor.may_log:
        raise not_allowed("Only those who may log claims answer them.")
    return visitor


def _back(given: Given, batch: str) -> Response:
    """Go back to the list that the answer came from, with the message about it."""
    if not is_id(batch, "bat"):
        return frame.see_other("/")
    there = urlsplit(_then(next(iter(given.get("then", ())), None)))
    query = f"{there.query}&" if there.query else ""
    return frame.see_other(f"{there.path}?{query}saved={batch}#saved")


def _then(asked: str | None) -> str:
    """Return the page to go back to: the board, the list of claims as it was narrowed, or one claim."""
    path = frame.local_path(asked)
    there = "" if path is None else urlsplit(path).path
    may_go_back = there in ("/", "/claims") or is_id(there.removeprefix("/claims/"), "clm")
    return path if path is not None and may_go_back else "/"


def _kind(asked: str | None) -> Kind:
    found = next((kind for kind in quick_answers.LABELS if kind == asked), None)
    return found or "confirm"


def _ids(asked: Sequence[str]) -> list[str]:
    return [one for one in dict.fromkeys(asked) if is_id(one, "clm")][: together.MOST + 1]


def _versions(given: Given) -> dict[str, int | None]:
    """Return the claims that stood on the form with the versions that were seen, as “clm_… 3”."""
    pairs = [one.partition(" ") for one in given.get("seen", ())]
    return {
        claim_id: int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
        for claim_id, _space, version in pairs
        if is_id(claim_id, "clm")
    }


def _refused(wiring: Wiring, given: Given, chosen: Sequence[str], refused: NotTaken) -> Refused:
    """Return the form again: what is wrong with the form at its fields, what is wrong with claims at them."""
    faults = [why.faults for why in refused.why.values() if isinstance(why, Refusal)]
    of_the_form = len(faults) == len(chosen) and all(one == faults[0] for one in faults)
    key = next(iter(given.get("key", ())), "") or wiring.new_secret()
    first = next(iter(refused.why.values()))
    guards.note_refusal("stale_version" if isinstance(first, StaleVersion) else first.code)
    status = 412 if isinstance(first, StaleVersion) else frame.STATUS_OF[first.refusal_class]
    if of_the_form:
        return Refused(status, Form(given=given, key=key, faults=forms.shown(faults[0], given)), {})
    many = wording.counted(len(refused.why), "claim")
    words = f"Nothing was saved yet: {many} of {len(chosen)} did not take it, and you find why below."
    if len(refused.why) < len(chosen):
        words += " Send it again to save it for the others."
    return Refused(status, Form(given=given, key=key, faults=(Shown("", words),)), refused.why)


def _page(
    wiring: Wiring,
    visitor: Visitor,
    kind: Kind,
    form: Form,
    asked: Sequence[str],
    chosen: Sequence[str],
    *,
    status: int = 200,
    why: Mapping[str, Refusal | StaleVersion] | None = None,
) -> Response:
    with reading(wiring.engine) as connection:
        names = frame.people(connection, visitor)
        views = claim_board.many(connection, asked)
        moment = Moment(now=visitor.now)
        questions = [view.claim.question for view in views.values()]
        rules = rules_of(connection, questions, moment, visitor.zone) if kind in ("confirm", "refute") else []
    listed = [views[one] for one in asked if one in views]
    about = About(names={account.id: account.name for account in names.values()})
    choices = [
        Choice(
            row=rows.row(view, names, visitor.now, for_public=False),
            version=view.claim.version,
            is_chosen=view.id in chosen and view.id not in (why or {}),
            why=tuple(_why((why or {}).get(view.id))),
            since=_since((why or {}).get(view.id), about),
        )
        for view in listed
    ]
    return frame.page(
        visitor,
        "answer.html",
        status=status,
        kind=kind,
        form=form,
        choices=choices,
        only=choices[0] if len(choices) == 1 else None,
        kinds=_kinds(kind, [view.id for view in listed], form),
        label=_label(kind, listed),
        button=quick_answers.LABELS[kind][1],
        people=[one for one in names.values() if one.is_active and one.role != "viewer"],
        holds=bool(listed) and all(view.claim.expects == "holds_through" for view in listed),
        may_be_late=kind == "confirm" and any(may_be_late(view, visitor) for view in listed),
        then=_then(form.value("then")),
        days=days_to_wait(visitor),
        rules=rules,
    )


def _label(kind: Kind, views: Sequence[ClaimView]) -> str:
    holds = bool(views) and all(view.claim.expects == "holds_through" for view in views)
    if holds and kind in ("confirm", "refute"):
        return "It held" if kind == "confirm" else "It did not hold"
    return quick_answers.LABELS[kind][0]


def _kinds(kind: Kind, ids: Sequence[str], form: Form) -> list[tuple[str, str, bool]]:
    """Return the kinds of answer as links that keep the claims, each with whether it is this one."""
    kept = [*(("claim", one) for one in ids), ("then", form.value("then") or "/")]
    return [
        (words, address("/answers", [("answer", one), *kept]), one == kind)
        for one, (words, _button) in quick_answers.LABELS.items()
    ]


def may_be_late(view: ClaimView, visitor: Visitor) -> bool:
    """Say whether an answer today comes so late that one has to say what it counts as."""
    today = day_of(visitor.now, view.claim.window.zone)
    far = is_beyond_late(view.claim.window, Happened(earliest=today, latest=today))
    return far and view.claim.expects == "happens_by"


def days_to_wait(visitor: Visitor) -> dict[str, str]:
    """Return the days that are offered to wait until, in full."""
    found = {}
    for wait in quick_answers.WAITS[:3]:
        until = quick_answers.snoozed_until({"wait": [wait]}, today=visitor.today, zone=visitor.zone)
        found[wait] = wording.day(until)
    return found


def _why(refused: Refusal | StaleVersion | None) -> list[str]:
    if refused is None:
        return []
    if isinstance(refused, StaleVersion):
        return [CHANGED]
    return [forms.words_of(fault) for fault in refused.faults]


def _since(refused: Refusal | StaleVersion | None, about: About) -> tuple[Markup, ...]:
    if not isinstance(refused, StaleVersion):
        return ()
    return tuple(_in_full(one, about) for one in refused.since)


def _in_full(one: Stored, about: About) -> Markup:
    """Return an entry with all that was typed, so that whoever wrote meanwhile sees the other's words."""
    entry = one.entry
    found = telling.told(entry.event, entry.version, about)
    return said(f"{sentences.who(entry.actor, about)} {sentences.in_one_line(found)}", 600)


def sentence_of(one: Stored, about: About) -> Markup:
    """Return an entry in a sentence that begins with who recorded it."""
    entry = one.entry
    told = sentences.plain(telling.told(entry.event, entry.version, about).sentence)
    return said(f"{sentences.who(entry.actor, about)} {told}", 400)
