"""From what schemas find wrong to faults with pointers, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from marshmallow import ValidationError
from marshmallow.exceptions import SCHEMA

from service.domain.refusals import Fault, Refusal
from service.intake.limits import FAULTS

#: Unknown names that are compared with the known ones; the rest are named without a hint.
_COMPARED = 20


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with a value, without the place where it stands."""

    code: str
    detail: str
    hint: str | None = None


def wrong(code: str, detail: str, *, hint: str | None = None) -> ValidationError:
    """Return what a field raises for one wrong value."""
    return ValidationError([Wrong(code, detail, hint)])


def wrong_at(**places: Wrong) -> ValidationError:
    """Return what a schema raises for members that do not fit each other."""
    return ValidationError({name: [found] for name, found in places.items()})


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a wrong one most likely stands for, or None."""
    found = get_close_matches(name[:64].lower(), list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def unknown_names(
    names: Iterable[str], known: Iterable[str], *, what: str, elsewhere: Mapping[str, str] | None = None
) -> dict[str, list[Wrong]]:
    """Return for each name that is not known what is wrong with it, by name.

    Args:
        what: "field" or "parameter".
        elsewhere: names that are known in another place, each with its path.
    """
    listed, found = sorted(known), {}
    for index, name in enumerate(names):
        near = (elsewhere or {}).get(name)
        if near is None and index < _COMPARED:
            near = nearest(name, listed)
        hint = f"Did you mean {near}?" if near else f"Known: {', '.join(listed)}"
        found[name] = [Wrong(f"unknown_{what}", f"There is no {what} “{name[:60]}” here.", hint)]
        if index >= FAULTS:
            break
    return found


def faults_of(messages: Any, at: str = "") -> list[Fault]:
    """Return the faults in what a schema found, in the order of its fields, with JSON pointers.

    Source: RFC 6901, sections 3 and 6.
    """
    found = []
    for fault in _each(messages, at):
        found.append(fault)
        if len(found) == FAULTS:
            break
    return found


def moved(refusal: Refusal, prefix: str) -> list[Fault]:
    """Return the faults of a refusal with the place they lie at put before their pointers."""
    return [Fault(prefix + one.pointer, one.code, one.detail, one.hint) for one in refusal.faults]


def _each(messages: Any, at: str) -> Iterator[Fault]:
    if isinstance(messages, Wrong):
        yield Fault(at, messages.code, messages.detail, messages.hint)
    elif isinstance(messages, str):
        yield Fault(at, "wrong_type", messages)
    elif isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _each(below, at if key == SCHEMA else f"{at}/{escaped(str(key))}")
    else:
        for one in messages:
            yield from _each(one, at)


def escaped(name: str) -> str:
    """Return a name as one step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
