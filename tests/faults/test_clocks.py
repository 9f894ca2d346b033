"""One clock decides: the service's own, handed in; the database is never asked what time it is."""

import re
from pathlib import Path

import service

#: What would ask a database for the time, or for today.
ASKS_THE_DATABASE = re.compile(
    r"func\.(now|current_timestamp|current_date|localtime)|CURRENT_(TIMESTAMP|DATE|TIME)\b"
    r"|\bnow\(\)\s*(?=[\"'])|datetime\('now'\)|clock_timestamp",
    re.IGNORECASE,
)
ROOM = Path(service.__path__[0])


def test_no_statement_asks_the_database_what_time_it_is():
    found = [
        f"{path.relative_to(ROOM)}:{number}"
        for path in sorted(ROOM.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if ASKS_THE_DATABASE.search(line)
    ]

    assert found == []


def test_the_search_would_find_such_a_statement():
    assert ASKS_THE_DATABASE.search('text("UPDATE letters SET sent_at = CURRENT_TIMESTAMP")')
    assert ASKS_THE_DATABASE.search("select(func.now())")
