"""Made-up articles, copies of them as outlets make them, and others on the same matter that are no copies.

Sentences come out of frames and word lists, so that texts on one matter share names, set phrases and quotes
as real ones do; articles of one outlet share what it puts under all of them. All follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


def _words() -> dict[str, list[str]]:
    """Return the pieces by their heading; a bar at the end of a line keeps the blank before it."""
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "made_up_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found[line[3:]] = []
        elif line and not line.startswith("#"):
            found[[*found][-1]].append(line.removesuffix("|"))
    return found


WORDS = _words()
PLACES, NAMES, BODIES, THINGS = (WORDS[name] for name in ("places", "names", "bodies", "things"))
VERBS, HOW, FRAMES, LEADS, TAILS = (WORDS[name] for name in ("verbs", "how", "frames", "leads", "tails"))
FOOTERS = WORDS["footers"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "October", "November"]
SYNONYMS = {
    "said": "stated",
    "officials": "authorities",
    "expect": "anticipate",
    "about": "roughly",
    "people": "residents",
    "told": "informed",
    "declined": "refused",
    "risen": "climbed",
    "show": "indicate",
    "asks": "urges",
    "early": "ahead of schedule",
    "clear": "known",
    "intends": "plans",
    "left": "abandoned",
    "according": "as stated",
    "would": "will",
    "must": "has to",
    "complained": "grumbled",
    "near": "close to",
    "put": "placed",
}


@dataclass(frozen=True)
class Pair:
    """Two articles, and whether the second is a copy of the first; `how` says what makes the pair hard."""

    one: str
    other: str
    is_copy: bool
    how: str


class Matter:
    """One real-world matter: who and what every article on it speaks of, and what all of them quote."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.places = chance.sample(PLACES, 3)
        self.names = chance.sample(NAMES, 4)
        self.bodies = chance.sample(BODIES, 3)
        self.things = chance.sample(THINGS, 4)
        self.background = [self.sentence() for _ in range(4)]

    def sentence(self) -> str:
        """Return one more sentence on the matter."""
        chance = self.chance
        frame = chance.choice(FRAMES)
        if chance.random() < 0.4 and frame[0] != "“":
            frame = chance.choice(LEADS) + frame
        if chance.random() < 0.4 and frame.endswith("."):
            frame = f"{frame[:-1]}{chance.choice(TAILS)}."
        made = frame.format(
            name=chance.choice(self.names),
            body=chance.choice(self.bodies),
            thing=chance.choice(self.things),
            place=chance.choice(self.places),
            verb=chance.choice(VERBS),
            day=chance.choice(DAYS),
            month=chance.choice(MONTHS),
            how=chance.choice(HOW),
            number=chance.randint(2, 980),
        )
        return made[0].upper() + made[1:]

    def article(self, *, background: int = 0, sentences: tuple[int, int] = (14, 40)) -> list[str]:
        """Return the sentences of a new article, some of them the matter's usual background."""
        found = [self.sentence() for _ in range(self.chance.randint(*sentences))]
        return [*found, *self.background[:background]]


def pairs(seed: int, count: int) -> list[Pair]:
    """Return `count` pairs for each way to copy and each way to be no copy."""
    chance = random.Random(seed)
    return [
        Pair(*made(Matter(chance), chance), is_copy=is_copy, how=made.__name__.replace("_", " "))
        for made, is_copy in [*((one, True) for one in COPIES), *((one, False) for one in OTHERS)]
        for _ in range(count)
    ]


def headline(chance: random.Random, matter: Matter) -> str:
    return f"{chance.choice(matter.places)}: {chance.choice(matter.things)} to {chance.choice(VERBS)}"


def text_of(sentences: Sequence[str], *, head: str = "", footer: str = "") -> str:
    """Return a text in paragraphs of three sentences."""
    body = "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
    return "\n\n".join(part for part in (head, body, footer) if part)


def reworded(sentences: Sequence[str], chance: random.Random, *, share: float) -> list[str]:
    """Return sentences with some of their words changed, and some figures rounded."""
    found = []
    for sentence in sentences:
        words = []
        for word in sentence.split():
            plain = word.strip(",.;“”").lower()
            changed = word.replace(plain, SYNONYMS[plain]) if plain in SYNONYMS else word
            changed = f"some {word}" if plain.isdigit() else changed
            changed = "" if plain in ("that", "the") and chance.random() < 0.3 else changed
            words.append(changed if chance.random() < share else word)
        found.append(" ".join(word for word in words if word))
    return found


