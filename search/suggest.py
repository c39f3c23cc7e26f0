"""Why a search found nothing, and what to try: each suggestion was counted, so it finds something.

A search that found little is looked at too: where a part is no word, and another spelling of it finds many
times more, that one is offered.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from weakref import WeakKeyDictionary

from pipelines.errors import QueryError, ServiceAway
from pipelines.text import fold
from pipelines.text.terms import terms
from search import filters, vocabulary
from search.clauses import Bool, Clause
from search.engines.protocol import SearchRequest
from search.language import explain, romanised, tree
from search.language.compile import compile_tree
from search.language.conditions import Conditions
from search.language.rewritten import rewritten
from search.language.tree import And, Leaf, Node, Not, Part
from search.records import Advice, Filters, Reason, SearchQuery, SearchResult, Suggestion, SuggestionKind, Why
from search.service import Searcher
from search.slips import is_word, joined, latin_places, slips, twins
from search.vocabulary import Vocabulary

FEW = 5
"""Articles up to which an answer is looked at for slips: a misspelling is printed a few times as well."""
MANY_TIMES = 20
"""Times as many that another spelling must find then; โควิด is found 491 times, โควิท once."""
MOST_PARTS = 8
"""Parts looked at one by one; each is a count."""
MOST_TRIED = 12
"""Names counted for a part, beside hits for all parts; most that are spelled alike occur nowhere."""
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


def hint(searcher: Searcher, query: SearchQuery, result: SearchResult) -> Advice | None:
    """Advise beside an answer; null where it says enough, and where looking for more takes too long.

    Args:
        searcher: What answered.
        query: What was answered.
        result: The answer.

    Raises:
        IndexMismatch: there is no index, or one of another analysis.
    """
    if not result.indexed or (result.total > FEW and not result.query.fell_back):
        return None
    try:
        return advise(searcher, query)
    except (QueryError, ServiceAway):
        return None


def advise(searcher: Searcher, query: SearchQuery) -> Advice:
    """Look into an empty or nearly empty answer; mode, sort and page of the query do not matter.

    Raises:
        QueryError: the text cannot be read, or one of the counts takes too long.
        IndexMismatch: there is no index, or one of another analysis.
        ServiceAway: the engine does not answer.
    """
    total = searcher.count(replace(query, match="all", copies=True))
    if total > FEW:
        return Advice(total=total)
    look = _Look(searcher, query)
    return look.advice() if not total else Advice(total=total, suggestions=look.further())


class _Look:
    """One look at one query."""

    def __init__(self, searcher: Searcher, query: SearchQuery) -> None:
        self.searcher = searcher
        self.query = query
        self.node = searcher.read(query)
        self.found: dict[str, int] = {}
        """What was tried, and how many articles it finds."""
        parts = list(dict.fromkeys(_worded(self.node)))
        self.parts = parts[:MOST_PARTS]
        self.long = len(parts) > MOST_PARTS
        """Each count of the whole would take as long as the search; texts alone are tried."""
        self.left = MOST_TRIED * MOST_PARTS
        """Names that may still be counted."""

    @cached_property
    def indexed(self) -> int:
        return self.searcher.engine.count()

    def advice(self) -> Advice:
        counts = self._counts()
        absent = [part for part, count in counts.items() if not count]
        tried = _distinct(self._suggestions(absent or self.parts, counts))
        return Advice(total=0, reasons=tuple(self._reasons(counts)), suggestions=tuple(tried[:MOST]))

    def further(self) -> tuple[Suggestion, ...]:
        """What finds many times more by another spelling of parts that are hardly ever written so."""
        if self.long or (total := self._whole(self.node)) > FEW:  # the filters leave few, not the words
            return ()
        self.left = MOST_TRIED
        tried = _distinct(self._respelled(self._counts()))
        return tuple(one for one in tried if one.articles >= MANY_TIMES * total)[:MOST]

    def _counts(self) -> dict[Leaf, int]:
        return {part: self._count(Conditions().condition(part)) for part in self.parts}

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
        yield from () if self.long else self._respelled(counts)
        for part in parts:
            yield from self._instead_of(part, counts)
        words = tree.words_of(self.node)
        if counts and _without_exclusions(self.node) != self.node and (found := self._found(words)):
            yield Suggestion(kind="part", query=words, articles=found)
        if len(counts) > 1:
            for part, count in sorted(counts.items(), key=lambda pair: pair[1]):
                if count:
                    yield Suggestion(kind="part", query=_text(part), articles=count)

    def _respelled(self, counts: dict[Leaf, int]) -> Iterator[Suggestion]:
        """The whole with every part that may be a slip in its likeliest spelling, then with one at a time."""
        rarest = sorted(counts, key=lambda part: counts[part])  # the likeliest slips, before no name is left
        meant = {part: sure for part in rarest if (sure := self._surely(part, counts[part]))}
        every = [(_text(part), meant[part]) for part in counts if part in meant]
        for pairs in ([every] if len(every) > 1 else []) + [[pair] for pair in every]:
            written = rewritten(self.query.text, {text: other for text, (_, other) in pairs})
            if found := self._found(written):
                yield Suggestion(kind=pairs[0][1][0], query=written, articles=found)

    def _surely(self, part: Leaf, count: int) -> tuple[SuggestionKind, str] | None:
        """What a part stands for that is written so nowhere or hardly ever; null for a word of Thai."""
        if not isinstance(part, Part) or len(part.text) > LONGEST_NAME or is_word(part.text):
            return None
        enough = max(MANY_TIMES * count, 1)
        if not self.left or enough > self.indexed:
            return None
        known = self._vocabulary()
        near = known.same(part.text, printed=count > 0) + ([] if count else known.alike(part.text))
        tried = list(dict.fromkeys(near))[: min(MOST_TRIED, self.left)]
        for one in tried:
            self.left -= 1
            if self._found(one.text) >= enough:
                return one.origin, one.text
        return None

    def _instead_of(self, part: Leaf, counts: dict[Leaf, int]) -> Iterator[Suggestion]:
        """Other texts for a part, put where it stands; those that find nothing are passed over."""
        if counts[part] or not isinstance(part, Part):
            return
        for kind, text in self._others(part):
            whole = rewritten(self.query.text, {part.text: text})
            for written in dict.fromkeys((text,) if self.long else (whole, text)):  # in its place, else alone
                if found := self._found(written):
                    yield Suggestion(kind=kind, query=written, articles=found)
                    break

    def _others(self, part: Part) -> Iterator[tuple[SuggestionKind, str]]:
        """Other texts that a part may stand for, the likeliest first."""
        yield from (("keyboard", text) for text in slips(part.text))
        if part.text.isascii():
            yield from (("place", name) for name in romanised.near(part.text))
        if len(part.text) <= LONGEST_NAME:
            near = self._vocabulary().alike(part.text)[:MOST_TRIED]
            yield from ((one.origin, one.text) for one in near)
        yield from (("spelling", text) for text in twins(part.text))

    def _first(self, tried: Iterable[tuple[SuggestionKind, str]]) -> Iterator[Suggestion]:
        """Suggest whole queries that find something."""
        for kind, text in () if self.long else tried:
            if found := self._found(text):
                yield Suggestion(kind=kind, query=text, articles=found)

    def _found(self, text: str) -> int:
        if text not in self.found:
            try:
                self.found[text] = self.searcher.count(SearchQuery(text=text, copies=True))
            except QueryError:  # a name with a sign that means something in a query
                self.found[text] = 0
        return self.found[text]

    def _vocabulary(self) -> Vocabulary:
        return vocabulary_of(self.searcher)


GROWN = 0.01
"""Of its articles, by which an index has changed when its vocabulary is read again; it takes a second."""
_LOCK = threading.Lock()
_KNOWN: WeakKeyDictionary[Searcher, tuple[int, Vocabulary]] = WeakKeyDictionary()


def vocabulary_of(searcher: Searcher) -> Vocabulary:
    """The vocabulary of a searcher's store, read again when its index has grown or shrunk a little.

    While one thread reads it again, others use the one before.
    """
    indexed = searcher.engine.count()
    held = _KNOWN.get(searcher)
    if held and (_LOCK.locked() or _fits(held[0], indexed)):
        return held[1]
    with _LOCK:
        held = _KNOWN.get(searcher)
        if held is None or not _fits(held[0], indexed):
            held = _KNOWN[searcher] = indexed, vocabulary.load(searcher.store)
        return held[1]


def _fits(then: int, now: int) -> bool:
    return abs(then - now) <= GROWN * then


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
    """Leave out what was suggested, and what only adds to it: นายกรัฐมนตรีลง after นายกรัฐมนตรี."""
    first: dict[str, Suggestion] = {}
    for one in found:
        text = fold.search(one.query)
        longer = one.kind != "part" and any(shorter in text for shorter in first)
        if not longer:
            first.setdefault(text, one)
    return list(first.values())
