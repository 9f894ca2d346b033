"""Feeds: exactly what happened, in words, and only what the public may know, whoever reads."""

import re
from urllib.parse import urlsplit

import feedparser
import pytest

from service.domain.events import (
    Assigned,
    Checked,
    Confirmed,
    Evidence,
    Happened,
    Noted,
    Redacted,
    ReportAdded,
    Snoozed,
    Tagged,
    WindowMoved,
)
from service.feeds import atom_feeds
from service.read_models import subscribed
from tests.atom_rules import broken_rules
from tests.builders import at, on, report, window

EVIDENCE = (Evidence(url="https://example.org/decree?a=1&b=2", note="a friend in the ministry"),)


def read(browser, path):
    """Return the feed at a path, held to the rules and read without a complaint."""
    page = browser.open(path)
    assert page.status == 200, page.source
    assert page.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert broken_rules(page.source.encode()) == []
    found = feedparser.parse(page.source.encode())
    assert found.bozo is False
    return found


def titles(browser, path):
    return [entry.title for entry in read(browser, path).entries]


def confirmed(**more):
    day = Happened(earliest=on("2022-09-28"), latest=on("2022-09-28"))
    return Confirmed(**{"evidence": EVIDENCE, "happened": day, "known_on": on("2022-09-28"), **more})


def test_a_claims_feed_is_its_history_in_words_newest_first(newsroom, eve):
    claim_id = newsroom.logged("The border is closed", ask="When does the border close?")
    newsroom.clock.set(at("2022-09-27T09:00"))
    newsroom.followed_up(claim_id, WindowMoved(window=window("2022-10-05", "2022-10-05")))
    newsroom.clock.set(at("2022-10-06T09:00"))
    newsroom.followed_up(claim_id, confirmed(known_on=on("2022-10-05")))

    found = read(eve, f"/claims/{claim_id}.atom")

    assert [entry.title for entry in found.entries] == [
        "A newsroom editor confirmed it. It happened on Wed 28 Sep 2022.",
        "A newsroom editor moved the date from Wed 28 Sep 2022 to Wed 5 Oct 2022.",
        "A newsroom editor logged the claim, as reported by Meduza.",
    ]
    newest = found.entries[0]
    assert newest.link == f"http://127.0.0.1:8000/claims/{claim_id}#v3"
    assert (newest.updated, newest.published) == ("2022-10-06T09:00:00Z", "2022-10-06T09:00:00Z")
    assert {tag.term for tag in newest.tags} == {"confirmed"}
    assert 'href="https://example.org/decree?a=1&amp;b=2"' in newest.content[0].value
    assert found.feed.title == "The border is closed"
    assert found.feed.updated == "2022-10-06T09:00:00Z"
    assert found.feed.author_detail == {"name": "127.0.0.1", "href": "http://127.0.0.1:8000"}


def test_a_lists_feed_is_what_happened_to_its_claims(newsroom, eve):
    first = newsroom.logged("The border is closed", tags=("border",))
    newsroom.logged("Banks are closed", tags=("banks",))
    newsroom.followed_up(first, ReportAdded(report=report("rep_2", outlet="Example Times", stance="against")))

    assert titles(eve, "/claims.atom") == [
        "The border is closed: A newsroom editor added a report by Example Times, which speaks against it.",
        "Banks are closed: A newsroom editor logged the claim, as reported by Meduza.",
        "The border is closed: A newsroom editor logged the claim, as reported by Meduza.",
    ]
    assert len(titles(eve, "/claims.atom?tag=border")) == 2
    assert len(titles(eve, "/claims.atom?q=banks")) == 1
    assert len(titles(eve, "/claims.atom?outlet=example+times")) == 2
    assert titles(eve, "/claims.atom?tag=none") == []
    assert read(eve, "/claims.atom?tag=border").feed.title == "Claims: tag border"


