"""A process that will crawl, begun before it is known what: it loads the crawler meanwhile, on another core.

Loading takes a second, as long as its caller takes to open a home. Its order comes as a line of its standard
input, which stays open behind it as that of every child does (:mod:`crawlers.parent`).
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

from crawlers.child import begin, stop

WAIT = "--wait"
LATE = (
    "scrapy.core.engine", "scrapy.core.scheduler", "scrapy.core.scraper", "scrapy.crawler",
    "scrapy.dupefilters", "scrapy.logformatter", "scrapy.pqueues", "scrapy.squeues",
    "scrapy.statscollectors", "crawlers.introduction", "crawlers.log_lines", "pipelines.families.fallback",
    "pipelines.families.generic", "pipelines.files", "pipelines.store.migrate",
)  # fmt: skip
"""What a crawl loads when it begins, most of it named by Scrapy's settings; without Twisted's reactor."""


class Spare:
    """The process, until it is taken; one that nobody took ends with :meth:`close`, or with its caller."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = begin([sys.executable, "-m", "crawlers", WAIT])

    def take(self, options: list[str]) -> subprocess.Popen[str] | None:
        """Give the process, told what to crawl; null where it is taken already, or has died."""
        child, self._child = self._child, None
        if child is None or child.stdin is None or child.poll() is not None:
            return None
        try:
            child.stdin.write(json.dumps(options) + "\n")
            child.stdin.flush()
        except BrokenPipeError:
            stop(child)
            return None
        return child

    def close(self) -> None:
        """End it, if it was not taken."""
        child, self._child = self._child, None
        if child is not None:
            stop(child)
            child.communicate()


def ordered() -> list[str] | None:
    """Load the crawler, then wait for the order; null where the caller has ended without one."""
    for name in ("crawlers.gate", "crawlers.recorder", "crawlers.settings", "crawlers.spider", *LATE):
        importlib.import_module(name)
    with open(0, "rb", buffering=0, closefd=False) as given:
        line = given.readline()
    options: list[str] | None = json.loads(line) if line.endswith(b"\n") else None
    return options
