"""What a change of a zone's rules does to windows: days stay days, an hour is read anew from its words."""

from __future__ import annotations

from dataclasses import replace

from service.domain.claim import Claim
from service.domain.phrases import HOUSE, Conventions, read
from service.domain.window import Window


def hour_read_anew(claim: Claim, conventions: Conventions = HOUSE) -> Window | None:
    """Return the window of an open claim whose end is an hour, where that is another instant now.

    Windows of whole days hold days and a zone: their instants are worked out again wherever they are shown.
    An hour is kept as the instant it was read as, so its words are read again; only a reading of the same
    days by the same rule counts. One that has been flagged stays as it is: nobody is asked twice.
    """
    window = claim.window
    if claim.is_settled or claim.is_flagged or window.ends_at is None:
        return None
    if window.phrase is None or window.said_on is None:
        return None
    said_zone = window.said_zone or window.zone
    found = read(
        window.phrase,
        said_on=window.said_on,
        said_zone=said_zone,
        zone=window.zone,
        conventions=conventions,
    )
    for one in (found, *found.alternatives):
        other = one.window
        if other is not None and other.ends_at is not None and _is_alike(other, window):
            return None if other.ends_at == window.ends_at else replace(window, ends_at=other.ends_at)
    return None


def _is_alike(one: Window, other: Window) -> bool:
    return (one.earliest, one.latest, one.rule) == (other.earliest, other.latest, other.rule)
