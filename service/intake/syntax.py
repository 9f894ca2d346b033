"""The refusal of what cannot be read at all, or asks by a name there is none of."""

from __future__ import annotations

from service.domain.refusals import Fault, Refusal


class BadSyntax(Refusal):
    """What was sent cannot be read. Doors answer 400, where other faults of content are 422."""


def bad_syntax(code: str, detail: str, *, at: str = "", hint: str | None = None) -> BadSyntax:
    """Return the refusal of something unreadable."""
    return BadSyntax(Fault(at, code, detail, hint))
