"""Following claims, questions, tags, desks and sources: the buttons beside them, and what one follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response

from service.access import follows, guards
from service.access.follows import Follow
from service.changes.claims import Context
from service.dashboard import frame, writing
from service.dashboard.forms import Given
from service.dashboard.frame import Visitor
from service.dashboard.typed import title_text
from service.database import Connection
from service.domain.refusals import not_found, refuse
from service.domain.reminding.choices import FollowKind
from service.intake import letters as intake
from service.intake.fields import is_id
from service.read_models import claim_board, questions, sources
from service.wiring import Wiring

KIND_WORDS: dict[FollowKind, str] = {
    "claim": "Claim",
    "question": "Question",
    "tag": "Tag",
    "desk": "Desk",
    "outlet": "Outlet",
    "source": "Source",
}


@dataclass(frozen=True, slots=True)
class Buttons:
    """What stands beside a claim, question or source: what it is, and how this person follows it now."""

    kind: FollowKind
    target: str
    follow: Follow | None

    @property
    def page(self) -> str:
        """Where the buttons stand."""
        return page_of(self.kind, self.target)


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing somebody follows, in words, and where it stands."""

    id: str
    kind: str
    words: str
    address: str
    wants_letters: bool


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the forms on their paths."""
    pages.add_url_rule("/follows", "follow", partial(follow, wiring), methods=["POST"])
    pages.add_url_rule("/follows/<follow_id>/end", "end_follow", partial(end, wiring), methods=["POST"])


def page_of(kind: FollowKind, target: str) -> str:
    """Return the page of what is followed; empty where it has none."""
    match kind:
        case "claim" | "question":
            return f"/{kind}s/{target}"
        case "outlet" | "source":
            return f"/sources/{target}"
    return ""


def buttons(connection: Connection, visitor: Visitor, kind: FollowKind, target: str) -> Buttons | None:
    """Return the buttons for this reader; None for the public."""
    if visitor.caller is None:
        return None
    kept = follows.one_of(connection, visitor.caller.account.id, kind, target)
    return Buttons(kind, target, kept)


def listed(connection: Connection, found: Sequence[Follow]) -> list[Listed]:
    """Return what somebody follows, in words."""
    views = claim_board.many(connection, [one.target for one in found if one.kind == "claim"])
    texts = questions.texts(connection, {one.target for one in found if one.kind == "question"})
    words = {view.id: title_text(view.claim.text) for view in views.values()}
    words |= {name: title_text(text) for name, text in texts.items()}
    for one in found:
        known = sources.resolved(connection, one.target) if one.kind in ("outlet", "source") else None
        if known is not None:
            words[one.target] = title_text(known.name)
    return [
        Listed(
            id=one.id,
            kind=KIND_WORDS[one.kind],
            words=words.get(one.target, one.target),
            address=page_of(one.kind, one.target),
            wants_letters=one.wants_letters,
        )
        for one in found
    ]


def follow(wiring: Wiring) -> Response:
    """Follow something, or hear no more of a claim; then go back to where the button stands."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        asked = intake.follow(_body(given))
        _require_there(connection, asked)
        follows.follow(
            connection,
            account=caller.account.id,
            kind=asked.kind,
            target=asked.target,
            wants_letters=asked.wants_letters,
            now=context.now,
            new_id=context.new_id,
        )
        return None, _then(given)

    return writing.done(writing.send(wiring, caller, given, change, about=None))


def end(wiring: Wiring, follow_id: str) -> Response:
    """End a follow of one's own; then go back."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()

    def change(connection: Connection, _context: Context) -> tuple[None, str]:
        if not is_id(follow_id, "flw"):
            raise not_found("such follow")
        follows.end(connection, follow_id, account=caller.account.id)
        return None, _then(given)

    return writing.done(writing.send(wiring, caller, given, change, about=None))


def _body(given: Given) -> dict[str, object]:
    kind, target = _first(given, "kind"), _first(given, "target")
    if kind not in follows.KINDS:
        raise refuse("missing", "Choose what to follow.", at="/kind")
    body: dict[str, object] = {kind: target or None}
    return body | ({"wants_letters": False} if _first(given, "wants_letters") == "no" else {})


def _then(given: Given) -> str:
    return frame.local_path(_first(given, "then")) or "/settings#follows"


def _first(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "").strip()


def _require_there(connection: Connection, asked: intake.FollowAsked) -> None:
    if asked.kind == "claim" and claim_board.one(connection, asked.target) is None:
        raise not_found("such claim")
    if asked.kind == "question" and questions.one(connection, asked.target) is None:
        raise not_found("such question")
    if asked.kind in ("outlet", "source"):
        known = sources.one(connection, asked.target)
        if known is None or follows.kind_of(known.type) != asked.kind:
            raise not_found(f"such {asked.kind}")
