"""What :mod:`crawlers.child` begins, forked warm: as a :class:`subprocess.Popen` to whoever waits for it.

A test that calls a command in its own process starts a crawl, or a process that waits for one, each time: 2 s
of processor time for imports. Here they are forked; what they do, and how they are stopped, is the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crawlers import child, spare
from tests.crawlers import warm

_COLD = child.begin
_PROGRAM = [sys.executable, "-m", "crawlers"]
_PATH = os.environ.get("PYTHONPATH")


@contextmanager
def warm_children() -> Iterator[None]:
    """Fork the crawls that this process begins, for the time of the block."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (child, spare):
            patch.setattr(module, "begin", begin)
        yield


def begin(arguments: list[str]) -> Any:
    """As :func:`crawlers.child.begin`; what is no crawl, or shall import other things, is begun by that."""
    is_crawl = arguments[: child.OPTIONS] == _PROGRAM
    return Child(arguments) if is_crawl and os.environ.get("PYTHONPATH") == _PATH else _COLD(arguments)


class Child:
    """A forked crawl, with what its caller needs of a :class:`subprocess.Popen`."""

    def __init__(self, arguments: list[str]) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        order = warm.Order(arguments[child.OPTIONS :], environment, str(Path.cwd()), leads=True)
        given, giving = os.pipe()
        saying, said = os.pipe()
        with open(os.devnull, "wb") as nothing:  # noqa: PTH123 - a device
            self._process = warm.fork(order, (given, nothing.fileno(), said))
        os.close(given)
        os.close(said)
        self.stdin, self.stderr = os.fdopen(giving, "w"), os.fdopen(saying)
        self.pid = self._process.pid
        self.args = arguments
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its code, if it has ended."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def communicate(self) -> tuple[None, str]:
        """Close its standard input, and hear it to its end."""
        self.stdin.close()
        with self.stderr:
            said = self.stderr.read()
        self._end()
        return None, said

    def _ended(self, patience: float | None) -> int | None:
        if self.returncode is None and self._process.ends(patience):
            self.returncode = self._process.code
        return self.returncode

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.stderr.close()
        self.stdin.close()
        self._end()

    def _end(self) -> None:
        self.wait()
        self._process.way.close()
