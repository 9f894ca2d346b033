"""Outlets and named sources: by what type and name they are found."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from hashlib import sha256

from service.domain.attribution import SaidByKind
from service.domain.events import SourceType
from service.domain.searching import plain_words

#: Characters of a folded name. A longer one ends in a digest, so that it stays another than its like.
MOST_FOLDED = 240
#: Whose word a report rests on, as a type of source; the other kinds are nobody's.
TYPE_OF: Mapping[SaidByKind, SourceType] = {
    "named": "person",
    "institution": "institution",
    "document": "document",
}
_DIGEST_LENGTH = 32


def folded_name(name: str) -> str:
    """Return a name as it is compared: its plain words, without case and accents.

    A name without a single word, of signs only, stands for itself.
    """
    folded = plain_words(name) or " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if len(folded) <= MOST_FOLDED:
        return folded
    digest = sha256(folded.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{folded[: MOST_FOLDED - _DIGEST_LENGTH - 1].rstrip()} {digest}"
