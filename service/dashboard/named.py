"""Outlets and sources by the name they were published under, leading to the page of whom it means now."""

from __future__ import annotations

from markupsafe import Markup

from service.dashboard import wording
from service.dashboard.typed import said
from service.domain.attribution import Report
from service.read_models.identities import Identities
from service.read_models.sources import Known


def outlet(report: Report, who_is: Identities, *, most: int) -> Markup:
    """Return who published a report; at most so many characters of it."""
    return _link(said(report.outlet, most), who_is.outlet(report))


def said_by(report: Report, who_is: Identities) -> Markup:
    """Return who said it, what kind of source that is, and how many; only a named one leads anywhere."""
    label = report.said_by.label
    shown = None if label is None else _link(said(label, 200), who_is.source(report))
    return wording.said_by(report.said_by, label=shown)


def _link(words: Markup, known: Known | None) -> Markup:
    return words if known is None else Markup('<a href="/sources/{}">{}</a>').format(known.id, words)
