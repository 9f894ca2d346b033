"""Turns an occasion's three templates into a letter's subject, text and HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from service.letters.wording import SUBJECT_MOST, cut, filled
from service.mail.messages import plain_head

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Trio:
    """One letter's words: the subject, the plain part and the HTML part, which say the same."""

    subject: str
    text: str
    html: str


def render(occasion: str, facts: Mapping[str, object]) -> Trio:
    """Return the letter of an occasion; a fact that a template asks for and is not given is an error."""
    environment = _environment()

    def rendered(name: str, **more: object) -> str:
        return environment.get_template(f"{occasion}/{name}").render(facts, **more)

    subject = cut(plain_head(rendered("subject.txt", most=SUBJECT_MOST)), SUBJECT_MOST)
    html = _inliner().inline(rendered("body.html", subject=subject))
    return Trio(subject, rendered("body.txt").strip() + "\n", html)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filled=filled, cut=cut)
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    # The rules for dark screens cannot be inlined and stay where they are; nothing is ever fetched.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
