"""Why words name no day: nobody says when, it comes again and again, it hangs on something, it is past."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from service.domain.phrases.anchors import Anchor


class Reason(NamedTuple):
    """Why nothing was read, under a rule of ours."""

    rule: str
    why: str = ""
    #: What comes again and again, where it names its weekday.
    again: Anchor | None = None


#: Marks and classes of a line that say why it names no day, the first that is there.
_WHY_NOT: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile("X"), "unread", "it says that nobody says when"),
    (re.compile("[3*]"), "recurring", ""),
    (re.compile("[Hë0ḟAfUgğΩ{þẽφ]|G[6Y]|6F|ba?E"), "hangs_on", ""),
    (re.compile("[2S]"), "past", ""),
    (re.compile("![^.]{0,9}[D8796]"), "unread", "it says when it will not be"),
    (re.compile("ẍ"), "unread", "it says that it was called off"),
    (
        re.compile("[P«ť][^.]{0,9}8|8,?[^.]{0,9}[P«ť]"),
        "unread",
        "the day that is named is the day of the saying",
    ),
)


def why_unread(shape: str, named: Sequence[Anchor]) -> Reason:
    """Return why a line was not read."""
    for anchor in named:
        if anchor.span.rule == "no_such_day":
            return Reason("no_such_day", anchor.span.why)
    for pattern, rule, why in _WHY_NOT:
        if pattern.search(shape):
            again = next((one for one in named if one.span.rule == rule == "recurring"), None)
            return Reason(rule, why, again)
    return Reason("unread")
