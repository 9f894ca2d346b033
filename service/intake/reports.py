"""From a loaded report to the domain's own: who published, who said it, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from service.domain.attribution import Article, Report, SaidBy


def report_of(loaded: Mapping[str, Any], *, report_id: str, when: str | None = None) -> Report:
    """Return the report of a body.

    Args:
        when: the words about the date that stand beside the report; they are its own unless it has others.
    """
    return Report(
        id=report_id,
        outlet=loaded["outlet"],
        said_by=_said_by(loaded["said_by"] or {}, SaidBy()),
        wording=loaded["wording"],
        hedge=loaded["hedge"],
        stance=loaded["stance"] or "for",
        when=loaded["when"] or when,
        article=_article(loaded["article"] or {}, Article()),
        cites=tuple(dict.fromkeys(loaded["cites"] or ())),
        republishes=loaded["republishes"],
        credit=loaded["credit"],
        language=loaded["language"],
        translation=loaded["translation"],
        translated_by=loaded["translated_by"],
    )


def mended(report: Report, loaded: Mapping[str, Any]) -> Report:
    """Return the report with the fields that a body gives; what it leaves out stays."""
    plain = (
        *("outlet", "wording", "hedge", "stance", "when", "republishes"),
        *("credit", "language", "translation", "translated_by"),
    )
    given = {name: loaded[name] for name in plain if loaded[name] is not None}
    if loaded["cites"] is not None:
        given["cites"] = tuple(dict.fromkeys(loaded["cites"]))
    if loaded["when"] is not None or loaded["article"] is not None:
        given["window"] = None  # it was read from other words, or from another day
    return replace(
        report,
        said_by=_said_by(loaded["said_by"] or {}, report.said_by),
        article=_article(loaded["article"] or {}, report.article),
        **given,
    )


def _said_by(loaded: Mapping[str, Any], kept: SaidBy) -> SaidBy:
    return replace(kept, **{name: value for name, value in loaded.items() if value is not None})


def _article(loaded: Mapping[str, Any], kept: Article) -> Article:
    given = {name: loaded[name] for name in ("url", "title", "id") if loaded.get(name) is not None}
    published = loaded.get("published_at")
    if isinstance(published, datetime):
        return replace(kept, published_at=published, published_on=None, **given)
    if published is not None:
        return replace(kept, published_at=None, published_on=published, **given)
    return replace(kept, **given)
