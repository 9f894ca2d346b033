"""Saved views: a narrowed page kept under a name, one's own or shared with everybody."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from service.access import guards
from service.changes import saved_views
from service.changes.claims import Context
from service.dashboard import frame, writing
from service.dashboard.forms import Form
from service.dashboard.frame import Visitor
from service.dashboard.hand_over import context_of
from service.database import Connection, reading, transact
from service.domain.refusals import refuse
from service.wiring import Wiring

#: The pages that can be kept with what narrows them.
PATHS = ("/", "/claims", "/calendar", "/timeline", "/search")


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the views on their paths."""
    pages.add_url_rule("/views", "views", partial(show, wiring))
    pages.add_url_rule("/views", "save_view", partial(save, wiring), methods=["POST"])
    pages.add_url_rule("/views/<view_id>/remove", "remove_view", partial(remove, wiring), methods=["POST"])


def show(wiring: Wiring) -> Response:
    """Return the views this person sees, and the form that keeps another one."""
    visitor, _caller = frame.person(wiring)
    kept = _address(request.args.get("address")) or "/"
    return _page(wiring, visitor, writing.new_form(wiring, {"address": [kept], "name": [""]}))


def save(wiring: Wiring) -> Response:
    """Keep a page under a name and go there."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        kept = _address(next(iter(given.get("address", ())), None))
        if kept is None:
            raise refuse("bad_address", "Give the address of the board or of a list here.", at="/address")
        name = next(iter(given.get("name", ())), "")
        shared = "yes" in given.get("is_shared", ())
        saved_views.save(connection, name, kept, context, is_shared=shared)
        return None, "/views"

    sent = writing.send(wiring, caller, given, change, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, sent.form, status=sent.status)


def remove(wiring: Wiring, view_id: str) -> Response:
    """Remove a view and go back to the others."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    context = context_of(wiring, caller)
    transact(wiring.engine, lambda connection: saved_views.remove(connection, view_id, context))
    return frame.see_other("/views")


def _address(asked: str | None) -> str | None:
    path = frame.local_path((asked or "").partition("#")[0])
    return path if path is not None and urlsplit(path).path in PATHS else None


def _page(wiring: Wiring, visitor: Visitor, form: Form, *, status: int = 200) -> Response:
    account = None if visitor.caller is None else visitor.caller.account
    with reading(wiring.engine) as connection:
        names = frame.people(connection, visitor)
        found = [] if account is None else saved_views.seen_by(connection, account.id)
    is_editor = visitor.caller is not None and visitor.caller.actor.is_at_least("editor")
    return frame.page(
        visitor,
        "views.html",
        status=status,
        form=form,
        views=[
            (
                view,
                names[view.account].name if view.account in names else "somebody",
                is_editor or (account is not None and view.account == account.id),
            )
            for view in found
        ],
        account_id=None if account is None else account.id,
    )
