"""SMTP: what becomes of a letter under every way a mail server can fail."""

import time

import pytest
from aiosmtpd.smtp import AuthResult

from service.mail.messages import MailSettingsError
from service.mail.outcomes import PutOff, Refused, Sent, Trouble, Unknown, Unwritable
from service.mail.smtp import Handed, Server, Session, server_at
from tests.mail.faulty import FaultyServer
from tests.mail_server import MailServer

LETTER = Handed("hearsay@example.org", "anna@example.org", b"Subject: x\r\n\r\n.hidden\r\nplain\r\n")


def session_to(url, **options):
    return Session(server_at(url), hello="example.org", **options)


def test_a_letter_arrives_byte_for_byte(smtp_server):
    with session_to(smtp_server.url) as session:
        outcome = session.send(LETTER)

    assert outcome == Sent("250 Message accepted for delivery")
    [letter] = smtp_server.letters
    assert (letter.sender, letter.recipients) == (LETTER.sender, (LETTER.recipient,))
    assert letter.raw == LETTER.raw


def test_many_letters_share_one_connection(smtp_server):
    with session_to(smtp_server.url) as session:
        outcomes = [session.send(LETTER) for _ in range(3)]

    assert {type(outcome) for outcome in outcomes} == {Sent}
    assert len(smtp_server.letters) == 3


@pytest.mark.parametrize(
    ("at", "fault", "expected", "taken"),
    [
        pytest.param("greet", "421 too busy", Trouble("421 too busy"), 0, id="busy at the greeting"),
        pytest.param("greet", "554 not for you", Trouble("554 not for you"), 0, id="refused at the greeting"),
        pytest.param("mail", "451 later", PutOff("451 later"), 0, id="later at MAIL"),
        pytest.param("mail", "552 too big", Refused("552 too big"), 0, id="never at MAIL"),
        pytest.param("mail", "530 sign in", Trouble("530 sign in"), 0, id="asks for a password at MAIL"),
        pytest.param("rcpt", "450 later", PutOff("450 later"), 0, id="later at RCPT"),
        pytest.param("rcpt", "550 no such user", Refused("550 no such user"), 0, id="never at RCPT"),
        pytest.param("rcpt", "421 closing", Trouble("421 closing"), 0, id="closing at RCPT"),
        pytest.param("data", "451 later", PutOff("451 later"), 0, id="later at DATA"),
        pytest.param("eod", "452 disk full", PutOff("452 disk full"), 0, id="later after the text"),
        pytest.param(
            "eod", "554 looks like junk", Refused("554 looks like junk"), 0, id="never after the text"
        ),
        pytest.param("mail", "drop", Trouble, 0, id="the line ends before the text"),
        pytest.param("eod", "drop", Unknown, 1, id="taken, the answer is lost"),
        pytest.param("eod", "lost", Unknown, 0, id="not taken, the answer is lost"),
        pytest.param("quit", "421 closing", Sent("250 taken"), 1, id="an odd goodbye"),
        pytest.param("quit", "drop", Sent("250 taken"), 1, id="no goodbye"),
        pytest.param("eod", "reset", Sent("250 taken"), 1, id="reset after it was taken"),
    ],
)
def test_each_fault_has_its_outcome(at, fault, expected, taken):
    with FaultyServer(at, fault) as server:
        with session_to(server.url, step_seconds=5) as session:
            outcome = session.send(LETTER)

        assert outcome == expected or (isinstance(expected, type) and isinstance(outcome, expected))
        assert len(server.letters) == taken


@pytest.mark.parametrize(
    ("at", "expected"),
    [("greet", Trouble), ("hello", Trouble), ("mail", Trouble), ("rcpt", Trouble), ("eod", Unknown)],
)
def test_a_server_that_says_nothing_is_not_waited_for(at, expected):
    began = time.monotonic()
    with FaultyServer(at, "hang") as server, session_to(server.url, step_seconds=0.3) as session:
        outcome = session.send(LETTER)

    assert outcome == expected("The mail server did not answer in time.")
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(("at", "expected"), [("greet", Trouble), ("mail", Trouble), ("eod", Unknown)])
def test_a_server_that_drips_its_answers_is_cut_off_in_the_end(at, expected):
    began = time.monotonic()
    with FaultyServer(at, "drip") as server:
        with session_to(server.url, step_seconds=5, letter_seconds=0.5) as session:
            outcome = session.send(LETTER)

        assert isinstance(outcome, expected)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("fault", ["reset", "421 enough for one connection"])
def test_a_server_that_ends_connections_between_letters_still_gets_all_of_them(fault):
    at = "eod" if fault == "reset" else "noop"
    with FaultyServer(at, fault) as server:
        with session_to(server.url) as session:
            outcomes = [session.send(LETTER) for _ in range(3)]

        assert outcomes == [Sent("250 taken")] * 3
        assert len(server.letters) == 3


