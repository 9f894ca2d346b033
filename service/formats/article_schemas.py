"""What the API gives of articles, as JSON Schemas (2020-12)."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.article import Standing
from service.domain.article_events import TextKept, Why
from service.domain.passages import ChangeKind, PieceKind
from service.formats.schema_parts import ADDRESS, COUNT, DAY, FLAG, INSTANT, TEXT, VERSION, Schema
from service.formats.schema_parts import list_of as _list
from service.formats.schema_parts import object_of as _object
from service.formats.schema_parts import one_of as _one_of
from service.formats.schema_parts import or_null as _or_null
from service.formats.schema_parts import page_of as _page
from service.formats.schema_parts import ref as _ref

_PUBLISHED: Schema = {"anyOf": [DAY, INSTANT, {"type": "null"}]}
_OUTLET = {
    **_object(id=_or_null(TEXT), name=TEXT),
    "description": "Its id is null until a claim or a report names the outlet.",
}
_PROPOSAL = {
    "standing": _one_of(Standing),
    "why": _list(_one_of(Why)),
    "percent": {
        **_or_null(COUNT),
        "description": "How much of the shorter text stands in the longer one; null where none was read.",
    },
    "is_exact": {**FLAG, "description": "Whether the texts were compared, and not only their signatures."},
    "proposed_at": INSTANT,
}
_CHANGE = _object(
    claim=TEXT,
    report=TEXT,
    about={
        **_list(_one_of(ChangeKind)),
        "description": "What changed; empty where the words of one of the two versions are not kept.",
    },
    pieces=_list(_object(kind=_one_of(PieceKind), text=TEXT)),
)
_VERSION = _object(
    number=VERSION,
    entry=VERSION,
    seen_at=INSTANT,
    title=_or_null(TEXT),
    fingerprint=_or_null(TEXT),
    kept=_or_null(_one_of(TextKept)),
    text=_or_null(TEXT),
    passages=_list(TEXT),
    changes=_list(_ref("ArticleChange")),
)
_LISTED = {
    "id": TEXT,
    "url": ADDRESS,
    "html_url": ADDRESS,
    "version": VERSION,
    "outlet": _OUTLET,
    "address": _or_null(TEXT),
    "title": _or_null(TEXT),
    "published_at": _PUBLISHED,
    "added_at": INSTANT,
    "copy_of": _or_null(TEXT),
}
_ARTICLE = {
    **_LISTED,
    "canonical_address": _or_null(TEXT),
    "byline": _or_null(TEXT),
    "language": _or_null(TEXT),
    "credit": _or_null(TEXT),
    "canonical_link": _or_null(TEXT),
    "desk": _or_null(TEXT),
    "versions": _list(_ref("ArticleVersion")),
    "copies": _list(TEXT),
    "proposals": _list(_object(of=TEXT, **_PROPOSAL)),
    "claims": _list(_object(claim=TEXT, report=TEXT)),
}

#: By name, as the operations speak of them.
SCHEMAS: Mapping[str, Schema] = {
    "ArticleChange": _CHANGE,
    "ArticleVersion": _VERSION,
    "Article": _object(**_ARTICLE),
    "TriedArticle": _object(**_ARTICLE, dry_run={"const": True}),
    "ListedArticle": _object(**_LISTED, versions=COUNT, open_proposals=COUNT),
    "ArticleList": _page("ListedArticle"),
    "CopyProposal": _object(article=_ref("ListedArticle"), of=_ref("ListedArticle"), **_PROPOSAL),
    "CopyProposalList": _page("CopyProposal"),
}
