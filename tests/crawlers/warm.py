"""Crawls forked from a process that has imported the crawler already: a start costs 2 s of processor time.

Each is a process of its own, which reads its arguments, environment and folder and then is
``python -m crawlers``. ``python -m tests.crawlers.warm SOCKET`` forks one for each connection, until its
standard input ends. Twisted's reactor is the one module that must not be there before the fork.
:mod:`tests.crawlers.warm_child` begins those that a command of the tests' own process asks for.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO

from crawlers.spare import LATE


@dataclass
class Process:
    """A forked process under way."""

    pid: int
    way: socket.socket
    """Brings the code it ends with, where it was not killed, and ends when it does."""
    code: int = -signal.SIGKILL

    def ends(self, patience: float | None) -> bool:
        """Wait so many seconds for its end; tell whether it has."""
        deadline = None if patience is None else time.monotonic() + patience
        while select.select(
            [self.way], [], [], None if deadline is None else max(0, deadline - time.monotonic())
        )[0]:
            with suppress(BlockingIOError):  # another thread was first
                if not (code := self.way.recv(1, socket.MSG_DONTWAIT)):
                    return True
                self.code = code[0]
        return False


@dataclass(frozen=True)
class Crawl:
    """A crawl under way in a forked process."""

    process: Process
    said: IO[str]

    @property
    def ended(self) -> bool:
        """Whether it has."""
        return self.process.ends(0)

    def signal(self, what: int) -> None:
        """Send it a signal."""
        if not self.ended:
            os.kill(self.process.pid, what)

    def wait(self, patience: float | None = None) -> str:
        """Wait for its end; return what it said.

        Raises:
            TimeoutError: it goes on after so many seconds.
        """
        if not self.process.ends(patience):
            raise TimeoutError(f"the crawl goes on after {patience} s")
        self.process.way.close()
        with self.said:
            self.said.seek(0)
            return self.said.read()


def begin(arguments: Sequence[str], *, cwd: Path, pause: float | None = None) -> Crawl:
    """Begin a crawl in a forked process; it says what it says to a file.

    Args:
        arguments: Its options.
        cwd: Its folder.
        pause: Seconds before a second try, in place of the crawler's own.
    """
    said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by wait()
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device
        streams = (nothing.fileno(), said.fileno(), said.fileno())
        order = Order(list(arguments), dict(os.environ), str(cwd), pause=pause)
        return Crawl(fork(order, streams), said)


@dataclass(frozen=True)
class Order:
    """What a forked process shall be."""

    arguments: list[str]
    environment: dict[str, str]
    folder: str
    leads: bool = False
    """It leads a process group of its own."""
    pause: float | None = None


def fork(order: Order, streams: tuple[int, int, int]) -> Process:
    """Fork a process with these as its standard streams."""
    way = socket.socket(socket.AF_UNIX)
    way.connect(_server())
    text = json.dumps(asdict(order)).encode()
    socket.send_fds(way, [len(text).to_bytes(4)], streams)
    way.sendall(text)
    return Process(int.from_bytes(way.recv(4, socket.MSG_WAITALL)), way)


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
        size, streams, _, _ = socket.recv_fds(way, 4, 3)
        order = Order(**json.loads(way.recv(int.from_bytes(size), socket.MSG_WAITALL)))
        if order.leads:
            os.setpgid(0, 0)
        for target, source in enumerate(streams):
            os.dup2(source, target)
            os.close(source)
        way.sendall(os.getpid().to_bytes(4))
        os.environ.clear()
        os.environ.update(order.environment)
        os.chdir(order.folder)
        if order.pause is not None:
            vars(importlib.import_module("crawlers.fetcher"))["PAUSE_SECONDS"] = order.pause
        code = importlib.import_module("crawlers.__main__").main(order.arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        way.sendall(bytes([code & 255]))
        os._exit(code)


if __name__ == "__main__":
    main()
