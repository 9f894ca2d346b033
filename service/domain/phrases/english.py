"""The English words that speak of time: data only, so that a second language is a second file.

Each word belongs to one class, a single character in which the grammar is written. To teach a word, put it
into its row. Words parted by spaces are read as one. The classes:

    names     m month   µ may, march   w weekday   ω sun, sat …   s season   σ fall, spring
              h feast day   ĥ feast   ħ feast that moves, and every named day that is no plain weekday
    numbers   d 1-31   n other   y year   Ŷ decade   o ordinal in digits   ó in words   c number word
              1 a, one   ~ few   K couple   (i j ĵ t q: dates, times and quarters in digits)
    units     u unit   Y units   ü quarter, half   W weekend   Z working   ɱ midweek   ỹ days ahead
              ẙ a week ahead   ε the year is out   ñ in the new year
    days      k today …   p part of a day   t clock   ⊙ o'clock   % end of the day   z zone   ζ Eastern …
    verbs     ẁ will   P past   ẍ called off   ĉ cut (past or not)   « said   ť told   β be   { moved
              þ postponed   ẽ extended   δ due   B begin   < takes effect
    of time   T this   N next   » week after next   C coming   φ following   L last   ö originally
              e early   M mid   l late   r later   ρ rest of   ə earlier   E end   R deadline   ŧ time
    small     a the   v of   I in, at   4 for   G within   @ on   F from   O to   & and   | or   ' - , . ;
    bounds    b by   U until   f before   g as early as   ğ not before   A after   = between   ! not
              ] at the latest   [ at the earliest   } onwards   ‹ less than   › at least   ? about   ≈ or so
    others    S since   ↶ ago   H if   Ω when   * every   V vague   J week of   Q week ending   Φ fiscal
              ë the eve of   ś the worst   ą attacks   ĝ has, given
              ä who was told   ÷ instead of   ç because   X says nothing of when   x other
"""

from __future__ import annotations

from service.domain.phrases.english_names import AS_THEY_STAND, NAMES
from service.domain.phrases.language import language

