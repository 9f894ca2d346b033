"""Turns: so many requests at work at once, and those that wait aside count for nothing."""

import threading

from service.api import waiting
from service.doors.turns import TURN, Turns

PATIENCE = 20.0


class Work:
    """An application that goes on only when it is let, and says how many are in it."""

    def __init__(self) -> None:
        self.inside, self.most = 0, 0
        self.lock = threading.Lock()
        self.entered, self.go_on = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, environ, start_response):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        if environ.get("aside"):
            with environ[TURN]():
                assert self.go_on.acquire(timeout=PATIENCE)
        else:
            assert self.go_on.acquire(timeout=PATIENCE)
        with self.lock:
            self.inside -= 1
        return [b"done"]


def started(*_: object) -> None:
    """Take the head of an answer."""


def ask(turns: Turns, *, aside: bool = False) -> threading.Thread:
    thread = threading.Thread(target=turns, args=({"aside": aside}, started), daemon=True)
    thread.start()
    return thread


def test_no_more_are_at_work_than_there_are_turns():
    work = Work()
    turns = Turns(work, 2)
    threads = [ask(turns) for _ in range(6)]

    for _ in threads:
        assert work.entered.acquire(timeout=PATIENCE)
        work.go_on.release()
    for thread in threads:
        thread.join(PATIENCE)

    assert work.most == 2


def test_those_that_stand_aside_leave_their_turn_to_others():
    work = Work()
    turns = Turns(work, 1)
    threads = [ask(turns, aside=True) for _ in range(5)]
    for _ in threads:
        assert work.entered.acquire(timeout=PATIENCE)

    one_more = ask(turns)

    assert work.entered.acquire(timeout=PATIENCE)
    for _ in range(6):
        work.go_on.release()
    for thread in (*threads, one_more):
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_turn_is_given_back_by_a_request_that_fails():
    def fails(environ, start_response):
        raise RuntimeError

    turns = Turns(fails, 1)
    for _ in range(3):
        try:
            turns({}, started)
        except RuntimeError:
            continue

    assert turns._free.acquire(timeout=0)


def test_both_sides_of_a_turn_call_it_by_the_same_name():
    assert waiting.TURN == TURN
