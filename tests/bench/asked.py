"""What the benchmark of search asks: texts cut out of the passages, and questions that people asked.

``mixed`` is what a user types without looking at any option, in five shapes. The service asks for it in mode
``all``, the default; where that finds nothing, as for nearly every question, it asks in mode ``any``: two
requests, timed as one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.text.segment import clusters
from search.clauses import Bool, Clause, OneOf
from search.engines import Engine, SearchRequest
from search.fields import FACETS
from search.language.compile import compile_plain, compile_tree
from search.language.tree import Quoted
from search.records import Match
from tests.bench import passages
from tests.bench.passages import PROVINCES, Row

QUESTIONS = passages.CORPUS.parents[1] / "eval" / "search" / "queries_dev.jsonl"
DEFAULT = "mixed, `all` (the default)"
TOP = "mixed, `any`, top ten without totals"
EXACT = "exact totals + facets + histogram + stories"
ASKED = 60
"""Queries of each kind."""
EACH = 40
"""Queries of each shape of ``mixed``."""
PAGE = 5_000
"""Hits passed over by the deep page."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: requests in turn until one finds something, and its text."""

    text: str
    requests: tuple[SearchRequest, ...]

    def ask(self, engine: Engine) -> None:
        """Ask an engine."""
        for request in self.requests:
            if engine.search(request).total:
                return


def questions() -> dict[str, list[Asking]]:
    """Make the questions of all kinds, the same in every run."""
    choose = random.Random(20201229)
    rows = choose.sample(list(passages.rows())[: passages.DISTINCT], 2_000)
    mixed = [text for texts in shapes(rows, choose).values() for text in texts]
    two, single = _parts(rows, choose, 2)[-ASKED:], _parts(rows, choose, 1)[-ASKED:]
    heads = [row[1][:80] for row in rows if row[1]][-ASKED:]
    narrow = [_one(_narrowed(text, PROVINCES[at % 5]), text, sort="newest") for at, text in enumerate(single)]
    counted = (*FACETS, "month", "dated")
    return {
        DEFAULT: [_default(text) for text in mixed],
        "mixed, falling back to `any`": [_default(text, "any") for text in mixed],
        TOP: [_one(_typed(text, "any"), text, total=False) for text in mixed],
        "mixed, `any`, exact totals": [_one(_typed(text, "any"), text) for text in mixed],
        "similar (`any`), headlines": [_one(_typed(text, "any"), text, total=False) for text in heads],
        "words (`all`), two parts": [_one(_typed(text, "all"), text) for text in two],
        "phrase": [_one(compile_tree(Quoted(text), "all").clause, text) for text in single],
        "filter + newest": narrow,
        EXACT: [
            _one(_typed(text, "all"), text, facets=counted, stories=True) for text in single
        ],
        f"page at hit {PAGE:,}": [_one(_typed(text, "any"), text, offset=PAGE) for text in two],
    }  # fmt: skip


def shapes(rows: Sequence[Row], choose: random.Random) -> dict[str, list[str]]:
    """Make the texts of ``mixed``."""
    with QUESTIONS.open(encoding="utf-8") as lines:
        asked = [one["query"] for one in map(json.loads, lines) if one["set"] == "xquad"]
    return {
        "headlines": [row[1][:90] for row in rows if row[1]][:EACH],
        "two parts": _parts(rows, choose, 2)[:EACH],
        "one part": _parts(rows, choose, 1)[:EACH],
        "cut inside words": list(_cut(rows, choose))[:EACH],
        "questions": choose.sample(asked, EACH),
    }


def _parts(rows: Iterable[Row], choose: random.Random, count: int) -> list[str]:
    pieces = [[part for part in row[2].split() if 4 <= len(part) <= 30] for row in rows]
    return [" ".join(choose.sample(parts, count)) for parts in pieces if len(parts) > 3]


def _cut(rows: Iterable[Row], choose: random.Random) -> Iterable[str]:
    for row in rows:
        long = [chunk for chunk in row[2].split() if len(chunk) > 25]
        pieces = clusters(choose.choice(long)) if long else []
        length = choose.randint(6, 10)
        if len(pieces) > length + 2:
            start = choose.randrange(1, len(pieces) - length)
            yield "".join(pieces[start : start + length])


def _default(text: str, *then: Match) -> Asking:
    """As the service asks: one hit a story, exact counts of articles and stories."""
    plain = SearchRequest(clause=_typed(text, "all"), collapse=True, stories=True)
    return Asking(text, (plain, *(replace(plain, clause=_typed(text, match)) for match in then)))


def _one(clause: Clause, text: str, **options: Any) -> Asking:
    return Asking(text, (SearchRequest(clause=clause, **options),))


def _typed(text: str, match: Match) -> Clause:
    return compile_plain(text, match).clause


def _narrowed(text: str, province: str) -> Clause:
    return Bool(must=(_typed(text, "all"),), filters=(OneOf("province", (province,)),))
