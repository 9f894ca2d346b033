"""Every page there is, in the states it can be in. A page that is new comes in as a row here.

The checks of the matrix and the screenshots walk through this table; nothing else lists pages.
"""

from dataclasses import dataclass

from tests.browser.chromium import Chromium
from tests.browser.site import Site


@dataclass(frozen=True)
class Page:
    """One page in one state: how to come to it, and by what it is told from a page that failed."""

    #: What its picture is called.
    name: str
    #: "empty" (a new newsroom), "full" (the sample story, more past due, hostile words) or "error".
    state: str
    #: `{claim}` is the first claim of the sample story, `{settled}` one that has its answer, `{hostile}` one
    #: of hostile words, `{question}` the story's question, `{outlet}` one of its outlets, `{article}` one
    #: that may be a copy and `{original}` the one it may be a copy of, `{letter}` a
    #: letter, `{link}` a sign-in link;
    #: `{answer}`, `{answered}` and `{stop}` the tokens of links in letters, `{person}` an account.
    path: str
    #: What stands on it in this state.
    shows: str
    #: Who is signed in.
    by: str | None = "Ada"
    #: The button whose form, sent as it is, leads to the state.
    press: str | None = None
    #: Whether its picture is shown to people.
    is_shown: bool = True


PAGES = (
    Page("today", "full", "/", "#past_due .claim-link"),
    Page("today-empty", "empty", "/", ".empty h2"),
    Page("today-looking-back", "full", "/?as_of=2022-09-27", ".message.warning"),
    Page("today-looking-back-empty", "empty", "/?as_of=2022-09-27", ".empty h2", is_shown=False),
    Page("today-filtered", "full", "/?desk=sea&facet=tag", ".narrow .chosen", is_shown=False),
    Page("today-filtered-empty", "full", "/?desk=no-such-desk", ".empty h2", is_shown=False),
    Page("today-error", "error", "/?as_of=nonsense", "main .message, main .empty, h1", is_shown=False),
    Page("answer", "full", "/answers?answer=confirm&claim={claim}", "form[action='/answers']"),
    Page(
        "answer-error",
        "error",
        "/answers?answer=refute&claim={claim}",
        ".message.error",
        press="main form button",
    ),
    Page(
        "answer-together",
        "full",
        "/answers?answer=snooze&claim={claim}&claim={settled}",
        "main input[type='checkbox']",
        is_shown=False,
    ),
    Page("claims", "full", "/claims", "table.claims .claim-link"),
    Page("claims-looking-back", "full", "/claims?as_of=2022-09-27&tag=border", "table", is_shown=False),
    Page("claims-empty", "empty", "/claims", ".empty h2", is_shown=False),
    Page("claims-error", "error", "/claims?status=nonsense", ".message.error", is_shown=False),
    Page("claim", "full", "/claims/{claim}", "#v1"),
    Page("claim-settled", "full", "/claims/{settled}", "#v1"),
    Page("claim-hostile", "full", "/claims/{hostile}", "#v1", is_shown=False),
    Page(
        "claim-looking-back",
        "full",
        "/claims/{claim}?as_of=2022-09-27&recorded_by=2022-10-04",
        ".message.warning",
        is_shown=False,
    ),
    Page("articles", "full", "/articles", "table .claim-link"),
    Page("articles-empty", "empty", "/articles", ".empty h2", is_shown=False),
    Page("articles-error", "error", "/articles", ".message.error", press="#form button"),
    Page("article", "full", "/articles/{article}", "#proposals"),
    Page("article-versions", "full", "/articles/{original}", "#copies", is_shown=False),
    Page("copies", "full", "/copies", "main form button"),
    Page("copies-empty", "empty", "/copies", ".empty h2", is_shown=False),
    Page("claim-confirm", "full", "/claims/{claim}?answer=confirm#follow-up", "#follow-up"),
    Page("claim-move", "full", "/claims/{claim}?answer=move#follow-up", "#follow-up", is_shown=False),
    Page("claim-report", "full", "/claims/{claim}?answer=report#follow-up", "#follow-up", is_shown=False),
    Page("claim-amend", "full", "/claims/{claim}?answer=amend#follow-up", "#follow-up", is_shown=False),
    Page(
        "claim-error",
        "error",
        "/claims/{claim}?answer=note#follow-up",
        ".message.error",
        press="main form[action^='/claims/'] button:not([name])",
    ),
    Page("log-a-claim", "empty", "/claims/new", "textarea[name='text']"),
    Page(
        "log-a-claim-read",
        "full",
        "/claims/new?url=https://www.dailyexample.test/a&published=2022-09-23"
        "&text=The+border+closes+as+early+as+Monday,+two+people+familiar+with+the+plan+said",
        ".told",
    ),
    Page("log-a-claim-next", "full", "/claims/new?after={claim}", "textarea[name='text']", is_shown=False),
    Page(
        "log-a-claim-error",
        "error",
        "/claims/new",
        ".message.error",
        press="main button[value='open']",
    ),
    Page("log-from-anywhere", "full", "/log-from-anywhere", "main h1", is_shown=False),
    Page("calendar", "full", "/calendar?as_of=2022-09-28", "main h1"),
    Page("calendar-weeks", "full", "/calendar?view=weeks&on=2022-09-05", "table.calendar", is_shown=False),
    Page("calendar-year", "full", "/calendar?view=year&on=2022-09-05", ".drawn svg", is_shown=False),
    Page("calendar-opening", "full", "/calendar?side=opening&as_of=2022-09-28", "main h1", is_shown=False),
    Page("calendar-empty", "empty", "/calendar", "main h1", is_shown=False),
    Page("timeline", "full", "/timeline", "main h1"),
    Page("timeline-looking-back", "full", "/timeline?as_of=2022-09-27", ".message.warning", is_shown=False),
    Page("timeline-empty", "empty", "/timeline", "main h1", is_shown=False),
    Page("questions", "full", "/questions", "main h1"),
    Page("questions-empty", "empty", "/questions", "main h1", is_shown=False),
    Page("question", "full", "/questions/{question}", "main h1"),
    Page("records", "full", "/records?compare=Meduza&compare=Khodorkovsky+Live", "table.record"),
    Page("record", "full", "/sources/{outlet}/record", "table.record"),
    Page("record-looking-back", "full", "/sources/{outlet}/record?as_of=2022-09-27", "h1", is_shown=False),
    Page("record-empty", "full", "/sources/{outlet}/record?tag=none", ".empty h2", is_shown=False),
    Page("records-empty", "empty", "/records", ".empty h3", is_shown=False),
    Page("question-looking-back", "full", "/questions/{question}?as_of=2022-09-27", "h1", is_shown=False),
    Page("duplicates", "full", "/duplicates", "ul.notes a.button"),
    Page("duplicates-empty", "empty", "/duplicates", ".empty h2", is_shown=False),
    Page("claim-dates", "full", "/claims/clm_sample_02#dates-reported", "#dates-reported", is_shown=False),
    Page("claim-merge", "full", "/claims/{claim}?answer=merge#follow-up", "#into", is_shown=False),
    Page("sources", "full", "/sources", "main table a.claim-link"),
    Page("sources-named", "full", "/sources?q=no-such-name", ".empty h2", is_shown=False),
    Page("sources-empty", "empty", "/sources", ".empty h2", is_shown=False),
    Page("source", "full", "/sources/{outlet}", "table.claims .claim-link"),
    Page("source-looking-back", "full", "/sources/{outlet}?as_of=2022-09-27", "h1", is_shown=False),
    Page(
        "source-error",
        "error",
        "/sources/{outlet}",
        ".message.error",
        press="form[aria-label='Add the name'] button",
        is_shown=False,
    ),
    Page("search", "full", "/search?q=border", "main h1"),
    Page("search-nothing", "empty", "/search?q=border", "main h1", is_shown=False),
    Page("search-error", "error", "/search?q=border&as_of=nonsense", ".message.error, h1", is_shown=False),
    Page("changes", "full", "/changes-since", "main h1"),
    Page("changes-empty", "empty", "/changes-since", "main h1", is_shown=False),
    Page("imports", "full", "/imports", "main form[action='/imports']", is_shown=False),
    Page("imports-empty", "empty", "/imports", ".empty h2", is_shown=False),
    Page("imports-error", "error", "/imports", ".message.error", press="main form button", is_shown=False),
    Page("import", "full", "/imports/{imported}", ".message", is_shown=False),
    Page("import-refused", "full", "/imports/{import_refused}", ".message.error", is_shown=False),
    Page("hand-over", "full", "/hand-over", "main h1", is_shown=False),
    Page("views", "full", "/views", "main h1", is_shown=False),
    Page("mailbox", "full", "/mailbox", "main a[href^='/mailbox/']"),
    Page("mailbox-narrowed", "full", "/mailbox?kind=reminder", "main tbody tr", is_shown=False),
    Page("mailbox-narrowed-empty", "full", "/mailbox?kind=receipt", ".empty h2", is_shown=False),
    Page("mailbox-sent", "full", "/mailbox?saved=2", ".message.done", is_shown=False),
    Page("mailbox-empty", "empty", "/mailbox", "main h1", is_shown=False),
    Page("letter", "full", "/mailbox/{letter}", "iframe, pre"),
    Page(
        "letter-as-on-a-phone",
        "full",
        "/mailbox/{letter}?width=320&theme=dark",
        "iframe.dark",
        is_shown=False,
    ),
    Page("letter-headers", "full", "/mailbox/{letter}?look=headers", ".facts dd", is_shown=False),
    Page("letter-source", "full", "/mailbox/{letter}?look=source", "main pre", is_shown=False),
    Page("answer-by-link", "full", "/answer/{answer}?choice=confirm", "main form", by=None),
    Page(
        "answer-by-link-check", "full", "/answer/{answer}?choice=check", "main form", by=None, is_shown=False
    ),
    Page("answer-by-link-move", "full", "/answer/{answer}?choice=move", "main form", by=None, is_shown=False),
    Page("answer-by-link-changed", "full", "/answer/{answered}", ".message.warning", by=None),
    Page("answer-by-link-spent", "error", "/answer/nonsense", "main h1", by=None),
    Page(
        "answer-by-link-error",
        "error",
        "/answer/{answer}?choice=refute",
        ".message.error",
        by=None,
        press="main form button",
        is_shown=False,
    ),
    Page("stop-letters", "full", "/letters/stop/{stop}", "main form button", by=None),
    Page("settings", "full", "/settings", "main form"),
    Page("deliveries", "full", "/deliveries", "main tbody tr"),
    Page("deliveries-empty", "empty", "/deliveries", ".empty h2", is_shown=False),
    Page("rehearsal", "full", "/rehearsal?from=2022-09-26&until=2022-10-20", "main tbody tr"),
    Page("rehearsal-empty", "empty", "/rehearsal", ".empty h2", is_shown=False),
    Page("rehearsal-error", "error", "/rehearsal?until=nonsense", ".message.error", is_shown=False),
    Page("account", "full", "/account", "#sessions", is_shown=False),
    Page("accounts", "full", "/accounts", "main table", is_shown=False),
    Page("tokens", "full", "/tokens", "main form.card", is_shown=False),
    Page("tokens-error", "error", "/tokens", ".message.error", press="main form.card button", is_shown=False),
    Page("addresses", "full", "/addresses?of=/claims%3Ftag%3Dborder", "main form.card", is_shown=False),
    Page(
        "addresses-error",
        "error",
        "/addresses",
        ".message.error",
        press="main form.card button",
        is_shown=False,
    ),
    Page("one-account", "full", "/accounts/{person}", "main form.card", is_shown=False),
    Page("trail", "full", "/trail", "main table", is_shown=False),
    Page("sign-in", "full", "/sign-in", "main h1", by=None, is_shown=False),
    Page("sign-in-link", "full", "/sign-in/{link}", "main form button", by=None),
    Page("sign-in-code", "full", "/sign-in/code", "main h1", by=None, is_shown=False),
    Page("sign-in-spent", "error", "/sign-in/nonsense", "main h1", by=None, is_shown=False),
    Page("missing", "error", "/no-such-page", "main h1"),
)


def go(page: Page, chromium: Chromium, site: Site) -> None:
    """Open a page, bring it into its state, and make sure that it is."""
    names = site.names() if "{" in page.path else {}
    chromium.open(site.address + page.path.format(**names))
    if page.press is not None:
        chromium.run("for (const form of document.forms) form.noValidate = true")
        chromium.follow(page.press)
    assert chromium.all(page.shows), f"{page.name} does not show {page.shows}: {chromium.texts('main')}"
