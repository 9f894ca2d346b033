"""Who may do what, as a page for people: written from the very rules that every door obeys."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.roles import (
    RANK,
    Actor,
    Kind,
    Role,
    Scope,
    may_administer,
    may_follow_up,
    may_read,
    may_report_claims,
)

#: What each follow-up does, in the order in which people meet them.
WHAT_IT_DOES: dict[Kind, str] = {
    "report": "add another publication",
    "check": "say “checked, nothing new”",
    "note": "leave a note",
    "move": "record that a publication gave a new date",
    "snooze": "ask nobody before a day",
    "amend": "correct what our own record got wrong",
    "confirm": "say that it happened",
    "refute": "say that it did not happen, or was shown untrue",
    "assign": "hand the claim to somebody else",
    "undo": "take an entry back",
    "close": "close a claim without an answer",
    "reopen": "open a settled claim again",
    "tag": "set its tags",
    "link": "set its question and its condition",
    "redact": "destroy the words of an entry",
}
WHAT_A_SCOPE_OPENS: dict[Scope, str] = {
    "read": "claims, histories and everything else that can be looked at",
    "write": "logging claims and following them up, as far as the account's role reaches",
    "admin": "accounts, letters and settings; with `write`, also `redact`. Only an admin's token can have it",
}
OPENING = """\
# Who may do what

Everybody who signs in has an account, and every account has one role. A higher role may do all that a lower
one may. A token never reaches further than the account it belongs to.

What the tables mean: **yes** – on every claim · **own claims** – where the account is the claim's owner ·
**own entry** – where the account wrote the last entry and takes back just that · **–** – refused, and
nothing is written.
"""
CLOSING = """\
Sign-in in the browser has all scopes. Where reading is public (`HEARSAY_PUBLIC_READ`), everybody may read
without a token; notes, checks, owners, snoozes and the names of staff stay hidden from them.

## When access ends

- A **sign-in link** asked for on the sign-in page works once, within 15 minutes. One that `hearsay run`,
  `hearsay account add` or `hearsay account link` prints works once, too, and lasts 24 hours.
- A **session** ends when you sign out, when nobody used it for 14 days, and in any case after 90 days.
- A **token** ends when it is revoked, and after 90 days unless another end was asked for. It is shown once;
  we keep its hash and its first 8 characters, so that you can tell your tokens apart.
- Another **role** counts from the next request on.
- An account that is **switched off** loses its sessions, links and tokens at the next request. Switching it
  on again brings none of them back. What it recorded stays, under its name.
- The last active admin can neither be switched off nor given another role: make somebody else an admin first.
"""


def as_markdown() -> str:
    """Return the page `docs/access.md`: roles, follow-ups, scopes, and when access ends."""
    return "\n".join(
        [
            OPENING,
            "## In the newsroom\n",
            *_table("What", _newsroom_rows()),
            "## Follow-ups, kind by kind\n",
            *_table("Follow-up", _follow_up_rows()),
            "## Tokens\n",
            *(f"- `{scope}`: {opened}." for scope, opened in WHAT_A_SCOPE_OPENS.items()),
            "",
            CLOSING,
        ]
    )


def _newsroom_rows() -> Iterable[tuple[str, list[str]]]:
    actors = [Actor("somebody", role) for role in RANK]
    yield "read claims and histories", [_yes_or_no(may_read(one, public_read=False)) for one in actors]
    yield "log a claim, ask a question", [_yes_or_no(may_report_claims(one)) for one in actors]
    yield "manage accounts, letters, settings", [_yes_or_no(may_administer(one)) for one in actors]


def _follow_up_rows() -> Iterable[tuple[str, list[str]]]:
    for kind, done in WHAT_IT_DOES.items():
        yield f"`{kind}`: {done}", [_when_allowed(role, kind) for role in RANK]


def _when_allowed(role: Role, kind: Kind) -> str:
    actor = Actor("somebody", role)
    if may_follow_up(actor, kind, owns=False, wrote_it=False):
        return "yes"
    ways = {
        "own claims": may_follow_up(actor, kind, owns=True, wrote_it=False),
        "own entry": may_follow_up(actor, kind, owns=False, wrote_it=True),
    }
    return ", ".join(way for way, is_open in ways.items() if is_open) or "–"


def _yes_or_no(allowed: bool) -> str:
    return "yes" if allowed else "–"


def _table(what: str, rows: Iterable[tuple[str, list[str]]]) -> list[str]:
    lines = [[what, *RANK], ["---"] * (1 + len(RANK)), *([first, *cells] for first, cells in rows)]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]
