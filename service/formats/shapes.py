"""Claims, questions and readings as the API shows them: domain values to plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Protocol

from service.domain import stance
from service.domain.attribution import Article, Report, origins
from service.domain.claim import Claim
from service.domain.claim_parts import Move, Proposal, Resolution, moves_with_their_ends
from service.domain.due import claim_asks_on, deadlines, due, next_check_on
from service.domain.edtf import write_edtf
from service.domain.events import AnswerProposed, Condition, Evidence, Happened
from service.domain.outcome import outcome
from service.domain.phrases import Reading
from service.domain.rivals import WouldBe
from service.domain.window import HangsOn, Window, closes_at, opens_at
from service.formats.json_text import instant, instant_or_none
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import Identities
from service.read_models.questions import Question
from service.read_models.source_views import SourceView

API = "/api/v1"
_NOBODY = Identities()
#: What the public reads in place of somebody's id.
SOMEBODY = "staff"


def claim(
    view: ClaimView,
    *,
    base_url: str,
    now: datetime,
    rivals: Sequence[str],
    who_is: Identities,
    for_public: bool = False,
    roles: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return a claim as it is shown.

    Args:
        who_is: whom the names in its reports mean.
        now: the instant at which due is weighed.
        rivals: ids of the other claims on its question.
        for_public: leave out what the newsroom keeps to itself.
        roles: by account id, what the public reads in place of a name.
    """
    shown = _without_internals(view.claim) if for_public else view.claim
    counted = who_is.one_name_each(shown.reports)
    return {
        "id": view.id,
        "version": shown.version,
        "url": f"{base_url}{API}/claims/{view.id}",
        "html_url": f"{base_url}/claims/{view.id}",
        "text": shown.text,
        "status": shown.status,
        **_outcome(shown),
        "due": due(deadlines(shown), now, is_settled=shown.is_settled),
        "expects": shown.expects,
        "window": window(shown.window),
        "window_report": shown.window_report,
        "arming": shown.arming,
        "flagged_at": instant_or_none(view.flagged_at),
        **_days_of_asking(shown),
        "moves": [
            {**_move(one, for_public=for_public, roles=roles), "to": _ends(to), "days": days}
            for one, to, days in moves_with_their_ends(shown.moves, shown.window)
        ],
        "owner": shown.owner,
        "desk": shown.desk,
        "question": shown.question,
        "rivals": [one for one in rivals if one != view.id],
        "condition": _standing_condition(shown),
        "merged_into": shown.merged_into,
        "stances": dict(stance.counted(counted)),
        "tags": list(shown.tags),
        "private_person": None if for_public else shown.private_person,
        "proposal": None if shown.proposal is None else _proposal(shown.proposal),
        "resolution": _resolution(shown.resolution, for_public=for_public, roles=roles),
        "reports": [report(one, who_is) for one in shown.reports],
        "origins": asdict(origins(counted, shown.copies)),
        "recorded_at": instant(view.recorded_at),
        "updated_at": instant(view.updated_at),
    }