#: One row a line: the class ("_" leaves a word out), what the words stand for ("-" for nothing, "2+" counts
#: on from 2), the words. They are read in any case: "monday", "Monday", "MONDAY".
_WORDS = """
*  -  mondays, tuesdays, wednesdays, thursdays, fridays, saturdays, sundays, weekends, weekdays, every
*  -  mornings, afternoons, evenings, nights, each, daily, weekly, monthly, yearly, annually, once a week
*  -  once a month
k  0  today, tonight, effective immediately, with immediate effect, takes effect immediately
k  0  take effect immediately, comes into force immediately, right away, straight away
k  1  tomorrow
k  2  day after tomorrow
k  -1  yesterday
k  -2  day before yesterday
k  overnight  overnight
k  now  now
p  -  morning, afternoon, evening, night
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
ε  year  eoy, year is out, year ends, year is over, year's out, year closes, turn of the year
ε  month  eom, month is out, month ends, month is over, month's out
ε  quarter  eoq
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
ó  1+  first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh
ó  12+  twelfth, thirteenth, fourteenth, fifteenth, sixteenth, seventeenth, eighteenth
ó  19+  nineteenth, twentieth
ó  30  thirtieth
ó  1  opening
ó  -1  final, closing, dying
ó  2  latter
1  1  a, an, one, another
~  -  few, several, some, a matter of, a number of
K  2  couple
t  12:00  noon, midday, 12 noon
t  24:00  midnight, 12 midnight
⊙  -  o'clock
%  -  close of business, end of business, end of play, close of play, cob, eod, end of day
%  -  end of the day, end of the business day, end of the working day
x  -  at the end of the day, ahead of schedule, ahead of time, behind schedule, days ahead of schedule
x  -  weeks ahead of schedule, months ahead of schedule, years ahead of schedule, day ahead of schedule
x  -  week ahead of schedule, month ahead of schedule, year ahead of schedule
x  -  appear before, appears before, appearing before, testify before, testifies before, go before
x  -  goes before, come before, comes before, brought before, stand before
_  -  after the bell, before the bell, after the close, before the open, after the market closes
_  -  after markets close, before the market opens, after hours
T  -  this, current
N  -  next
»  week  week after next
»  weekend  weekend after next
»  month  month after next
»  year  year after next
C  -  coming, upcoming, ensuing, forthcoming
φ  -  following, same
ö  -  originally, previously, initially, formerly, had planned, had hoped, had intended, had been due
ö  -  had been planned, had been scheduled, had been expected, had been set, was supposed, were supposed
ñ  year  in the new year, into the new year
L  -  last, past, previous, preceding, recent
e  -  early
M  -  mid, middle
l  -  late
r  -  later, in the course of, over the course of, during the course of
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
V  soon  in the not too distant future, sooner rather than later, in no time
V  soon  in the near future, in the very near future, in short order, around the corner
V  eventually  eventually, in due course, in due time, at some point, sooner or later, some day
V  eventually  at some stage, for the foreseeable future, at a future date, at some later date
V  eventually  a later date, someday, until further notice, in the foreseeable future, at a later date
V  eventually  down the road, indefinitely, in the long run, in the longer term
ỹ  hour  hours ahead, hours to come, hours away, hours hence
ỹ  day  days ahead, days to come, days away, days hence
ỹ  week  weeks ahead, weeks to come, weeks away, weeks hence
ỹ  month  months ahead, months to come, months away, months hence
ỹ  year  years ahead, years to come, years away, years hence
ẙ  day  day away, day hence
ẙ  week  week away, week hence, week ahead
ẙ  month  month away, month hence, month ahead
ẙ  year  year away, year hence, year ahead
ŧ  -  time, times, twice
a  -  the
v  -  of
I  in  in
I  -  at, during, over, into, throughout
4  -  for
G  -  within, inside, in the space of
@  -  on
F  -  from
O  -  to
&  -  and, but
|  -  or
_  -  possibly, probably, perhaps, maybe, likely, most likely, sometime, some time, just, only, even
_  -  either, both, any, roughly speaking, inclusive, sharp, originally published
b  -  not after, by, through, thru, no later than, not later than, on or before, by or before, by or on
b  -  before or on, up to, has until, have until, had until, having until, given until, deadline of
b  -  deadline is, deadline was, deadline until, as late as, on or prior to, up to and including
b  -  valid until, valid through, up through, through to, no later then
U  -  until, till, til, up until, up till
f  -  by the time, before, ahead of, prior to, in advance of, earlier than, run-up to, lead-up to
g  -  as early as, as soon as
ğ  -  no earlier than, not earlier than, no sooner than, not sooner than, not any earlier than
ğ  -  not before, not until, not till, not prior to, never before, at least until, until at least
ğ  -  at least through, through at least, on or after, on and after, not expected before
ğ  -  not expected until, at least till, till at least
A  -  after, once, upon, later than, following on, starting after, beginning after
=  -  between
!  -  not, never, cannot, won't, can't, isn't, wouldn't, doesn't, don't, didn't, couldn't, aren't
!  -  shouldn't, unlikely, no, nor, neither, hardly, nobody, nothing, none
]  -  at the latest, at latest, at the very latest, or earlier, or sooner, or before, latest
[  -  soonest, at the earliest, at earliest, at the very earliest, at the soonest, or later, or after
[  -  earliest
[  -  or beyond, and beyond, and later
}  -  onwards, onward
‹  -  less than, under, fewer than, no more than, not more than, at most, no longer than
›  -  just over, well over, a little over, as little as, as few as
›  -  at least, more than, no less than, not less than, a minimum of
?  -  about, around, circa, roughly, approximately, on or about, on or around, nearly, almost
≈  -  or so, or thereabouts, give or take
S  -  since, ever since, so far, stayed until, stayed till, stayed through, lasted until, lasted till
S  -  lasted through
S  -  waited until, waited till, served until, served through, ruled until, ran until, ran through
S  -  went on until, continued until, continued through, remained until, raged until, dragged on until
↶  -  ago
H  -  if, unless, pending, whenever, provided, subject to, depending on, assuming
ë  -  eve of
H  -  by then, until then, before then
Ω  -  when
ś  -  worst, best, biggest, largest, highest, lowest, deadliest, longest, fewest, smallest
ś  -  greatest, heaviest, hottest, coldest, strongest, weakest, steepest, sharpest, fastest, most
ą  -  attack, attacks, massacre, riot, riots, committee, coup, uprising, revolution, plot, tragedy
ą  -  earthquake, explosion, insurrection, shooting, crash, hijackings
÷  -  instead of, rather than, not on
ç  -  because, while, although, though, as, so, with, that, who, whose, where, whether, despite, amid
X  -  would not say, did not say, declined to say, not say when, without saying when, no timeline
X  -  no date, no timetable, no time frame, no timeframe, no deadline, when the time is right
X  -  when the time comes, date to be announced, to be announced, tba, tbd, to be determined
{  -  moved, move, moves, rescheduled, shifted, brought, changed, bumped, pulled forward
þ  -  postponed, postpone, postpones, delayed, delay, delays, deferred, defer, adjourned, adjourn
þ  -  pushed, push, pushes, put off, puts off, slipped, slip, slips, put back, set back, rolled over
ẽ  -  extended, extend, extends, prolonged, prolong, lengthened
δ  -  expect, expects, expected, scheduled, planned, slated, due, set, anticipated, forecast, projected
δ  -  which, supposed
δ  -  required, needed, timed, tipped, penciled, pencilled, earmarked, targeted, intended
δ  -  needs, proposed, indeed, united, limited
ẁ  -  will, would, could, might, should, shall, must, can
β  -  be, being, get, gets, getting, is, are, remain, remains, stay, stays
«  -  said, stated, added, warned, wrote, confirmed, declared, claimed, tweeted, posted, insisted
«  -  predicted, denied, acknowledged, conceded, argued, noted, revealed, disclosed, hinted, reported
«  -  speaking, writing
ť  -  told, informed, assured, reminded, notified
P  give  gave, granted
ĝ  -  has, have, give, gives, given
ẍ  -  cancelled, canceled, called off, scrapped, shelved, abandoned
P  -  died, met, began, left, held, took, came, went, made, was, were, had, did, saw, sent, won
P  -  beat, lent, sang, shrank, dug, fed, led, been, struck, broke, chose, fought, sought, bought, caught
P  -  drew, drove, flew, grew, threw, spent, ate, bled, blew, clung, dealt, drank, felt, forbade, forgot
P  -  froze
P  -  got, hid, hung, knew, laid, leapt, learnt, leant, meant, overcame, overthrew, overtook, rang, rode
P  -  shook
P  -  slept, slid, spun, sprang, stuck, stung, swam, swung, taught, thought, tore, understood, undertook
P  -  upheld, withheld, woke, wore, wept, outlined
P  -  spoke to, talked to, went to, came to, flew to, drove to, travelled to, traveled to, returned to
P  -  appealed to, responded to, replied to, apologised to, apologized to, listened to, led to
ĉ  -  cut, split, quit, shut, spread
P  -  built, heard, paid, sold, stood, withdrew, spoke, seen, taken, begun, swept, stole, sank, swore
P  -  lost, became, fell, rose, found, kept, ran, agreed, freed, decreed, fled, killed, shot, hit
ä  -  reporters, journalists, lawmakers, parliament, interview, briefing, statement, conference, news
ä  -  press, speech, address, television, tv, radio, agency, newspaper, broadcaster, reuters, cnn, bbc
ä  -  tass, interfax, bloomberg, ap, afp, telegram, twitter, facebook, state, senators, deputies
ä  -  ministers, officials, viewers, investors, broadcast, remarks, post, video
"""
#: Words whose full stop ends no sentence.
_SHORTENED = (
    "jan feb mar apr jun jul aug sept sep oct nov dec mon tues tue weds wed thurs thur thu fri sat sun"
)

ENGLISH = language(_WORDS + NAMES, as_they_stand=AS_THEY_STAND, shortened=_SHORTENED)
