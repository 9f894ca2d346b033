"""The letter with a way in: a link and a code for whoever asked, a link for whoever is invited."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from service.access import accounts, limits, sign_in_links
from service.access.accounts import Account
from service.access.sign_in_links import WayIn, code_fingerprints, way_in
from service.letters.rendering import Trio, render
from service.letters.wording import day_in_words
from service.mail import outbox
from service.mail.messages import message_id, sender_of
from service.wiring import Wiring, kept_secret_keys

Occasion = Literal["sign_in", "invitation"]
#: How long what each of them carries is good for.
LASTS: Mapping[Occasion, timedelta] = {
    "sign_in": sign_in_links.LASTS,
    "invitation": sign_in_links.FIRST_LASTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """A way in that was made: it goes out as a letter, or, without a mail server, is to be printed here."""

    account: Account
    occasion: Occasion
    way_in: WayIn
    base_url: str
    is_letter: bool

    @property
    def line(self) -> str:
        """What is printed where no letter goes out."""
        code = f" Code: {self.way_in.code}" if self.occasion == "sign_in" else ""
        what = "Sign-in link" if self.occasion == "sign_in" else "Invitation"
        return f"{what} for {self.account.email}: {link(self.base_url, self.way_in)}{code}"


def ask(connection: Connection, wiring: Wiring, email: str) -> HandedOut | None:
    """Hand a way in to whoever asked for one by this address.

    None where it is no active account's, and where enough went to it lately: those still work.
    """
    account = accounts.by_email(connection, email)
    if account is None or not account.is_active:
        return None
    now = wiring.now()
    made = sign_in_links.lately(connection, account.id, now - limits.SIGN_IN_WINDOW)
    if len(made) >= limits.LINKS_TO or (made and now < made[0] + limits.BETWEEN_LINKS):
        return None
    return hand_out(connection, wiring, account, "sign_in")


def hand_out(connection: Connection, wiring: Wiring, account: Account, occasion: Occasion) -> HandedOut:
    """Make a way in for an account and put the letter with it into the outbox, ahead of all others.

    Without a mail server no letter is written: in the built-in mailbox every admin could read it, and sign
    in as somebody else. Have it printed then, once the transaction is over: `announce`.

    Raises:
        Refusal: `account_disabled`.
    """
    now, letter_id = wiring.now(), wiring.new_id("let")
    keys = kept_secret_keys(wiring.settings)[:1]
    found = way_in(letter_id, keys[0])
    prints = code_fingerprints(keys, accounts.email_key(account.email), found.code)
    sign_in_links.issue(
        connection,
        account.id,
        now=now,
        secret=found.secret,
        lasts=LASTS[occasion],
        code_fingerprint=prints[0] if occasion == "sign_in" else None,
    )
    is_letter = wiring.settings.smtp_url is not None
    if is_letter:
        outbox.queue(
            connection,
            letter_id=letter_id,
            occasion=occasion,
            recipient=account.id,
            claims=(),
            message_id=message_id(letter_id, sender_of(wiring.settings.mail_from)),
            now=now,
            is_ahead=True,
        )
    return HandedOut(
        account=account,
        occasion=occasion,
        way_in=found,
        base_url=wiring.settings.base_url,
        is_letter=is_letter,
    )


def announce(handed_out: HandedOut | None) -> None:
    """Print what no letter carries, where whoever runs this service reads it: on the terminal, or its log."""
    if handed_out is not None and not handed_out.is_letter:
        # One write, so that lines of several processes do not mix.
        sys.stderr.write(f"{handed_out.line}\n")


def of_letter(connection: Connection, letter_id: str, wiring: Wiring) -> WayIn | None:
    """Return what a letter carries, as long as it still opens the door; else the letter need not go out."""
    for key in kept_secret_keys(wiring.settings):
        found = way_in(letter_id, key)
        if sign_in_links.peek(connection, found.secret, wiring.now()) is not None:
            return found
    return None


def sign_in(
    reader: Account, found: WayIn, occasion: Occasion, *, base_url: str, until: datetime, zone: str
) -> Trio:
    """Return the letter; neither link nor code stands in its subject."""
    local = until.astimezone(ZoneInfo(zone))
    facts = {
        "is_invitation": occasion == "invitation",
        "name": reader.name,
        "role": reader.role,
        "url": link(base_url, found),
        "code": found.code if occasion == "sign_in" else None,
        "until": f"{local:%H:%M} on {day_in_words(local.date())} ({zone})",
        "sign_in_url": f"{base_url}/sign-in",
    }
    return render("sign_in", facts)


def link(base_url: str, found: WayIn) -> str:
    """Return the address of the page with the one button."""
    return f"{base_url}/sign-in/{found.secret}"
