"""Worker processes: order, what dies, and what must be read by another habit than it was begun with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive import Archive
from pipelines.records import Capture, Source
from pipelines.refine.one import Refined, Task
from pipelines.refine.pool import Pool
from pipelines.workers import Workers

NOW = datetime(2026, 11, 25, tzinfo=UTC)
OFFICE = Source(id="office", name="หน่วยงานตัวอย่าง", province="", office="tao", family="generic")
DEADLY = 5


def work(task: Task) -> Refined:
    """Tell the era a task came with; one of them kills its worker, as a system without memory does."""
    if task.capture.id == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return Refined(capture=task.capture, words=str(task.era))


def tasks(numbers: range) -> list[Task]:
    """A task for each number."""
    return [Task(capture=_capture(one), source=OFFICE, archive=Archive(Path()), now=NOW) for one in numbers]


def _capture(number: int) -> Capture:
    return Capture(
        id=number, source_id=OFFICE.id, role="article", requested_url="", url=f"https://office.example/{number}",
        status=200, content_type=None, fetched_at=NOW, sha256="", warc_file="", warc_offset=0, warc_length=0,
    )  # fmt: skip


def test_a_page_that_kills_its_worker_is_lost_alone_and_order_is_kept() -> None:
    batch = tasks(range(12))
    with Workers(2) as workers:
        pool = Pool(workers, work)
        done = pool.finish(pool.begin(batch), batch)
    assert [one.capture.id for one in done] == list(range(12))
    lost = {one.capture.id: one.refused.code for one in done if one.refused}
    assert lost == {DEADLY: "worker_died"}


def test_what_was_begun_with_another_habit_is_read_again() -> None:
    batch = tasks(range(10, 20))
    now = [replace(task, era="BE") if task.capture.id % 3 == 0 else task for task in batch]
    for count in (1, 2):
        with Workers(count) as workers:
            pool = Pool(workers, work)
            begun = pool.begin(batch)
            following = pool.begin(tasks(range(20, 30)))
            done = pool.finish(begun, now)
            assert [one.capture.id for one in pool.finish(following, following.tasks)] == list(range(20, 30))
        assert [one.words for one in done] == [str(task.era) for task in now]


BROKEN = """
import multiprocessing, os
if multiprocessing.parent_process():
    os._exit(1)  # an installation in which no worker can be loaded
from pipelines.errors import WorkersDied
from pipelines.refine.pool import Pool
from pipelines.workers import Workers
from tests.pipelines.test_refine_pool import tasks
with Workers(2) as workers:
    pool = Pool(workers)
    try:
        pool.finish(pool.begin(tasks(range(12))), tasks(range(12)))
    except WorkersDied as error:
        print(error.fate, error.cure)
"""


def test_no_page_is_lost_where_no_worker_can_be_started(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(BROKEN)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, script], env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True
    )
    assert done.stdout.startswith("stop free memory"), done.stderr
