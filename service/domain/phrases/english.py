"""The English words that speak of time: data only, so that a second language is a second file.

Each word stands for one class, a single character in which the grammar is written:

    m month      w weekday    d number 1-31   o ordinal     y year         n other number  c number word
    1 a, an, one ~ few        K couple        u unit        W weekend      Z working       s season
    Y units      k today …      p part of day t clock       z zone        q Q3, H1       P past verb
    T this       N next       C coming        L last        e early        M mid           l late
    r later      E end        B beginning     a the         v of           I in, at        G within
    @ on         F from       O to            & and         | or           ' possessive    - dash
    b up to      U until      f before        g from … on   A after        S since         < starting
    = between    { moved      ! not           ] at the latest  [ at the earliest   ? about   H once
    * every      V vague      J week of       Q week ending X says nothing of when         x other
"""

from __future__ import annotations

Entry = tuple[str, object]

_MONTHS = {
    1: "january jan",
    2: "february feb",
    3: "march mar",
    4: "april apr",
    5: "may",
    6: "june jun",
    7: "july jul",
    8: "august aug",
    9: "september sept sep",
    10: "october oct",
    11: "november nov",
    12: "december dec",
}
_WEEKDAYS = {
    0: "monday mon",
    1: "tuesday tues tue",
    2: "wednesday weds wed",
    3: "thursday thurs thur thu",
    4: "friday fri",
    5: "saturday sat",
    6: "sunday sun",
}
_SEASONS = {0: "spring springtime", 1: "summer summertime", 2: "autumn fall", 3: "winter wintertime"}
_UNITS = "minute hour day week month quarter year fortnight half decade century"
_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

#: Abbreviations whose full stop ends no sentence.
SHORT = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "mon",
        "tues",
        "tue",
        "weds",
        "wed",
        "thurs",
        "thur",
        "thu",
        "fri",
        "sat",
        "sun",
    ]
)
#: Words that are months, days or seasons only with a date or a small word of time beside them.
WEAK = frozenset(["may", "march", "mar", "sun", "sat", "second", "fall", "spring"])

WORDS: dict[str, Entry] = {}
for _number, _names in _MONTHS.items():
    WORDS |= dict.fromkeys(_names.split(), ("m", _number))
for _number, _names in _WEEKDAYS.items():
    WORDS |= dict.fromkeys(_names.split(), ("w", _number))
for _number, _names in _SEASONS.items():
    WORDS |= dict.fromkeys(_names.split(), ("s", _number))
for _name in _UNITS.split():
    WORDS[_name] = ("u", (_name, False))
    WORDS[f"{_name}s"] = ("Y", (_name, True))
WORDS["halves"] = ("Y", ("half", True))
for _number, _name in enumerate(_NUMBERS.split(), start=2):
    WORDS[_name] = ("c", _number)
for _number, _name in enumerate(_ORDINALS.split(), start=1):
    WORDS[_name] = ("o", _number)
WORDS |= {f"{_name}s": ("*", "weekday") for _name in (names.split()[0] for names in _WEEKDAYS.values())}


def _say(character: str, words: str, value: object = None) -> None:
    WORDS.update(dict.fromkeys(words.split(), (character, value)))


_say("1", "a an one", 1)
_say("~", "few several some many")
_say("K", "couple", 2)
_say("c", "thirty", 30)
_say("c", "sixty", 60)
_say("c", "ninety", 90)
_say("W", "weekend weekends")
_say("Z", "working business")
_say("k", "today", 0)
_say("k", "tonight", 0)
_say("k", "tomorrow", 1)
_say("k", "yesterday", -1)
_say("k", "overnight", "overnight")
_say("k", "now", 0)
_say("p", "morning afternoon evening night")
_say("t", "noon midday", (12, 0))
_say("t", "midnight", "midnight")
_say("T", "this current")
_say("N", "next")
_say("C", "coming upcoming following ensuing forthcoming")
_say("L", "last past previous preceding")
_say("e", "early")
_say("M", "mid middle")
_say("l", "late")
_say("r", "later")
_say("E", "end close ends")
_say("B", "beginning start outset")
_say("a", "the")
_say("v", "of")
_say("I", "in at during over")
_say("G", "within inside")
_say("@", "on")
_say("F", "from")
_say("O", "to")
_say("&", "and but")
_say("|", "or")
_say("b", "by through thru", "by")
_say("U", "until till til")
_say("f", "before", "before")
_say("A", "after", "after")
_say("S", "since ago")
_say("<", "starting effective commencing", "starting")
_say("=", "between")
_say("{", "moved postponed delayed rescheduled deferred adjourned pushed shifted extended brought")
_say("!", "not never cannot won't can't isn't wouldn't doesn't don't didn't unlikely no nor")
_say("?", "about around circa roughly approximately")
_say("H", "once when whenever if pending upon")
_say("*", "every each daily weekly monthly yearly annually")
_say("V", "soon shortly imminent imminently eventually presently momentarily", "soon")
_say("z", "utc gmt z", 0)
_say("z", "bst", "BST")
_say("z", "ist", "IST")
_say("z", "cst", "CST")
_say("z", "msk", "Europe/Moscow")
_say("z", "cet cest", "Europe/Berlin")
_say("z", "eet eest", "Europe/Kyiv")
_say("z", "et", "America/New_York")
_say("z", "pt", "America/Los_Angeles")
_say("z", "est", -300)
_say("z", "edt", -240)
_say("z", "cdt", -300)
_say("z", "mst", -420)
_say("z", "mdt", -360)
_say("z", "pst", -480)
_say("z", "pdt", -420)
_say("z", "aest", 600)
_say("z", "aedt", 660)
_say("z", "jst", 540)

