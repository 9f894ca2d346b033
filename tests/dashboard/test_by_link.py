"""Answering by a link in a letter: nothing by opening it, once by its form, for one person and claim."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from service.access import accounts
from service.access.action_links import LASTS, Action, sign
from service.changes import questions
from service.database import reading
from service.domain.events import Checked, Confirmed, Evidence, QuestionRuleSet, WindowMoved
from service.ledger import log
from service.letters import checking
from service.mail import mailbox
from service.rounds.round import run_round
from service.wiring import kept_secret_key
from tests.builders import at, window

EVIDENCE = {"evidence.0.url": "https://example.org/it-happened"}
HAPPENED = Confirmed(
    evidence=(Evidence(url="https://example.org/1"),), happened=None, known_on=date(2022, 9, 30)
)


@pytest.fixture
def claim(newsroom):
    """A claim of Rob's, who is a reporter, whose date has passed."""
    claim_id = newsroom.logged("The border closes", by="Rob", window=window("2022-09-26", "2022-09-28"))
    newsroom.clock.set(at("2022-10-01T09:00"))
    return claim_id


@pytest.fixture
def link(newsroom, claim):
    """The link of the letter about it, as it stands in his mail, without an answer chosen."""
    newsroom.run_round()
    return next(urlsplit(url).path for url in letter_links(newsroom, "Rob") if "/answer/" in url)


def letter_links(newsroom, name, *, newest=0):
    """Return the addresses in somebody's newest letter."""
    with reading(newsroom.wiring.engine) as connection:
        kept = mailbox.every(connection, recipient=newsroom.people[name].id)
    return checking.links_in(mailbox.opened(kept[newest].raw))


def letters_to(newsroom, name):
    """Return the subjects of somebody's letters, oldest first."""
    with reading(newsroom.wiring.engine) as connection:
        kept = mailbox.every(connection, recipient=newsroom.people[name].id)
    return [one.subject for one in reversed(kept)]


def kinds(newsroom, claim_id):
    """Return what a claim's history holds."""
    with reading(newsroom.wiring.engine) as connection:
        return [one.kind for one in log.read(connection, claim_id)]


def token_for(newsroom, claim_id, name, **changed):
    """Return a token as a letter to somebody holds it now."""
    claim, account = newsroom.claim(claim_id), newsroom.people[name]
    given = {
        "kind": "answer",
        "account": account.id,
        "generation": account.generation,
        "expires_at": newsroom.clock() + LASTS,
        "claim": claim_id,
        "status": claim.status,
        "arming": claim.arming,
    } | changed
    return sign(Action(**given), kept_secret_key(newsroom.wiring.settings))


def test_every_link_of_every_letter_answers_and_changes_nothing_on_get_and_head(newsroom, claim, link):
    newsroom.followed_up(
        claim, WindowMoved(window=window("2022-10-20", "2022-10-21", phrase="Oct. 21")), by="Rob"
    )
    for hour in range(1, 80, 6):  # a moved date, digests of everybody, a reminder
        newsroom.clock.set(at("2022-10-19T06:00") + timedelta(hours=hour))
        run_round(newsroom.wiring)
    browser = newsroom.browser()
    page = browser.open(f"{link}?choice=check")
    browser.send(page, link)
    newsroom.clock.advance(timedelta(minutes=1))
    run_round(newsroom.wiring)
    with reading(newsroom.wiring.engine) as connection:
        letters = mailbox.every(connection)
    before = {
        table: rows for table, rows in everything(newsroom).items() if table not in ("trail", "attempts")
    }

    answers = {}
    for raw in (one.raw or b"" for one in letters):
        for url in checking.links_in(mailbox.opened(raw)):
            parts = urlsplit(url)
            if parts.netloc != "127.0.0.1:8000":
                continue
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            for _ in range(2):
                opened = newsroom.browser().open(path)
                head = newsroom.app.test_client().head(path)
                answers[path] = (opened.status, head.status_code)

    assert len(letters) >= 5
    assert len(answers) > 20
    asked_to_sign_in = {path for path, statuses in answers.items() if statuses == (303, 303)}
    assert all(path == "/" or path.startswith("/claims/") for path in asked_to_sign_in)
    assert {statuses for path, statuses in answers.items() if path not in asked_to_sign_in} == {(200, 200)}
    assert {name: rows for name, rows in everything(newsroom).items() if name in before} == before


