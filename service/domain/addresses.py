"""The canonical form of an article's address: one for all the ways by which people come to it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
#: Parameters that say how somebody came to a page, never which page it is.
_TRACKING = re.compile(
    r"utm_\w+|at_(?:medium|campaign|link\w*|format|bbc_team|ptr_name|custom\w*)"
    r"|(?:fb|g|d|ms|y|tt|tw)clid|gbraid|wbraid|li_fat_id|srsltid|gclsrc|fb_\w+|mc_[ce]id|mkt_tok|igshid|igsh"
    r"|_ga|_gl|_hs(?:enc|mi)|cmpid|smid|smtyp|ocid|xtor|wt\.mc_id|guccounter|guce_\w+|__twitter_impression",
    re.ASCII | re.IGNORECASE,
)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
#: RFC 3986, section 2.3: characters that mean the same with and without being escaped.
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]", re.ASCII)
_NOT_ASCII = re.compile(r"[^\x21-\x7e]")


def canonical_url(url: str) -> str:
    """Return the one form of an address under which its article is found.

    Scheme and host in small letters, the host in its ASCII form, no default port, no fragment, no parameter
    that only tracks; escapes as RFC 3986 has them. http and https stay apart, and so do paths that differ by
    a slash: which of them lead to one page, only the outlet knows. What is no address is returned as it is.

    Source: RFC 3986, sections 6.2.2 and 6.2.3.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in DEFAULT_PORTS or not host:
        return url
    scheme = parts.scheme.lower()
    place = _ascii_host(host)
    if port is not None and port != DEFAULT_PORTS[scheme]:
        place = f"{place}:{port}"
    path = _without_dots(_escaped(parts.path)) or "/"
    return urlunsplit(SplitResult(scheme, place, path, _telling(parts.query), _page_in(parts.fragment)))


def _ascii_host(host: str) -> str:
    """Return a host as it is looked up; one that cannot be is kept in small letters."""
    plain = host.rstrip(".").lower()
    if ":" in plain:
        return f"[{plain}]"
    try:
        return plain if plain.isascii() else plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


def _telling(query: str) -> str:
    """Return the parameters that can say which page it is, in their order, as they were written."""
    kept = [one for one in query.split("&") if one and not _TRACKING.fullmatch(one.partition("=")[0])]
    return _escaped("&".join(kept))


def _page_in(fragment: str) -> str:
    """Return a fragment that names a page of its own (“#!page”), as pages made by scripts had it."""
    return _escaped(fragment) if fragment.startswith("!") else ""


def _escaped(text: str) -> str:
    plain = _ESCAPED.sub(_one_escape, text)
    return _NOT_ASCII.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), plain)


def _one_escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.fullmatch(character) else f"%{found[1].upper()}"


def _without_dots(path: str) -> str:
    """Return a path without its steps “.” and “..”."""
    if "/." not in path:
        return path
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del steps[max(1, len(steps) - 1) :]
        elif step != ".":
            steps.append(step)
    return "/".join(steps) + ("/" if path.endswith(("/.", "/..")) and steps[-1] else "")
