"""Crawls forked from a process that has imported the crawler already: a start costs 2 s of processor time.

Each is a process of its own, which reads its arguments, environment and folder and then is
``python -m crawlers``. ``python -m tests.crawlers.warm SOCKET`` forks one for each connection, until its
standard input ends. Twisted's reactor is the one module that must not be there before the fork.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from crawlers.spare import LATE


@dataclass(frozen=True)
class Crawl:
    """A crawl under way in a forked process."""

    pid: int
    way: socket.socket
    """Ends when the process does."""
    said: IO[str]

    @property
    def ended(self) -> bool:
        """Whether it has."""
        return bool(select.select([self.way], [], [], 0)[0])

    def signal(self, what: int) -> None:
        """Send it a signal."""
        if not self.ended:
            os.kill(self.pid, what)

    def wait(self, patience: float | None = None) -> str:
        """Wait for its end; return what it said.

        Raises:
            TimeoutError: it goes on after so many seconds.
        """
        self.way.settimeout(patience)
        self.way.recv(1)
        self.way.close()
        with self.said:
            self.said.seek(0)
            return self.said.read()


def begin(arguments: Sequence[str], *, cwd: Path) -> Crawl:
    """Begin a crawl in a forked process."""
    way = socket.socket(socket.AF_UNIX)
    said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by wait()
    way.connect(_server())
    order = json.dumps([list(arguments), dict(os.environ), str(cwd)]).encode()
    socket.send_fds(way, [len(order).to_bytes(4)], [said.fileno()])
    way.sendall(order)
    return Crawl(int.from_bytes(way.recv(4)), way, said)


@cache
def _server() -> str:
    """Start it, once for this process; where it listens."""
    folder = tempfile.TemporaryDirectory(prefix="khaosan-warm-")
    path = f"{folder.name}/socket"
    server = subprocess.Popen(
        [sys.executable, "-m", __name__, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdout.readline()  # it listens

    def end() -> None:
        server.communicate()
        folder.cleanup()

    atexit.register(end)
    return path


def main() -> None:
    """Import, then fork for each connection."""
    for module in (*pkgutil.iter_modules(importlib.import_module("crawlers").__path__, "crawlers."),):
        importlib.import_module(module.name)
    for name in LATE:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen()
        print("listening", flush=True)
        while sys.stdin not in (ready := select.select([sys.stdin, listener], [], [])[0]):
            if listener in ready:
                _fork(listener)


def _fork(listener: socket.socket) -> None:
    way, _ = listener.accept()
    with way:
        if os.fork() == 0:
            listener.close()
            _crawl(way)
    while _ended():
        pass


def _ended() -> bool:
    """Whether one has ended, whose number may now be another's."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _crawl(way: socket.socket) -> None:
    """Be ``python -m crawlers``, in the forked process."""
    code = 1
    try:
        way.sendall(os.getpid().to_bytes(4))
        size, (said, *_), _, _ = socket.recv_fds(way, 4, 1)
        order = way.recv(int.from_bytes(size), socket.MSG_WAITALL)
        arguments, environment, folder = json.loads(order)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (said, 1), (said, 2)):
            os.dup2(source, target)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        code = importlib.import_module("crawlers.__main__").main(arguments)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
