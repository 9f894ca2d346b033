"""The conventions by which words become days: each with its name, what it says, an example and its reason."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One convention. Its name is stored with every window and never changes."""

    name: str
    #: One sentence that stands by itself, without its full stop.
    says: str
    #: Phrases parted by ";", with "@" the day they were said, if not Monday, 26 September 2022.
    examples: str
    reason: str


#: In the order in which an editor would look them up.
RULES: tuple[Rule, ...] = (
    # Days
    Rule("day_named", "The day that is named", "Sept. 28; on 9/28",
         "A date without a year belongs to the year it was said in; gone by, it is past, and we ask."),
    Rule("nearer_side_of_new_year", "The date on the nearer side of New Year", "Jan. 15 @2022-11-20",
         "Only from October to March do days roll over New Year: more than six months back is next year's."),
    Rule("coming_year", "The coming one, for these words look ahead",
         "by March; in the spring",
         "By March or in the spring, said in autumn, is next year's; a day or a bare month is asked about."),
    Rule("iso_date", "The date as it is written in figures", "2022-09-28; 2022-09; 2022-09-26/..",
         "A date in the form of ISO 8601 leaves nothing open."),
    Rule("day_of_month", "The next such day of a month, the day it was said included", "the 28th",
         "No month is named, so the first to come is meant."),
    Rule("day_and_month_swapped", "Day and month can be swapped, so both are given",
         "10/11/2022; on 10/11",
         "American and European papers write them the other way round; a newsroom can settle it once."),
    Rule("weekday_named", "Date and weekday disagree, so both days are kept open", "Tuesday, Sept. 28",
         "One of the two is a slip; the date has passed only after the later day."),
    Rule("feast", "The day of the feast",
         "on Christmas Day @2022-11-20; New Year's Eve; on Thanksgiving; on Easter Sunday",
         "A closed list: Christmas, New Year, Halloween and others with a day of their own, Easter with its "
         "Friday and Monday, Thanksgiving, Labor Day, Memorial Day. Where eastern churches keep another "
         "Easter, both are given. All others have to be looked up."),
    Rule("day_said", "Counted from the day it was said", "tonight; tomorrow morning",
         "Words are read from the day and place they were said, never from now."),
    Rule("overnight", "The night has two dates, and the later one is the end",
         "overnight; overnight Friday", "What happens after midnight happened overnight too."),
    # Weekdays
    Rule("weekday_on_or_after", "The first such weekday on or after the day it was said",
         "Monday; this Tuesday; midnight Friday", "A paper dated Monday that says Monday means today."),
    Rule("weekday_of_next_week", "That weekday of the next calendar week", "next Tuesday",
         "Where an earlier one is still to come, readers differ, so both are given and we ask."),
    Rule("weekday_to_come", "The first such weekday after the day it was said", "the coming Tuesday",
         "What is coming is not today."),
    Rule("weekday_and_weeks", "So long after the first such weekday", "a week from Tuesday; Tuesday week",
         "Counted from the weekday, not from the day it was said."),
    Rule("weekday_of_week", "That weekday of the week named", "Tuesday next week",
         "The week is said, so nothing is open."),
    Rule("weekday_of_month", "Counted within the month", "the first Monday in October",
         "As elections and deadlines are set."),
    # Bounds
    Rule("by", "Up to and with the end of what is named",
         "by Friday; until Sept. 28; by October; by the weekend",
         "By a day takes in the day, by a month its end, by the weekend Sunday."),
    Rule("before", "Up to the day before; before the end of a period, up to its end",
         "before Sept. 30; before the end of the month", "Before a day leaves the day out."),
    Rule("before_event_on_day", "Up to and with the day of the event", "before the vote on Sept. 30",
         "The hour is not known, so it could still come that morning; the day before is the other reading."),
    Rule("as_early_as", "From that day on, no end", "as early as Monday; as soon as this week",
         "Only the earliest day was said. Nothing can be late."),
    Rule("not_before", "From that day on, no end",
         "no earlier than Oct. 1; not until March; won't reopen before Friday",
         'Only the earliest day was said. "Not" turns until and before round.'),
    Rule("after", "From the day after on, no end", "after Sept. 28", "After a day leaves the day out."),
    Rule("after_event_on_day", "From the day of the event on, no end", "after the vote on Sept. 30",
         "It could come that same day; the day after is the other reading."),
    Rule("begins", "Something begins on that day", "starting Monday; from Oct. 1",
         "What is predicted is the beginning; that it only begins there is the other reading."),
    # Periods
    Rule("calendar_week", "The calendar week, Monday to Sunday", "this week; next week",
         "Weeks begin on Monday (ISO 8601). On a weekend, this week can be the coming one: both are given."),
    Rule("week_to_come", "The week that begins on Monday", "this week @2022-10-02", "See calendar_week."),
    Rule("weekend", "Saturday and Sunday", "this weekend; next weekend",
         "Next weekend, said before one, can be either: both are given."),
    Rule("weekend_to_come", "The first weekend to come", "next weekend @2022-09-28", "See weekend."),
    Rule("week_of", "The week in which that day lies", "the week of Oct. 8",
         "Monday to Sunday; a week named by a Sunday begins with it, as American papers print it."),
    Rule("week_ending", "The seven days that end with that day", "week ending Oct. 14",
         "As listings print it."),
    Rule("month_named", "The whole month", "in October", "No day of it was said."),
    Rule("calendar_month", "The whole calendar month", "this month; next month", "No day of it was said."),
    Rule("half_of_month", "The 1st to the 15th, or the 16th to the end", "the first half of October",
         "Half of a month is counted in days."),
    Rule("stretch_of_period", "Counted from the first day of the period, or back from its last",
         "the first week of October; the last two days of the month",
         "Calendar weeks seldom begin with the month, so the first week is the 1st to the 7th."),
    Rule("quarter", "The quarter of the calendar year", "Q3 2027; the third quarter",
         "Fiscal quarters differ from house to house and are not read."),
    Rule("half_year", "January to June, or July to December", "the second half of 2023; H1 2023",
         "Halves of the calendar year."),
    Rule("year_named", "The whole year", "in 2027", "No day of it was said."),
    Rule("calendar_year", "The whole calendar year", "this year; next year", "No day of it was said."),
    Rule("decade", "The ten years from the round one on", "this decade; in the 2030s",
         "As decades are spoken of."),
    Rule("century", "The hundred years up to the round one", "this century",
         "A century ends with its hundredth year; the later end is the safe one."),
    Rule("season", "Whole months: spring is March to May, and so on round the year",
         "this winter; summer 2027",
         "As weather services count. Where the newsroom has not said on which side of the equator, we ask."),
    Rule("part_of_period",
         "Part of a period: we ask when the part is over, it has passed when the period is",
         "early October; mid-October; late next week",
         "Early runs to the 10th, mid to the 20th; of longer periods thirds; nobody means that to the day."),
    Rule("end_of_period", "The last part of a period, to its last day", "the end of October; year-end",
         "The end of October is its last third; month's end and year-end run from the day it was said."),
    Rule("rest_of_period", "From the day it was said to the end of the period", "later this month",
         "Later can only lie ahead."),
    # Durations
    Rule("within", "That long from the day it was said",
         "within two weeks; in the next seven days; has 30 days to appeal",
         "The end of that time is an end. Without the hour it was said, the later day is the safe one."),
    Rule("within_period", "To the end of the calendar period", "within the month",
         "The month is the one we are in; that long from the day said is the other reading."),
    Rule("about_that_day", "About that day", "in two weeks; in a year and a half",
         "In two weeks is not within two weeks."),
    Rule("working_days", "Working days, without weekends and the newsroom's holidays",
         "in 10 working days; within three business days @2022-09-29", "Counted as offices count."),
    Rule("counted_from_day", "Counted from the day that is named",
         "ten days from Sept. 28; on the eve of Sept. 30",
         "The words say from where."),
    # Times, vague
    Rule("midnight", "Midnight belongs to the day it ends; the one before is the other reading",
         "midnight on Sept. 28",
         "Beside a bare date half the readers take it the other way round, so we ask; Friday's ends Friday."),
    Rule("vague", "No day was said, so there is no end",
         "soon; in the coming days; in a few weeks; within months; eventually",
         "We ask by house rule: see below."),
    Rule("about", "Around that day, no end", "on or about Sept. 28; in about two weeks",
         "Around lies on both sides, and nobody said how far. We ask on the day after."),
    # Two days
    Rule("range", "From the one day up to and with the other", "between Monday and Friday",
         "Both ends were said."),
    Rule("two_days", "From the one day up to and with the other", "Saturday and Sunday",
         "Both days were said."),
    Rule("either_day", "The one day or the other", "Monday or Tuesday",
         "It has passed only after the later one."),
    Rule("moved", "The new date; the old one is left", "moved from Sept. 28 to Oct. 5",
         "The last date that was given counts."),
    # Nothing
    Rule("past", "It lies before the day it was said",
         "Sept. 12; by Jan. 15; in January; since Wednesday; last month; four days ago",
         "The past predicts nothing. Where next year's can be meant, it is offered."),
    Rule("no_such_day", "The calendar has no such day", "Sept. 31", "No neighbour is taken in its place."),
    Rule("recurring", "It comes again and again", "every Friday; by 3 p.m. on Fridays",
         "Which one is meant has to be asked; the first to come is offered."),
    Rule("hangs_on", "It hangs on something that has no date here",
         "once the law is passed; 48 hours after the vote; by Independence Day",
         "No day is made up. Link it to the claim about the other thing, or look the day up."),
    Rule("unread", "Kept as it was said, with no date",
         "when the time is right; announced on Wednesday; will not be held this week",
         "What cannot be read is kept and asked about, and so is the day of what was done or will not be."),
)  # fmt: skip
BY_NAME = {rule.name: rule for rule in RULES}
