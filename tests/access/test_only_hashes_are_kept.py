"""Whoever reads the whole database learns no secret that still opens anything."""

import base64
from hashlib import sha256

from sqlalchemy import MetaData, select

from service.access import sessions, sign_in_links, tokens
from service.database import reading, transact
from tests.access.conftest import secret


def everything_in(engine):
    """Yield each value of each column of each table, as bytes."""
    found = MetaData()
    with reading(engine) as connection:
        found.reflect(connection)
        for table in found.sorted_tables:
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                for value in row:
                    yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_no_column_of_any_table_holds_the_plain_text_of_a_secret(engine, clock, ann, new_id):
    found = sign_in_links.way_in("let_0001", "k" * 40)
    (kept_code,) = sign_in_links.code_fingerprints(["k" * 40], "ann@example.org", found.code)
    plain = {"session": secret(1), "token": secret(2), "link": found.secret}
    transact(
        engine, lambda connection: sessions.begin(connection, ann.id, now=clock(), secret=plain["session"])
    )
    transact(
        engine,
        lambda connection: tokens.issue(
            connection,
            account_id=ann.id,
            name="script",
            scopes=["read"],
            now=clock(),
            new_id=new_id,
            secret=plain["token"],
        ),
    )
    transact(
        engine,
        lambda connection: sign_in_links.issue(
            connection, ann.id, now=clock(), secret=plain["link"], code_fingerprint=kept_code
        ),
    )

    values = list(everything_in(engine))

    # The scan sees what is there, so that finding nothing means something.
    assert b"ann@example.org" in values
    assert ("hs_" + plain["token"])[:8].encode() in values
    for kept in plain.values():
        for form in (kept.encode(), base64.urlsafe_b64decode(kept + "=")):
            # Half a secret would be half the way in.
            assert not any(form[6:27] in value for value in values)
    # A code is short: not even its plain hash may stand there, which can be found by trying.
    code = found.code.replace("-", "").encode()
    assert kept_code in values
    assert not any(one in value for value in values for one in (code, sha256(code).digest()))
