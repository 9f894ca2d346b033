"""Read time that is counted: "within two weeks", "in ten days", "over the next few days"."""

from __future__ import annotations

from datetime import date
from math import ceil

from service.domain.phrases import calendar_terms as terms
from service.domain.phrases.day_readers import day_word_on
from service.domain.phrases.spans import DAY, Said, Span, a_day, nothing
from service.domain.phrases.tokens import Piece

_WEEKDAYS = {name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
#: Nobody predicts further than this, in whatever unit; more is a slip or an attack.
_MOST = 1000


def within(piece: Piece, said: Said) -> Span | None:
    """ "Within two weeks", "in the next seven days", "in less than a month": up to and with that day."""
    if _is_loose_couple(piece):
        return vague(piece, said)
    last = _counted(piece, said, piece.counts()[-1:] or [1])
    if last is None:
        return None
    rule = "working_days" if "Z" in piece.shape else "within"
    return Span(said.on, max(last[0], said.on), rule)


def has_time_to(piece: Piece, said: Said) -> Span | None:
    """ "Has 30 days to appeal", "gave them 48 hours to leave": that long from the day said."""
    if "ĝ" not in piece.shape and piece.values.get(piece.words[0]) != "give":
        return None
    return within(piece, said)


def counted(piece: Piece, said: Said) -> Span | None:
    """ "In two weeks", "ten days from now", "two weeks from today": about that day."""
    if _is_loose_couple(piece):
        return vague(piece, said)
    if piece.shape[0] == "I" and piece.values.get(piece.words[0]) != "in":
        # "Over two weeks", "at one minute past".
        return None
    if piece.unit() in ("hour", "minute"):
        return within(piece, said)
    there = day_word_on(piece, said)
    days = None if there is None else _counted(piece, said._replace(on=there), piece.counts()[:1])
    if not days:
        return None
    return a_day(days[0], "working_days" if "Z" in piece.shape else "about_that_day", "approximate")


def counted_range(piece: Piece, said: Said) -> Span | None:
    """ "In 3 to 5 days", "in a week or two": from about the one day to about the other."""
    if len(piece.counts()) == 1:
        # "Forty-eight" is one number.
        return within(piece, said) if "G" in piece.shape or "N" in piece.shape else counted(piece, said)
    days = _counted(piece, said, piece.counts()[:2])
    if days is None or len(days) != 2 or days[1] < days[0]:
        return None
    if "G" in piece.shape or "N" in piece.shape or "C" in piece.shape:
        return Span(said.on, days[1], "within")
    first = said.on if piece.unit() in ("hour", "minute") else days[0]
    return Span(first, days[1], "about_that_day", "approximate")


def at_least(piece: Piece, said: Said) -> Span | None:
    """ "In at least two weeks", "more than a month from now": from that day on, no end."""
    days = _counted(piece, said, piece.counts()[:1])
    return Span(days[0], None, "not_before") if days else None


def about(piece: Piece, said: Said) -> Span | None:
    """ "In about two weeks", "in a week or so": no end; we ask on the day after."""
    days = _counted(piece, said, piece.counts()[:1])
    if not days:
        return None
    return Span(said.on, None, "about", "house_rule", asks_on=days[0] + DAY)


def this_time_next(piece: Piece, said: Said) -> Span | None:
    """ "This time next week": about that day."""
    day = terms.later_by(said.on, 1, piece.unit())
    return None if day is None else a_day(day, "about_that_day", "approximate")


def within_period(piece: Piece, said: Said) -> Span | None:
    """ "Within the month": to its end; that long from the day said is the other reading."""
    unit = piece.unit()
    last = terms.later_by(said.on, 1, unit)
    long = None if last is None else Span(said.on, last, "within")
    whole = terms.relative(said, unit, 0)
    if unit not in ("week", "month", "quarter", "half", "year", "decade") or whole is None:
        return long
    if whole.certainty == "ambiguous" and last is not None and long is not None:
        # "Within the week", said on a weekend: to its end, or seven days.
        return long._replace(
            certainty="ambiguous", others=(Span(said.on, whole.others[0].last, "within"), long)
        )
    ends_on = min(one.last for one in (whole, *whole.others) if one.last is not None)
    return Span(said.on, ends_on, "within_period", others=() if long is None else (long,))


def next_stretch(piece: Piece, said: Said) -> Span | None:
    """ "In the next week", "over the next month": that long from the day said."""
    if piece.unit() == "day" and piece.shape[0] == "a":
        return nothing("hangs_on")
    last = terms.later_by(said.on, 1, piece.unit())
    return None if last is None else Span(said.on, last, "within")


def vague(piece: Piece, said: Said) -> Span | None:
    """ "In the coming days", "within weeks": no day; the unit says when we ask."""
    asks = said.conventions.asks_after
    days = {"minute": asks.hours, "hour": asks.hours, "week": asks.weeks, "fortnight": asks.weeks}
    days |= {"month": asks.months, "quarter": asks.months, "year": asks.years, "decade": asks.years}
    return _vague(said, days.get(piece.unit(), asks.days))


def soon(piece: Piece, said: Said) -> Span | None:
    """ "Soon", "any day now", "eventually"."""
    asks = said.conventions.asks_after
    return _vague(said, asks.eventually if piece.name("V") == "eventually" else asks.days)


def _vague(said: Said, days: int) -> Span:
    return Span(said.on, None, "vague", "house_rule", asks_on=said.on + days * DAY)


def _is_loose_couple(piece: Piece) -> bool:
    """Say whether "a couple" is said of weeks or more; of days and hours it is two."""
    return "K" in piece.shape and piece.unit() not in ("day", "hour")


def _counted(piece: Piece, said: Said, counts: list[int]) -> list[date] | None:
    unit = piece.unit()
    if "ü" in piece.shape and unit != "quarter":
        return _counted_in_halves(piece, said, counts)
    if not counts or max(map(abs, counts)) > _MOST:
        return None
    if "Z" in piece.shape and unit == "day":
        return [terms.after_working_days(said, count) for count in counts]
    days = [terms.later_by(said.on, count, unit) for count in counts]
    return [day for day in days if day is not None] if all(days) else None


#: Half of each unit, in one that is counted; half a week and half a month are rounded up to days.
_HALVES = {"year": ("month", 6), "decade": ("year", 5), "month": ("day", 15), "week": ("day", 4)}
_HALVES |= {"fortnight": ("week", 1), "day": ("hour", 12), "hour": ("minute", 30)}
_IN_A_DAY = {"day": 1, "hour": 24}


def _counted_in_halves(piece: Piece, said: Said, counts: list[int]) -> list[date] | None:
    """ "A year and a half", "two and a half weeks", "half a year"."""
    unit = piece.name("uY")
    if unit not in _HALVES or (counts and abs(counts[0]) > _MOST):
        return None
    half_unit, half = _HALVES[unit]
    back = -1 if counts and counts[0] < 0 else 1
    # "Half a year" counts no whole one.
    wholes = 0 if not counts or piece.shape.find("ü1") >= 0 else counts[0]
    if half_unit in ("minute", "hour"):
        return [said.on + back * ceil((abs(wholes) + 0.5) / _IN_A_DAY[unit]) * DAY]
    there = terms.later_by(said.on, wholes, unit)
    day = None if there is None else terms.later_by(there, back * half, half_unit)
    return None if day is None else [day]


def gone(piece: Piece, said: Said) -> Span | None:
    """ "Four days ago", "in the past two weeks", "earlier this week": no prediction."""
    return nothing("past")._replace(is_past=True)


def recurring(piece: Piece, said: Said) -> Span | None:
    """ "Every Friday", "on Tuesdays": asked; the first one to come is offered."""
    day = _WEEKDAYS.get(piece.words[-1][:3].lower()) if piece.shape[-1] in "w*" else None
    if day is None:
        return nothing("recurring")
    first = a_day(terms.first_weekday(said.on, day), "weekday_on_or_after", "inferred")
    return nothing("recurring")._replace(others=(first,))


def hanging(piece: Piece, said: Said) -> Span | None:
    """ "Easter", "the following day", "the fiscal year": a day that has to be looked up elsewhere."""
    return nothing("hangs_on")


def length(piece: Piece, said: Said) -> Span | None:
    """ "48 hours" before "after", "the day" before "before": a length, for `bounds` to count with."""
    days = _counted(piece, said, piece.counts()[:1] or [1])
    return Span(said.on, days[0], "about_that_day", "approximate") if days else None


def counted_on(piece: Piece, said: Said, *, back: bool = False) -> date | None:
    """Return the day so long after, or before, another day."""
    counts = piece.counts()[:1] or [1]
    days = _counted(piece, said, [-count for count in counts] if back else counts)
    return days[0] if days else None
