"""Verdicts in the store, and the states of offices that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, select

from pipelines.codec import from_json, to_json
from pipelines.health.records import Label, Verdict
from pipelines.health.words import said
from pipelines.store import sources
from pipelines.store.operating import verdicts as t
from pipelines.store.upsert import upsert

STATES: dict[Label, str] = {
    "live": "live",
    "quiet": "quiet",
    "rule-broke": "broken",
    "host-down": "host-down",
    "blocked": "blocked",
    "moved": "moved",
    "closed-by-policy": "closed-by-policy",
}
STRONGER = frozenset({"gone", "needs-browser", "disabled"})
"""What the crawler saw says more than a verdict."""


def keep(connection: Connection, some: Iterable[Verdict], *, now: datetime) -> None:
    """Replace the verdicts, and let the states of offices follow."""
    made = list(some)
    states = {one.source.id: one.state for one in sources.states(connection)}
    connection.execute(delete(t).where(t.c.source_id.not_in([one.source_id for one in made])))
    for one in made:
        values = {"source_id": one.source_id, "label": one.label, "urgency": one.urgency}
        values |= {"since": one.since.isoformat(), "record": to_json(one), "at": now.isoformat()}
        upsert(connection, t, keys=("source_id",), values=values)
        if _tells(one, states.get(one.source_id, "")):
            sources.set_state(connection, one.source_id, STATES[one.label], said(one, "en"), now=now)


def load(connection: Connection) -> dict[str, Verdict]:
    """Read the last verdict on each office."""
    rows = connection.execute(select(t.c.source_id, t.c.record).order_by(t.c.source_id))
    return {row.source_id: from_json(row.record, Verdict) for row in rows}


def _tells(one: Verdict, state: str) -> bool:
    """Say whether a verdict changes a state: a mishap, or a silence that is explained, changes none."""
    if state in STRONGER:
        return False
    if one.label == "live":
        return state in ("quiet", "host-down") and not any(
            why.key in ("mishap", "outage") for why in one.reasons
        )
    return one.label != "quiet" or one.urgency != "none"
