"""Every kind of letter as it goes over the wire: heads, sizes, roles, and two parts that say the same."""

import re

import pytest

from service.access import action_links
from service.access.action_links import Action
from service.domain.reminding.choices import LetterKind
from service.letters.checking import LISTS, checks
from service.mail import mailbox
from service.mail.messages import Draft, build, message_id, sender_of
from tests.letters import test_other_letters as others
from tests.letters import test_reminder as reminders
from tests.letters.test_reminder import KEY, NOW

SENDER = sender_of("Hearsay <hearsay@example.org>")
#: By the name of a kept letter: its occasion, and the kind that its link stops, None where somebody asked
#: for it a moment ago.
KINDS: dict[str, tuple[str, LetterKind | None]] = {
    **{name: ("reminder", "reminder") for name in reminders.LETTERS if name.startswith("one_claim")},
    **{name: ("many_past_due", "reminder") for name in reminders.LETTERS if name.startswith("many_claims")},
    **{name: ("digest", "digest") for name in others.LETTERS if name.startswith("digest")},
    **{name: ("date_moved", "date_moved") for name in others.LETTERS if name.startswith("date")},
    **{name: ("escalation", "escalation") for name in others.LETTERS if name.startswith("escalation")},
    **{name: ("receipt", "receipt") for name in others.LETTERS if name.startswith("receipt")},
    "sign_in": ("sign_in", None),
    "invitation": ("invitation", None),
}
LETTERS = reminders.LETTERS | others.LETTERS


def sent(name, *, letter_id="let_1"):
    """Return a letter's bytes as a sender hands them over."""
    trio, (occasion, kind) = LETTERS[name](), KINDS[name]
    about = re.findall(r"/claims/(clm_\w+)", trio.text)
    return build(
        Draft(
            letter=letter_id,
            occasion=occasion,
            message_id=message_id("rem_1", SENDER),
            thread=about[0] if len(about) == 1 else None,
            sender=SENDER,
            reader_name="Anna",
            reader_address="anna@example.org",
            written_at=NOW,
            subject=trio.subject,
            text=trio.text,
            html=trio.html,
            stop_url=None if kind is None else stop_link(trio.text),
        )
    )


def stop_link(text):
    """Return the address at the end of a letter that stops its kind."""
    return text.split()[-1]


def test_no_letter_is_left_out():
    assert set(KINDS) == set(LETTERS)
    assert {occasion for occasion, _ in KINDS.values()} >= LISTS


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_passes_the_checks_of_the_mailbox(name):
    raw = sent(name)

    found = checks(raw, mailbox.opened(raw), leads_somewhere=lambda link: link.startswith("https://"))

    assert [(one.name, one.found) for one in found if not one.has_passed] == []
    assert len(found) == (10 if KINDS[name][1] is None else 11)


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_has_the_heads_that_mail_programs_go_by(name):
    opened = mailbox.opened(sent(name))
    heads = dict(opened.heads)
    kind = KINDS[name][1]

    assert heads["Message-ID"] == "<rem_1@example.org>"
    assert (heads["Auto-Submitted"], heads["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert heads["List-Id"] == "Hearsay reminders <reminders.hearsay.example.org>"
    assert heads["To"] == "Anna <anna@example.org>"
    assert heads["From"] == "Hearsay <hearsay@example.org>"
    assert "\n" not in heads["Subject"]
    about = set(re.findall(r"/claims/(clm_\w+)", opened.text))
    assert heads.get("References") == (f"<{about.pop()}@example.org>" if len(about) == 1 else None)
    assert heads.get("List-Unsubscribe-Post") == (None if kind is None else "List-Unsubscribe=One-Click")
    if kind is not None:
        link = stop_link(opened.text)
        action = action_links.verify(link.rpartition("/")[2], KEY, now=NOW)
        assert heads["List-Unsubscribe"] == f"<{link}>"
        assert isinstance(action, Action)
        assert (action.kind, action.about, action.account) == ("stop", kind, "acc_anna")


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_that_goes_again_is_byte_for_byte_the_same(name):
    assert sent(name) == sent(name)
