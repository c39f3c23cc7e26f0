"""Why a search found nothing, and what to try: each suggestion was counted, so it finds something."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal
from weakref import WeakKeyDictionary

from pipelines.errors import QueryError
from pipelines.text import fold
from pipelines.text.terms import terms
from search import filters, vocabulary
from search.clauses import Bool, Clause
from search.engines.protocol import SearchRequest
from search.language import explain, romanised, tree
from search.language.compile import compile_tree
from search.language.conditions import Conditions
from search.language.names import FIELD_NAMES
from search.language.tree import And, Leaf, Node, Not, Part
from search.records import Filters, SearchQuery
from search.service import Searcher
from search.vocabulary import Vocabulary

Why = Literal["part_absent", "never_together", "excluded", "filtered", "no_words"]
Kind = Literal["keyboard", "spelling", "place", "office", "headline", "field", "part"]
MOST_PARTS = 8
"""Parts looked at one by one; each is a count."""
MOST_TRIED = 12
"""Names counted for a part; most that are spelled alike occur nowhere."""
LONGEST_NAME = 60
"""Characters; a longer part is a sentence, and stands for no name (the longest office has 52)."""
MOST = 5
"""Suggestions."""
_SAID: dict[Why, tuple[str, str]] = {
    "part_absent": ("ไม่มีรายการใดมี “{part}”", "no item has “{part}”"),
    "never_together": ("ทุกส่วนมีอยู่ แต่ไม่อยู่ในรายการเดียวกัน", "every part occurs, but never in one item"),
    "excluded": (
        "ถูกตัดออกด้วยเงื่อนไข “ไม่มี”: {articles} รายการ",
        "the exclusions leave out all {articles} items",
    ),
    "filtered": ("ตัวกรองตัดออกทั้งหมด {articles} รายการ", "the filters leave out all {articles} items"),
    "no_words": ("คำค้นไม่มีคำ", "the query has no word"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason for an empty answer, in words of both languages."""

    why: Why
    part: str
    """The part meant; empty where it is the whole query."""
    articles: int
    """How many there are without what stands in the way."""
    th: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A query that finds something."""

    kind: Kind
    query: str
    articles: int
    """What it finds, filters aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a query finds in mode ``all``; where that is nothing, why, and what to try."""

    total: int
    reasons: tuple[Reason, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def advise(searcher: Searcher, query: SearchQuery) -> Advice:
    """Look into an empty answer; mode, sort and page of the query do not matter.

    Raises:
        QueryError: the text cannot be read.
        IndexMismatch: there is no index, or one of another analysis.
    """
    total = searcher.count(replace(query, match="all", copies=True))
    if total:
        return Advice(total=total)
    return _Look(searcher, query).advice()


class _Look:
    """One look at one query."""

    def __init__(self, searcher: Searcher, query: SearchQuery) -> None:
        self.searcher = searcher
        self.query = query
        self.node = searcher.read(query)
        parts = list(dict.fromkeys(_worded(self.node)))
        self.parts = parts[:MOST_PARTS]
        self.long = len(parts) > MOST_PARTS
        """Each count of the whole would take as long as the search; texts alone are tried."""

    def advice(self) -> Advice:
        counts = {part: self._count(Conditions().condition(part)) for part in self.parts}
        absent = [part for part, count in counts.items() if not count]
        tried = _distinct(self._suggestions(absent or self.parts, counts))
        return Advice(total=0, reasons=tuple(self._reasons(counts)), suggestions=tuple(tried[:MOST]))

    def _count(self, clause: Clause, narrow: Filters = Filters()) -> int:  # noqa: B008 - frozen
        kept = tuple(filters.clauses(narrow))
        asked = Bool(must=(clause,), filters=kept)
        return self.searcher.engine.search(SearchRequest(clause=asked, size=0)).total

    def _whole(self, node: Node, narrow: Filters = Filters()) -> int:  # noqa: B008 - frozen
        return self._count(compile_tree(node, "all").clause, narrow)

    def _reasons(self, counts: dict[Leaf, int]) -> Iterator[Reason]:
        if self.query.text.strip() and not self.parts and not list(tree.leaves(self.node)):
            yield _reason("no_words")
        for part, count in counts.items():
            if not count:
                yield _reason("part_absent", _text(part))
        if not all(counts.values()):
            return
        unfiltered = self._whole(self.node)
        if unfiltered:
            yield _reason("filtered", articles=unfiltered)
            return
        kept = _without_exclusions(self.node)
        found = self._whole(kept) if kept is not None and kept != self.node else 0
        if found:
            yield _reason("excluded", articles=found)
        elif len(counts) > 1:
            yield _reason("never_together")

    def _suggestions(self, parts: list[Leaf], counts: dict[Leaf, int]) -> Iterator[Suggestion]:
        yield from self._first(("field", text) for text in joined(self.query.text))
        yield from self._first(("place", text) for text in latin_places(self.node, self.query.text))
        for part in parts:
            yield from self._instead_of(part, counts)
        words = tree.words_of(self.node)
        if counts and _without_exclusions(self.node) != self.node and (found := self._found(words)):
            yield Suggestion(kind="part", query=words, articles=found)
        if len(counts) > 1:
            for part, count in sorted(counts.items(), key=lambda pair: pair[1]):
                if count:
                    yield Suggestion(kind="part", query=_text(part), articles=count)

    def _instead_of(self, part: Leaf, counts: dict[Leaf, int]) -> Iterator[Suggestion]:
        """Other texts for a part, put where it stands; those that find nothing are passed over."""
        if counts[part] or not isinstance(part, Part):
            return
        tried: list[tuple[Kind, str]] = [("keyboard", text) for text in slips(part.text)]
        if part.text.isascii():
            tried += [("place", name) for name in romanised.near(part.text)]
        near = self._vocabulary().alike(part.text)[:MOST_TRIED] if len(part.text) <= LONGEST_NAME else []
        tried += [(one.origin, one.text) for one in near]
        tried += [("spelling", text) for text in twins(part.text)]
        for kind, text in tried:
            whole = self.query.text.replace(part.text, text)
            for written in dict.fromkeys((text,) if self.long else (whole, text)):  # in its place, else alone
                if found := self._found(written):
                    yield Suggestion(kind=kind, query=written, articles=found)
                    break

    def _first(self, tried: Iterable[tuple[Kind, str]]) -> Iterator[Suggestion]:
        """Suggest whole queries that find something."""
        for kind, text in () if self.long else tried:
            if found := self._found(text):
                yield Suggestion(kind=kind, query=text, articles=found)

    def _found(self, text: str) -> int:
        try:
            return self.searcher.count(SearchQuery(text=text, copies=True))
        except QueryError:  # a name with a sign that means something in a query
            return 0

    def _vocabulary(self) -> Vocabulary:
        return vocabulary_of(self.searcher)


_APART = re.compile(r"(?<![^\s(-])([^\s():]{1,20}):\s+(?=\S)")
_LATIN = re.compile("(?:[A-Z]?[a-z]+|[A-Z]+|[0-9]+)(?:[ .-]?(?:[A-Z]?[a-z]+|[A-Z]+|[0-9]+))*")
"""What people type in Latin letters."""
_LOCK = threading.Lock()
_KNOWN: WeakKeyDictionary[Searcher, tuple[int, Vocabulary]] = WeakKeyDictionary()


def vocabulary_of(searcher: Searcher) -> Vocabulary:
    """The vocabulary of a searcher's store, read again when its index has grown or shrunk."""
    indexed = searcher.engine.count()
    with _LOCK:
        held = _KNOWN.get(searcher)
        if held is None or held[0] != indexed:
            held = _KNOWN[searcher] = indexed, vocabulary.load(searcher.store)
        return held[1]


