"""Who is behind the sample story: the sources as the texts name them, and what the Kremlin said of it."""

from __future__ import annotations

from seeds.telling import PUBLISHED_ON, noted
from service.domain.attribution import Article, Report, SaidBy
from service.domain.events import ReportAdded

GOVERNMENT_SOURCES = SaidBy(label="government sources", kind="unnamed", count="2+")
FSB_OFFICER = SaidBy(label="a retired FSB officer", kind="unnamed", count="1")
KREMLIN_SOURCE = SaidBy(label="a Kremlin source", kind="unnamed", count="1")
SOURCE = SaidBy(label="a source", kind="unnamed", count="1")
FSB = SaidBy(label="the FSB", kind="institution", count="1")
KAZAKH_MEDIA = SaidBy(label="media in Kazakhstan", kind="unnamed", count="unknown")
VYORSTKA_SAID = SaidBy(label="Vyorstka", kind="named", count="1")
TWO_OUTLETS_SAID = SaidBy(label="Meduza and Khodorkovsky Live", kind="named", count="2+")
WESTERN_GOVERNMENTS = SaidBy(label="Western governments", kind="institution", count="2+")

MEDUZA, KHODORKOVSKY_LIVE = "rep_meduza", "rep_khodorkovsky_live"
MOZHEM_OBYASNIT, VYORSTKA = "rep_mozhem_obyasnit", "rep_vyorstka"
NOVAYA_GAZETA_EUROPE = "rep_novaya_gazeta_europe"

KREMLIN = ReportAdded(
    report=Report(
        id="rep_kremlin",
        outlet="Kremlin press service",
        said_by=SaidBy(label="the Kremlin's spokesman", kind="institution", count="1"),
        stance="no_confirmation",
        article=Article(published_on=PUBLISHED_ON),
    )
)
KREMLIN_IN_OUR_WORDS = noted(
    "On 26 September the Kremlin's spokesman said that nothing had been decided about closing the border. "
    "He neither denied the claim nor confirmed it. This is public record; the sample keeps no link."
)
