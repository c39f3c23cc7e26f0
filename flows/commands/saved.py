"""``khaosan saved``: searches kept under a name, and what each finds that is new, as on the page /saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flows.commands.common import COMMON, AtLeastOne, Common
from search.records import Match

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from search.arrivals import New


def list_(*, common: Common = COMMON) -> int:
    """List the saved searches, each with how much is new."""
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.store import saved
    from search.arrivals import since_seen

    with workspace(common.settings) as space:
        with space.store.read() as connection:
            known = saved.every(connection)
        rows = [_row(since_seen(space.searcher(), one)) for one in known]
    emit_lines(rows, json=common.json, text=_line)
    return 0


def add(name: str, query: str, *, match: Match = "all", common: Common = COMMON) -> int:
    """Save a search; what it finds now is known, what comes is new. One of that name is replaced.

    Args:
        name: What to call it: letters, digits, ``-`` and ``_``.
        query: As in search; or the address of a search page, with its filters.
        match: all or any.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.errors import SettingsError
    from pipelines.moment import clock
    from pipelines.store import collections, saved
    from search.arrivals import asked_of
    from search.web.asking import Asked, WrongValue

    try:
        asked = asked_of(query) if "?" in query else Asked(q=query, match=match)
    except WrongValue as error:
        raise SettingsError(f"{error} in the address", cure=f"allowed: {error.allowed}") from error
    kept, address = collections.named(name), asked.change().address()
    with workspace(common.settings) as space:
        space.searcher().read(asked.query())  # a query that cannot be read is refused now
        with space.store.write() as connection:
            saved.save(connection, kept, address, now=clock(), engine=space.settings.engine_name)
    emit({"saved": kept, "address": address}, json=common.json, text=lambda: f"{kept}: /?{address}")
    return 0


def run(
    name: str,
    *,
    size: AtLeastOne = 100,
    seen: Annotated[bool, Parameter(negative="")] = False,
    common: Common = COMMON,
) -> int:
    """Show what a saved search finds that came since you last looked, newest first.

    Args:
        name: Of the search.
        size: Articles to print.
        seen: Then take them for seen, as the page's button does.
    """
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import saved
    from search.arrivals import since_seen

    with workspace(common.settings) as space:
        with space.store.read() as connection:
            known = saved.must(connection, name)
        found = since_seen(space.searcher(), known)
        rows = _articles(space, found, size)
        if seen:
            with space.store.write() as connection:
                saved.see(connection, name, engine=space.searcher().engine.name, now=clock())
    if common.json:
        emit_lines(rows, json=True, text=_article)
        return 0
    emit_lines([_row(found)], json=False, text=_line)
    emit_lines(rows, json=False, text=_article)
    return 0


def remove(name: str, *, common: Common = COMMON) -> int:
    """Forget a saved search.

    Args:
        name: Of the search.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.store import saved

    with workspace(common.settings) as space, space.store.write() as connection:
        saved.must(connection, name)
        saved.remove(connection, name)
    emit({"saved": name, "removed": True}, json=common.json, text=lambda: f"{name}: removed")
    return 0


def _row(new: New) -> dict[str, Any]:
    return {
        "name": new.saved.name,
        "address": new.saved.address,
        "seen_at": new.saved.seen_at,
        "readable": new.asked is not None,
        "stories": new.stories,
        "articles": len(new.items),
        "more": new.more,
    }


def _line(row: dict[str, Any]) -> str:
    from urllib.parse import unquote_plus

    many = "+" if row["more"] else ""
    news = f"{row['stories']}{many} new stories ({row['articles']}{many} articles)"
    state = news if row["readable"] else "cannot be read any more"
    return f"{row['name']}  {state} since {row['seen_at'][:16]}  {unquote_plus(row['address'])}"


def _articles(space: Workspace, new: New, size: int) -> list[dict[str, Any]]:
    from pipelines.store import articles

    wanted = new.items[:size]
    with space.store.read() as connection:
        found = articles.load(connection, [identity for identity, _ in wanted])
    return [
        {
            "id": identity,
            "cluster": cluster,
            "source": one.source,
            "published": one.published.value if one.published else None,
            "headline": one.headline,
        }
        for identity, cluster in wanted
        if identity in found and (one := found[identity].article)
    ]


def _article(row: dict[str, Any]) -> str:
    return f"{row['published'] or '–'}  {row['id']}  {row['headline']}"
