"""Why a phrase was read as it was: one plain sentence for every rule, and the table of them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rule:
    """A convention: its stable name, what it says in one sentence, an example, and why it is so."""

    name: str
    says: str
    example: str
    reason: str


RULES: tuple[Rule, ...] = (
    Rule(
        "day_named",
        "The day that is named.",
        "Sept. 28",
        "A date without a year belongs to the year it was said in.",
    ),
    Rule(
        "nearer_side_of_new_year",
        "The date on the nearer side of New Year.",
        "Jan. 15, said in November",
        "From October on, a month of early next year is meant; more than six months back nobody looks.",
    ),
    Rule(
        "day_of_month",
        "The next such day of a month, the day said included.",
        "the 28th",
        "Nothing else is named.",
    ),
    Rule(
        "day_and_month_swapped",
        "Day and month can be swapped, so both are given.",
        "5/9/2022",
        "American and European papers write them the other way round.",
    ),
    Rule(
        "day_said",
        "The day it was said, or the one counted from it.",
        "today; tomorrow night",
        "Said from the day and the place of the words, never from now.",
    ),
    Rule(
        "day_counted",
        "The day counted from the day it was said.",
        "this day",
        "Said from the day of the words.",
    ),
    Rule(
        "overnight",
        "The night that begins on the day said; it ends with the next day.",
        "overnight",
        "A night has two dates.",
    ),
    Rule(
        "weekday_on_or_after",
        "The first such weekday on or after the day it was said.",
        "Monday; this Tuesday",
        "A paper printed on Monday that says Monday means today.",
    ),
    Rule(
        "weekday_of_next_week",
        "The weekday of the next calendar week.",
        "next Tuesday",
        "Where the first such day to come is another one, both are given, for readers differ.",
    ),
    Rule(
        "weekday_to_come",
        "The first such weekday after the day it was said.",
        "the coming Tuesday",
        "To come excludes today.",
    ),
    Rule(
        "weekday_and_weeks",
        "So many weeks after the first such weekday to come.",
        "a week from Tuesday; Tuesday week",
        "Counted from the weekday, not from today.",
    ),
    Rule(
        "weekday_before",
        "The weekday that lies before the day said.",
        "last Tuesday",
        "It is past, so it predicts nothing.",
    ),
    Rule(
        "calendar_week",
        "The calendar week, Monday to Sunday.",
        "this week; next week",
        "ISO 8601 weeks begin on Monday. On a weekend, this week can mean the one to come: both are given.",
    ),
    Rule("week_to_come", "The week to come.", "this week, said on a Sunday", "See calendar_week."),
    Rule(
        "weekend",
        "Saturday and Sunday.",
        "this weekend; next weekend",
        "Next weekend, said before the weekend, can mean either: both are given.",
    ),
    Rule(
        "weekend_to_come", "The first weekend to come.", "next weekend, said on a Wednesday", "See weekend."
    ),
    Rule(
        "week_of",
        "The week in which the day lies; a Sunday names the week it starts.",
        "the week of Oct. 8",
        "American weeks are named by their Sunday.",
    ),
    Rule(
        "week_ending",
        "The seven days that end with the day.",
        "week ending Oct. 14",
        "As printed in listings.",
    ),
    Rule("month_named", "The whole month.", "in October", "No day is invented in it."),
    Rule("calendar_month", "The calendar month.", "this month; next month", "Whole months."),
    Rule(
        "month_to_come",
        "The first such month to come.",
        "this October; next March",
        "A month that has ended is not meant.",
    ),
    Rule(
        "half_of_month",
        "The 1st to the 15th, or the 16th to the end.",
        "the first half of October",
        "A half of a month by days.",
    ),
    Rule(
        "quarter",
        "The quarter of the calendar year.",
        "Q3 2027; the third quarter",
        "Calendar quarters, unless a newsroom says otherwise.",
    ),
    Rule(
        "half_year",
        "January to June, or July to December.",
        "the second half of 2023; H1 2023",
        "Calendar halves.",
    ),
    Rule("year_named", "The whole year.", "in 2027", "No day is invented in it."),
    Rule("calendar_year", "The calendar year.", "next year", "Whole years."),
    Rule(
        "season",
        "Whole months: spring March to May, and so on; winter spans two years.",
        "this winter; summer 2027",
        "Meteorological seasons; a newsroom in the south turns them round.",
    ),
    Rule(
        "part_of_period",
        "Part of a period: we ask when the part has gone by, and the date has passed with the whole period.",
        "early March; mid-October; late next week",
        "Early runs to the 10th, mid to the 20th, late from the 21st; nobody means that as a day.",
    ),
    Rule(
        "end_of_period",
        "The last part of a period, with its last day.",
        "the end of the month; year-end",
        "The end of a month has come only when the month has ended.",
    ),
    Rule(
        "rest_of_period",
        "From the day it was said to the end of the period.",
        "later this month",
        "Later can only be ahead.",
    ),
    Rule(
        "within",
        "From the day said, that long.",
        "within two weeks; in the next seven days",
        "The end of the time named is an end; without an hour, the later day.",
    ),
    Rule("about_that_day", "About that day.", "in two weeks", "In two weeks is not within two weeks."),
    Rule(
        "working_days",
        "Working days, weekends and the newsroom's holidays left out.",
        "in 10 working days",
        "Counted as offices count.",
    ),
    Rule(
        "vague",
        "No day; we ask by house rule.",
        "soon; in the coming days",
        "No latest day is invented. Asked after 7 days; weeks after 28, months after 90.",
    ),
    Rule(
        "about",
        "Around a day: no end.",
        "on or about Sept. 28",
        "Around is on both sides; nobody said how far.",
    ),
    Rule(
        "by",
        "Up to and with the end of what is named.",
        "by Friday; until Sept. 28; no later than March",
        "By a day includes the day; by a month ends with the month; by the weekend with Sunday.",
    ),
    Rule(
        "before",
        "Up to the day before; before the end of a period ends with the period.",
        "before Sept. 30; before the end of the month",
        "Before a day leaves the day out.",
    ),
    Rule(
        "before_event_on_day",
        "Up to and with the day of the event; its hour is not known.",
        "before the vote on Sept. 30",
        "It could still come that morning. The day before is the other reading.",
    ),
    Rule(
        "as_early_as",
        "From that day on, with no end.",
        "as early as Monday; as soon as this week",
        "Only the earliest day was said.",
    ),
    Rule(
        "not_before",
        "From that day on, with no end.",
        "no earlier than Oct. 1; not until March",
        "Only the earliest day was said.",
    ),
    Rule("after", "From the day after on, with no end.", "after Sept. 28", "Only a beginning was said."),
    Rule(
        "range",
        "From the one day up to and with the other.",
        "between Monday and Friday; from Oct. 1 to Oct. 5",
        "Both ends were said.",
    ),
    Rule("either_day", "The one day or the other.", "Monday or Tuesday", "Passes only after the later one."),
    Rule(
        "begins",
        "It begins on that day; the open end is the other reading.",
        "starting Monday; from Oct. 1",
        "What is predicted is the beginning.",
    ),
    Rule(
        "moved",
        "The new date; the old one is left.",
        "moved from Sept. 28 to Oct. 5",
        "The last date is the one that counts.",
    ),
    Rule(
        "weekday_named",
        "The weekday that is named.",
        "Tuesday, Sept. 28, where the 28th is no Tuesday",
        "A date and its weekday disagree; the date passes after the later of the two.",
    ),
    Rule(
        "past",
        "Lies before the day it was said.",
        "Sept. 12, said on Sept. 26",
        "The past predicts nothing; the next year is offered.",
    ),
    Rule("recurring", "Comes again and again.", "every Friday", "Which one is meant has to be asked."),
    Rule(
        "hangs_on",
        "Hangs on something that has no date of its own here.",
        "once the law is passed; 48 hours after the vote",
        "No day is invented; link it to the claim about the other thing.",
    ),
    Rule(
        "unread",
        "Kept as it was said, with no date.",
        "when the time is right",
        "What cannot be read is kept and asked about.",
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}


def shown(day: date) -> str:
    """Return a day as people read it, as in "Mon 26 Sep 2022"."""
    return day.strftime("%a %-d %b %Y") if day.year >= 1000 else str(day)


def explained(rule: str, first: date | None, last: date | None, zone: str) -> str:
    """Return one plain sentence: the rule, the days it gave, and where they end."""
    says = BY_NAME[rule].says.rstrip(".")
    match first, last:
        case None, None:
            return f"{says}."
        case _, None:
            days = f"from {shown(first)}, no end date" if first else "no end date"
        case None, _:
            days = f"up to and with {shown(last)}"
        case _:
            days = shown(last) if first == last else f"{shown(first)} to {shown(last)}"
    return f"{says}: {days}, in {zone}."
