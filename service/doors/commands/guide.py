"""`hearsay help`: what is too long for --help."""

from __future__ import annotations

import click

from service.doors.exits import EXIT_CODES
from service.doors.printing import put_table

TOPICS = ("exit-codes", "settings")
#: Keep in step with service.settings; a test compares them.
SETTINGS: tuple[tuple[str, str], ...] = (
    ("HEARSAY_DATA_DIR", "SQLite file, keys, mailbox; ./var"),
    ("HEARSAY_DATABASE_URL", "a PostgreSQL server instead of the file in the data folder"),
    ("HEARSAY_HOST", "address to listen on; 127.0.0.1"),
    ("HEARSAY_PORT", "port to listen on; 8000"),
    ("HEARSAY_BASE_URL", "where people reach Hearsay; http://HOST:PORT"),
    ("HEARSAY_TRUSTED_HOSTS", "more names under which Hearsay is reached"),
    ("HEARSAY_PROXY_HOPS", "how many proxies stand before it; 0"),
    ("HEARSAY_DATABASE_SECONDS", "seconds one statement may take on PostgreSQL; 30"),
    ("HEARSAY_ZONE", "the newsroom's time zone; UTC"),
    ("HEARSAY_SMTP_URL", "mail server; without it letters land in the built-in mailbox"),
    ("HEARSAY_MAIL_FROM", "sender of letters"),
    ("HEARSAY_SECRET_KEY", "signs forms; made once and kept in the data folder where it is missing"),
    ("HEARSAY_SECRET_KEY_BEFORE", "the key before the last change; links it signed go on working; none"),
    ("HEARSAY_WRITES_A_MINUTE", "most writes of an account, over all processes; 0 is no limit; 600"),
    ("HEARSAY_READS_A_MINUTE", "most reads of an account or address, in each web process; 0 is none; 6000"),
    ("HEARSAY_DEBUG", "there is no such mode: where it is set, nothing starts"),
    ("HEARSAY_PUBLIC_READ", "1 lets everybody read; 0"),
    ("HEARSAY_ALLOW_HTTP", "1 allows plain http on an address others can reach; 0"),
    ("HEARSAY_WEB_PROCESSES", "web processes; 2"),
    ("HEARSAY_ROUND_SECONDS", "rest between two rounds of the scheduler; 15"),
    ("HEARSAY_LETTERS_A_MINUTE", "most letters a minute, of all schedulers together; 600"),
    ("HEARSAY_TELL_EDITORS_AFTER", "working days without an answer until the editors are told; 5"),
    ("HEARSAY_NEWSROOM_NAME", "how feeds and linked data name the newsroom; the base URL's host"),
    ("HEARSAY_NEWSROOM_URL", "where the newsroom is found; the base URL"),
    ("HEARSAY_ARTICLE_TEXT", "how much of articles' texts is kept: none, quoted or all; quoted"),
    ("HEARSAY_ARTICLE_TEXT_BY_DESK", "the same for single desks: Politics=all,Courts=none"),
    ("HEARSAY_DISCREET_DESKS", "desks whose claims' words stay out of subject lines; none"),
    ("HEARSAY_SECOND_EDITOR", "1: two agree on answers about named private persons; 0"),
)


@click.command("help")
@click.argument("topic", type=click.Choice(TOPICS), default="exit-codes")
def help_command(topic: str) -> None:
    """Explain the exit codes, or list the settings of the environment."""
    if topic == "settings":
        put_table(("setting", "meaning"), SETTINGS)
    else:
        put_table(("code", "meaning"), EXIT_CODES)