def slips(text: str) -> Iterator[str]:
    """Yield what the same keys give on the other keyboard: ``l;ylfu`` is สวัสดี, ้ำสสน is hello.

    Thai that was meant gives signs among its Latin letters (แมโขง is ``c,F-'``), or capitals inside.
    """
    from pythainlp.util import eng_to_thai, thai_to_eng

    other = eng_to_thai(text) if text.isascii() else thai_to_eng(text)
    folded = fold.search(other)
    if not terms(folded).words or folded == fold.search(text):
        return
    if text.isascii() or _LATIN.fullmatch(other):
        yield other


def joined(text: str) -> Iterator[str]:
    """Yield a query with its fields joined to their values: ``province: กระบี่`` asks for two words."""
    other = _APART.sub(lambda found: found[0].rstrip() if found[1].lower() in FIELD_NAMES else found[0], text)
    if other != text:
        yield other


def latin_places(node: Node, text: str) -> Iterator[str]:
    """Yield a query with Latin words that adjoin put for the Thai place they may name: Chaing Mai."""
    words = [leaf.text for leaf in tree.positive(node) if isinstance(leaf, Part) and leaf.text.isascii()]
    for pair in map(" ".join, pairwise(words)):
        if pair in text:
            yield from (text.replace(pair, name) for name in romanised.near(pair))


def twins(text: str) -> Iterator[str]:
    """Yield the text with ใ for ไ and the other way: they sound the same, and twenty words only have ใ."""
    for one, other in (("ใ", "ไ"), ("ไ", "ใ")):
        if one in text:
            yield text.replace(one, other)


def _worded(node: Node) -> Iterator[Leaf]:
    """The leaves that ask for words."""
    for leaf in tree.positive(node):
        if tree.words_of(leaf) and terms(tree.words_of(leaf)).words:
            yield leaf


def _text(leaf: Leaf) -> str:
    return leaf.text if isinstance(leaf, Part) else explain.thai(leaf, "all")


def _without_exclusions(node: Node) -> Node | None:
    match node:
        case Not():
            return None
        case And(nodes, typed):
            kept = tuple(one for one in map(_without_exclusions, nodes) if one is not None)
            return And(kept, typed) if kept else None
        case _:
            return node


def _reason(why: Why, part: str = "", articles: int = 0) -> Reason:
    th, en = (text.format(part=part, articles=f"{articles:,}") for text in _SAID[why])
    return Reason(why=why, part=part, articles=articles, th=th, en=en)


def _distinct(found: Iterator[Suggestion]) -> list[Suggestion]:
    first: dict[str, Suggestion] = {}
    for one in found:
        first.setdefault(fold.search(one.query), one)
    return list(first.values())
