"""What the fields of a new claim can be filled with: from an address, and from the claim's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from service.dashboard.forms import Given
from service.dashboard.readings import Asked
from service.dashboard.typed import web_link
from service.domain.likeness import host_of
from service.domain.phrases import read
from service.domain.saying import classed, said_in

#: More of a text than this is not looked into for who said it and when.
MOST_LOOKED_INTO = 2000
#: What fields hold that nobody has filled in yet, beside nothing at all.
UNTOUCHED = {"report.said_by.kind": "not_stated", "report.said_by.count": "unknown"}
#: What an address can fill: its parameters, as bookmarks and shares name them, and the fields they go into.
PARAMETERS = {
    "text": "text",
    "url": "report.article.url",
    "title": "report.article.title",
    "outlet": "report.outlet",
    "published": "report.article.published_at",
    "when": "when",
    "question": "question",
    "tags": "tags",
    "desk": "desk",
    "zone": "zone",
}
#: The longest texts that are taken from an address, by parameter; others are short.
_MOST = {"text": 2000, "url": 2000, "title": 500, "tags": 2000, "question": 500}
_MOST_OF_OTHERS = 200
_LINK = re.compile(r"https?://\S+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def from_address(asked: Mapping[str, str]) -> dict[str, str]:
    """Return what an address fills in, by field; links and days that are none are left out.

    Phones share a page's address inside its text, so a link there counts where no other is given.
    """
    kept = {
        name: asked[name].strip()[: _MOST.get(name, _MOST_OF_OTHERS)] for name in PARAMETERS if name in asked
    }
    kept["text"] = kept.get("text", "").strip(' “”"')
    shared = _LINK.search(kept["text"])
    if shared is not None and not kept.get("url"):
        kept["url"] = shared[0]
        kept["text"] = " ".join(kept["text"].replace(shared[0], " ").split())
    if web_link(kept.get("url")) is None:
        kept.pop("url", None)
    published = _DAY.match(kept.get("published", ""))
    kept["published"] = published[0] if published and _is_day(published[0]) else ""
    return {PARAMETERS[name]: value for name, value in kept.items() if value}


def from_words(given: Mapping[str, str], asked: Asked) -> dict[str, str]:
    """Return what the words of a claim, of its source and of its link say, by field.

    Args:
        given: one value for each field, by its name.
        asked: the day and the zones the words about when are read from.
    """
    text = given.get("text", "")[:MOST_LOOKED_INTO]
    found = _source(given.get("report.said_by.label", "").strip(), text)
    outlet = outlet_of(given.get("report.article.url", ""))
    if outlet:
        found["report.outlet"] = outlet
    said = when_in(text, asked)
    if said and asked.phrase in ("", said):
        found["when"] = said
    return found


def when_in(text: str, asked: Asked) -> str:
    """Return the words of a sentence that say when, as read from the day asked for; empty where none do."""
    reading = read(
        text[:MOST_LOOKED_INTO],
        said_on=asked.said_on,
        said_zone=asked.said_zone,
        zone=asked.zone,
        conventions=asked.conventions,
    )
    said = reading.used if reading.window is not None else ""
    return said if len(said) <= _MOST_OF_OTHERS else ""


def outlet_of(link: str) -> str:
    """Return the host of a link, as the outlet until a better name is typed; empty where it names none."""
    return host_of(link.strip())[:200]


def filled(given: Given, found: Mapping[str, str]) -> Given:
    """Return the fields with those filled in that nobody has touched."""
    return {**given, **{name: [value] for name, value in found.items() if is_untouched(given, name)}}


def is_untouched(given: Given, name: str) -> bool:
    """Say whether a field holds nothing yet but what it came with."""
    return all(value.strip() in ("", UNTOUCHED.get(name, "")) for value in given.get(name, ()))


def one_each(given: Given) -> dict[str, str]:
    """Return the first value of each field."""
    return {name: next(iter(values), "") for name, values in given.items()}


def _source(label: str, text: str) -> dict[str, str]:
    """A label that somebody typed tells more than the sentence; one that is the sentence's own is from it."""
    named = said_in(text)
    is_from_text = named is not None and label in ("", named.label)
    if not is_from_text:
        named = classed(label) if label else None
    if named is None:
        return {}
    said = {"report.said_by.kind": named.kind, "report.said_by.count": named.count}
    found: dict[str, str] = {name: value for name, value in said.items() if value != UNTOUCHED[name]}
    return found | ({"report.said_by.label": named.label} if is_from_text else {})


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
