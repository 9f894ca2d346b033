"""What the API gives, as JSON Schemas (2020-12): every key is always there, and no others are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from service.domain.attribution import SaidByCount, SaidByKind, Stance
from service.domain.claim_parts import ConditionStanding
from service.domain.due import Due
from service.domain.events import CountsAs, Expects, Extent, RefuteReason, SourceType, Status
from service.domain.outcome import OutcomeName
from service.domain.reminding.choices import DigestPace, FollowKind
from service.domain.window import Certainty, HangsHow, Precision
from service.formats.record_schemas import RECORD_SCHEMAS
from service.formats.schema_parts import ADDRESS, COUNT, DAY, FLAG, INSTANT, TEXT, VERSION, Schema
from service.formats.schema_parts import list_of as _list
from service.formats.schema_parts import object_of as _object
from service.formats.schema_parts import one_of as _one_of
from service.formats.schema_parts import or_null as _or_null
from service.formats.schema_parts import page_of as _page
from service.formats.schema_parts import ref as _ref
from service.ledger.codec import KINDS
from service.mail.tries import State, Via

_WINDOW = _object(
    earliest=_or_null(DAY),
    latest=_or_null(DAY),
    opens_at=_or_null(INSTANT),
    closes_at=_or_null(INSTANT),
    precision=_one_of(Precision),
    zone=TEXT,
    phrase=_or_null(TEXT),
    said_on=_or_null(DAY),
    said_zone=_or_null(TEXT),
    rule=TEXT,
    certainty=_one_of(Certainty),
    edtf=_or_null(TEXT),
    hangs_on=_or_null(_object(how=_one_of(HangsHow), days=_or_null(COUNT), claim=_or_null(TEXT))),
)
_REPORT = _object(
    id=TEXT,
    outlet=_object(id={**_or_null(TEXT), "description": "The outlet this is; null in a history."}, name=TEXT),
    said_by=_object(
        label=_or_null(TEXT), kind=_one_of(SaidByKind), count=_one_of(SaidByCount), source=_or_null(TEXT)
    ),
    wording=_or_null(TEXT),
    hedge=_or_null(TEXT),
    stance=_one_of(Stance),
    when=_or_null(TEXT),
    window={**_or_null(_ref("Window")), "description": "What its own wording of the date was read as."},
    article=_object(
        id=_or_null(TEXT),
        url=_or_null(TEXT),
        title=_or_null(TEXT),
        published_at={"anyOf": [DAY, INSTANT, {"type": "null"}]},
    ),
    cites=_list(TEXT),
    republishes=_or_null(TEXT),
    credit=_or_null(TEXT),
    language=_or_null(TEXT),
    translation=_or_null(TEXT),
    translated_by=_or_null(TEXT),
    merged_from={
        **_or_null(TEXT),
        "description": "The claim it was first a report of, where that one was merged into this one.",
    },
)
_HAPPENED: Schema = {"anyOf": [DAY, _object(earliest=DAY, latest=DAY), {"type": "null"}]}
_EVIDENCE = _object(
    url=_or_null(TEXT),
    archived_url=_or_null(TEXT),
    captured_at=_or_null(INSTANT),
    sha256=_or_null(TEXT),
    note=_or_null(TEXT),
)
_RESOLUTION = _object(
    status={"type": "string", "enum": ["confirmed", "refuted"]},
    happened=_HAPPENED,
    known_on=DAY,
    extent=_one_of(Extent),
    evidence=_list(_ref("Evidence")),
    by=TEXT,
    proposed_by={**_or_null(TEXT), "description": "Who answered so first, where somebody else agreed."},
)
_PROPOSAL = _object(
    version=VERSION,
    by=TEXT,
    answer={"type": "string", "enum": ["confirm", "refute"]},
    evidence=_list(_ref("Evidence")),
    known_on=DAY,
    happened=_HAPPENED,
    extent=_one_of(Extent),
    extent_note=_or_null(TEXT),
    counts_as=_or_null(_one_of(CountsAs)),
    reason=_or_null(_one_of(RefuteReason)),
)
_MOVE = _object(
    version=VERSION,
    moved_at=INSTANT,
    by=TEXT,
    window=_or_null(_ref("Window")),
    to=_object(earliest=_or_null(DAY), latest=_or_null(DAY)),
    days=_or_null({"type": "integer", "description": "Latest day to latest day; null where one is open."}),
)
_CLAIM = {
    "id": TEXT,
    "version": VERSION,
    "url": ADDRESS,
    "html_url": ADDRESS,
    "text": TEXT,
    "status": _one_of(Status),
    "outcome": _or_null(_one_of(OutcomeName)),
    "late_days": _or_null(COUNT),
    "due": _one_of(Due),
    "expects": _one_of(Expects),
    "window": _or_null(_ref("Window")),
    "window_report": {
        **_or_null(TEXT),
        "description": "The report that the window rests on; null where none is named.",
    },
    "arming": VERSION,
    "flagged_at": _or_null(INSTANT),
    "ask_on": _or_null(DAY),
    "next_check_on": _or_null(DAY),
    "last_checked_on": _or_null(DAY),
    "snoozed_until": _or_null(DAY),
    "moves": _list(_ref("Move")),
    "owner": _or_null(TEXT),
    "desk": _or_null(TEXT),
    "question": _or_null(TEXT),
    "rivals": _list(TEXT),
    "condition": _or_null(_object(text=TEXT, claim=_or_null(TEXT), standing=_one_of(ConditionStanding))),
    "merged_into": {
        **_or_null(TEXT),
        "description": "The claim that goes on in place of this one; lists leave this one out.",
    },
    "stances": {
        **_object(**dict.fromkeys(get_args(Stance), COUNT)),
        "description": "How many outlets stand so by the latest of their reports.",
    },
    "tags": _list(TEXT),
    "private_person": {**_or_null(FLAG), "description": "About a named private person; null for the public."},
    "proposal": {**_or_null(_ref("Proposal")), "description": "An answer that waits for a second editor."},
    "resolution": _or_null(_ref("Resolution")),
    "reports": _list(_ref("Report")),
    "origins": {
        **_object(outlets=COUNT, least=COUNT, most=COUNT),
        "description": "Outlets that carry it, and the fewest and most origins there can be behind them.",
    },
    "recorded_at": INSTANT,
    "updated_at": INSTANT,
}
_WARNINGS = _list(_object(code=TEXT, detail=TEXT))
_RIVALS = {
    **_list(
        _object(
            id=TEXT,
            url=ADDRESS,
            html_url=ADDRESS,
            text=TEXT,
            would_be=_or_null(_one_of(OutcomeName)),
            late_days=_or_null(COUNT),
            follow_up=_or_null(
                _object(
                    kind={"type": "string", "enum": ["confirm", "refute"]},
                    happened=_HAPPENED,
                    known_on=_or_null(DAY),
                    reason=_or_null(_one_of(RefuteReason)),
                    needs_counts_as=FLAG,
                )
            ),
        )
    ),
    "description": "After an answer: the open claims on its question, and what the same facts would make of "
    "each. Nothing is recorded on them; follow_up is null where nothing follows. To record one, send what is "
    "not null in it but needs_counts_as, with evidence; where that is true, with counts_as as well.",
}
_ENTRY = {
    "position": VERSION,
    "version": VERSION,
    "kind": {"type": "string", "enum": list(KINDS)},
    "status": _or_null(_one_of(Status)),
    "occurred_at": INSTANT,
    "recorded_at": INSTANT,
    "actor": TEXT,
    "data": {"type": "object", "description": "The fields of the follow-up, by its kind."},
}
_READ_AS = {
    "window": _or_null(_ref("Window")),
    "rule": TEXT,
    "explanation": TEXT,
    "certainty": _one_of(Certainty),
    "ask_on": _or_null(DAY),
    "used": TEXT,
    "unread": TEXT,
}
_SOURCE = {
    "id": TEXT,
    "version": VERSION,
    "url": ADDRESS,
    "html_url": ADDRESS,
    "claims_url": {**ADDRESS, "description": "The claims it published, or said something in."},
    "type": _one_of(SourceType),
    "name": TEXT,
    "also_known_as": _list(TEXT),
    "merged_into": {**_or_null(TEXT), "description": "The source that tells of both in place of this one."},
    "merged": {
        **_list(_object(id=TEXT, name=TEXT)),
        "description": "Those that were merged into it, and into those.",
    },
    "added_at": {**INSTANT, "description": "When something that names it first occurred."},
}
_SECTIONS = ("past_due", "today", "this_week", "to_check", "no_date")
_FAULT = _object(
    pointer={"type": "string", "description": "JSON pointer into the body, or the name of a parameter."},
    code=TEXT,
    detail=TEXT,
    hint=_or_null(TEXT),
)
_PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": ADDRESS,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "code": TEXT,
        "request_id": TEXT,
        "errors": _list(_FAULT),
        "claim": {**TEXT, "description": "Of a 412: which claim."},
        "current_version": {**VERSION, "description": "Of a 412: how it stands."},
        "since": {**_list(_ref("Entry")), "description": "Of a 412: what was added."},
        "alternatives": {
            **_list(_ref("Alternative")),
            "description": "Of ambiguous words: their readings; send one's index as `reading`.",
        },
        "import": {**_ref("ImportReport"), "description": "Of a file that is refused: what is wrong by row."},
    },
    "required": ["type", "title", "status", "detail", "code", "request_id", "errors"],
    "additionalProperties": False,
}
_PAUSED = _object(account=TEXT, address=TEXT, since=INSTANT, words=TEXT, letter=TEXT)
_LETTER_CHOICES = _object(
    zone=TEXT,
    digest=_one_of(DigestPace),
    digest_at=TEXT,
    skips_empty=FLAG,
    day_before=FLAG,
    last_day=FLAG,
    date_passed=FLAG,
    again_every_days=COUNT,
    again_times=COUNT,
    date_moved=FLAG,
    escalation=FLAG,
    receipt=FLAG,
    hides_text=_or_null(FLAG),
    paused_until=_or_null(DAY),
    away_from=_or_null(DAY),
    away_until=_or_null(DAY),
    stand_in=_or_null(TEXT),
    next_digest_at=_or_null(INSTANT),
    paused_addresses=_list(_ref("PausedAddress")),
)

#: By name, as the operations speak of them.
SCHEMAS: Mapping[str, Schema] = {
    "Window": _WINDOW,
    "Report": _REPORT,
    "Evidence": _EVIDENCE,
    "Resolution": _RESOLUTION,
    "Proposal": _PROPOSAL,
    "Move": _MOVE,
    "Claim": _object(**_CLAIM),
    "WrittenClaim": _object(**_CLAIM, warnings=_WARNINGS, rivals_to_consider=_RIVALS),
    "TriedClaim": _object(**_CLAIM, warnings=_WARNINGS, rivals_to_consider=_RIVALS, dry_run={"const": True}),
    "ClaimList": _page("Claim"),
    "Entry": _object(**_ENTRY),
    "Change": _object(
        stream=TEXT,
        stream_kind={"type": "string", "enum": ["claim", "question", "source", "article"]},
        url=_or_null(ADDRESS),
        **_ENTRY,
    ),
    "History": _page("Entry"),
    "Changes": _page("Change", last_position=COUNT),
    "Due": _object(
        at=INSTANT,
        counts=_object(**dict.fromkeys((*_SECTIONS, "long_past_due"), COUNT)),
        items=_object(**{due: _list(_ref("Claim")) for due in _SECTIONS}),
    ),
    "Reading": _object(
        phrase=TEXT,
        said_on=_or_null(DAY),
        said_zone=TEXT,
        zone=TEXT,
        **_READ_AS,
        moves={**FLAG, "description": "The words say that an earlier date was moved: record a move."},
        alternatives=_list(_ref("Alternative")),
    ),
    "Alternative": _object(index=VERSION, **_READ_AS),
    "Question": _object(
        id=TEXT,
        version=VERSION,
        url=ADDRESS,
        html_url=ADDRESS,
        text=TEXT,
        rule={
            **_or_null(_object(text=TEXT, set_at=INSTANT)),
            "description": "What counts as an answer, and since when that is written down.",
        },
        claims=_list(TEXT),
    ),
    "Source": _object(**_SOURCE),
    "TriedSource": _object(**_SOURCE, dry_run={"const": True}),
    "SourceList": _page("Source"),
    "QuestionList": _page("Question"),
    "Suggestion": _object(value=TEXT, label=TEXT),
    "SuggestionList": _object(items=_list(_ref("Suggestion"))),
    "Delivery": _object(
        id=TEXT,
        occasion=TEXT,
        recipient=TEXT,
        address=_or_null(TEXT),
        subject=_or_null(TEXT),
        state=_one_of(State),
        attempts=COUNT,
        queued_at=INSTANT,
        next_try_at=_or_null(INSTANT),
        sent_at=_or_null(INSTANT),
        via=_or_null(_one_of(Via)),
        reason=_or_null(TEXT),
        message_id=TEXT,
    ),
    "DeliveryList": _page("Delivery"),
    "PausedAddress": _PAUSED,
    "PausedAddressList": _page("PausedAddress"),
    "LetterChoices": _LETTER_CHOICES,
    "Follow": _object(
        id=TEXT,
        url=ADDRESS,
        kind=_one_of(FollowKind),
        claim=_or_null(TEXT),
        question=_or_null(TEXT),
        tag=_or_null(TEXT),
        desk=_or_null(TEXT),
        outlet=_or_null(TEXT),
        source=_or_null(TEXT),
        wants_letters=FLAG,
        since=INSTANT,
    ),
    "FollowList": _page("Follow"),
    **RECORD_SCHEMAS,
    "Status": _object(status=TEXT),
    "Readiness": _object(
        status=TEXT,
        warnings={**_list(_FAULT), "description": "What does not stop requests: letters that do not go out."},
    ),
    "Metrics": TEXT,
    "Problem": _PROBLEM,
}
