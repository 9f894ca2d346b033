"""Where everybody may read: the claims, and nothing of the newsroom's own."""

import pytest

from service.domain.events import Assigned, Checked, Evidence, Noted, Refuted, Snoozed
from tests.builders import at, on, window

SECRETS = (
    "secret note",
    "secret check",
    "secret evidence",
    "secret reason",
    "Eve",
    "Ada",
    "Rob",
    "example.org/eve",
)


@pytest.fixture
def claim_id(public_newsroom):
    claim_id = public_newsroom.logged(window=window("2022-09-20", "2022-09-20"))
    public_newsroom.followed_up(
        claim_id,
        Noted(note="secret note"),
        Noted(note="open note", public=True),
        Checked(looked_on=on("2022-09-25"), note="secret check"),
        Snoozed(until=on("2022-10-20"), reason="secret reason"),
        Assigned(owner=public_newsroom.people["Rob"].id),
    )
    return claim_id


def test_board_list_and_claim_are_open_and_hold_nothing_of_the_newsrooms_own(public_newsroom, claim_id):
    settled = public_newsroom.logged("the other one")
    public_newsroom.followed_up(
        settled,
        Refuted(
            evidence=(Evidence(url="https://example.org/proof", note="secret evidence"),),
            known_on=on("2022-09-26"),
            reason="called_off",
        ),
    )
    anybody = public_newsroom.browser()

    pages = [anybody.open(path) for path in ("/", "/claims", f"/claims/{claim_id}", f"/claims/{settled}")]

    for page in pages:
        assert page.status == 200
        for secret in SECRETS:
            assert secret not in page.source, (page.address, secret)
        assert not page.soup.select("main form[method=post], .c-check, .c-owner, .c-do")
        assert "snoozed" not in page.source.lower()
    assert "open note" in pages[2].main
    assert "A newsroom editor" in pages[2].main
    assert "https://example.org/proof" in pages[3].main


def test_the_public_cannot_ask_who_looked_or_who_is_asked(public_newsroom, claim_id):
    anybody = public_newsroom.browser()
    vic = public_newsroom.people["Vic"].id

    for query in (f"owner={vic}", "never_checked=true", "snoozed=false"):
        assert anybody.open(f"/claims?{query}").all(".claim-link") == ["Men are put on a stop list"]


def test_the_public_cannot_write(public_newsroom, claim_id):
    anybody = public_newsroom.browser()
    before = public_newsroom.head()

    assert anybody.post(f"/claims/{claim_id}", {"answer": "check"}).headers["Location"] == "/sign-in"
    assert anybody.open("/claims/new").status == 303
    assert anybody.open("/mailbox").status == 303
    assert public_newsroom.head() == before


def test_somebody_signed_in_sees_everything(public_newsroom, claim_id):
    public_newsroom.clock.set(at("2022-09-27T09:00"))

    page = public_newsroom.signed_in("Eve").open(f"/claims/{claim_id}")

    for secret in ("secret note", "secret check", "secret reason", "Rob"):
        assert secret in page.main
