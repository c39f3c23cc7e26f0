"""What a person has to set for daily work, and whether daily work is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from flows.doctor.finding import Finding
from flows.settings import Settings

LATE = timedelta(hours=26)
"""A day, and the two hours that a long run may take."""


def contact(settings: Settings) -> Iterator[Finding]:
    """Whether an office can find out who crawls it."""
    cure = (
        "" if settings.contact else "set KHAOSAN_CONTACT to a URL or e-mail address that offices can write to"
    )
    yield Finding(check="contact", ok=True, detail=settings.contact or "none set", cure=cure)


def alerts(settings: Settings) -> Iterator[Finding]:
    """Whether anybody is told when something breaks."""
    sinks = {
        "file": settings.alert_file,
        "webhook": settings.alert_webhook,
        "mail": settings.alert_mail_to,
    }
    given = [name for name, target in sinks.items() if target]
    cure = "" if given else "set KHAOSAN_ALERT_MAIL_TO, …_WEBHOOK or …_FILE, then: khaosan alert test"
    yield Finding(check="alerts", ok=True, detail=", ".join(given) or "nobody is told", cure=cure)


def schedule(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether a run has ended within a day, where there was ever one."""
    from flows.workspace import workspace
    from pipelines.store import tables

    with workspace(settings) as space, space.store.read() as connection:
        last = connection.scalar(select(func.max(tables.runs.c.finished_at)))
    if last is None:
        yield Finding(
            check="schedule", ok=True, detail="no run yet", cure="khaosan run, or: khaosan flows serve"
        )
        return
    ended = datetime.fromisoformat(last)
    late = now - ended > LATE
    detail = f"the last run ended {ended:%Y-%m-%d %H:%M}"
    yield Finding(check="schedule", ok=not late, detail=detail, cure="khaosan flows serve" if late else "")
