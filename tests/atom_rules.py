"""The rules of RFC 4287 that a document can break, each by its section."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
#: Section 3.3, with RFC 3339: an upper-case T and Z.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
#: Sections 3.2.2 and 4.2.6: an absolute IRI without white space.
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"]+")
REFERENCE = re.compile(r"[^\s<>\"]+")
#: How often each child may stand: at least and at most. Sections 4.1.1 and 4.1.2.
OF_FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "generator": (0, 1)}
OF_ENTRY = {
    "id": (1, 1),
    "title": (1, 1),
    "updated": (1, 1),
    "published": (0, 1),
    "content": (0, 1),
    "summary": (0, 1),
    "rights": (0, 1),
    "source": (0, 1),
}


def strictly(written: bytes) -> ET.Element:
    """Return the root of a document, read by a parser that forgives nothing."""
    return ET.fromstring(written)  # noqa: S314 - our own


def broken_rules(written: bytes) -> list[str]:
    """Return the rules that a document breaks, as sentences; none where it is a feed by RFC 4287."""
    root = strictly(written)
    if root.tag != f"{ATOM}feed":
        return ["4.1.1: the root is no feed"]
    entries = root.findall(f"{ATOM}entry")
    found = [*_counts(root, OF_FEED, "feed"), *_dates(root), *_links(root), *_people(root), *_texts(root)]
    for entry in entries:
        found += _counts(entry, OF_ENTRY, "entry")
        if entry.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            found.append("4.1.2: an entry and its feed name no author")
        if entry.find(f"{ATOM}content") is None and not _alternates(entry):
            found.append("4.1.2: an entry without content has no alternate link")
    if not entries and root.find(f"{ATOM}author") is None:
        found.append("4.1.1: a feed without an author")
    ids = Counter((entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries)
    found += [f"4.1.1: two entries {one}" for one, count in ids.items() if count > 1]
    return found


def _counts(element: ET.Element, rules: dict[str, tuple[int, int]], what: str) -> list[str]:
    found = []
    for name, (least, most) in rules.items():
        children = element.findall(f"{ATOM}{name}")
        if not least <= len(children) <= most:
            found.append(f"4.1: a {what} has one {name}, not {len(children)}")
    found += [
        f"4.2.6: an id is an absolute IRI, not {one.text!r}"
        for one in element.findall(f"{ATOM}id")
        if not ABSOLUTE.fullmatch(one.text or "")
    ]
    same = Counter((link.get("type"), link.get("hreflang")) for link in _alternates(element))
    found += [f"4.1: two alternate links of {one}" for one, count in same.items() if count > 1]
    if what == "feed" and not _alternates(element):
        found.append("4.1.1: a feed should have an alternate link")
    return found


def _alternates(element: ET.Element) -> list[ET.Element]:
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]


def _dates(root: ET.Element) -> list[str]:
    dates = [*root.iter(f"{ATOM}updated"), *root.iter(f"{ATOM}published")]
    return [
        f"3.3: dates are RFC 3339, not {one.text!r}" for one in dates if not DATE.fullmatch(one.text or "")
    ]


def _links(root: ET.Element) -> list[str]:
    found = []
    for link in root.iter(f"{ATOM}link"):
        if not REFERENCE.fullmatch(link.get("href", "")):
            found.append(f"4.2.7.1: a link leads somewhere, not to {link.get('href')!r}")
        if "/" not in link.get("type", "/"):
            found.append("4.2.7.3: the type of a link is a media type")
    found += ["4.2.2: a category has a term" for one in root.iter(f"{ATOM}category") if not one.get("term")]
    return found


def _people(root: ET.Element) -> list[str]:
    found = []
    for person in root.iter(f"{ATOM}author"):
        if len(person.findall(f"{ATOM}name")) != 1:
            found.append("3.2.1: a person has one name")
        uris = [one.text or "" for one in person.findall(f"{ATOM}uri")]
        found += ["3.2.2: a person's address is an IRI" for one in uris if not REFERENCE.fullmatch(one)]
    return found


def _texts(root: ET.Element) -> list[str]:
    found = []
    for one in [*root.iter(f"{ATOM}title"), *root.iter(f"{ATOM}content")]:
        kind = one.get("type", "text")
        if kind not in ("text", "html", "xhtml"):
            found.append(f"3.1.1: a text is text, html or xhtml, not {kind}")
        if kind in ("text", "html") and len(one):
            found.append("3.1.1.1: a text of this type has no children")
    return found
