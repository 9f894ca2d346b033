"""Bytes to JSON values, strictly: what two readers could read differently is refused."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from service.intake.limits import BODY_BYTES, DEPTH, DIGITS
from service.intake.plain_text import first_unfit
from service.intake.syntax import BadSyntax, bad_syntax

#: Strings are stepped over whole; possessive, so that no input makes it go back.
_STEPS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class BodyTooLarge(BadSyntax):
    """The body is larger than one request may be. Send less, or bring it in as a file."""


def parse(raw: bytes, *, most: int = BODY_BYTES, what: str = "The body") -> object:
    """Return the JSON value of a body of at most so many bytes.

    Source: RFC 8259; of what its section 4, 6 and 8.1 leave open, the strict reading is taken.

    Raises:
        BodyTooLarge: more than 256 KB.
        BadSyntax: `body_missing`, `byte_order_mark`, `not_utf8`, `too_deep`, `not_json`, `duplicate_key`,
            `number_too_long`, `not_a_number`, `unfit_key`.
    """
    text = _decoded(raw, most)
    _require_shallow(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        where = (
            f"line {error.lineno}, column {error.colno}" if b"\n" in raw.strip() else f"column {error.colno}"
        )
        raise bad_syntax("not_json", f"{what} is not JSON: {error.msg} at {where}.") from error


def _decoded(raw: bytes, most: int) -> str:
    if len(raw) > most:
        raise too_large()
    if not raw.strip():
        raise bad_syntax("body_missing", "The request needs a JSON body.")
    if raw.startswith(_BYTE_ORDER_MARKS):
        raise bad_syntax("byte_order_mark", "Send JSON as UTF-8 without a byte order mark.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad_syntax("not_utf8", f"The body is not UTF-8 (byte {error.start}).") from error


def too_large() -> BodyTooLarge:
    """Return the refusal of a body that is too large."""
    fault = bad_syntax("body_too_large", f"A body holds at most {BODY_BYTES // 1024} KB.")
    return BodyTooLarge(*fault.faults)


def _require_shallow(text: str) -> None:
    depth = 0
    for step in _STEPS.finditer(text):
        match step[0]:
            case "[" | "{":
                depth += 1
                if depth > DEPTH:
                    raise bad_syntax("too_deep", f"Objects and lists nest at most {DEPTH} deep.")
            case "]" | "}":
                depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        for key in made:
            _require_fit(key)
        return made
    seen: set[str] = set()
    for key, _ in pairs:
        _require_fit(key)
        if key in seen:
            raise bad_syntax("duplicate_key", f"The key “{key[:60]}” stands twice in one object.")
        seen.add(key)
    raise AssertionError("fewer members than pairs without a duplicate")


def _require_fit(key: str) -> None:
    if first_unfit(key, lines=False) is not None:
        raise bad_syntax("unfit_key", "A key holds a character that cannot stand in a name.")


def _whole(digits: str) -> int:
    _require_short(digits)
    return int(digits)


def _fraction(digits: str) -> float:
    _require_short(digits)
    number = float(digits)
    if not math.isfinite(number):
        raise bad_syntax("not_a_number", "A number is too large to be read.")
    return number


def _require_short(digits: str) -> None:
    if sum(character.isdigit() for character in digits) > DIGITS:
        raise bad_syntax("number_too_long", f"A number has at most {DIGITS} digits.")


def _no_constant(name: str) -> NoReturn:
    raise bad_syntax("not_a_number", f"{name} is not JSON.")
