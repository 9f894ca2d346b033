"""Articles: the list, one with its versions, copies and claims, and pairs that may be copies, for editors."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, request

from service.access import guards
from service.changes import articles as changes
from service.changes.claims import Context
from service.dashboard import article_told, forms, frame, writing
from service.dashboard.forms import Form, Given
from service.dashboard.frame import Visitor
from service.dashboard.narrowing import address
from service.dashboard.writing import Again
from service.database import Connection, reading
from service.domain.refusals import not_found
from service.domain.roles import may_decide_copies
from service.intake import articles as intake
from service.intake import copy_cursors
from service.intake.fields import is_id
from service.read_models import article_pages, articles
from service.wiring import Wiring

#: Articles, and pairs of them, that a list shows at once.
MOST = 50


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages on their paths."""
    one = "/articles/<article_id>"
    pages.add_url_rule("/articles", "articles", partial(every, wiring))
    pages.add_url_rule("/articles", "add_article", partial(bring, wiring), methods=["POST"])
    pages.add_url_rule("/copies", "copies", partial(copies, wiring))
    pages.add_url_rule(one, "article", partial(show, wiring))
    pages.add_url_rule(one, "change_article", partial(change, wiring), methods=["POST"])


def every(wiring: Wiring) -> Response:
    """Return the articles, the newest first."""
    return _every(wiring, frame.reader(wiring), writing.new_form(wiring, {}))


def bring(wiring: Wiring) -> Response:
    """Add an article and go to its page; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    sent = writing.send(wiring, caller, given, partial(_bring, wiring, given), about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _every(wiring, visitor, sent.form, status=sent.status)


def show(wiring: Wiring, article_id: str) -> Response:
    """Return an article's page."""
    return _page(wiring, frame.reader(wiring), article_id)


def change(wiring: Wiring, article_id: str) -> Response:
    """Confirm or reject a copy, add a version, take an entry back; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    work = partial(_change, wiring, article_id, given)
    sent = writing.send(wiring, caller, given, work, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, article_id, again=sent)


def copies(wiring: Wiring) -> Response:
    """Return the pairs of articles of which one may be a copy of the other, those proposed last first."""
    visitor, _ = frame.person(wiring)
    before = copy_cursors.place_in(request.args.get("cursor") or None)
    with reading(wiring.engine) as connection:
        found = articles.proposals(connection, most=MOST + 1, before=before)
        shown = found[:MOST]
        ids = {one for pair in shown for one in (pair.article, pair.original)}
        known = articles.many(connection, ids)
    cursor = copy_cursors.cursor_of(shown[-1]) if len(found) > MOST else None
    return frame.page(
        visitor,
        "copies.html",
        pairs=[article_told.pair(one, known, visitor.zone) for one in shown],
        may_decide=_may_decide(visitor),
        key=wiring.new_secret(),
        next=None if cursor is None else address("/copies", [("cursor", cursor)]),
        is_first=before is None,
    )


def _every(wiring: Wiring, visitor: Visitor, form: Form, *, status: int = 200) -> Response:
    cursor = request.args.get("cursor") or None
    if cursor is not None and not is_id(cursor, "art"):
        abort(404)
    with reading(wiring.engine) as connection:
        last = None if cursor is None else articles.one(connection, cursor)
        if cursor is not None and last is None:
            abort(404)
        before = None if last is None else last.number
        found = articles.every(connection, most=MOST + 1, before=before)
        waiting = 0 if visitor.is_public else articles.open_proposal_count(connection)
    shown = found[:MOST]
    return frame.page(
        visitor,
        "articles.html",
        status=status,
        form=form,
        articles=[article_told.row(one, visitor.zone) for one in shown],
        waiting=waiting,
        next=address("/articles", [("cursor", shown[-1].id)]) if len(found) > MOST else None,
        is_first=cursor is None,
    )


def _page(wiring: Wiring, visitor: Visitor, article_id: str, *, again: Again | None = None) -> Response:
    with reading(wiring.engine) as connection:
        whole = article_pages.whole(connection, article_id) if is_id(article_id, "art") else None
        if whole is None:
            abort(404)
        values = article_told.told(connection, whole, visitor)
    return frame.page(
        visitor,
        "article.html",
        status=200 if again is None else again.status,
        may_decide=_may_decide(visitor),
        key=wiring.new_secret(),
        form=writing.new_form(wiring, {}) if again is None else again.form,
        **values,
    )


def _bring(wiring: Wiring, given: Given, connection: Connection, context: Context) -> tuple[None, str]:
    new = intake.new_article(forms.body_of(given))
    made = changes.add(connection, new.added, new.text, context, wiring.settings.text_kept)
    return None, f"/articles/{made.article_id}"


def _change(
    wiring: Wiring, article_id: str, given: Given, connection: Connection, context: Context
) -> tuple[None, str]:
    if not is_id(article_id, "art"):
        raise not_found("such article")
    proposed = intake.follow_up(forms.body_of(given))
    made = changes.follow_up(
        connection, article_id, proposed.event, context, wiring.settings.text_kept, text=proposed.text
    )
    back = frame.local_path(next(iter(given.get("then", ())), None))
    return None, back or f"/articles/{article_id}#v{made.article.version}"


def _may_decide(visitor: Visitor) -> bool:
    return visitor.caller is not None and may_decide_copies(visitor.caller.actor)
