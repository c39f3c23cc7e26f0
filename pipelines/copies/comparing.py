"""What a newcomer is compared with: its best candidates, then the first members of clusters it would join."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pipelines.copies import queries
from pipelines.copies.candidates import Postings
from pipelines.copies.judge import Text, Verdict, compare
from pipelines.copies.queries import Entry
from pipelines.copies.records import Document, Sketch
from pipelines.copies.rows import Rows
from pipelines.copies.rules import RULES

NOBODY = 0
"""No document's number: they begin with 1."""


class Comparing:
    """Finds and judges, for one batch; it writes nothing."""

    def __init__(self, rows: Rows, postings: Postings) -> None:
        self._rows = rows
        self._postings = postings

    def foresee(self, fresh: Iterable[Sketch]) -> None:
        """Read at once the stored texts that these are likely to be compared with."""
        ranked = [self._postings.ranked(sketch.prints, but=NOBODY) for sketch in fresh]
        self._rows.entries({n for _, found in ranked for n, _ in found})
        self._rows.texts({entry.n for live, found in ranked for entry in self._likely(live, found)})

    def compare(self, n: int, document: Document, sketch: Sketch) -> list[tuple[Entry, Verdict]]:
        """Judge a text against its candidates, then against the first members of clusters it would join."""
        text = queries.text_of(document, sketch)
        live, ranked = self._postings.ranked(sketch.prints, but=n)
        likely = self._likely(live, ranked)
        hits = self._judge(text, likely)
        joined = {entry.cluster for entry, verdict in hits if verdict.kind == "copy_of"}
        if joined:
            hits += self._judge(text, self._members(joined, {entry.n for entry in likely}))
        return hits

    def _likely(self, live: int, ranked: Sequence[tuple[int, int]]) -> list[Entry]:
        """Of the ranked texts those that share enough prints, the best first."""
        known = self._rows.entries([one for one, _ in ranked])
        least = {one: RULES.prefilter * max(1, min(live, known[one].prints)) for one, _ in ranked}
        return [known[one] for one, shared in ranked if shared >= least[one]][: RULES.verified]

    def _members(self, joined: Collection[str], judged: set[int]) -> list[Entry]:
        """The first members of these clusters, without the texts that are judged already."""
        found = []
        for cluster in sorted(joined):
            owners = queries.owners_in(self._rows.written(), cluster)[: RULES.members_checked]
            found += [entry for entry in owners if entry.n not in judged]
        return found

    def _judge(self, text: Text, others: Sequence[Entry]) -> list[tuple[Entry, Verdict]]:
        texts = self._rows.texts([entry.n for entry in others])
        pairs = ((entry, compare(text, texts[entry.n])) for entry in others)
        return [(entry, verdict) for entry, verdict in pairs if verdict is not None]
