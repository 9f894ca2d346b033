"""Templates into text: compiled once per process, everything escaped, an unknown name is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.dashboard import static_files, typed, wording

FOLDER = Path(__file__).parent / "templates"

_environment = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, auto_reload=False
)
_environment.globals |= {
    "said": typed.said,
    "web_link": typed.web_link,
    "instant_words": wording.instant_words,
    "static": static_files.ADDRESSES.__getitem__,
    "choices": wording.CHOICES,
}


def render(template: str, **values: Any) -> str:
    """Return a page's text."""
    return _environment.get_template(template).render(**values)