def test_a_long_list_and_a_short_one_are_read_alike(newsroom, eve, monkeypatch):
    for number in range(6):
        newsroom.logged(f"claim {number}", tags=("a",) if number % 2 else ())
    paths = ("/claims.atom", "/claims.atom?tag=a", "/claims.atom?status=rumored&q=claim")
    looked_up = [titles(eve, path) for path in paths]

    monkeypatch.setattr(subscribed, "FEW", 1)

    assert [titles(eve, path) for path in paths] == looked_up
    assert [len(one) for one in looked_up] == [6, 3, 6]


def test_a_questions_feed_is_what_happened_to_the_claims_on_it(newsroom, eve):
    claim_id = newsroom.logged("one", ask="When is it closed?")
    newsroom.logged("another")

    found = read(eve, f"/questions/{newsroom.claim(claim_id).question}.atom")

    assert found.feed.title == "When is it closed?"
    assert [entry.title[:4] for entry in found.entries] == ["one:"]


@pytest.mark.parametrize("path", ["/claims.atom?tag=border", "/claims/{claim}.atom"])
def test_a_long_feed_is_read_page_by_page_and_every_entry_once(newsroom, eve, monkeypatch, path):
    monkeypatch.setattr(atom_feeds, "MOST", 2)
    claim_id = newsroom.logged(tags=("border",))
    for number in range(6):
        newsroom.followed_up(claim_id, Noted(note=f"note {number}", public=True))
        newsroom.followed_up(claim_id, Noted(note="for colleagues"))
    address, seen, pages = path.format(claim=claim_id), [], 0

    while address is not None:
        found = read(eve, address)
        links = {link.rel: link.href for link in found.feed.links}
        assert links["self"] == f"http://127.0.0.1:8000{address}"
        assert links["first"] == f"http://127.0.0.1:8000{path.format(claim=claim_id)}"
        seen += [entry.id for entry in found.entries]
        pages += 1
        following = urlsplit(links.get("next", ""))
        address = f"{following.path}?{following.query}" if following.path else None

    assert pages == 4
    assert len(seen) == len(set(seen)) == 7


def test_entries_and_feeds_are_known_by_the_same_ids_wherever_they_stand(newsroom, eve):
    claim_id = newsroom.logged(tags=("border",))
    before = [entry.id for entry in read(eve, "/claims.atom").entries]
    newsroom.followed_up(claim_id, Tagged(tags=()))

    after = [entry.id for entry in read(eve, "/claims.atom").entries]
    own = [entry.id for entry in read(eve, f"/claims/{claim_id}.atom").entries]

    assert after[1:] == before
    assert own == after
    feeds = ("/claims.atom", "/claims.atom?tag=border", f"/claims/{claim_id}.atom")
    assert len({read(eve, path).feed.id for path in feeds}) == 3
    assert not any("127.0.0.1" in one for one in after)


