"""A door before a server on loopback: shut it, and for those who came through it the server is away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Door:
    """Passes connections on to a server until it is shut."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._closed = False
        self._when: list[tuple[bytes, Callable[[], None]]] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def shut(self) -> None:
        """Refuse new connections and cut those that are open."""
        self._closed = True
        _end(self._listener)
        self.cut()

    def cut(self) -> None:
        """Cut the connections that are open; new ones are let in."""
        some, self._open = self._open, []
        for one in some:
            _end(one)

    def when(self, word: bytes, act: Callable[[], None]) -> None:
        """Do something as soon as a request holds a word, before the server has it; once."""
        self._when.append((word, act))

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._server)
            except OSError:  # the server behind was killed: so it is for who came
                _end(client)
                continue
            self._open += [client, server]
            if self._closed:  # shut while this one came in
                self.cut()
                return
            for source, target, look in ((client, server, self._look), (server, client, _pass_by)):
                threading.Thread(target=_pump, args=(source, target, look), daemon=True).start()

    def _look(self, data: bytes) -> None:
        for one in [each for each in self._when if each[0] in data]:
            self._when.remove(one)
            one[1]()


def _pump(source: socket.socket, target: socket.socket, look: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            look(data)
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _pass_by(_data: bytes) -> None:
    """Answers are not looked at."""


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def door(url: str) -> Iterator[Door]:
    """Open a door before a server; shut it at the end."""
    made = Door(url)
    try:
        yield made
    finally:
        made.shut()
