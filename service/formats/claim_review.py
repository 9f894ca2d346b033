"""Claims as linked data: a Claim, and once it has its answer a ClaimReview.

Source: schema.org/Claim, schema.org/ClaimReview, and Google's "Fact check (ClaimReview) structured data".
A rating is words about what became of it, never a number: on the scale that search engines use, 1 is
"false", and a "could" whose date passed was not false.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.window import Window
from service.formats.days_in_words import happened_words
from service.formats.json_text import dump, instant
from service.formats.outcomes import STATUS_WORDS, outcome_words
from service.read_models.claim_rows import ClaimView

MEDIA_TYPE = "application/ld+json"
_CONTEXT = "https://schema.org"
#: What would end a script element, or begin a comment in it, in an HTML page; the same values in JSON.
_IN_HTML = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"))


@dataclass(frozen=True, slots=True)
class Publisher:
    """The newsroom, as others are to name it."""

    name: str
    url: str


def shape(view: ClaimView, *, base_url: str, newsroom: Publisher) -> dict[str, Any]:
    """Return a claim as linked data, without anything that the newsroom keeps to itself.

    One that was closed without an answer was not reviewed: it stays a Claim.
    """
    claim, url = view.claim, f"{base_url}/claims/{view.id}"
    made = _claim(claim, url)
    found = claim.resolution
    if found is None or claim.closed is not None:
        return {"@context": _CONTEXT, **made}
    published = {"@type": "Organization", "name": newsroom.name, "url": newsroom.url}
    return {
        "@context": _CONTEXT,
        "@type": "ClaimReview",
        "@id": f"{url}#review",
        "url": url,
        "claimReviewed": claim.text,
        "author": published,
        "publisher": published,
        "datePublished": str(found.known_on),
        "dateModified": instant(view.updated_at),
        "itemReviewed": made,
        "reviewRating": {
            "@type": "Rating",
            "alternateName": rating(claim),
            **_explained(claim),
        },
        **_only(citation=[web for one in found.evidence if (web := _of_the_web(one.url))]),
    }


def rating(claim: Claim) -> str:
    """Return what became of a settled claim, as a rating in words: “Did not happen by Wed 28 Sep 2022”."""
    words = outcome_words(claim) or STATUS_WORDS[claim.status].lower()
    return words[:1].upper() + words[1:]


def in_html(shaped: Mapping[str, Any]) -> str:
    """Return linked data as it can stand in a script element of a page: nothing in it ends the element."""
    written = dump(shaped)
    for raw, escaped in _IN_HTML:
        written = written.replace(raw, escaped)
    return written.decode()


def _claim(claim: Claim, url: str) -> dict[str, Any]:
    first = claim.reports[0]
    return {
        "@type": "Claim",
        "@id": f"{url}#claim",
        "url": url,
        "text": claim.text,
        "author": _who_said(first),
        **_only(
            datePublished=_published(first),
            temporalCoverage=_span(claim.window),
            firstAppearance=_appearance(first),
            appearance=[_appearance(one) for one in claim.reports if one.stance in ("for", "relays")],
        ),
    }


def _explained(claim: Claim) -> dict[str, Any]:
    found = claim.resolution
    if found is None or found.status != "confirmed" or claim.expects == "holds_through":
        return {}
    return {"ratingExplanation": happened_words(found.happened).strip()}


def _who_said(report: Report) -> dict[str, Any]:
    """Return who is to be named for the claim; a source nobody named is none, its outlet stands for it."""
    said = report.said_by
    if said.label is not None and said.kind == "named":
        return {"@type": "Person", "name": said.label}
    if said.label is not None and said.kind == "institution":
        return {"@type": "Organization", "name": said.label}
    return {"@type": "Organization", "name": report.outlet}


def _appearance(report: Report) -> dict[str, Any]:
    article = report.article
    return {
        "@type": "CreativeWork",
        "publisher": {"@type": "Organization", "name": report.outlet},
        **_only(
            url=_of_the_web(article.url),
            headline=article.title,
            datePublished=_published(report),
            inLanguage=report.language,
            text=report.wording,
        ),
    }


def _of_the_web(url: str | None) -> str | None:
    """Return an address that leads somewhere and runs nothing; None for any other."""
    return url if url is not None and url.startswith(("https://", "http://")) else None


def _published(report: Report) -> str | None:
    article = report.article
    if article.published_at is not None:
        return instant(article.published_at)
    return None if article.published_on is None else str(article.published_on)


def _span(window: Window) -> str | None:
    """Return the window as an interval of days, an open end as “..”. Source: schema.org/temporalCoverage."""
    if not window.has_dates:
        return None
    if window.earliest == window.latest:
        return str(window.latest)
    return f"{window.earliest or '..'}/{window.latest or '..'}"


def _only(**values: Any) -> dict[str, Any]:
    """Return the values that there are."""
    return {name: value for name, value in values.items() if value}
