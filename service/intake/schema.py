"""What every schema of a body or a query shares: unknown names are refused, all faults come at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validates_schema

from service.domain.refusals import Refusal
from service.intake.faulting import faults_of, unknown_names


class Body(Schema):
    """An object with known fields."""

    class Meta:
        """Unknown names are left to the check below, which names the nearest known one."""

        unknown = EXCLUDE

    error_messages = {"type": "This is to be an object."}  # noqa: RUF012 - declared so by the library

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def only_known(self, _loaded: Any, original: Any, **_options: Any) -> None:
        """Refuse names that the schema does not have."""
        if not isinstance(original, Mapping):
            return
        known = {field.data_key or name for name, field in self.load_fields.items()}
        unknown = [str(name) for name in original if name not in known]
        if unknown:
            raise ValidationError(unknown_names(unknown, known, what="field", elsewhere=_below(self)))


def _below(schema: Schema) -> dict[str, str]:
    """Return the names that an object inside this one has, each with the path to it."""
    found: dict[str, str] = {}
    for name, field in schema.load_fields.items():
        if isinstance(field, fields.Nested):
            inner = {one: f"{name}.{one}" for one in field.schema.load_fields}
            deeper = {one: f"{name}.{path}" for one, path in _below(field.schema).items()}
            found = {**deeper, **inner, **found}
    return found


def load(schema: Schema, body: object) -> dict[str, Any]:
    """Return what a body holds, by field name.

    Raises:
        Refusal: with every fault of the body at once.
    """
    try:
        loaded: dict[str, Any] = schema.load(body)  # type: ignore[arg-type]  # anything may come in; it says so
    except ValidationError as error:
        raise Refusal(*faults_of(error.messages)) from error
    return loaded
