"""Claims as the API shows them, written out whole."""

from datetime import UTC, date, datetime

from service.domain.attribution import Article, Report, SaidBy
from service.domain.claim import Claim
from service.domain.source import Key
from service.domain.window import window_of_dates
from service.formats import docs_html, shapes
from service.formats.json_text import dump, instant, version_tag
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import Identities
from service.read_models.sources import Known

NOW = datetime(2022, 9, 29, 12, tzinfo=UTC)
CLAIM = Claim(
    version=2,
    text="The border is closed.",
    window=window_of_dates(
        date(2022, 9, 28),
        date(2022, 9, 28),
        zone="Europe/Moscow",
        phrase="Sept. 28",
        said_on=date(2022, 9, 26),
        said_zone="Europe/Moscow",
    ),
    reported_at=datetime(2022, 9, 26, tzinfo=UTC),
    actor="acc_1",
    owner="acc_1",
    question="qst_1",
    flagged_arming=1,
    flag_version=2,
    reports=(
        Report(
            id="rep_1",
            outlet="Meduza",
            said_by=SaidBy(label="government sources", kind="unnamed", count="2+"),
            hedge="most likely date",
            when="Sept. 28",
            article=Article(published_at=datetime(2022, 9, 26, 10, tzinfo=UTC)),
        ),
    ),
)
VIEW = ClaimView(
    "clm_1",
    CLAIM,
    recorded_at=datetime(2022, 9, 26, 12, 0, 0, 5, tzinfo=UTC),
    updated_at=datetime(2022, 9, 28, 21, tzinfo=UTC),
    flagged_at=datetime(2022, 9, 28, 21, tzinfo=UTC),
    number=1,
)


WHO_IS = Identities({Key("outlet", "meduza"): Known("src_1", "outlet", "Meduza", 1, None, NOW)})


def test_a_claim_is_shown_whole():
    shape = shapes.claim(
        VIEW, base_url="https://h.example", now=NOW, rivals=["clm_1", "clm_2"], who_is=WHO_IS
    )

    window = shape.pop("window")
    assert shape == {
        "id": "clm_1",
        "version": 2,
        "url": "https://h.example/api/v1/claims/clm_1",
        "html_url": "https://h.example/claims/clm_1",
        "text": "The border is closed.",
        "status": "rumored",
        "outcome": None,
        "late_days": None,
        "due": "past_due",
        "expects": "happens_by",
        "window_report": None,
        "arming": 1,
        "flagged_at": "2022-09-28T21:00:00Z",
        "ask_on": "2022-09-29",
        "next_check_on": None,
        "last_checked_on": None,
        "snoozed_until": None,
        "moves": [],
        "owner": "acc_1",
        "desk": None,
        "question": "qst_1",
        "rivals": ["clm_2"],
        "condition": None,
        "merged_into": None,
        "stances": {"for": 1, "against": 0, "no_confirmation": 0, "relays": 0, "retracted": 0},
        "tags": [],
        "resolution": None,
        "reports": [
            {
                "id": "rep_1",
                "outlet": {"id": "src_1", "name": "Meduza"},
                "said_by": {
                    "label": "government sources",
                    "kind": "unnamed",
                    "count": "2+",
                    "source": None,
                },
                "wording": None,
                "hedge": "most likely date",
                "stance": "for",
                "when": "Sept. 28",
                "window": None,
                "article": {
                    "id": None,
                    "url": None,
                    "title": None,
                    "published_at": "2022-09-26T10:00:00Z",
                },
                "cites": [],
                "republishes": None,
                "credit": None,
                "language": None,
                "translation": None,
                "translated_by": None,
                "merged_from": None,
            }
        ],
        "private_person": False,
        "proposal": None,
        "origins": {"outlets": 1, "least": 1, "most": 1},
        "recorded_at": "2022-09-26T12:00:00.000005Z",
        "updated_at": "2022-09-28T21:00:00Z",
    }
    assert (window["closes_at"], window["phrase"], window["edtf"]) == (
        "2022-09-28T21:00:00Z",
        "Sept. 28",
        "2022-09-28",
    )


def test_an_instant_is_written_in_utc_as_fine_as_it_is():
    moscow = datetime.fromisoformat("2022-09-28T00:00:00+03:00")

    assert instant(moscow) == "2022-09-27T21:00:00Z"
    assert instant(datetime(2022, 9, 28, microsecond=1, tzinfo=UTC)) == "2022-09-28T00:00:00.000001Z"


def test_a_tag_changes_with_every_byte_and_begins_with_the_version():
    assert version_tag(3, b"a") == version_tag(3, b"a")
    assert version_tag(3, b"a") != version_tag(3, b"b")
    assert version_tag(3, b"a").startswith('"3-')


def test_json_is_utf8_without_escapes_it_does_not_need():
    assert dump({"a": "Я", "b": "\u2028\n"}) == '{"a":"Я","b":"\u2028\\n"}'.encode()


def test_the_page_of_documentation_shows_text_as_text():
    document = {
        "info": {"title": "<b>", "version": "1", "description": "`a` <script>"},
        "servers": [{"url": "http://h.example"}],
        "paths": {},
        "components": {"schemas": {}, "responses": {}},
    }

    page = docs_html.page(document, stylesheet="docs.css")

    assert "<script>" not in page
    assert "<code>a</code> &lt;script&gt;" in page
