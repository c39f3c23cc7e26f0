"""Officials named by the live articles of the store: one row a mention, for lists by name.

An article's rows come and go with it, so that counting asks the index of names alone: with the state of each
article looked up, a page took 4 s at 100,000 articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Select,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from pipelines.records import Person
from pipelines.store.slices import slices
from pipelines.store.tables import articles, metadata

people = Table(
    "people",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text),
    Column("post", Text),
    Column("office", Text),
    Index("ix_people_name", "name", "article_id"),
)
_ADD = insert(people)
MOST_POSTS = 6
"""Posts, and offices, named of one official in a list."""
MOST_READ = 200
"""Mentions read for the posts of one official, the newest articles' first: whoever governs has thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A name as the texts give it: two people of one name are one here."""

    name: str
    title: str | None
    articles: int
    """Live articles that name them."""
    posts: tuple[str, ...]
    """Posts with their offices as the texts give them, most frequent first."""
    sources: tuple[str, ...]
    """Offices whose articles name them, by id, most frequent first."""


def put(connection: Connection, named: Mapping[str, Sequence[Person]]) -> None:
    """Keep whom each of these articles names, in place of whom it named before."""
    for ids in slices(named):
        connection.execute(delete(people).where(people.c.article_id.in_(ids)))
    rows = [
        {
            "article_id": article_id,
            "place": place,
            "name": one.name,
            "title": one.title,
            "post": one.post,
            "office": one.office,
        }
        for article_id, its in named.items()
        for place, one in enumerate(its)
    ]
    if rows:
        connection.execute(_ADD, rows)


def forget(connection: Connection, ids: Collection[str]) -> None:
    """Forget whom articles named that are gone or taken down."""
    connection.execute(delete(people).where(people.c.article_id.in_(list(ids))))


def count(connection: Connection, wanted: str = "") -> int:
    """Count the names that hold a text."""
    query = _holding(select(func.count(people.c.name.distinct())), wanted)
    return connection.scalar(query) or 0


def listed(
    connection: Connection, wanted: str = "", *, by_name: bool = False, limit: int, offset: int = 0
) -> list[Official]:
    """List officials whose name holds a text, those of most articles first (``by_name``: by their names)."""
    number = func.count(people.c.article_id.distinct())
    query = _holding(select(people.c.name, number), wanted).group_by(people.c.name)
    order = (people.c.name,) if by_name else (number.desc(), people.c.name)
    rows = connection.execute(query.order_by(*order).limit(limit).offset(offset))
    counts = {row[0]: int(row[1]) for row in rows}
    details = _details(connection, list(counts))
    return [_official(name, total, details.get(name, [])) for name, total in counts.items()]


_Detail = tuple[str | None, str | None, str | None, str]


def _details(connection: Connection, names: Sequence[str]) -> dict[str, list[_Detail]]:
    c = people.c
    newest = (articles.c.first_captured_at.desc(), c.article_id, c.place)
    number = func.row_number().over(partition_by=c.name, order_by=newest).label("number")
    mentions = (
        select(c.name, c.title, c.post, c.office, articles.c.source_id, number)
        .join(articles, articles.c.id == c.article_id)
        .where(c.name.in_(names))
        .subquery()
    )
    few = select(mentions).where(mentions.c.number <= MOST_READ).order_by(mentions.c.name, mentions.c.number)
    found: dict[str, list[_Detail]] = {}
    for row in connection.execute(few):
        found.setdefault(row[0], []).append((row[1], row[2], row[3], row[4]))
    return found


def _official(name: str, total: int, details: Sequence[_Detail]) -> Official:
    titles = _ranked([title for title, *_ in details if title])
    posts = [_post(post or "", office or "") for _, post, office, _ in details if post or office]
    return Official(
        name=name,
        title=titles[0] if titles else None,
        articles=total,
        posts=tuple(_ranked(posts)[:MOST_POSTS]),
        sources=tuple(_ranked([source for *_, source in details])[:MOST_POSTS]),
    )


def _post(post: str, office: str) -> str:
    """A post with its office, once where the post names it: ผู้ว่าราชการจังหวัดลำพูน."""
    return post if office and office in post else f"{post} {office}".strip()


def _ranked(values: Sequence[str]) -> list[str]:
    """Distinct values, most frequent first, then in the order they came."""
    return [value for value, _ in Counter(values).most_common()]


def _holding(query: Select[Any], wanted: str) -> Select[Any]:
    return query.where(people.c.name.icontains(wanted, autoescape=True)) if wanted else query
