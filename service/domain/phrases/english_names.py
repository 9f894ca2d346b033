"""The English names of months, weekdays, seasons, feasts and zones, in the classes of `english`."""

from __future__ import annotations

#: Rows as in `english`, read in any case; "x" holds names that only look like days or seasons.
NAMES = """
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
h  07-04  fourth of july
h  easter  easter sunday, easter day
ĥ  easter  easter
h  good_friday  good friday
h  easter_monday  easter monday
h  orthodox_easter  orthodox easter, orthodox easter sunday
h  thanksgiving  thanksgiving day
ĥ  thanksgiving  thanksgiving
h  labor_day  labor day
h  memorial_day  memorial day
ħ  -  easter holiday, easter holidays, easter break, easter weekend, easter season, easter recess, easter week
ħ  -  thanksgiving weekend, thanksgiving break, thanksgiving week, thanksgiving holiday, thanksgiving recess
ħ  -  canadian thanksgiving, labor day weekend, memorial day weekend, memorial day recess
ħ  -  memorial day holiday
ħ  -  orthodox christmas, holy thursday, palm sunday
ħ  -  ash wednesday, whit monday, pentecost, ascension, passover, rosh hashanah
ħ  -  yom kippur, hanukkah, ramadan, eid, diwali, nowruz, holi, labour day
ħ  -  independence day, victory day, unity day, presidents' day, black friday, cyber monday
ħ  -  super tuesday, super sunday, super bowl sunday, bloody sunday, black monday, bank holiday monday
ħ  -  election day, inauguration day
s  0  springtime
s  1  summer, summertime
s  2  autumn
s  3  winter, wintertime
σ  0  spring
σ  2  fall
x  -  good friday agreement, easter island, easter egg, easter eggs, easter rising, easter bunny
x  -  easter bombings, easter basket, easter message, easter uprising
x  -  mon dieu, mon ami, mon amour, mon cher, mon oncle, mon repos
x  -  winter olympics, winter games, summer olympics, summer games, winter palace, winter war
x  -  sunday times, sunday telegraph, sunday mirror, mail on sunday, sunday school, man friday
x  -  saturday night live, girl friday, freaky friday, fridays for future, sunday express, prague spring
x  -  spring offensive, spring session, spring budget, spring statement, spring conference, spring draft
x  -  spring campaign, spring training, spring semester, fall semester, fall session, fall campaign
x  -  autumn statement, autumn budget, autumn session, summer holidays, summer offensive, summer recess
x  -  winter offensive, winter break, winter session, summer session, summer camp, summer transfer window
x  -  arab spring, spring break, summer school, winter storm
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
"""
#: Short forms that are other words in small letters, or names of people and papers: only as they stand.
AS_THEY_STAND = """
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
