"""The bodies that tell of articles: one that was seen, and what is said of it afterwards."""

from __future__ import annotations

from service.domain.article_decisions import ArticleKind
from service.intake import limits
from service.intake.fields import Choice, DayOrInstant, Id, Instant, Language, Link, Text, Whole
from service.intake.follow_up_schemas import MOST_VERSION
from service.intake.schema import Body
from service.intake.schemas import PUBLISHED_ONLY

_CREDIT = "Who its credit line names, verbatim; else it is looked for in the text and the byline."
_LINK = "The address that its page names as the original (rel=canonical). Nothing is fetched."


class ArticleAddedBody(Body):
    """An article that was seen."""

    outlet = Text(limits.OUTLET, required=True, says="Who published it; of a post, the platform.")
    address = Link(says="Where it stands, as it was found; the canonical form is made of it.")
    title = Text(limits.TITLE, says="Its headline.")
    byline = Text(limits.OUTLET, says="Who wrote it, as it says.")
    published_at = DayOrInstant(says="When it came out: an instant with offset, or only the day.")
    language = Language(says="The language it is in, as in uk or pt-BR.")
    credit = Text(limits.OUTLET, says=_CREDIT)
    canonical_link = Link(says=_LINK)
    retrieved_at = Instant(says="When its text was taken.")
    desk = Text(limits.DESK, says="Whose setting says how much of the text is kept.")
    text = Text(limits.ARTICLE_TEXT, lines=True, says=f"The text. {PUBLISHED_ONLY}")


def _kind(kind: ArticleKind) -> Choice:
    return Choice([kind], required=True)


class VersionFollowUp(Body):
    """The same address holds another text."""

    kind = _kind("version")
    text = Text(limits.ARTICLE_TEXT, lines=True, required=True, says=f"The text now. {PUBLISHED_ONLY}")
    retrieved_at = Instant(says="When it was taken; else now.")
    title = Text(limits.TITLE)
    byline = Text(limits.OUTLET)
    credit = Text(limits.OUTLET, says=_CREDIT)
    canonical_link = Link(says=_LINK)


class ConfirmCopyFollowUp(Body):
    """It is a copy of another article; on claims the two count as one origin."""

    kind = _kind("confirm_copy")
    of = Id("art", required=True, says="The article it is a copy of, whether that was proposed or not.")
    note = Text(limits.NOTE, lines=True)


class RejectCopyFollowUp(Body):
    """It is no copy of another article; that is not proposed again."""

    kind = _kind("reject_copy")
    of = Id("art", required=True)
    note = Text(limits.NOTE, lines=True)


class UndoArticleFollowUp(Body):
    """One entry is taken back; it stays in the history and no longer counts."""

    kind = _kind("undo")
    version = Whole(1, MOST_VERSION, required=True)
    note = Text(limits.NOTE, lines=True)


class AmendArticleFollowUp(Body):
    """Our own record was wrong; only the fields given change."""

    kind = _kind("amend")
    reason = Text(limits.REASON, lines=True, required=True, says="What our record got wrong.")
    outlet = Text(limits.OUTLET)
    address = Link()
    title = Text(limits.TITLE)
    byline = Text(limits.OUTLET)
    published_at = DayOrInstant()
    language = Language()
    credit = Text(limits.OUTLET)
    canonical_link = Link()


class RedactArticleFollowUp(Body):
    """The free text of one entry is destroyed for good."""

    kind = _kind("redact")
    version = Whole(1, MOST_VERSION, required=True)
    reason = Text(limits.REASON, lines=True, required=True, says="Kept for good: name no word that goes.")


#: Keep in step with domain.article_decisions.ArticleKind; a test holds them equal.
ARTICLE_SCHEMAS: dict[ArticleKind, type[Body]] = {
    "version": VersionFollowUp,
    "confirm_copy": ConfirmCopyFollowUp,
    "reject_copy": RejectCopyFollowUp,
    "undo": UndoArticleFollowUp,
    "amend": AmendArticleFollowUp,
    "redact": RedactArticleFollowUp,
}