def everything(newsroom):
    """Return every row of every table."""
    from sqlalchemy import select

    from service.database import metadata

    with reading(newsroom.wiring.engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def test_the_page_restates_the_claim_and_says_who_answers_without_signing_anybody_in(newsroom, link):
    browser = newsroom.browser()

    page = browser.open(f"{link}?choice=confirm")

    assert page.title == "It happened – Hearsay"
    assert "Answering as Rob" in page.main
    for words in ("The border closes", "28 Sep 2022", "Meduza"):
        assert words in page.main
    assert {"evidence.0.url", "evidence.0.note"} <= set(page.fields(link))
    assert page.all(".kinds a") == [
        "Checked, nothing new",
        "Leave a note",
        "It happened",
        "It did not happen",
        "The date was moved",
        "Ask me in 7 days",
        "Hand over to …",
        "Stop asking me",
    ]
    assert "Set-Cookie" not in page.headers
    assert browser.open("/claims").status == 303
    assert "Sign out" not in page.text


def test_an_answer_is_recorded_once_however_often_the_button_is_pressed_and_gets_one_receipt(
    newsroom, claim, link
):
    browser = newsroom.browser()
    page = browser.open(f"{link}?choice=check")

    sent = [browser.send(page, link, note="Asked the ministry.") for _ in range(3)]
    newsroom.run_round()

    assert {one.status for one in sent} == {303}
    assert kinds(newsroom, claim).count("checked") == 1
    assert letters_to(newsroom, "Rob")[1:] == ["Recorded: checked, nothing new - The border closes"]
    done = browser.follow(f"{sent[0].headers['Location'].partition('#')[0]}")
    assert "Recorded. Rob looked, and found nothing new." in done.main


def test_a_second_visit_says_what_was_answered_and_an_answer_can_be_changed_and_taken_back(
    newsroom, claim, link
):
    browser = newsroom.browser()
    browser.submit(
        browser.open(f"{link}?choice=confirm"), link, happened__earliest="2022-09-27", **_dotted(EVIDENCE)
    )
    newsroom.clock.set(at("2022-10-02T09:00"))

    again = browser.open(f"{link}?choice=refute")
    assert "You answered already, on Sat 1 Oct 2022" in again.main
    assert "Your earlier answer is taken back" in again.main
    changed = browser.submit(again, link, **_dotted(EVIDENCE))

    assert newsroom.claim(claim).status == "refuted"
    assert kinds(newsroom, claim)[-3:] == ["confirmed", "undone", "refuted"]
    undo = changed.one("#done a")["href"]
    browser.submit(browser.open(undo), undo)
    assert newsroom.claim(claim).status == "rumored"
    assert "taken back" in browser.open(undo).main


def test_the_undo_of_the_receipt_takes_the_answer_back_once(newsroom, claim, link):
    browser = newsroom.browser()
    browser.send(browser.open(f"{link}?choice=check"), link)
    newsroom.run_round()
    undo = next(url for url in letter_links(newsroom, "Rob") if "choice=undo" in url)
    path = urlsplit(undo).path

    page = browser.open(f"{path}?choice=undo")
    for _ in range(2):
        browser.send(page, path)
    newsroom.run_round()

    assert kinds(newsroom, claim)[-2:] == ["checked", "undone"]
    assert letters_to(newsroom, "Rob")[-1] == "Recorded: taken back - The border closes"
    assert "This was taken back already" in browser.open(path).main


@pytest.mark.parametrize(
    ("choice", "fields", "kind"),
    [
        ("note", {"note": "The port has said nothing."}, "noted"),
        ("refute", EVIDENCE, "refuted"),
        ("snooze", {}, "snoozed"),
        (
            "move",
            {"when": "Oct. 21", "report.outlet": "Meduza", "report.article.published_at": "2022-09-30"},
            "window_moved",
        ),
        ("assign", {"owner": "acc_0002"}, "assigned"),
    ],
)
def test_the_other_answers_are_recorded_from_the_letter_too(newsroom, claim, link, choice, fields, kind):
    browser = newsroom.browser()
    page = browser.open(f"{link}?choice={choice}")

    sent = browser.send(page, link, **_dotted(fields))

    assert sent.status == 303, sent.main
    assert kinds(newsroom, claim)[-1] == kind
    if choice == "snooze":
        assert newsroom.claim(claim).snoozed_until == date(2022, 10, 8)


def test_stop_asking_me_ends_the_letters_about_this_claim_and_can_be_turned_round(newsroom, claim, link):
    browser = newsroom.browser()

    stopped = browser.submit(browser.open(f"{link}?choice=stop"), link)
    newsroom.clock.advance(timedelta(days=10))
    newsroom.run_round()

    assert "You get no more letters about this claim" in stopped.main
    assert len(letters_to(newsroom, "Rob")) == 1
    browser.post(link, {"choice": "hear_again"})
    newsroom.clock.advance(timedelta(days=8))
    newsroom.run_round()
    assert len(letters_to(newsroom, "Rob")) == 2


def test_what_changed_since_the_letter_is_shown_before_the_form(newsroom, claim, link):
    newsroom.clock.advance(timedelta(hours=1))
    newsroom.followed_up(claim, HAPPENED)

    page = newsroom.browser().open(f"{link}?choice=refute")

    assert "The claim has changed since this letter was written" in page.main
    assert "Eve confirmed" in page.one("section.message.warning").get_text()
    assert "not one you can record on the claim as it stands" in page.main
    assert page.source.index("The claim has changed") < page.source.index('id="form"')


def test_a_form_that_was_filled_in_before_somebody_else_answered_is_not_recorded_unseen(
    newsroom, claim, link
):
    browser = newsroom.browser()
    page = browser.open(f"{link}?choice=check")
    newsroom.clock.advance(timedelta(minutes=1))
    newsroom.followed_up(claim, Checked(looked_on=date(2022, 10, 1)))

    sent = browser.send(page, link)

    assert sent.status == 412
    assert "This claim changed while you were writing" in sent.main
    assert kinds(newsroom, claim).count("checked") == 1
    assert browser.send(sent, link).status == 303


def _altered(newsroom, claim_id, token):
    return token[:20] + ("A" if token[20] != "A" else "B") + token[21:], 404, "This link is not whole"


def _expired(newsroom, claim_id, token):
    newsroom.clock.advance(timedelta(days=30))
    return token, 410, "This link has expired"


def _of_another_key(newsroom, claim_id, token):
    action = Action(
        kind="answer",
        account=newsroom.people["Rob"].id,
        generation=1,
        expires_at=newsroom.clock() + LASTS,
        claim=claim_id,
        status="rumored",
        arming=1,
    )
    return sign(action, "somebody else's key"), 404, "This link is not whole"


def _for_something_else(newsroom, claim_id, token):
    return token_for(newsroom, claim_id, "Rob", kind="stop", about="digest"), 404, "This link is not whole"


def _switched_off_and_on(newsroom, claim_id, token):
    rob = newsroom.people["Rob"].id
    for is_active in (False, True):
        newsroom.write(lambda c, on=is_active: accounts.set_active(c, rob, is_active=on))
    return token, 410, "This link no longer works"


def _role_removed(newsroom, claim_id, token):
    newsroom.write(lambda c: accounts.set_role(c, newsroom.people["Rob"].id, "viewer"))
    return token, 403, "Your account may only read"


def _of_a_reporter_who_does_not_own_it(newsroom, claim_id, token):
    newsroom.write(lambda c: accounts.set_role(c, newsroom.people["Vic"].id, "reporter"))
    return token_for(newsroom, claim_id, "Vic"), 200, "not one you can record"


def _after_the_answer(newsroom, claim_id, token):
    newsroom.clock.advance(timedelta(hours=1))
    newsroom.followed_up(claim_id, HAPPENED)
    return token, 200, "The claim has changed since this letter was written"


@pytest.mark.parametrize(
    "harm",
    [
        _altered,
        _expired,
        _of_another_key,
        _for_something_else,
        _switched_off_and_on,
        _role_removed,
        _of_a_reporter_who_does_not_own_it,
        _after_the_answer,
    ],
)
def test_a_link_that_is_no_good_or_reaches_too_far_records_nothing_and_says_why(newsroom, claim, link, harm):
    token, status, words = harm(newsroom, claim, link.removeprefix("/answer/"))
    path, before = f"/answer/{token}", newsroom.head()
    browser = newsroom.browser()

    page = browser.open(f"{path}?choice=refute")
    fields = {"choice": "refute", "known_on": "2022-10-01", "reason": "did_not_happen", **EVIDENCE}
    sent = browser.post(path, fields)

    assert (page.status, words in page.main) == (status, True), page.main
    assert sent.status in (403, 404, 409, 410)
    assert newsroom.head() == before
    assert "Set-Cookie" not in page.headers


def test_what_is_done_by_a_link_stands_in_the_trail_without_its_secret(newsroom, claim, link):
    browser = newsroom.browser()
    browser.send(browser.open(f"{link}?choice=check"), link)
    newsroom.write(lambda c: accounts.set_role(c, newsroom.people["Rob"].id, "viewer"))
    browser.post(link, {"choice": "check"})

    rows = [row for row in everything(newsroom)["trail"] if "/answer/<token>" in row]

    assert len(rows) == 2
    assert all(newsroom.people["Rob"].id in row for row in rows)
    assert all(any(str(value).startswith("lnk_") for value in row) for row in rows)
    assert link.removeprefix("/answer/") not in str(everything(newsroom)["trail"])


def test_another_sites_page_cannot_send_the_form(newsroom, claim, link):
    browser = newsroom.browser()
    page = browser.open(f"{link}?choice=check")

    sent = browser.post(link, page.fields(link), headers={"Origin": "https://evil.example"})

    assert sent.status == 403
    assert "checked" not in kinds(newsroom, claim)


def _dotted(fields):
    return {name.replace(".", "__"): value for name, value in fields.items()}


def test_what_counts_as_an_answer_stands_beside_the_form_without_a_link_to_pages(newsroom):
    claim_id = newsroom.logged("It closes", by="Rob", ask="When?", window=window("2022-09-26", "2022-09-28"))
    rule = QuestionRuleSet(rule="Closed means a decree in force.")
    question = newsroom.claim(claim_id).question
    newsroom.write(lambda c: questions.follow_up(c, question, rule, newsroom.context("Eve")))
    newsroom.clock.set(at("2022-10-01T09:00"))
    newsroom.run_round()
    path = next(urlsplit(url).path for url in letter_links(newsroom, "Rob") if "/answer/" in url)

    page = newsroom.browser().open(f"{path}?choice=confirm")

    assert "What counts as an answer to When?, written down on Mon 26 Sep 2022:" in page.main
    assert "Closed means a decree in force." in page.main
    assert not page.soup.select("a[href^='/questions/']")
