"""What may stand in a text: everything people write, nothing that breaks a list, a letter or a line."""

from __future__ import annotations

import re
import unicodedata

#: Controls (C0, DEL, C1), lone surrogates and noncharacters; none of them can be shown, and several
#: cannot be stored by PostgreSQL or written as XML 1.0 (section 2.2).
_UNFIT = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17)
)
#: A long text has lines and tabs; a short one is one line, whatever counts as a line's end.
_IN_LINES = re.compile(f"[{_UNFIT}]")
_IN_ONE_LINE = re.compile(f"[{_UNFIT}\t\n\u2028\u2029]")


def first_unfit(text: str, *, lines: bool) -> str | None:
    """Return the first character that may not stand in a text, or None."""
    found = (_IN_LINES if lines else _IN_ONE_LINE).search(text)
    return None if found is None else found[0]


def is_blank(text: str) -> bool:
    """Say whether a text shows nothing: spaces, controls and invisible marks alone."""
    return all(unicodedata.category(character)[0] in "ZC" for character in text)


def with_plain_line_ends(text: str) -> str:
    """Return the text with the line ends of forms (CR LF) as plain ones; XML reads them so too."""
    return text.replace("\r\n", "\n")
