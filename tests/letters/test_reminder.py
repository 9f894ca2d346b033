"""The reminders, compared with kept files that a person can read.

HEARSAY_TEST_KEEP=1 writes the files anew, after a change that is meant; read them before they go in.
"""

import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from service.access import action_links
from service.access.accounts import Account
from service.domain.attribution import Article, Report, SaidBy
from service.domain.claim import Claim
from service.domain.events import Condition
from service.domain.window import Window, window_of_dates
from service.letters.letterhead import Letterhead
from service.letters.reminder import MOST_LISTED, many_claims, one_claim, other_dates
from service.mail.messages import Draft, build, message_id, sender_of
from service.read_models.claim_rows import ClaimView

EXPECTED = Path(__file__).parent / "expected"
BASE_URL = "https://hearsay.example.org"
MOSCOW = "Europe/Moscow"
NOW = datetime(2022, 10, 1, 9, tzinfo=UTC)
KEY = "a key that is as long as keys have to be"
ANNA = Account(
    id="acc_anna",
    email="anna@example.org",
    name="Anna",
    role="reporter",
    is_active=True,
    created_at=datetime(2022, 9, 1, tzinfo=UTC),
)
STOP_LIST = Report(
    id="rep_1",
    outlet="Meduza",
    said_by=SaidBy(label="government sources", kind="unnamed", count="2+"),
    wording="Men who may be called up are to be put on a stop list from Sept. 28.",
    hedge="most likely date",
    article=Article(
        url="https://example.org/stop-list", title="Stop list at the border", published_on=date(2022, 9, 26)
    ),
)


def on(earliest, latest, phrase=None) -> Window:
    days = [None if day is None else date.fromisoformat(day) for day in (earliest, latest)]
    return window_of_dates(*days, zone=MOSCOW, phrase=phrase, said_on=date(2022, 9, 26))


def a_view(number=1, **changes) -> ClaimView:
    claim = Claim(
        version=2,
        text="Men eligible for the mobilisation are put on a stop list that day",
        window=on("2022-09-28", "2022-09-28", "Sept. 28"),
        reported_at=datetime(2022, 9, 26, 8, tzinfo=UTC),
        actor="acc_anna",
        owner="acc_anna",
        reports=(STOP_LIST,),
    )
    moment = datetime(2022, 9, 26, 12, tzinfo=UTC)
    return ClaimView(f"clm_sample_{number:02d}", replace(claim, **changes), moment, moment, None, number)


def a_head(*, now=NOW, role="reporter", **changes) -> Letterhead:
    return Letterhead(base_url=BASE_URL, key=KEY, reader=replace(ANNA, role=role), now=now, **changes)


def of_one(view, *, rivals=(), head=None):
    return one_claim(view, rivals=rivals, head=head or a_head())


