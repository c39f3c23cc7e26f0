"""Why an article is in a dataset's question today and was not then, or the other way about.

What the store keeps decides: its takedowns, tombstones and versions, and its outbox, whose sequence says what
the index knew when the dataset was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from pipelines.codec import from_json
from pipelines.records import Article
from pipelines.store.tables import articles, outbox, takedowns, versions
from search.datasets.records import Item, Manifest
from search.service import Searcher

Reason = Literal[
    "arrived_later", "returned", "re_dated", "new_version", "rules_changed", "story_changed",
    "indexed_later", "taken_down", "gone", "not_indexed", "not_in_this_store",
]  # fmt: skip
"""``rules_changed``: the page is the same, what Khaosan reads in it or how it searches is not."""
_BESIDE = ("captured_at", "page_sha256", "cluster", "extractor", "url")
"""Fields that change without the content changing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A reason with its evidence, and the version in force."""

    why: Reason
    detail: str
    version: int | None


class Causes:
    """Explains the differences of one dataset."""

    def __init__(self, searcher: Searcher, manifest: Manifest) -> None:
        self.searcher = searcher
        self.manifest = manifest
        self.analysis = searcher.engine.analysis() or ""

    def read(self, connection: Connection, ids: Sequence[str]) -> Known:
        """Read what the store knows of some articles."""
        a, v, o, t = articles.c, versions.c, outbox.c, takedowns.c
        seq = self.manifest.index.seq
        first = select(o.article_id, func.min(o.seq)).where(o.article_id.in_(ids)).group_by(o.article_id)
        last = select(o.article_id, o.action).where(o.article_id.in_(ids), o.seq <= seq).order_by(o.seq)
        history: dict[str, list[Row[Any]]] = {}
        for row in connection.execute(select(versions).where(v.article_id.in_(ids)).order_by(v.number)):
            history.setdefault(row.article_id, []).append(row)
        return Known(
            manifest=self.manifest,
            analysis=self.analysis,
            rows={row.id: row for row in connection.execute(select(articles).where(a.id.in_(ids)))},
            history=history,
            taken_down={
                row.article_id: row
                for row in connection.execute(select(takedowns).where(t.article_id.in_(ids)))
            },
            first_seq={row[0]: row[1] for row in connection.execute(first)},
            told={row[0]: row[1] for row in connection.execute(last)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows of a batch of articles."""

    manifest: Manifest
    analysis: str
    rows: Mapping[str, Row[Any]]
    history: Mapping[str, Sequence[Row[Any]]]
    taken_down: Mapping[str, Row[Any]]
    first_seq: Mapping[str, int]
    told: Mapping[str, str] = field(default_factory=dict)
    """The last message to the index before the dataset was made."""

    def explain(self, one: str, kind: str, item: Item | None) -> Cause | None:
        """Give the cause; null for an article that is as it was."""
        if kind == "added":
            return self._added(one)
        assert item is not None
        if kind == "removed":
            return self._removed(one, item)
        row = self.rows.get(one)
        return None if row is None or row.digest == item.digest else self._differs(one, item.digest, row)

    def _added(self, one: str) -> Cause:
        row = self.rows[one]
        if self._later(row) or self.first_seq.get(one, 0) > self.manifest.index.seq:
            return Cause(
                why="arrived_later", detail=f"first captured {row.first_captured_at}", version=row.version
            )
        if self.told.get(one) == "delete":
            return Cause(
                why="returned", detail="deleted at its source then, there again now", version=row.version
            )
        before = self._as_of(one)
        if before is not None and before.digest != row.digest:
            return self._differs(one, before.digest, row)
        return self._same(row, absent="indexed_later")

    def _removed(self, one: str, item: Item) -> Cause:
        taken = self.taken_down.get(one)
        if taken is not None:
            return Cause(why="taken_down", detail=f"on {taken.at}", version=None)
        row = self.rows.get(one)
        if row is None:
            return Cause(why="not_in_this_store", detail="this store holds no such article", version=None)
        if row.state == "gone":
            return Cause(
                why="gone", detail=f"its page was no longer there on {row.state_at}", version=row.version
            )
        if row.digest != item.digest:
            return self._differs(one, item.digest, row)
        return self._same(row, absent="not_indexed", cluster=item.cluster)

    def _differs(self, one: str, digest: str, row: Row[Any]) -> Cause:
        """Two versions: re-dated, read by other rules, or changed at its source."""
        history = self.history.get(one, ())
        before = next((version for version in history if version.digest == digest), None)
        if before is None:
            return Cause(why="new_version", detail=f"version {row.version}", version=row.version)
        old, new = from_json(before.record, Article), from_json(row.record, Article)
        differing = ", ".join(_differing(old, new))
        if _same_page(old, new, before.capture_id, row.capture_id):
            read = f"{old.extractor} then, {new.extractor} now"
            return Cause(why="rules_changed", detail=f"{differing} ({read})", version=row.version)
        if _value(old) != _value(new):
            return Cause(
                why="re_dated", detail=f"published {_value(old)} → {_value(new)}", version=row.version
            )
        return Cause(why="new_version", detail=differing, version=row.version)

    def _same(self, row: Row[Any], *, absent: Reason, cluster: str | None = None) -> Cause:
        """The content is the same, so it is found or not for another reason."""
        query = self.manifest.query
        then = self.manifest.index.analysis
        by_story = not query.copies or bool(query.filters.cluster or query.filters.series)
        if by_story and (then == self.analysis or cluster != row.cluster_id):
            detail = f"story {cluster} → {row.cluster_id}" if cluster else f"story {row.cluster_id}"
            return Cause(why="story_changed", detail=detail, version=row.version)
        if then != self.analysis:
            return Cause(
                why="rules_changed", detail=f"analysis {then} → {self.analysis}", version=row.version
            )
        return Cause(why=absent, detail="in the store, and not in the index", version=row.version)

    def _later(self, row: Row[Any]) -> bool:
        return datetime.fromisoformat(row.first_captured_at) > datetime.fromisoformat(self.manifest.made_at)

    def _as_of(self, one: str) -> Row[Any] | None:
        """The version that was in force when the dataset was made."""
        moment = datetime.fromisoformat(self.manifest.made_at)
        known = [
            row for row in self.history.get(one, ()) if datetime.fromisoformat(row.captured_at) <= moment
        ]
        return known[-1] if known else None


def _same_page(old: Article, new: Article, old_capture: int | None, new_capture: int | None) -> bool:
    same_capture = old_capture is not None and old_capture == new_capture
    return same_capture or (bool(old.page_sha256) and old.page_sha256 == new.page_sha256)


def _value(article: Article) -> str:
    return article.published.value if article.published else "none"


def _differing(old: Article, new: Article) -> Iterator[str]:
    for one in fields(Article):
        if one.name not in _BESIDE and getattr(old, one.name) != getattr(new, one.name):
            yield one.name
