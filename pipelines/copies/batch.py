"""Place texts one after another within one write transaction.

A text is compared with its best candidates, then with the first members of the clusters it would join; its
links are stored; and the clusters of all texts that copy links connect with it are derived anew. Then the
series around all texts whose links or clusters changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from pipelines.copies import graph, queries, reissue
from pipelines.copies.candidates import Postings
from pipelines.copies.comparing import Comparing
from pipelines.copies.derive import derive
from pipelines.copies.judge import Verdict, compare
from pipelines.copies.linking import equal_link, link, row
from pipelines.copies.minting import heirs
from pipelines.copies.queries import Entry
from pipelines.copies.records import Document, Link, Placed, Sketch
from pipelines.copies.rows import NOT_PLACED, Rows
from pipelines.copies.rules import RULES
from pipelines.copies.series import ALIKE
from pipelines.copies.sketch import grams, winnow

_DAY_CODES = ("days", "one_number")
"""Reasons that another document with the same text, of a nearer day, can overturn."""
_OFFICE_CODES = ("similar", "middle")
"""Reasons that another document with the same text, of another office, can overturn."""


class Batch:
    """The documents of one transaction. Call :meth:`write` at its end."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._rows = Rows(connection, now)
        self._postings = Postings(connection)
        self._comparing = Comparing(self._rows, self._postings)
        self._now = now
        self._moved: set[int] = set()
        """Texts whose links or clusters changed since series were last derived."""

    def load(self, documents: Iterable[Document], sketches: Collection[Sketch]) -> None:
        """Read at once what placing these will ask for."""
        digests = {sketch.digest for sketch in sketches if sketch.digest is not None}
        self._rows.load([document.id for document in documents], digests)
        fresh = [sketch for sketch in sketches if self._rows.owner_of(sketch.digest) is None]
        self._postings.load(one for sketch in fresh for one in sketch.prints)
        if len(sketches) > 1:
            self._comparing.foresee(fresh)

    def write(self) -> None:
        """Write all that waits."""
        self._rows.written()
        self._postings.write()

    def place(self, document: Document, sketch: Sketch) -> Placed:
        """Place a document; one with a known id is replaced."""
        known = self._rows.entry(document.id)
        if known is not None:
            placed = self._replace(known, document, sketch)
        else:
            placed = self._put(self._rows.number(), document, sketch, cluster=NOT_PLACED)
        reissued = self._settle_series()
        return replace(placed, reissued=reissued) if reissued else placed

    def remove(self, document_id: str) -> tuple[str, ...]:
        """Take a document out; return the ids of others whose cluster or series changed."""
        known = self._rows.entry(document_id)
        if known is None:
            return ()
        changed = self._settle(self._take_out(known))
        return tuple(sorted({*changed, *self._settle_series()}))

    def _replace(self, known: Entry, document: Document, sketch: Sketch) -> Placed:
        if self._rows.unchanged(known, document, sketch):
            return Placed(known.cluster, (), ())
        alone = (
            queries.group(self._rows.written(), {known.owner}) == [known]
            and len(graph.connected(self._rows.written(), {known.owner})) == 1
        )
        changed = set(self._settle(self._take_out(known)))
        placed = self._put(known.n, document, sketch, cluster=known.cluster if alone else NOT_PLACED)
        changed.update(placed.changed)
        if placed.cluster_id == known.cluster:
            changed.discard(document.id)
        return Placed(placed.cluster_id, placed.links, tuple(sorted(changed)))

    def _take_out(self, known: Entry) -> set[int]:
        """Delete a document; return the numbers of the texts it was connected with."""
        near = graph.connected(self._rows.written(), {known.owner})
        for one in graph.links_of(self._rows.written(), known.owner):
            self._moved |= {one.a, one.b}
        others = sorted(
            (entry for entry in queries.group(self._rows.written(), {known.owner}) if entry.n != known.n),
            key=lambda entry: entry.order,
        )
        if known.owner == known.n:
            near.discard(known.n)
            hashes = grams(self._rows.texts([known.n])[known.n].key)
            self.write()
            self._postings.take(known.n, winnow(hashes, RULES.narrowest))
            if others:
                self._rows.hand_over(known.n, others[0].n, self._postings.add(others[0].n, winnow(hashes)))
                near.add(others[0].n)
            else:
                self._rows.drop_links(known.n)
        self._moved |= {*near, *(entry.n for entry in others)}
        self._rows.drop(known)
        self._rows.forget(entry.id for entry in others)
        if others:
            self._judge_again(others[0].n if known.owner == known.n else known.owner)
        return near

    def _put(self, n: int, document: Document, sketch: Sketch, *, cluster: str) -> Placed:
        """Give a document its place; ``cluster`` is the id it brings along, if any."""
        owner = self._rows.owner_of(sketch.digest)
        if owner is not None:
            return self._put_equal(n, owner, document, sketch, cluster)
        hits = self._comparing.compare(n, document, sketch)
        copied = {other for other, verdict in hits if verdict.kind == "copy_of"}
        home = "" if cluster else self._home(copied)
        name = cluster or home or ("" if copied else self._rows.mint(document.id))
        taken = self._postings.add(n, sketch.prints)
        mine = self._rows.add(n, document, sketch, owner=n, cluster=name, prints=taken)
        found = tuple(self._linked(mine, other, verdict) for other, verdict in hits)
        if copied and not home:
            changed = self._settle(graph.connected(self._rows.written(), {n}))
        else:
            changed = () if name == cluster else (document.id,)
        return Placed(self._cluster(document.id), found, changed)

    def _home(self, copied: Collection[Entry]) -> str:
        """The cluster of the one text that a newcomer copies, if nothing else is connected with that.

        Two texts and a copy link between them are one cluster, whatever their days: nothing to derive.
        """
        if len(copied) != 1:
            return ""
        (other,) = copied
        alone = len(graph.connected(self._rows.written(), {other.n})) == 1
        return other.cluster if alone else ""

    def _linked(self, mine: Entry, other: Entry, verdict: Verdict) -> Link:
        """Store a link; note whether it may make or move a series."""
        made = row(mine, other, verdict)
        self._rows.add_link(made)
        issues = verdict.kind == "series" and made["jaccard"] >= ALIKE
        if issues or (verdict.kind == "copy_of" and other.series is not None):
            self._moved |= {mine.n, other.n}
        return link(mine, other, verdict)

    def _put_equal(self, n: int, owner: int, document: Document, sketch: Sketch, cluster: str) -> Placed:
        """Add a document whose text is known: it goes where that text is."""
        carriers = self._rows.group(owner)
        first = next(entry for entry in carriers if entry.n == owner)
        mine = self._rows.add(n, document, sketch, owner=owner, cluster=first.cluster, prints=0)
        if cluster or first.series is not None:
            self._moved.add(owner)
        changed = {document.id} if first.cluster != cluster else set()
        if cluster and cluster != first.cluster:
            changed.update(self._merge(cluster, first.cluster))
        again: tuple[str, ...] = ()
        if document.day is not None and document.day not in {entry.day for entry in carriers}:
            again = _DAY_CODES
        if document.source and document.source not in {entry.source for entry in carriers}:
            again += _OFFICE_CODES
        if again:
            changed.update(self._settle(self._judge_again(owner, again)))
        return Placed(self._cluster(document.id), (equal_link(mine, first),), tuple(sorted(changed)))

    def _merge(self, one: str, other: str) -> list[str]:
        """Let the older of two ids go on for both; return the documents that moved."""
        ages = self._rows.ages([one, other])
        old, new = sorted((one, other), key=lambda cluster: ages.get(cluster, 0))
        moved = self._rows.move([entry.n for entry in queries.owners_in(self._rows.written(), new)], old)
        self._rows.alias(new, old)
        return moved

    def _cluster(self, document_id: str) -> str:
        entry = self._rows.entry(document_id)
        if entry is None:
            raise LookupError(f"{document_id}: not placed")
        return entry.cluster

    # -- judging again -------------------------------------------------------------------------------------

    def _judge_again(self, owner: int, codes: Collection[str] | None = None) -> set[int]:
        """Judge the stored links of a text anew, after the days of its publication changed."""
        rows = [
            one for one in graph.links_of(self._rows.written(), owner) if codes is None or one.code in codes
        ]
        if not rows:
            return set()
        near = graph.connected(self._rows.written(), {owner})
        others = [one.a if one.b == owner else one.b for one in rows]
        entries = self._rows.entries([owner, *others])
        texts = self._rows.texts([owner, *others])
        self._rows.drop_links(owner, codes)
        self._moved |= {owner, *others}
        for other in others:
            verdict = compare(texts[owner], texts[other])
            if verdict is not None:
                self._rows.add_link(row(entries[owner], entries[other], verdict))
        return near | graph.connected(self._rows.written(), {owner})

    # -- series --------------------------------------------------------------------------------------------

    def _settle_series(self) -> tuple[str, ...]:
        """Derive the series around all texts that moved; return the ids of documents whose series changed."""
        moved, self._moved = self._moved, set()
        if not moved or not reissue.in_series(self._rows.written(), moved):
            return ()
        changed = reissue.settle(self._rows.written(), moved, self._now)
        self._rows.forget(changed)
        return changed

    # -- clusters ------------------------------------------------------------------------------------------

    def _settle(self, owners: set[int]) -> tuple[str, ...]:
        """Derive the clusters of these texts from their links; return the ids whose cluster changed."""
        if not owners:
            return ()
        nodes = graph.nodes(self._rows.written(), owners)
        groups = derive(nodes, graph.edges(self._rows.written(), owners) if len(owners) > 1 else {})
        borne = [[(node.n, node.cluster) for node in group] for group in groups]
        changed: list[str] = []
        for group, (kept, ended) in zip(groups, heirs(borne, self._rows.ages), strict=True):
            name = kept or self._rows.mint(group[0].id)
            for old in ended:
                self._rows.alias(old, name)
            if any(node.cluster != name for node in group):
                self._moved |= {node.n for node in group}
                changed += self._rows.move([node.n for node in group], name)
        return tuple(sorted(changed))
