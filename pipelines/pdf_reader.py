"""The process that opens PDFs and office files, and forks one bounded by limits of its own for each.

Run as a file, never imported: it knows nothing of Khaosan, so it starts in a tenth of a second. What it does
with office files is in :mod:`pipelines.office_reader`, which is loaded for those alone.

Thai fonts show one cluster by several glyphs, and browsers write the cluster's text at each of them. PDFium
then gives ``ที่สที่ นใจ`` for ที่สนใจ, and ``ลำ พูน`` for ลำพูน, whose า is a glyph without text: a gap, taken for a
space. Both show in the boxes: the repeated cluster stands over itself, and the gap is as wide as an า.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections import deque
from collections.abc import Iterator
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from math import hypot
from pathlib import Path
from typing import Any, BinaryIO

_ZIP = b"PK\x03\x04"
_THAI = range(0x0E01, 0x0E5C)
_MARKS = frozenset(map(chr, (0x0E31, 0x0E33, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))
_NEAR = 4
"""Clusters back in which a repeated one is looked for; the glyphs of one are at most two apart."""
_AA_WIDE, _SPACE_WIDE = 0.76, 0.25
"""Gaps in em, of 15 fonts (Debian's tlwg, Noto) that Chromium printed. After ำ: up to .75 without a space
(.98 before เ in a monospaced font), from .75 with one; after a repeated cluster up to .20 and from .37."""


def serve() -> int:
    """Read files one after the other, each in a process forked for it; ends with its standard input.

    A line of standard input is one file: the limits, then where it is and where text and complaint go, apart
    by tabs. The answer is a line with the child's exit code, or less its signal. Forking costs 3 ms, where
    starting Python and PDFium anew costs 70; the limits are the child's own.
    """
    import pypdfium2  # noqa: F401 - before forking, so that no child has to

    for line in sys.stdin.buffer:
        *limits, given, taken, said = os.fsdecode(line.rstrip(b"\n")).split("\t")
        child = os.fork()
        if child == 0:
            os._exit(_in_child(given, taken, said, [int(one) for one in limits]))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    return 0


def _in_child(given: str, taken: str, said: str, limits: list[int]) -> int:
    """Read one file as :func:`read`, whatever happens: no exception may run on into the server's loop."""
    try:
        with (
            Path(given).open("rb") as source,
            Path(taken).open("wb") as target,
            Path(said).open("wb") as complaints,
        ):
            reason = read(source, target, *limits)
            complaints.write(reason.encode("utf-8", "replace"))
        return 3 if reason else 0
    except BaseException:
        return 1


def read(
    source: BinaryIO, target: BinaryIO, pages: int, seconds: int, megabytes: int, characters: int
) -> str:
    """Write the text of the first pages, at most so many characters; say why not, or nothing.

    Args:
        source: The file.
        target: Where its text goes.
        pages: Read from the front.
        seconds: Of processor time; then the kernel ends this process.
        megabytes: Of address space; then allocation fails.
        characters: Of text; four bytes each at most is what may be written.
    """
    _bind(seconds, megabytes * 2**20, 4 * characters)
    if source.read(len(_ZIP)) == _ZIP:
        return str(_office_reader().write(source, target, characters))
    source.seek(0)
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.read())
        left = characters
        for number in range(min(len(document), pages)):
            text = _text(document[number])[:left]
            target.write(text.encode("utf-8", "replace") + b"\n")
            left -= len(text) + 1
            if left <= 0:
                break
        target.flush()
    except (pypdfium2.PdfiumError, MemoryError) as error:
        return str(error) or type(error).__name__
    return ""


