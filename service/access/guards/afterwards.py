"""What is written down once the answer is out, so that nobody waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from flask import Response, after_this_request
from sqlalchemy import Connection

from service.database import CommitUnknown, Unavailable, transact
from service.wiring import Wiring

logger = logging.getLogger(__name__)
T = TypeVar("T")


def write_afterwards(
    wiring: Wiring, work: Callable[[Connection], T], then: Callable[[T], None] | None = None
) -> None:
    """Write something once the answer is out; a busy database costs the note, never the request.

    Args:
        then: done with what the work gave, once it is durable.
    """

    @after_this_request
    def _when_sent(response: Response) -> Response:
        write_when_sent(wiring, response, work, then)
        return response


def write_when_sent(
    wiring: Wiring,
    response: Response,
    work: Callable[[Connection], T],
    then: Callable[[T], None] | None = None,
) -> None:
    """Do the same for a response that is there already."""

    def write() -> None:
        try:
            found = transact(wiring.engine, work)
        except (Unavailable, CommitUnknown):
            logger.warning("something was not written down after an answer", exc_info=True)
            return
        if then is not None:
            then(found)

    response.call_on_close(write)
