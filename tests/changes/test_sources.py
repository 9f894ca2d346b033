"""Outlets and sources are added where a claim first names them, and merged, split and found through both."""

from datetime import timedelta

import pytest

from service.changes import sources as changes
from service.changes.sources import StaleSource
from service.database import reading
from service.domain.attribution import Article, SaidBy
from service.domain.events import (
    Amended,
    Redacted,
    ReportAdded,
    SourceKnownAs,
    SourceMerged,
    SourceRenamed,
    SourceSplit,
    SourceUndone,
)
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from service.domain.source import Key
from service.ledger import log
from service.read_models import facets, filters, rebuild, sources
from service.read_models.filters import ClaimFilter, Moment
from tests.builders import actor, report, reported
from tests.changes.test_at_once import assert_sound, at_once
from tests.newsroom import Newsroom

EDITOR = actor()
PESKOV = SaidBy(label="Dmitry Peskov", kind="named")


@pytest.fixture
def newsroom(engine):
    return Newsroom(engine)


def by(outlet, **given):
    return reported(report=report(outlet=outlet, article=Article(), **given))


def say(newsroom, source_id, proposed, *, who=EDITOR, **given):
    return newsroom.does(
        lambda connection: changes.follow_up(connection, source_id, proposed, newsroom.context(who), **given)
    )


def known(newsroom, name, type_="outlet"):
    with reading(newsroom.engine) as connection:
        return sources.by_name(connection, type_, name)


def claims_of(newsroom, **wanted):
    with reading(newsroom.engine) as connection:
        page = filters.claims(connection, ClaimFilter(**wanted), Moment(now=newsroom.now), sort="recorded_at")
    return [view.id for view in page.items]


def kinds(newsroom):
    with reading(newsroom.engine) as connection:
        return [one.kind for one in log.read_after(connection, 0, most=100)]


def test_a_claim_adds_its_outlet_and_its_named_source(newsroom):
    newsroom.report(by("Meduza", said_by=PESKOV))

    outlet, person = known(newsroom, "MEDUZA"), known(newsroom, "Dmitry Peskov", "person")
    assert (outlet.id, outlet.name, outlet.type) == ("src_1", "Meduza", "outlet")
    assert (person.id, person.name, person.type) == ("src_2", "Dmitry Peskov", "person")
    assert kinds(newsroom) == ["source_added", "source_added", "claim_reported"]
    assert_sound(newsroom.engine)


def test_what_is_known_already_is_not_added_again(newsroom):
    newsroom.report(by("Meduza"))
    newsroom.report(by("MÉDUZA"))
    newsroom.follow_up("clm_1", ReportAdded(report=report("rep_2", outlet="meduza")))

    assert kinds(newsroom).count("source_added") == 1


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(ReportAdded(report=report("rep_2", outlet="Vyorstka")), id="a report"),
        pytest.param(Amended(reason="typo", report=report(outlet="Vyorstka")), id="an amended report"),
    ],
)
def test_a_follow_up_that_names_somebody_new_adds_them(newsroom, added):
    newsroom.report(by("Meduza"))

    newsroom.follow_up("clm_1", added)

    assert known(newsroom, "Vyorstka") is not None
    assert_sound(newsroom.engine)


@pytest.mark.parametrize("kind", ["unnamed", "own_voice", "not_stated"])
def test_who_is_not_named_never_becomes_a_source(newsroom, kind):
    newsroom.report(by("Meduza", said_by=SaidBy(label="a source in the FSB", kind=kind)))

    assert kinds(newsroom) == ["source_added", "claim_reported"]
    assert claims_of(newsroom, source="a source in the FSB") == []


def test_two_who_name_the_same_outlet_at_once_add_it_once(engine):
    newsroom = Newsroom(engine)

    at_once(lambda number: newsroom.report(by("Meduza" if number % 2 else "MEDUZA")), 24, threads=8)

    assert kinds(newsroom).count("source_added") == 1
    assert len(claims_of(newsroom, outlet="meduza")) == 24
    assert_sound(engine)


