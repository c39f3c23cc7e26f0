"""The process that opens a PDF: from standard input to standard output, bounded by its own limits.

Run as a file, never imported: it knows nothing of Khaosan, so it starts in a tenth of a second.

Thai fonts show one cluster by several glyphs, and browsers write the cluster's text at each of them. PDFium
then gives ``ที่สที่ นใจ`` for ที่สนใจ, and ``ลำ พูน`` for ลำพูน, whose า is a glyph without text: a gap, taken for a
space. Both show in the boxes: the repeated cluster stands over itself, and the gap is as wide as an า.
"""

from __future__ import annotations

import ctypes
import resource
import sys
from collections import deque
from collections.abc import Callable, Iterator
from itertools import groupby
from math import hypot
from typing import Any, NamedTuple

_THAI = range(0x0E01, 0x0E5C)
_MARKS = frozenset(map(chr, (0x0E31, 0x0E33, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))
_NEAR = 4
"""Clusters back in which a repeated one is looked for; the glyphs of one are at most two apart."""
_AA_WIDE, _SPACE_WIDE = 0.76, 0.25
"""Gaps in em, of 15 fonts (Debian's tlwg, Noto) that Chromium printed. After ำ: up to .75 without a space
(.98 before เ in a monospaced font), from .75 with one; after a repeated cluster up to .20 and from .37."""


class _Char(NamedTuple):
    """One character as PDFium gives it: its text object, whether PDFium made it up, edges, number."""

    text: str
    owner: int
    made_up: bool
    left: float
    right: float
    at: int


def main(pages: int, seconds: int, megabytes: int, characters: int) -> int:
    """Write the text of the first pages, at most so many characters; exit code 3 says why not.

    Args:
        pages: Read from the front.
        seconds: Of processor time; then the kernel ends this process.
        megabytes: Of address space; then allocation fails.
        characters: Of text; four bytes each at most is what may be written.
    """
    _bind(seconds, megabytes * 2**20, 4 * characters)
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        left = characters
        for number in range(min(len(document), pages)):
            text = _text(document[number])[:left]
            sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
            left -= len(text) + 1
            if left <= 0:
                break
        sys.stdout.flush()
    except (pypdfium2.PdfiumError, MemoryError) as error:
        sys.stderr.write(str(error) or type(error).__name__)
        return 3
    return 0


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
        units = "".join(_once(_chars(words), lambda at: _em(words.raw, at)))
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    finally:
        words.close()
        page.close()


def _chars(words: Any) -> Iterator[_Char]:
    import pypdfium2.raw as pdfium

    code_of, is_made_up, box_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_IsGenerated,
        pdfium.FPDFText_GetCharBox,
    )
    owner_of = pdfium.FPDFText_GetTextObject
    owner_of.restype = ctypes.c_void_p  # its address is all that is asked
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    edges = [ctypes.byref(edge) for edge in (left, right, bottom, top)]
    handle = words.raw
    for at in range(words.count_chars()):
        code = code_of(handle, at)
        if code in (0, 0xFFFE):  # no text; a hyphen that PDFium takes for one of its own
            continue
        box_of(handle, at, *edges)
        made_up = is_made_up(handle, at) == 1
        yield _Char(chr(code), owner_of(handle, at) or 0, made_up, left.value, right.value, at)


def _em(handle: Any, at: int) -> float:
    """Give the size in points of the font that a character is shown in."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(handle, at, matrix)
    return float(pdfium.FPDFText_GetFontSize(handle, at) * hypot(matrix.a, matrix.b))


def _once(chars: Iterator[_Char], em: Callable[[int], float]) -> Iterator[str]:
    """Yield the characters without clusters that stand over themselves and spaces where there is no gap."""
    recent: deque[tuple[str, float, float]] = deque(maxlen=_NEAR)
    last: _Char | None = None
    space: _Char | None = None
    after_repeat = False
    for _owner, group in groupby(chars, key=lambda char: (char.owner, char.made_up, char.text.isspace())):
        cluster = list(group)
        first = cluster[0]
        if first.text.isspace():
            line_ends = any(char.text in "\r\n" for char in cluster)
            if line_ends or not first.made_up or last is None:
                yield "".join(char.text for char in cluster)
                recent.clear()
                last = space = None
            else:
                space = first
            continue
        text = "".join(char.text for char in cluster)
        if _MARKS.intersection(text) and any(
            text == seen and begin - 1 <= first.left <= end + 1 for seen, begin, end in recent
        ):
            after_repeat = True
            continue
        if space is not None and last is not None and not _is_no_gap(last, first, after_repeat, em):
            yield " "
        space, after_repeat = None, False
        recent.append((text, first.left, cluster[-1].right))
        last = cluster[-1]
        yield text


def _is_no_gap(before: _Char, after: _Char, after_repeat: bool, em: Callable[[int], float]) -> bool:
    wide = _AA_WIDE if before.text == "ำ" else _SPACE_WIDE if after_repeat else 0.0
    return wide > 0 and ord(after.text) in _THAI and after.left - before.right < wide * em(before.at)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:5])))
