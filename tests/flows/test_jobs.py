"""The jobs without Prefect: what each does, that a killed one goes on, that a mishap is tried again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func, select, update

from flows import jobs, stages
from flows import report as reports
from flows.cli import call
from flows.demo.world import World, serve
from flows.settings import Settings
from flows.stages import Selection
from flows.workspace import Workspace, workspace
from pipelines.moment import clock
from pipelines.store import tables as t
from tests.flows.killing import PATIENCE, khaosan

OFFICES = ("sample-lamphun-pr", "sample-krabi-pao")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample offices, served."""
    with serve() as served:
        yield served


@pytest.fixture(scope="module")
def space(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A home in which the daily job was done once for two offices."""
    home = tmp_path_factory.mktemp("jobs") / "home"
    settings = Settings(
        home=str(home), registry=str(world.registry), allow_addresses=",".join(world.hosts), workers=1
    )
    with workspace(settings) as made:
        report = reports.begin(made.store, job="daily", now=clock())
        jobs.daily(made, Selection(ids=OFFICES), report)
        reports.keep(made.store, home, report, now=clock())
        yield made


def counted(space: Workspace, query: Select[Any]) -> int:
    """A number from the store."""
    with space.store.read() as connection:
        return connection.scalar(query) or 0


def test_reextract_reads_what_other_rules_have_read_and_nothing_else(space: Workspace) -> None:
    nothing = reports.new_run(clock())
    jobs.reextract(space, nothing)
    assert nothing.refined == 0
    with space.store.write() as connection:
        mine = t.captures.c.source_id == OFFICES[0]
        connection.execute(update(t.captures).where(mine).values(refined_with="prd@0"))
    total = counted(space, select(func.count()).where(mine))
    again = reports.new_run(clock())
    jobs.reextract(space, again)
    assert again.refined == total > 0
    assert set(again.articles) == {"unchanged"}
    one = reports.new_run(clock())
    jobs.reextract(space, one, ids=[OFFICES[1]], everything=True)
    assert one.refined == counted(space, select(func.count()).where(t.captures.c.source_id == OFFICES[1]))


def test_a_row_that_reads_otherwise_is_read_again(space: Workspace) -> None:
    from pipelines.refine.rules import rules_of
    from pipelines.store import sources

    with space.store.read() as connection:
        row = sources.load(connection)[OFFICES[0]]
    assert rules_of(row) != rules_of(replace(row, selectors={"body": "#news"}))
    assert rules_of(row) != rules_of(replace(row, encoding="windows-874"))
    assert rules_of(row) == rules_of(replace(row, delay=9.0, start=("http://example.org/",)))


def test_revisit_asks_for_recent_articles_again(space: Workspace) -> None:
    report = reports.new_run(clock())
    due = jobs.revisit(space, Selection(ids=OFFICES), report, days=2)
    assert due > 0
    assert report.not_modified >= due
    assert "added" not in report.articles


def test_reindex_fills_a_new_index_with_the_same_articles(space: Workspace) -> None:
    report = reports.new_run(clock())
    jobs.reindex(space, report)
    assert report.indexed == counted(space, select(func.count()).where(t.articles.c.state == "live"))


def test_prune_forgets_what_all_have_read_and_what_killed_runs_left(space: Workspace) -> None:
    home = space.settings.folder
    left, busy = home / "crawl-left", home / "crawl-busy"
    left.mkdir()
    busy.mkdir()
    old = (clock() - timedelta(days=2)).timestamp()
    os.utime(left, (old, old))
    articles = counted(space, select(func.count()).select_from(t.articles))
    done = jobs.prune(space, keep_days=365)
    assert done.messages > 0
    assert done.runs == 0
    assert not left.exists()
    assert busy.exists()
    busy.rmdir()
    assert counted(space, select(func.count()).select_from(t.outbox)) == 1
    assert counted(space, select(func.count()).select_from(t.articles)) == articles
    after = reports.new_run(clock())
    stages.refine(space, after)
    jobs.after_refining(space, after)
    assert after.indexed == 0
    assert jobs.prune(space, keep_days=0).runs == 1


def test_offices_that_met_a_mishap_are_tried_again_after_growing_pauses(tmp_path: Path) -> None:
    rows = tmp_path / "rows"
    rows.mkdir()
    row = (
        'id = "away"\nname = "ตัวอย่าง"\noffice = "tao"\nfamily = "generic"\nstart = ["http://127.0.0.1:9/"]\n'
    )
    (rows / "rows.toml").write_text(f'province = "TH-51"\n[[source]]\n{row}', encoding="utf-8")
    settings = Settings(home=str(tmp_path / "home"), registry=str(rows), allow_addresses="127.0.0.1:9")
    waited: list[float] = []
    with workspace(settings) as space:
        report = reports.new_run(clock())
        jobs.daily(space, Selection(), report, retries=1, pause=waited.append)
    assert waited == [60.0]
    told = [one for one in report.issues if one.stage == "crawl"]
    assert len(told) == 1, "what was said of earlier attempts gave way to the last"


def test_a_run_that_was_killed_is_said_to_have_been_and_goes_on(world: World, tmp_path: Path) -> None:
    environment = {"KHAOSAN_REGISTRY": str(world.registry), "KHAOSAN_ALLOW_ADDRESSES": ",".join(world.hosts)}
    process = khaosan("run", OFFICES[1], home=tmp_path, environment=environment)
    deadline = time.monotonic() + PATIENCE
    while not list(tmp_path.glob("archive/*.warc.gz")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    again = subprocess.run(
        [*process.args[:3], "run", OFFICES[1], "--json", "--home", str(tmp_path)],  # type: ignore[index]  # Popen types any arguments; ours are a list
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    report = json.loads(again.stdout.splitlines()[-1])
    assert report["interrupted"]
    text = (tmp_path / "runs" / report["run"] / "report.en.md").read_text(encoding="utf-8")
    assert "was interrupted" in text
    assert call(["export", "*", "-o", str(tmp_path / "all.jsonl"), "--home", str(tmp_path)]) == 0
    found = len((tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines())
    assert found == world.expected.by_source[OFFICES[1]]