def test_a_merge_shows_in_every_list_at_once_and_is_undone_at_once(newsroom):
    newsroom.report(by("Meduza"))
    newsroom.report(by("Медуза"))
    newsroom.report(by("Vyorstka"))

    say(newsroom, "src_2", SourceMerged(into="src_1"))

    for outlet in ("meduza", "Медуза", "src_1", "src_2"):
        assert claims_of(newsroom, outlet=outlet) == ["clm_1", "clm_2"]
    assert known(newsroom, "Медуза").id == "src_1"
    assert_sound(newsroom.engine)

    say(newsroom, "src_2", SourceUndone(version=2))

    assert claims_of(newsroom, outlet="meduza") == ["clm_1"]
    assert claims_of(newsroom, outlet="src_2") == ["clm_2"]
    assert_sound(newsroom.engine)


@pytest.mark.parametrize("moment", ["as_of", "recorded_by"])
def test_a_merge_shows_in_lists_of_the_past_too(newsroom, moment):
    newsroom.report(by("Meduza"))
    newsroom.report(by("Медуза"))
    say(newsroom, "src_2", SourceMerged(into="src_1"))

    with reading(newsroom.engine) as connection:
        then = Moment(now=newsroom.now, **{moment: newsroom.now + timedelta(minutes=1)})
        page = filters.claims(connection, ClaimFilter(outlet="MEDUZA"), then, sort="recorded_at")

    assert [view.id for view in page.items] == ["clm_1", "clm_2"]


def test_merges_reach_through_each_other(newsroom):
    for outlet in ("A News", "B News", "C News"):
        newsroom.report(by(outlet))
    say(newsroom, "src_1", SourceMerged(into="src_2"))
    say(newsroom, "src_2", SourceMerged(into="src_3"))

    assert claims_of(newsroom, outlet="a news") == ["clm_1", "clm_2", "clm_3"]
    with reading(newsroom.engine) as connection:
        assert sources.names_of(connection, "src_3") == ["a news", "b news", "c news"]
        survivor = sources.resolved(connection, "src_1")
        assert survivor is not None
        assert survivor.id == "src_3"
        assert [one.id for one in sources.merged_into(connection, "src_3")] == ["src_2", "src_1"]

    say(newsroom, "src_2", SourceUndone(version=2))

    assert claims_of(newsroom, outlet="a news") == ["clm_1", "clm_2"]


def test_two_who_merge_one_into_the_other_at_once_leave_no_circle(engine):
    newsroom = Newsroom(engine)
    pairs = [(f"A News {number}", f"B News {number}") for number in range(16)]
    for outlet in (name for pair in pairs for name in pair):
        newsroom.report(by(outlet))
    ids = [[known(newsroom, name).id for name in pair] for pair in pairs]

    def merge(number):
        one, other = ids[number // 2] if number % 2 else ids[number // 2][::-1]
        try:
            say(newsroom, one, SourceMerged(into=other))
        except Refusal as refusal:
            return refusal.code
        return "merged"

    assert sorted(at_once(merge, 32, threads=8)) == ["merged"] * 16 + ["merged_already"] * 16
    assert_sound(engine)


def test_names_split_off_become_a_source_of_their_own(newsroom):
    newsroom.report(by("Meduza"))
    say(newsroom, "src_1", SourceKnownAs(name="Медуза"))
    newsroom.report(by("Медуза"))
    assert claims_of(newsroom, outlet="src_1") == ["clm_1", "clm_2"]

    say(newsroom, "src_1", SourceSplit(names=("медуза",), into="src_new"))

    assert known(newsroom, "Медуза").id == "src_new"
    assert claims_of(newsroom, outlet="src_new") == ["clm_2"]
    assert claims_of(newsroom, outlet="src_1") == ["clm_1"]
    assert_sound(newsroom.engine)


def test_a_name_that_claims_use_is_never_left_to_nobody(newsroom):
    newsroom.report(by("Meduza"))
    say(newsroom, "src_1", SourceRenamed(name="Meduza Project"))
    newsroom.report(by("Meduza Project"))

    say(newsroom, "src_1", SourceUndone(version=2))

    assert known(newsroom, "Meduza").id == "src_1"
    assert known(newsroom, "Meduza Project").id == "src_2"
    assert_sound(newsroom.engine)


def test_a_name_that_no_claim_uses_is_free_again(newsroom):
    newsroom.report(by("Meduza"))
    say(newsroom, "src_1", SourceKnownAs(name="Unused"))

    say(newsroom, "src_1", SourceUndone(version=2))

    assert known(newsroom, "Unused") is None


def test_a_name_of_another_is_refused(newsroom):
    newsroom.report(by("Meduza"))
    newsroom.report(by("Vyorstka"))

    with pytest.raises(Refusal) as refused:
        say(newsroom, "src_1", SourceKnownAs(name="vyorstka"))

    assert refused.value.code == "name_taken"


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(actor("reporter", id="acc_r"), id="a reporter"),
        pytest.param(Actor("acc_e", "editor", frozenset({"read"})), id="an editor who may only read"),
    ],
)
def test_only_editors_change_what_is_kept_of_sources(newsroom, who):
    newsroom.report(by("Meduza"))

    with pytest.raises(Refusal) as refused:
        say(newsroom, "src_1", SourceRenamed(name="M"), who=who)

    assert refused.value.refusal_class == "not_allowed"


