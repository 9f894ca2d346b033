"""The bodies that tell of a claim: what was said, who published it, by when it was to happen."""

from __future__ import annotations

from typing import Any, get_args

from marshmallow import validates_schema

from service.domain.attribution import SaidByCount, SaidByKind, Stance
from service.domain.events import Expects
from service.intake import limits
from service.intake.containers import Listing, Part
from service.intake.faulting import Wrong, wrong, wrong_at
from service.intake.fields import Choice, Day, DayOrInstant, Flag, Id, Language, Link, Text, Whole, Zone
from service.intake.schema import Body

#: No words have more readings than this.
MOST_READINGS = 20
PUBLISHED_ONLY = "Published material only."


class SaidByBody(Body):
    """Who said it, as it was published."""

    label = Text(limits.LABEL, says=f"The source in the article's own words. {PUBLISHED_ONLY}")
    kind = Choice(get_args(SaidByKind), says="What kind of source; not_stated where nothing is said.")
    count = Choice(get_args(SaidByCount), says="How many, where the article says so.")


class ArticleBody(Body):
    """Where and when it came out."""

    url = Link(says="Its address.")
    title = Text(limits.TITLE, says="Its headline.")
    published_at = DayOrInstant(says="When it came out: an instant with offset, or only the day.")
    id = Id("art", says="The article in this ledger; else its address leads to it, or makes it.")


class ReportBody(Body):
    """One publication that carries, denies or relays the claim."""

    outlet = Text(limits.OUTLET, required=True, says="Who published it.")
    said_by = Part(SaidByBody)
    wording = Text(limits.WORDING, lines=True, says=f"The passage, verbatim. {PUBLISHED_ONLY}")
    hedge = Text(limits.LABEL, says="The hedge, verbatim: could, most likely, as soon as.")
    stance = Choice(get_args(Stance), says="for unless said otherwise.")
    when = Text(limits.PHRASE, says="This report's own wording of the date, verbatim.")
    article = Part(ArticleBody)
    cites = Listing(Id("rep"), limits.CITES, says="Reports of this claim that it names as its source.")
    republishes = Id("rep", says="The report of this claim that it is a copy of.")
    credit = Text(limits.OUTLET, says="The agency or outlet its credit line names, verbatim: AP.")
    language = Language(says="The language of the wording, as in uk or pt-BR.")
    translation = Text(limits.WORDING, lines=True, says="The wording in the newsroom's language.")
    translated_by = Text(limits.OUTLET, says="Who translated it: a person, an agency, a program.")


class AddedReportBody(ReportBody):
    """One more publication; its own wording of the date is read on its own and moves nothing."""

    reading = Whole(1, MOST_READINGS, says="Which of the readings of its `when` is meant, if it has several.")


class WindowBody(Body):
    """Calendar days as a person set them; either end may be open."""

    earliest = Day(says="First day it can happen on.")
    latest = Day(says="Last day it can happen on.")
    zone = Zone(says="Zone of the event; the window closes when its last day ends there.")

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse a window without days, and one that ends before it begins."""
        earliest, latest = loaded["earliest"], loaded["latest"]
        if earliest is None and latest is None:
            raise wrong("window_empty", "A window needs a day.", hint="earliest, latest or both")
        if earliest is not None and latest is not None and latest < earliest:
            raise wrong_at(latest=Wrong("window_reversed", "The latest day lies before the earliest."))


class WhenBody(Body):
    """What was said about when: a phrase, days, or EDTF; and where and when it was said."""

    when = Text(limits.PHRASE, says="The words about when, verbatim; read from the day they were said.")
    window = Part(WindowBody, says="Days a person set; `when` beside it is kept as it was said.")
    edtf = Text(limits.PHRASE, says="A date, month, year or interval, as in 2022-09 or 2022-09-26/..")
    said_on = Day(says="The day the words were said; else the day of publication.")
    said_zone = Zone(says="Where they were said; else the zone of the event.")
    zone = Zone(says="Zone of the event; else the newsroom's.")
    reading = Whole(1, MOST_READINGS, says="Which of the readings of `when` is meant, where it has several.")
    hangs_on = Id("clm", says="The claim that the window waits for; it has no dates until that is confirmed.")

    @validates_schema(skip_on_field_errors=False)
    def one_reading(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse days given twice, and two zones."""
        window = loaded.get("window")
        if window is not None and loaded.get("edtf") is not None:
            raise wrong_at(edtf=Wrong("given_twice", "Give window or edtf, not both."))
        for name in ("reading", "hangs_on"):
            given = window is not None or loaded.get("edtf") is not None
            if given and loaded.get(name) is not None:
                detail = "Give the days, or what follows from the words, not both."
                raise wrong_at(**{name: Wrong("given_twice", detail)})
        zones = {loaded.get("zone"), (window or {}).get("zone")} - {None}
        if len(zones) > 1:
            raise wrong_at(zone=Wrong("given_twice", "window.zone says another zone."))


class ConditionBody(Body):
    """What the claim hangs on."""

    text = Text(limits.CONDITION, lines=True, required=True, says="The condition, in words.")
    claim = Id("clm", says="The claim about it, where there is one.")


class MetConditionBody(ConditionBody):
    """What the claim hangs on, and whether it is met where no claim is about it."""

    met = Flag(says="For bare words: an editor says that they are met. A claim says so by itself.")


class ClaimBody(WhenBody):
    """A claim to be logged."""

    text = Text(limits.TEXT, lines=True, required=True, says=f"The claim in one sentence. {PUBLISHED_ONLY}")
    report = Part(ReportBody, required=True, says="The publication it was found in.")
    expects = Choice(get_args(Expects), says="happens_by unless said otherwise.")
    condition = Part(ConditionBody)
    question = Text(limits.QUESTION, says="The id of a question, or the words of a new one.")
    tags = Listing(Text(limits.TAG), limits.TAGS)
    desk = Text(limits.DESK, says="A label to filter by.")
    private_person = Flag(says="It is about a named private person: two may have to agree on its answer.")
    imported = Flag(says="Came from a file: no letter where its window had closed already.")
