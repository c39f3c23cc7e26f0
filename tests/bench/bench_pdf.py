"""How fast PDF letters are read, each in a process of its own, beside the same reader in this process."""

from __future__ import annotations

import resource
import time

import pypdfium2

from pipelines.pdf import text_of_pdf
from tests.pipelines.pdfs import FONTS, LETTER, printed

PARAGRAPHS = 400
"""Makes a document of some 60 pages and half a megabyte."""


def bench_pdf() -> None:
    """Print MB/s of a long document, and what one short letter costs with its process."""
    fonts = FONTS[1:4]
    long = printed("\n".join([LETTER] * (PARAGRAPHS // 13)), fonts)
    short = printed(LETTER, fonts)
    print("\nPDF, printed by Chromium (processor time, the reader's process included)")
    for name, bodies in (("long", long), ("letter", short)):
        size = sum(map(len, bodies)) / 1e6
        spent = _spent(bodies)
        alone = _alone(bodies)
        characters = sum(len(text_of_pdf(body)) for body in bodies)
        print(f"  {name}: {len(bodies)} files, {size:.2f} MB, {characters:,} characters")
        print(f"    ours {size / spent:.2f} MB/s, {1000 * spent / len(bodies):.0f} ms a file")
        print(f"    PDFium in this process, unrepaired, unbounded {size / alone:.2f} MB/s")


def _spent(bodies: list[bytes]) -> float:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    for body in bodies:
        text_of_pdf(body)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return children + time.process_time() - begin


def _alone(bodies: list[bytes]) -> float:
    begin = time.process_time()
    for body in bodies:
        document = pypdfium2.PdfDocument(body)
        for number in range(len(document)):
            document[number].get_textpage().get_text_range()
        document.close()
    return time.process_time() - begin
