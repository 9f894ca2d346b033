"""What claims have in common is counted alike from the rows of labels, from columns, and in the past."""

import pytest

from service import database
from service.domain.attribution import SaidBy
from service.domain.events import Amended, Assigned, Confirmed, ReportAdded, Tagged
from service.read_models import rebuild
from service.read_models.facets import FAMILIES, facet
from service.read_models.filters import ClaimFilter, Moment
from tests.builders import EVIDENCE, at, on, report, reported, window
from tests.newsroom import Newsroom

LATER = at("2022-10-05T00:00")


class Told(Newsroom):
    """A newsroom that knows its claims by their words."""

    def __init__(self, engine):
        super().__init__(engine)
        self.ids: dict[str, str] = {}


@pytest.fixture
def told(engine) -> Told:
    """Two claims past due, one that comes next year, one settled."""
    newsroom = Told(engine)
    named = report("rep_n", outlet="MEDUZA", said_by=SaidBy(label="A. Petrova", kind="named"))
    for claim, ask in (
        (reported(text="a", tags=("Army", "Border"), desk="World", owner="acc_1"), None),
        (reported(text="b", tags=("border",), report=named), "When?"),
        (reported(window("2023-09-01", "2023-09-01"), text="c", tags=("border",), desk="World"), None),
        (reported(text="d", tags=("army",), desk="World"), None),
    ):
        newsroom.ids[claim.text] = newsroom.report(claim, ask=ask).claim_id
    newsroom.now = at("2022-10-04T00:00")
    newsroom.follow_up(newsroom.ids["a"], ReportAdded(report=report("rep_2", outlet="Vyorstka")))
    settled = Confirmed(evidence=EVIDENCE, happened=None, known_on=on("2022-10-01"))
    newsroom.follow_up(newsroom.ids["d"], settled)
    return newsroom


def values(newsroom, family, *, moment=None, on_board=False, **wanted):
    """Return the values of a family with their counts, in the order they are offered."""
    with database.reading(newsroom.engine) as connection:
        found = facet(
            connection, family, ClaimFilter(**wanted), moment or Moment(now=LATER), on_board=on_board
        )
    return [(one.value, one.count) for one in found]


def test_labels_are_counted_in_any_case_and_told_as_they_were_written_first(told):
    assert values(told, "tag") == [("Border", 3), ("Army", 2)]
    assert values(told, "outlet") == [("Meduza", 4), ("Vyorstka", 1)]
    assert values(told, "said_by") == [("unnamed", 3), ("named", 1)]


def test_on_the_board_only_what_is_due_counts(told):
    assert values(told, "tag", on_board=True) == [("Border", 2), ("Army", 1)]
    assert values(told, "desk", on_board=True) == [("World", 1)]
    assert values(told, "owner", on_board=True) == [("acc_1", 1), ("acc_owner", 1)]


def test_other_filters_narrow_a_facet_and_its_own_does_not(told):
    assert values(told, "tag", tag="army", desk="World") == [("Army", 2), ("Border", 2)]
    assert values(told, "tag", said_by="named") == [("border", 1)]
    assert values(told, "outlet", tag="BORDER", q="vyorstka") == [("Meduza", 1), ("Vyorstka", 1)]
    assert [count for _, count in values(told, "question", outlet="meduza", on_board=True)] == [1]


def test_a_past_that_is_the_present_counts_the_same(told):
    then = Moment(now=LATER, as_of=LATER)

    for family in FAMILIES:
        for on_board in (False, True):
            now = values(told, family, on_board=on_board)
            assert values(told, family, moment=then, on_board=on_board) == now, family


def test_labels_follow_their_claim_and_a_rebuild_makes_the_same(told):
    told.follow_up(told.ids["b"], Tagged(tags=("ferry",)))
    told.follow_up(told.ids["b"], Assigned(owner="acc_2"))
    told.follow_up(
        told.ids["c"], Amended(reason="a slip", version=1, window=window("2022-09-29", "2022-09-29"))
    )

    assert values(told, "tag") == [("Army", 2), ("Border", 2), ("ferry", 1)]
    assert values(told, "tag", on_board=True) == [("Border", 2), ("Army", 1), ("ferry", 1)]
    with database.reading(told.engine) as connection:
        assert rebuild.differences(connection) == []
