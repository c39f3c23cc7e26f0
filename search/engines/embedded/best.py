"""The best of a sum, exactly, without reading the postings of its frequent terms.

After MaxScore (Turtle and Flood 1995): what the documents with the rarest terms are worth in full tells what
the last of the wanted is worth at least, and whatever cannot reach that, by its rare terms and all that the
frequent ones might add, is never looked at. Rare terms are read by block-max WAND, which Tantivy has for
terms and nothing else, so constants are looked up apart. Where too many might still be among the best, more
terms are read, and in the end the search gives up: then all is read, as for a clause that is no sum. Either
way the answer is the same, so pages are cuts of one order.
"""

from __future__ import annotations

from search.clauses import Bool, Clause, Constant, Term
from search.engines.embedded.bounds import Bounds, holding
from search.engines.embedded.compile import Compiler
from search.engines.embedded.known import Candidate, Known
from search.engines.embedded.scores import Place, Scores, place
from search.engines.embedded.sums import Part, Sum

MOST_WANTED = 50
"""Hits down to which it is tried: the more are wanted, the less the last of them is worth."""
WORTHWHILE = 50_000
"""Postings below which it costs no more to read them all (.3 ms of one processor)."""
FIRST = 50_000
"""Postings of rare terms to begin with, at least."""
SHARE = 0.1
"""Of all postings of the sum, to begin with, unless as many documents as are wanted were looked up."""
MORE = 2
"""Times the postings of one round that the next reads at least; where that is all, it reads all."""
PROBED = 16
"""Documents scored in full to learn what the last of the wanted is worth."""
LOOKED_AT = 150
"""Documents taken by their rare terms."""
APART = 200
"""Documents that hold the phrase, or a headline, and are looked up; of more, any document may be one."""
FREQUENT = 20
"""A constant that may hold in more than one of so many documents is not looked up."""
HOPED = 0.65
"""Of what the last of the wanted is worth: few documents shall have as much by rare terms alone."""


class Best:
    """Finds the best of one sum in one state of an index."""

    def __init__(self, compiler: Compiler, added: Sum) -> None:
        self._compiler = compiler
        self._sum = added
        self._counts = compiler.counts
        self._bounds = Bounds((one for one in added.parts if isinstance(one, Term)), compiler.counts)
        self._scores = Scores(compiler, added)
        self._apart: dict[Place, Candidate] = {}
        self._anywhere: tuple[Constant, ...] = ()
        """Constants that may hold in any document."""

    def find(self, wanted: int, *, collapse: bool) -> list[Candidate] | None:
        """Find all that are worth as much as the last of the wanted; null = it gave up.

        Args:
            wanted: Hits.
            collapse: They are of as many stories.
        """
        every = self._bounds.postings(len(self._bounds))
        if wanted > MOST_WANTED or every <= WORTHWHILE:
            return None
        self._look_up()
        known = Known(self._scores, wanted, collapse=collapse)
        # what was found apart makes the last of the wanted worth more: then a few rare terms are enough
        depth = self._bounds.depth(FIRST if len(self._apart) >= wanted else max(FIRST, SHARE * every))
        while depth:
            found, others = self._rarest(depth)
            alone = [one for at, one in self._apart.items() if at not in found]
            strong = sorted(found.values(), key=lambda one: -one.worth)
            frequent: tuple[Part, ...] = (*self._bounds.frequent(depth), *self._anywhere)
            known.add(strong[:PROBED], frequent)
            if others >= known.least - self._left(depth):
                known.add(alone[:PROBED], self._unknown)
            needed = known.least - self._left(depth)
            if others < needed:
                known.add((one for one in strong if one.worth >= needed), frequent)
                known.add((one for one in alone if one.worth + others >= needed), self._unknown)
                return self._whole(known.best())
            depth = self._deeper(known, depth)
        return None

    def _look_up(self) -> None:
        """Find the documents that hold a constant, which no bound of terms tells of."""
        for one in self._sum.parts:
            if not isinstance(one, Constant) or not (count := holding(one, self._counts)):
                continue
            few = count * FREQUENT <= self._counts.num_docs
            found = self._strongest((one,), APART) if few else []
            if not few or len(found) == APART:
                self._anywhere += (one,)
                continue
            for worth, address in found:
                before = self._apart.get(place(address), Candidate(0.0, address))
                self._apart[place(address)] = Candidate(before.worth + worth, address)

    @property
    def _unknown(self) -> tuple[Part, ...]:
        """What is to be added to constants that were looked up."""
        return (*self._bounds.rarest(len(self._bounds)), *self._anywhere)

    def _rarest(self, depth: int) -> tuple[dict[Place, Candidate], float]:
        """Documents by their rare terms and constants looked up; what others have of rare terms at most."""
        read = self._strongest(self._bounds.rarest(depth), LOOKED_AT)
        found = {place(one.address): one for one in read}
        for at in found.keys() & self._apart.keys():
            found[at] = Candidate(found[at].worth + self._apart[at].worth, found[at].address)
        return found, read[-1].worth if len(read) == LOOKED_AT else 0.0

    def _strongest(self, parts: tuple[Clause, ...], limit: int) -> list[Candidate]:
        query = self._compiler.query(Bool(should=parts))
        hits = self._compiler.searcher.search(query, limit=limit, count=False).hits
        return [Candidate(float(score), address) for score, address in hits]

    def _left(self, depth: int) -> float:
        """What all that is not read can add together."""
        return self._bounds.left[depth] + sum(one.score for one in self._anywhere)

    def _deeper(self, known: Known, depth: int) -> int:
        """How many terms to read next; 0 = it is no use."""
        every = len(self._bounds)
        hoped = min(HOPED * known.least, known.worth_of(PROBED))
        allowed = known.least - hoped - self._left(every)
        deeper = max(
            self._bounds.depth(MORE * self._bounds.postings(depth)), self._bounds.deep_enough(allowed)
        )
        if MORE * self._bounds.postings(deeper) < self._bounds.postings(every):
            return max(deeper, depth + 1)
        return 0 if depth == every or known.least <= self._left(every) else every

    def _whole(self, best: list[Candidate]) -> list[Candidate] | None:
        """The best, unless one of them holds nothing that must be found."""
        needed = sorted(self._sum.needed, key=lambda one: -holding(one, self._counts))
        lacking = needed and self._scores.lack([one.address for one in best], needed)
        return None if lacking else best
