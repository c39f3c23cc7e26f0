"""Putting a refined article: a new one, a new version, or the same content met again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from pipelines import urls
from pipelines.codec import from_json, to_json
from pipelines.records import Article, Capture, DateValue, Person
from pipelines.store import people
from pipelines.store.articles import OF_FILE, Segmented
from pipelines.store.outbox import enqueue
from pipelines.store.slices import slices
from pipelines.store.tables import articles, takedowns, versions

Change = Literal["added", "changed", "unchanged", "returned", "taken_down"]
"""``returned``: it was gone at its source, and is there again as it was."""
_MINE = articles.c.id == bindparam("mine")
_LOOKED_AT = select(
    articles.c.id, articles.c.canonical_url, articles.c.digest, articles.c.version, articles.c.state,
    articles.c.state_at, articles.c.last_captured_at,
)  # fmt: skip
_IN_FORCE, _SET = _LOOKED_AT.where(_MINE), update(articles).where(_MINE)
_RECORD = select(articles.c.record).where(_MINE)
_ADD, _KEEP = insert(articles), insert(versions)
"""Built once: anew for each article they cost more than the database does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Revision:
    """A state of an article about to be stored, under its number."""

    article: Article
    segmented: Segmented
    captured_at: str
    capture_id: int | None
    rule: str
    digest: str
    record: str
    """The article as JSON."""
    number: int = 1

    def current(self) -> dict[str, Any]:
        """The columns of the article's row while this revision is in force; its story is not among them."""
        return {
            "source_id": self.article.source,
            "canonical_url": self.article.canonical_url,
            "kind": self.article.kind,
            "scope": self.article.scope,
            "published": self.article.published.value if self.article.published else None,
            "version": self.number,
            "digest": self.digest,
            "state": "live",
            "state_at": None,
            "last_captured_at": self.captured_at,
            "capture_id": self.capture_id,
            "rule": self.rule,
            "record": self.record,
            "segmented_headline": self.segmented.headline,
            "segmented_body": self.segmented.body,
        }

    def kept(self) -> dict[str, Any]:
        """The row that stays in ``versions`` for good."""
        return {
            "article_id": self.article.id,
            "number": self.number,
            "digest": self.digest,
            "record": self.record,
            "capture_id": self.capture_id,
            "captured_at": self.captured_at,
            "extractor": self.article.extractor,
            "rule": self.rule,
            "analysis": self.segmented.analysis,
        }


class Putting:
    """Puts the articles of a batch one after another, in the caller's transaction.

    What is in force of each is read at once, and what nobody reads meanwhile is written together: versions,
    people, messages to the index. Call :meth:`write` before anything else reads or changes articles.
    """

    def __init__(self, connection: Connection, ids: Iterable[str], now: datetime) -> None:
        """Read what is in force of these articles; of another one it is read when it is put."""
        self._connection = connection
        self._now = now
        self._in_force: dict[str, Row[Any] | None] = {}
        self._taken_down: set[str] = set()
        self._versions: list[dict[str, Any]] = []
        self._people: dict[str, Sequence[Person]] = {}
        self._told: list[str] = []
        self._read(ids)

    def put(self, article: Article, segmented: Segmented, *, capture_id: int | None, rule: str) -> Change:
        """Store a refined article: the same content again only moves ``last_captured_at``.

        A capture older than the one in force (refining again, out of order) never replaces it. An article
        taken down by command stays away: it outlives every rebuild.
        """
        if article.id not in self._in_force:
            self._read([article.id])
        if article.id in self._taken_down:
            return "taken_down"
        revision = _Revision(
            article=article,
            segmented=segmented,
            captured_at=(article.captured_at or self._now).isoformat(),
            capture_id=capture_id,
            rule=rule,
            digest=digest_of(article),
            record=to_json(article),
        )
        row = self._in_force.pop(article.id)  # read anew, should it come once more
        if row is None:
            return self._added(revision)
        if row.digest == revision.digest or _elsewhere(row, article):
            return self._seen(row, revision.captured_at)
        if revision.captured_at < row.last_captured_at:
            return "unchanged"
        return self._changed(replace(revision, number=row.version + 1))

    def write(self) -> None:
        """Write all that waits, in the order in which it came; what is in force may be changed then."""
        if self._versions:
            self._connection.execute(_KEEP, self._versions)
        people.put(self._connection, self._people)
        enqueue(self._connection, self._told, "upsert", now=self._now)
        self._versions.clear()
        self._people.clear()
        self._told.clear()
        self._in_force.clear()

    def _read(self, ids: Iterable[str]) -> None:
        for some in slices(ids):
            self._in_force |= dict.fromkeys(some)
            rows = self._connection.execute(_LOOKED_AT.where(articles.c.id.in_(some)))
            self._in_force |= {row.id: row for row in rows}
            away = select(takedowns.c.article_id).where(takedowns.c.article_id.in_(some))
            self._taken_down |= set(self._connection.scalars(away))

    def _added(self, revision: _Revision) -> Change:
        values = revision.current() | {"id": revision.article.id, "first_captured_at": revision.captured_at}
        self._connection.execute(_ADD, values)
        self._keep(revision)
        return "added"

    def _changed(self, revision: _Revision) -> Change:
        self._connection.execute(_SET, {"mine": revision.article.id, **revision.current()})
        self._keep(revision)
        return "changed"

    def _keep(self, revision: _Revision) -> None:
        self._versions.append(revision.kept() | {"refined_at": self._now.isoformat()})
        self._tell(revision.article.id, revision.article.people)

    def _tell(self, article_id: str, named: Sequence[Person]) -> None:
        self._people[article_id] = named
        self._told.append(article_id)

    def _seen(self, row: Row[Any], captured: str) -> Change:
        """Note that the same content was met again; what was gone returns when it is met after that."""
        gone = row.state == "gone"
        if (gone and captured <= row.state_at) or (not gone and captured <= row.last_captured_at):
            return "unchanged"
        values = {"last_captured_at": max(captured, row.last_captured_at), "state": "live", "state_at": None}
        self._connection.execute(_SET, {"mine": row.id, **values})
        if not gone:
            return "unchanged"
        record = self._connection.execute(_RECORD, {"mine": row.id}).scalar_one()
        self._tell(row.id, from_json(record, Article).people)
        return "returned"


