"""Makes a new application cheap: what Werkzeug compiles for a route is compiled once per test process."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_built: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_compile = Rule._compile_builder


def build_each_once() -> None:
    """Let routes of the same words share what builds their addresses.

    Two compilations per route and application would take longer than most tests do. What is compiled
    depends on the words of the route alone and is handed the route when it is called.
    """
    Rule._compile_builder = _compiled_once  # type: ignore[assignment, method-assign] # there is no other way in


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    if rule.defaults:
        return _compile(rule, append_unknown)
    words = (*rule._trace, append_unknown)
    if words not in _built:
        _built[words] = _compile(rule, append_unknown)
    return _built[words]
