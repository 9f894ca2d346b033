"""The ladder, followers, stand-ins, editors and moved dates, as rounds on a moving clock carry them out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from service.access import accounts, letter_choices
from service.changes.claims import Context
from service.database import reading, transact
from service.domain.events import Assigned, Checked, Evidence, Refuted, ReportAdded, Snoozed, WindowMoved
from service.domain.window import window_of_dates
from service.mail import mailbox
from service.rounds import leaving, receipts, record, reminding
from service.wiring import new_id
from tests.rounds.newsroom import a_claim
from tests.rounds.test_round import a_report

OCT_5 = window_of_dates(date(2022, 10, 5), date(2022, 10, 5), zone="Europe/Moscow", phrase="Oct. 5")
REFUTED = Refuted(
    evidence=(Evidence(note="It stayed open."),), known_on=date(2022, 9, 28), reason="did_not_happen"
)


def subjects(newsroom):
    """Return whom letters went to and their subjects, oldest first."""
    return [(mail.address.partition("@")[0], mail.subject) for mail in newsroom.mails()[::-1]]


def run_for(newsroom, days, *, every=timedelta(days=1)):
    """Let time pass with a round at every step of it."""
    until = newsroom.clock() + timedelta(days=days)
    while newsroom.clock() < until:
        newsroom.clock.advance(every)
        newsroom.runs()


def test_one_unanswered_claim_writes_six_letters_in_all_and_then_only_stands_in_the_digest(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"), text="The border closes")

    run_for(newsroom, 60)

    assert [subject for _, subject in subjects(newsroom)] == [
        "Last day today: The border closes",
        "Date passed yesterday: The border closes",
        "Date passed 8 days ago: The border closes",
        "Date passed 15 days ago: The border closes",
        "Date passed 22 days ago: The border closes",
        "Date passed 29 days ago: The border closes",
    ]


def test_a_check_pushes_the_next_letter_and_a_report_after_a_snooze_brings_it_back(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna", last_day=False), text="The border closes")
    run_for(newsroom, 4)
    newsroom.follows_up(claim, Checked(looked_on=date(2022, 9, 30)))
    run_for(newsroom, 6)
    checked = len(newsroom.mails())
    run_for(newsroom, 1)
    asked_again = len(newsroom.mails())
    newsroom.follows_up(claim, Snoozed(until=date(2022, 11, 20)))
    run_for(newsroom, 10)
    asleep = len(newsroom.mails())

    newsroom.follows_up(claim, ReportAdded(report=a_report("rep_2")))
    newsroom.runs()

    assert (checked, asked_again, asleep, len(newsroom.mails())) == (1, 2, 2, 3)


def test_whoever_follows_a_claim_a_question_a_tag_or_a_desk_gets_the_letters_by_their_own_choices(newsroom):
    anna, boris, clara = newsroom.has("Anna"), newsroom.has("Boris"), newsroom.has("Clara", date_passed=False)
    vera = newsroom.has("Vera", role="viewer")
    claim = newsroom.logs(owner=anna, ask="When does the border close?")
    for person, kind, target in ((boris, "claim", claim), (clara, "claim", claim), (vera, "claim", claim)):
        newsroom.follows(person, kind, target)
    newsroom.follows(anna, "claim", claim, wants_letters=False)
    newsroom.days_pass(3)

    newsroom.runs()

    assert sorted(who for who, _ in subjects(newsroom)) == ["boris", "vera"]
    by_reader = {mail.address: mailbox.opened(mail.raw).text for mail in newsroom.mails()}
    assert "?choice=note" in by_reader["boris@example.org"]
    assert "?choice=confirm" not in by_reader["boris@example.org"]
    assert "/answer/" not in by_reader["vera@example.org"]


def test_a_moved_date_is_told_to_all_who_follow_but_not_to_who_moved_it_and_asks_anew(newsroom):
    anna, boris = newsroom.has("Anna"), newsroom.has("Boris", date_moved=False)
    claim = newsroom.logs(owner=anna, text="The border closes")
    newsroom.follows(boris, "claim", claim)
    newsroom.follows(newsroom.has("Clara"), "claim", claim)

    newsroom.follows_up(claim, WindowMoved(window=OCT_5))
    for _ in range(2):
        newsroom.runs()
    moved = subjects(newsroom)
    newsroom.days_pass(10)
    newsroom.runs()

    words = "Date moved to Wed 5 Oct 2022: The border closes"
    assert sorted(moved) == [("anna", words), ("clara", words)]
    assert sorted(who for who, subject in subjects(newsroom) if subject.startswith("Date passed")) == [
        "anna",
        "boris",
        "clara",
    ]
    assert newsroom.flags(claim) == [(claim, 2)]


def test_a_claim_handed_over_after_its_letters_asks_its_new_owner_at_once(newsroom):
    anna, boris = newsroom.has("Anna"), newsroom.has("Boris")
    claim = newsroom.logs(owner=anna)
    newsroom.days_pass(3)
    newsroom.runs()

    newsroom.follows_up(claim, Assigned(owner=boris))
    newsroom.clock.advance(timedelta(minutes=1))
    newsroom.runs()

    assert [who for who, _ in subjects(newsroom)] == ["anna", "boris"]


def test_while_somebody_is_away_the_stand_in_gets_the_letters_and_is_told_why(newsroom):
    boris = newsroom.has("Boris")
    newsroom.logs(
        owner=newsroom.has("Anna", away_from=date(2022, 9, 27), away_until=date(2022, 10, 3), stand_in=boris)
    )
    newsroom.days_pass(3)
    newsroom.runs()
    run_for(newsroom, 9)

    assert [who for who, _ in subjects(newsroom)] == ["boris", "anna"]
    assert "in place of Anna, who is away" in mailbox.opened(newsroom.mails()[-1].raw).text


def test_editors_are_told_once_where_nobody_answers(newsroom):
    newsroom.has("Ed", role="editor")
    newsroom.logs(owner=newsroom.has("Anna"), text="The border closes")

    run_for(newsroom, 30)

    told = [(who, subject) for who, subject in subjects(newsroom) if who == "ed"]
    assert told == [("ed", "Nobody answers: The border closes")]


@pytest.mark.parametrize(
    ("holidays", "told_on"),
    [
        pytest.param(frozenset(), date(2022, 10, 6), id="five working days"),
        pytest.param(frozenset({date(2022, 10, 3)}), date(2022, 10, 7), id="one of them is a holiday"),
    ],
)
def test_editors_are_told_after_working_days_without_the_newsrooms_holidays(newsroom, holidays, told_on):
    conventions = replace(newsroom.wiring.settings.conventions, holidays=holidays)
    settings = replace(newsroom.wiring.settings, conventions=conventions)
    newsroom = replace(newsroom, wiring=replace(newsroom.wiring, settings=settings))
    newsroom.has("Ed", role="editor")
    newsroom.logs(owner=newsroom.has("Anna"))

    run_for(newsroom, 14)

    [told] = [mail for mail in newsroom.mails() if mail.address.startswith("ed@")]
    assert told.received_at.date() == told_on


@pytest.mark.parametrize("has_heir", [True, False], ids=["with a new owner", "without one"])
def test_the_claims_of_an_account_that_is_switched_off_go_to_somebody_or_to_the_editors(newsroom, has_heir):
    ed, anna, boris = newsroom.has("Ed", role="editor"), newsroom.has("Anna"), newsroom.has("Boris")
    newsroom.logs_all(3, owner=anna)
    with reading(newsroom.engine) as connection:
        editor = accounts.actor_of(accounts.require(connection, ed))
    context = Context(actor=editor, now=newsroom.clock(), zone="UTC", new_id=new_id)

    left = transact(
        newsroom.engine,
        lambda c: leaving.switch_off(
            c, newsroom.wiring, anna, context, new_owner=boris if has_heir else None
        ),
    )
    newsroom.runs()
    at_once = subjects(newsroom)
    newsroom.days_pass(3)
    newsroom.runs()

    assert left.claims == 3
    assert at_once == ([] if has_heir else [("ed", "Nobody answers for 3 claims")])
    assert {who for who, _ in subjects(newsroom)} == ({"boris"} if has_heir else {"ed"})
    assert len(newsroom.mails()) == (3 if has_heir else 1)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        pytest.param("unsubscribed", "unsubscribed", id="unsubscribed"),
        pytest.param("stopped", "stopped", id="asked to hear no more of it"),
        pytest.param("paused", "letters_paused", id="paused"),
    ],
)
def test_a_choice_made_after_a_letter_was_queued_counts_and_is_kept_as_the_reason(newsroom, what, reason):
    anna = newsroom.has("Anna")
    claim = newsroom.logs(owner=anna)
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()

    match what:
        case "unsubscribed":
            transact(
                newsroom.engine,
                lambda c: letter_choices.stop(c, anna, "reminder", zone="UTC", now=newsroom.clock()),
            )
        case "stopped":
            newsroom.follows(anna, "claim", claim, wants_letters=False)
        case "paused":
            newsroom.chooses(anna, paused_until=date(2022, 12, 1))
    newsroom.runs()

    assert newsroom.mails() == []
    assert [(one.state, one.reason) for one in newsroom.letters()] == [("dropped", reason)]
    assert newsroom.flags(claim) == [(claim, 1)]


def test_an_answer_by_a_link_is_acknowledged_once_with_a_way_back(newsroom):
    anna = newsroom.has("Anna")
    claim = newsroom.logs(owner=anna, text="The border closes", latest=date(2023, 1, 1))
    newsroom.days_pass(3)
    newsroom.follows_up(claim, REFUTED)

    for _ in range(2):
        transact(
            newsroom.engine,
            lambda c: receipts.acknowledge(
                c, newsroom.wiring, claim=claim, arming=1, version=2, account=anna
            ),
        )
        newsroom.runs()

    assert subjects(newsroom) == [("anna", "Recorded: refuted - The border closes")]
    assert "?choice=undo" in mailbox.opened(newsroom.mails()[0].raw).text


def test_after_a_mail_outage_of_weeks_there_is_one_letter_for_each_claim(newsroom):
    newsroom.logs(owner=newsroom.has("Anna", last_day=False))
    newsroom.days_pass(3)
    for _ in range(5):
        newsroom.runs_without_delivering()
        newsroom.days_pass(6)

    newsroom.runs()

    assert [subject for _, subject in subjects(newsroom)] == [
        "Date passed 31 days ago: The border closes, claim 1"
    ]


def test_a_round_with_nothing_to_do_looks_at_no_claim(newsroom):
    anna = newsroom.has("Anna")
    newsroom.logs_all(30, owner=anna, latest=date(2024, 1, 1))
    newsroom.runs()

    assert newsroom.runs() == record.Tally()


def test_a_claim_that_cannot_be_looked_at_is_named_and_the_others_are_asked_about(newsroom, monkeypatch):
    from service.rounds import ladders

    anna = newsroom.has("Anna")
    poison = newsroom.logs(owner=anna, text="The poison")
    newsroom.logs(owner=anna)
    newsroom.days_pass(3)
    real = ladders._looked

    def fail_on_poison(view, *given):
        if view.id == poison:
            raise KeyError("unknown zone")
        return real(view, *given)

    monkeypatch.setattr(ladders, "_looked", fail_on_poison)
    tally = newsroom.runs()
    monkeypatch.undo()
    newsroom.runs()

    assert tally.sent == 1
    assert poison in (tally.error or "")
    assert len(newsroom.mails()) == 2


def test_a_clock_that_was_wrong_for_a_while_flags_and_asks_nobody_twice(newsroom):
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()
    right = newsroom.clock()

    for off in (timedelta(days=1), timedelta(days=-1), timedelta(days=2), timedelta(0)):
        newsroom.clock.set(right + off)
        newsroom.runs()

    assert newsroom.flags(claim) == [(claim, 1)]
    assert len(newsroom.mails()) == 1


def test_the_thread_of_a_claim_and_the_name_of_a_letter_stay_the_same(newsroom, smtp_server):
    newsroom = newsroom.with_mail_server(smtp_server.url)
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()
    newsroom.follows_up(claim, Snoozed(until=date(2022, 10, 2)))
    newsroom.runs()
    newsroom.days_pass(4)
    newsroom.runs()

    [dropped, sent] = newsroom.letters()
    [letter] = smtp_server.letters
    heads = letter.message
    assert sent.message_id == dropped.message_id.replace("@", ".2@")
    assert heads["References"] == f"<{claim}@example.org>"
    assert heads["Auto-Submitted"] == "auto-generated"
    assert heads["List-Unsubscribe"].startswith("<https://hearsay.example.org/letters/stop/")
    assert heads["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "reminders.hearsay.example.org" in heads["List-Id"]
    assert claim not in heads["Message-ID"]
    assert max(map(len, letter.raw.split(b"\r\n"))) <= 998
    assert datetime(2022, 10, 3, 12, tzinfo=UTC) == newsroom.clock()


def test_after_weeks_without_a_scheduler_there_is_one_letter_for_each_claim_and_the_ladder_goes_on(newsroom):
    anna, boris = newsroom.has("Anna"), newsroom.has("Boris", again_every_days=3)
    for owner in (anna, boris):
        newsroom.logs(owner=owner, text="The border closes")
    # Between the letters of the last day and the end of the third week nobody was there.
    newsroom.clock.set(datetime(2022, 9, 28, 6, tzinfo=UTC))
    newsroom.runs()
    newsroom.days_pass(21)

    for _ in range(3):
        newsroom.runs()
    caught_up = subjects(newsroom)
    steps = steps_of(newsroom)
    run_for(newsroom, 30)

    # Date passed, again 1, 2 on days 1, 8, 15 after it passed, and on days 1, 4, 7, 10, 13.
    assert caught_up[2:] == [
        ("anna", "Date passed 21 days ago: The border closes"),
        ("boris", "Date passed 21 days ago: The border closes"),
    ]
    assert steps == {anna: ["last_day", "again_2"], boris: ["last_day", "again_4"]}
    assert steps_of(newsroom) == {
        anna: ["last_day", "again_2", "again_3", "again_4"],
        boris: ["last_day", "again_4"],
    }


def steps_of(newsroom):
    """Return the steps of which letters were sent, by whom they went to, oldest first."""
    rows = reminding.reminders.c
    query = select(rows.recipient, rows.step).where(rows.state == "sent").order_by(rows.id)
    found: dict[str, list[str]] = {}
    with reading(newsroom.engine) as connection:
        for recipient, step in connection.execute(query):
            found.setdefault(recipient, []).append(step)
    return found


def test_the_words_of_a_discreet_desks_claims_stay_out_of_subjects(newsroom):
    settings = replace(newsroom.wiring.settings, discreet_desks=frozenset({"courts"}))
    newsroom = replace(newsroom, wiring=replace(newsroom.wiring, settings=settings))
    anna, boris = (
        newsroom.has("Anna", last_day=False),
        newsroom.has("Boris", last_day=False, hides_text=False),
    )
    for owner in (anna, boris):
        claim = a_claim("The verdict is read", owner=owner, latest=date(2022, 9, 28))
        newsroom.reports(replace(claim, desk="Courts"))
    newsroom.days_pass(3)

    newsroom.runs()

    assert sorted(subjects(newsroom)) == [
        ("anna", "Date passed yesterday: a claim of yours"),
        ("boris", "Date passed yesterday: The verdict is read"),
    ]


def on_day(day):
    return window_of_dates(day, day, zone="Europe/Moscow", phrase="that day")


EARLIER, LATER = on_day(date(2022, 9, 20)), on_day(date(2022, 10, 2))
NO_END = window_of_dates(date(2022, 9, 26), None, zone="Europe/Moscow", phrase="from Monday")


@pytest.mark.parametrize(
    ("minutes", "moves", "armings"),
    [
        pytest.param(-2, [EARLIER], [2], id="earlier, before it passed"),
        pytest.param(2, [EARLIER], [1, 2], id="earlier, after it passed"),
        pytest.param(-2, [LATER], [2], id="later, before it passed"),
        pytest.param(2, [LATER], [1, 2], id="later, after it passed"),
        pytest.param(-2, [NO_END], [], id="taken away, before it passed"),
        pytest.param(2, [NO_END], [1], id="taken away, after it passed"),
        pytest.param(-2, [NO_END, LATER], [3], id="taken away and given again, before it passed"),
        pytest.param(2, [NO_END, LATER], [1, 3], id="taken away and given again, after it passed"),
    ],
)
def test_a_date_moved_about_around_the_round_asks_once_for_each_date_that_passed(
    newsroom, minutes, moves, armings
):
    claim = newsroom.logs(owner=newsroom.has("Anna", last_day=False, date_moved=False))
    newsroom.clock.set(datetime(2022, 9, 28, 21, tzinfo=UTC) + timedelta(minutes=minutes))
    newsroom.runs()

    for window in moves:
        newsroom.follows_up(claim, WindowMoved(window=window))
        newsroom.runs()
    run_for(newsroom, 6)

    assert newsroom.flags(claim) == [(claim, arming) for arming in armings]
    assert newsroom.reminders(claim) == [(arming, "sent", None) for arming in armings]
