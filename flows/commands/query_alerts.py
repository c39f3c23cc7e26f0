"""``khaosan alert add``, ``run``, ``remove``: queries that are asked of everything new."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from flows.commands.common import COMMON, Common
from search.records import Match

Sink = Literal["file", "webhook", "mail"]


def add(
    name: str,
    query: str,
    *,
    match: Match = "all",
    sink: Annotated[tuple[Sink, ...], Parameter(negative="")] = (),
    common: Common = COMMON,
) -> int:
    """Tell of each new story that a query finds, once, however many offices copy it; asked after each run.

    Args:
        name: What to call it: letters, digits, ``-`` and ``_``.
        query: As in search; or the address of a search page, with its filters.
        match: all or any.
        sink: Where to: file, webhook, mail; may be repeated; without it, all that are set.
    """
    from urllib.parse import urlencode

    from flows.alerts.sinks import sinks_of
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.errors import SettingsError
    from pipelines.moment import clock
    from pipelines.store import collections, query_alerts
    from search.arrivals import asked_of
    from search.web.asking import Asked, WrongValue

    known = sinks_of(common.settings)
    wanted: tuple[str, ...] = tuple(dict.fromkeys(sink)) or tuple(known)
    absent = [one for one in wanted if one not in known]
    if absent or not wanted:
        cure = "set KHAOSAN_ALERT_FILE, KHAOSAN_ALERT_WEBHOOK or KHAOSAN_ALERT_MAIL_TO (docs/operating.md)"
        raise SettingsError(
            f"the sink {absent[0]} is not set" if absent else "no alert sink is set", cure=cure
        )
    try:
        asked = asked_of(query) if "?" in query else Asked(q=query, match=match)
    except WrongValue as error:
        raise SettingsError(f"{error} in the address", cure=f"allowed: {error.allowed}") from error
    address = urlencode(asked.pairs())
    with workspace(common.settings) as space:
        space.searcher().read(asked.query())  # a query that cannot be read is refused now
        with space.store.write() as connection:
            engine = space.settings.engine_name
            query_alerts.add(connection, collections.named(name), address, wanted, now=clock(), engine=engine)
    emit(
        {"alert": collections.named(name), "address": address, "sinks": wanted},
        json=common.json,
        text=lambda: f"{collections.named(name)}: new stories go to {', '.join(wanted)} after each run",
    )
    return 0


def run(*, common: Common = COMMON) -> int:
    """Ask all alerts now, and send what is due; every run of the daily job does it after indexing."""
    from flows.alerts import queries, sending
    from flows.alerts.sinks import sinks_of
    from flows.output import emit_lines, say
    from flows.workspace import workspace
    from pipelines.moment import clock

    settings = common.settings
    with workspace(settings) as space:
        looked, issues = queries.look(space, now=clock())
        unsent = sending.send(space.store, sinks_of(settings), language=settings.alert_language, now=clock())
    emit_lines(
        looked,
        json=common.json,
        text=lambda one: f"{one.alert}: {one.stories} new stories, {one.copies} copies of those told",
    )
    for line in (*(f"{one.message} → {one.cure}" for one in issues), *unsent):
        say(f"! {line}")
    return int(bool(issues or unsent))


def remove(name: str, *, common: Common = COMMON) -> int:
    """Forget an alert and what it has told.

    Args:
        name: Of the alert.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.errors import SettingsError
    from pipelines.store import query_alerts

    with workspace(common.settings) as space, space.store.write() as connection:
        if not query_alerts.remove(connection, name):
            raise SettingsError(f"no alert {name!r}", cure="khaosan alert list shows them")
    emit({"alert": name, "removed": True}, json=common.json, text=lambda: f"{name}: removed")
    return 0