def test_who_saw_an_older_version_is_told(newsroom):
    newsroom.report(by("Meduza"))
    say(newsroom, "src_1", SourceKnownAs(name="Медуза"), expected_version=1)

    with pytest.raises(StaleSource) as stale:
        say(newsroom, "src_1", SourceKnownAs(name="M"), expected_version=1)

    assert stale.value.version == 2


def test_sources_that_older_versions_did_not_keep_are_added_once(newsroom, engine):
    newsroom.report(by("Meduza", said_by=PESKOV))
    newsroom.report(by("MEDUZA"))
    newsroom.does(as_if_none_were_kept)

    added = [newsroom.does(lambda c: changes.add_missing(c, newsroom.context())) for _ in range(2)]

    assert added == [2, 0]
    assert known(newsroom, "meduza").name == "Meduza"
    assert known(newsroom, "dmitry peskov", "person") is not None


def as_if_none_were_kept(connection):
    """Leave the claims as a version wrote them that kept no sources."""
    for table in reversed(sources.TABLES):
        connection.execute(table.delete())


def test_destroying_the_words_of_the_only_claim_that_names_a_source_destroys_its_name(newsroom):
    newsroom.report(by("Meduza", said_by=PESKOV))
    newsroom.report(by("Meduza"))

    newsroom.follow_up("clm_1", Redacted(version=1, reason="a court order"))

    assert known(newsroom, "Dmitry Peskov", "person") is None
    assert known(newsroom, "Meduza") is not None
    with reading(newsroom.engine) as connection:
        assert "Peskov" not in str(log.read(connection, "src_2"))
        unnamed = sources.one(connection, "src_2")
        assert unnamed is not None
        assert unnamed.name == "[redacted]"
        assert rebuild.differences(connection) == []


def test_of_two_redacted_sources_neither_is_in_the_way_of_the_other(newsroom):
    newsroom.report(by("One News"))
    newsroom.report(by("Other News"))

    for claim in ("clm_1", "clm_2"):
        newsroom.follow_up(claim, Redacted(version=1, reason="a court order"))

    assert_sound(newsroom.engine)


def test_names_are_found_by_type(newsroom):
    newsroom.report(by("FSB", said_by=SaidBy(label="FSB", kind="institution")))

    with reading(newsroom.engine) as connection:
        found = sources.many(
            connection, [Key("outlet", "fsb"), Key("institution", "fsb"), Key("person", "fsb")]
        )

    assert {key.type: one.id for key, one in found.items()} == {"outlet": "src_2", "institution": "src_1"}
    assert claims_of(newsroom, source="fsb") == ["clm_1"]


@pytest.mark.parametrize("moment", [None, "as_of"])
def test_what_lists_narrow_by_counts_the_names_of_one_outlet_together(newsroom, moment):
    newsroom.report(by("Meduza"))
    newsroom.report(by("Медуза"))
    newsroom.follow_up("clm_2", ReportAdded(report=report("rep_2", outlet="Meduza")))
    newsroom.report(by("Vyorstka"))
    say(newsroom, "src_2", SourceMerged(into="src_1"))

    later = newsroom.now + timedelta(minutes=1)
    with reading(newsroom.engine) as connection:
        then = Moment(now=later, **({moment: later} if moment else {}))
        found = facets.facet(connection, "outlet", ClaimFilter(), then)

    assert [(one.value, one.count) for one in found] == [("Meduza", 2), ("Vyorstka", 1)]
