"""The process that a crawl, a look or a probe is: run to its end, its progress heard, its report read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import ServiceAway, SettingsError
from pipelines.progress import Progress

if TYPE_CHECKING:
    from crawlers.spare import Spare

STOP_SECONDS = 60
"""A stopped crawl finishes the pages under way (30 s each at most) and settles its group."""
CRAWL_SECONDS = 8 * 3600.0
"""A crawl that takes longer is ended: it hangs, or the next day's is due. What it fetched stays."""
LAST_LINES = 20
OPTIONS = 3
"""Where they begin in a command line: behind ``python -m crawlers``."""


def run(
    arguments: list[str], progress: Progress, *, seconds: float = CRAWL_SECONDS, spare: Spare | None = None
) -> tuple[int, list[str]]:
    """Run the child; lines that are no progress are its last words.

    Args:
        arguments: Its command line.
        progress: Hears how far it is.
        seconds: After so many it is ended, cleanly where it still listens.
        spare: A child that was begun already, for a crawl; used where it lives.
    """
    child = (spare.take(arguments[OPTIONS:]) if spare else None) or begin(arguments)
    late = threading.Timer(seconds, stop, (child,))
    late.daemon = True
    late.start()
    with child:
        try:
            said = _listen(child, progress)
            return child.wait(), said
        except BaseException:
            stop(child)
            raise
        finally:
            late.cancel()


def begin(arguments: list[str]) -> subprocess.Popen[str]:
    """Begin a child in a process group of its own."""
    # Both proxies would connect in our stead, past the check of addresses.
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    return subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=environment,
        process_group=0,
    )


def _listen(child: subprocess.Popen[str], progress: Progress) -> list[str]:
    said: list[str] = []
    assert child.stderr is not None
    for line in child.stderr:
        step = _progress(line)
        if step is None:
            said = [*said, line.rstrip()][-LAST_LINES:]
        else:
            progress(*step)
    return said


def stop(child: subprocess.Popen[Any], seconds: float = STOP_SECONDS) -> None:
    """Let a child that leads a process group end cleanly within so many seconds, else kill the group."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _progress(line: str) -> tuple[int, int] | None:
    if not line.startswith('{"progress"'):
        return None
    try:
        step = json.loads(line)["progress"]
        return int(step["done"]), int(step["total"])
    except (ValueError, KeyError, TypeError):
        return None


def read_report(file: Path, code: int, said: list[str], what: str) -> bytes:
    """The child's report, which is written whole or not at all."""
    words = "\n".join(said)
    if code == 2:
        raise SettingsError(words or f"the {what}'s options are wrong")
    try:
        return file.read_bytes()
    except OSError as error:
        raise ServiceAway(
            what,
            f"it ended with code {code} and no report\n{words}",
            cure="look into logs/crawlers.log; run it again",
        ) from error
