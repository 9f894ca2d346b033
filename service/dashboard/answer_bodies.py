"""From a follow-up's form to the body the API takes, and what is unclear about the form itself."""

from __future__ import annotations

from typing import Any

from service.dashboard import forms
from service.dashboard.answers import report_fields
from service.dashboard.forms import Given
from service.domain.claim import Claim
from service.domain.refusals import Fault
from service.domain.roles import Kind


def body_of(kind: Kind, claim: Claim, given: Given) -> dict[str, Any]:
    """Return the body of a follow-up as the API takes it."""
    body: dict[str, Any] = {"kind": kind, **forms.body_of(given)}
    match kind:
        case "confirm":
            body["happened"] = _happened(given)
        case "close" if "duplicate_of" in body:
            body["duplicate_of"] = forms.claim_id_in(body["duplicate_of"])
        case "merge" if "into" in body:
            body["into"] = forms.claim_id_in(body["into"])
        case "move":
            _settle_report(body)
        case "amend":
            _keep_changes(body, claim)
        case "assign":
            body.setdefault("owner", None)
        case "tag":
            body.setdefault("tags", [])
        case "link":
            body.setdefault("question", None)
            body.setdefault("condition", None)
            condition = body["condition"]
            if isinstance(condition, dict) and "claim" in condition:
                condition["claim"] = forms.claim_id_in(condition["claim"])
    return body


def unclear(kind: Kind, given: Given) -> list[Fault]:
    """Return where the form says two things at once, or nothing where it has to say something."""
    if kind == "confirm":
        unknown = bool(_first(given, "happened.unknown"))
        named = bool(_first(given, "happened.earliest") or _first(given, "happened.latest"))
        if unknown == named:
            both = ", not both" if named else ""
            words = f"Give the day it happened, or say that it is not known{both}."
            return [Fault("/happened/earliest", "unclear", words)]
    writes_down_report = not forms.is_untouched(forms.body_of(given).get("report"))
    if kind == "move" and writes_down_report and _first(given, "rests_on"):
        words = "Choose a report that is there, or write down a new one, not both."
        return [Fault("/rests_on", "unclear", words)]
    return []


def _happened(given: Given) -> Any:
    earliest, latest = (_first(given, f"happened.{end}") for end in ("earliest", "latest"))
    if not (earliest or latest):
        return None
    return {"earliest": earliest or latest, "latest": latest} if latest else earliest


def _settle_report(body: dict[str, Any]) -> None:
    """A new date rests on a report that is there, on one written down with it, or on none that is named."""
    there = body.pop("rests_on", None)
    if forms.is_untouched(body.get("report")):
        body.pop("report", None)
        if there is not None:
            body["report"] = there


def _keep_changes(body: dict[str, Any], claim: Claim) -> None:
    """Only what differs from the record amends it."""
    if body.get("text", "").replace("\r\n", "\n") == claim.text.strip():
        del body["text"]
    if body.get("expects") == claim.expects:
        del body["expects"]
    report = body.get("report")
    if not isinstance(report, dict):
        return
    kept = {one.id: one for one in claim.reports}.get(str(report.get("id")))
    if kept is None:
        return
    before = forms.body_of({name: [value] for name, value in report_fields(kept).items()})["report"]
    changed = _changes(report, {**before, "cites": list(kept.cites)})
    if changed.keys() <= {"id"}:
        del body["report"]
    else:
        body["report"] = changed


def _changes(after: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in after.items():
        earlier = before.get(name)
        if isinstance(value, dict):
            inner = _changes(value, earlier if isinstance(earlier, dict) else {})
            if inner:
                found[name] = inner
        elif _plain(value) != _plain(earlier):
            found[name] = value
    return found


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _first(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "").strip()
