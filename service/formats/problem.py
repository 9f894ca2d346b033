"""What went wrong, as a problem document, and what every code stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from service.domain.refusals import Fault
from service.formats.json_text import dump

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/v1/docs"

#: Every code there is, with the sentence that names it; stable for good.
TITLES: Mapping[str, str] = {
    # The request itself.
    "bad_request": "The request cannot be understood.",
    "body_missing": "The request needs a JSON body.",
    "body_too_large": "The body is too large.",
    "body_cut_off": "The body came only in part.",
    "byte_order_mark": "JSON is sent without a byte order mark.",
    "not_utf8": "The text is not UTF-8.",
    "not_json": "The body is not JSON.",
    "too_deep": "The body nests too deeply.",
    "duplicate_key": "A key stands twice in one object.",
    "unfit_key": "A key holds a character that cannot stand in a name.",
    "not_a_number": "A number cannot be read.",
    "number_too_long": "A number has too many digits.",
    "unsupported_media_type": "The body is to be application/json.",
    "query_too_long": "The query is too long.",
    "unknown_parameter": "There is no such parameter here.",
    "repeated_parameter": "A parameter is given more than once.",
    "whole_list": "In this form a list always comes whole.",
    "bad_cursor": "The cursor does not belong to this list.",
    "bad_idempotency_key": "The Idempotency-Key cannot be used.",
    "bad_if_match": "The If-Match header cannot be read.",
    "bad_if_none_match": "The If-None-Match header cannot be read.",
    # Files of rows.
    "rows_refused": "Rows of a file are to be put right; none of them came in.",
    "file_empty": "There is nothing in the file.",
    "file_too_large": "The file is larger than is taken here.",
    "not_text": "The file is an archive, a workbook or compressed: not rows of text.",
    "nul": "The file holds bytes that are zero: it is no text.",
    "row_too_large": "A row is too long.",
    "too_many_rows": "The file has too many rows.",
    "too_many_columns": "The file has too many columns.",
    "unknown_header": "The first line does not name the columns.",
    "column_unnamed": "A column has no name.",
    "column_twice": "A column stands twice.",
    "not_a_row": "A line is to be one JSON object.",
    "bad_csv": "A row is not CSV.",
    "wrong_cell_count": "A row has more or fewer cells than the header.",
    "key_twice": "Two rows have one key and say different things.",
    "claim_twice": "A claim is there already.",
    "claim_refused": "The row of the claim is refused.",
    "by_hand": "This is done by hand, one claim at a time.",
    "not_an_event": "The row is no event of its kind.",
    "not_alike": "The rows of one thing say it is of different kinds.",
    "version_missing": "An entry before this one is missing.",
    "not_begun": "A thing begins with being asked or added, once.",
    "not_reported": "The first entry of a claim is that it was reported.",
    "reported_twice": "A claim is reported once.",
    "not_passed": "No date had passed there, or that is on record.",
    # Who asks.
    "token_missing": "This needs a token.",
    "token_malformed": "The Authorization header cannot be read.",
    "token_not_valid": "The token does not work (any more).",
    "not_allowed": "The account or its token may not do this.",
    "csrf": "The form does not come from a page of yours.",
    "too_many_requests": "Too much was asked for in a short time.",
    "too_many_waiting": "Too many requests wait for news already.",
    # What is asked for.
    "not_found": "There is no such thing.",
    "method_not_allowed": "This address takes other methods.",
    "too_much_to_replay": "The ledger is too long to be replayed for a list.",
    # Single values.
    "missing": "Something needed is missing.",
    "unknown_field": "There is no such field here.",
    "wrong_type": "A value is of the wrong type.",
    "too_long": "A text is too long.",
    "too_many": "There are too many of them.",
    "blank": "A text shows nothing.",
    "unfit_character": "A text holds a character that cannot stand there.",
    "unknown_choice": "A value is not one of those to choose from.",
    "out_of_range": "A number is out of range.",
    "bad_id": "This is not an id of that kind.",
    "bad_url": "This is not the address of something published.",
    "bad_language": "This is no tag of a language.",
    "bad_sha256": "This is no SHA-256.",
    "bad_email": "This is no e-mail address.",
    "bad_name": "This is no name.",
    "bad_date": "This is not a date.",
    "bad_instant": "This is not an instant.",
    "offset_needed": "An instant needs an offset.",
    "year_out_of_range": "The year is out of range.",
    "unknown_zone": "The time zone is not known.",
    "in_the_future": "This has not come yet.",
    "in_the_past": "This has passed already.",
    # What was said about when.
    "said_on_needed": "These words can only be read from the day they were said.",
    "ambiguous_phrase": "The words can fairly be read in more than one way.",
    "no_such_reading": "The words have no such reading.",
    "hangs_on_nothing": "The words name a date and hang on no other claim.",
    "edtf_invalid": "This is not EDTF.",
    "edtf_level_2": "Level 2 of EDTF is not read.",
    "edtf_out_of_range": "The EDTF text reaches beyond our years.",
    "window_needed": "A date is needed.",
    "window_empty": "A window needs a day.",
    "window_reversed": "The end lies before the beginning.",
    "given_twice": "The same thing is given twice.",
    # The claim and its history.
    "carrier_needed": "It is asked how claims were carried, and not by whom.",
    "clocks_differ": "The clocks of the machines differ.",
    "answer_waits": "An answer waits for a second editor already.",
    "nothing_waits": "No such answer waits for a second editor.",
    "second_editor_needed": "Somebody else has to agree before this settles the claim.",
    "words_gone": "The evidence of this answer was destroyed.",
    "claim_settled": "The claim is settled and takes no such follow-up.",
    "claim_open": "The claim is open; there is nothing to reopen.",
    "evidence_needed": "Settling a claim needs evidence.",
    "evidence_empty": "Evidence is a link or a note.",
    "note_needed": "A note is needed.",
    "late_or_not": "An editor has to say what it counts as.",
    "not_beyond_late": "It came in time, or late by so little that it need not be said.",
    "duplicate_of_what": "A duplicate names the claim it repeats.",
    "not_a_duplicate": "Only a duplicate names another claim.",
    "nothing_changes": "Nothing in this changes the claim.",
    "not_ahead": "This is to be a day to come.",
    "asked_before": "A question in these very words is there already.",
    "of_another_kind": "The field belongs to another kind of follow-up.",
    "claim_merged": "The claim was merged into another one.",
    "has_merged": "Other claims were merged into this one.",
    "expects_differ": "The two claims do not expect the same.",
    "answers_differ": "The two claims have different answers.",
    "waited_for": "Other claims wait for this one.",
    "came_by_merging": "The entry came along when another claim was merged into this one.",
    "unknown_report": "The claim has no such report.",
    "unknown_version": "The history has no such entry.",
    "unknown_question": "There is no such question.",
    "unknown_article": "There is no such article.",
    "article_known": "The article at this address is there already.",
    "address_taken": "Another article stands at this address.",
    "same_article": "An article is no copy of itself.",
    "copy_already": "It is on record as a copy already.",
    "copy_cycle": "The other article is, in the end, a copy of this one.",
    "unknown_claim": "There is no such other claim.",
    "met_by_its_claim": "A condition with a claim is met when that claim is confirmed.",
    "condition_cycle": "The condition would wait, in the end, for this claim itself.",
    "window_cycle": "The window would wait, in the end, for this claim itself.",
    "chain_too_long": "Too many claims would wait for each other in a row.",
    # Outlets and sources.
    "unknown_source": "There is no such outlet or source.",
    "name_taken": "Another outlet or source goes by this name.",
    "own_name": "A source keeps its own name.",
    "unknown_name": "The source does not go by this name.",
    "same_source": "A source cannot be merged into itself.",
    "other_type": "Only sources of one type can be one.",
    "merged_already": "The source was merged into another one.",
    "unknown_account": "There is no such account.",
    "account_disabled": "The account is switched off.",
    "unknown_role": "There is no such role.",
    "unknown_scope": "There is no such scope.",
    "email_taken": "Another account has this address.",
    "last_admin": "This is the last active admin.",
    # Letters.
    "bad_time": "This is no time of day.",
    "one_of_these": "Only one of these can be given.",
    "too_many_follows": "The account follows too many things.",
    "only_claims_stop": "Only letters about one claim can be stopped.",
    "stands_in_for_oneself": "Nobody stands in for themselves.",
    "same_account": "The account that leaves cannot be the new owner.",
    "not_given_up": "The letter was not given up.",
    "nothing_goes_out": "Letters are due, and none go out.",
    "cannot_be_undone": "The entry cannot be taken back.",
    "undone_already": "The entry has been taken back already.",
    "nothing_to_redact": "The entry has no words of its own.",
    "redacted_already": "The words of the entry are gone already.",
    # Two writers, one key.
    "stale_version": "The thing has changed since it was read.",
    "idempotency_key_reused": "The Idempotency-Key stands for another request.",
    "answer_redacted": "The request took effect; its answer was destroyed by a redaction.",
    # The service itself.
    "not_ready": "The service is not ready yet.",
    "unavailable": "The service does not answer just now.",
    "internal": "Something is wrong on our side.",
}


def shape(fault: Fault) -> dict[str, str | None]:
    """Return one thing that is wrong."""
    return {"pointer": fault.pointer, "code": fault.code, "detail": fault.detail, "hint": fault.hint}


def document(
    *,
    status: int,
    code: str,
    detail: str,
    base_url: str,
    request_id: str,
    faults: Iterable[Fault] = (),
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """Return a problem document.

    Source: RFC 9457, section 3.

    Args:
        faults: everything that is wrong, one by one.
        more: members beside the standard ones.
    """
    return dump(
        {
            "type": f"{base_url}{DOCS}#{code}",
            "title": TITLES.get(code, detail),
            "status": status,
            "detail": detail,
            "code": code,
            "request_id": request_id,
            "errors": [shape(one) for one in faults],
            **(more or {}),
        }
    )
