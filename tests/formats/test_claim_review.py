"""Linked data: the rules of schema.org and of Google's fact checks, and no word that is not true."""

import json
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from service.domain.attribution import Article, SaidBy
from service.domain.events import Closed, Confirmed, Evidence, Happened, Refuted
from service.formats.claim_review import Publisher, in_html, shape
from service.read_models.claim_rows import ClaimView
from tests.builders import at, claim_after, on, report, reported, window

NEWSROOM = Publisher("Example Newsroom", "https://newsroom.example")
EVIDENCE = (Evidence(url="https://example.org/decree", note="a friend in the ministry"),)
#: Source: schema.org's definitions of the types used here: which properties each has, its own and inherited.
OF_TYPES = {
    "ClaimReview": {
        "url", "claimReviewed", "author", "publisher", "datePublished", "dateModified",
        "itemReviewed", "reviewRating", "citation",
    },
    "Claim": {
        "url", "text", "author", "datePublished", "temporalCoverage", "firstAppearance", "appearance",
    },
    "Rating": {"alternateName", "ratingExplanation"},
    "CreativeWork": {"publisher", "url", "headline", "datePublished", "inLanguage", "text"},
    "Organization": {"name", "url"},
    "Person": {"name"},
}  # fmt: skip
#: Source: Google, "Fact check (ClaimReview) structured data": what must be there.
REQUIRED = {
    "ClaimReview": {"claimReviewed", "reviewRating", "url"},
    "Rating": {"alternateName"},
    "Claim": {"text", "author"},
    "Organization": {"name"},
    "Person": {"name"},
    "CreativeWork": set(),
}
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")
ISO_SPAN = re.compile(r"(\d{4}-\d\d-\d\d|\.\.)(/(\d{4}-\d\d-\d\d|\.\.))?")


def checked(thing, *, at_top=True):
    """Return a thing after holding it, and all that is in it, to the definitions."""
    kind = thing["@type"]
    names = set(thing) - {"@context", "@type", "@id"}
    assert ("@context" in thing) is at_top
    assert names <= OF_TYPES[kind], kind
    assert names >= REQUIRED[kind], kind
    for name, value in thing.items():
        if name.startswith("date"):
            assert ISO_DATE.fullmatch(value), name
        if name == "temporalCoverage":
            assert ISO_SPAN.fullmatch(value)
        if name in ("url", "@id", "citation"):
            assert all(one.startswith("http") for one in ([value] if isinstance(value, str) else value))
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                checked(inner, at_top=False)
            else:
                assert isinstance(inner, str)
                assert inner
    return thing


def shaped(*events, **given):
    claim = claim_after(reported(**given), *events)
    view = ClaimView("clm_1", claim, at("2022-09-26T12:00"), at("2022-09-29T08:00"), None, 1)
    return checked(shape(view, base_url="https://hearsay.example", newsroom=NEWSROOM))


def confirmed(happened=None, **given):
    span = None if happened is None else Happened(earliest=on(happened), latest=on(happened))
    return Confirmed(evidence=EVIDENCE, happened=span, known_on=on("2022-09-29"), **given)


def refuted(reason="did_not_happen"):
    return Refuted(evidence=EVIDENCE, known_on=on("2022-09-29"), reason=reason)


def test_a_claim_with_its_answer_is_a_review_by_the_newsroom():
    found = shaped(confirmed("2022-09-28"))

    assert found == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": "https://hearsay.example/claims/clm_1#review",
        "url": "https://hearsay.example/claims/clm_1",
        "claimReviewed": "Men are put on a stop list",
        "author": {"@type": "Organization", "name": "Example Newsroom", "url": "https://newsroom.example"},
        "publisher": {"@type": "Organization", "name": "Example Newsroom", "url": "https://newsroom.example"},
        "datePublished": "2022-09-29",
        "dateModified": "2022-09-29T08:00:00Z",
        "itemReviewed": found["itemReviewed"],
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "Came true in time",
            "ratingExplanation": "It happened on Wed 28 Sep 2022.",
        },
        "citation": ["https://example.org/decree"],
    }


def test_a_claim_without_an_answer_is_a_claim():
    found = shaped()

    appearance = {
        "@type": "CreativeWork",
        "publisher": {"@type": "Organization", "name": "Meduza"},
        "url": "https://example.org/stop-list",
        "headline": "Stop list",
        "datePublished": "2022-09-26T12:00:00Z",
        "text": "will be put on a stop list",
    }
    assert found == {
        "@context": "https://schema.org",
        "@type": "Claim",
        "@id": "https://hearsay.example/claims/clm_1#claim",
        "url": "https://hearsay.example/claims/clm_1",
        "text": "Men are put on a stop list",
        "author": {"@type": "Organization", "name": "Meduza"},
        "datePublished": "2022-09-26T12:00:00Z",
        "temporalCoverage": "2022-09-28",
        "firstAppearance": appearance,
        "appearance": [appearance],
    }


