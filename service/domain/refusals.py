"""Why an intent is refused: one exception type, stable codes, words that say what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What kind of no it is; doors turn it into a status code or an exit code.
RefusalClass = Literal["content", "not_allowed", "not_found", "conflict"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was sent.

    `pointer` is a JSON pointer (RFC 6901) into the body, or the name of a query parameter.
    """

    pointer: str
    code: str
    detail: str
    hint: str | None = None


class Refusal(Exception):
    """The intent was understood and is refused; nothing was written. Read `faults` and send again."""

    def __init__(self, *faults: Fault, refusal_class: RefusalClass = "content") -> None:
        super().__init__("; ".join(fault.detail for fault in faults))
        self.faults = faults
        self.refusal_class: RefusalClass = refusal_class

    @property
    def code(self) -> str:
        """The code of the first fault, which names the whole refusal."""
        return self.faults[0].code


def refuse(code: str, detail: str, *, at: str = "", hint: str | None = None) -> Refusal:
    """Return a refusal of the content at the JSON pointer `at`."""
    return Refusal(Fault(at, code, detail, hint))


def not_allowed(detail: str, *, hint: str | None = None) -> Refusal:
    """Return a refusal because of who asks."""
    return Refusal(Fault("", "not_allowed", detail, hint), refusal_class="not_allowed")


def not_found(what: str) -> Refusal:
    """Return a refusal because the thing does not exist for whoever asks."""
    return Refusal(Fault("", "not_found", f"There is no {what}."), refusal_class="not_found")


def conflict(code: str, detail: str, *, hint: str | None = None) -> Refusal:
    """Return a refusal because the claim is no longer in a state that takes this."""
    return Refusal(Fault("", code, detail, hint), refusal_class="conflict")