def _office_reader() -> Any:
    """The module beside this file; this process, isolated, finds no other."""
    spec = spec_from_file_location("office_reader", Path(__file__).with_name("office_reader.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["office_reader"] = module_from_spec(spec)  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


def _bind(seconds: int, space: int, output: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _text(page: Any) -> str:
    """Give one page's text; only a page with Thai is read character by character."""
    words = page.get_textpage()
    try:
        text = str(words.get_text_range())
        if not any(ord(char) in _THAI for char in text):
            return text
        units = "".join(_once(_Page(words)))
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    finally:
        words.close()
        page.close()


class _Page:
    """The characters of a page; where they stand is asked only for those in doubt, it costs most."""

    def __init__(self, words: Any) -> None:
        import pypdfium2.raw as pdfium

        self._handle = handle = words.raw
        self._pdfium = pdfium
        self._edges = tuple(ctypes.c_double() for _ in range(4))
        codes = map(partial(pdfium.FPDFText_GetUnicode, handle), range(words.count_chars()))
        # Without text, or a hyphen that PDFium takes for one of its own.
        kept = [(at, chr(code)) for at, code in enumerate(codes) if code not in (0, 0xFFFE)]
        self._places = [at for at, _ in kept]
        self.text = "".join([char for _, char in kept])
        owner_of = pdfium.FPDFText_GetTextObject
        owner_of.restype = ctypes.c_void_p  # its address is all that is asked
        self.owners = list(map(partial(owner_of, handle), self._places))

    def clusters(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of what one text object shows, spaces apart."""
        text, owners, begin = self.text, self.owners, 0
        spaces = [char in " \r\n\t\u00a0" for char in text]
        for at in range(1, len(text)):
            if owners[at] != owners[at - 1] or spaces[at] != spaces[at - 1]:
                yield begin, at
                begin = at
        if text:
            yield begin, len(text)

    def is_made_up(self, at: int) -> bool:
        """Tell whether PDFium has put a character where the file has none."""
        return bool(self._pdfium.FPDFText_IsGenerated(self._handle, self._places[at]) == 1)

    def left(self, at: int) -> float:
        return self._box(at)[0].value

    def right(self, at: int) -> float:
        return self._box(at)[1].value

    def _box(self, at: int) -> tuple[ctypes.c_double, ...]:
        self._pdfium.FPDFText_GetCharBox(self._handle, self._places[at], *self._edges)
        return self._edges

    def em(self, at: int) -> float:
        """Give the size in points of the font that a character is shown in."""
        matrix, place = self._pdfium.FS_MATRIX(), self._places[at]
        self._pdfium.FPDFText_GetMatrix(self._handle, place, matrix)
        return float(self._pdfium.FPDFText_GetFontSize(self._handle, place) * hypot(matrix.a, matrix.b))


def _once(page: _Page) -> Iterator[str]:
    """Yield the clusters but for those that stand over themselves, and spaces but where there is no gap."""
    recent: deque[tuple[str, int, int]] = deque(maxlen=_NEAR)
    last = -1
    space = after_repeat = False
    for begin, end in page.clusters():
        text = page.text[begin:end]
        if text.isspace():
            if "\n" in text or "\r" in text or last < 0 or not page.is_made_up(begin):
                yield text
                recent.clear()
                last, space = -1, False
            else:
                space = True
            continue
        if not _MARKS.isdisjoint(text) and any(
            text == seen and _stands_on(page, begin, first, final) for seen, first, final in recent
        ):
            after_repeat = True
            continue
        if space and not _is_no_gap(page, last, begin, after_repeat):
            yield " "
        space = after_repeat = False
        last = end - 1
        recent.append((text, begin, last))
        yield text


def _stands_on(page: _Page, at: int, first: int, last: int) -> bool:
    """Tell whether a character begins within the width of an earlier cluster."""
    begin = page.left(at)
    return page.left(first) - 1 <= begin <= page.right(last) + 1


def _is_no_gap(page: _Page, before: int, after: int, after_repeat: bool) -> bool:
    wide = _AA_WIDE if page.text[before] == "ำ" else _SPACE_WIDE if after_repeat else 0.0
    if wide == 0 or ord(page.text[after]) not in _THAI:
        return False
    return page.left(after) - page.right(before) < wide * page.em(before)


if __name__ == "__main__":
    raise SystemExit(serve())
