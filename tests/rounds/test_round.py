from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.database import reading, transact
from service.domain.events import (
    Assigned,
    Checked,
    Confirmed,
    Evidence,
    Happened,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Undone,
    WindowMoved,
)
from service.domain.window import window_of_dates
from service.ledger import log
from service.mail import mailbox, outbox
from service.read_models import claim_board
from service.rounds import delivering, record
from tests.rounds.newsroom import a_claim

NONE_FOUND = (Evidence(note="The border stayed open; no link kept."),)
REFUTED = Refuted(evidence=NONE_FOUND, known_on=date(2022, 9, 28), reason="did_not_happen")


def kinds(newsroom, claim_id):
    with reading(newsroom.engine) as connection:
        return [one.kind for one in log.read(connection, claim_id)]


def test_a_claim_whose_date_passed_is_flagged_and_its_owner_gets_one_letter_however_many_rounds(newsroom):
    anna = newsroom.has("Anna")
    claim = newsroom.logs(owner=anna, text="Men are put on a stop list")
    before = newsroom.runs()
    newsroom.days_pass(3)

    tallies = [newsroom.runs() for _ in range(4)]

    assert before == record.Tally()
    assert tallies == [record.Tally(flagged=1, reminded=1, sent=1), *[record.Tally()] * 3]
    assert kinds(newsroom, claim) == ["claim_reported", "deadline_passed"]
    assert newsroom.flags() == [(claim, 1)]
    [mail] = newsroom.mails()
    assert (mail.recipient, mail.address) == (anna, "anna@example.org")
    assert mail.subject == "Date passed yesterday: Men are put on a stop list"
    assert newsroom.reminders(claim) == [(1, "sent", None)]


@pytest.mark.parametrize(
    ("at", "flagged"),
    [
        pytest.param(datetime(2022, 9, 28, 20, 59, 59, tzinfo=UTC), 0, id="the last second in Moscow"),
        pytest.param(datetime(2022, 9, 28, 21, tzinfo=UTC), 1, id="midnight in Moscow"),
    ],
)
def test_a_date_passes_at_the_end_of_its_day_in_the_zone_of_the_event(newsroom, at, flagged):
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.clock.set(at)

    assert newsroom.runs().flagged == flagged


