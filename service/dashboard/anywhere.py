"""Logging from anywhere: a bookmark for browsers, a share target for phones, and its manifest."""

from __future__ import annotations

import json
from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response

from service.dashboard import frame, static_files
from service.wiring import Wiring

MANIFEST_TYPE = "application/manifest+json"
#: What the bookmark does on the page it is used on: it opens our form in a new tab and reads nothing but
#: the page's address, its title, the words that are selected, and the day and name it states in its head.
_BOOKMARK = """(()=>{
const m=(...n)=>{for(const k of n){
const f=document.querySelector(k),v=f&&(f.content||f.dateTime||f.href);if(v)return v}return ''};
const q=new URLSearchParams({
url:m('link[rel=canonical]')||location.href,
title:m('meta[property="og:title"]')||document.title,
outlet:m('meta[property="og:site_name"]'),
published:m('meta[property="article:published_time"]','meta[name="date"]',
'meta[itemprop="datePublished"]','time[datetime]').slice(0,10),
text:String(getSelection()).trim().slice(0,1500)});
open(ADDRESS+'/claims/new?'+q,'_blank')
})()"""


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and the manifest on their paths."""
    pages.add_url_rule("/log-from-anywhere", "log_from_anywhere", partial(show, wiring))
    pages.add_url_rule("/manifest.webmanifest", "manifest", manifest)


def show(wiring: Wiring) -> Response:
    """Return the page with the bookmark and how to share from a phone."""
    visitor, _ = frame.person(wiring)
    bookmark = bookmark_for(wiring.settings.base_url)
    return frame.page(visitor, "log_from_anywhere.html", bookmark=bookmark)


def manifest() -> Response:
    """Return the web app manifest; it is the same for everybody and names nobody.

    Source: W3C Web Application Manifest; W3C Web Share Target, section 3.
    """
    response = Response(json.dumps(_manifest()), content_type=MANIFEST_TYPE)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def bookmark_for(base_url: str) -> str:
    """Return the address of the bookmark: a script that opens this site's form with what a page states."""
    script = _BOOKMARK.replace("\n", "").replace("ADDRESS", json.dumps(base_url.rstrip("/")))
    return "javascript:" + quote(script, safe="~()*!.'=>{};,?:[]&|+/-_")


def _manifest() -> dict[str, object]:
    return {
        "name": "Hearsay",
        "short_name": "Hearsay",
        "description": "What was reported, by when it was to happen, and whether it did.",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#0b57b0",
        "icons": [{"src": static_files.ADDRESSES["mark.svg"], "sizes": "any", "type": "image/svg+xml"}],
        # A plain GET: sharing opens a form that is filled in, and changes nothing.
        "share_target": {
            "action": "/claims/new",
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
