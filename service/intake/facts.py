"""All that an event says, as a value of a body: an object, which in a cell of CSV stands as JSON."""

from __future__ import annotations

from typing import Any

from service.intake import json_body
from service.intake.faulting import wrong
from service.intake.fields import Given
from service.intake.limits import ROW_BYTES
from service.intake.syntax import BadSyntax


class Facts(Given):
    """All that an event says, as the ledger keeps it: an object, in a cell of CSV as JSON."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.looks = {"type": "object"}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if not isinstance(value, dict):
            raise wrong("wrong_type", "This is to be an object.")
        return value

    def read_cell(self, text: str) -> Any:
        """Return the value that a cell holds as JSON; what is none stays text, and is refused as such."""
        try:
            return json_body.parse(text.encode(), most=ROW_BYTES)
        except (BadSyntax, UnicodeEncodeError):
            return text
