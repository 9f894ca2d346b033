"""Claims as linked data, for programs that look for what was checked and by whom."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request

from service.database import reading
from service.domain.refusals import not_found
from service.feeds import answers
from service.formats import claim_review
from service.formats.claim_review import Publisher
from service.formats.json_text import dump
from service.intake import queries
from service.intake.fields import is_id
from service.read_models import claim_board
from service.wiring import Wiring


def add(feeds: Blueprint, wiring: Wiring) -> None:
    """Put the data on their path."""
    feeds.add_url_rule("/claims/<claim_id>.jsonld", "claim_jsonld", partial(one_claim, wiring))


def one_claim(wiring: Wiring, claim_id: str) -> Response:
    """Return one claim: as a ClaimReview where it has its answer, else as a Claim."""
    answers.reader(wiring)
    queries.none(queries.pairs_of(request.query_string))
    with reading(wiring.engine) as connection:
        view = claim_board.one(connection, claim_id) if is_id(claim_id, "clm") else None
    if view is None:
        raise not_found("such claim")
    newsroom = Publisher(*wiring.settings.newsroom)
    shaped = claim_review.shape(view, base_url=wiring.settings.base_url, newsroom=newsroom)
    return answers.answer(dump(shaped), claim_review.MEDIA_TYPE, changed_at=view.updated_at, now=wiring.now())
