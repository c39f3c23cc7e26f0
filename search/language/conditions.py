"""What must hold: each node of a query's tree as a clause, and what it makes visible."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from pipelines.text.runs import is_thai
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
    OneOf,
    Prefix,
    Term,
    all_of,
    any_of,
    phrase,
)
from search.language import expand, tree
from search.language.expand import Variant
from search.language.tree import (
    And,
    Beginning,
    FieldIs,
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
            found = expand.place(nodes[at:]) if self.expanding else None
            if found is None:
                yield self.condition(nodes[at])
                at += 1
                continue
            size, name = found
            typed = all_of(*(self._alternatives(_text(part), ()) for part in nodes[at : at + size]))
            yield any_of(typed, self._variant(name))
            at += size

    def _part(self, text: str) -> Clause:
        found = expand.place((Part(text),)) if self.expanding else None
        others = expand.variants(text) if self.expanding else ()
        return self._alternatives(text, (*others, found[1]) if found else others)

    def _alternatives(self, text: str, others: tuple[Variant, ...]) -> Clause:
        made = terms(text)
        if not made.words:
            return Everything()  # a dash between words asks for nothing
        self.texts.append(text)
        if not has_scraps(made.words):
            self.words.extend(made.words)
        return any_of(*occurs(made), *map(self._variant, others))

    def _variant(self, variant: Variant) -> Clause:
        made = terms(variant.text)
        self.texts.append(variant.text)
        self.expansions.extend(variant.expansions)
        reward = ranking.whole_phrase(made.g2)
        self.rewards.append(Constant(reward.clause, reward.score * EXPANSION_SHARE))
        return any_of(*occurs(made))

    def _quoted(self, text: str) -> Clause:
        made = terms(text)
        if not made.words:
            return Everything()
        self.texts.append(text)
        return row(made)

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
        self.texts.append(inner.text)
        if isinstance(inner, Quoted):
            return row(made, title=True)
        return any_of(*occurs(made, title=True))


def occurs(made: Terms, *, title: bool = False) -> tuple[Clause, ...]:
    """A text occurs: as a phrase of clusters, so inside words too, or by all its words."""
    standing = row(made, title=title)
    if has_scraps(made.words):
        return (standing,)
    words = "title_words" if title else "words"
    return standing, all_of(*(Term(words, word) for word in made.words))


def has_scraps(words: Sequence[str]) -> bool:
    """Tell whether a word is one Thai letter: the rest of a name or abbreviation that was cut (อบ|ต).

    Scraps stand in nearly every text, so they ask for nothing when they are apart.
    """
    return any(len(word) == 1 and is_thai(word) for word in words)


def row(made: Terms, *, title: bool = False) -> Clause:
    """A text occurs as it stands, spaces apart."""
    words, g2 = ("title_words", "title_g2") if title else ("words", "g2")
    if len(made.g2) > 1:
        return phrase(g2, made.g2)
    run = made.g2[0]
    if not is_thai(run) or len(run_clusters(run)) > 1:
        return Term(g2, run)
    # bigrams cannot answer for one cluster: น้ำ stands in น้ำท่วม as its first half only
    inside = Prefix(g2, run) if title else OneOf("clusters", (run,))
    return any_of(Term(words, run), inside)


def period(first: int | None, last: int | None) -> Clause:
    """Published wholly within two days."""
    bounds: list[Clause] = [Between("first_day", first, None)] if first is not None else []
    if last is not None:
        bounds.append(Between("last_day", None, last))
    return all_of(*bounds)


def _field(name: str, value: str) -> Clause:
    if name == "has":
        return OneOf("has_attachment", (True,)) if value == "attachment" else OneOf("dated", (1,))
    return OneOf(name, (value,))


def _text(node: Node) -> str:
    return node.text if isinstance(node, Part) else ""
