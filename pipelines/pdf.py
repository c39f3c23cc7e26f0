"""Text of PDF letters, read in a process of its own: a hostile file costs itself and nothing else.

The process (:mod:`pipelines.pdf_reader`) binds its own processor time, memory and output before it opens the
file; whatever becomes of it, the answer here is a text or a :class:`~pipelines.errors.PageError`. The text is
then given the repairs Thai needs whatever the reader: old fonts put shifted tone marks and vowels into the
private use area (U+F700-F71A), ำ often comes apart into ◌ํ and า, and marks stand in the wrong order; the
folding of :mod:`pipelines.text` mends all three.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path

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


def _read(body: bytes, url: str, limits: Limits) -> str:
    """Run the reader between two temporary files: a pipe's other end could be filled without end."""
    command = [sys.executable, "-I", str(_READER), *map(str, astuple(limits))]
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as taken,
        tempfile.TemporaryFile() as said,
    ):
        given.write(body)
        given.seek(0)
        try:
            done = subprocess.run(
                command, stdin=given, stdout=taken, stderr=said, check=False, timeout=limits.wall
            )
        except subprocess.TimeoutExpired as error:
            raise _refusal(f"not read within {limits.wall} s", url) from error
        taken.seek(0)
        said.seek(0)
        if done.returncode:
            raise _refusal(_why(done.returncode, said.read(300).decode("utf-8", "replace"), limits), url)
        return taken.read().decode("utf-8", "replace")


def _why(code: int, said: str, limits: Limits) -> str:
    if code == _REFUSED:
        return f"PDF cannot be read: {said}"
    if -code in (signal.SIGXCPU, signal.SIGKILL):
        return f"PDF took more than {limits.seconds} s of processor time"
    return f"PDF broke its reader (exit {code}): more than {limits.megabytes} MB of memory, or damage"


def _refusal(reason: str, url: str) -> Undecodable:
    return Undecodable(reason, url=url, cure="open it in a viewer")
