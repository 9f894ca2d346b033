"""News: any number of threads wait for one thing, and one of them looks for all."""

import threading
import time

import pytest

from service.changes import claims
from service.database import Unavailable, create_engine, transact
from service.ledger.news import News, news_of
from tests.builders import context, reported

#: Long enough for any machine; nothing here waits so long where things are right.
PATIENCE = 60.0


class Ledger:
    """A head that is moved by hand and counts how often it is looked at."""

    def __init__(self) -> None:
        self.head, self.looks = 0, 0
        self.failure: Exception | None = None

    def look(self) -> int:
        self.looks += 1
        if self.failure is not None:
            raise self.failure
        return self.head


def waiting(news: News, count: int, after: int = 0) -> tuple[list[threading.Thread], list[object]]:
    """Let threads wait, and return them and the list that what each heard lands in."""
    heard: list[object] = []

    def wait() -> None:
        try:
            heard.append(news.wait_past(after, PATIENCE))
        except Unavailable as error:
            heard.append(error)

    threads = [threading.Thread(target=wait, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    return threads, heard


def joined(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(PATIENCE / 2)
        assert not thread.is_alive()


def test_everybody_hears_at_once_of_what_comes():
    ledger = Ledger()
    threads, heard = waiting(News(ledger.look, every_seconds=0.01), 20)

    ledger.head = 1
    joined(threads)

    assert heard == [True] * 20


def test_one_looks_for_all_and_nobody_once_nobody_waits():
    ledger = Ledger()
    news = News(ledger.look, every_seconds=0.05)
    threads, _ = waiting(news, 20)
    looked = ledger.looks

    ledger.head = 1
    joined(threads)
    time.sleep(0.2)
    after = ledger.looks
    time.sleep(0.3)

    assert 1 <= looked <= 5
    assert ledger.looks == after


def test_what_does_not_come_in_time_is_not_waited_for_longer():
    news = News(Ledger().look, every_seconds=0.01)

    assert news.wait_past(0, 0.05) is False


def test_what_is_there_already_is_not_waited_for():
    ledger = Ledger()
    ledger.head = 7

    assert News(ledger.look, every_seconds=PATIENCE).wait_past(6, PATIENCE / 2) is True


@pytest.mark.parametrize("failure", [Unavailable("gone"), RuntimeError("nobody foresaw this")])
def test_a_database_that_is_gone_is_told_to_all_and_asked_again_for_the_next(failure):
    ledger = Ledger()
    news = News(ledger.look, every_seconds=0.01)
    threads, heard = waiting(news, 3)

    ledger.failure = failure
    joined(threads)
    ledger.failure, ledger.head = None, 1
    time.sleep(0.2)

    assert [type(one) for one in heard] == [Unavailable] * 3
    assert news.wait_past(0, PATIENCE) is True


def test_nobody_waits_any_more_once_it_is_over():
    news = News(Ledger().look, every_seconds=0.01)
    threads, heard = waiting(news, 3)

    news.end()
    joined(threads)

    assert heard == [False] * 3
    assert news.wait_past(0, PATIENCE) is False


def test_the_ledger_is_heard_whoever_writes_it(engine, database_url):
    news = news_of(engine)
    threads, heard = waiting(news, 2)
    elsewhere = create_engine(database_url)

    transact(elsewhere, lambda connection: claims.report_claim(connection, reported(), context()))
    joined(threads)

    assert heard == [True, True]
    elsewhere.dispose()


def test_nobody_holds_a_connection_while_waiting(engine):
    news = news_of(engine)
    held = []
    threads, _ = waiting(news, 10)

    for _ in range(20):
        held.append(engine.pool.checkedout())
        time.sleep(0.02)
    news.end()
    joined(threads)

    assert max(held) <= 1
    assert held.count(0) > len(held) / 2


def test_news_of_no_database_is_unavailable(tmp_path):
    gone = create_engine(f"sqlite:///{tmp_path / 'none' / 'none.db'}")
    (tmp_path / "none").rmdir()

    with pytest.raises(Unavailable):
        news_of(gone).wait_past(0, PATIENCE)
