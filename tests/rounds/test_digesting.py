"""Digests as rounds queue and send them: once per local day, by ids, read anew when they are sent."""

from datetime import UTC, date, datetime, timedelta

from service.database import reading, transact
from service.domain.events import Evidence, Refuted, Snoozed, WindowMoved
from service.domain.window import window_of_dates
from service.mail import mailbox, outbox
from service.rounds import delivering
from tests.rounds.test_letters_by_choice import run_for

REFUTED = Refuted(
    evidence=(Evidence(note="It stayed open."),), known_on=date(2022, 9, 28), reason="did_not_happen"
)
#: Choices of somebody who wants digests and nothing else.
ONLY = {"digest": "weekdays", "date_passed": False, "last_day": False, "date_moved": False}


def digests(newsroom):
    return [(mail.address.partition("@")[0], mail.subject) for mail in newsroom.mails()[::-1]]


def test_a_digest_comes_on_weekday_mornings_while_something_is_due_and_never_twice_a_day(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna", **ONLY), latest=date(2022, 9, 29))
    run_for(newsroom, 8, every=timedelta(hours=12))
    newsroom.follows_up(claim, REFUTED)
    run_for(newsroom, 3, every=timedelta(hours=12))

    assert digests(newsroom) == [
        ("anna", "1 this week - Tue 27 Sep 2022"),
        ("anna", "1 this week - Wed 28 Sep 2022"),
        ("anna", "1 due today - Thu 29 Sep 2022"),
        ("anna", "1 past due - Fri 30 Sep 2022"),
        ("anna", "1 past due - Mon 3 Oct 2022"),
        ("anna", "1 past due - Tue 4 Oct 2022"),
        ("anna", "1 changed - Wed 5 Oct 2022"),
    ]


def test_each_one_gets_it_by_the_clocks_where_they_are(newsroom):
    for name, zone in (
        ("Anna", "Europe/London"),
        ("Boris", "Asia/Vladivostok"),
        ("Clara", "America/New_York"),
    ):
        newsroom.logs(owner=newsroom.has(name, zone=zone, **ONLY))
    newsroom.runs()
    for hour in (21, 22, 30, 31, 35, 36):
        newsroom.clock.set(datetime(2022, 9, 26, tzinfo=UTC) + timedelta(hours=hour))
        newsroom.runs()

    found = {mail.address.partition("@")[0]: mail.received_at for mail in newsroom.mails()}

    assert found == {
        "anna": datetime(2022, 9, 27, 6, tzinfo=UTC),
        "boris": datetime(2022, 9, 26, 21, tzinfo=UTC),
        "clara": datetime(2022, 9, 27, 11, tzinfo=UTC),
    }


def test_what_changed_since_the_last_one_is_told_once_with_what_is_followed(newsroom):
    anna, boris = newsroom.has("Anna", **ONLY), newsroom.has("Boris", **ONLY)
    claim = newsroom.logs(owner=anna, latest=date(2023, 3, 1), ask="When does the border close?")
    newsroom.follows(boris, "claim", claim)
    newsroom.days_pass(0.5)
    newsroom.runs()
    later = window_of_dates(None, date(2023, 5, 1), zone="Europe/Moscow", phrase="by May 1")

    newsroom.follows_up(claim, WindowMoved(window=later))
    run_for(newsroom, 3, every=timedelta(hours=12))

    assert sorted(digests(newsroom)) == [
        ("anna", "1 changed - Tue 27 Sep 2022"),
        ("boris", "1 changed - Tue 27 Sep 2022"),
    ]
    text = mailbox.opened(newsroom.mails()[0].raw).text
    assert "When does the border close?" in text
    assert f"https://hearsay.example.org/claims/{claim}" in text


def test_a_digest_is_written_when_it_is_sent_and_leaves_out_what_was_answered(newsroom):
    anna = newsroom.has("Anna", **ONLY)
    first, second = newsroom.logs(owner=anna, text="The first"), newsroom.logs(owner=anna, text="The second")
    newsroom.runs()
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()

    newsroom.follows_up(first, REFUTED)
    newsroom.follows_up(second, Snoozed(until=date(2022, 12, 1)))
    delivering.deliver(newsroom.wiring, should_stop=lambda: False)

    # Answered by somebody else, the first is news all the same.
    [(_, subject)] = digests(newsroom)
    assert subject == "1 changed - Thu 29 Sep 2022"
    assert "The second" not in mailbox.opened(newsroom.mails()[0].raw).text


def test_a_digest_that_is_not_wanted_any_more_is_dropped_with_the_reason(newsroom):
    anna, boris = newsroom.has("Anna", **ONLY), newsroom.has("Boris", **ONLY)
    newsroom.logs(owner=anna)
    newsroom.logs(owner=boris)
    newsroom.runs()
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()

    newsroom.chooses(anna, digest="off")
    newsroom.switches_off(boris)
    newsroom.runs()

    assert newsroom.mails() == []
    assert sorted((one.state, one.reason) for one in newsroom.letters()) == [
        ("dropped", "account_inactive"),
        ("dropped", "unsubscribed"),
    ]


def test_after_days_without_a_scheduler_there_is_one_digest(newsroom):
    newsroom.logs(owner=newsroom.has("Anna", **ONLY))
    newsroom.runs()
    newsroom.days_pass(12)

    for _ in range(3):
        newsroom.runs()

    assert digests(newsroom) == [("anna", "1 past due - Sat 8 Oct 2022")]


def test_somebody_with_very_many_claims_gets_one_digest_that_counts_and_links_them(newsroom):
    # More than two batches; thousands are a matter of rules alone, and are tested there.
    count = 450
    anna = newsroom.has("Anna", digest="weekdays")
    newsroom.logs_all(count, owner=anna, latest=date(2018, 3, 4), imported=True)
    newsroom.runs()
    newsroom.days_pass(1)

    tally = newsroom.runs()

    [mail] = newsroom.mails()
    assert (tally.reminded, tally.sent) == (1, 1)
    assert mail.subject == f"{count:,} past due - Tue 27 Sep 2022"
    opened = mailbox.opened(mail.raw)
    assert opened.text.count("/claims/clm_") == 40
    assert (
        f"Date passed: and {count - 40:,} more:\nhttps://hearsay.example.org/claims?due=past_due&owner={anna}"
        in opened.text
    )
    assert len(mail.raw) <= 60 * 1024


def test_what_is_left_out_of_a_digest_is_linked_with_what_others_own_where_some_of_it_is_followed(newsroom):
    boris = newsroom.has("Boris", **ONLY)
    claims = newsroom.logs_all(45, owner=boris)
    claims += newsroom.logs_all(2, owner=newsroom.has("Anna"))
    newsroom.follows(boris, "claim", claims[-1])
    newsroom.runs()
    newsroom.days_pass(3)

    newsroom.runs()

    [mail] = [one for one in newsroom.mails() if one.address.startswith("boris@")]
    assert mail.subject == "46 past due - Thu 29 Sep 2022"
    assert "and 6 more:\nhttps://hearsay.example.org/claims?due=past_due\n" in mailbox.opened(mail.raw).text


def test_the_digest_of_whoever_stands_in_holds_the_claims_of_whoever_is_away(newsroom):
    boris = newsroom.has("Boris", **ONLY)
    anna = newsroom.has("Anna", **ONLY, away_from=date(2022, 9, 1), stand_in=boris)
    newsroom.logs(owner=anna)
    newsroom.runs()
    newsroom.days_pass(3)

    newsroom.runs()

    assert digests(newsroom) == [("boris", "1 past due - Thu 29 Sep 2022")]


def test_a_redaction_takes_the_words_out_of_digests_too(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna", **ONLY))
    newsroom.runs()
    newsroom.days_pass(3)
    newsroom.runs()

    transact(newsroom.engine, lambda connection: outbox.destroy_words(connection, claim))

    with reading(newsroom.engine) as connection:
        assert [one.raw for one in outbox.every(connection, claim=claim)] == [None]
    assert [mail.raw for mail in newsroom.mails()] == [None]