def test_a_refused_letter_does_not_keep_the_next_one_from_going():
    with FaultyServer("rcpt", "550 no such user", times=1) as server, session_to(server.url) as session:
        outcomes = [session.send(LETTER) for _ in range(2)]

    assert outcomes == [Refused("550 no such user"), Sent("250 taken")]


def test_a_server_that_is_not_there_is_trouble():
    with MailServer() as gone:
        url = gone.url

    with session_to(url) as session:
        outcome = session.send(LETTER)

    assert isinstance(outcome, Trouble)
    assert "refused" in outcome.words


def test_a_name_that_does_not_resolve_is_trouble():
    with session_to("smtp://mail.invalid:2525") as session:
        outcome = session.send(LETTER)

    assert isinstance(outcome, Trouble)


@pytest.mark.parametrize("address", ["anna@example.org\r\nDATA", "анна@example.org", "an\x00na@example.org"])
def test_an_address_that_cannot_be_said_is_the_letters_own_fault(smtp_server, address):
    letter = Handed(LETTER.sender, address, LETTER.raw)

    with session_to(smtp_server.url) as session:
        outcomes = [session.send(letter), session.send(LETTER)]

    assert isinstance(outcomes[0], Unwritable)
    assert isinstance(outcomes[1], Sent)
    assert [one.recipients for one in smtp_server.letters] == [("anna@example.org",)]


def test_starttls_is_never_left_out(smtp_server):
    url = smtp_server.url.replace("smtp://", "smtp+starttls://")

    with session_to(url) as session:
        outcome = session.send(LETTER)

    assert isinstance(outcome, Trouble)
    assert "STARTTLS" in outcome.words
    assert smtp_server.letters == []


def sign_in(accepted):
    def check(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=(data.login, data.password) == accepted, handled=False)

    return check


@pytest.fixture
def tls_server(served):
    """Return a server that wants STARTTLS and a password."""
    options = {
        "tls_context": served,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": sign_in((b"hear say", b"p@ss/word")),
    }
    with MailServer(**options) as server:
        yield server


def test_a_letter_goes_over_starttls_with_a_password(tls_server, trusting):
    url = f"smtp+starttls://hear%20say:p%40ss%2Fword@localhost:{tls_server.port}"

    with session_to(url, tls=trusting) as session:
        outcomes = [session.send(LETTER), session.send(LETTER)]

    assert {type(outcome) for outcome in outcomes} == {Sent}
    assert len(tls_server.letters) == 2


def test_a_wrong_password_is_trouble_and_is_never_repeated_in_words(tls_server, trusting):
    url = f"smtp+starttls://hearsay:s3cret-wrong@localhost:{tls_server.port}"

    with session_to(url, tls=trusting) as session:
        outcome = session.send(LETTER)

    assert isinstance(outcome, Trouble)
    assert outcome.words.startswith("535")
    assert "s3cret" not in outcome.words
    assert "s3cret" not in repr(server_at(url))


def test_a_certificate_that_nobody_vouches_for_is_trouble(tls_server):
    with session_to(f"smtp+starttls://u:p@localhost:{tls_server.port}") as session:
        outcome = session.send(LETTER)

    assert isinstance(outcome, Trouble)
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.words
    assert tls_server.letters == []


def test_a_letter_goes_over_tls_from_the_first_byte(served, trusting):
    with TlsServer(served) as server:
        with session_to(f"smtps://localhost:{server.port}", tls=trusting) as session:
            outcome = session.send(LETTER)

        assert isinstance(outcome, Sent)
        assert len(server.letters) == 1


class TlsServer(MailServer):
    """A server that speaks TLS at once."""

    def __init__(self, context):
        super().__init__()
        self.ssl_context = context


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server(host="mail.example.org", port=25, security="none", password="")),
        ("smtps://h", Server(host="h", port=465, security="tls", password="")),
        (
            "smtp+starttls://ann%40x:p%3Aw@h:2525",
            Server(host="h", port=2525, security="starttls", user="ann@x", password="p:w"),
        ),
        (
            "smtp://u:p@127.0.0.1:1025",
            Server(host="127.0.0.1", port=1025, security="none", user="u", password="p"),
        ),
    ],
)
def test_an_address_names_the_server_and_how_it_is_spoken_to(url, server):
    assert server_at(url) == server


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("http://mail.example.org", "smtp+starttls://", id="another scheme"),
        pytest.param("smtp://", "give a host", id="no host"),
        pytest.param("smtp://h:port", "cannot be read", id="a port that is no number"),
        pytest.param("smtp://user:s3cret@mail.example.org", "in the open", id="a password on an open line"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url, words):
    with pytest.raises(MailSettingsError, match="HEARSAY_SMTP_URL") as refused:
        server_at(url)

    assert words in str(refused.value)
    assert "s3cret" not in str(refused.value)
