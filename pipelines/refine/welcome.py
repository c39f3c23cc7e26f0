"""A welcome page that a site answers for every address is no new version of its articles.

Such sites answer 200 with one page, whatever is asked, while they are rebuilt or badly moved. Asked again for
its articles, each would "change" to that page, and the index would lose them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pipelines.records import Article, Capture
from pipelines.refine.one import Refined, Refused
from pipelines.store import articles
from pipelines.store import tables as t
from pipelines.store.identities import Identities

CODE = "welcome_page"
MANY = 3
"""Articles of one office that have the same text at once: two may be one posted twice."""
NEAR = 1_000
"""Captures before and after one, among which those of the same crawl are looked for."""
PIECE = 12
"""Letters of a piece of text, as in the search for copies: chance shares hardly any."""
SHARED = 0.05
"""Share of pieces up to which a text has nothing of the one before; a corrected text keeps most of its own,
one written anew its names."""


@dataclass(frozen=True, slots=True)
class _Changed:
    """An article that is known, and came with another text."""

    capture: Capture
    identity: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be set aside of a batch, by capture."""

    aside: dict[int, Refused]
    sure_at: int
    """The capture with which the last neighbour of all others that changed has come; 0 = none changed so."""


def found(connection: Connection, batch: Sequence[Refined]) -> Found:
    """Say which captures of a batch brought such a page in place of a known article.

    A text is set aside where it has nothing of the article's own and stands at the same time at many other
    addresses of the office, or where its bytes are those of one of the office's list pages.
    """
    changed = list(_changed(connection, batch))
    same = Counter((one.source, one.text) for one in changed)
    aside: dict[int, Refused] = {}
    sure_at = 0
    for one in changed:
        if same[one.source, one.text] >= MANY or _is_elsewhere(connection, one):
            reason = f"{one.identity}: its address answers with a page that the site shows at others too"
            aside[one.capture.id] = Refused(fate="discard", code=CODE, reason=reason)
        else:
            sure_at = max(sure_at, one.capture.id + NEAR)
    return Found(aside, sure_at)


def _changed(connection: Connection, batch: Sequence[Refined]) -> Iterable[_Changed]:
    single = [one for one in batch if one.capture.role == "article" and len(one.items) == 1]
    identities = Identities(connection, [one.items[0].article for one in single])
    ids = {one.capture.id: identities.of(one.items[0].article) for one in single}
    known = articles.load(connection, sorted(set(ids.values())))
    for one in single:
        identity, new = ids[one.capture.id], one.items[0].article
        before = known.get(identity)
        if before is not None and before.capture_id != one.capture.id and _is_other(before.article, new):
            yield _Changed(one.capture, identity, new.source, _text(new))


def _is_other(before: Article, now: Article) -> bool:
    """Say whether a text has nothing of the one before."""
    old, new = _pieces(_text(before)), _pieces(_text(now))
    return bool(old and new) and len(old & new) <= SHARED * min(len(old), len(new))


def _is_elsewhere(connection: Connection, one: _Changed) -> bool:
    """Say whether the same bytes came from a list page of the office, or from many other addresses."""
    c = t.captures.c
    near = c.id.between(one.capture.id - NEAR, one.capture.id + NEAR)
    query = (
        select(c.role, func.count(c.url.distinct()))
        .where(near, c.source_id == one.capture.source_id, c.sha256 == one.capture.sha256)
        .where(c.requested_url != one.capture.requested_url)
        .group_by(c.role)
    )
    counts = {row[0]: row[1] for row in connection.execute(query)}
    return bool(counts.get("listing")) or counts.get("article", 0) >= MANY - 1


def _text(article: Article) -> str:
    return f"{article.headline}\n{article.article_body}"


def _pieces(text: str) -> frozenset[str]:
    letters = "".join(text.split())
    return frozenset(letters[start : start + PIECE] for start in range(max(1, len(letters) - PIECE + 1)))
