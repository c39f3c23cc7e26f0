"""What a run did, office by office, and what a person should look at.

The issues of a run are a product: a line of JSON each in ``runs/<run>/issues.jsonl``, and rows in the store.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from crawlers.locks import Locks
from flows.logs import event
from pipelines.codec import from_json, lines, to_json
from pipelines.errors import IndexMismatch, ServiceAway
from pipelines.store import tables as t
from pipelines.store.database import Store
from pipelines.store.upsert import upsert

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # silent unless asked: a command shows the report itself
DAILY = "daily"
"""The job that a schedule waits for."""
KILLED = '{"killed":true}'
"""In place of the report of a run that never wrote one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something a person should look at: where, what, and what to do."""

    stage: str
    code: str
    message: str
    source: str | None = None
    url: str | None = None
    cure: str = ""


@dataclass(slots=True, kw_only=True)
class RunReport:
    """Figures and issues of one run, filled stage by stage."""

    run: str
    started_at: str
    job: str = DAILY
    interrupted: str = ""
    """When the run before began, where it never ended: this one took up its work."""
    requests: int = 0
    captures: int = 0
    not_modified: int = 0
    refined: int = 0
    articles: dict[str, int] = field(default_factory=dict)
    """By change: added, changed, unchanged, gone, returned, taken_down."""
    discards: dict[str, int] = field(default_factory=dict)
    """By ``source:reason``."""
    files: dict[str, int] = field(default_factory=dict)
    """Attachments that were read, by ``source:status`` (:data:`pipelines.files.FileStatus`)."""
    indexed: int = 0
    engine: str | None = None
    issues: list[Issue] = field(default_factory=list)
    planned: dict[str, list[str]] = field(default_factory=dict)
    """Of a dry run: the pages that each office would be asked first."""
    checked: bool = False
    """Whether the store as a whole was looked at: only then is what is not told any more over."""

    @property
    def exit_code(self) -> int:
        """0 when nothing needs a person, else 1."""
        return 1 if self.issues else 0


def add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    """Add counts to counts."""
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number


def merge(report: RunReport, part: RunReport) -> None:
    """Add what a part of a run did."""
    report.requests += part.requests
    report.captures += part.captures
    report.not_modified += part.not_modified
    report.refined += part.refined
    report.indexed += part.indexed
    report.engine = part.engine or report.engine
    add(report.articles, part.articles)
    add(report.discards, part.discards)
    add(report.files, part.files)
    report.issues += part.issues


@contextmanager
def noted(report: RunReport, stage: str) -> Iterator[None]:
    """Let a run go on to its report when a stage cannot be done: an issue says so, the work waits."""
    try:
        yield
    except (ServiceAway, IndexMismatch) as error:
        code = "service_away" if isinstance(error, ServiceAway) else "index_mismatch"
        report.issues.append(Issue(stage=stage, code=code, message=error.message, cure=error.cure))


def begin(store: Store, *, job: str, now: datetime, locks: Locks | None = None) -> RunReport:
    """Begin a run that leaves a row even if it is killed; say whether one before was.

    Args:
        store: Where the row goes.
        job: What is run.
        now: The moment, which names the run.
        locks: Hold the run's name until this process ends, so that a run which another machine is still
            about is told from one that was killed.
    """
    report = new_run(now, job=job)
    with store.write() as connection:
        report.interrupted = killed(connection, locks)
        report.run = _free_name(connection, report.run)
        upsert(connection, t.runs, keys=("id",), values={"id": report.run, "started_at": report.started_at})
    if locks is not None:
        locks.take(f"run {report.run}")
    return report


def killed(connection: Connection, locks: Locks | None, *, but: str = "") -> str:
    """When the newest run began that has no end and nobody is about; each is told of once.

    A server of the locks may see a while later that a process is gone, so a run looks at its beginning and
    again (``but`` for itself) before it reports.
    """
    open_ones = select(t.runs.c.id, t.runs.c.started_at).where(
        t.runs.c.finished_at.is_(None), t.runs.c.report.is_(None), t.runs.c.id != but
    )
    dead = [
        row
        for row in connection.execute(open_ones.order_by(t.runs.c.started_at))
        if locks is None or _takes(locks, f"run {row.id}")
    ]
    if not dead:
        return ""
    told = t.runs.c.id.in_([row.id for row in dead])
    connection.execute(update(t.runs).where(told).values(report=KILLED))
    return str(dead[-1].started_at)[:16]


def last_daily(connection: Connection) -> tuple[datetime, datetime] | None:
    """When the newest daily run that has an end began, and when it ended; jobs by hand are none."""
    r = t.runs.c
    ended = select(r.started_at, r.finished_at, r.report).where(r.finished_at.is_not(None))
    for row in connection.execute(ended.order_by(r.started_at.desc())):
        if row.report and from_json(row.report, RunReport).job == DAILY:
            return datetime.fromisoformat(row.started_at), datetime.fromisoformat(row.finished_at)
    return None


def _takes(locks: Locks, name: str) -> bool:
    free = locks.take(name)
    if free:
        locks.free(name)
    return free


def _free_name(connection: Connection, name: str) -> str:
    """The name itself, or one with a number where two machines began in the same second."""
    taken = set(connection.scalars(select(t.runs.c.id).where(t.runs.c.id.startswith(name))))
    names = chain([name], (f"{name}-{n}" for n in count(2)))
    return next(one for one in names if one not in taken)


def new_run(now: datetime, *, job: str = DAILY) -> RunReport:
    """Begin a report; the run is named by its moment."""
    return RunReport(run=now.strftime("%Y%m%dT%H%M%S"), started_at=now.isoformat(), job=job)


def keep(store: Store, folder: Path, report: RunReport, *, now: datetime) -> Path:
    """Write the run's row, its issues' rows, and ``issues.jsonl``; return the folder of the run."""
    target = folder / "runs" / report.run
    target.mkdir(parents=True, exist_ok=True)
    text = "".join(line + "\n" for line in lines(report.issues))
    (target / "issues.jsonl").write_text(text, encoding="utf-8")
    (target / "report.json").write_text(to_json(report) + "\n", encoding="utf-8")
    with store.write() as connection:
        _rows(connection, report, now)
    _tell(report)
    return target


def _tell(report: RunReport) -> None:
    for issue in report.issues:
        fields = {name: value for name, value in asdict(issue).items() if name != "message"}
        event(log, logging.WARNING, issue.message, run=report.run, **fields)
    event(log, logging.INFO, f"run {report.run} ended with {len(report.issues)} issues", run=report.run)


def _rows(connection: Connection, report: RunReport, now: datetime) -> None:
    values = {"id": report.run, "started_at": report.started_at, "finished_at": now.isoformat()}
    upsert(connection, t.runs, keys=("id",), values=values | {"report": to_json(report)})
    rows = [
        {
            "run_id": report.run,
            "source_id": issue.source,
            "stage": issue.stage,
            "code": issue.code,
            "message": issue.message,
            "cure": issue.cure,
            "url": issue.url,
            "at": now.isoformat(),
        }
        for issue in report.issues
    ]
    connection.execute(delete(t.issues).where(t.issues.c.run_id == report.run))
    if rows:
        connection.execute(insert(t.issues), rows)