RIVALS = [
    a_view(window=on(None, "2022-10-02", "this week")).claim,
    a_view(window=on("2022-09-26", None, "as early as Monday")).claim,
    a_view(window=on("2022-09-28", "2022-09-28", "This Wednesday, Sept. 28")).claim,
    a_view(window=Window(zone=MOSCOW)).claim,
]
LETTERS = {
    "one_claim": lambda: of_one(a_view(), rivals=RIVALS),
    "one_claim_of_a_viewer": lambda: of_one(
        a_view(last_checked_on=date(2022, 9, 27)), head=a_head(role="viewer")
    ),
    "one_claim_that_was_to_hold": lambda: of_one(
        a_view(
            text="The border stays open until Nov. 1",
            expects="holds_through",
            window=on(None, "2022-11-01", "until Nov. 1"),
            reports=(STOP_LIST, replace(STOP_LIST, id="rep_2"), replace(STOP_LIST, id="rep_3")),
        ),
        head=a_head(now=datetime(2022, 11, 2, 9, tzinfo=UTC)),
    ),
    "one_claim_with_little_known": lambda: of_one(
        a_view(
            text="Парламент принимает закон",
            window=on("2022-09-26", "2022-09-30"),
            reports=(Report(id="rep_1", outlet="Вёрстка"),),
            condition=Condition(text="if the regions are recognised"),
        )
    ),
    "one_claim_full_of_tricks": lambda: of_one(
        a_view(
            text="<script>alert(1)</script>\r\nBcc: eve@example.org \u202e{{ 7*7 }} %(x)s",
            window=on("2022-09-28", "2022-09-28", "“Sept.”\n 28 <b>"),
            reports=(
                replace(
                    STOP_LIST,
                    wording="</blockquote><img src=x onerror=alert(1)>",
                    outlet="Me\"du'za & Co",
                    article=Article(url="javascript:alert(1)", title="<b>bold</b>"),
                ),
            ),
        )
    ),
    "many_claims": lambda: many_claims(
        [
            a_view(
                number,
                text=f"Claim number {number} of the story, told in so many words that a list has to cut it "
                "somewhere before its end is reached",
                window=on("2022-09-01", f"2022-09-{1 + number % 28:02d}", "in September"),
            )
            for number in range(1, 46)
        ],
        head=a_head(),
    ),
    "many_claims_on_their_last_day": lambda: many_claims(
        [a_view(number, window=on(None, "2022-10-01", "by Oct. 1")) for number in range(1, 26)], head=a_head()
    ),
    "many_claims_due_and_passed": lambda: many_claims(
        [
            a_view(number, window=on(None, f"2022-{day}", "soon"))
            for number, day in ((1, "10-01"), (2, "09-30"))
        ],
        head=a_head(),
    ),
    "one_claim_on_its_last_day": lambda: of_one(
        a_view(), head=a_head(now=datetime(2022, 9, 28, 9, tzinfo=UTC), stands_in_for="Boris")
    ),
}


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("part", ["txt", "html"])
def test_a_letter_reads_as_it_was_kept(name, part):
    letter = LETTERS[name]()
    found = letter.html if part == "html" else f"Subject: {letter.subject}\n\n{letter.text}"
    kept = EXPECTED / f"{name}.{part}"
    if os.environ.get("HEARSAY_TEST_KEEP") == "1":
        kept.write_text(found, encoding="utf-8")

    assert found == kept.read_text(encoding="utf-8")


