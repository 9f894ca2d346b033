"""The English words that speak of time: data only, so that a second language is a second file.

Each word belongs to one class, a single character in which the grammar is written. To teach a word, put it
into its row. Words parted by spaces are read as one. The classes:

    names     m month   µ may, march   w weekday   ω sun, sat …   s season   σ fall, spring
              h feast day   ĥ feast   ħ feast that moves, and every named day that is no plain weekday
    numbers   d 1-31   n other   y year   Ŷ decade   o ordinal in digits   ó in words   c number word
              1 a, one   ~ few   K couple   (i j t q: dates, times and quarters in digits)
    units     u unit   Y units   ü quarter, half   W weekend   Z working   ɱ midweek   ỹ days ahead
              ε the year is out   ñ in the new year
    days      k today …   p part of a day   t clock   ⊙ o'clock   % end of the day   z zone   ζ Eastern …
    verbs     P past   « said   ť told   β be   { moved   þ postponed   ẽ extended   δ due   B begin
              < takes effect
    of time   T this   N next   » week after next   C coming   φ following   L last   ö originally
              e early   M mid   l late   r later   ρ rest of   ə earlier   E end   R deadline   ŧ time
    small     a the   v of   I in, at   4 for   G within   @ on   F from   O to   & and   | or   ' - , . ;
    bounds    b by   U until   f before   g as early as   ğ not before   A after   = between   ! not
              ] at the latest   [ at the earliest   } onwards   ‹ less than   › at least   ? about   ≈ or so
    others    S since   ↶ ago   H if   Ω when   * every   V vague   J week of   Q week ending   Φ fiscal
              ä who was told   ÷ instead of   ç because   X says nothing of when   x other
"""

from __future__ import annotations

from service.domain.phrases.language import language

