"""What is measured on a page as a browser has drawn it: accessibility, targets, overflow, weight."""

import gzip
import importlib.util
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.browser.chromium import Chromium

#: WCAG 2.2, levels A and AA, as axe-core calls them.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
#: What a finger hits: WCAG 2.2, success criterion 2.5.8; the buttons that matter are held to 2.5.5.
SMALLEST_TARGET, MAIN_TARGET = 24, 44
_TOO_SMALL = """
const [smallest, main] = arguments;
const seen = element => element.checkVisibility({checkOpacity: true, visibilityProperty: true});
const inSentence = element => getComputedStyle(element).display === 'inline' && element.matches('a')
  && [...element.parentElement.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
const found = [];
for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
  if (!seen(element) || element.type === 'hidden' || inSentence(element)) continue;
  const labels = [...(element.labels ?? [])].map(one => one.getBoundingClientRect());
  const boxes = [...element.getClientRects(), ...labels];
  if (!boxes.length || boxes.every(box => box.bottom <= 0)) continue;
  const width = Math.max(...boxes.map(box => box.width)), height = Math.max(...boxes.map(box => box.height));
  const least = element.matches('.button:not(.quiet), main button:not(.quiet)') ? main : smallest;
  if (height < least - 0.5 || width < smallest - 0.5)
    found.push(`${Math.round(width)} x ${Math.round(height)}: ${element.outerHTML.slice(0, 120)}`);
}
return found;
"""
_OVERFLOWING = """
const page = document.scrollingElement;
if (page.scrollWidth <= page.clientWidth) return [];
const reaching = [...document.body.querySelectorAll('*')].filter(
  element => element.getBoundingClientRect().right > page.clientWidth + 1);
return [`${page.scrollWidth} of ${page.clientWidth} px`,
  ...reaching.slice(-3).map(element => element.outerHTML.slice(0, 120))];
"""
_CUT_OFF = """
return [...document.querySelectorAll('a, button, label, legend, h1, h2, .tag')].filter(element =>
  element.checkVisibility() && !element.closest('.hidden')
  && getComputedStyle(element).overflowX !== 'visible'
  && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).textOverflow !== 'ellipsis'
).map(element => element.outerHTML.slice(0, 120));
"""
_UNCLIPPED = """
const found = new Set();
const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  if (!/\\u0301{9}/.test(walk.currentNode.data)) continue;
  let box = walk.currentNode.parentElement;
  if (!box.checkVisibility() || box.closest('select, textarea, svg')) continue;
  while (box.matches('main *') && getComputedStyle(box).overflowY === 'visible') box = box.parentElement;
  if (!box.matches('main *')) found.add(walk.currentNode.parentElement.outerHTML.slice(0, 120));
}
return [...found];
"""
_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']}).then(
  result => done(result.violations.flatMap(one => one.nodes.map(
    node => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`))),
  error => done([`axe failed: ${error}`]));
"""


@dataclass(frozen=True)
class Weight:
    """What a page costs that nothing of it was kept from before."""

    requests: int
    #: Of all bodies together, as gzip -6 makes them.
    size_bytes: int
    script_bytes: int
    #: Addresses of other hosts.
    from_others: tuple[str, ...]


@cache
def axe_source() -> str:
    """Return the text of axe-core, which stands in an installed wheel and nowhere in the repository."""
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None, "axe-core is not installed: run make setup"
    assert package.origin is not None
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(chromium: Chromium) -> list[str]:
    """Return every breach of WCAG 2.2 A and AA that axe-core finds on the page, one line each."""
    if not chromium.run("return typeof axe === 'object'"):
        chromium.run(axe_source())
    found: list[str] = chromium.run_later(_AXE, RULES)
    return found


def small_targets(chromium: Chromium) -> list[str]:
    """Return what is too small to be hit; links inside a sentence may be as low as their line."""
    found: list[str] = chromium.run(_TOO_SMALL, SMALLEST_TARGET, MAIN_TARGET)
    return found


def overflow(chromium: Chromium) -> list[str]:
    """Return how far the page reaches past the window, and what does."""
    found: list[str] = chromium.run(_OVERFLOWING)
    return found


def cut_off(chromium: Chromium) -> list[str]:
    """Return what has more words than its box shows."""
    found: list[str] = chromium.run(_CUT_OFF)
    return found


def unclipped(chromium: Chromium) -> list[str]:
    """Return what may be painted over its neighbours, as nothing clips the marks piled on its letters."""
    found: list[str] = chromium.run(_UNCLIPPED)
    return found


def node_count(chromium: Chromium) -> int:
    """Return how many elements the page has."""
    count: int = chromium.run("return document.querySelectorAll('*').length")
    return count


def weight(chromium: Chromium, address: str, host: str) -> Weight:
    """Open a page with nothing kept and return what came over the wire, icons included."""
    chromium.forget_files()
    chromium.requests()
    chromium.open(address)
    icons = [one.get_attribute("href") or "" for one in chromium.all("link[rel~='icon']")]
    asked = list(dict.fromkeys([*chromium.requests(), *icons]))
    asked = [one for one in asked if not one.startswith("data:")]
    ours = [one for one in asked if one.startswith(host + "/")]
    bodies = {one: _body(one, chromium.cookies()) for one in ours}
    sizes = {one: len(gzip.compress(body, 6)) for one, body in bodies.items()}
    return Weight(
        requests=len(asked),
        size_bytes=sum(sizes.values()),
        script_bytes=sum(size for one, size in sizes.items() if one.partition("?")[0].endswith(".js")),
        from_others=tuple(one for one in asked if one not in ours),
    )


def _body(address: str, cookies: str) -> bytes:
    request = urllib.request.Request(address, headers={"Cookie": cookies})
    with urllib.request.urlopen(request, timeout=60) as answer:
        body: bytes = answer.read()
    return body
