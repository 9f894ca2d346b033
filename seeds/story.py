"""The sample story: what two texts of 26 September 2022 said of Russia's borders, and what came of it."""

from __future__ import annotations

from datetime import date

from seeds.sources import (
    FSB,
    FSB_OFFICER,
    GOVERNMENT_SOURCES,
    KAZAKH_MEDIA,
    KHODORKOVSKY_LIVE,
    KREMLIN,
    KREMLIN_IN_OUR_WORDS,
    KREMLIN_SOURCE,
    MEDUZA,
    MOZHEM_OBYASNIT,
    NOVAYA_GAZETA_EUROPE,
    SOURCE,
    TWO_OUTLETS_SAID,
    VYORSTKA,
    VYORSTKA_SAID,
    WESTERN_GOVERNMENTS,
)
from seeds.telling import (
    OWN_VOICE,
    Told,
    added,
    barents_observer,
    moscow_times,
    noted,
    public_record,
    said,
    undated,
    unseen,
)
from service.domain.events import Checked, ClaimReported, Condition, Confirmed, Happened

QUESTION = "qst_sample_border"
WHEN_IS_IT_CLOSED = "When is the border closed to men of military age?"


STORY: tuple[Told, ...] = (
    Told(
        number=1,
        claim=ClaimReported(
            text="Men eligible for the mobilisation are put on a stop list.",
            report=moscow_times(
                GOVERNMENT_SOURCES,
                hedge="most likely date",
                when="Sept. 28",
            ),
            window=said("Sept. 28"),
            tags=("border", "mobilisation"),
        ),
        asks=WHEN_IS_IT_CLOSED,
        named=(
            unseen(MEDUZA, "Meduza", GOVERNMENT_SOURCES),
            unseen(KHODORKOVSKY_LIVE, "Khodorkovsky Live", GOVERNMENT_SOURCES),
        ),
        then=(
            *added(
                barents_observer(
                    GOVERNMENT_SOURCES, hedge="most likely date", when="This Wednesday, Sept. 28"
                ),
            ),
            KREMLIN,
            KREMLIN_IN_OUR_WORDS,
            noted(
                "The first text names no outlet of its own; that it is from The Moscow Times stands in the "
                "credit line of the copy. Which of the two texts is earlier is not known."
            ),
        ),
    ),
    Told(
        number=2,
        claim=ClaimReported(
            text="Russia closes its border to men of military age.",
            report=moscow_times(GOVERNMENT_SOURCES, hedge="could", when="this week"),
            # The copy's "as soon as this week" has no end; the window rests on the first text, which has one.
            window=said("this week"),
            question=QUESTION,
            tags=("border", "mobilisation"),
        ),
        then=(
            *added(barents_observer(GOVERNMENT_SOURCES, hedge="could", when="as soon as this week")),
            KREMLIN,
            KREMLIN_IN_OUR_WORDS,
            Checked(looked_on=date(2022, 10, 3), note="Looked for an announcement and found none."),
        ),
    ),
    Told(
        number=3,
        claim=ClaimReported(
            text="The travel ban is put in place.",
            report=moscow_times(FSB_OFFICER, hedge="could", when="as early as Monday"),
            window=said("as early as Monday"),
            question=QUESTION,
            tags=("border", "mobilisation"),
        ),
        named=(unseen(MOZHEM_OBYASNIT, "Mozhem Obyasnit", FSB_OFFICER),),
        then=(
            *added(
                barents_observer(FSB_OFFICER, hedge="could", when="as early as Monday"),
            ),
            KREMLIN,
            KREMLIN_IN_OUR_WORDS,
        ),
    ),
    Told(
        number=4,
        claim=ClaimReported(
            text="Putin decides for good on the travel ban and on a possible martial law.",
            report=moscow_times(
                VYORSTKA_SAID,
                when="before addressing both houses of parliament on Sept. 30",
            ),
            # "Before an event on a day" takes that day in, because the hour is not known.
            window=said("before addressing both houses of parliament on Sept. 30"),
            tags=("border", "mobilisation"),
        ),
        named=(unseen(VYORSTKA, "Vyorstka"),),
        then=(
            *added(
                barents_observer(
                    VYORSTKA_SAID, when="before addressing both houses of parliament on Sept. 30"
                ),
            ),
            noted(
                "The address it names is a claim of its own, clm_sample_13. The date is read from the "
                "day named and does not wait for that claim."
            ),
        ),
    ),
    Told(
        number=5,
        claim=ClaimReported(
            text="Men of military age need an exit visa, which enlistment offices grant or refuse.",
            report=moscow_times(KREMLIN_SOURCE, hedge="could"),
            window=undated(),
            tags=("border", "mobilisation"),
        ),
        named=(unseen(MEDUZA, "Meduza", KREMLIN_SOURCE),),
        then=added(
            barents_observer(KREMLIN_SOURCE, hedge="could"),
        ),
    ),
    Told(
        number=6,
        claim=ClaimReported(
            text="Parliament passes a law that says which reservists may not leave.",
            report=moscow_times(SOURCE, hedge="could", when="over the next few days"),
            window=said("over the next few days"),
            tags=("border", "mobilisation"),
        ),
        named=(unseen(KHODORKOVSKY_LIVE, "Khodorkovsky Live", SOURCE),),
        then=added(
            barents_observer(SOURCE, hedge="could"),
        ),
    ),
    Told(
        number=7,
        claim=ClaimReported(
            text="261,000 men left Russia within four days.",
            report=moscow_times(FSB, when="Wednesday and Saturday"),
            window=undated(),
            tags=("mobilisation",),
        ),
        named=(unseen(NOVAYA_GAZETA_EUROPE, "Novaya Gazeta Europe", FSB),),
        then=(
            *added(
                barents_observer(FSB),
            ),
            noted(
                "The two texts count differently: the copy has four days since the draft was announced on "
                "Wednesday, 21 September; the first text prints “Wednesday and Saturday”, kept as printed."
            ),
        ),
    ),
    Told(
        number=8,
        claim=ClaimReported(
            text="Men of military age are being turned back by Russian guards at the border with Kazakhstan.",
            report=moscow_times(KAZAKH_MEDIA, hedge="already", when="Sunday"),
            window=undated(),
            tags=("border", "mobilisation"),
        ),
        then=(
            *added(barents_observer(KAZAKH_MEDIA, hedge="already", when="Sunday", predicts=False)),
            noted(
                "“Sunday” is 25 September in both texts. In the first it dates the turning back, in the copy "
                "the report of it."
            ),
        ),
    ),
    Told(
        number=9,
        claim=ClaimReported(
            text="The voting on annexation in four occupied regions of Ukraine ends.",
            report=moscow_times(TWO_OUTLETS_SAID, when="Sept. 27"),
            window=said("Sept. 27"),
            tags=("annexation",),
        ),
        named=(
            unseen(MEDUZA, "Meduza"),
            unseen(KHODORKOVSKY_LIVE, "Khodorkovsky Live"),
        ),
        then=(
            *added(
                barents_observer(TWO_OUTLETS_SAID, when="Sept. 27"),
            ),
            Confirmed(
                evidence=public_record("The voting ended on 27 September 2022."),
                happened=Happened(earliest=date(2022, 9, 27), latest=date(2022, 9, 27)),
                known_on=date(2022, 9, 27),
            ),
        ),
    ),
    Told(
        number=10,
        claim=ClaimReported(
            text="Ukrainian attacks in the four regions are treated as attacks on Russia itself.",
            report=moscow_times(OWN_VOICE, hedge="almost certainly"),
            window=undated(),
            condition=Condition(
                text="Moscow recognises the Donetsk, Luhansk, Kherson and Zaporizhzhia regions as its own"
            ),
            tags=("annexation",),
        ),
        then=(
            *added(barents_observer(OWN_VOICE, hedge="almost certainly")),
            noted(
                "The copy words the condition with “if”. The first text speaks of the annexation as a coming "
                "escalation, and adds a possible nuclear answer, threatened the week before."
            ),
        ),
    ),
    Told(
        number=11,
        claim=ClaimReported(
            text="Western governments answer the votes with sanctions.",
            report=moscow_times(WESTERN_GOVERNMENTS, hedge="vowed"),
            window=undated(),
            tags=("annexation", "sanctions"),
        ),
        then=(
            *added(barents_observer(WESTERN_GOVERNMENTS, hedge="vowed")),
            noted(
                "No date was given; it was to follow the votes. The first text adds that the United States "
                "and European allies condemned the nuclear threat."
            ),
            Confirmed(
                evidence=public_record(
                    "The United Kingdom announced its first sanctions over the votes on 26 September 2022; "
                    "the United States and the United Kingdom announced more on 30 September."
                ),
                happened=Happened(earliest=date(2022, 9, 26), latest=date(2022, 9, 26)),
                known_on=date(2022, 9, 26),
            ),
        ),
    ),
    Told(
        number=12,
        claim=ClaimReported(
            text="The ban is the first such limit on leaving since the Soviet exit visa.",
            report=moscow_times(OWN_VOICE, hedge="if enacted"),
            window=undated(),
            tags=("border",),
        ),
        then=added(barents_observer(OWN_VOICE, hedge="if enacted")),
    ),
    Told(
        number=13,
        claim=ClaimReported(
            text="Putin addresses both houses of parliament.",
            report=moscow_times(VYORSTKA_SAID, when="Sept. 30"),
            window=said("Sept. 30"),
            tags=("annexation",),
        ),
        named=(unseen(VYORSTKA, "Vyorstka"),),
        then=(
            *added(
                barents_observer(VYORSTKA_SAID, when="Sept. 30"),
            ),
            noted(
                "On 30 September he spoke at a ceremony in the Kremlin before members of both houses. "
                "Whether that counts as an address to them is for an editor to say. This is public record; "
                "the sample keeps no link."
            ),
        ),
    ),
)
