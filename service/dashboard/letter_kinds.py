"""The kinds of letters that a person can stop, in words, and whether they come."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.reminding.choices import Choices, LetterKind

#: What each kind is called, and when it comes.
WORDS: Mapping[LetterKind, tuple[str, str]] = {
    "reminder": ("Reminders", "before and after the date of a claim that you own or follow"),
    "digest": ("The digest", "everything that is due, in one letter, on the days you chose"),
    "date_moved": ("Moved dates", "when somebody records another date"),
    "escalation": ("Claims that nobody answers", "to editors, once for each"),
    "receipt": ("Receipts", "for every answer that is given by a link in a letter"),
}

#: What a letter was written for, as lists of letters call it.
OCCASIONS: Mapping[str, str] = {
    "reminder": "Reminder",
    "many_past_due": "Reminder of many",
    "digest": "Digest",
    "date_moved": "Date moved",
    "escalation": "Nobody answers",
    "receipt": "Receipt",
    "sign_in": "Sign-in link",
    "invitation": "Invitation",
}


def comes(kind: LetterKind, choices: Choices) -> bool:
    """Say whether letters of a kind come to whoever chose so."""
    match kind:
        case "reminder":
            return choices.day_before or choices.last_day or choices.date_passed
        case "digest":
            return choices.digest != "off"
        case "date_moved":
            return choices.date_moved
        case "escalation":
            return choices.escalation
        case "receipt":
            return choices.receipt
