"""The check of every office's health: verdicts kept, states set, and an issue for what lost something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from flows.report import Issue
from pipelines.health import gather, keeping
from pipelines.health.records import Verdict
from pipelines.health.verdict import verdict
from pipelines.health.words import cure, said
from pipelines.moment import BANGKOK


def look(connection: Connection, *, now: datetime) -> list[Verdict]:
    """Judge every office that is collected, by id."""
    return [verdict(one) for one in gather.evidence(connection, today=now.astimezone(BANGKOK).date())]


def judge(connection: Connection, *, now: datetime) -> Iterator[Issue]:
    """Judge every office, keep it, and yield an issue for each that alarms."""
    found = look(connection, now=now)
    keeping.keep(connection, found, now=now)
    for one in found:
        if one.urgency == "alarm":
            yield Issue(
                stage="check",
                code=one.label.replace("-", "_"),
                source=one.source_id,
                message=f"{one.source_id}: {said(one, 'en')}",
                cure=cure(one, "en"),
            )