@pytest.mark.parametrize(
    ("event", "expects", "words"),
    [
        pytest.param(confirmed("2022-09-28"), "happens_by", "Came true in time", id="in time"),
        pytest.param(confirmed("2022-10-03"), "happens_by", "Came true, late by 5 days", id="late"),
        pytest.param(confirmed("2022-09-27"), "happens_by", "Came true early", id="early"),
        pytest.param(confirmed(), "happens_by", "Came true, day not known", id="on some day"),
        pytest.param(
            confirmed("2022-09-28", extent="part", extent_note="one region"),
            "happens_by",
            "Came true in part",
            id="in part",
        ),
        pytest.param(refuted(), "happens_by", "Did not happen by Wed 28 Sep 2022", id="did not happen"),
        pytest.param(refuted("called_off"), "happens_by", "Called off", id="called off"),
        pytest.param(refuted("shown_untrue"), "happens_by", "Shown untrue", id="shown untrue"),
        pytest.param(confirmed(), "holds_through", "Held", id="held"),
        pytest.param(refuted(), "holds_through", "Did not hold", id="did not hold"),
    ],
)
def test_a_rating_says_what_became_of_it_and_never_more(event, expects, words):
    rating = shaped(event, expects=expects)["reviewRating"]

    assert rating["alternateName"] == words
    assert not re.search(r"false|wrong|lie|incorrect|fake", json.dumps(rating), re.IGNORECASE)
    # On the usual scale 1 is "false": a number would say it where the words do not.
    assert not {"ratingValue", "bestRating", "worstRating"} & set(rating)


def test_a_claim_without_a_date_is_rated_by_its_status():
    assert shaped(refuted(), window_=window(None, None))["reviewRating"]["alternateName"] == "Refuted"


def test_a_claim_closed_without_an_answer_was_not_reviewed():
    assert shaped(Closed(reason="too_vague"))["@type"] == "Claim"


@pytest.mark.parametrize(
    ("said_by", "author"),
    [
        pytest.param(SaidBy(label="Ann Lee", kind="named"), ("Person", "Ann Lee"), id="somebody named"),
        pytest.param(
            SaidBy(label="The Ministry", kind="institution"),
            ("Organization", "The Ministry"),
            id="institution",
        ),
        pytest.param(SaidBy(label="two people", kind="unnamed"), ("Organization", "Meduza"), id="unnamed"),
        pytest.param(SaidBy(kind="own_voice"), ("Organization", "Meduza"), id="own voice"),
    ],
)
def test_an_unnamed_source_is_nobody_and_its_outlet_stands_for_it(said_by, author):
    found = shaped(report=report(said_by=said_by))

    assert (found["author"]["@type"], found["author"]["name"]) == author
    assert "two people" not in json.dumps(found)


@pytest.mark.parametrize(
    ("earliest", "latest", "span"),
    [
        ("2022-09-28", "2022-09-28", "2022-09-28"),
        ("2022-10-01", "2022-10-31", "2022-10-01/2022-10-31"),
        ("2022-09-26", None, "2022-09-26/.."),
        (None, "2022-09-28", "../2022-09-28"),
        (None, None, None),
    ],
)
def test_a_window_is_a_span_as_it_was_said(earliest, latest, span):
    assert shaped(window_=window(earliest, latest)).get("temporalCoverage") == span


def test_what_the_newsroom_keeps_to_itself_is_not_in_it():
    evidence = (*EVIDENCE, Evidence(note="seen on the ground"))
    found = shaped(replace(confirmed(), evidence=evidence, extent_note="a friend"))

    assert not re.search("friend|ground|acc_", json.dumps(found))
    assert found["citation"] == ["https://example.org/decree"]


def test_an_article_of_which_little_is_known_is_told_by_what_is():
    found = shaped(report=report(article=Article(published_on=on("2022-09-26")), wording=None))

    assert found["firstAppearance"] == {
        "@type": "CreativeWork",
        "publisher": {"@type": "Organization", "name": "Meduza"},
        "datePublished": "2022-09-26",
    }


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://x"])
def test_only_addresses_of_the_web_are_named(url):
    odd = replace(confirmed(), evidence=(Evidence(url=url),))

    found = shaped(odd, report=report(article=Article(url=url)))

    assert url not in json.dumps(found)


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!-- <script>",
        "]]>",
        "&lt;/script&gt;",
        "</SCRIPT ",
        "\u2028\u2029",
        '"},{"@type":"ClaimReview',
    ],
)
def test_no_word_ends_the_element_it_stands_in(text):
    found = shaped(text=text)

    page = f'<script type="application/ld+json">{in_html(found)}</script><p>after</p>'

    soup = BeautifulSoup(page, "html.parser")
    (script,) = soup.find_all("script")
    assert json.loads(script.string or "") == found
    assert [p.get_text() for p in soup.find_all("p")] == ["after"]
    assert not re.search("[<>&]", in_html(found))
