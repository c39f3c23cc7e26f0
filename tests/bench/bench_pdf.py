"""How fast PDF letters are read, each in a process forked for it, beside the same reader in this process."""

from __future__ import annotations

import base64
import random
import resource
import struct
import time
import zlib

import pypdfium2

from pipelines.pdf import close, text_of_pdf
from tests.pipelines.pdfs import FONTS, LETTER, printed

ROUNDS = 3
"""Times that each file is read: one process forks the readers of them all."""
LETTERS = 30
"""One after the other they make a document of 18,000 characters in 70 KB: text only, fonts cut down."""


def bench_pdf() -> None:
    """Print MB/s of a long document, and what one short letter costs with its process."""
    fonts = FONTS[1:4]
    long = printed("\n".join([LETTER] * LETTERS), fonts)
    short = printed(LETTER, fonts)
    print("\nPDF, printed by Chromium (processor time, the reader's process included)")
    pictured = printed(LETTER, fonts, f"<img src='data:image/png;base64,{_noise()}'>")
    for name, bodies in (("long", long), ("letter", short), ("letter with a picture", pictured)):
        size = sum(map(len, bodies)) / 1e6
        spent = _spent(bodies)
        alone = _alone(bodies)
        characters = sum(len(text_of_pdf(body)) for body in bodies)
        print(f"  {name}: {len(bodies)} files, {size:.2f} MB, {characters:,} characters")
        print(f"    ours {size / spent:.2f} MB/s, {1000 * spent / len(bodies):.0f} ms a file")
        print(f"    PDFium in this process, unrepaired, unbounded {size / alone:.2f} MB/s")


def _noise(side: int = 400) -> str:
    """A picture that does not compress, as scanned stamps and signatures do not."""
    chance = random.Random(1)
    rows = b"".join(b"\0" + chance.randbytes(3 * side) for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def _spent(bodies: list[bytes]) -> float:
    close()
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    for _ in range(ROUNDS):
        for body in bodies:
            text_of_pdf(body)
    close()  # its time, and that of all it forked, counts when it has ended
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (children + time.process_time() - begin) / ROUNDS


def _alone(bodies: list[bytes]) -> float:
    begin = time.process_time()
    for body in bodies * ROUNDS:
        document = pypdfium2.PdfDocument(body)
        for number in range(len(document)):
            document[number].get_textpage().get_text_range()
        document.close()
    return (time.process_time() - begin) / ROUNDS
