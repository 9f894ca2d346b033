"""Settings, read once from the environment; what is missing or wrong is said before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from service.domain.article_events import TextKept
from service.domain.phrases import HOUSE, Conventions
from service.domain.phrases.house_style import BadChoice, conventions_from
from service.domain.refusals import Refusal
from service.domain.window import zone_named

#: A key made by chance has at least so many different characters; one typed by hand to fill it up has fewer.
LEAST_KINDS = 12


class SettingsError(Exception):
    """A setting is missing or wrong. The message names it and says what to give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the house runs with; the README's table lists every variable."""

    data_dir: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    #: The newsroom's zone: where a date alone ends.
    zone: str = "UTC"
    smtp_url: str | None = None
    mail_from: str = "Hearsay <hearsay@localhost>"
    secret_key: str = ""
    #: The key before the last change of it: links that it signed go on working.
    secret_key_before: str | None = None
    #: Of each account, over all processes; 0 is no limit.
    writes_a_minute: int = 600
    #: Of each account, or of each address nobody has signed in from, in each process; 0 is no limit.
    reads_a_minute: int = 6000
    public_read: bool = False
    allow_http: bool = False
    web_processes: int = 2
    #: Names of this service beside those of `base_url` and of this machine; requests for others are refused.
    trusted_hosts: tuple[str, ...] = ()
    #: How many proxies stand before the web processes, each adding the address it heard from.
    proxy_hops: int = 0
    #: What one statement may take on PostgreSQL; a server that is silent for longer is given up.
    database_timeout: timedelta = timedelta(seconds=30)
    #: How long the scheduler rests between two rounds.
    round_every: timedelta = timedelta(seconds=15)
    #: Letters of all schedulers together; 0 is no limit.
    letters_a_minute: int = 600
    #: Working days without an answer after which the editors are told; 0 is never.
    tell_editors_after: int = 5
    #: Whether answers about named private persons wait until another editor agrees.
    second_editor: bool = False
    #: How others are to name the newsroom, and where it is found; else by the address of this service.
    newsroom_name: str = ""
    newsroom_url: str = ""
    #: Desks whose claims' words stay out of subject lines, in lower case.
    discreet_desks: frozenset[str] = frozenset()
    #: How much of the texts of articles is kept: everywhere else, and by desk in lower case.
    article_text: TextKept = "quoted"
    article_text_by_desk: tuple[tuple[str, TextKept], ...] = ()
    #: How the newsroom reads dates where style guides differ.
    conventions: Conventions = HOUSE

    def text_kept(self, desk: str | None) -> TextKept:
        """Return how much of an article's text a desk keeps."""
        return dict(self.article_text_by_desk).get((desk or "").strip().casefold(), self.article_text)

    @property
    def is_https(self) -> bool:
        """Whether people reach the service by https."""
        return self.base_url.startswith("https://")

    @property
    def newsroom(self) -> tuple[str, str]:
        """The newsroom's name and address, as others are to give them."""
        host = urlsplit(self.base_url).hostname or "Hearsay"
        return self.newsroom_name or host, self.newsroom_url or self.base_url

    @property
    def is_loopback(self) -> bool:
        """Whether the service is reached on this machine only."""
        return urlsplit(self.base_url).hostname in ("127.0.0.1", "localhost", "::1")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process.

    Raises:
        SettingsError: a value cannot be used; nothing was started.
    """
    given = os.environ if environment is None else environment
    data_dir = Path(given.get("HEARSAY_DATA_DIR", "var")).resolve()
    host, port = given.get("HEARSAY_HOST", "127.0.0.1"), _number(given, "HEARSAY_PORT", 8000)
    shown_host = f"[{host}]" if ":" in host else host
    default_base = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else shown_host}:{port}"  # noqa: S104
    settings = Settings(
        data_dir=data_dir,
        database_url=given.get("HEARSAY_DATABASE_URL") or f"sqlite:///{data_dir / 'hearsay.db'}",
        host=host,
        port=port,
        base_url=given.get("HEARSAY_BASE_URL", default_base).rstrip("/"),
        zone=given.get("HEARSAY_ZONE", "UTC"),
        smtp_url=given.get("HEARSAY_SMTP_URL") or None,
        mail_from=given.get("HEARSAY_MAIL_FROM", "Hearsay <hearsay@localhost>"),
        secret_key=given.get("HEARSAY_SECRET_KEY", ""),
        secret_key_before=given.get("HEARSAY_SECRET_KEY_BEFORE") or None,
        writes_a_minute=_number(given, "HEARSAY_WRITES_A_MINUTE", 600),
        reads_a_minute=_number(given, "HEARSAY_READS_A_MINUTE", 6000),
        public_read=_flag(given, "HEARSAY_PUBLIC_READ"),
        allow_http=_flag(given, "HEARSAY_ALLOW_HTTP"),
        web_processes=_number(given, "HEARSAY_WEB_PROCESSES", 2),
        trusted_hosts=tuple(given.get("HEARSAY_TRUSTED_HOSTS", "").replace(",", " ").split()),
        proxy_hops=_number(given, "HEARSAY_PROXY_HOPS", 0),
        database_timeout=timedelta(seconds=_number(given, "HEARSAY_DATABASE_SECONDS", 30)),
        round_every=timedelta(seconds=_number(given, "HEARSAY_ROUND_SECONDS", 15)),
        conventions=_conventions(given),
        letters_a_minute=_number(given, "HEARSAY_LETTERS_A_MINUTE", 600),
        tell_editors_after=_number(given, "HEARSAY_TELL_EDITORS_AFTER", 5),
        second_editor=_flag(given, "HEARSAY_SECOND_EDITOR"),
        discreet_desks=_names(given, "HEARSAY_DISCREET_DESKS"),
        newsroom_name=given.get("HEARSAY_NEWSROOM_NAME", "").strip(),
        newsroom_url=given.get("HEARSAY_NEWSROOM_URL", "").strip(),
        article_text=_text_kept("HEARSAY_ARTICLE_TEXT", given.get("HEARSAY_ARTICLE_TEXT") or "quoted"),
        article_text_by_desk=_text_by_desk(given),
    )
    _require_usable(settings)
    if given.get("HEARSAY_DEBUG"):
        raise SettingsError("HEARSAY_DEBUG: there is no such mode. Unset it.")
    return settings


def with_port(settings: Settings, port: int) -> Settings:
    """Return the settings for another port of the same host."""
    base_url = settings.base_url.removesuffix(f":{settings.port}") + f":{port}"
    return replace(settings, port=port, base_url=base_url)


def _require_usable(settings: Settings) -> None:
    try:
        zone_named(settings.zone)
    except Refusal as refusal:
        raise SettingsError(f"HEARSAY_ZONE: {refusal}") from refusal
    if urlsplit(settings.base_url).scheme not in ("http", "https"):
        raise SettingsError("HEARSAY_BASE_URL: give an address that begins with https:// or http://")
    if not settings.is_https and not settings.is_loopback and not settings.allow_http:
        raise SettingsError(
            "HEARSAY_BASE_URL is plain http on an address others can reach; sign-in would travel open. "
            "Use https, or set HEARSAY_ALLOW_HTTP=1 if a proxy you trust stands before it."
        )
    if settings.newsroom_url and urlsplit(settings.newsroom_url).scheme not in ("http", "https"):
        raise SettingsError("HEARSAY_NEWSROOM_URL: give an address that begins with https:// or http://")
    for name, key in (
        ("HEARSAY_SECRET_KEY", settings.secret_key),
        ("HEARSAY_SECRET_KEY_BEFORE", settings.secret_key_before),
    ):
        if key and (len(key) < 32 or len(set(key)) < LEAST_KINDS):
            raise SettingsError(
                f"{name}: give at least 32 characters, made by chance: openssl rand -base64 48"
            )
    if settings.database_timeout < timedelta(seconds=1):
        raise SettingsError("HEARSAY_DATABASE_SECONDS: give at least 1")
    if settings.round_every < timedelta(seconds=1):
        raise SettingsError("HEARSAY_ROUND_SECONDS: give at least 1")


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name) or str(default)
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise SettingsError(f"{name}: give a whole number from 0 to 65535, not {text!r}")
    return int(text)


def _names(given: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(one.strip().casefold() for one in given.get(name, "").split(",") if one.strip())


def _text_by_desk(given: Mapping[str, str]) -> tuple[tuple[str, TextKept], ...]:
    name = "HEARSAY_ARTICLE_TEXT_BY_DESK"
    pairs = [one.partition("=") for one in given.get(name, "").split(",") if one.strip()]
    return tuple((desk.strip().casefold(), _text_kept(name, kept.strip())) for desk, _, kept in pairs)


def _text_kept(name: str, text: str) -> TextKept:
    for one in get_args(TextKept):
        if text == one:
            kept: TextKept = one
            return kept
    raise SettingsError(f"{name}: give none, quoted or all, not {text!r}")


def _conventions(given: Mapping[str, str]) -> Conventions:
    try:
        return conventions_from(given)
    except BadChoice as choice:
        raise SettingsError(str(choice)) from choice


def _flag(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "").lower()
    if text not in ("", "0", "1", "no", "yes", "false", "true"):
        raise SettingsError(f"{name}: give 1 or 0, not {text!r}")
    return text in ("1", "yes", "true")
