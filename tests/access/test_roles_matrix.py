"""Who may do what, written out by hand from the design's table of follow-ups; the code has to agree."""

import pytest

from service.domain import roles
from service.domain.roles import ALL_SCOPES, SCHEDULER, Actor

ROLES = ("viewer", "reporter", "editor", "admin")
#: Every situation a person can be in towards a claim: (owns it, wrote the entry this is about).
SITUATIONS = [(False, False), (False, True), (True, False), (True, True)]
#: What a cell of the table means: in which of the situations it is allowed.
CELLS = {
    "-": [False, False, False, False],
    "owner": [False, False, True, True],
    "author": [False, True, False, True],
    "yes": [True, True, True, True],
}
TABLE = """
    kind      viewer  reporter  editor  admin
    report    -       yes       yes     yes
    check     -       yes       yes     yes
    note      -       yes       yes     yes
    confirm   -       owner     yes     yes
    refute    -       owner     yes     yes
    second    -       -         yes     yes
    decline   -       -         yes     yes
    close     -       -         yes     yes
    move      -       yes       yes     yes
    reopen    -       -         yes     yes
    undo      -       author    yes     yes
    amend     -       yes       yes     yes
    snooze    -       yes       yes     yes
    assign    -       owner     yes     yes
    tag       -       -         yes     yes
    link      -       -         yes     yes
    merge     -       -         yes     yes
    redact    -       -         -       yes
"""


def matrix():
    """Yield each row of the table, spelt out: role, kind, owns, wrote it, allowed."""
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    assert head[1:] == list(ROLES)
    for kind, *cells in rows:
        for role, cell in zip(ROLES, cells, strict=True):
            for (owns, wrote_it), allowed in zip(SITUATIONS, CELLS[cell], strict=True):
                yield role, kind, owns, wrote_it, allowed


def case(row):
    role, kind, owns, wrote_it, _ = row
    return f"{role} {kind}{' own' if owns else ''}{' author' if wrote_it else ''}"


@pytest.mark.parametrize(
    ("role", "kind", "owns", "wrote_it", "allowed"), [pytest.param(*row, id=case(row)) for row in matrix()]
)
def test_a_follow_up_is_allowed_as_the_table_says(role, kind, owns, wrote_it, allowed):
    actor = Actor("acc_1", role)

    assert roles.may_follow_up(actor, kind, owns=owns, wrote_it=wrote_it) is allowed


def test_the_table_speaks_of_every_kind_and_every_role():
    assert {kind for _, kind, *_ in matrix()} == set(roles.LEAST_ROLE)
    assert set(ROLES) == set(roles.RANK)


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        pytest.param({"read"}, set(), id="a token that reads writes nothing"),
        pytest.param({"admin"}, set(), id="the admin scope alone writes nothing"),
        pytest.param({"read", "admin"}, set(), id="nor with reading"),
        pytest.param({"write"}, set(roles.LEAST_ROLE) - {"redact"}, id="writing alone redacts nothing"),
        pytest.param({"write", "admin"}, set(roles.LEAST_ROLE), id="writing as an admin does all"),
    ],
)
def test_a_token_reaches_no_further_than_its_scopes(scopes, allowed):
    actor = Actor("acc_1", "admin", frozenset(scopes))

    found = {kind for kind in roles.LEAST_ROLE if roles.may_follow_up(actor, kind, owns=True, wrote_it=True)}

    assert found == allowed


@pytest.mark.parametrize(
    ("role", "scopes", "allowed"),
    [
        ("viewer", ALL_SCOPES, False),
        ("reporter", ALL_SCOPES, True),
        ("editor", ALL_SCOPES, True),
        ("admin", ALL_SCOPES, True),
        ("reporter", {"write"}, True),
        ("admin", {"read"}, False),
        ("admin", {"read", "admin"}, False),
    ],
)
def test_claims_are_logged_from_the_role_of_a_reporter_up(role, scopes, allowed):
    assert roles.may_report_claims(Actor("acc_1", role, frozenset(scopes))) is allowed


@pytest.mark.parametrize(
    ("role", "scopes", "allowed"),
    [
        ("viewer", ALL_SCOPES, False),
        ("reporter", ALL_SCOPES, False),
        ("editor", ALL_SCOPES, False),
        ("admin", ALL_SCOPES, True),
        ("admin", {"admin"}, True),
        ("admin", {"read", "write"}, False),
    ],
)
def test_accounts_are_the_business_of_admins(role, scopes, allowed):
    assert roles.may_administer(Actor("acc_1", role, frozenset(scopes))) is allowed


@pytest.mark.parametrize(
    ("actor", "public_read", "allowed"),
    [
        pytest.param(None, False, False, id="the public where reading is not public"),
        pytest.param(None, True, True, id="the public where it is"),
        pytest.param(Actor("acc_1", "viewer"), False, True, id="a viewer"),
        pytest.param(Actor("acc_1", "admin", frozenset({"write"})), False, False, id="only a writer"),
    ],
)
def test_claims_are_shown_to_whoever_may_read(actor, public_read, allowed):
    assert roles.may_read(actor, public_read=public_read) is allowed


def test_the_scheduler_may_record_nothing_a_person_records():
    assert not any(
        roles.may_follow_up(SCHEDULER, kind, owns=True, wrote_it=True) for kind in roles.LEAST_ROLE
    )
    assert not roles.may_report_claims(SCHEDULER)
    assert not roles.may_administer(SCHEDULER)
