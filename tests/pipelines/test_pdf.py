"""PDF letters: right when printed by a real browser, and a hostile file costs only itself."""

from __future__ import annotations

import resource
from hashlib import sha256
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from pipelines.errors import NotAnArticle, Undecodable
from pipelines.pdf import Limits, text_of_pdf
from tests.floors import digests, floor, load
from tests.pipelines.pdfs import FONTS, LETTER, around, printed

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
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(Undecodable, match="processor time") as refusal:
        text_of_pdf(BOMB, url="http://x.example/a.pdf", limits=Limits(seconds=1, megabytes=4096))
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
        text_of_pdf(around(b""), limits=Limits(megabytes=1))
