"""Appends one note after another and says so on a pipe, until somebody kills it."""

import sys

from service import database
from tests.ledger.writing import write_notes


def main(url: str, stream: str, version: int) -> None:
    """Write without end; each line names a version that is durable."""
    engine = database.create_engine(url)
    while True:
        write_notes(engine, stream, version, f"note {version + 1}")
        version += 1
        sys.stdout.write(f"{version}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
