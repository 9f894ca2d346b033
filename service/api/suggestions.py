"""Names that were used before, for whoever types one again."""

from __future__ import annotations

from service.api.calls import Call, Operation, Reply
from service.database import reading
from service.intake import queries
from service.read_models import claim_names


def suggest(call: Call) -> Reply:
    """List names that begin with what was typed."""
    asked = queries.suggestions(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = claim_names.suggestions(connection, asked.field, asked.begins, most=asked.limit)
    return Reply(200, {"items": [{"value": one.value, "label": one.label} for one in found]})


OPERATIONS = (
    Operation(
        method="GET",
        path="/suggestions",
        name="suggest_names",
        summary="Names used before, for a field that somebody fills in",
        about="Outlets, named sources and tags that begin with `q`, in alphabetical order, and the newest "
        "questions that hold such words; case and accents are alike. `value` goes into the field, `label` "
        "is how it reads: they differ for questions, whose value is their id. What an unnamed source is "
        "called is never suggested, and how often a name was used is not told.",
        view=suggest,
        door="readers",
        query="SuggestionsQuery",
        gives="SuggestionList",
    ),
)
