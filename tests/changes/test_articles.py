"""Articles come in with claims or by themselves, change under their address, and turn out to be copies."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from service.changes import articles as changes
from service.changes.articles import StaleArticle
from service.database import reading
from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleVersionAdded,
    Content,
    CopyConfirmed,
    CopyRejected,
)
from service.domain.attribution import Article, Origins, origins
from service.domain.events import Amended, CopyNoted, Redacted, ReportAdded, Undone
from service.domain.refusals import Refusal
from service.intake.fingerprints import text_read
from service.ledger import log
from service.ledger.codec import REDACTED
from service.read_models import articles, claim_board, rebuild
from service.read_models.filters import Moment
from service.read_models.looking_back import view_at
from tests.builders import actor, report, reported
from tests.changes.test_at_once import assert_sound, at_once
from tests.domain.made_up_articles import Matter, text_of
from tests.newsroom import ADMIN, Newsroom

EDITOR = actor()
REPORTER = actor("reporter", id="acc_reporter")
URL = "https://example.org/a"
#: Stands for the content of a version until its text is read.
NO_CONTENT = Content(fingerprint="", signature=None, shingles=0, kept="none")
#: Two texts on one matter, and one on another.
CHANCE = Random(7)
MATTER = Matter(CHANCE)
TEXT, SAME_MATTER, OTHER = (text_of(one.article()) for one in (MATTER, MATTER, Matter(CHANCE)))


@pytest.fixture
def newsroom(engine):
    return Newsroom(engine)


def keeping(kept="all"):
    return lambda _desk: kept


def add(newsroom, outlet="Meduza", *, text=None, kept="all", who=REPORTER, **given):
    read = None if text is None else text_read(text)
    new = ArticleAdded(outlet=outlet, **given)
    return newsroom.does(lambda c: changes.add(c, new, read, newsroom.context(who), keeping(kept)))


def say(newsroom, article_id, proposed, *, text=None, kept="all", who=EDITOR, **given):
    read = None if text is None else text_read(text)
    return newsroom.does(
        lambda c: changes.follow_up(
            c, article_id, proposed, newsroom.context(who), keeping(kept), text=read, **given
        )
    )


def version(newsroom, article_id, text, **given):
    return say(newsroom, article_id, ArticleVersionAdded(content=NO_CONTENT), text=text, **given)


def by(outlet, url, **given):
    return report(given.pop("id", "rep_1"), outlet=outlet, article=Article(url=url), **given)


def kinds(newsroom, stream):
    with reading(newsroom.engine) as connection:
        return [one.kind for one in log.read(connection, stream)]


def claim(newsroom, claim_id="clm_1"):
    with reading(newsroom.engine) as connection:
        view = claim_board.one(connection, claim_id)
    assert view is not None
    return view.claim


def refused(newsroom, article_id, proposed, **given):
    with pytest.raises(Refusal) as refusal:
        say(newsroom, article_id, proposed, **given)
    return refusal.value.code


# Coming in.


def test_a_claim_with_a_link_adds_its_article_in_the_same_transaction(newsroom):
    newsroom.report(reported(report=by("Meduza", f"{URL}?utm_source=x#top")))

    with reading(newsroom.engine) as connection:
        found = articles.at_address(connection, "HTTPS://EXAMPLE.org:443/a")
        assert found is not None
        known = articles.many(connection, [found])[found]
        carried = articles.carrying(connection, [found])
    assert (known.outlet, known.url) == ("Meduza", f"{URL}?utm_source=x#top")
    assert [(one.claim, one.report) for one in carried] == [("clm_1", "rep_1")]
    assert_sound(newsroom.engine)


def test_two_claims_of_one_article_share_it(newsroom):
    newsroom.report(reported(report=by("Meduza", URL)))
    newsroom.report(reported(report=by("Meduza", f"{URL}?fbclid=1")))
    newsroom.follow_up("clm_1", ReportAdded(report=by("Meduza", URL, id="rep_2")))

    with reading(newsroom.engine) as connection:
        (one,) = articles.every(connection, most=10)
        carried = articles.carrying(connection, [one.id])
    assert [(found.claim, found.report) for found in carried] == [
        ("clm_1", "rep_1"),
        ("clm_1", "rep_2"),
        ("clm_2", "rep_1"),
    ]
    assert_sound(newsroom.engine)


def test_two_who_bring_the_same_article_at_once_add_it_once(engine):
    newsroom = Newsroom(engine)

    at_once(lambda number: newsroom.report(reported(report=by("A", f"{URL}?utm_id={number}"))), 24, threads=8)

    with reading(engine) as connection:
        assert len(articles.every(connection, most=50)) == 1
    assert_sound(engine)


def test_claims_from_before_there_were_articles_find_theirs_by_the_address(newsroom):
    newsroom.report(reported(report=by("Meduza", URL)))
    with newsroom.engine.begin() as connection:
        connection.execute(articles.articles.delete())
        connection.execute(articles.article_addresses.delete())

    added = add(newsroom, url=URL, text=TEXT)

    with reading(newsroom.engine) as connection:
        assert articles.ids_of(connection, claim(newsroom).reports) == {"rep_1": added.article_id}
        assert [one.claim for one in articles.carrying(connection, [added.article_id])] == ["clm_1"]


def test_an_article_that_is_there_is_not_added_again(newsroom):
    known = add(newsroom, url=URL)

    with pytest.raises(Refusal) as refusal:
        add(newsroom, url=f"{URL}?utm_source=x")

    assert refusal.value.code == "article_known"
    assert known.article_id in str(refusal.value)


def test_a_report_can_name_an_article_without_an_address(newsroom):
    article_id = add(newsroom, "The Moscow Times").article_id
    newsroom.report(reported(report=report(article=Article(id=article_id))))

    with reading(newsroom.engine) as connection:
        assert [one.claim for one in articles.carrying(connection, [article_id])] == ["clm_1"]
    with pytest.raises(Refusal) as refusal:
        newsroom.report(reported(report=report(article=Article(id="art_none"))))
    assert (refusal.value.code, refusal.value.faults[0].pointer) == ("unknown_article", "/report/article/id")
    assert_sound(newsroom.engine)


# Versions, and what is kept of them.


@pytest.mark.parametrize(
    ("kept", "text", "passages"),
    [
        pytest.param("none", None, (), id="nothing"),
        pytest.param("quoted", None, ("They could close it as soon as this week.",), id="quoted sentences"),
        pytest.param("all", "Up to now. They could close it as soon as this week. More.", (), id="all"),
    ],
)
def test_of_a_text_as_much_is_kept_as_the_desk_says(newsroom, kept, text, passages):
    quoted = by("Meduza", URL, wording="They could close it this week.", when="this week")
    newsroom.report(reported(report=quoted))
    with reading(newsroom.engine) as connection:
        article_id = articles.at_address(connection, URL)

    written = version(
        newsroom, article_id, "Up to now. They could close it as soon as this week. More.", kept=kept
    )

    content = written.article.content
    assert (content.kept, content.text, content.passages) == (kept, text, passages)
    (carried,) = written.article.versions[-1].carried
    assert (carried.claim, carried.has_wording, carried.has_date) == ("clm_1", False, True)
    assert_sound(newsroom.engine)


def test_the_same_address_with_another_text_is_a_new_version(newsroom):
    first = add(newsroom, url=URL, text=TEXT)

    assert refused(
        newsroom, first.article_id, ArticleVersionAdded(content=NO_CONTENT), text=TEXT.upper()
    ) == ("nothing_changes")
    second = version(newsroom, first.article_id, f"{TEXT} One more sentence.")

    assert [one.number for one in second.article.versions] == [1, 2]
    assert_sound(newsroom.engine)


def test_the_words_of_an_article_are_destroyed_with_a_redaction(newsroom):
    article_id = add(newsroom, url=URL, title="A title", text=TEXT).article_id

    written = say(newsroom, article_id, Redacted(version=1, reason="a court order"), who=ADMIN)

    assert written.article.outlet == REDACTED
    assert written.article.content.text == REDACTED
    with reading(newsroom.engine) as connection:
        assert articles.at_address(connection, URL) is None
    assert_sound(newsroom.engine)


def test_what_came_in_with_a_claim_goes_with_its_words(newsroom):
    newsroom.report(reported(report=by("Meduza", URL)))
    newsroom.report(reported(report=by("Meduza", f"{URL}2")))
    newsroom.report(reported(report=by("Meduza", f"{URL}2")))
    with reading(newsroom.engine) as connection:
        alone, shared = articles.at_address(connection, URL), articles.at_address(connection, f"{URL}2")
    assert alone is not None
    assert shared is not None

    newsroom.follow_up("clm_1", Redacted(version=1, reason="a court order"))
    newsroom.follow_up("clm_2", Redacted(version=1, reason="a court order"))

    with reading(newsroom.engine) as connection:
        known = articles.many(connection, [alone, shared])
    assert (known[alone].outlet, known[shared].outlet) == (REDACTED, "Meduza")
    assert_sound(newsroom.engine)


# Copies.


def test_a_near_copy_is_proposed_and_nothing_follows_until_a_person_says_so(newsroom):
    first = add(newsroom, "A", url=f"{URL}1", text=TEXT)
    second = add(newsroom, "B", url=f"{URL}2", text=f"Another headline\n\n{TEXT}\n\nFollow us everywhere.")

    (proposal,) = second.article.proposals
    assert (proposal.of, proposal.standing, proposal.why, proposal.is_exact) == (
        *(first.article_id, "open", ("text",), True),
    )
    assert proposal.percent >= 95
    assert second.article.copy_of is None
    assert_sound(newsroom.engine)


@pytest.mark.parametrize("kept", ["none", "quoted"])
def test_where_no_text_is_kept_the_signatures_decide(newsroom, kept):
    first = add(newsroom, "A", text=TEXT, kept=kept)
    second = add(newsroom, "B", text=TEXT, kept=kept)

    assert [(one.of, one.is_exact) for one in second.article.proposals] == [(first.article_id, False)]


def test_articles_on_one_matter_under_one_headline_are_no_copies(newsroom):
    add(newsroom, "A", title="Border to close", text=TEXT)
    second = add(newsroom, "B", title="Border to close", text=SAME_MATTER)
    third = add(newsroom, "C", title="Border to close")

    assert second.article.proposals == third.article.proposals == ()


def test_the_later_one_is_the_copy_whenever_it_was_added(newsroom):
    day = newsroom.now.date()
    later = add(newsroom, "A", text=TEXT, published_on=day)
    earlier = add(newsroom, "B", text=TEXT, published_on=day - timedelta(days=1))

    assert earlier.article.proposals == ()
    assert kinds(newsroom, later.article_id) == ["article_added", "copy_proposed"]
    assert_sound(newsroom.engine)


def test_a_link_to_the_original_speaks_for_a_copy(newsroom):
    copy = add(newsroom, "B", url=f"{URL}2", canonical_link=f"{URL}1?utm_source=b")
    assert copy.article.proposals == ()

    original = add(newsroom, "A", url=f"{URL}1")

    assert original.article.proposals == ()
    assert kinds(newsroom, copy.article_id) == ["article_added", "copy_proposed"]


def test_a_credit_line_speaks_for_a_copy_only_within_one_story(newsroom):
    newsroom.report(reported(report=by("The Moscow Times", f"{URL}1")))
    add(newsroom, "The Moscow Times", url=f"{URL}3", title="Something else")

    newsroom.follow_up(
        "clm_1",
        ReportAdded(report=by("The Barents Observer", f"{URL}2", id="rep_2", credit="the Moscow Times")),
    )

    with reading(newsroom.engine) as connection:
        original, copy = (
            articles.at_address(connection, f"{URL}1"),
            articles.at_address(connection, f"{URL}2"),
        )
        (proposal,) = articles.proposals(connection, most=10)
    assert (proposal.article, proposal.original, proposal.why) == (copy, original, ("credit",))
    assert_sound(newsroom.engine)


def three_on_one_claim(newsroom):
    """Return three articles whose reports stand on one claim."""
    ids = [add(newsroom, outlet, url=f"{URL}{outlet}").article_id for outlet in "ABC"]
    newsroom.report(reported(report=by("A", f"{URL}A", id="rep_A")))
    for outlet in "BC":
        newsroom.follow_up("clm_1", ReportAdded(report=by(outlet, f"{URL}{outlet}", id=f"rep_{outlet}")))
    return ids


def counted(newsroom, claim_id="clm_1"):
    found = claim(newsroom, claim_id)
    return origins(found.reports, found.copies)


def test_a_confirmed_copy_shares_its_origin_on_every_claim_and_an_undo_parts_them(newsroom):
    a, b, c = three_on_one_claim(newsroom)
    assert counted(newsroom) == Origins(3, 1, 3)

    say(newsroom, b, CopyConfirmed(of=a, note="word for word"))
    assert counted(newsroom) == Origins(3, 1, 2)
    say(newsroom, c, CopyConfirmed(of=b))
    assert counted(newsroom) == Origins(3, 1, 1)
    assert_sound(newsroom.engine)

    newest = kinds(newsroom, b)
    say(newsroom, b, Undone(version=len(newest)))

    assert counted(newsroom) == Origins(3, 1, 2)
    told = {copy.report: copy.of for copy in claim(newsroom).copies}
    assert told == {"rep_B": b, "rep_C": b}
    assert_sound(newsroom.engine)


def test_copies_of_an_article_that_carries_no_claim_share_an_origin(newsroom):
    _, b, c = three_on_one_claim(newsroom)
    original = add(newsroom, "D").article_id

    say(newsroom, b, CopyConfirmed(of=original))
    say(newsroom, c, CopyConfirmed(of=original))

    assert counted(newsroom) == Origins(3, 1, 2)


def test_a_report_added_later_is_told_that_its_article_is_a_copy(newsroom):
    a, b = (add(newsroom, outlet, url=f"{URL}{outlet}").article_id for outlet in "AB")
    say(newsroom, b, CopyConfirmed(of=a))

    newsroom.report(reported(report=by("A", f"{URL}A", id="rep_A")))
    written = newsroom.follow_up("clm_1", ReportAdded(report=by("B", f"{URL}B", id="rep_B")))

    assert [type(one.entry.event) for one in written.entries] == [ReportAdded, CopyNoted, CopyNoted]
    assert counted(newsroom) == Origins(2, 1, 1)
    newsroom.follow_up("clm_1", Amended(reason="typo", report=by("B", f"{URL}C", id="rep_B")))
    assert counted(newsroom) == Origins(2, 1, 2)
    assert_sound(newsroom.engine)


def test_the_claim_as_of_a_day_before_the_confirmation_counts_as_it_did_then(newsroom):
    a, b, _ = three_on_one_claim(newsroom)
    before = newsroom.now
    newsroom.now += timedelta(days=2)
    say(newsroom, b, CopyConfirmed(of=a))

    with reading(newsroom.engine) as connection:
        seen = view_at(connection, "clm_1", Moment(now=newsroom.now, as_of=before + timedelta(days=1)))
    assert seen is not None
    then = seen.claim
    assert origins(then.reports, then.copies) == Origins(3, 1, 3)
    assert counted(newsroom) == Origins(3, 1, 2)


def test_a_rejected_pair_is_not_proposed_again(newsroom):
    first = add(newsroom, "A", text=TEXT).article_id
    second = add(newsroom, "B", text=TEXT).article_id
    say(newsroom, second, CopyRejected(of=first))

    written = version(newsroom, second, f"{TEXT} More of it.")

    assert [one.standing for one in written.article.proposals] == ["rejected"]
    with reading(newsroom.engine) as connection:
        assert articles.open_proposal_count(connection) == 0


def test_what_cannot_be_is_refused(newsroom):
    a, b, c = three_on_one_claim(newsroom)
    assert refused(newsroom, a, CopyConfirmed(of=a)) == "same_article"
    assert refused(newsroom, a, CopyConfirmed(of="art_none")) == "unknown_article"
    assert refused(newsroom, a, CopyRejected(of="art_none")) == "unknown_article"
    assert refused(newsroom, "art_none", CopyConfirmed(of=a)) == "not_found"
    assert refused(newsroom, b, CopyConfirmed(of=a), who=REPORTER) == "not_allowed"
    assert refused(newsroom, a, Undone(version=1)) == "cannot_be_undone"
    assert refused(newsroom, a, Undone(version=9)) == "unknown_version"
    assert refused(newsroom, a, ArticleAmended(reason="r", url=f"{URL}B")) == "address_taken"
    assert refused(newsroom, a, ArticleAmended(reason="r", outlet="A")) == "nothing_changes"
    assert refused(newsroom, a, Redacted(version=1, reason="r")) == "not_allowed"

    say(newsroom, b, CopyConfirmed(of=a))
    assert refused(newsroom, a, CopyConfirmed(of=b)) == "copy_cycle"
    assert refused(newsroom, b, CopyConfirmed(of=c)) == "copy_already"
    assert refused(newsroom, b, CopyRejected(of=a)) == "copy_already"


def test_two_who_make_each_a_copy_of_the_other_at_once_leave_no_circle(engine):
    newsroom = Newsroom(engine)
    a, b = (add(newsroom, outlet, url=f"{URL}{outlet}").article_id for outlet in "AB")

    def confirm(number):
        try:
            say(newsroom, *((a, CopyConfirmed(of=b)) if number % 2 else (b, CopyConfirmed(of=a))))
        except Refusal:
            return

    at_once(confirm, 8, threads=8)

    with reading(engine) as connection:
        known = articles.many(connection, [a, b])
    assert sorted(one.copy_of is None for one in known.values()) == [False, True]
    assert_sound(engine)


def test_whoever_has_not_seen_the_newest_entry_is_told(newsroom):
    article_id = add(newsroom, url=URL, text=TEXT).article_id
    version(newsroom, article_id, OTHER)

    with pytest.raises(StaleArticle) as stale:
        say(newsroom, article_id, ArticleAmended(reason="r", title="T"), expected_version=1)

    assert [one.kind for one in stale.value.since] == ["article_version_added"]


def test_an_address_set_right_leads_to_the_article_and_so_does_the_one_before(newsroom):
    article_id = add(newsroom, url=URL).article_id

    say(newsroom, article_id, ArticleAmended(reason="typo", url=f"{URL}-right"))

    with reading(newsroom.engine) as connection:
        assert articles.at_address(connection, URL) == article_id
        assert articles.at_address(connection, f"{URL}-right?utm_id=1") == article_id
    assert_sound(newsroom.engine)


def test_a_rebuild_makes_the_very_same_rows(newsroom):
    a, b, _ = three_on_one_claim(newsroom)
    add(newsroom, "D", text=TEXT)
    add(newsroom, "E", text=TEXT)
    say(newsroom, b, CopyConfirmed(of=a))

    newsroom.does(rebuild.rebuild)

    assert_sound(newsroom.engine)


def test_the_author_takes_back_the_own_last_entry(newsroom):
    article_id = add(newsroom, url=URL).article_id
    say(newsroom, article_id, ArticleAmended(reason="r", title="T"), who=REPORTER)

    assert (
        replace(say(newsroom, article_id, Undone(version=2), who=REPORTER).article, version=1).title is None
    )
