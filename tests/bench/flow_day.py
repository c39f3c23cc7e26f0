"""One day of a home as ``khaosan run`` does it, with the seconds of each part: run as a process.

``python -m tests.bench.flow_day HOME`` reads its settings from the environment and prints a line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flows import beside, holding, stages
from flows import report as reports
from flows.finish import finish
from flows.report import RunReport
from flows.settings import from_environment
from flows.stages import Selection
from flows.workspace import Workspace, workspace
from pipelines.moment import clock


def main() -> None:
    """Live the day."""
    seconds: dict[str, float] = {}
    with workspace(from_environment(os.environ, home=Path(sys.argv[1]))) as space:
        report = reports.begin(space.store, job="daily", now=clock(), locks=space.locks)
        parts: dict[str, Callable[[], object]] = {
            "crawl and refine": lambda: collect(space, report),
            "hold": lambda: holding.hold(space, report),
            "index": lambda: stages.index(space, report),
            "check": lambda: stages.check(space, report),
            "report": lambda: finish(space, report),
        }
        for name, part in parts.items():
            begun = time.perf_counter()
            part()
            seconds[name] = round(time.perf_counter() - begun, 2)
    figures = {"seconds": seconds, "requests": report.requests, "captures": report.captures}
    print(json.dumps({**figures, "articles": report.articles, "indexed": report.indexed}))


def collect(space: Workspace, report: RunReport) -> None:
    """Crawl, and refine beside it."""
    beside.collect(
        space,
        lambda: stages.crawl(space, Selection(), report),
        lambda ahead: stages.refine(space, report, ahead=ahead),
    )


if __name__ == "__main__":
    main()
