"""What a person has to set for daily work, and whether daily work is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.doctor.finding import Finding
from flows.settings import Settings

LATE = timedelta(hours=26)
"""A day, and the two hours that a long run may take."""

LATE_BACKUP = timedelta(days=8)
"""A week, the longest that people leave between two, and a day."""


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
    """Whether a daily run has ended within a day, where there was ever one."""
    from flows.report import last_daily
    from flows.workspace import workspace

    with workspace(settings) as space, space.store.read() as connection:
        last = last_daily(connection)
    if last is None:
        yield Finding(
            check="schedule", ok=True, detail="no run yet", cure="khaosan run, or: khaosan flows serve"
        )
        return
    _, ended = last
    late = now - ended > LATE
    detail = f"the last daily run ended {ended:%Y-%m-%d %H:%M}"
    yield Finding(check="schedule", ok=not late, detail=detail, cure="khaosan flows serve" if late else "")


def backup(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether a backup was taken within a week, where there was ever one."""
    from flows.backup import last

    taken = last(settings)
    if taken is None:
        yield Finding(
            check="backup", ok=True, detail="none yet", cure="khaosan backup FOLDER, on another disk"
        )
        return
    late = now - taken.at > LATE_BACKUP
    detail = f"the last one is of {taken.at:%Y-%m-%d %H:%M}, in {taken.folder}"
    cure = f"systemctl status khaosan-backup, or: khaosan backup {taken.folder}" if late else ""
    yield Finding(check="backup", ok=not late, detail=detail, cure=cure)