def words(text):
    return set(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", LETTERS)
def test_everything_the_html_says_and_links_stands_in_the_text_too(name):
    letter = LETTERS[name]()
    page = BeautifulSoup(letter.html, "html.parser")

    missing = words(page.select("body")[0].get_text(" ").lower()) - words(letter.text.lower())
    links = {link["href"] for link in page.find_all("a")}

    assert missing == set()
    assert links <= set(letter.text.split())


@pytest.mark.parametrize("name", LETTERS)
def test_the_html_can_be_read_by_everyone_and_fetches_nothing(name):
    page = BeautifulSoup(LETTERS[name]().html, "html.parser")

    assert page.select("html[lang=en] > head > title")[0].get_text()
    assert len(page.find_all("h1")) == 1
    assert {table["role"] for table in page.find_all("table")} == {"presentation"}
    assert page.select('meta[name=color-scheme][content="light dark"]')
    assert not page.find_all(["img", "script", "link", "iframe", "form", "input", "object", "video"])
    assert not page.find_all(src=True)
    assert all("example.org/" in link["href"] for link in page.find_all("a"))
    assert "url(" not in str(page)


@pytest.mark.parametrize("name", LETTERS)
def test_lines_of_the_text_fit_a_narrow_window_unless_they_are_addresses(name):
    lines = LETTERS[name]().text.splitlines()

    assert [line for line in lines if len(line) > 72 and "https://" not in line] == []


@pytest.mark.parametrize("name", LETTERS)
def test_a_subject_fits_a_list_and_blames_nobody(name):
    letter = LETTERS[name]()

    assert len(letter.subject) <= 60
    assert "\n" not in letter.subject
    assert not words(letter.text.lower()) & {"failed", "wrong", "lied", "false", "oops", "sorry"}


@pytest.mark.parametrize(
    ("days_later", "ago"),
    [(0, "yesterday"), (1, "2 days ago"), (30, "31 days ago"), (1666, "1,667 days ago")],
)
def test_the_subject_says_how_long_ago_in_days_of_the_events_zone(days_later, ago):
    midnight = datetime(2022, 9, 28, 21, tzinfo=UTC)
    now = datetime.fromtimestamp(midnight.timestamp() + days_later * 86400, UTC)

    assert (
        of_one(a_view(text="The border closes"), head=a_head(now=now)).subject
        == f"Date passed {ago}: The border closes"
    )


SETTLING = ["check", "confirm", "refute", "move", "snooze", "assign", "stop"]


@pytest.mark.parametrize(
    ("role", "owner", "choices"),
    [
        pytest.param("reporter", "acc_anna", SETTLING, id="the owner"),
        pytest.param("editor", "acc_boris", SETTLING, id="an editor"),
        pytest.param("reporter", "acc_boris", ["check", "note"], id="a follower"),
        pytest.param("viewer", "acc_anna", [], id="a viewer"),
    ],
)
def test_a_letter_offers_only_the_answers_its_reader_may_record(role, owner, choices):
    letter = of_one(a_view(owner=owner), head=a_head(role=role))

    assert re.findall(r"\?choice=(\w+)", letter.text) == choices
    assert re.findall(r"\?choice=(\w+)", letter.html) == choices


def test_answers_are_for_this_person_and_this_claim_as_it_stands_for_thirty_days():
    letter = of_one(a_view(arming=3))

    [token] = set(re.findall(r"/answer/([^?\s]+)\?", letter.text))
    found = action_links.verify(token, KEY, now=NOW)
    assert found == action_links.Action(
        kind="answer",
        account="acc_anna",
        generation=1,
        expires_at=NOW + timedelta(days=30),
        claim="clm_sample_01",
        status="rumored",
        arming=3,
    )


@pytest.mark.parametrize(
    ("changes", "desk", "is_hidden"),
    [
        pytest.param({}, None, False, id="nobody says so"),
        pytest.param({"hides_text": True}, None, True, id="the reader says so"),
        pytest.param({}, "Courts", True, id="the desk says so"),
        pytest.param({"hides_text": False}, "Courts", False, id="the reader has the last word"),
    ],
)
def test_the_claims_words_can_stay_out_of_the_subject(changes, desk, is_hidden):
    head = a_head(discreet_desks=frozenset({"courts"}), **changes)

    subject = of_one(a_view(desk=desk), head=head).subject

    assert ("Men eligible" in subject) is not is_hidden
    assert subject.startswith("Date passed 3 days ago: ")


def test_the_letter_about_one_claim_stays_small_whatever_it_holds():
    long = "Ж" * 300 + " слово" * 2000
    report = replace(
        STOP_LIST, wording=long, hedge=long, outlet=long, said_by=SaidBy(label=long, kind="named")
    )
    letter = of_one(a_view(text=long, window=on(None, "2022-09-28", long), reports=(report,)), rivals=RIVALS)

    assert len(written(letter)) <= 20 * 1024


def test_the_letter_about_many_claims_lists_forty_and_counts_the_rest():
    window = on("2022-09-26", "2022-09-28", "Ж" * 500)
    views = [replace(a_view(text="Ж" * 2000, window=window), id=f"clm_{n:032x}") for n in range(5000)]

    letter = many_claims(views, head=a_head())

    assert letter.subject == "The dates of 5,000 claims have passed"
    assert letter.text.count("/claims/clm_") == MOST_LISTED == 40
    assert "And 4,960 more. See all of them on Today:" in letter.text
    assert len(written(letter)) <= 60 * 1024


def test_other_dates_are_days_and_never_the_words_of_other_claims():
    found = other_dates(a_view().claim.window, RIVALS)

    assert found == ["to Sun 2 Oct 2022", "from Mon 26 Sep 2022, no end"]


def test_many_other_dates_are_counted():
    rivals = [a_view(window=on(None, f"2022-10-{day:02d}")).claim for day in range(1, 10)]

    assert other_dates(a_view().claim.window, rivals)[-1] == "and 4 more"


def written(letter) -> bytes:
    sender = sender_of("Hearsay <hearsay@example.org>")
    return build(
        Draft(
            letter="let_1",
            occasion="date_passed",
            message_id=message_id("let_1", sender),
            thread="clm_sample_01",
            sender=sender,
            reader_name="Anna",
            reader_address="anna@example.org",
            written_at=NOW,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )
    )
