"""Which entries of a history are the newsroom's own business; every door keeps them from the public alike."""

from __future__ import annotations

from service.domain.article_events import CopyProposed, CopyRejected
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Assigned,
    Checked,
    Event,
    Noted,
    Snoozed,
)

#: The public never sees any of these, whatever they hold.
ALWAYS: tuple[type[Event], ...] = (
    Checked,
    Snoozed,
    Assigned,
    AnswerProposed,
    AnswerDeclined,
    CopyProposed,
    CopyRejected,
)


def is_internal(event: Event) -> bool:
    """Say whether the public does not even learn that there is this entry."""
    match event:
        case Noted(public=public):
            return not public
        case Amended(private_person=bool()):
            # The mark alone; whatever else was put right beside it is shown.
            return (event.text, event.window, event.expects, event.report) == (None, None, None, None)
    return isinstance(event, ALWAYS)
