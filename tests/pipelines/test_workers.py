"""The server that worker processes are forked from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from pipelines.workers import BEHIND, Workers

BEGINS = """
import signal, sys
from pipelines.workers import Workers
signal.signal(signal.SIGINT, lambda *_: sys.exit())
Workers(2, "slow").begin()
print("begun", flush=True)
sys.stdin.read()
"""


def test_workers_give_way_to_the_process_that_feeds_them() -> None:
    with Workers(2) as workers:
        assert workers.pool.submit(os.nice, 0).result() == min(19, os.nice(0) + BEHIND)


def test_an_interrupt_from_the_keyboard_while_it_loads_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\nprint('loading', flush=True)\ntime.sleep(0.3)\n")
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    child = subprocess.Popen(
        [sys.executable, "-c", BEGINS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path}, start_new_session=True, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert {child.stdout.readline() for _ in range(2)} == {"begun\n", "loading\n"}
    os.killpg(child.pid, signal.SIGINT)
    assert child.communicate() == ("", "")
    assert child.returncode == 0
