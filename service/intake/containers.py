"""Fields that hold others: an object, a list, one thing or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields

from service.intake.faulting import Wrong, wrong
from service.intake.fields import Given, Text


class Part(fields.Nested):
    """An object inside the body."""

    def __init__(
        self,
        schema: type[Schema],
        *,
        required: bool = False,
        says: str = "",
        kept_apart: bool = False,
        **options: Any,
    ) -> None:
        if not required and not kept_apart:
            options.setdefault("load_default", None)
        super().__init__(
            schema,
            required=required,
            allow_none=not required,
            metadata={"description": says} if says else {},
            **options,
        )

    def make_error(self, key: str, **details: Any) -> ValidationError:
        """Return what is raised where the object is missing."""
        return wrong("missing", "This is needed.")


class Listing(fields.List[Any]):
    """A list of at most so many things of one kind."""

    def __init__(
        self,
        inner: fields.Field[Any],
        most: int,
        *,
        least: int = 0,
        required: bool = False,
        says: str = "",
        missing: Wrong | None = None,
    ) -> None:
        options: dict[str, Any] = {} if required else {"load_default": None}
        super().__init__(
            inner,
            required=required,
            allow_none=not required,
            metadata={"description": says} if says else {},
            **options,
        )
        inner.allow_none = False  # a member that is null is no member
        self.least, self.most = least, most
        self.looks: Mapping[str, Any] = {"minItems": least, "maxItems": most}
        self.missing = missing or Wrong("missing", "This is needed.")

    def make_error(self, key: str, **details: Any) -> ValidationError:
        """Return what is raised where the list is missing or no list."""
        if key == "invalid":
            return wrong("wrong_type", "This is to be a list.")
        return ValidationError([self.missing])

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        if len(value) > self.most:
            raise wrong("too_many", f"At most {self.most}; these are {len(value):,}.")
        if len(value) < self.least:
            raise self.make_error("required")
        return super()._deserialize(value, attr, data, **options)


class Either(Given):
    """A value of one kind or another, by its JSON type or form."""

    def __init__(
        self,
        text: Text,
        part: type[Schema],
        *,
        made_of_part: Callable[[Any], Any] = lambda loaded: loaded,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.text, self.part, self.made_of_part = text, part(), made_of_part

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if isinstance(value, dict):
            return self.made_of_part(self.part.load(value))
        return self.text.deserialize(value, attr, data)
