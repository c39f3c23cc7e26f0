"""Names and phrases that a mistyped word may stand for, found by how they sound and how they are spelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from sqlalchemy import select

from pipelines.places import gazetteer
from pipelines.store import sources
from pipelines.store.database import Store
from pipelines.store.tables import articles
from pipelines.text import fold
from pipelines.text.runs import RUN, is_thai
from search.letters import is_letter

Origin = Literal["place", "office", "headline"]
HEADLINES = 5_000
"""Of the articles captured last: what is written about now."""
FREQUENT = 2
"""Headlines that hold a phrase."""
SHORTEST = 3
"""Characters; shorter ones sound like anything."""
ALIKE = 0.5
"""Share of their letter pairs that two spellings have in common, or they sound alike; then ranked."""
CLOSE = 0.6
"""Ratio of :class:`difflib.SequenceMatcher` from which a spelling is offered (difflib's own default)."""
SAME_SOUND = 0.1
"""Added to the ratio of a name that sounds the same: แม่สอต is แม่สอด before แม่สอง."""
_WORTH: dict[Origin, int] = {"place": 2, "office": 1, "headline": 0}
_ZERO_WIDTH = "\u200b"


@dataclass(frozen=True, slots=True)
class Name:
    """A text that occurs, where it is from, its letter pairs, and how it sounds."""

    text: str
    origin: Origin
    pairs: frozenset[str]
    sound: str


class Vocabulary:
    """Places of the gazetteer, offices of the registry, frequent phrases of headlines."""

    def __init__(self, names: Iterable[tuple[str, Origin]]) -> None:
        known: dict[str, Name] = {}
        for text, origin in names:
            folded = fold.search(text)
            if len(folded) >= SHORTEST and folded not in known:
                known[folded] = Name(text, origin, _pairs(folded), sound(folded))
        self.names = tuple(known.values())

    def alike(self, written: str) -> list[Name]:
        """Names that sound or are spelled like what was written, the closest first."""
        folded = fold.search(written)
        pairs, heard = _pairs(folded), sound(folded)
        near = [one for one in self.names if _near(one, pairs, heard)]
        ranked = sorted(((_ratio(folded, heard, one), _WORTH[one.origin], one) for one in near), key=_rank)
        return [one for ratio, _, one in ranked if ratio >= CLOSE and fold.search(one.text) != folded]


def load(store: Store) -> Vocabulary:
    """Read the vocabulary of a store."""
    return Vocabulary((*_places(), *_of_store(store)))


def sound(text: str) -> str:
    """How a Thai text sounds: the soundex of Lorchirachoonkul (1982), of its Thai letters; empty without."""
    from pythainlp.soundex import lk82

    thai = "".join(run for run in RUN.findall(text) if is_thai(run))
    return lk82(thai) if thai else ""


def _places() -> Iterator[tuple[str, Origin]]:
    for table in (gazetteer.changwat(), gazetteer.amphoe(), gazetteer.tambon()):
        for name in table:
            yield name, "place"


def _of_store(store: Store) -> Iterator[tuple[str, Origin]]:
    rows = articles.c
    query = select(rows.segmented_headline).where(rows.state == "live")
    query = query.order_by(rows.last_captured_at.desc(), rows.id).limit(HEADLINES)
    with store.read() as connection:
        for source in sources.load(connection).values():
            yield source.name, "office"
        headlines = [row[0] for row in connection.execute(query)]
    counts = Counter(phrase for headline in headlines for phrase in set(_phrases(headline)))
    for phrase, times in counts.items():
        if times >= FREQUENT and is_letter(phrase[0]) and is_letter(phrase[-1]):
            yield phrase, "headline"


def _phrases(headline: str) -> Iterator[str]:
    """Its words, and each two that adjoin."""
    words = headline.split(_ZERO_WIDTH)
    yield from (word for word in words if word)
    yield from (first + second for first, second in pairwise(words) if first.strip() and second.strip())


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text)))


def _near(name: Name, pairs: frozenset[str], heard: str) -> bool:
    common = len(name.pairs & pairs)
    spelled = common >= ALIKE * max(len(pairs), len(name.pairs))
    return spelled or (name.sound == heard and heard != "")


def _ratio(written: str, heard: str, name: Name) -> float:
    alike = SequenceMatcher(None, written, fold.search(name.text), autojunk=False).ratio()
    return alike + SAME_SOUND if heard and name.sound == heard else alike


def _rank(one: tuple[float, int, Name]) -> tuple[float, int, str]:
    ratio, worth, name = one
    return -ratio, -worth, name.text
