"""What must hold: each node of a query's tree as a clause, and what it makes visible."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from pipelines.text import fold
from pipelines.text.runs import is_thai, runs
from pipelines.text.segment import run_clusters
from pipelines.text.terms import Terms, terms
from search import ranking
from search.clauses import (
    Between,
    Bool,
    Clause,
    Constant,
    Everything,
    Near,
    Nothing,
    OneOf,
    Prefix,
    Term,
    all_of,
    any_of,
    phrase,
)
from search.language import expand, labels, tree
from search.language.expand import Variant
from search.language.tree import (
    And,
    Beginning,
    FieldIs,
    InCollection,
    Node,
    Not,
    Or,
    Part,
    Proximity,
    PublishedIn,
    Quoted,
    TitleHas,
)
from search.records import Expansion

Piece: TypeAlias = tuple[str, list[str]]
"""A run of a text and its bigrams."""
SCRAPPY = 5
"""Bigrams up to which a text with single letters is taken for a name that was cut."""
LONG = 6
"""Bigrams from which the first one may be missing: the others are selective enough."""
EXPANSION_SHARE = 0.5
"""Of the worth of the phrase as typed: what was typed comes first."""


class Conditions:
    """Reads a tree once, noting on the way what highlights, explains and rewards."""

    def __init__(self, *, expanding: bool = True) -> None:
        self.expanding = expanding
        self.texts: list[str] = []
        self.words: list[str] = []
        self.beginnings: list[str] = []
        self.expansions: list[Expansion] = []
        self.rewards: list[Clause] = []

    def condition(self, node: Node) -> Clause:
        """The clause that must hold."""
        match node:
            case And(nodes):
                return all_of(*self._together(nodes))
            case Or(nodes):
                return any_of(*map(self.condition, nodes))
            case Not(inner):
                return Bool(never=(Conditions(expanding=self.expanding).condition(inner),))
            case Part(text):
                return self._part(text)
            case Quoted(text):
                return self._quoted(text)
            case Proximity(parts, gap):
                return self._near(parts, gap)
            case Beginning(text):
                return self._beginning(text, "words", "g2")
            case TitleHas(inner):
                return self._title(inner)
            case FieldIs(name, value):
                return _field(name, value)
            case InCollection(_, name, values):
                return OneOf(name, values) if values else Nothing()
            case PublishedIn(first, last):
                return period(first, last)
            case tree.Everything():
                return Everything()

    def lasting(self, node: Node) -> Iterator[Clause]:
        """The conditions that mode ``any`` keeps: all but plain parts set side by side."""
        match node:
            case And(nodes, typed=False):
                for inner in nodes:
                    yield from self.lasting(inner)
            case Part():
                return
            case _:
                yield Conditions(expanding=self.expanding).condition(node)

    def _together(self, nodes: Sequence[Node]) -> Iterator[Clause]:
        """Conditions of neighbours; Latin ones may name a province together."""
        at = 0
        while at < len(nodes):
            found = expand.neighbours(nodes, at) if self.expanding else None
            if found is None:
                yield self.condition(nodes[at])
                at += 1
                continue
            size, name = found
            typed = all_of(*(self._alternatives(_text(part), ()) for part in nodes[at : at + size]))
            yield any_of(typed, self._variant(name))
            at += size

    def _part(self, text: str) -> Clause:
        found = (expand.place((Part(text),)) or expand.day((Part(text),))) if self.expanding else None
        others = expand.variants(text) if self.expanding else ()
        return self._alternatives(text, (*others, found[1]) if found else others)

    def _alternatives(self, text: str, others: tuple[Variant, ...]) -> Clause:
        made = terms(text)
        if not made.words:
            return Everything()  # a dash between words asks for nothing
        self._note(text)
        if not has_scraps(made):
            self.words.extend(made.words)
        return any_of(occurs(text), *map(self._variant, others))

    def _note(self, text: str) -> None:
        """Let a text be highlighted wherever it stands; a letter with its dot, where a word is."""
        folded = fold.search(text)
        if labels.is_one_letter(folded):
            self.words.extend(terms(folded).words)
        else:
            self.texts.append(text)

    def _variant(self, variant: Variant) -> Clause:
        made = terms(variant.text)
        shortened = [text for text, _ in labels.variants(variant.text)] if variant.names_place else []
        self.texts += (variant.text, *shortened)
        self.expansions.extend(variant.expansions)
        reward = ranking.whole_phrase(made.g2)
        self.rewards.append(Constant(reward.clause, reward.score * EXPANSION_SHARE))
        then = (period(*variant.days),) if variant.days else ()
        return any_of(occurs(variant.text), *map(occurs, shortened), *then)

    def _quoted(self, text: str) -> Clause:
        made = terms(text)
        if not made.words:
            return Everything()
        self._note(text)
        return row(text, whole=True)

    def _near(self, parts: tuple[str, ...], gap: int) -> Clause:
        rows = [tuple(words) for part in parts if (words := terms(part).words)]
        self.words.extend(word for words in rows for word in words)
        pairs = [Near("words", left, right, gap) for left, right in itertools.pairwise(rows)]
        return all_of(*pairs) if pairs else all_of(*(phrase("words", list(words)) for words in rows))

    def _beginning(self, text: str, words: str, grams: str) -> Clause:
        made = terms(text).words
        if not made:
            return Everything()
        self.beginnings.append(text)
        *before, last = made
        return all_of(*(Term(words, word) for word in before), Prefix(words, last))

    def _title(self, inner: Part | Quoted | Beginning) -> Clause:
        if isinstance(inner, Beginning):
            return self._beginning(inner.text, "title_words", "title_g2")
        made = terms(inner.text)
        if not made.words:
            return Everything()
        self._note(inner.text)
        if isinstance(inner, Quoted):
            return row(inner.text, title=True, whole=True)
        return occurs(inner.text, title=True)


def occurs(text: str, *, title: bool = False) -> Clause:
    """A text occurs: as a phrase of clusters, so inside words too, or by all its words.

    Letters with dots (พ.ร.บ.) are no ends of other words: they stand in a row.
    """
    made = terms(text)
    standing = row(text, title=title, whole=labels.is_short_form(fold.search(text)))
    if has_scraps(made):
        return standing
    words = "title_words" if title else "words"
    return any_of(standing, all_of(*(Term(words, word) for word in made.words)))


def has_scraps(made: Terms) -> bool:
    """Tell whether a short text was cut into single letters: a name or abbreviation no dictionary has (อบ|ต).

    Scraps stand in nearly every text, so they ask for nothing when they are apart.
    """
    return len(made.g2) <= SCRAPPY and any(len(word) == 1 and is_thai(word) for word in made.words)


def row(text: str, *, title: bool = False, whole: bool = False) -> Clause:
    """A text occurs as it stands, spaces and signs apart.

    A first or last run of one cluster may be the end or beginning of a word (ม–บางสะพาน in
    ชุม–บางสะพาน): unless ``whole``, it need not stand beside the rest. So may a bare first consonant of a
    long text (นระดับประเทศ in ในระดับประเทศ, where ใน is one cluster).
    """
    words, g2 = ("title_words", "title_g2") if title else ("words", "g2")
    folded = fold.search(text)
    pieces = [(run, terms(run).g2) for run in runs(folded)]
    if labels.is_one_letter(folded):  # what an abbreviation has; inside words it is in nearly every text
        return Term(words, pieces[0][0])
    if len(pieces) == 1 and _is_cluster(pieces[0][0]):
        return _cluster(pieces[0][0], words, g2, title=title)
    inner = pieces if whole else _without_edges(pieces)
    apart = [run for run, _ in pieces if _is_cluster(run)] if len(inner) < len(pieces) else []
    if len(apart) == len(pieces):  # the end of one word and the beginning of the next (ง โด): each occurs
        return all_of(*(_cluster(run, words, g2, title=title) for run in apart))
    joined = [gram for _, grams in inner for gram in grams]
    if not whole and len(joined) >= LONG and _begins_bare(inner[0][0]):
        joined = joined[1:]
    return all_of(phrase(g2, joined), *(_cluster(run, words, g2, title=title) for run in apart))


def _without_edges(pieces: list[Piece]) -> list[Piece]:
    first = 1 if len(pieces) > 1 and _is_cluster(pieces[0][0]) else 0
    last = len(pieces) - 1 if len(pieces) > first + 1 and _is_cluster(pieces[-1][0]) else len(pieces)
    return pieces[first:last]


def _cluster(run: str, words: str, g2: str, *, title: bool) -> Clause:
    """One cluster occurs: bigrams cannot answer for it (น้ำ is the first half of one in น้ำท่วม)."""
    return any_of(Term(words, run), Prefix(g2, run) if title else OneOf("clusters", (run,)))


def _begins_bare(run: str) -> bool:
    return is_thai(run) and len(run_clusters(run)[0]) == 1


def _is_cluster(run: str) -> bool:
    return is_thai(run) and len(run_clusters(run)) == 1


def period(first: int | None, last: int | None) -> Clause:
    """Published wholly within two days."""
    bounds: list[Clause] = [Between("first_day", first, None)] if first is not None else []
    if last is not None:
        bounds.append(Between("last_day", None, last))
    return all_of(*bounds)


def _field(name: str, value: str) -> Clause:
    if name == "has":
        return OneOf("has_attachment", (True,)) if value == "attachment" else OneOf("dated", (1,))
    if name == "is":
        return OneOf("representative", (value == "representative",))
    return OneOf(name, (value,))


def _text(node: Node) -> str:
    return node.text if isinstance(node, Part) else ""