def as_it_is_under_another_headline(matter: Matter, chance: random.Random) -> tuple[str, str]:
    body = matter.article(background=1)
    return text_of(body, head=headline(chance, matter)), text_of(body, head=headline(chance, matter))


def edited(matter: Matter, chance: random.Random) -> tuple[str, str]:
    body = matter.article()
    return text_of(body), text_of(reworded(body, chance, share=0.5), head=headline(chance, matter))


def cut_from_the_end(matter: Matter, chance: random.Random) -> tuple[str, str]:
    body = matter.article(sentences=(20, 40))
    kept = body[: max(8, int(len(body) * chance.uniform(0.35, 0.7)))]
    return text_of(body, footer=FOOTERS[0]), text_of(kept, head=headline(chance, matter), footer=FOOTERS[1])


def cut_here_and_there_and_edited(matter: Matter, chance: random.Random) -> tuple[str, str]:
    body = matter.article(sentences=(20, 40))
    kept = [one for one in body if chance.random() < 0.65]
    return text_of(body), text_of(reworded(kept, chance, share=0.3), head=headline(chance, matter))


def with_what_the_outlet_puts_around(matter: Matter, chance: random.Random) -> tuple[str, str]:
    body = matter.article()
    credit = f"This article first appeared in The {chance.choice(PLACES)} Times."
    return (
        text_of(body, footer=FOOTERS[0]),
        text_of(body, head=f"{headline(chance, matter)}\n{credit}", footer=f"{FOOTERS[1]} {FOOTERS[2]}"),
    )


def with_paragraphs_of_its_own(matter: Matter, chance: random.Random) -> tuple[str, str]:
    body = matter.article(sentences=(16, 36))
    own = [matter.sentence() for _ in range(len(body) // 3)]
    return text_of(body), text_of(
        [*own[:2], *reworded(body, chance, share=0.15), *own[2:]], footer=FOOTERS[2]
    )


def in_another_order(matter: Matter, chance: random.Random) -> tuple[str, str]:
    body = matter.article()
    parts = [body[at : at + 3] for at in range(0, len(body), 3)]
    chance.shuffle(parts)
    return text_of(body), text_of(reworded([one for part in parts for one in part], chance, share=0.2))


def on_the_same_matter(matter: Matter, chance: random.Random) -> tuple[str, str]:
    return text_of(matter.article()), text_of(matter.article())


def a_follow_up_with_the_same_background(matter: Matter, chance: random.Random) -> tuple[str, str]:
    return text_of(matter.article(background=4)), text_of(matter.article(background=4))


def on_the_same_matter_with_the_same_footer(matter: Matter, chance: random.Random) -> tuple[str, str]:
    footer = " ".join(FOOTERS[:2])
    return text_of(matter.article(), footer=footer), text_of(matter.article(), footer=footer)


def a_short_one_beside_a_long_one(matter: Matter, chance: random.Random) -> tuple[str, str]:
    short = matter.article(background=2, sentences=(8, 10))
    return text_of(matter.article(background=4, sentences=(35, 45))), text_of(short)


def under_the_same_headline(matter: Matter, chance: random.Random) -> tuple[str, str]:
    head = headline(chance, matter)
    return text_of(matter.article(), head=head), text_of(matter.article(), head=head)


def on_another_matter(matter: Matter, chance: random.Random) -> tuple[str, str]:
    return text_of(matter.article()), text_of(Matter(chance).article())


Make = Callable[[Matter, random.Random], tuple[str, str]]
COPIES: tuple[Make, ...] = (
    as_it_is_under_another_headline,
    edited,
    cut_from_the_end,
    cut_here_and_there_and_edited,
    with_what_the_outlet_puts_around,
    with_paragraphs_of_its_own,
    in_another_order,
)
OTHERS: tuple[Make, ...] = (
    on_the_same_matter,
    a_follow_up_with_the_same_background,
    on_the_same_matter_with_the_same_footer,
    a_short_one_beside_a_long_one,
    under_the_same_headline,
    on_another_matter,
)