def test_words_that_were_destroyed_are_gone_and_the_entry_is_told_as_changed(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.followed_up(claim_id, Noted(note="a name that should never have been there", public=True))
    (note, _) = read(eve, f"/claims/{claim_id}.atom").entries
    newsroom.clock.set(at("2022-09-30T10:00"))

    newsroom.followed_up(claim_id, Redacted(version=2, reason="a court order"), by="Ada")

    for path in (f"/claims/{claim_id}.atom", "/claims.atom"):
        page = eve.open(path).source
        changed = next(entry for entry in read(eve, path).entries if entry.id == note.id)
        assert "never have been" not in page
        assert "court order" not in page
        assert (changed.published, changed.updated) == (note.published, "2022-09-30T10:00:00Z")


def internal_story(newsroom):
    claim_id = newsroom.logged("The border is closed")
    newsroom.followed_up(
        claim_id,
        Checked(looked_on=on("2022-09-26"), note="secret check"),
        Noted(note="secret note"),
        Noted(note="for everybody", public=True),
        Assigned(owner=newsroom.people["Rob"].id),
        Snoozed(until=on("2022-09-27"), reason="secret snooze"),
        confirmed(known_on=on("2022-09-26"), happened=None),
    )
    return claim_id


@pytest.mark.parametrize("who", ["an admin", "the public"])
def test_no_feed_holds_what_the_newsroom_keeps_to_itself(public_newsroom, who):
    claim_id = internal_story(public_newsroom)
    browser = public_newsroom.signed_in("Ada") if who == "an admin" else public_newsroom.browser()

    for path in ("/claims.atom", f"/claims/{claim_id}.atom"):
        source = browser.open(path).source
        assert not re.search("secret|friend|acc_|Eve|Rob", source)
        assert "for everybody" in source
        assert len(read(browser, path).entries) == 3


def test_the_public_asks_for_no_list_by_what_is_internal(public_newsroom):
    anybody = public_newsroom.browser()

    for name in ("owner=acc_1", "never_checked=true", "snoozed=true"):
        assert anybody.open(f"/claims.atom?{name}").status == 400
        assert anybody.open(f"/claims.ics?{name}").status == 400


@pytest.mark.parametrize(
    "path",
    ["/claims.atom?due=soon", "/claims.atom?as_of=2022-09-26", "/claims.atom?before=x", "/claims.atom?a=b"],
)
def test_what_cannot_be_asked_of_a_feed_is_refused_in_words(eve, path):
    page = eve.open(path)

    assert (page.status, page.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "<" not in page.source


def test_nobody_reads_a_feed_where_reading_is_not_public(newsroom):
    claim_id = newsroom.logged()

    for path in ("/claims.atom", f"/claims/{claim_id}.atom", "/claims.ics", f"/claims/{claim_id}.jsonld"):
        page = newsroom.browser().open(path)
        assert (page.status, page.headers["Location"].split("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("kind", ["atom", "ics", "jsonld"])
def test_of_what_there_is_not_there_is_no_feed(eve, kind):
    for name in ("clm_none", "qst_0001", "x" * 100, "clm_%00", "..%2fx"):
        assert eve.open(f"/claims/{name}.{kind}").status == 404
    assert eve.open("/questions/qst_none.atom").status == 404


def test_a_reader_that_has_it_already_is_told_so(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.clock.set(at("2022-09-26T13:00"))
    for path in (f"/claims/{claim_id}.atom", "/claims.atom", "/claims.ics", f"/claims/{claim_id}.jsonld"):
        first = eve.open(path)
        again = eve.open(path, headers={"If-None-Match": first.headers["ETag"]})
        weakly = eve.open(path, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})

        assert (again.status, again.source, weakly.status) == (304, "", 304)
        assert again.headers["ETag"] == first.headers["ETag"]

    since = {"If-Modified-Since": eve.open(f"/claims/{claim_id}.atom").headers["Last-Modified"]}
    assert eve.open(f"/claims/{claim_id}.atom", headers=since).status == 304
    # A claim can leave a list without an entry: of lists no time of change is told.
    assert "Last-Modified" not in eve.open("/claims.atom").headers

    newsroom.followed_up(claim_id, Noted(note="new", public=True))
    assert eve.open(f"/claims/{claim_id}.atom", headers=since).status == 200
    newsroom.clock.set(at("2022-09-26T13:00:01"))
    assert "Last-Modified" not in eve.open(f"/claims/{claim_id}.atom").headers


def test_pages_lead_to_their_feeds(newsroom, eve):
    claim_id = newsroom.logged(tags=("border",), ask="When?")
    question = newsroom.claim(claim_id).question
    pages = {
        "/": "/claims.atom",
        "/claims?tag=border&sort=window_end&limit=1": "/claims.atom?tag=border",
        "/search?q=stop": "/claims.atom?q=stop",
        f"/questions/{question}": f"/questions/{question}.atom",
        f"/claims/{claim_id}": f"/claims/{claim_id}.atom",
    }

    for page, feed in pages.items():
        links = eve.open(page).soup.select('head link[rel="alternate"][type="application/atom+xml"]')
        assert [link["href"] for link in links] == [feed], page
        assert eve.open(feed).status == 200
    assert eve.open("/claims?as_of=2022-09-26").soup.select('head link[rel="alternate"]') == []
