"""Narrowing a list by its address: what it is narrowed to, and the values it can be narrowed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from service.access.accounts import Account
from service.dashboard import wording
from service.dashboard.typed import said
from service.database import Connection
from service.read_models import facets, questions
from service.read_models.facets import FAMILIES, Family
from service.read_models.filters import ClaimFilter, Moment

Pairs = Sequence[tuple[str, str]]
NAMES: dict[Family, str] = {
    "desk": "Desk",
    "outlet": "Outlet",
    "said_by": "Kind of source",
    "stance": "Stance",
    "question": "Question",
    "tag": "Tag",
    "owner": "Owner",
}
_SOURCES = dict(wording.CHOICES["said_by_kinds"])
_STANCES = dict(wording.CHOICES["stances"])


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing the list is narrowed to, and the address without it."""

    name: str
    words: Markup
    without: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A value the list can be narrowed to, how many claims have it, and where that is."""

    words: Markup
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """All that a page shows of it: what is chosen, the fields to choose by, the values of the open one."""

    chosen: list[Chosen]
    #: Each field by its name on screen, with the address that opens it.
    fields: list[tuple[str, str, bool]]
    opened: str = ""
    offers: tuple[Offer, ...] = ()
    #: Where nothing is chosen any more.
    cleared: str = ""


def address(path: str, pairs: Pairs, fragment: str = "") -> str:
    """Return an address of this site."""
    query = urlencode(pairs)
    return f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def opened(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the parameter that opens a field to choose by, which says nothing of what is listed."""
    return [("facet", asked["facet"])] if asked.get("facet") else []


def narrowing(
    connection: Connection,
    path: str,
    pairs: Pairs,
    wanted: ClaimFilter,
    moment: Moment,
    names: Mapping[str, Account],
    *,
    for_public: bool,
    on_board: bool = False,
    fixed: Sequence[str] = (),
) -> Narrowing:
    """Return how a list is narrowed and what else it can be narrowed to.

    Args:
        pairs: the parameters of the page's address; `facet` names the field whose values are shown.
        on_board: the list holds only claims that are due somehow or other.
        fixed: what the page itself is about, which is neither chosen nor left.
    """
    families = [one for one in FAMILIES if not (for_public and one == "owner") and one not in fixed]
    kept = [(name, value) for name, value in pairs if name not in ("facet", "cursor")]
    asked = dict(pairs).get("facet")
    opened = next((one for one in families if one == asked), None)
    values: Sequence[facets.Value] = ()
    if opened is not None:
        values = facets.facet(connection, opened, wanted, moment, on_board=on_board)
    current = {family: getattr(wanted, family) for family in families if getattr(wanted, family) is not None}
    ids = {one.value for one in values} if opened == "question" else set()
    texts = questions.texts(connection, ids | {current["question"]} if "question" in current else ids)
    tell = _Teller(names, texts)
    rest = [pair for pair in kept if pair[0] not in current]
    return Narrowing(
        chosen=[
            Chosen(NAMES[one], tell.words(one, value), address(path, _without(kept, one)))
            for one, value in current.items()
        ],
        fields=[
            (NAMES[one], address(path, [*kept, ("facet", one)], "narrow"), one == opened) for one in families
        ],
        opened="" if opened is None else NAMES[opened],
        offers=tuple(
            Offer(
                tell.words(opened, one.value),
                one.count,
                address(path, [*_without(kept, opened), (opened, one.value)]),
                _folded(current.get(opened)) == _folded(one.value),
            )
            for one in values
            if opened is not None
        ),
        cleared=address(path, rest) if current else "",
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    names: Mapping[str, Account]
    texts: Mapping[str, str]

    def words(self, family: Family, value: str) -> Markup:
        """Return a value as people read it."""
        match family:
            case "owner":
                account = self.names.get(value)
                return Markup("an account that is gone") if account is None else said(account.name, 80)
            case "question":
                return said(self.texts.get(value, "a question that is gone"), 120)
            case "said_by":
                return Markup("{}").format(_SOURCES.get(value, value))
            case "stance":
                return Markup("{}").format(_STANCES.get(value, value))
            case _:
                return said(value, 80)


def _without(pairs: Pairs, name: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] != name]


def _folded(value: str | None) -> str:
    return (value or "").casefold()
