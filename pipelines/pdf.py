"""Text of PDFs and office files, read in a process of its own: a hostile file costs itself and nothing else.

The process, forked by :mod:`pipelines.pdf_reader`, binds its own processor time, memory and output before it
opens the file; whatever becomes of it, the answer here is a text or a :class:`~pipelines.errors.PageError`.
The text is then given the repairs Thai needs whatever the reader: old fonts put shifted tone marks and vowels
into the private use area (U+F700-F71A), ำ often comes apart into ◌ํ and า, and marks stand in the wrong order;
the folding of :mod:`pipelines.text` mends all three.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from pipelines.errors import NotAnArticle, Undecodable
from pipelines.text.fold import display

_READER = Path(__file__).with_name("pdf_reader.py")
_REFUSED = 3
"""Exit code of the reader for a file that PDFium refuses or that needs more memory than it may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one PDF may cost. A letter has under 10 pages and takes some 5 ms a page (docs/families.md)."""

    pages: int = 100
    """Read from the front; annual reports have hundreds and are no news."""
    seconds: int = 20
    """Processor time."""
    megabytes: int = 768
    """Address space; the reader and PDFium take about 150 before the file is opened."""
    characters: int = 2_000_000
    """Of text; the rest is cut off."""

    @property
    def wall(self) -> int:
        """Seconds by the clock: a reader that waits, or shares its core with others, ends too."""
        return 10 + 5 * self.seconds


LIMITS = Limits()


def text_of_pdf(body: bytes, *, url: str = "", limits: Limits = LIMITS) -> str:
    """Give the text of a PDF's first pages, repaired; lines as in the document.

    Raises:
        NotAnArticle: role ``attachment``: it has no text layer (a scan).
        Undecodable: it cannot be opened (damaged, or locked by a password), or it passed a limit.
    """
    text = display(_read(body, url, limits).replace("\r\n", "\n").replace("\ufffe", ""))
    if not any(char.isalpha() for char in text):
        raise NotAnArticle("attachment", "a PDF without text: a scan", url=url)
    return text


def text_of_office(body: bytes, *, url: str = "", limits: Limits = LIMITS) -> str:
    """Give the text of an office file in a zip (docx, xlsx, pptx, odt, ods, odp), its rows by lines.

    Raises:
        NotAnArticle: role ``attachment``: it holds pictures alone.
        Undecodable: it is none, is damaged, locked by a password, or passed a limit.
    """
    said = _read(body, url, limits, what="office file")
    text = display("\n".join(line.strip() for line in said.split("\n") if line.strip()))
    if not any(char.isalnum() for char in text):
        raise NotAnArticle("attachment", "an office file without text: pictures alone", url=url)
    return text


def _read(body: bytes, url: str, limits: Limits, *, what: str = "PDF") -> str:
    """Have it read between files: a pipe's other end could be filled without end."""
    with tempfile.TemporaryDirectory(prefix="khaosan-pdf-") as folder:
        given, taken, said = (Path(folder) / name for name in ("given", "taken", "said"))
        given.write_bytes(body)
        try:
            code = _reader().read(given, taken, said, limits)
        except TimeoutError as error:
            raise _refusal(f"not read within {limits.wall} s", url) from error
        if code:
            complaint = said.read_bytes()[:300] if said.exists() else b""
            raise _refusal(_why(what, code, complaint.decode("utf-8", "replace"), limits), url)
        return taken.read_bytes().decode("utf-8", "replace")


class _Reader:
    """The process that forks readers, started when first asked for and again when it was ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = Lock()
        atexit.register(self.stop)

    def read(self, given: Path, taken: Path, said: Path, limits: Limits) -> int:
        """Read one file; give the reader's exit code, negative for a signal. TimeoutError: it was ended."""
        line = os.fsencode("\t".join(map(str, (*astuple(limits), given, taken, said))) + "\n")
        with self._one_at_a_time:
            answer = self._ask(line, limits)
            if not answer:  # it was killed meanwhile, by the system or a person: no fault of this file
                self.stop()
                answer = self._ask(line, limits)
        return int(answer or 1)

    def _ask(self, line: bytes, limits: Limits) -> bytes:
        process = self._running()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            if not select.select([process.stdout], [], [], limits.wall)[0]:
                raise TimeoutError
            return bytes(process.stdout.readline())
        except BrokenPipeError:
            return b""
        except BaseException:  # what it reads is nobody's any more
            self.stop()
            raise

    def _running(self) -> Any:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            # A group of its own, so that ending it ends the child that reads, too.
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(_READER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def stop(self) -> None:
        """End the process and what it forked."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def close() -> None:
    """End the process that reads; it starts again with the next file."""
    _reader().stop()


@cache
def _reader() -> _Reader:
    return _Reader()


def _why(what: str, code: int, said: str, limits: Limits) -> str:
    if code == _REFUSED:
        return f"{what} cannot be read: {said}"
    if -code in (signal.SIGXCPU, signal.SIGKILL):
        return f"{what} took more than {limits.seconds} s of processor time"
    return f"{what} broke its reader (exit {code}): more than {limits.megabytes} MB of memory, or damage"


def _refusal(reason: str, url: str) -> Undecodable:
    return Undecodable(reason, url=url, cure="open it in a viewer")
