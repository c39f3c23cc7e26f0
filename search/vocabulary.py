"""Names and phrases that a mistyped word may stand for, found by how they sound and how they are spelled."""

from __future__ import annotations

import re
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

Origin = Literal["place", "office", "headline", "word"]
"""``word``: one in Latin letters, from the texts, for English is in few headlines."""
HEADLINES = 5_000
"""Of the articles captured last: what is written about now. The Latin words of their texts are read too."""
FREQUENT = 2
"""Headlines that hold a phrase."""
FREQUENT_WORD = 3
"""Texts that hold a Latin word: what stands in two may be one slip, published twice."""
SHORTEST = 3
"""Characters; shorter ones sound like anything."""
ALIKE = 0.5
"""Share of their letter pairs that two spellings have in common, or they sound alike; then ranked."""
CLOSE = 0.6
"""Ratio of :class:`difflib.SequenceMatcher` from which a spelling is offered (difflib's own default)."""
SAME_SOUND = 0.1
"""Added to the ratio of a name that sounds the same: แม่สอต is แม่สอด before แม่สอง."""
SURE = 0.75
"""The same, beside an equal sound: a soundex ends after a few letters, ตลาดนำ is ตลาดนัดจตุจักร to it."""
SWAPPED = 0.05
"""Added for the same letters in another order."""
SURE_LENGTH = 8
"""Characters of a Thai text from which one that is off means the same: สมชาย and สมหมาย are two people."""
LATIN_LENGTH = 4
"""Letters of a Latin word that is compared; shorter ones are a letter away from many."""
LATIN_PRINTED = 6
"""The same, where texts have the word as well: Pang and Tham are names, and no slips of Bang and That."""
LATIN_TWICE = 8
"""Letters from which two may be off (Govermnet); in shorter ones, one."""
_WORTH: dict[Origin, int] = {"place": 2, "office": 1, "headline": 0, "word": 0}
_ZERO_WIDTH = "\u200b"
_LATIN = re.compile(f"[A-Za-z]{{{LATIN_LENGTH},30}}")
_NUMBERS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A text that occurs, where it is from, its folded form, its letter pairs, and how it sounds."""

    text: str
    origin: Origin
    folded: str
    pairs: frozenset[str]
    sound: str


class Vocabulary:
    """Places of the gazetteer, offices, frequent phrases of headlines, and Latin words of texts."""

    def __init__(self, names: Iterable[tuple[str, Origin]]) -> None:
        known: dict[str, Name] = {}
        for text, origin in names:
            folded = fold.search(text)
            if len(folded) >= SHORTEST and folded not in known:
                known[folded] = Name(text, origin, folded, _pairs(folded), sound(folded))
        self.names = tuple(known.values())

    def alike(self, written: str) -> list[Name]:
        """Names that sound or are spelled like what was written, the closest first."""
        folded = fold.search(written)
        pairs, heard = _pairs(folded), sound(folded)
        near = [one for one in self.names if _near(one, pairs, heard) or _mistyped(folded, one)]
        meant = (one for one in near if not _other_number(folded, one))
        ranked = sorted(((_ratio(folded, heard, one), _WORTH[one.origin], one) for one in meant), key=_rank)
        return [one for ratio, _, one in ranked if ratio >= CLOSE and one.folded != folded]

    def same(self, written: str, *, printed: bool) -> list[Name]:
        """Those of :meth:`alike` that surely are what was written: they sound the same, or hardly differ.

        Args:
            written: What.
            printed: Texts have it so, a few: a short Latin word may be a name then.
        """
        folded = fold.search(written)
        heard = sound(folded)
        near = [one for one in self.alike(written) if _same(folded, heard, one)]
        return [one for one in near if not (printed and _short(folded, one))]


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
        texts = connection.execute(query.with_only_columns(rows.segmented_body))
        latin = _latin(row[0] for row in texts)
    counts = Counter(phrase for headline in headlines for phrase in set(_phrases(headline)))
    for phrase, times in counts.items():
        if times >= FREQUENT and is_letter(phrase[0]) and is_letter(phrase[-1]):
            yield phrase, "headline"
    for word in latin:
        yield word, "word"


def _latin(texts: Iterable[str]) -> list[str]:
    """The Latin words of several texts, the most frequent first, each as it is mostly written."""
    held = Counter(word for text in texts for word in set(_LATIN.findall(text)))
    folded: Counter[str] = Counter()
    for word, times in held.items():
        folded[word.lower()] += times
    written: dict[str, str] = {}
    for word, _ in held.most_common():
        written.setdefault(word.lower(), word)
    return [written[word] for word, times in folded.most_common() if times >= FREQUENT_WORD]


def _phrases(headline: str) -> Iterator[str]:
    """Its words, and each two that adjoin."""
    words = headline.split(_ZERO_WIDTH)
    yield from (word for word in words if word)
    yield from (first + second for first, second in pairwise(words) if first.strip() and second.strip())


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text)))


def _near(name: Name, pairs: frozenset[str], heard: str) -> bool:
    if name.origin == "word":  # thousands, that share letters with anything: :func:`_mistyped` alone
        return False
    common = len(name.pairs & pairs)
    spelled = common >= ALIKE * max(len(pairs), len(name.pairs))
    return spelled or (name.sound == heard and heard != "")


def _mistyped(written: str, name: Name) -> bool:
    """Tell whether a Latin text is another one but for a slip: a letter more, less, wrong, or too early."""
    if not (written.isascii() and name.text.isascii()) or len(written) < LATIN_LENGTH:
        return False
    if _NUMBERS.search(written):  # 2549 is no slip of 2569
        return False
    return _slips(written, name.folded) <= (2 if len(written) >= LATIN_TWICE else 1)


def _same(written: str, heard: str, name: Name) -> bool:
    if _NUMBERS.findall(written) != _NUMBERS.findall(name.folded):
        return False
    if written.isascii():
        return _mistyped(written, name)
    if heard and name.sound == heard and _ratio(written, "", name) >= SURE:
        return True
    return len(written) >= SURE_LENGTH and _slips(written, name.folded) == 1


def _short(written: str, name: Name) -> bool:
    """Whether a Latin word has too few letters to be a slip where texts have it, but for two swapped ones."""
    return written.isascii() and len(written) < LATIN_PRINTED and not _swapped(written, name)


def _other_number(written: str, name: Name) -> bool:
    ours, theirs = _NUMBERS.findall(written), _NUMBERS.findall(name.folded)
    return bool(ours and theirs) and ours != theirs


def _slips(written: str, name: str) -> int:
    """How many slips of the fingers are between two texts; three where there are more (Damerau 1964)."""
    from rapidfuzz.distance import OSA

    return OSA.distance(written, name, score_cutoff=2)


def _ratio(written: str, heard: str, name: Name) -> float:
    if _mistyped(written, name):
        return 1 - _slips(written, name.folded) / 10 + SWAPPED * _swapped(written, name)
    alike = SequenceMatcher(None, written, name.folded, autojunk=False).ratio()
    return alike + SAME_SOUND if heard and name.sound == heard else alike


def _swapped(written: str, name: Name) -> bool:
    """Whether only the order of letters differs: Chaing is Chiang before Chain."""
    return sorted(written) == sorted(name.folded)


def _rank(one: tuple[float, int, Name]) -> tuple[float, int, str]:
    ratio, worth, name = one
    return -ratio, -worth, name.text
