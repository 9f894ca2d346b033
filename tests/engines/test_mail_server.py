import smtplib
from email.message import EmailMessage

from tests.mail_server import MailServer, Postbox


def a_letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "hearsay@example.org"
    letter["To"] = "anna@example.org"
    letter["Subject"] = "Срок прошёл"
    letter.set_content("The date passed on 28 September.\n")
    return letter


def test_a_letter_is_kept_as_sent_and_as_read(smtp_server):
    with smtplib.SMTP(smtp_server.hostname, smtp_server.port, timeout=10) as connection:
        connection.send_message(a_letter())

    [kept] = smtp_server.letters
    assert kept.recipients == ("anna@example.org",)
    assert kept.message["Subject"] == "Срок прошёл"
    assert kept.message.get_content() == "The date passed on 28 September.\n"
    assert b"Subject: =?utf-8?" in kept.raw


def test_a_faulty_server_is_a_postbox_that_answers_otherwise():
    class Refusing(Postbox):
        async def handle_RCPT(self, _server, _session, _envelope, _address, _options):  # noqa: N802 - aiosmtpd's name
            return "451 Try again later"

    with MailServer(Refusing()) as server:
        with smtplib.SMTP(server.hostname, server.port, timeout=10) as connection:
            connection.ehlo()
            connection.mail("hearsay@example.org")
            code, _ = connection.rcpt("anna@example.org")

        assert (code, server.letters) == (451, [])
