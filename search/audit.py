"""Audit recall: letters and digits of the store that no index term covers, and texts that no phrase finds.

Two independent questions. Coverage walks the terms of every article over its text and counts the letters
they pass over. Phrases cuts texts out of articles at random, at borders of Thai character clusters, and asks
the index itself for each. A Latin word or a number is never cut: it is one term, and ``563`` is by design not
in 2563. The same two figures for a server's own ``standard`` analyser show that the audit can see losses.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from pipelines.progress import Progress, silent
from pipelines.store import articles, sources
from pipelines.store.database import Store
from pipelines.text import fold
from pipelines.text.segment import clusters
from pipelines.text.terms import BREAK, UTF_16
from pipelines.workers import pool, store_at
from search.clauses import Bool, Everything, OneOf
from search.documents import document_of
from search.engines.protocol import Engine, SearchRequest
from search.language.conditions import row
from search.letters import covered, letters
from search.standard import Standard

FEWEST, MOST = 2, 10
"""Pieces of a text that is asked for: from a name to a phrase (the study of recall cut 6 to 10)."""
AT_ONCE = 100
"""Articles counted by one process at a time."""
IDS_AT_ONCE = 5_000
SHOWN = 20
"""Losses listed by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text cut out of an article, and the text it was cut from."""

    id: str
    text: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What was not found: the article, and the letters or the text."""

    id: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardReport:
    """What the server's own ``standard`` tokens lose, of the same letters and passages."""

    articles: int
    letters: int
    letters_lost: int
    phrases: int
    phrases_found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The audit of a store and its index."""

    engine: str
    articles: int
    missing: int
    """Live articles that the index does not have."""
    letters: int
    """Letters, digits and marks in headlines and bodies."""
    letters_lost: int
    """Of them, in no term of ``words``, or in no cluster pair."""
    phrases: int
    phrases_found: int
    losses: tuple[Loss, ...]
    """The first of both."""
    standard: StandardReport | None
    """Null: no Elasticsearch was at hand, so this was not run."""

    @property
    def clean(self) -> bool:
        """Whether nothing is lost."""
        return not self.letters_lost and not self.missing and self.phrases == self.phrases_found


def audit(
    store: Store,
    engine: Engine,
    *,
    most: int = 20_000,
    phrases: int = 2_000,
    seed: int,
    standard: Standard | None = None,
    workers: int = 1,
    progress: Progress = silent,
) -> AuditReport:
    """Audit the first ``most`` live articles by id.

    Args:
        store: What must be found.
        engine: Where it must be found.
        most: Articles looked at.
        phrases: Texts cut out of them and asked for.
        seed: Decides the cuts.
        standard: A real server's analyser, to compare; asked about the articles that texts are cut from.
        workers: Processes that count letters.
        progress: Told of articles counted and in all.
    """
    choose = random.Random(seed)  # noqa: S311 - a sample, not a secret
    ids = list(islice(chain.from_iterable(articles.every_id(store, IDS_AT_ONCE)), most))
    seen, done = Covering(), 0
    progress(0, len(ids))
    for counted, part in _coverings(store, ids, workers):
        seen, done = seen.plus(part), done + counted
        progress(done, len(ids))
    passages = list(_passages(store, choose, choose.sample(ids, min(phrases, len(ids))), phrases))
    lost = [Loss(id=one.id, what=one.text) for one in passages if not _found(engine, one)]
    return AuditReport(
        engine=engine.name,
        articles=len(ids),
        missing=len(set(ids) - set(engine.ids(Everything()))),
        letters=seen.letters,
        letters_lost=seen.lost,
        phrases=len(passages),
        phrases_found=len(passages) - len(lost),
        losses=(*seen.losses, *lost)[:SHOWN],
        standard=_standard(standard, passages) if standard else None,
    )


def _coverings(store: Store, ids: Sequence[str], workers: int) -> Iterator[tuple[int, Covering]]:
    """Count some articles after others, in worker processes where there are many; say how many each time."""
    parts = [ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)]
    if len(parts) <= workers or workers < 2:
        yield from ((len(part), covering(store, part)) for part in parts)
        return
    with pool(workers, __name__) as running:
        counted = [running.submit(_covering_elsewhere, store.address, part) for part in parts]
        yield from ((len(part), one.result()) for part, one in zip(parts, counted, strict=True))


def _covering_elsewhere(address: str, ids: Sequence[str]) -> Covering:
    return covering(store_at(address), ids)


@dataclass(frozen=True, slots=True)
class Covering:
    """Letters of some articles, and how many of them terms pass over."""

    letters: int = 0
    lost: int = 0
    losses: tuple[Loss, ...] = ()

    def plus(self, other: Covering) -> Covering:
        """Add two up."""
        losses = (*self.losses, *other.losses)[:SHOWN]
        return Covering(self.letters + other.letters, self.lost + other.lost, losses)


def covering(store: Store, ids: Sequence[str]) -> Covering:
    """Compare the texts of articles with the terms of their documents."""
    with store.read() as connection:
        batch = articles.load(connection, ids)
        offices = sources.load(connection, {one.article.source for one in batch.values()})
    found = Covering()
    for stored in (batch[one] for one in ids if one in batch):
        document = document_of(stored, offices[stored.article.source])
        for terms, overlapping in ((document.texts.words, False), (document.texts.g2, True)):
            shown = (stored.article.headline, stored.article.article_body)
            for text, half in zip(shown, _halves(terms.decode(UTF_16)), strict=True):
                one = covered(text, half, overlapping=overlapping)
                loss = (Loss(id=document.identity.id, what=one.lost[:80]),) if one.lost else ()
                found = found.plus(Covering(0 if overlapping else one.letters, len(one.lost), loss))
    return found


def _halves(terms: str) -> tuple[list[str], list[str]]:
    """The terms of headline and body, on either side of the mark between them."""
    every = terms.split(" ")
    at = every.index(BREAK)
    return every[:at], every[at + 1 :]


def _passages(store: Store, choose: random.Random, ids: Sequence[str], count: int) -> Iterator[Passage]:
    """Cut passages, in turn from each of some articles, until there are enough."""
    usable = [(key, text, clusters(text)) for key, text in _bodies(store, ids) if letters(text)]
    for number in range(count if usable else 0):
        key, text, pieces = usable[number % len(usable)]
        yield Passage(id=key, text=_cut(choose, pieces), whole=text)


def _bodies(store: Store, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        with store.read() as connection:
            found = articles.load(connection, some)
        yield from ((key, found[key].article.article_body) for key in some if key in found)


def _cut(choose: random.Random, pieces: Sequence[str]) -> str:
    length = choose.randint(FEWEST, MOST)
    start = choose.randrange(max(1, len(pieces) - length + 1))
    text = "".join(pieces[start : start + length])
    return text if letters(text) else _cut(choose, pieces)


def _found(engine: Engine, passage: Passage) -> bool:
    clause = Bool(filters=(row(passage.text), OneOf("id", (passage.id,))))
    return engine.search(SearchRequest(clause=clause, size=1, collapse=False)).total == 1


def _standard(standard: Standard, passages: Sequence[Passage]) -> StandardReport:
    wholes = {one.id: one.whole for one in passages}
    tokens = {key: standard.tokens(fold.display(text)) for key, text in wholes.items()}
    found = [standard.finds(tokens[one.id], one.text) for one in passages]
    return StandardReport(
        articles=len(wholes),
        letters=sum(letters(text) for text in wholes.values()),
        letters_lost=sum(standard.lost(wholes[key], tokens[key]) for key in wholes),
        phrases=len(found),
        phrases_found=sum(found),
    )
