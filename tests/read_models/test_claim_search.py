"""What a search finds is the same on both engines, however it is typed and from whenever it is seen."""

import pytest
from sqlalchemy import text

from service import database
from service.domain.attribution import Article, SaidBy
from service.domain.events import Amended, Redacted, ReportAdded, Tagged
from service.domain.refusals import Refusal
from service.read_models import claim_names, claim_search, filters, rebuild
from service.read_models.claim_names import Suggestion
from service.read_models.filters import ClaimFilter, Moment, count
from service.read_models.search_results import found
from tests.builders import NOW, at, report, reported
from tests.newsroom import Newsroom

CLAIMS = (
    "a: The deputy minister leaves his post",
    "b: Łódź’s mayor to quit; “post” unclear",
    "c: Граница закрыта для мужчин",
    "d: 東京で会議",
    "e: e-mail leaves 100% of_all traces",
)


@pytest.fixture
def told(engine):
    newsroom = Newsroom(engine)
    for number, words in enumerate(CLAIMS):
        newsroom.report(reported(text=words, report=report(outlet=f"Outlet {number}", wording=None)))
    newsroom.follow_up(
        "clm_1",
        ReportAdded(
            report=report(
                "rep_2",
                outlet="Vyorstka",
                said_by=SaidBy(label="Zoë Pétrova", kind="named"),
                wording="The mayor stays.",
                article=Article(title="A quiet Lodz"),
            )
        ),
    )
    return newsroom


def letters(newsroom, q, **moment):
    """Return the first letters of what is found, best first, and see that the list finds the same."""
    with database.reading(newsroom.engine) as connection:
        when = Moment(now=newsroom.now, **moment)
        best = found(connection, ClaimFilter(q=q), when)
        listed = filters.claims(connection, ClaimFilter(q=q), when, sort="recorded_at")
        assert count(connection, ClaimFilter(q=q), when, most=1000) == len(best.items)
    assert sorted(one.id for one in best.items) == sorted(one.id for one in listed.items)
    return "".join(one.claim.text[0] for one in best.items)


@pytest.mark.parametrize(
    ("q", "wanted"),
    [
        pytest.param("POST", "ba", id="a word, the newest first"),
        pytest.param("leaves deputy", "a", id="all words, in any order"),
        pytest.param("mayor", "ba", id="in a claim before in a report"),
        pytest.param("lodz", "ba", id="without accents"),
        pytest.param("ŁÓDŹ zoe", "a", id="with accents, where none are"),
        pytest.param("закрыта", "c", id="Russian"),
        pytest.param("会議", "d", id="no spaces between words"),
        pytest.param("議会", "", id="the other way round"),
        pytest.param('"his post"', "a", id="a phrase"),
        pytest.param('"post his"', "", id="a phrase the other way round"),
        pytest.param('"stays quiet"', "", id="a phrase from one text into another"),
        pytest.param('"deputy min"*', "a", id="the beginning of a phrase"),
        pytest.param("dep* lea*", "a", id="beginnings"),
        pytest.param("eputy", "", id="not the middle of a word"),
        pytest.param("e-mail", "e", id="two words in one"),
        pytest.param("of_all", "e", id="an underscore"),
        pytest.param("petrova vyorstka", "a", id="a named source and its outlet"),
        pytest.param("government", "", id="never what an unnamed source is called"),
        pytest.param("post OR mayor", "", id="an operator is a word"),
        pytest.param('head:deputy NEAR( "', "", id="what an engine would read"),
        pytest.param("=deputy ~post a:* 'x' & !b \\", "", id="what the other would"),
        pytest.param("deputy \x00 \u202e 😀", "a", id="what is no word is passed over"),
        pytest.param("% _ *", "", id="no word finds nothing"),
    ],
)
def test_a_search_finds_these_claims_now_and_then(told, q, wanted):
    assert letters(told, q) == wanted
    assert letters(told, q, as_of=told.now) == wanted
    assert letters(told, q, recorded_by=at("2100-01-01T00:00")) == wanted


