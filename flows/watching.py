"""Looks between the runs for what no run can tell: that none ended, that a disk fills, that a store is gone.

What was told is kept in ``watch.json`` in the home, for disk and clock are one machine's and the store may be
what is away. A message is one a cause and a sink; it is told again each week, and when it is over.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import sleep

from flows.alerts.book import STILL, Kind, Notice
from flows.alerts.causes import Cause
from flows.alerts.sending import deliver
from flows.alerts.sinks import sinks_of
from flows.doctor.finding import Finding
from flows.settings import Settings
from pipelines import issues
from pipelines.codec import from_json, to_json
from pipelines.drafts import write_whole
from pipelines.errors import ConfigError

BOOK = "watch.json"
WATCHED = ("home", "archive", "store", "clock", "schedule", "backup")
"""Checks of the doctor; what engine, index and offices are wrong with, a run tells."""
TELL_BY_BREAKING = {"home", "archive", "store"}
"""What is wrong with these when they cannot be looked at is just that."""
PAUSE = 10.0
"""Seconds until a fault is looked at again: one that has gone is told to nobody."""


@dataclass(slots=True, kw_only=True)
class Told:
    """A cause, and when each sink was told of it last."""

    cause: Cause
    first_seen: str
    sinks: dict[str, str] = field(default_factory=dict)
    over: bool = False


def watch(
    settings: Settings,
    examine: Callable[[], Iterable[Finding]],
    *,
    now: datetime,
    pause: Callable[[float], None] = sleep,
) -> tuple[list[Finding], list[str]]:
    """Look, tell what is new, what lasts and what is over.

    Args:
        settings: The home and the sinks.
        examine: The doctor's look.
        now: The moment.
        pause: Waits so many seconds.

    Returns:
        What is wrong, and what could not be sent.
    """
    wrong = _wrong(examine())
    if wrong:
        pause(PAUSE)
        wrong = [one for one in _wrong(examine()) if one.check in {before.check for before in wrong}]
    file = settings.folder / BOOK
    book = _noted(_read(file), [_cause(one, now) for one in wrong], now)
    unsent = _tell(settings, book, now, pause)
    _keep(file, {name: one for name, one in book.items() if not one.over or one.sinks})
    return wrong, unsent


def _wrong(findings: Iterable[Finding]) -> list[Finding]:
    """Faults by cause: where there is no store, nothing can be known of runs."""
    found = {one.check: one for one in findings if one.check in WATCHED and not one.ok}
    if "store" in found:
        found.pop("schedule", None)
    return list(found.values())


def _code(one: Finding) -> str:
    """A backup whose record cannot be read may have been made in time: it is not called late."""
    seen = not one.broken or one.check in TELL_BY_BREAKING
    return f"machine_{one.check}" if seen else "machine_unseen"


def _cause(one: Finding, now: datetime) -> Cause:
    code, machine = _code(one), socket.gethostname()
    return Cause(
        id=f"{machine}:{one.check}",
        title={"en": f"{machine}: {issues.what(code, 'en')}", "th": f"{machine}: {issues.what(code, 'th')}"},
        text={"en": issues.told(code, one.detail, "en"), "th": issues.told(code, one.detail, "th")},
        cure={"en": issues.cure(code, one.cure, "en"), "th": issues.cure(code, one.cure, "th")},
        since=now.date().isoformat(),
    )


def _noted(book: dict[str, Told], found: list[Cause], now: datetime) -> dict[str, Told]:
    for told in book.values():
        told.over = told.cause.id not in {one.id for one in found}
    for one in found:
        known = book.setdefault(one.id, Told(cause=one, first_seen=now.isoformat()))
        known.cause = one
    return book


def _tell(
    settings: Settings, book: dict[str, Told], now: datetime, pause: Callable[[float], None]
) -> list[str]:
    """Send what is due; a sink that does not take it is asked again by the next look."""
    unsent: list[str] = []
    for name, sink in sinks_of(settings).items():
        for one in book.values():
            kind = _due(one, name, now)
            if kind is None:
                continue
            notice = Notice(kind=kind, cause=one.cause, first_seen=one.first_seen, at=now.isoformat())
            error = deliver(sink, notice, settings.alert_language, pause)
            if error:
                unsent.append(f"{name}: {error}")
                break
            if kind == "resolved":
                del one.sinks[name]
            else:
                one.sinks[name] = now.isoformat()
    return unsent


def _due(one: Told, sink: str, now: datetime) -> Kind | None:
    told = one.sinks.get(sink)
    if one.over:
        return "resolved" if told else None
    if told is None:
        return "new"
    return "still" if now - datetime.fromisoformat(told) >= STILL else None


def _read(file: Path) -> dict[str, Told]:
    try:
        return from_json(file.read_bytes(), dict[str, Told])
    except (OSError, ConfigError):  # a first look, or a disk that was full at the last one
        return {}


def _keep(file: Path, book: dict[str, Told]) -> None:
    """Keep what was told; where the disk takes nothing, it is told again: better twice than not at all."""
    with suppress(OSError):
        write_whole(file, to_json(book))
