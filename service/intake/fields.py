"""The kinds of values that bodies and parameters hold, each checked in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields

from service.domain.refusals import Refusal
from service.domain.window import zone_named
from service.intake.dates import day_in, day_or_instant_in, instant_in
from service.intake.faulting import Wrong, nearest, wrong
from service.intake.limits import ID, LANGUAGE, SHA256, URL, ZONE
from service.intake.plain_text import first_unfit, is_blank, with_plain_line_ends

T = TypeVar("T")
_ID_TAIL = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
_LANGUAGE = re.compile(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", re.ASCII)
_SHA256 = re.compile(r"[0-9A-Fa-f]{64}", re.ASCII)
_URL_TEXT = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)


class Given(fields.Field[Any]):
    """A value that is missing, null, or of one kind; null means the same as missing."""

    def __init__(
        self,
        *,
        required: bool = False,
        nullable: bool = False,
        says: str = "",
        kept_apart: bool = False,
        **options: Any,
    ) -> None:
        """Describe the value.

        Args:
            nullable: null is a value of its own although one is required.
            says: what it means, for the documentation.
            kept_apart: tell null from missing, which leaves no trace.
        """
        if not required and not kept_apart:
            options.setdefault("load_default", None)
        super().__init__(
            required=required,
            allow_none=nullable or not required,
            metadata={"description": says} if says else {},
            **options,
        )
        #: What the value looks like, as JSON Schema (2020-12).
        self.looks: Mapping[str, Any] = {}

    def make_error(self, key: str, **details: Any) -> ValidationError:
        return wrong("missing", "This is needed.")


class Text(Given):
    """Words, kept exactly as they are; in one line unless `lines`."""

    def __init__(self, most: int, *, lines: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.lines = most, lines
        self.looks = {"type": "string", "minLength": 1, "maxLength": most}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if not isinstance(value, str):
            raise wrong("wrong_type", "This is to be text.")
        value = with_plain_line_ends(value) if self.lines else value
        if len(value) > self.most:
            raise wrong("too_long", f"At most {self.most:,} characters; this has {len(value):,}.")
        unfit = first_unfit(value, lines=self.lines)
        if unfit is not None:
            raise wrong("unfit_character", f"The character U+{ord(unfit):04X} cannot stand here.")
        if is_blank(value):
            raise wrong("blank", "There are no words here.", hint="Leave it out, or write something.")
        return self.read(value)

    def read(self, text: str) -> Any:
        """Return what the words stand for."""
        return text


class Choice(Text):
    """One of a few stable words."""

    def __init__(self, choices: Sequence[str], **options: Any) -> None:
        super().__init__(ID, **options)
        self.choices = tuple(choices)
        self.looks = {"type": "string", "enum": list(choices)}

    def read(self, text: str) -> str:
        """Return the word if it is one of the few."""
        if text in self.choices:
            return text
        near = nearest(text, self.choices)
        hint = f"Did you mean {near}?" if near else f"One of: {', '.join(self.choices)}"
        raise wrong("unknown_choice", "This is not one of the words to choose from.", hint=hint)


class Id(Text):
    """The opaque id of a thing, by the prefix of its kind."""

    def __init__(self, prefix: str, **options: Any) -> None:
        super().__init__(ID, **options)
        self.prefix = prefix
        self.looks = {"type": "string", "pattern": f"^{prefix}_[A-Za-z0-9_-]{{1,60}}$"}

    def read(self, text: str) -> str:
        """Return the id if it has the right prefix."""
        if is_id(text, self.prefix):
            return text
        raise wrong("bad_id", f"This is no id of the kind {self.prefix}_….")


def is_id(text: str, prefix: str) -> bool:
    """Say whether a text has the form of an id with this prefix."""
    head, _, tail = text.partition("_")
    return head == prefix and _ID_TAIL.fullmatch(tail) is not None


class Day(Text):
    """A calendar date."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ID, **options)
        self.looks = {"type": "string", "format": "date"}

    def read(self, text: str) -> date:
        """Return the day."""
        return _or_raise(day_in(text))


class Instant(Text):
    """An instant with its offset, read as UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ID, **options)
        self.looks = {"type": "string", "format": "date-time"}

    def read(self, text: str) -> datetime:
        """Return the instant."""
        return _or_raise(instant_in(text))


class DayOrInstant(Text):
    """A calendar date, or an instant where it is known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ID, **options)
        self.looks = {
            "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
        }

    def read(self, text: str) -> date | datetime:
        """Return a datetime for an instant, a date for a day."""
        return _or_raise(day_or_instant_in(text))


class Zone(Text):
    """The IANA name of a time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ZONE, **options)
        self.looks = {"type": "string", "maxLength": ZONE, "examples": ["Europe/Kyiv"]}

    def read(self, text: str) -> str:
        """Return the name if there is such a zone."""
        try:
            zone_named(text)
        except Refusal as refusal:
            fault = refusal.faults[0]
            raise wrong(fault.code, fault.detail, hint=fault.hint) from refusal
        return text


class Link(Text):
    """The address of something published: http or https, to a host, without a password."""

    def __init__(self, **options: Any) -> None:
        super().__init__(URL, **options)
        self.looks = {"type": "string", "maxLength": URL, "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}

    def read(self, text: str) -> str:
        """Return the address."""
        try:
            parts = urlsplit(text)
            usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            usable = False
        else:
            usable = usable and "@" not in parts.netloc
        if not usable or not _URL_TEXT.fullmatch(text):
            raise wrong("bad_url", "Links begin with https:// or http:// and name a host.")
        return text


class Language(Text):
    """The tag of a language, as in uk, pt-BR or zh-Hans.

    Source: RFC 5646, section 2.1, its plain shape; whether a tag is registered is not asked.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(LANGUAGE, **options)
        self.looks = {"type": "string", "maxLength": LANGUAGE, "pattern": _LANGUAGE.pattern}

    def read(self, text: str) -> str:
        """Return the tag if it has the shape of one."""
        if _LANGUAGE.fullmatch(text):
            return text
        raise wrong("bad_language", "This is no tag of a language.", hint="As in uk, de or pt-BR.")


class Sha256(Text):
    """The SHA-256 of a file, in 64 hex digits; kept in small letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(SHA256, **options)
        self.looks = {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"}

    def read(self, text: str) -> str:
        """Return the digits in small letters."""
        if _SHA256.fullmatch(text):
            return text.lower()
        raise wrong("bad_sha256", "A SHA-256 has 64 hex digits.")


class Flag(Given):
    """True or false; in an address the words true and false."""

    def __init__(self, *, as_text: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.as_text = as_text
        self.looks = {"type": "boolean"}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> bool:
        if self.as_text and value in ("true", "false"):
            return bool(value == "true")
        if self.as_text or not isinstance(value, bool):
            raise wrong("wrong_type", "This is to be true or false.")
        return value


class Whole(Given):
    """A whole number between two others; in an address, its digits."""

    def __init__(self, least: int, most: int, *, as_text: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most, self.as_text = least, most, as_text
        self.looks = {"type": "integer", "minimum": least, "maximum": most}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> int:
        if self.as_text:
            if not (value.isascii() and value.isdigit()):
                raise wrong("wrong_type", "This is to be a whole number.")
            value = int(value) if len(value) < 20 else self.most + 1
        if type(value) is not int:
            raise wrong("wrong_type", "This is to be a whole number.")
        if not self.least <= value <= self.most:
            raise wrong("out_of_range", f"This runs from {self.least} to {self.most}.")
        return value


def _or_raise(found: T | Wrong) -> T:
    if isinstance(found, Wrong):
        raise ValidationError([found])
    return found
