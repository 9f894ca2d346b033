"""How the command line ends: its exit codes, and every error as one line what and one line what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.domain.refusals import Refusal, RefusalClass

OK, FAILED, USAGE, NOT_FOUND, REJECTED, CONFLICT, NOT_ALLOWED, TRY_AGAIN = 0, 1, 2, 3, 4, 5, 6, 75
INTERRUPTED = 130

#: Keep in step with docs/cli.md; a test compares them.
EXIT_CODES: tuple[tuple[int, str], ...] = (
    (OK, "done"),
    (FAILED, "failed: something is broken, or a check found a fault"),
    (USAGE, "usage: the command, an option or a setting is wrong"),
    (NOT_FOUND, "not found: there is no such claim, account or token"),
    (REJECTED, "rejected: the content was understood and is refused; nothing was written"),
    (CONFLICT, "conflict: the claim or account is no longer in a state that takes this"),
    (NOT_ALLOWED, "not allowed: the account may not do this"),
    (TRY_AGAIN, "try again: the database is busy or does not answer"),
    (INTERRUPTED, "stopped with Ctrl-C"),
)


CODE_OF: dict[RefusalClass, int] = {
    "content": REJECTED,
    "not_allowed": NOT_ALLOWED,
    "not_found": NOT_FOUND,
    "conflict": CONFLICT,
}


class Stop(Exception):
    """The command cannot go on: what is the matter, what to do about it, and how to end."""

    def __init__(self, what: str, what_to_do: str = "", *, code: int = FAILED) -> None:
        super().__init__(what)
        self.what = what
        self.what_to_do = what_to_do
        self.code = code


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an error, line by line, and the code to end with."""

    code: int
    lines: tuple[str, ...]


def said(error: Exception) -> Said:
    """Return what to say of any error a command can end with."""
    # Imported here: none of these is loaded yet where the command line itself was wrong.
    from service.changes.claims import StaleVersion
    from service.database import CommitUnknown, Unavailable
    from service.domain.refusals import Refusal
    from service.intake.syntax import BadSyntax
    from service.mail.messages import MailSettingsError
    from service.settings import SettingsError

    match error:
        case Stop():
            return Said(error.code, tuple(line for line in (error.what, error.what_to_do) if line))
        case BadSyntax():
            return Said(USAGE, _faults(error))
        case Refusal():
            return Said(CODE_OF[error.refusal_class], _faults(error))
        case SettingsError() | MailSettingsError():
            return Said(USAGE, (f"A setting cannot be used: {error}", "Set it right in the environment."))
        case StaleVersion():
            what = f"{error.claim_id} has changed: it is at version {error.current.version} now."
            return Said(CONFLICT, (what, f"Look at it first: hearsay claim show {error.claim_id}"))
        case CommitUnknown():
            what = "The connection was lost while saving; nobody can say yet whether it took effect."
            return Said(TRY_AGAIN, (what, "Look before you try again, so that nothing is recorded twice."))
        case Unavailable():
            return Said(TRY_AGAIN, (f"Nothing was written: {error}.", "Try again in a moment."))
    name = type(error).__name__
    what = f"Hearsay failed: {name}: {str(error).strip().partition(chr(10))[0]}"
    return Said(FAILED, (what, "Run it again with --debug to see where."))


def _faults(refusal: Refusal) -> tuple[str, ...]:
    lines = []
    for fault in refusal.faults:
        lines.append(f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail)
        if fault.hint:
            lines.append(f"  Hint: {fault.hint}")
    return tuple(lines)
