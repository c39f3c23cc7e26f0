"""PDF letters: right when printed by a real browser, and a hostile file costs only itself."""

from __future__ import annotations

import os
import random
import resource
import signal
from collections import Counter
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from pipelines.errors import NotAnArticle, PageError, Undecodable
from pipelines.pdf import Limits, close, text_of_pdf
from tests.floors import digests, floor, load
from tests.pipelines.pdfs import FONTS, LETTER, around, mutated, printed

FLOORS = Path(__file__).with_name("floors_pdf.json")
BOMB = around(b"BT /F1 9 Tf " + b"(abcdefghij) Tj 1 0 0 1 3 3 Tm " * 1_000_000 + b"ET")
"""31 MB of text operators in 75 KB."""


@pytest.fixture(scope="module")
def letters() -> dict[str, str]:
    """The letter as read back, by font."""
    return {font: text_of_pdf(body) for font, body in zip(FONTS, printed(LETTER), strict=True)}


@pytest.mark.browser
def test_a_letter_printed_by_a_browser_comes_back(letters: dict[str, str]) -> None:
    """Character accuracy after repair, spaces apart; PDFium alone gives .949 to .993 (extract §D2)."""
    assert sha256(LETTER.encode()).hexdigest() in digests(load(FLOORS))
    wanted = "".join(LETTER.split())
    scores = {
        font: 1 - Levenshtein.distance(wanted, "".join(text.split())) / len(wanted)
        for font, text in letters.items()
    }
    print(scores)
    assert min(scores.values()) >= floor(FLOORS, "accuracy_worst_font")
    assert sum(scores.values()) / len(scores) >= floor(FLOORS, "accuracy_mean")


@pytest.mark.browser
def test_words_of_a_printed_letter_are_whole_and_lines_stay(letters: dict[str, str]) -> None:
    """ลำพูน is one word in every font, and a space that was written is still one."""
    for font, text in letters.items():
        assert text.count("ลำพูน") == LETTER.count("ลำพูน"), font
        assert "การแนะนำ งานทำ และ" in text, font
        assert text.split("\n")[:5] == LETTER.split("\n")[:5], font


def test_a_page_is_read_and_pages_beyond_the_limit_are_not() -> None:
    body = around(b"BT /F1 14 Tf 50 700 Td (Office notice) Tj ET")
    assert text_of_pdf(body) == "Office notice"
    assert text_of_pdf(body, limits=Limits(characters=6)) == "Office"
    with pytest.raises(NotAnArticle, match="scan"):
        text_of_pdf(body, limits=Limits(pages=0))


def test_a_pdf_that_takes_too_long_is_refused_and_only_it() -> None:
    """The kernel ends the reader: this process neither waits long nor loses a worker."""
    close()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(Undecodable, match="processor time") as refusal:
        text_of_pdf(BOMB, url="http://x.example/a.pdf", limits=Limits(seconds=1, megabytes=4096))
    close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
    assert (refusal.value.fate, refusal.value.url) == ("quarantine", "http://x.example/a.pdf")
    assert refusal.value.cure


@pytest.mark.parametrize(("unit", "times"), [(b" ", 300_000_000), (b"q ", 20_000_000)])
def test_a_pdf_that_needs_too_much_memory_is_refused_and_only_it(unit: bytes, times: int) -> None:
    with pytest.raises(Undecodable, match=r"memory|PDFium|MemoryError"):
        text_of_pdf(around(unit * times), limits=Limits(megabytes=300))


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"%PDF-1.4 nothing", around(b"BT")[:300], b"%PDF-" * 5000])
def test_a_damaged_pdf_says_so(body: bytes) -> None:
    with pytest.raises((Undecodable, NotAnArticle)) as refusal:
        text_of_pdf(body, url="http://x.example/b.pdf")
    assert "http://x.example/b.pdf" in str(refusal.value)


def test_the_reader_is_bound_before_it_opens_anything() -> None:
    """Output too: what it writes beyond the limit is cut by the kernel, not by itself."""
    with pytest.raises(Undecodable):
        text_of_pdf(around(b" " * 10_000_000), limits=Limits(megabytes=1))


def test_the_reader_may_be_killed_between_two_files() -> None:
    body = around(b"BT /F1 14 Tf 50 700 Td (Office notice) Tj ET")
    assert text_of_pdf(body) == "Office notice"
    os.kill(_reader(), signal.SIGKILL)
    assert text_of_pdf(body) == "Office notice"


def test_a_reader_that_waits_is_ended_with_all_it_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the clock: it is stopped, so that it takes no processor time."""
    body = around(b"BT /F1 14 Tf 50 700 Td (Office notice) Tj ET")
    text_of_pdf(body)
    reader = _reader()
    os.kill(reader, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(Limits, "wall", 1)
        with pytest.raises(Undecodable, match="not read within"):
            text_of_pdf(body)
    assert not Path(f"/proc/{reader}").exists()
    assert text_of_pdf(body) == "Office notice"


def _reader() -> int:
    """The process that this one has started to read PDFs."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"pdf_reader.py" in stat.with_name("cmdline").read_bytes():
                return int(stat.parent.name)
    raise AssertionError("no reader runs")


def test_no_damaged_pdf_breaks_the_reader_for_the_next() -> None:
    """Own PDFs with bytes changed, cut out and doubled, from a fixed seed: a text or a refusal, each time."""
    chance = random.Random(2569)
    whole = around(b"BT /F1 14 Tf 50 700 Td (Office notice) Tj ET " * 20)
    outcomes = Counter(_outcome(mutated(whole, chance)) for _ in range(60))
    assert set(outcomes) <= {"text", "NotAnArticle", "Undecodable"}
    assert text_of_pdf(whole).startswith("Office notice")


def _outcome(body: bytes) -> str:
    try:
        text_of_pdf(body, limits=Limits(seconds=5))
    except PageError as error:
        return type(error).__name__
    return "text"
