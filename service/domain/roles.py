"""Who may do what: the one matrix that every door obeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "reporter", "editor", "admin"]
Scope = Literal["read", "write", "admin"]
Kind = Literal[
    "report",
    "check",
    "note",
    "confirm",
    "refute",
    "second",
    "decline",
    "close",
    "move",
    "reopen",
    "undo",
    "amend",
    "snooze",
    "assign",
    "tag",
    "link",
    "merge",
    "redact",
]

RANK: dict[Role, int] = {"viewer": 0, "reporter": 1, "editor": 2, "admin": 3}
ALL_SCOPES: frozenset[Scope] = frozenset({"read", "write", "admin"})

#: The least role that may record a follow-up of each kind on any claim.
LEAST_ROLE: dict[Kind, Role] = {
    "report": "reporter",
    "check": "reporter",
    "note": "reporter",
    "confirm": "editor",
    "refute": "editor",
    "second": "editor",
    "decline": "editor",
    "close": "editor",
    "move": "reporter",
    "reopen": "editor",
    "undo": "editor",
    "amend": "reporter",
    "snooze": "reporter",
    "assign": "editor",
    "tag": "editor",
    "link": "editor",
    "merge": "editor",
    "redact": "admin",
}
#: What the owner of a claim may record on it from the role of a reporter up.
OWNER_MAY: frozenset[Kind] = frozenset({"confirm", "refute", "assign"})
#: What the author of the last entry may do about it from the role of a reporter up.
AUTHOR_MAY: frozenset[Kind] = frozenset({"undo"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and how far the way they came in reaches."""

    id: str
    role: Role
    scopes: frozenset[Scope] = ALL_SCOPES

    def is_at_least(self, role: Role) -> bool:
        """Whether the actor's role is this one or a higher one."""
        return RANK[self.role] >= RANK[role]


#: The scheduler, whose entries are its own and nobody's.
SCHEDULER = Actor("system:scheduler", "viewer", frozenset())


def may_read(actor: Actor | None, *, public_read: bool) -> bool:
    """Say whether claims may be shown."""
    return public_read or (actor is not None and "read" in actor.scopes)


def may_report_claims(actor: Actor) -> bool:
    """Say whether the actor may log new claims and ask new questions."""
    return actor.is_at_least("reporter") and "write" in actor.scopes


def may_keep_sources(actor: Actor) -> bool:
    """Say whether the actor may rename, merge and split outlets and sources."""
    return actor.is_at_least("editor") and "write" in actor.scopes


def may_keep_questions(actor: Actor) -> bool:
    """Say whether the actor may reword questions, set their rules and take such entries back."""
    return actor.is_at_least("editor") and "write" in actor.scopes


def may_decide_copies(actor: Actor) -> bool:
    """Say whether the actor may say which articles are copies of others."""
    return actor.is_at_least("editor") and "write" in actor.scopes


def may_administer(actor: Actor) -> bool:
    """Say whether the actor may see and change accounts, letters and settings."""
    return actor.is_at_least("admin") and "admin" in actor.scopes


def may_follow_up(actor: Actor, kind: Kind, *, owns: bool, wrote_it: bool) -> bool:
    """Say whether the actor may record this kind of follow-up.

    Args:
        owns: the actor is the claim's owner.
        wrote_it: the actor wrote the claim's last entry, and the follow-up is about that one.
    """
    if "write" not in actor.scopes or not actor.is_at_least("reporter"):
        return False
    if kind == "redact" and "admin" not in actor.scopes:
        return False
    if actor.is_at_least(LEAST_ROLE[kind]):
        return True
    return (owns and kind in OWNER_MAY) or (wrote_it and kind in AUTHOR_MAY)