#: One row a line: the class ("_" leaves a word out), what the words stand for ("-" for nothing, "2+" counts
#: on from 2), the words. They are read in any case: "monday", "Monday", "MONDAY".
_WORDS = """
m  1+  january, february
m  4  april
m  6+  june, july, august, september, october, november, december
m  1+  jan, feb
m  4  apr
m  6+  jun, jul, aug, sept, oct, nov, dec
m  9  sep
w  0+  monday, tuesday, wednesday, thursday, friday, saturday, sunday
w  1+  tues, weds, thurs
w  3  thur
*  -  mondays, tuesdays, wednesdays, thursdays, fridays, saturdays, sundays, weekends, weekdays, every
*  -  each, daily, weekly, monthly, yearly, annually, once a week, once a month
k  0  today, tonight, effective immediately, with immediate effect, takes effect immediately
k  0  take effect immediately, comes into force immediately, right away, straight away
k  1  tomorrow
k  2  day after tomorrow
k  -1  yesterday
k  -2  day before yesterday
k  overnight  overnight
k  now  now
p  -  morning, afternoon, evening, night
h  01-01  new year's day, new years day
ĥ  01-01  new year's, new year
h  02-14  valentine's day
h  05-01  may day
h  10-31  halloween
h  12-24  christmas eve
h  12-25  christmas day
ĥ  12-25  christmas, xmas
h  12-26  boxing day
h  12-31  new year's eve, new years eve
ħ  -  christmas holiday, christmas holidays, christmas break, christmas season, christmas period
ħ  -  new year holiday, new year holidays, new year's holidays, lunar new year, chinese new year
ħ  -  orthodox christmas, easter, easter sunday, easter monday, good friday, holy thursday, palm sunday
ħ  -  ash wednesday, whit monday, pentecost, ascension, thanksgiving, passover, rosh hashanah
ħ  -  yom kippur, hanukkah, ramadan, eid, diwali, nowruz, holi, labor day, labour day, memorial day
ħ  -  independence day, victory day, unity day, presidents' day, black friday, cyber monday
ħ  -  super tuesday, super sunday, super bowl sunday, bloody sunday, black monday, bank holiday monday
ħ  -  election day, inauguration day

s  0  springtime
s  1  summer, summertime
s  2  autumn
s  3  winter, wintertime
σ  0  spring
σ  2  fall
x  -  winter olympics, winter games, summer olympics, summer games, winter palace, winter war
x  -  sunday times, sunday telegraph, sunday mirror, mail on sunday, sunday school, man friday
x  -  saturday night live, girl friday, freaky friday, fridays for future, sunday express, prague spring
x  -  arab spring, spring break, summer school, winter storm, summer camp
u  minute  minute
u  hour  hour
u  day  day
u  week  week
u  fortnight  fortnight
u  month  month
u  year  year, calendar year
u  decade  decade
u  century  century
ü  quarter  quarter
ü  half  half
Y  minute  minutes
Y  hour  hours, hrs
Y  day  days
Y  week  weeks
Y  fortnight  fortnights
Y  month  months
Y  quarter  quarters
Y  year  years
Y  decade  decades
W  -  weekend
Z  -  working, business, trading
ɱ  week  midweek
ɱ  month  midmonth
ɱ  year  midyear
ε  year  year is out, year ends, year is over, year's out, year closes, turn of the year
ε  month  month is out, month ends, month is over, month's out
ε  week  week is out, week ends, week is over, week's out
Φ  -  fiscal, financial, academic, school, tax
J  week  week of, week commencing, week beginning, week starting, w/c
Q  -  week ending, the week to
c  2+  two, three, four, five, six, seven, eight, nine, ten, eleven
c  12+  twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty
c  30  thirty
c  40  forty
c  50  fifty
c  60  sixty
c  70  seventy
c  80  eighty
c  90  ninety
c  100  hundred
ó  1+  first, second, third, fourth, fifth, sixth
ó  1  opening
ó  -1  final, closing
1  1  a, an, one, another
~  -  few, several, some, a matter of, a number of
K  2  couple

t  12:00  noon, midday, 12 noon
t  24:00  midnight, 12 midnight
⊙  -  o'clock
%  -  close of business, end of business, end of play, close of play, cob, eod, end of day
%  -  end of the day, end of the business day, end of the working day
x  -  at the end of the day
z  0  utc, gmt, coordinated universal time, universal time, greenwich mean time, zulu
z  local  local time
z  Europe/Moscow  moscow time, msk
z  Europe/Kyiv  kyiv time, kiev time
z  Europe/London  london time, british time, british summer time, uk time
z  Europe/Berlin  berlin time, central european time, central european summer time
z  Europe/Paris  paris time
z  Europe/Brussels  brussels time
z  Europe/Istanbul  istanbul time
z  Asia/Shanghai  beijing time
z  Asia/Tokyo  tokyo time
z  Asia/Kolkata  indian standard time
z  America/New_York  new york time, washington time, eastern time, eastern daylight time
z  America/New_York  eastern standard time
z  America/Chicago  central time
z  America/Denver  mountain time
z  America/Los_Angeles  pacific time, pacific daylight time, pacific standard time
ζ  America/New_York  eastern
ζ  America/Chicago  central
ζ  America/Denver  mountain
ζ  America/Los_Angeles  pacific

T  -  this, current
N  -  next
»  week  week after next
»  weekend  weekend after next
»  month  month after next
»  year  year after next
C  -  coming, upcoming, ensuing, forthcoming
φ  -  following, same
ö  -  originally, previously, initially, formerly
ñ  year  in the new year, into the new year
L  -  last, past, previous, preceding, recent
e  -  early
M  -  mid, middle
l  -  late
r  -  later
ρ  -  rest of, remainder of, balance of
ə  -  earlier
E  -  end, ends, close of
B  -  beginning, start, starting, begin, begins, starts, outset
<  -  effective, commencing, commence, commences, as of, kick off, kicks off, kicking off, take effect
<  -  takes effect, taking effect, go into effect, goes into effect, in effect from, kick in, kicks in
<  -  come into force, comes into force, enter into force, enters into force, enters force
<  -  come into effect, comes into effect, in force from, with effect from
R  -  deadline, cutoff
V  soon  soon, shortly, imminent, imminently, presently, momentarily, any day now, any day, any moment
V  soon  any minute, any time now, anytime soon, any time soon, before long, at any time, anytime
V  soon  as soon as possible, as soon as practicable, asap, at the earliest opportunity
V  soon  in the near future, in the very near future, in short order, around the corner
V  eventually  eventually, in due course, in due time, at some point, sooner or later, some day
V  eventually  a later date, someday, until further notice, in the foreseeable future, at a later date
V  eventually  down the road, indefinitely, in the long run, in the longer term
ỹ  day  days ahead, days to come, days away
ỹ  week  weeks ahead, weeks to come, weeks away
ỹ  month  months ahead, months to come, months away
ỹ  year  years ahead, years to come, years away
ŧ  -  time, times, twice

a  -  the
v  -  of
I  -  in, at, during, over, into, throughout
4  -  for
G  -  within, inside, in the space of
@  -  on
F  -  from
O  -  to
&  -  and, but
|  -  or
_  -  possibly, probably, perhaps, maybe, likely, most likely, sometime, some time, just, only, even
_  -  either, both, any, roughly speaking, inclusive, sharp, originally published

b  -  by, through, thru, no later than, not later than, on or before, by or before, by or on
b  -  before or on, up to, has until, have until, had until, having until, given until, deadline of
b  -  deadline is, deadline was, deadline until, as late as, on or prior to, up to and including
b  -  valid until, valid through, up through, through to, no later then
U  -  until, till, til, up until, up till
f  -  before, ahead of, prior to, in advance of, earlier than, run-up to, lead-up to
g  -  as early as, as soon as
ğ  -  no earlier than, not earlier than, no sooner than, not sooner than, not any earlier than
ğ  -  not before, not until, not till, not prior to, never before, at least until, until at least
ğ  -  at least through, through at least, on or after, on and after, not expected before
ğ  -  not expected until, at least till, till at least
A  -  after, once, upon, later than, following on, starting after, beginning after
=  -  between
!  -  not, never, cannot, won't, can't, isn't, wouldn't, doesn't, don't, didn't, couldn't, aren't
!  -  shouldn't, unlikely, no, nor, neither, hardly, nobody, nothing, none, without
]  -  at the latest, at latest, at the very latest, or earlier, or sooner, or before, latest
[  -  at the earliest, at earliest, at the very earliest, at the soonest, or later, or after, earliest
[  -  or beyond, and beyond, and later
}  -  onwards, onward
‹  -  less than, under, fewer than, no more than, not more than, at most, no longer than
›  -  at least, more than, no less than, not less than, a minimum of
?  -  about, around, circa, roughly, approximately, on or about, on or around, nearly, almost
≈  -  or so, or thereabouts, give or take

S  -  since, ever since
↶  -  ago
H  -  if, unless, pending, whenever, provided, subject to, depending on, assuming, by the time
H  -  the eve of, by then, until then, before then
Ω  -  when
÷  -  instead of, rather than, not on
ç  -  because, while, although, though, as, so, with, that, who, whose, where, whether, despite, amid
X  -  would not say, did not say, declined to say, not say when, without saying when, no timeline
X  -  no date, no timetable, no time frame, no timeframe, no deadline, when the time is right
X  -  when the time comes, date to be announced, to be announced, tba, tbd, to be determined
{  -  moved, move, moves, rescheduled, shifted, brought, changed, bumped, pulled forward
þ  -  postponed, postpone, postpones, delayed, delay, delays, deferred, defer, adjourned, adjourn
þ  -  pushed, push, pushes, put off, puts off, slipped, slip, slips, put back, set back, rolled over
ẽ  -  extended, extend, extends, prolonged, prolong, lengthened
δ  -  expected, scheduled, planned, slated, due, set, anticipated, forecast, projected, which, supposed
δ  -  required, needed, timed, tipped, penciled, pencilled, earmarked, targeted, intended, promised
δ  -  needs, proposed, indeed, united, limited
β  -  be, been, being, get, gets, getting, is, are, remain, remains, stay, stays
«  -  said, announced, reported, stated, added, warned, wrote, confirmed, declared, claimed, tweeted
«  -  posted, insisted, predicted, denied, spoke, acknowledged, conceded, argued, noted, published
«  -  released, issued, revealed, disclosed, signalled, signaled, hinted, repeated
ť  -  told, informed, assured
P  -  died, met, began, left, held, took, came, went, made, was, were, had, did, gave, saw, sent, won
P  -  lost, became, fell, rose, found, kept, ran, agreed, freed, decreed, fled, killed, shot, hit
ä  -  reporters, journalists, lawmakers, parliament, interview, briefing, statement, conference, news
ä  -  press, speech, address, television, tv, radio, agency, newspaper, broadcaster, reuters, cnn, bbc
ä  -  tass, interfax, bloomberg, ap, afp, telegram, twitter, facebook, state, senators, deputies
ä  -  ministers, officials, viewers, investors, broadcast, remarks, post, video
"""
#: Short forms that are other words in small letters, or names of people and papers: only as they stand.
_AS_THEY_STAND = """
m  3  March, MARCH
m  5  May, MAY
µ  3  march, mar, Mar
µ  5  may
w  0+  Mon, Tue, Wed, Thu, Fri
ω  0+  mon, tue, wed, thu, fri, sat, sun
ω  0+  MON, TUE, WED, THU, FRI, SAT, SUN
ω  5+  Sat, Sun
z  0  Z
z  IST  IST
z  CST  CST
z  BST  BST
z  America/New_York  ET
z  America/Chicago  CT
z  America/Denver  MT
z  America/Los_Angeles  PT
z  Europe/Berlin  CET, CEST
z  Europe/Kyiv  EET, EEST
z  -720  AoE
z  -300  EST, CDT
z  -240  EDT
z  -420  MST, PDT
z  -360  MDT
z  -480  PST
z  300  PKT
z  480  HKT, SGT, AWST
z  540  JST, KST
z  600  AEST
z  660  AEDT
"""
#: Words whose full stop ends no sentence.
_SHORTENED = (
    "jan feb mar apr jun jul aug sept sep oct nov dec mon tues tue weds wed thurs thur thu fri sat sun"
)

ENGLISH = language(_WORDS, as_they_stand=_AS_THEY_STAND, shortened=_SHORTENED)
