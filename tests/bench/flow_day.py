"""One day of a home, stage by stage as ``khaosan run`` does it, with the seconds of each: run as a process.

``python -m tests.bench.flow_day HOME`` reads its settings from the environment and prints a line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flows import holding, stages
from flows import report as reports
from flows.finish import finish
from flows.settings import from_environment
from flows.stages import Selection
from flows.workspace import workspace
from pipelines.moment import clock


def main() -> None:
    """Live the day."""
    seconds: dict[str, float] = {}
    with workspace(from_environment(os.environ, home=Path(sys.argv[1]))) as space:
        report = reports.begin(space.store, job="daily", now=clock(), locks=space.locks)
        parts: dict[str, Callable[[], object]] = {
            "crawl": lambda: stages.crawl(space, Selection(), report),
            "refine": lambda: stages.refine(space, report),
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


if __name__ == "__main__":
    main()
