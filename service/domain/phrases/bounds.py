"""The small words around days: a table of patterns over `line` shapes, each with what it makes of them.

A row is a name, a pattern over words and marks (see `anchors` for the marks), and a function from the
expressions it covers to one span. The first row that fits at a place is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from service.domain.phrases import combining as make
from service.domain.phrases import counting, pairing
from service.domain.phrases.anchors import Anchor
from service.domain.phrases.combining import Bounded
from service.domain.phrases.patterns import Place, Table
from service.domain.phrases.spans import Said

Combine = Callable[[Sequence[Anchor], Said], Bounded | None]

_X = "[D879]"
#: A few words in between, none of them a day or the end of a clause.
_FEW = r"[^D8796,.;]"
#: The day a thing was announced on is no day to count from.
_NOT_SAID = r"(?<![P«])(?<![P«]@)"
#: A verb of the past stands before; words of the future or of another clause, a bound or a comma part them.
_GONE = r"[^D879635.;:,ẁδObUfgğAφΩH!{þẽ&|<BGRç]"
_VERB = r"(?<![β-])(?<!βx)(?<!ẁ)(?<!ẁx)(?<!O)"
_FIRST, _NEXT = r"(?:^|(?<=\.))", "[^D8796.;,ẁδOHçΩ]"
#: "Said on Wednesday", "told reporters on Friday", "on Monday announced": the day of the saying.
_SAYING = (
    rf"{_VERB}(?:[Pẍ«ť][eləM]?[@I]?8|«[aI1äv']{{1,6}}@?8|«[IO]{_GONE}{{1,8}}@8|«[I@]?7"
    rf"|ť(?:a?[xä]{{1,3}}|[aI1ä]{{1,6}})@8|ťa?[xä]{{1,2}}(?:I{_GONE}{{1,6}}@)?8)"
    r"|@8(?=[P«ť])|(?<=[xä])8(?=[P«ť])"
    rf"|«(?:A|f|φ)a?8'|{_FIRST}@8,(?={_NEXT}{{0,6}}(?:[«ť]|(?<![aT1])P(?![^.;,]{{0,8}}[ẁδ]))[^.;,])"
    rf"|{_FIRST}I[1aTxv]{{0,3}}äx?@?8,(?={_NEXT}{{0,8}}[«ť])|{_FIRST}8,(?={_NEXT}{{1,4}}(?<![aT1])P)"
)
#: No second day follows.
_ALONE = r"(?!,?(?:[&|O\-bU]))"
#: "Approved the law on Wednesday": the day of what happened, not of "the announced vote" or "a Friday vote".
_HAPPENED = (
    rf"{_VERB}(?<![aT1'])[Pẍ](?:a\{{|{_GONE}){{1,10}}(?<![1a4'])(?:(?:@a?|[elM]p?@?)?8(?!'?x?R)|[I@4]?7)"
)
_OF = r"(?:a?E[v]?)?[@v4I]?a?"

#: Name, pattern, what it makes of the days.
ROWS: tuple[tuple[str, str, Combine], ...] = (
    ("dateline", r"^x{1,4},D,[xä]{1,2},-", make.left_out),
    ("named_after_day", r"a?Dą", make.left_out),
    ("saying", _SAYING, make.left_out),
    ("said_on_date", rf"{_VERB}[P«ť],?[@I]?D", make.unless_gone),
    (
        "by_then_done",
        rf"{_FIRST}[bUf<]8,(?=[^D8796.;,ẁδO]{{1,8}}(?<![aT1])P(?![^.;,]{{0,8}}[ẁδ]))",
        make.left_out,
    ),
    (
        "happened_this_week",
        rf"{_FIRST}I?D,(?=[^D8796.;,ẁδOH]{{1,8}}(?<![aT1])P(?![^.;,]{{0,8}}[ẁδ]))",
        make.unless_running,
    ),
    ("called_off", rf"[4@I]?a?{_X}'?,?[^D8796.;,ẁHbUf]{{0,8}}ẁ?ẍ", make.left_out),
    (
        "planned_for_and_not",
        rf"4a?{_X}(?=[^D8796.;ç]{{0,3}}(?:ẁ!|!)[^D8796.;]{{0,12}}(?:[.;]|$))",
        make.left_out,
    ),
    ("counterfactual", rf"ẁĝP[^D8796.,;bUfgğ]{{0,6}}{_X}", make.left_out),
    ("happened_before", rf"{_VERB}(?<![aT1'])P5?f@?[D8]", make.left_out),
    ("of_a_month", rf"(?<=x)[4v]a?[79](?=ẁ[^D8796.;]{{0,10}}{_X})", make.left_out),
    ("happened", _HAPPENED, make.left_out),
    (
        "happened_in",
        rf"{_VERB}(?<![aT1'])[Pẍ](?:a\{{|{_GONE}){{1,10}}(?<![Pẍ«ť])(?:[@I]a?)?(?<!P[@I])D{_ALONE}",
        make.unless_long_gone,
    ),
    ("beside_what_happened", rf"6?[fA]a?{_X}'x{{0,2}}ą", make.left_out),
    ("eve", rf"ë{_FEW}{{0,8}}{_X}", counting.eve_of),
    ("condition_by", rf"H{_FEW}{{1,14}}[bUf]a?@?D", make.condition_by),
    (
        "condition",
        rf"H[^D8796,.;bUf]{{1,10}}{_X}|H{_FEW}{{1,10}}{_X}(?=,)|^H{_FEW}{{1,10}}{_X}",
        make.left_out,
    ),
    ("hanging_length", r"[AΩH][^D8796.;,]{1,10},(?!δ)[^D8796.;,bUfgğ]{0,8}D", make.unless_counted),
    ("not_that_day", rf"!@?a?(?:{_X}|5)", make.left_out),
    ("once_planned", rf"ö[^D879.;]{{0,6}}{_X}", make.left_out),
    ("since", rf"S[@I]?a?{_X}", make.left_out),
    ("moved_instead", rf"[I@4]?a?{_X}(?:÷|,?!)@?{_X}", pairing.moved_instead),
    ("extended", rf"ẽ[^D879.;OUb]{{0,10}}(?:F@?{_X})?x{{0,2}}[OUb]a?@?{_X}", pairing.extended),
    (
        "postponed_from_to",
        rf"þ[^D879.;]{{0,12}}F@?{_X}[^D879.;]{{0,4}}(?:[OUb]|4)@?a?{_X}",
        pairing.postponed,
    ),
    (
        "moved_from_to",
        rf"\{{[^D879.;]{{0,12}}F@?{_X}[^D879.;]{{0,4}}(?:[OUb]|4)@?a?{_X}",
        pairing.moved,
    ),
    ("moved_lower", rf"[{{þ][^D879.;OUF]{{0,10}}(?:O?[gğ]|[OUb]›)@?a?{_X}", pairing.moved_lower),
    ("moved_after", rf"[{{þ][^D879.;OUF]{{0,8}}UA{_FEW}{{0,4}}{_X}", pairing.moved_after),
    ("moved_to", rf"[{{þ][^D879.;OUFA]{{0,10}}(?:O|U|b|FO|4)a?@?(?:{_X}|5)|kδ[@4I]?a?{_X}", pairing.moved),
    ("moved_from", rf"[{{þ][^D879.;OUb]{{0,10}}F@?{_X}", make.left_out),
    ("after_and_before", rf"A@?a?{_X},?&?f@?a?{_X}", pairing.after_and_before),
    ("lower_and_before", rf"[gğ]{_OF}{_X},?[&x]{{0,3}},?f{_OF}{_X}", pairing.from_and_before),
    ("lower_and_upper", rf"[gğA]{_OF}{_X},?[&x|]{{0,3}},?[bU]{_OF}{_X}\]?", pairing.both),
    ("earliest_and_latest", rf"[I@]?a?{_X},?\[,?&?{_X},?\]", pairing.both),
    ("between", rf"=[a@]?{_X},{{0,2}}\[?,?&[a@]?{_X}", pairing.both),
    ("between_now", rf"=[^D879&.;]{{1,6}}&[@a]?{_X}", make.upper),
    ("begin_and_end", rf"[B<][@I]?a?{_X},?&E[@I]?a?{_X}", pairing.both),
    ("from_to", rf"[F<B][@I]?a?{_X},?(?:O|U|b|-)[@I]?a?{_X}", pairing.both),
    ("week_of", rf"J@?a?{_X}", counting.week_of),
    ("week_ending", rf"Q[@a]?{_X}", counting.week_ending),
    ("into", r"[I@]?8I8", pairing.both),
    ("to", rf"[I@]?a?{_X}(?:O|-|b|U)[@I]?a?{_X}", pairing.both),
    (
        "either_at_latest",
        rf"[I@]?a?{_X}\|(?:,?\],?)?[I@]?a?{_X},?\]|[I@]?a?{_X}\|,?\],?[I@]?{_X}",
        pairing.by_either,
    ),
    ("by_either", rf"[bUf]{_OF}{_X}\|[bU]?[@I]?a?{_X}", pairing.by_either),
    ("lower_either", rf"[gğ]{_OF}{_X}\|[gğ]?[@I]?a?{_X}", make.lower_of_first),
    ("not_until_either", rf"!{_FEW}{{0,12}}[Uf][Ia@]{{0,2}}{_X}\|[Uf]?[@I]?a?{_X}", make.not_before_first),
    ("either", rf"[I@4]?a?{_X},?\|[@I]?a?{_X}", pairing.either),
    ("two_days", r"[I@4]?a?[D8]&[@I]?a?[D8]", pairing.two_days),
    ("within_of", rf"46F{_FEW}{{0,4}}{_X}|G6[vA]?{_FEW}{{0,8}}{_X}", counting.within_of),
    ("counted_from", rf"6[AF]{_FEW}{{0,8}}{_NOT_SAID}{_X}", counting.counted_from),
    ("counted_before", rf"(?:6f|ḟ){_FEW}{{0,8}}{_X}", counting.counted_before),
    ("when_it_came", rf"[gğ]{_OF}{_X}P", make.left_out),
    ("not_until_after", rf"ğA{_FEW}{{0,6}}{_X}|![^D879.;5]{{0,12}}UA{_FEW}{{0,4}}{_X}", make.after),
    ("not_until", rf"!{_FEW}{{0,12}}[Uf][Ia@]{{0,2}}{_FEW}{{0,8}}{_X}", make.not_before),
    ("not_expected", rf"!x?δ[^D8796.;:,bUfgğA]{{0,6}}[I@]?a?{_X}", make.left_out),
    ("negated", rf"![^D8796.;:,bUfgğAF<B&çδ|]{{0,6}}[I@]?a?{_X}", make.left_out),
    ("about", rf"[bIU4@]?\?{_OF}{_X}|[bI@4]?a?{_X}≈", make.about),
    ("begins", rf"[<FB][@I]?a?{_X}(?!,?\[)}}?|{_X}@(?=$|[.,;])", make.begins),
    ("not_before", rf"ğ{_OF}(?:{_X}|5)\[?|ğ{_FEW}{{1,8}}{_X}", make.not_before),
    ("lower", rf"g{_OF}(?:{_X}|5)\[?|g[^D8796,.;bfU]{{1,8}}{_X}", make.lower),
    (
        "earliest",
        rf"[<FB]?[I@4]?a?{_X},?\[|\[(?:[xβ4]{{0,3}}|[^D8796.;,]{{1,8}}β)@?{_X}|[I@]?a?{_X}βa?\[",
        make.lower,
    ),
    ("until_after", rf"UA{_FEW}{{0,6}}{_X}", make.after),
    ("after_named_event", rf"(?:A|(?<!a)φ)(?:a{_X}[xä]|{_X}')", make.after_event),
    ("after", rf"A[@I]?a?{_X}(?![P«ť])", make.after),
    (
        "after_event",
        rf"(?:A|(?<!a)φ)[^D8796;:.,fbU]{{1,10}}(?:,δ[^D879.;,]{{0,4}})?{_NOT_SAID}{_X}",
        make.after_event,
    ),
    ("latest", rf"[@I]?a?{_X},?\]|\][b@I]?a?{_X}", make.upper),
    ("deadline_gone", rf"[bU@]?a?{_X}'?x?RP", make.left_out),
    ("deadline", rf"[bU@]?a?{_X}'?x?R|R,?-?(?:[@4Iv]|{_FEW}{{0,6}}β)?[@I]?a?{_X}", make.upper),
    ("before_named_event", rf"f(?:a{_X}[xä]|{_X}')", make.before_event),
    ("before", rf"f[@I]?{_OF}{_X}(?![P«ť])", make.before),
    ("vague_before", rf"Yf{_FEW}{{0,4}}{_X}", make.before_event),
    ("before_event", rf"f[^D8796;:.,fbU]{{1,12}}(?:,δ[^D879.;,]{{0,4}})?{_NOT_SAID}{_X}", make.before_event),
    ("until_earliest", rf"[bU]{_OF}{_X},?\[", make.not_before),
    ("until", rf"U{_OF}(?:{_X}|5)(?:,?\])?", make.until),
    ("upper", rf"b{_OF}(?:{_X}|5)(?:,?\])?", make.upper),
    ("soon_after_something", r"5(?=A[^D879.;]{0,30}(?:[.;]|$))", make.left_out),
    ("bare", r"[I4@]a?[97]|[I@4]?a?[D8]|^a?[97][.]?$|5", make.bare),
)
#: Every row holds days, and a few words before them.
NEEDS, REACH = "D879653", 24
_TABLE = Table(((name, pattern) for name, pattern, _ in ROWS), needs=NEEDS, reach=REACH)
COMBINE = {name: combine for name, _, combine in ROWS}


def bounds(shape: str) -> Iterable[Place]:
    """Return which rows fit where in the shape of a line."""
    return _TABLE.places(shape)