def put(
    connection: Connection,
    article: Article,
    segmented: Segmented,
    *,
    capture_id: int | None,
    rule: str,
    now: datetime,
) -> Change:
    """Put one article as a batch of its own (:meth:`Putting.put`), at once.

    For who fills a store by hand, as tests and benchmarks do; refining puts batches.
    """
    putting = Putting(connection, [article.id], now)
    change = putting.put(article, segmented, capture_id=capture_id, rule=rule)
    putting.write()
    return change


def note_file(connection: Connection, article_id: str, capture: Capture, *, now: datetime) -> None:
    """Note in an article's history that other bytes lie under the address of a file that it names.

    The record of such a version is the one before it; its capture holds the file, its rule says so and names
    the file's digest.
    """
    row = connection.execute(_IN_FORCE, {"mine": article_id}).first()
    if row is None or row.state != "live":
        return
    rule = f"{OF_FILE}{capture.sha256}"
    noted = versions.c.article_id == article_id, versions.c.rule == rule, versions.c.capture_id == capture.id
    if connection.scalar(select(versions.c.number).where(*noted)) is not None:
        return
    last = select(versions).where(versions.c.article_id == article_id, versions.c.number == row.version)
    values = connection.execute(last).one()._asdict()
    values |= {
        "number": row.version + 1,
        "capture_id": capture.id,
        "captured_at": capture.fetched_at.isoformat(),
        "rule": rule,
        "refined_at": now.isoformat(),
    }
    connection.execute(_KEEP, values)
    connection.execute(_SET, {"mine": article_id, "version": row.version + 1})


def _elsewhere(row: Row[Any], article: Article) -> bool:
    """Say whether this is the content in force under another address of its site, such as a second menu.

    The address that it was first read at stays, as long as it is there: a shift of it is no news.
    """
    if row.state == "gone" or urls.host(row.canonical_url) != urls.host(article.canonical_url):
        return False
    return bool(digest_of(replace(article, canonical_url=row.canonical_url)) == row.digest)


def digest_of(article: Article) -> str:
    """Digest what a reader would call the content: a new digest makes a new version.

    Moment, capture and cluster are left out, and how a date was read: they change without the page changing.
    """
    core = replace(
        article,
        captured_at=None,
        page_sha256="",
        cluster=None,
        extractor="",
        url="",
        published=_bare(article.published),
        event=_bare(article.event),
        deadline=_bare(article.deadline),
        order=_bare(article.order),
    )
    return sha256(to_json(core).encode()).hexdigest()


def _bare(value: DateValue | None) -> DateValue | None:
    return None if value is None else replace(value, method="", raw="", confidence=1.0, era="CE")
