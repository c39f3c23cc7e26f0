"""The six jobs as Prefect 3 flows, thin: each stage of :mod:`flows.jobs` and :mod:`flows.stages` is a task.

Import this module only after :func:`flows.quiet.quiet`. Settings are read from the environment of the process
that runs a flow, so that no password is ever a parameter that Prefect's server keeps. Without Prefect,
``khaosan run``, ``backfill``, ``revisit``, ``reextract``, ``index --rebuild`` and ``prune`` do the same work.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import sleep
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.schedules import Cron
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from crawlers.child import CRAWL_SECONDS
from flows import beside, holding, jobs, stages
from flows import report as reports
from flows.alerts import queries
from flows.finish import finish, heard
from flows.report import Issue, RunReport
from flows.serving import PLANS
from flows.settings import from_environment
from flows.stages import Selection
from flows.workspace import Workspace, workspace
from pipelines import issues
from pipelines.codec import to_builtins
from pipelines.moment import BANGKOK, clock
from pipelines.store.visits import OfficeDay

SCHEDULES = {name: Cron(plan.cron, timezone=BANGKOK.key) for name, plan in PLANS.items()}
CRAWL_TIMEOUT = CRAWL_SECONDS + 600
"""A crawl ends itself in time; where it cannot, Prefect does, ten minutes later."""
RETRIES = 2
JITTER = 0.2
AT_ONCE = 2
"""Offices that are tried again side by side; each is a process of its own."""


RUNNER: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=AT_ONCE)


@dataclass(slots=True, kw_only=True)
class Part:
    """What a task did: its share of the report, and the visits that failed."""

    report: RunReport
    failed: list[OfficeDay] = field(default_factory=list)


class StillAway(Exception):  # noqa: N818 - named for the office's state
    """An office failed again; raised so that Prefect tries it once more, later."""

    def __init__(self, part: Part) -> None:
        super().__init__("; ".join(f"{one.source_id}: {one.reason or one.code}" for one in part.failed))
        self.part = part


def _part(report: RunReport) -> Part:
    return Part(report=RunReport(run=report.run, started_at=report.started_at))


@task(
    name="crawl", cache_policy=NO_CACHE, retries=RETRIES, timeout_seconds=CRAWL_TIMEOUT, persist_result=False
)
def crawl_task(space: Workspace, selection: Selection, report: RunReport) -> Part:
    """Crawl all selected offices in one child process; tried again where that process died."""
    part = _part(report)
    part.failed = stages.crawl(space, selection, part.report)
    return part


@task(
    name="crawl again",
    task_run_name="crawl {source_id} again",
    cache_policy=NO_CACHE,
    retries=RETRIES - 1,
    retry_jitter_factor=JITTER,
    timeout_seconds=CRAWL_TIMEOUT,
    persist_result=False,
)
def crawl_again_task(space: Workspace, selection: Selection, source_id: str, report: RunReport) -> Part:
    """Crawl one office again, which met a mishap."""
    part = _part(report)
    part.failed = jobs.crawl_again(space, selection, [source_id], part.report)
    if any(one.code in jobs.RETRYABLE for one in part.failed):
        raise StillAway(part)
    return part


refine_task = task(name="refine", cache_policy=NO_CACHE, persist_result=False)(stages.refine)
hold_task = task(name="hold", cache_policy=NO_CACHE, persist_result=False)(holding.hold)
index_task = task(
    name="index",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(30),
    persist_result=False,
)(stages.index)
alert_task = task(name="alert", cache_policy=NO_CACHE, persist_result=False)(queries.note)
check_task = task(name="check", cache_policy=NO_CACHE, persist_result=False)(stages.check)


@task(name="report", cache_policy=NO_CACHE, persist_result=False)
def report_task(space: Workspace, report: RunReport) -> Path:
    """Keep the report, tell people, and show it in Prefect."""
    folder = finish(space, report)
    create_markdown_artifact(key="report", markdown=(folder / "report.en.md").read_text(encoding="utf-8"))
    create_table_artifact(key="issues", table=[_row(issue) for issue in report.issues])
    create_link_artifact(key="issues-file", link=(folder / "issues.jsonl").as_uri(), link_text="issues.jsonl")
    return folder


def _told(issue: Issue) -> str:
    return issues.told(issue.code, issue.message, "en", stage=issue.stage)


def _row(issue: Issue) -> dict[str, str]:
    columns = {"office": issue.source, "stage": issue.stage, "code": issue.code, "what": _told(issue)}
    page = f"[page]({issue.url})" if issue.url else ""
    return {name: value or "" for name, value in columns.items()} | {"do": issue.cure, "where": page}


@flow(name="daily", task_runner=RUNNER)
def daily(
    home: str | None = None,
    registry: str | None = None,
    ids: list[str] | None = None,
    province: str | None = None,
) -> dict[str, Any]:
    """Crawl, refine, hold back, index, check, report; return the run's report."""
    with _run(home, registry, "daily") as (space, report):
        _collect(space, Selection(ids=ids or (), province=province), report)
        return _understand(space, report)


