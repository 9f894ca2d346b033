"""Words that somebody typed, made safe to stand on a page: escaped, set apart, cut to fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup

#: Control characters that turn the direction of the text around them, or hide in it.
_UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")
#: These two turn letters about that are no part of any language's own writing; they never reach a page.
_OVERRIDES = str.maketrans("", "", "\u202d\u202e")
_END_OF_ISOLATE, _END_OF_EMBEDDING = "\u2069", "\u202c"


def said(text: str, most: int = 4000) -> Markup:
    """Return words that somebody typed, escaped, set apart from the direction of what is around them."""
    return Markup("<bdi>{}</bdi>").format(plain(text, most))


def plain(text: str, most: int = 4000) -> str:
    """Return words that somebody typed for an element that sets itself apart by `dir="auto"`."""
    return balanced(cut(text.translate(_OVERRIDES), most))


def marked(pieces: Iterable[tuple[str, bool]]) -> Markup:
    """Return words that somebody typed, in pieces, what was searched for marked; set apart as by `said`.

    Args:
        pieces: each with whether it was searched for. Marks of direction are closed within a piece.
    """
    plain_piece, found_piece = Markup("{}"), Markup("<mark>{}</mark>")
    shown = (
        (found_piece if is_match else plain_piece).format(balanced(text.translate(_OVERRIDES)))
        for text, is_match in pieces
    )
    return Markup("<bdi>{}</bdi>").format(Markup().join(shown))


def quoted(text: str, most: int = 4000) -> Markup:
    """Return words that somebody typed, in quotation marks."""
    return Markup("“{}”").format(said(text, most))


def balanced(text: str) -> str:
    """Return the text with its marks of direction closed, so that none reaches out of its place.

    An element that isolates ends like the innermost isolate that is open: one the text leaves open would
    take that end for itself, and one it closes too often would end the element early.

    Source: Unicode Standard Annex 9, BD9 and X5a to X7, each line on its own.
    """
    return "\n".join(_balanced(line) for line in text.split("\n"))


def _balanced(line: str) -> str:
    kept, opened = [], []
    for one in line:
        if one in _ISOLATES or one in _EMBEDDINGS:
            opened.append(one)
        elif one == _END_OF_ISOLATE:
            while opened and opened[-1] in _EMBEDDINGS:
                opened.pop()
            if not opened:
                continue
            opened.pop()
        elif one == _END_OF_EMBEDDING:
            if not opened or opened[-1] in _ISOLATES:
                continue
            opened.pop()
        kept.append(one)
    ends = (_END_OF_ISOLATE if one in _ISOLATES else _END_OF_EMBEDDING for one in reversed(opened))
    return "".join((*kept, *ends))


def cut(text: str, most: int) -> str:
    """Return at most so many characters of a text, with an ellipsis where something is left out."""
    if len(text) <= most:
        return text
    return text[: most - 1].rstrip() + "…"


def title_text(text: str) -> str:
    """Return words that somebody typed as one short, plain line for a window's title."""
    plain = (" " if unicodedata.category(one) == "Cc" else one for one in text if one not in _UNSEEN)
    return cut(" ".join("".join(plain).split()), 80)


def web_link(url: str | None) -> str | None:
    """Return an address if it is one of the web (http or https with a host), else None."""
    if url is None or any(unicodedata.category(one) in ("Cc", "Zs") for one in url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