def test_the_flag_is_the_schedulers_own_entry_and_tells_when_the_window_closed(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(9)

    newsroom.runs()

    with reading(newsroom.engine) as connection:
        flag = log.read(connection, claim)[-1]
        view = claim_board.one(connection, claim)
    assert (flag.entry.actor, flag.status) == ("system:scheduler", "rumored")
    assert flag.entry.occurred_at == datetime(2022, 9, 28, 21, tzinfo=UTC)
    assert view is not None
    assert view.flagged_at == newsroom.clock()


def test_the_letter_goes_over_smtp_where_a_server_is_set_and_not_into_the_mailbox(newsroom, smtp_server):
    newsroom = newsroom.with_mail_server(smtp_server.url)
    claim = newsroom.logs(owner=newsroom.has("Anna"), text="Мужчин вносят в стоп-лист")
    newsroom.days_pass(5)

    newsroom.runs()
    newsroom.runs()

    [letter] = smtp_server.letters
    assert (letter.sender, letter.recipients) == ("hearsay@example.org", ("anna@example.org",))
    assert letter.message["Subject"] == "Date passed 3 days ago: Мужчин вносят в стоп-лист"
    text = letter.message.get_body(("plain",)).get_content()
    assert f"https://hearsay.example.org/claims/{claim}\n" in text
    assert "https://hearsay.example.org/answer/" in text
    assert newsroom.mails() == []


def test_a_refuted_claim_gets_no_further_letter(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()

    newsroom.follows_up(claim, REFUTED)
    newsroom.days_pass(30)
    newsroom.runs()

    assert len(newsroom.mails()) == 1
    assert newsroom.flags(claim) == [(claim, 1)]


@pytest.mark.parametrize(
    ("follow_up", "reason"),
    [
        pytest.param(REFUTED, "answered", id="refuted"),
        pytest.param(
            Confirmed(
                evidence=NONE_FOUND,
                happened=Happened(earliest=date(2022, 9, 28), latest=date(2022, 9, 28)),
                known_on=date(2022, 9, 28),
            ),
            "answered",
            id="confirmed",
        ),
        pytest.param(
            WindowMoved(
                window=window_of_dates(None, date(2022, 10, 5), zone="Europe/Moscow", phrase="by Oct. 5")
            ),
            "asked_anew",
            id="moved",
        ),
        pytest.param(Assigned(owner=None), "owner_changed", id="nobody owns it any more"),
    ],
)
def test_what_changes_between_queueing_and_sending_drops_the_letter_and_is_kept(newsroom, follow_up, reason):
    claim = newsroom.logs(owner=newsroom.has("Anna", date_moved=False))
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()

    newsroom.follows_up(claim, follow_up)
    tally = newsroom.runs()

    assert tally == record.Tally()
    assert newsroom.mails() == []
    assert [(one.state, one.reason) for one in newsroom.letters()] == [("dropped", reason)]
    assert newsroom.reminders(claim) == [(1, "dropped", reason)]


def test_an_owner_who_is_switched_off_between_queueing_and_sending_gets_no_letter(newsroom):
    anna = newsroom.has("Anna")
    claim = newsroom.logs(owner=anna)
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()

    newsroom.switches_off(anna)
    newsroom.runs()

    assert newsroom.mails() == []
    assert newsroom.reminders(claim) == [(1, "dropped", "account_inactive")]


def test_a_claim_handed_over_before_its_letter_went_out_asks_the_new_owner_once(newsroom):
    anna, boris = newsroom.has("Anna"), newsroom.has("Boris")
    claim = newsroom.logs(owner=anna)
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()

    newsroom.follows_up(claim, Assigned(owner=boris))
    for _ in range(3):
        newsroom.runs()

    assert [mail.recipient for mail in newsroom.mails()] == [boris]
    assert newsroom.reminders(claim) == [(1, "dropped", "owner_changed"), (1, "sent", None)]


def test_a_claim_handed_over_and_back_asks_its_first_owner_once(newsroom):
    anna, boris = newsroom.has("Anna"), newsroom.has("Boris")
    claim = newsroom.logs(owner=anna)
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()
    newsroom.follows_up(claim, Assigned(owner=boris))
    deliver_only(newsroom)
    newsroom.runs_without_delivering()

    newsroom.follows_up(claim, Assigned(owner=anna))
    for _ in range(3):
        newsroom.runs()

    assert [mail.recipient for mail in newsroom.mails()] == [anna]


def test_a_snooze_puts_the_letter_off_to_its_day(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()
    newsroom.follows_up(claim, Snoozed(until=date(2022, 10, 6)))

    newsroom.runs()
    asleep = (newsroom.mails(), newsroom.reminders(claim))
    newsroom.clock.set(datetime(2022, 10, 5, 21, tzinfo=UTC))
    newsroom.runs()

    assert asleep == ([], [(1, "planned", "snoozed")])
    assert [one.state for one in newsroom.letters()] == ["dropped", "sent"]
    assert newsroom.mails()[0].subject == "Date passed 8 days ago: The border closes, claim 1"


def test_a_new_report_wakes_a_snoozed_claim_and_its_owner_is_asked(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()
    newsroom.follows_up(claim, Snoozed(until=date(2022, 10, 6)))
    newsroom.runs()
    newsroom.runs()
    asleep = newsroom.mails()

    newsroom.follows_up(claim, ReportAdded(report=a_report("rep_2")))
    newsroom.runs()

    assert asleep == []
    assert len(newsroom.mails()) == 1


def test_a_check_after_the_date_answers_for_a_week_and_then_the_owner_is_asked(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(4)
    newsroom.follows_up(claim, Checked(looked_on=date(2022, 9, 29), note="Looked, nothing announced."))

    newsroom.runs()
    checked = (newsroom.mails(), newsroom.reminders(claim))
    newsroom.clock.set(datetime(2022, 10, 6, 12, tzinfo=UTC))
    newsroom.runs()

    assert checked == ([], [])
    [mail] = newsroom.mails()
    assert mail.raw is not None
    assert "Last checked on Thu 29 Sep 2022." in mailbox.opened(mail.raw).text


def test_a_check_before_the_date_answers_nothing(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(1)
    newsroom.follows_up(claim, Checked(looked_on=date(2022, 9, 27)))
    newsroom.days_pass(3)

    newsroom.runs()

    assert len(newsroom.mails()) == 1


def test_a_moved_date_is_flagged_and_asked_about_anew_once_it_passes(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()
    later = window_of_dates(date(2022, 10, 5), date(2022, 10, 5), zone="Europe/Moscow", phrase="Oct. 5")

    newsroom.follows_up(claim, WindowMoved(window=later))
    newsroom.runs()
    before = newsroom.flags(claim)
    newsroom.days_pass(7)
    newsroom.runs()
    newsroom.runs()

    assert before == [(claim, 1)]
    assert newsroom.flags(claim) == [(claim, 1), (claim, 2)]
    assert [mail.subject for mail in newsroom.mails()] == [
        "Date passed yesterday: The border closes, claim 1",
        "Date moved to Wed 5 Oct 2022: The border closes, claim 1",
        "Date passed yesterday: The border closes, claim 1",
    ]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(Reopened(reason="The evidence was about another border."), id="reopened"),
        pytest.param(Undone(version=3), id="undone"),
    ],
)
def test_an_answer_taken_back_asks_anew(newsroom, again):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()
    newsroom.follows_up(claim, REFUTED)

    newsroom.follows_up(claim, again)
    newsroom.runs()

    assert newsroom.flags(claim) == [(claim, 1), (claim, 2)]
    assert len(newsroom.mails()) == 2


def test_a_new_report_alone_asks_nobody_again(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()

    newsroom.follows_up(claim, ReportAdded(report=a_report("rep_2")))
    newsroom.runs()

    assert len(newsroom.mails()) == 1


@pytest.mark.parametrize(
    ("owner", "reason"),
    [
        pytest.param(None, "nobody_owns_it", id="no owner"),
        pytest.param("acc_nobody", "unknown_account", id="an account that is not there"),
    ],
)
def test_a_claim_without_somebody_to_ask_is_flagged_without_a_letter(newsroom, owner, reason):
    claim = newsroom.logs(owner=owner)
    newsroom.days_pass(3)

    tally = newsroom.runs()

    assert tally == record.Tally(flagged=1)
    assert newsroom.reminders(claim) == [(1, "skipped", reason)]


def test_an_account_that_is_off_is_not_written_to(newsroom):
    anna = newsroom.has("Anna")
    claim = newsroom.logs(owner=anna)
    newsroom.switches_off(anna)
    newsroom.days_pass(3)

    newsroom.runs()

    assert newsroom.reminders(claim) == [(1, "skipped", "account_inactive")]
    assert newsroom.letters() == []


@pytest.mark.no_cover
def test_old_questions_that_came_in_with_a_file_are_flagged_and_write_to_nobody(newsroom, engine_name):
    anna = newsroom.has("Anna")
    # All of them on the engine that takes them faster; on the other, more than two batches.
    count = 2574 if engine_name == "sqlite" else 450
    claims = newsroom.logs_all(count, owner=anna, latest=date(2018, 3, 4), imported=True)

    tally = newsroom.runs()

    assert tally == record.Tally(flagged=count)
    assert len(newsroom.flags()) == count
    assert newsroom.letters() == []
    assert newsroom.reminders(claims[0]) == [(1, "skipped", "imported_after_its_date")]


def test_an_imported_claim_whose_date_was_still_to_come_is_asked_about(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"), imported=True)
    newsroom.days_pass(3)

    newsroom.runs()

    assert len(newsroom.mails()) == 1


def test_an_old_claim_logged_by_hand_is_asked_about_whatever_its_age(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"), latest=date(2018, 3, 4))

    newsroom.runs()

    assert [mail.subject for mail in newsroom.mails()] == [
        "Date passed 1,667 days ago: The border closes, claim 1"
    ]


def test_twenty_claims_for_one_person_are_twenty_letters(newsroom):
    newsroom.logs_all(20, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)

    tally = newsroom.runs()

    assert tally == record.Tally(flagged=20, reminded=20, sent=20)


def test_more_than_twenty_for_one_person_become_one_letter_that_counts_and_links_them(newsroom):
    claims = newsroom.logs_all(25, owner=newsroom.has("Anna"))
    newsroom.logs(owner=newsroom.has("Boris"))
    newsroom.days_pass(3)

    tally = newsroom.runs()

    assert tally == record.Tally(flagged=26, reminded=2, sent=2)
    [mail] = [mail for mail in newsroom.mails() if mail.address == "anna@example.org"]
    assert mail.subject == "The dates of 25 claims have passed"
    assert mail.raw is not None
    text = mailbox.opened(mail.raw).text
    assert all(f"https://hearsay.example.org/claims/{claim}\n" in text for claim in claims)
    assert newsroom.runs() == record.Tally()


def test_a_letter_about_many_leaves_out_what_was_answered_meanwhile(newsroom):
    claims = newsroom.logs_all(25, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()
    for claim in claims[1:]:
        newsroom.follows_up(claim, REFUTED)

    newsroom.runs()

    [mail] = newsroom.mails()
    assert mail.subject == "Date passed yesterday: The border closes, claim 1"
    assert newsroom.reminders(claims[0]) == [(1, "sent", None)]
    assert newsroom.reminders(claims[1]) == [(1, "dropped", "answered")]


def test_after_days_without_a_scheduler_everything_is_flagged_in_the_first_round(newsroom):
    people = [newsroom.has(name) for name in ("Anna", "Boris", "Clara")]
    for day in range(27, 31):
        for person in people:
            newsroom.logs(owner=person, latest=date(2022, 9, day))
    newsroom.days_pass(7)

    tally = newsroom.runs()

    assert tally == record.Tally(flagged=12, reminded=12, sent=12)


def test_claims_that_are_not_due_are_left_alone(newsroom):
    anna = newsroom.has("Anna")
    newsroom.logs(owner=anna, latest=date(2023, 1, 1))
    newsroom.logs(owner=anna, latest=None)
    newsroom.days_pass(20)

    assert newsroom.runs() == record.Tally()


def test_every_round_leaves_a_row_that_says_what_it_did(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()
    newsroom.clock.advance(timedelta(seconds=15))

    newsroom.runs()

    with reading(newsroom.engine) as connection:
        last, rounds = record.last(connection, newsroom.clock()), record.every(connection)
    assert [(one.worker, one.flagged, one.reminded, one.sent) for one in rounds] == [
        ("test", 0, 0, 0),
        ("test", 1, 1, 1),
    ]
    assert last == rounds[0]
    assert (last.finished_at, last.error) == (newsroom.clock(), None)


def test_the_record_of_a_round_is_let_go_after_a_month(newsroom):
    newsroom.runs()
    newsroom.days_pass(31)

    newsroom.runs()

    with reading(newsroom.engine) as connection:
        assert [one.started_at for one in record.every(connection)] == [newsroom.clock()]


def test_the_figures_tell_how_rounds_and_letters_stand(newsroom):
    with reading(newsroom.engine) as connection:
        empty = record.figures(connection, newsroom.clock())
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()
    claim = newsroom.logs(owner=newsroom.has("Boris"))
    newsroom.runs_without_delivering()
    newsroom.clock.advance(timedelta(minutes=2))

    with reading(newsroom.engine) as connection:
        found = record.figures(connection, newsroom.clock())

    assert (empty.last_round, empty.last_round_age, empty.oldest_letter_waits) == (None, None, None)
    assert found.letters == {"due": 1, "sending": 0, "sent": 1, "dead": 0, "dropped": 0}
    assert found.oldest_letter_waits == found.last_round_age == timedelta(minutes=2)
    assert (found.reminders_planned, found.rounds_with_errors) == (0, 0)
    assert newsroom.reminders(claim) == [(1, "queued", None)]


def test_a_redaction_takes_the_words_out_of_letters_that_were_sent(newsroom):
    anna = newsroom.has("Anna")
    claim, other = newsroom.logs(owner=anna), newsroom.logs(owner=anna)
    newsroom.days_pass(3)
    newsroom.runs()

    transact(newsroom.engine, lambda connection: outbox.destroy_words(connection, claim))

    by_claim = {}
    with reading(newsroom.engine) as connection:
        for one in (claim, other):
            [letter] = outbox.every(connection, claim=one)
            kept = mailbox.one(connection, letter.id)
            assert kept is not None
            by_claim[one] = (letter.subject, letter.raw, kept.subject, kept.raw)
    assert by_claim[claim] == (None, None, None, None)
    assert all(by_claim[other])


def deliver_only(newsroom):
    delivering.deliver(newsroom.wiring, should_stop=lambda: False)


def a_report(report_id):
    return replace(a_claim("", owner=None, latest=None).report, id=report_id)
