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
    "second": "agree to an answer that waits for a second editor; not to one's own",
    "decline": "decline an answer that waits for a second editor; not one's own",
    "assign": "hand the claim to somebody else",
    "undo": "take an entry back",
    "close": "close a claim without an answer",
    "reopen": "open a settled claim again",
    "tag": "set its tags",
    "link": "set its question and its condition",
    "merge": "merge it into a claim that says the same",
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

## Answers about named private persons

A claim can be marked as being about a named private person, when it is logged or later (`amend`); only
editors take the mark off. With `HEARSAY_SECOND_EDITOR=1`, an answer to such a claim (`confirm`, `refute`)
does not settle it: it is kept as a proposal with its evidence, the claim stays open, and dates and letters
go on. Another editor or admin agrees to it (`second`), and it is recorded as the answer; or declines it
with a reason. Nobody does either about an answer of their own, but may take it back. One answer waits at a
time. Whoever took the mark off cannot answer that claim alone either. Proposals are for the newsroom alone:
the public sees an answer once it counts. Today tells editors how many wait; `GET
/api/v1/claims?waits_for_second=true` lists them.

## When access ends

- A **private address** of a calendar or a feed (`/addresses`) shows one list, for reading, to whoever has
  it: no notes, no checks, no names. It works until it is renewed or ended, or its account is switched off;
  see [feeds.md](feeds.md).
- A **sign-in link** asked for on the sign-in page works once, within 15 minutes; so does the code in the same
  letter, which can be typed on another device. An invitation, and a link that `hearsay run`,
  `hearsay account add` or `hearsay account link` prints, works once, too, and lasts 24 hours.
- A **session** ends when you sign out, when nobody used it for 14 days, and in any case after 90 days.
- A **token** ends when it is revoked, and after 90 days unless another end was asked for. It is shown once;
  we keep its hash and its first 8 characters, so that you can tell your tokens apart.
- Another **role** counts from the next request on.
- An account that is **switched off** loses its sessions, links and tokens at the next request. Switching it
  on again brings none of them back. What it recorded stays, under its name.
- The last active admin can neither be switched off nor given another role: make somebody else an admin first.

Your browsers are listed on `/account` (`GET /api/v1/sessions`), each with a button that ends it; your tokens
on `/tokens`. Admins find everybody's tokens there, accounts on `/accounts`.

## Signing in

Nobody has a password. Whoever types an address on the sign-in page gets the same answer, as fast, whether it
is a member's or not. If it is one, a letter brings a link and a code of eight letters and digits. Opening the
link spends nothing, so mail scanners cannot: its page has one button. Without a mail server the server
prints link and code on its terminal, or in its log; they never land in the built-in mailbox, where one admin
could sign in as another.

One account gets at most 5 such letters in 15 minutes, a minute apart. From one address there are at most 100
tries in 15 minutes. After 20 wrong codes for one account, codes stop for the rest of 15 minutes, and links go
on working: nobody else can lock you out.

## How much at once

An account writes at most `HEARSAY_WRITES_A_MINUTE` (600) times a minute, counted in the database over all
processes; what was refused counts, too. It reads at most `HEARSAY_READS_A_MINUTE` (6000) times a minute in
each web process; whoever has not signed in, as often from one address. Beyond that the answer is 429 with
Retry-After. 0 is no limit.

## The trail

Every write, and every refusal of somebody signed in (a write that was not taken, a look that was not
allowed), leaves a line: account, token or session, request, address, time, what was tried and how it went.
A write and its line stand or fall together. Commands leave theirs, done or refused, as `command line`. No
secret stands in it; the database lets nobody change or remove a line. Admins read it on `/trail` and take it
away as CSV, JSON or NDJSON (`GET /api/v1/trail`). Refusals of people we do not know are counted and logged,
and not stored. Of refusals for asking too much, the first of a minute has a line.

## Changing the secret key

Set the new key as `HEARSAY_SECRET_KEY` and the old one as `HEARSAY_SECRET_KEY_BEFORE`. (One that was made by
itself stands in the file `secret_key` of the data folder.) Links in letters that went out before go on
working; none lasts longer than 30 days, so take the old key away then. If the old key was stolen, leave it
out at once: those links are dead then, and people answer on the dashboard. Sessions and API tokens do not
hang on the key.
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
