"""From options to the bodies that the API takes, so that both go through the same intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from service.doors import exits

if TYPE_CHECKING:
    from service.changes.claims import Written

Body = dict[str, Any]
Given = Mapping[str, str | None]


def sent(file: BinaryIO | None, made: Body) -> object:
    """Return the body in a file, or the one that the options make; not both."""
    from service.intake import json_body, limits

    if file is None:
        return made
    if made:
        names = ", ".join(sorted(made))
        raise click.UsageError(f"--body says everything; leave out what else was given ({names}).")
    return json_body.parse(file.read(limits.BODY_BYTES + 1))


def new_claim(text: str | None, tags: Sequence[str], given: Given) -> Body:
    """Return the body of POST /claims that the options make."""
    said_by = {
        "label": given["said_by"],
        "kind": given["said_by_kind"],
        "count": given["said_by_count"],
    }
    article = {"url": given["url"], "title": given["title"], "published_at": given["published"]}
    report = {
        "outlet": given["outlet"],
        "wording": given["wording"],
        "hedge": given["hedge"],
        "said_by": _given(said_by),
        "article": _given(article),
    }
    body = {
        "text": text,
        "report": _given(report),
        "expects": given["expects"],
        "condition": _given({"text": given["condition"]}),
        "question": given["question"],
        "desk": given["desk"],
        "tags": list(tags),
        **_when(given),
    }
    return _given(body)


def one_kind(word: str | None, option: str | None) -> str | None:
    """Return the kind of a follow-up, said as a word or as --kind; not both."""
    if word is not None and option is not None:
        raise click.UsageError(f"The kind stands twice: {word} and --kind {option}. Give one of them.")
    return word if option is None else option


def follow_up(kind: str | None, evidence: Sequence[str], tags: Sequence[str], given: Given) -> Body:
    """Return the body of a follow-up that the options make."""
    apart = {"earliest", "latest", "happened", "version", "reading"}
    plain = {name: value for name, value in given.items() if name not in apart}
    body = {
        **plain,
        "kind": kind,
        "evidence": [_evidence(one) for one in evidence],
        "tags": list(tags),
        "happened": _happened(given["happened"]),
        "version": _whole(given["version"]),
        **_when(given),
    }
    return _given(body)


class DryRun(exits.Stop):
    """Everything would have been recorded; nothing was."""


def unless_dry(written: Written, *, dry_run: bool) -> Written:
    """Return what was written; in a dry run, end the transaction instead, which takes it back."""
    if not dry_run:
        return written
    last = written.entries[-1]
    raise DryRun(
        f"This would be recorded as entry {last.entry.version}: {last.kind}.",
        "Nothing was written. Run it without --dry-run to record it.",
        code=exits.OK,
    )


def _given(body: Mapping[str, Any]) -> Body:
    return {name: value for name, value in body.items() if value not in (None, [], {})}


def _when(given: Given) -> Body:
    names = ("when", "edtf", "said_on", "said_zone", "zone", "hangs_on")
    window = _given({"earliest": given["earliest"], "latest": given["latest"]})
    reading = _whole(given["reading"])
    return {**{name: given[name] for name in names}, "reading": reading, "window": window}


def _evidence(text: str) -> Body:
    return {"url": text} if text.startswith(("https://", "http://")) else {"note": text}


def _happened(text: str | None) -> str | Body | None:
    if text is None or "/" not in text:
        return text
    earliest, _, latest = text.partition("/")
    return {"earliest": earliest, "latest": latest}


def _whole(text: str | None) -> int | str | None:
    """Return a whole number as one; anything else as it is, for intake to refuse by name."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else text
