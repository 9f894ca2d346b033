"""Outlets and named sources that are followed: letters and digests come, through every merge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.changes import sources as changes
from service.changes.claims import Context
from service.database import reading, transact
from service.domain.attribution import SaidBy
from service.domain.events import SourceMerged, SourceUndone, WindowMoved
from service.domain.roles import Actor
from service.domain.window import window_of_dates
from service.read_models import sources
from tests.rounds.newsroom import a_claim
from tests.rounds.test_digesting import ONLY, digests
from tests.rounds.test_letters_by_choice import run_for, subjects

PESKOV = SaidBy(label="Dmitry Peskov", kind="named")


def logs(newsroom, outlet, *, said_by=None, latest=date(2022, 9, 28)):
    proposed = a_claim(f"A claim of {outlet}", owner=None, latest=latest)
    report = replace(proposed.report, outlet=outlet, **({"said_by": said_by} if said_by else {}))
    return newsroom.reports(replace(proposed, report=report))


def id_of(newsroom, name, type_="outlet"):
    with reading(newsroom.engine) as connection:
        known = sources.by_name(connection, type_, name)
    assert known is not None
    return known.id


def say(newsroom, source_id, proposed):
    context = Context(
        actor=Actor("acc_editor", "editor"),
        now=newsroom.clock(),
        zone="UTC",
        new_id=newsroom.wiring.new_id,
    )
    transact(newsroom.engine, lambda c: changes.follow_up(c, source_id, proposed, context))


@pytest.mark.parametrize(
    ("kind", "name", "type_"),
    [
        pytest.param("outlet", "Meduza", "outlet", id="an outlet"),
        pytest.param("source", "Dmitry Peskov", "person", id="a named source"),
    ],
)
def test_whoever_follows_an_outlet_or_a_source_gets_the_letters_of_its_claims(newsroom, kind, name, type_):
    boris = newsroom.has("Boris")
    logs(newsroom, "Meduza", said_by=PESKOV)
    logs(newsroom, "Vyorstka")
    newsroom.follows(boris, kind, id_of(newsroom, name, type_))
    newsroom.days_pass(3)

    newsroom.runs()

    [(who, subject)] = subjects(newsroom)
    assert who == "boris"
    assert "A claim of Meduza" in subject


@pytest.mark.parametrize("followed", ["Meduza", "Медуза"])
def test_whoever_follows_one_of_two_that_were_merged_hears_of_both(newsroom, followed):
    boris = newsroom.has("Boris")
    logs(newsroom, "Meduza")
    logs(newsroom, "Медуза")
    newsroom.follows(boris, "outlet", id_of(newsroom, followed))
    say(newsroom, id_of(newsroom, "Медуза"), SourceMerged(into=id_of(newsroom, "Meduza")))
    newsroom.days_pass(3)

    newsroom.runs()

    assert [who for who, _ in subjects(newsroom)] == ["boris", "boris"]


def test_once_a_merge_is_taken_back_one_hears_of_ones_own_alone(newsroom):
    boris = newsroom.has("Boris")
    logs(newsroom, "Meduza")
    logs(newsroom, "Медуза")
    one, other = id_of(newsroom, "Meduza"), id_of(newsroom, "Медуза")
    newsroom.follows(boris, "outlet", one)
    say(newsroom, other, SourceMerged(into=one))
    say(newsroom, other, SourceUndone(version=2))
    newsroom.days_pass(3)

    newsroom.runs()

    assert len(subjects(newsroom)) == 1


def test_digests_hold_what_is_due_and_what_changed_of_a_followed_outlet(newsroom):
    boris = newsroom.has("Boris", **ONLY)
    logs(newsroom, "Meduza", latest=date(2022, 9, 29))
    moved = logs(newsroom, "Медуза", latest=date(2023, 3, 1))
    logs(newsroom, "Vyorstka", latest=date(2022, 9, 29))
    newsroom.follows(boris, "outlet", id_of(newsroom, "Meduza"))
    say(newsroom, id_of(newsroom, "Медуза"), SourceMerged(into=id_of(newsroom, "Meduza")))
    newsroom.days_pass(0.5)
    newsroom.runs()
    later = window_of_dates(None, date(2023, 5, 1), zone="Europe/Moscow", phrase="by May 1")
    newsroom.follows_up(moved, WindowMoved(window=later))

    run_for(newsroom, 1, every=timedelta(hours=12))

    assert digests(newsroom) == [("boris", "1 this week, 1 changed - Tue 27 Sep 2022")]
