"""News agencies by the names that bylines and credit lines give them."""

from __future__ import annotations

from service.domain.searching import plain_words

#: By the name we count an agency under, the other names that credit lines use.
NAMES: dict[str, tuple[str, ...]] = {
    "Associated Press": ("AP", "The Associated Press", "AP News"),
    "Agence France-Presse": ("AFP", "Agence France Presse", "AFP News"),
    "Reuters": ("Thomson Reuters", "Reuters News", "Reuters News Agency"),
    "dpa": ("Deutsche Presse-Agentur", "dpa International"),
    "PA Media": ("PA", "Press Association", "PA News Agency", "The Press Association"),
    "United Press International": ("UPI",),
    "Bloomberg": ("Bloomberg News",),
    "TASS": ("ITAR-TASS", "ТАСС"),
    "Interfax": ("Интерфакс",),
    "RIA Novosti": ("RIA", "РИА Новости"),
    "Interfax-Ukraine": ("Интерфакс-Украина",),
    "Ukrinform": ("Укрінформ", "Укринформ"),
    "UNIAN": ("УНІАН", "УНИАН"),
    "BelTA": ("БелТА",),
    "Xinhua": ("Xinhua News Agency",),
    "Kyodo News": ("Kyodo",),
    "Yonhap": ("Yonhap News Agency",),
    "EFE": ("Agencia EFE", "EFE News Agency"),
    "ANSA": ("Agenzia ANSA",),
    "Anadolu": ("AA", "Anadolu Agency", "Anadolu Ajansı"),
    "Press Trust of India": ("PTI",),
    "ANI": ("Asian News International",),
    "The Canadian Press": ("CP", "Canadian Press"),
    "Australian Associated Press": ("AAP",),
    "PAP": ("Polska Agencja Prasowa",),
    "CTK": ("ČTK", "Czech News Agency"),
    "APA": ("Austria Presse Agentur",),
    "Keystone-SDA": ("SDA", "Keystone SDA"),
    "Belga": ("Belga News Agency",),
    "ANP": ("Algemeen Nederlands Persbureau",),
    "NTB": ("Norsk Telegrambyrå",),
    "TT": ("Tidningarnas Telegrambyrå", "TT News Agency"),
    "Ritzau": (),
    "STT": ("Suomen Tietotoimisto",),
    "BNS": ("Baltic News Service",),
    "IRNA": ("Islamic Republic News Agency",),
}
_BY_NAME = {plain_words(name): agency for agency, more in NAMES.items() for name in (agency, *more)}


def agency_named(name: str) -> str:
    """Return the agency that a name stands for; a name that is none of theirs is returned as it is."""
    return _BY_NAME.get(plain_words(name), name)


def is_agency(name: str) -> bool:
    """Say whether a name is that of an agency we know."""
    return plain_words(name) in _BY_NAME