def claims(
    views: Sequence[ClaimView],
    rivals: Mapping[str, Sequence[str]],
    *,
    base_url: str,
    now: datetime,
    who_is: Identities,
    for_public: bool = False,
    roles: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return claims as they are shown, in their order.

    Args:
        who_is: whom the names in their reports mean.
        rivals: by claim, the others on its question.
    """
    return [
        claim(
            one,
            base_url=base_url,
            now=now,
            rivals=rivals[one.id],
            who_is=who_is,
            for_public=for_public,
            roles=roles,
        )
        for one in views
    ]


def window(said: Window) -> dict[str, Any] | None:
    """Return what was said about when; None where nothing was: no words, no days, nothing to wait for."""
    if not said.has_dates and said.phrase is None and said.hangs_on is None:
        return None
    return {
        "earliest": _day(said.earliest),
        "latest": _day(said.latest),
        "opens_at": instant_or_none(opens_at(said)),
        "closes_at": instant_or_none(closes_at(said)),
        "precision": said.precision,
        "zone": said.zone,
        "phrase": said.phrase,
        "said_on": _day(said.said_on),
        "said_zone": said.said_zone,
        "rule": said.rule,
        "certainty": said.certainty,
        "edtf": write_edtf(said),
        "hangs_on": hangs_on(said.hangs_on),
    }


def hangs_on(one: HangsOn | None) -> dict[str, Any] | None:
    """Return what a window waits for."""
    return None if one is None else {"how": one.how, "days": one.days, "claim": one.claim}


def report(one: Report, who_is: Identities = _NOBODY) -> dict[str, Any]:
    """Return a publication, its outlet and source as they are named in it.

    Args:
        who_is: whom the names mean now. Entries of a history tell what was recorded, and not that.
    """
    outlet, source = who_is.outlet(one), who_is.source(one)
    return {
        "id": one.id,
        "outlet": {"id": None if outlet is None else outlet.id, "name": one.outlet},
        "said_by": {
            "label": one.said_by.label,
            "kind": one.said_by.kind,
            "count": one.said_by.count,
            "source": None if source is None else source.id,
        },
        "wording": one.wording,
        "hedge": one.hedge,
        "stance": one.stance,
        "when": one.when,
        "window": None if one.window is None else window(one.window),
        "article": {
            "id": who_is.article(one),
            "url": one.article.url,
            "title": one.article.title,
            "published_at": _published(one.article),
        },
        "cites": list(one.cites),
        "republishes": one.republishes,
        "credit": one.credit,
        "language": one.language,
        "translation": one.translation,
        "translated_by": one.translated_by,
        "merged_from": one.merged_from,
    }


def condition(one: Condition | None) -> dict[str, Any] | None:
    """Return what a claim hangs on."""
    return None if one is None else {"text": one.text, "claim": one.claim}


def evidence(items: Sequence[Evidence], *, for_public: bool) -> list[dict[str, Any]]:
    """Return what an answer rests on; its notes are the newsroom's."""
    return [
        {
            "url": one.url,
            "archived_url": one.archived_url,
            "captured_at": instant_or_none(one.captured_at),
            "sha256": one.sha256,
            "note": None if for_public else one.note,
        }
        for one in items
    ]


def happened(span: Happened | None) -> str | dict[str, str] | None:
    """Return when it happened: a day, a span of days, or None where the day is not known."""
    if span is None:
        return None
    if span.earliest == span.latest:
        return str(span.latest)
    return {"earliest": str(span.earliest), "latest": str(span.latest)}


def proposed_answer(one: AnswerProposed) -> dict[str, Any]:
    """Return an answer that waits for somebody else to agree."""
    return {
        "answer": one.answer,
        "evidence": evidence(one.evidence, for_public=False),
        "known_on": str(one.known_on),
        "happened": happened(one.happened),
        "extent": one.extent,
        "extent_note": one.extent_note,
        "counts_as": one.counts_as,
        "reason": one.reason,
    }


def question(one: Question, *, base_url: str, claims: Sequence[str]) -> dict[str, Any]:
    """Return a question and the claims that bear on it."""
    return {
        "id": one.id,
        "version": one.version,
        "url": f"{base_url}{API}/questions/{one.id}",
        "html_url": f"{base_url}/questions/{one.id}",
        "text": one.text,
        "rule": None if one.rule is None else {"text": one.rule, "set_at": instant_or_none(one.rule_set_at)},
        "claims": list(claims),
    }


def rival(view: ClaimView, would: WouldBe, *, base_url: str) -> dict[str, Any]:
    """Return an open claim beside one that was answered, and what the same facts would make of it."""
    found = would.outcome
    return {
        "id": view.id,
        "url": f"{base_url}{API}/claims/{view.id}",
        "html_url": f"{base_url}/claims/{view.id}",
        "text": view.claim.text,
        "would_be": None if found is None else found.name,
        "late_days": None if found is None else found.late_days,
        "follow_up": None
        if would.kind is None
        else {
            "kind": would.kind,
            "happened": happened(would.happened),
            "known_on": _day(would.known_on),
            "reason": would.reason,
            "needs_counts_as": would.is_beyond_late,
        },
    }


def source(one: SourceView, *, base_url: str) -> dict[str, Any]:
    """Return an outlet, person, institution or document, with its names and those merged into it."""
    plural = "outlets" if one.type == "outlet" else "sources"
    asks_for = "outlet" if one.type == "outlet" else "source"
    return {
        "id": one.id,
        "version": one.version,
        "url": f"{base_url}{API}/{plural}/{one.id}",
        "html_url": f"{base_url}/sources/{one.id}",
        "claims_url": f"{base_url}{API}/claims?{asks_for}={one.id}",
        "type": one.type,
        "name": one.name,
        "also_known_as": list(one.also_known_as),
        "merged_into": one.merged_into,
        "merged": [{"id": known.id, "name": known.name} for known in one.merged],
        "added_at": instant(one.added_at),
    }


class Asked(Protocol):
    """A phrase that was to be read, and where and when it was said."""

    @property
    def phrase(self) -> str:
        """The words."""

    @property
    def said_on(self) -> date | None:
        """The day they were said, where it is known."""

    @property
    def said_zone(self) -> str:
        """Where they were said."""

    @property
    def zone(self) -> str:
        """Where it is to happen."""


def reading(read: Reading, asked: Asked) -> dict[str, Any]:
    """Return what a phrase was read as, and what else it could be."""
    return {
        "phrase": asked.phrase,
        "said_on": _day(asked.said_on),
        "said_zone": asked.said_zone,
        "zone": asked.zone,
        **_read_as(read),
        "moves": read.moves,
        "alternatives": alternatives(read),
    }


def alternatives(read: Reading) -> list[dict[str, Any]]:
    """Return the readings that can be chosen, by the number that chooses each."""
    return [{"index": number, **_read_as(one)} for number, one in enumerate(read.alternatives, start=1)]


def who(actor: str, *, for_public: bool, roles: Mapping[str, str] | None) -> str:
    """Return who did something: an id, or for the public a role."""
    if not for_public or actor.startswith("system:"):
        return actor
    return (roles or {}).get(actor, SOMEBODY)


def _read_as(read: Reading) -> dict[str, Any]:
    return {
        "window": None if read.window is None else window(read.window),
        "rule": read.rule,
        "explanation": read.explanation,
        "certainty": read.certainty,
        "ask_on": _day(read.ask_on),
        "used": read.used,
        "unread": read.unread,
    }


def _outcome(shown: Claim) -> dict[str, Any]:
    found = outcome(shown)
    return {
        "outcome": None if found is None else found.name,
        "late_days": None if found is None else found.late_days,
    }


def _days_of_asking(shown: Claim) -> dict[str, Any]:
    return {
        "ask_on": None if shown.is_settled else str(claim_asks_on(shown)),
        "next_check_on": _day(next_check_on(shown)),
        "last_checked_on": _day(shown.last_checked_on),
        "snoozed_until": _day(shown.snoozed_until),
    }


def _without_internals(whole: Claim) -> Claim:
    """Return the claim as if nobody had looked, put it aside or owned it."""
    return replace(whole, owner=None, checks=0, last_checked_on=None, snoozed_until=None, proposal=None)


def _standing_condition(shown: Claim) -> dict[str, Any] | None:
    found = condition(shown.condition)
    return None if found is None else {**found, "standing": shown.condition_standing}


def _ends(of: Window) -> dict[str, Any]:
    return {"earliest": _day(of.earliest), "latest": _day(of.latest)}


def _move(one: Move, *, for_public: bool, roles: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "version": one.version,
        "moved_at": instant(one.moved_at),
        "by": who(one.actor, for_public=for_public, roles=roles),
        "window": window(one.window),
    }


def _resolution(
    found: Resolution | None, *, for_public: bool, roles: Mapping[str, str] | None
) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "status": found.status,
        "happened": happened(found.happened),
        "known_on": str(found.known_on),
        "extent": found.extent,
        "evidence": evidence(found.evidence, for_public=for_public),
        "by": who(found.by, for_public=for_public, roles=roles),
        "proposed_by": None
        if found.proposed_by is None
        else who(found.proposed_by, for_public=for_public, roles=roles),
    }


def _proposal(found: Proposal) -> dict[str, Any]:
    return {"version": found.version, "by": found.by, **proposed_answer(found.answer)}


def _published(article: Article) -> str | None:
    if article.published_at is not None:
        return instant(article.published_at)
    return _day(article.published_on)


def _day(day: object | None) -> str | None:
    return None if day is None else str(day)