def test_a_search_of_the_past_finds_words_that_are_no_longer_there(told):
    told.now = at("2022-10-03T00:00")
    later = Article(title="An answer", published_at=at("2022-09-30T00:00"))
    told.follow_up("clm_1", ReportAdded(report=report("rep_3", outlet="Axle", article=later)))
    told.follow_up("clm_1", Amended(reason="a slip", version=3, text="a: The envoy leaves his desk"))
    before, after = at("2022-09-29T00:00"), at("2022-10-02T00:00")

    assert (letters(told, "envoy"), letters(told, "deputy")) == ("a", "")
    assert (letters(told, "envoy", as_of=after), letters(told, "deputy", as_of=after)) == ("a", "")
    assert (letters(told, "envoy", as_of=before), letters(told, "deputy", as_of=before)) == ("", "a")
    assert (letters(told, '"his post"', as_of=before), letters(told, '"his post"')) == ("a", "")


def test_pages_of_a_search_follow_one_another_without_a_claim_twice(told):
    told.report(reported(text="f: post haste", report=report(outlet="The Post")))
    seen, cursor = [], None

    while True:
        with database.reading(told.engine) as connection:
            page = found(connection, ClaimFilter(q="mayor"), Moment(now=NOW), limit=1, cursor=cursor)
        seen += [one.claim.text[0] for one in page.items]
        told.report(reported(text="n: a mayor who came meanwhile"))
        if page.next is None:
            break
        cursor = page.next

    assert seen == ["b", "a"]
    with database.reading(told.engine) as connection, pytest.raises(Refusal, match="cursor"):
        found(connection, ClaimFilter(q="mayor"), Moment(now=NOW), cursor="2-x")


def test_words_that_went_are_found_no_more_and_lie_in_no_index(told):
    told.follow_up("clm_1", ReportAdded(report=report("rep_9", outlet="Axle")))
    told.follow_up("clm_1", Redacted(version=2, reason="a court order"))

    assert letters(told, "petrova") == letters(told, "vyorstka") == ""
    assert letters(told, "mayor") == "b"
    with database.reading(told.engine) as connection:
        assert claim_names.suggestions(connection, "source", "zoe") == []
        assert rebuild.differences(connection) == []
        if connection.dialect.name == "sqlite":
            blocks = connection.execute(text("SELECT block FROM claim_words_data")).scalars().all()
            # A word is kept without what it begins with like the word before it.
            assert not any(b"trova" in bytes(block) or b"orstka" in bytes(block) for block in blocks)
            assert any(b"yor" in bytes(block) for block in blocks)


@pytest.mark.engines("sqlite")
def test_an_index_that_does_not_fit_its_rows_is_noticed_and_made_anew(told):
    with told.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(
            text(
                "UPDATE claim_search SET head = ' something else ' "
                "WHERE stream_id = (SELECT min(stream_id) FROM claim_search)"
            )
        )
        assert not claim_search.index_fits(connection)
        rebuild.rebuild(connection)
        assert claim_search.index_fits(connection)


def test_names_are_suggested_once_each_and_unnamed_sources_never(told):
    told.report(
        reported(
            text="g",
            report=report(outlet="VYORSTKA", said_by=SaidBy(label="Zoe Petrova’s aide", kind="unnamed")),
        ),
        ask="When does the border close?",
    )
    told.follow_up("clm_2", Tagged(tags=("Łódź", "mayors")))

    with database.reading(told.engine) as connection:

        def suggested(family, begins, **given):
            return [one.label for one in claim_names.suggestions(connection, family, begins, **given)]

        assert suggested("outlet", "vyör") == ["Vyorstka"]
        assert suggested("outlet", "", most=2) == ["Outlet 0", "Outlet 1"]
        assert suggested("source", "zoe") == ["Zoë Pétrova"]
        assert suggested("tag", "LODZ") == ["Łódź"]
        assert suggested("tag", "%") == suggested("tag", "")
        (asked,) = claim_names.suggestions(connection, "question", "border clos")
        assert asked == Suggestion(asked.value, "When does the border close?")
        assert asked.value.startswith("qst_")
