"""Where what a page shows can be subscribed to: as a feed, as a calendar, by a private address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.dashboard.frame import OF_THE_MOMENT, Visitor
from service.dashboard.narrowing import address
from service.formats import atom, claim_review, icalendar_text

Pairs = Iterable[tuple[str, str]]
#: What an address says about the page and its order; a feed and a calendar have their own.
_OF_THE_PAGE = OF_THE_MOMENT | {"limit", "facet", "sort", "view", "side", "on", "weeks"}


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another form of a page, for programs that look into its head."""

    media_type: str
    words: str
    address: str


def narrowed(pairs: Pairs) -> list[tuple[str, str]]:
    """Return what of an address says which claims are listed."""
    return [(name, value) for name, value in pairs if name not in _OF_THE_PAGE and value.strip()]


def of_list(pairs: Pairs) -> list[Alternate]:
    """Return the other forms of a list of claims."""
    kept = narrowed(pairs)
    words = "What happens to these claims" if kept else "What happens to all claims"
    return [
        Alternate(atom.MEDIA_TYPE, words, address("/claims.atom", kept)),
        Alternate(icalendar_text.MEDIA_TYPE, "Their windows", address("/claims.ics", kept)),
    ]


def of_question(question_id: str) -> list[Alternate]:
    """Return the other forms of a question's page."""
    path = f"/questions/{question_id}"
    return [
        Alternate(atom.MEDIA_TYPE, "What happens to the claims on this question", f"{path}.atom"),
        Alternate(icalendar_text.MEDIA_TYPE, "Their windows", f"{path}/claims.ics"),
    ]


def of_source(plural: str, source_id: str) -> list[Alternate]:
    """Return the other forms of the page of an outlet or a named source.

    Args:
        plural: what the page's address begins with, `outlets` or `sources`.
    """
    path = f"/{plural}/{source_id}"
    return [
        Alternate(atom.MEDIA_TYPE, "What happens to the claims it carried", f"{path}.atom"),
        Alternate(icalendar_text.MEDIA_TYPE, "Their windows", f"{path}/claims.ics"),
    ]


def of_claim(claim_id: str, *, has_window: bool) -> list[Alternate]:
    """Return the other forms of a claim's page."""
    path = f"/claims/{claim_id}"
    found = [
        Alternate(atom.MEDIA_TYPE, "What happens to this claim", f"{path}.atom"),
        Alternate(claim_review.MEDIA_TYPE, "This claim as linked data", f"{path}.jsonld"),
    ]
    if has_window:
        found.append(Alternate(icalendar_text.MEDIA_TYPE, "Its window", f"{path}.ics"))
    return found


def links(
    visitor: Visitor, alternates: Sequence[Alternate], *, list_of: Pairs | None = None
) -> list[tuple[str, str]]:
    """Return words and addresses of the other forms, for people.

    Args:
        list_of: what narrows the list, where it can be had by a private address too.
    """
    words = {
        icalendar_text.MEDIA_TYPE: "calendar (.ics)",
        atom.MEDIA_TYPE: "feed (Atom)",
        claim_review.MEDIA_TYPE: "linked data (JSON-LD)",
    }
    found = [(words[one.media_type], one.address) for one in alternates]
    if visitor.caller is not None and list_of is not None:
        of = address("/claims", narrowed(list_of))
        found.append(("a private address", address("/addresses", [("of", of)])))
    return found
