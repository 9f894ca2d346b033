"""Atom feeds. Source: RFC 4287; paged as in RFC 5005, section 3."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from xml.etree import ElementTree as ET

from service.formats.json_text import instant

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
#: What XML 1.0 cannot hold in any spelling. Source: XML 1.0 (fifth edition), section 2.2, production 2.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Ours for good: ids of entries are made from it and from nothing that moves with the service.
_IDS = uuid.UUID("6f1f6a6e-3f0b-5d0c-9a57-0f6f3d9b7c21")

ET.register_namespace("", _NAMESPACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened; what it says is plain text, paragraph by paragraph, and links."""

    id: str
    title: str
    #: When it happened here, and when its words were last changed.
    published_at: datetime
    updated_at: datetime
    url: str
    paragraphs: Sequence[str] = ()
    #: Words and http(s) addresses.
    links: Sequence[tuple[str, str]] = ()
    #: Short stable words to sort by.
    categories: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A page of a feed, newest entry first."""

    id: str
    title: str
    #: When the newest entry was last changed; for a feed without entries, when what it is about began.
    updated_at: datetime
    author: str
    author_url: str
    #: Where this page of the feed stands; None where its address is a secret.
    self_url: str | None
    #: The page for people that says the same.
    html_url: str
    #: Where older entries follow, and where the newest stand, if this page is not the only one.
    next_url: str | None = None
    first_url: str | None = None
    entries: Sequence[Entry] = ()


def id_of(*names: str | int) -> str:
    """Return the id of what these names stand for: the same for good, wherever the service is moved to.

    Source: RFC 4287, section 4.2.6: an id must not change when the feed is relocated, so no address is in it.
    """
    return uuid.uuid5(_IDS, "\x1f".join(str(name) for name in names)).urn


def document(feed: Feed) -> bytes:
    """Return the feed as XML in UTF-8; characters that XML cannot hold are shown as U+FFFD."""
    root = ET.Element(_name("feed"), {"xml:lang": "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", instant(feed.updated_at))
    author = ET.SubElement(root, _name("author"))
    _text(author, "name", feed.author)
    _text(author, "uri", feed.author_url)
    _link(root, "alternate", feed.html_url, "text/html")
    for relation, url in (("self", feed.self_url), ("first", feed.first_url), ("next", feed.next_url)):
        if url is not None:
            _link(root, relation, url, MEDIA_TYPE)
    for entry in feed.entries:
        _add(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, _name("entry"))
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "published", instant(entry.published_at))
    _text(element, "updated", instant(entry.updated_at))
    _link(element, "alternate", entry.url, "text/html")
    for word in entry.categories:
        ET.SubElement(element, _name("category"), {"term": _clean(word)})
    content = _text(element, "content", _html(entry))
    content.set("type", "html")


def _html(entry: Entry) -> str:
    """Return what an entry says as HTML, in which words that somebody typed are words and nothing else."""
    said = [f"<p>{escape(one)}</p>" for one in entry.paragraphs]
    for words, url in entry.links:
        if url.startswith(("https://", "http://")):
            said.append(f'<p><a href="{escape(url)}" rel="noopener">{escape(words)}</a></p>')
    return "\n".join(said)


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _name(name))
    element.text = _clean(text)
    return element


def _link(parent: ET.Element, relation: str, url: str, media_type: str) -> None:
    ET.SubElement(parent, _name("link"), {"rel": relation, "type": media_type, "href": _clean(url)})


def _clean(text: str) -> str:
    # Parsers read every kind of line end as one; said alike, all of them read the same.
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _name(local: str) -> str:
    return f"{{{_NAMESPACE}}}{local}"