@flow(name="backfill", task_runner=RUNNER)
def backfill(
    since: str,
    home: str | None = None,
    registry: str | None = None,
    ids: list[str] | None = None,
    province: str | None = None,
) -> dict[str, Any]:
    """Read back to a day whatever is known already, then as daily."""
    with _run(home, registry, "backfill") as (space, report):
        _collect(space, Selection(ids=ids or (), province=province, since=since, backfill=True), report)
        return _understand(space, report)


@flow(name="revisit", task_runner=RUNNER)
def revisit(
    days: int = 30, home: str | None = None, registry: str | None = None, ids: list[str] | None = None
) -> dict[str, Any]:
    """Ask again for the articles of the last days: corrected, or deleted?"""
    with _run(home, registry, "revisit") as (space, report):
        stages.recall(space, ids or (), days=days)
        _collect(space, Selection(ids=ids or ()), report)
        return _understand(space, report)


@flow(name="reindex")
def reindex(home: str | None = None) -> dict[str, Any]:
    """Build the index anew beside the live one, then swap."""
    with _run(home, None, "reindex") as (space, report):
        index_task(space, report, rebuild=True)
        return _shown(space, report)


@flow(name="reextract")
def reextract(
    home: str | None = None, ids: list[str] | None = None, everything: bool = False
) -> dict[str, Any]:
    """Read again from the archive what other rules have read (``everything``: all)."""
    with _run(home, None, "reextract") as (space, report):
        refine_task(space, report, again=everything, changed=not everything, ids=ids or ())
        return _understand(space, report)


@flow(name="prune")
def prune(home: str | None = None, keep_days: int = 365) -> dict[str, Any]:
    """Forget what nobody needs."""
    with workspace(from_environment(os.environ, home=Path(home) if home else None)) as space:
        result: dict[str, Any] = to_builtins(jobs.prune(space, keep_days=keep_days))
        return result


FLOWS = (daily, backfill, revisit, reindex, reextract, prune)


@contextmanager
def _run(home: str | None, registry: str | None, job: str) -> Iterator[tuple[Workspace, RunReport]]:
    settings = from_environment(os.environ, home=Path(home) if home else None)
    with workspace(replace(settings, registry=registry) if registry else settings) as space:
        report = reports.begin(space.store, job=job, now=clock(), locks=space.locks)
        with heard(space, report):
            yield space, report


def _collect(space: Workspace, selection: Selection, report: RunReport) -> None:
    """Crawl, and refine: what is archived early meanwhile, the rest as a task of its own."""
    beside.collect(
        space,
        lambda: _crawl(space, selection, report),
        lambda ahead: refine_task(space, report, ahead=ahead),
    )


def _crawl(space: Workspace, selection: Selection, report: RunReport) -> None:
    """All offices in one go; then, each as a task of its own, those that met a mishap."""
    seconds = space.settings.retry_seconds
    delayed = crawl_task.with_options(retry_delay_seconds=exponential_backoff(seconds))
    with reports.noted(report, "crawl"):
        part = delayed(space, selection, report)
        reports.merge(report, part.report)
        _again(space, selection, report, part.failed)


def _again(space: Workspace, selection: Selection, report: RunReport, failed: list[OfficeDay]) -> None:
    seconds = space.settings.retry_seconds
    again = [one.source_id for one in failed if one.code in jobs.RETRYABLE]
    if not again:
        return
    sleep(seconds)
    once_more = crawl_again_task.with_options(retry_delay_seconds=exponential_backoff(2 * seconds))
    futures = [once_more.submit(space, selection, source_id, report) for source_id in again]
    for source_id, future in zip(again, futures, strict=True):
        done: Any = future.result(raise_on_failure=False)
        part = done.part if isinstance(done, StillAway) else done
        if isinstance(part, Part):
            jobs.forget_crawl(report, [source_id])
            reports.merge(report, part.report)


def _understand(space: Workspace, report: RunReport) -> dict[str, Any]:
    hold_task(space, report)
    with reports.noted(report, "index"):
        index_task(space, report)
        alert_task(space, report)
    check_task(space, report)
    return _shown(space, report)


def _shown(space: Workspace, report: RunReport) -> dict[str, Any]:
    report_task(space, report)
    result: dict[str, Any] = to_builtins(report)
    return result
