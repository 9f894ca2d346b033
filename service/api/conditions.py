"""Headers that make a request conditional: If-Match, If-None-Match, Idempotency-Key."""

from __future__ import annotations

import re

from service.intake.syntax import BadSyntax, bad_syntax

#: RFC 9110, section 8.8.3: quoted, without blanks inside.
_TAG = r'(?:W/)?"[\x21\x23-\x7e]*"'
_TAGS = re.compile(rf"[ \t]*{_TAG}[ \t]*(?:,[ \t]*{_TAG}[ \t]*)*", re.ASCII)
_ONE = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"', re.ASCII)
_OURS = re.compile(r"([0-9]{1,9})(?:-[0-9a-f]{12})?", re.ASCII)
_MOST = 2_000
_BARE_KEY = re.compile(r"[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255}", re.ASCII)
_QUOTED_KEY = re.compile(r'"((?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,510})"', re.ASCII)
MOST_KEY = 255


def expected_version(if_match: str | None, current: int) -> int | None:
    """Return the version of a claim that a change rests on; None where any will do.

    Of a tag the version counts, not the body's hash: what the scheduler notes, and what the clock makes of a
    due date, upset nobody. Weak tags count like strong ones, because proxies that compress make them weak.
    Of several, the newest that the claim has reached counts; a tag that is none of ours matches nothing.

    Args:
        current: the claim's version.

    Raises:
        BadSyntax: `bad_if_match`.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = [_OURS.fullmatch(tag) for tag in _tags(if_match, "bad_if_match", "If-Match")]
    versions = [int(one[1]) for one in found if one is not None]
    reached = [version for version in versions if version <= current]
    return max(reached, default=max(versions, default=0))


def is_unchanged(if_none_match: str | None, tag: str) -> bool:
    """Say whether the reader has this very body already.

    Source: RFC 9110, section 13.1.2, with the weak comparison of section 8.8.3.2.

    Raises:
        BadSyntax: `bad_if_none_match`.
    """
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag.strip('"') in _tags(if_none_match, "bad_if_none_match", "If-None-Match")


def idempotency_key(header: str | None) -> str | None:
    """Return the key of a request; quoted and bare it is the same one.

    A bare key holds no comma: two headers reach us as one with a comma between them.

    Raises:
        BadSyntax: `bad_idempotency_key`.
    """
    if header is None:
        return None
    text = header.strip(" \t")
    quoted = _QUOTED_KEY.fullmatch(text)
    if quoted is not None:
        key = re.sub(r"\\(.)", r"\1", quoted[1])
        if len(key) <= MOST_KEY:
            return key
    elif _BARE_KEY.fullmatch(text):
        return text
    raise bad_syntax(
        "bad_idempotency_key",
        f"Send one Idempotency-Key of 1 to {MOST_KEY} visible ASCII characters, without a comma.",
        at="Idempotency-Key",
    )


def _tags(header: str, code: str, name: str) -> list[str]:
    if len(header) > _MOST or not _TAGS.fullmatch(header):
        raise _unreadable(code, name)
    return _ONE.findall(header)


def _unreadable(code: str, name: str) -> BadSyntax:
    return bad_syntax(
        code,
        f"{name} holds * or entity tags in quotes.",
        at=name,
        hint='Send back the ETag as it came, as in "3-0123456789ab".',
    )
