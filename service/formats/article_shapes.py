"""Articles as the API shows them: domain values to plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.article import Article, Proposal, Version
from service.domain.article_reading import Changed, Quoted, changes_in
from service.formats.json_text import instant, instant_or_none
from service.formats.shapes import API
from service.read_models.articles import Carrying, Known, Proposed


def article(
    article_id: str,
    shown: Article,
    *,
    base_url: str,
    copies: Sequence[str],
    carried: Sequence[Carrying],
    quoted: Sequence[Quoted],
    outlets: Mapping[str, str],
    for_public: bool = False,
) -> dict[str, Any]:
    """Return an article as it is shown.

    Args:
        copies: confirmed copies of it.
        carried: the reports of claims that stand in it.
        quoted: what these reports quote from it.
        outlets: by their names, the ids of outlets.
        for_public: leave out kept texts, and pairs that nobody has confirmed.
    """
    proposals = [one for one in shown.proposals if not for_public or one.standing == "confirmed"]
    return {
        **_head(article_id, base_url),
        "version": shown.version,
        "outlet": {"id": outlets.get(shown.outlet), "name": shown.outlet},
        "address": shown.url,
        "canonical_address": shown.address,
        "title": shown.title,
        "byline": shown.byline,
        "published_at": _published(shown),
        "language": shown.language,
        "credit": shown.credit,
        "canonical_link": shown.canonical_link,
        "desk": shown.desk,
        "added_at": instant(shown.added_at),
        "versions": [
            _version(one, shown.versions[:number], quoted, for_public=for_public)
            for number, one in enumerate(shown.versions)
        ],
        "copy_of": shown.copy_of,
        "copies": list(copies),
        "proposals": [_proposal(one) for one in proposals],
        "claims": [{"claim": one.claim, "report": one.report} for one in carried],
    }


def listed(
    known: Known, *, base_url: str, outlets: Mapping[str, str], for_public: bool = False
) -> dict[str, Any]:
    """Return an article as it stands in a list."""
    return {
        **_head(known.id, base_url),
        "version": known.version,
        "outlet": {"id": outlets.get(known.outlet), "name": known.outlet},
        "address": known.url,
        "title": known.title,
        "published_at": _published(known),
        "added_at": instant(known.added_at),
        "versions": known.versions,
        "copy_of": known.copy_of,
        "open_proposals": 0 if for_public else known.open_proposals,
    }


def proposed(
    one: Proposed, known: Mapping[str, Known], *, base_url: str, outlets: Mapping[str, str]
) -> dict[str, Any]:
    """Return a pair of articles that waits for a person, or that one has decided on."""
    return {
        "article": listed(known[one.article], base_url=base_url, outlets=outlets),
        "of": listed(known[one.original], base_url=base_url, outlets=outlets),
        "standing": one.standing,
        "why": list(one.why),
        "percent": one.percent,
        "is_exact": one.is_exact,
        "proposed_at": instant(one.proposed_at),
    }


def _head(article_id: str, base_url: str) -> dict[str, Any]:
    return {
        "id": article_id,
        "url": f"{base_url}{API}/articles/{article_id}",
        "html_url": f"{base_url}/articles/{article_id}",
    }


def _version(
    one: Version, earlier: Sequence[Version], quoted: Sequence[Quoted], *, for_public: bool
) -> dict[str, Any]:
    content = one.content
    return {
        "number": one.number,
        "entry": one.entry,
        "seen_at": instant(one.seen_at),
        "title": one.title,
        "fingerprint": None if content is None else content.fingerprint,
        "kept": None if content is None else content.kept,
        "text": None if content is None or for_public else content.text,
        "passages": [] if content is None or for_public else list(content.passages),
        "changes": [_changed(found, for_public=for_public) for found in changes_in(one, earlier, quoted)],
    }


def _changed(found: Changed, *, for_public: bool) -> dict[str, Any]:
    told = found.difference
    pieces = (
        [] if told is None or for_public else [{"kind": one.kind, "text": one.text} for one in told.pieces]
    )
    return {
        "claim": found.claim,
        "report": found.report,
        "about": [] if told is None else list(told.kinds),
        "pieces": pieces,
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "of": one.of,
        "standing": one.standing,
        "why": list(one.why),
        "percent": one.percent,
        "is_exact": one.is_exact,
        "proposed_at": instant(one.proposed_at),
    }


def _published(one: Article | Known) -> str | None:
    if one.published_at is not None:
        return instant_or_none(one.published_at)
    return None if one.published_on is None else str(one.published_on)
