"""Calls that read what people keep for themselves: collections, saved searches.

They only read. The API has no accounts: whoever reaches the server could write. The pages' forms write,
within the operator's guard, and so does the command line.
"""

from __future__ import annotations

from urllib.parse import quote

from pipelines.store import collections, saved
from search.api.desk import Desk, NotThere
from search.api.parameters import Given
from search.api.records import (
    CollectionAnswer,
    CollectionsAnswer,
    NewArticle,
    SavedAnswer,
    SavedListAnswer,
    SavedRow,
)
from search.arrivals import since_seen

MOST_SHOWN = 500
"""New articles of a saved search in one answer."""


def every_collection(desk: Desk, given: Given) -> CollectionsAnswer:
    """List collections, by name."""
    with desk.store.read() as connection:
        return CollectionsAnswer(collections=tuple(collections.every(connection)))


def collection(desk: Desk, given: Given) -> CollectionAnswer:
    """A collection with its members, in the order they were added."""
    name = given.one("id")
    with desk.store.read() as connection:
        found = collections.get(connection, name)
        members = tuple(collections.members(connection, name))
    if found is None:
        raise NotThere("collection", name)
    return CollectionAnswer(collection=found, members=members, query=f"collection:{name}")


def every_saved(desk: Desk, given: Given) -> SavedListAnswer:
    """List saved searches, by name."""
    with desk.store.read() as connection:
        found = saved.every(connection)
    return SavedListAnswer(saved=tuple(_row(desk, one) for one in found))


def one_saved(desk: Desk, given: Given) -> SavedAnswer:
    """A saved search, and what it finds that came since a person last looked."""
    name = given.one("id")
    with desk.store.read() as connection:
        found = saved.get(connection, name)
    if found is None:
        raise NotThere("saved_search", name)
    new = since_seen(desk.searcher, found)
    return SavedAnswer(
        search=_row(desk, found),
        readable=new.asked is not None,
        stories=new.stories,
        articles=len(new.items),
        more=new.more,
        new=tuple(NewArticle(id=one, cluster=cluster) for one, cluster in new.items[:MOST_SHOWN]),
    )


def _row(desk: Desk, one: saved.Saved) -> SavedRow:
    return SavedRow(
        name=one.name,
        address=one.address,
        url=f"{desk.base}/?{one.address}",
        page=f"{desk.base}/saved/{quote(one.name, safe='')}",
        made_at=one.made_at,
        seen_at=one.seen_at,
    )
