"""The end of a run: the report kept and written for people, and what is wrong told to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import sleep

from flows import report as reports
from flows.alerts import book, sending
from flows.alerts.causes import causes
from flows.alerts.sinks import sinks_of
from flows.page import LANGUAGES, page_of
from flows.page_text import html, markdown
from flows.report import RunReport
from flows.workspace import Workspace
from pipelines.health import keeping
from pipelines.moment import clock
from pipelines.store import sources


def finish(
    space: Workspace,
    report: RunReport,
    *,
    now: Callable[[], datetime] = clock,
    pause: Callable[[float], None] = sleep,
) -> Path:
    """Keep a report, tell people what is wrong, write it in both languages; return the folder of the run.

    ``issues.jsonl`` and ``report.json`` for programs, ``report.th`` and ``report.en`` for people, each as
    Markdown and HTML.
    """
    folder = reports.keep(space.store, space.settings.folder, report, now=now())
    unsent = tell(space, report, now=now(), pause=pause)
    for language in LANGUAGES:
        with space.store.read() as connection:
            page = page_of(connection, report, language, unsent=unsent)
        (folder / f"report.{language}.md").write_text(markdown(page), encoding="utf-8")
        (folder / f"report.{language}.html").write_text(html(page), encoding="utf-8")
    return folder


def tell(
    space: Workspace, report: RunReport, *, now: datetime, pause: Callable[[float], None] = sleep
) -> list[str]:
    """Note what is wrong, and send what people were not told yet; return what could not be sent."""
    sinks = sinks_of(space.settings)
    with space.store.write() as connection:
        found = causes(
            keeping.load(connection).values(),
            report.issues,
            sources.load(connection),
            today=now.date().isoformat(),
        )
        book.note(connection, found, sinks, now=now)
    return sending.send(space.store, sinks, language=space.settings.alert_language, now=now, pause=pause)
