"""`hearsay source`, and how a ledger of an earlier version gets its sources."""

from random import Random

import pytest

from service import database
from service.ledger.verify import verify
from service.read_models import rebuild
from tests.histories import played, random_commands
from tests.newsroom import write_histories


def source_called(hearsay, name, type_="outlet"):
    rows = hearsay("source", "list", "--type", type_, "--q", name).rows
    return next(row[0] for row in rows if row[2] == name)


def test_sources_are_listed_and_found_by_name(with_samples):
    everyone = with_samples("source", "list")
    outlets = with_samples("source", "list", "--type", "outlet", "--q", "MEDUZA")

    assert everyone.code == 0
    assert {row[1] for row in everyone.rows} >= {"outlet", "person", "institution"}
    assert [row[2] for row in outlets.rows] == ["Meduza"]


def test_two_that_are_one_are_merged(with_samples):
    one, other = source_called(with_samples, "Meduza"), source_called(with_samples, "Vyorstka")

    ended = with_samples("source", "merge", other, one, "--note", "a try")

    assert ended.code == 0
    assert "tells of both" in ended.err
    assert with_samples("source", "show", one, "--json").json["merged"] == [{"id": other, "name": "Vyorstka"}]
    assert with_samples("source", "merge", other, one).code == 5


@pytest.mark.parametrize("command", ["migrate", "rebuild"])
def test_a_ledger_of_an_earlier_version_gets_its_sources_once(as_ann, engine, command):
    random = Random(1)
    histories = {f"clm_{number}": played(number, random_commands(random, 3)) for number in range(6)}
    write_histories(engine, histories, random)  # as a version wrote them that kept no sources
    assert as_ann("source", "list").rows == []

    first, again = as_ann(command), as_ann(command)

    assert first.code == again.code == 0
    assert "outlets and named sources" in first.err
    assert "outlets and named sources" not in again.err
    assert {"Meduza", "Vyorstka", "Khodorkovsky Live"} <= {row[2] for row in as_ann("source", "list").rows}
    with database.reading(engine) as connection:
        assert rebuild.differences(connection) == []
        assert verify(connection).is_clean
