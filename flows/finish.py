"""The end of a run: the report kept and written for people, and what is wrong told to them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import sleep

from flows import report as reports
from flows.alerts import book, sending
from flows.alerts.causes import causes
from flows.alerts.sinks import sinks_of
from flows.logs import event
from flows.page import LANGUAGES, page_of
from flows.page_text import html, markdown
from flows.report import Issue, RunReport
from flows.workspace import Workspace
from pipelines.errors import KhaosanError
from pipelines.health import keeping
from pipelines.moment import clock
from pipelines.store import sources

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())


@contextmanager
def heard(space: Workspace, report: RunReport, *, pause: Callable[[float], None] = sleep) -> Iterator[None]:
    """Let no run end unheard: an error that breaks it off is reported and told, then raised on.

    Where neither report nor book of causes can be written (a full disk, a lost database), the sinks are told
    of that alone, and again by each run that ends so.
    """
    try:
        yield
    except Exception as error:
        broken = _broken_off(report, error)
        report.issues.append(broken)
        try:
            finish(space, report, pause=pause)
        except Exception as second:
            event(log, logging.ERROR, f"no report of {report.run}: {type(second).__name__}: {second}")
            _cry(space, report, broken, pause)
        raise


def _broken_off(report: RunReport, error: Exception) -> Issue:
    known = error if isinstance(error, KhaosanError) else None
    why = known.message if known else f"{type(error).__name__}: {error}"
    message = f"the run {report.run} ({report.job}) broke off: {why}"
    return Issue(stage="check", code="run_failed", message=message, cure=known.cure if known else "")


def _cry(space: Workspace, report: RunReport, broken: Issue, pause: Callable[[float], None]) -> None:
    """Tell of a run without the store."""
    found = causes((), [broken], {}, today=report.started_at[:10])
    for cause in found.values():
        one = book.Notice(kind="new", cause=cause, first_seen=report.started_at, at=report.started_at)
        for sink in sinks_of(space.settings).values():
            sending.deliver(sink, one, space.settings.alert_language, pause)


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
        book.note(connection, found, sinks, now=now, whole=report.checked)
    return sending.send(space.store, sinks, language=space.settings.alert_language, now=now, pause=pause)