#: Several words that are one: the words, their class, their value.
_SEQUENCES: tuple[tuple[str, str, object], ...] = (
    ("as early as", "g", "as_early_as"),
    ("as soon as possible", "V", "soon"),
    ("as soon as", "g", "as_early_as"),
    ("no earlier than", "g", "not_before"),
    ("no sooner than", "g", "not_before"),
    ("not earlier than", "g", "not_before"),
    ("not sooner than", "g", "not_before"),
    ("not before", "g", "not_before"),
    ("not until", "g", "not_before"),
    ("not till", "g", "not_before"),
    ("not expected before", "g", "not_before"),
    ("not expected until", "g", "not_before"),
    ("at least until", "g", "not_before"),
    ("until at least", "g", "not_before"),
    ("at least through", "g", "not_before"),
    ("on or after", "g", "not_before"),
    ("at the earliest", "[", None),
    ("at earliest", "[", None),
    ("or later", "[", None),
    ("or after", "[", None),
    ("at the latest", "]", None),
    ("at latest", "]", None),
    ("or earlier", "]", None),
    ("or sooner", "]", None),
    ("or before", "]", None),
    ("no later than", "b", "by"),
    ("not later than", "b", "by"),
    ("on or before", "b", "by"),
    ("up to", "b", "by"),
    ("up until", "U", None),
    ("up till", "U", None),
    ("has until", "b", "by"),
    ("have until", "b", "by"),
    ("had until", "b", "by"),
    ("deadline of", "b", "by"),
    ("deadline is", "b", "by"),
    ("ahead of", "f", "before"),
    ("prior to", "f", "before"),
    ("in advance of", "f", "before"),
    ("earlier than", "f", "before"),
    ("later than", "A", "after"),
    ("on or about", "?", None),
    ("some time around", "?", None),
    ("sometime in", "I", None),
    ("some time in", "I", None),
    ("sometime", "x", None),
    ("takes effect", "<", "starting"),
    ("take effect", "<", "starting"),
    ("taking effect", "<", "starting"),
    ("comes into force", "<", "starting"),
    ("come into force", "<", "starting"),
    ("week of", "J", None),
    ("week commencing", "J", None),
    ("week beginning", "J", None),
    ("week starting", "J", None),
    ("w c", "J", None),
    ("week ending", "Q", None),
    ("day after tomorrow", "k", 2),
    ("any day now", "V", "soon"),
    ("any day", "V", "soon"),
    ("any moment", "V", "soon"),
    ("any time", "V", "soon"),
    ("any time soon", "V", "soon"),
    ("in the near future", "V", "soon"),
    ("in the foreseeable future", "V", "soon"),
    ("in due course", "V", "eventually"),
    ("at some point", "V", "eventually"),
    ("sooner or later", "V", "eventually"),
    ("until further notice", "V", "eventually"),
    ("before long", "V", "soon"),
    ("close of business", "E", "business"),
    ("end of business", "E", "business"),
    ("end of play", "E", "business"),
    ("close of play", "E", "business"),
    ("cob", "E", "business"),
    ("eod", "E", "business"),
    ("moscow time", "z", "Europe/Moscow"),
    ("kyiv time", "z", "Europe/Kyiv"),
    ("london time", "z", "Europe/London"),
    ("eastern time", "z", "America/New_York"),
    ("pacific time", "z", "America/Los_Angeles"),
    ("local time", "z", "local"),
    ("the eve of", "H", None),
    ("would not say", "X", None),
    ("did not say", "X", None),
    ("declined to say", "X", None),
    ("not say when", "X", None),
    ("without saying when", "X", None),
)
SEQUENCES: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
for _words, _character, _value in sorted(_SEQUENCES, key=lambda row: -len(row[0].split())):
    _first, *_rest = _words.split()
    SEQUENCES.setdefault(_first, []).append((tuple(_rest), (_character, _value)))

#: Verbs that look like the past and speak of what is to come.
STILL_TO_COME = frozenset(
    [
        "expected",
        "scheduled",
        "planned",
        "slated",
        "due",
        "set",
        "anticipated",
        "forecast",
        "projected",
        "supposed",
        "required",
        "needed",
        "timed",
        "tipped",
        "penciled",
        "pencilled",
        "earmarked",
        "targeted",
        "intended",
        "promised",
    ]
)
#: Verbs of the past that do not end in -ed.
PAST = frozenset(
    [
        "said",
        "told",
        "met",
        "began",
        "left",
        "held",
        "took",
        "came",
        "went",
        "made",
        "was",
        "were",
        "had",
        "did",
        "gave",
        "saw",
        "sent",
        "spoke",
        "wrote",
        "won",
        "lost",
        "became",
        "fell",
        "rose",
        "found",
        "kept",
        "read",
        "ran",
    ]
)
