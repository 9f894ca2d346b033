"""A body to a claim that is to be logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.domain.as_said import AmbiguousPhrase
from service.domain.events import ClaimReported, Condition
from service.domain.phrases import HOUSE, Conventions
from service.domain.refusals import Fault, Refusal
from service.intake.fields import is_id
from service.intake.reports import report_of
from service.intake.schema import load
from service.intake.schemas import ClaimBody
from service.intake.windows import Setting, stray_faults, window_of

_schema = ClaimBody()
#: What may stand beside no words and no days: the zone in which a claim without a date is asked about.
_MAY_STAND_ALONE = ("/zone",)


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim as it is proposed, and the words of a new question it bears on, if any."""

    proposed: ClaimReported
    ask: str | None


def new_claim(
    body: object,
    *,
    owner: str | None,
    now: datetime,
    zone: str,
    new_id: Callable[[str], str],
    conventions: Conventions = HOUSE,
) -> NewClaim:
    """Return the claim of a body.

    Args:
        zone: the newsroom's, for claims that name none.
        conventions: the newsroom's, by which words about when are read.

    Raises:
        Refusal: with every fault at once.
    """
    loaded = load(_schema, body)
    report = report_of(loaded["report"], report_id=new_id("rep"), when=loaded["when"])
    faults = [fault for fault in stray_faults(loaded) if fault.pointer not in _MAY_STAND_ALONE]
    if report.cites or report.republishes:
        pointer = "/report/cites" if report.cites else "/report/republishes"
        faults.append(Fault(pointer, "unknown_report", "A new claim has no other report to name."))
    try:
        setting = Setting(zone=zone, article=report.article, now=now, conventions=conventions)
        window = window_of(loaded, setting)
    except AmbiguousPhrase as asked:
        raise AmbiguousPhrase(asked.reading, *faults, *asked.faults) from asked
    except Refusal as refusal:
        raise Refusal(*faults, *refusal.faults) from refusal
    if faults:
        raise Refusal(*faults)
    question = loaded["question"]
    is_known = question is not None and is_id(question, "qst")
    proposed = ClaimReported(
        text=loaded["text"],
        report=report,
        window=window,
        expects=loaded["expects"] or "happens_by",
        condition=None if loaded["condition"] is None else Condition(**loaded["condition"]),
        question=question if is_known else None,
        tags=tuple(sorted(set(loaded["tags"] or ()))),
        desk=loaded["desk"],
        owner=owner,
        imported=bool(loaded["imported"]),
        private_person=bool(loaded["private_person"]),
    )
    return NewClaim(proposed, None if is_known else question)
