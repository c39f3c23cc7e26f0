"""Decoding: the rows of the table in extract §D1, and the traps a declared charset sets."""

from __future__ import annotations

import codecs
import gzip
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.errors import Undecodable
from pipelines.text.decode import decode
from tests.floors import floor

WHOLE = floor(Path(__file__).with_name("floors_text.json"), "decode.whole")
"""Of real releases, the share that comes back without a fault, in every row."""
Spoil = Callable[[str], bytes]
_HTML = '<html><head><meta charset="{}"><title>{}</title></head></html>'


def as_cp874(text: str) -> bytes:
    return text.encode("cp874", "ignore")


def fits(text: str) -> str:
    """The part of a text that windows-874 has, so that a perfect decode gives it back."""
    return as_cp874(text).decode("cp874")


def stray(text: str) -> bytes:
    return text[:33].encode() + b"\xe0" + text[33:].encode()


@pytest.fixture(scope="module")
def releases(shared: Path) -> list[str]:
    """Two hundred real releases, title and text."""
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, 0, 20_000, 100)]
    return [fits(f"{row['title']}\n{row['text']}") for row in rows]


CASES: dict[str, tuple[Spoil, str | None]] = {
    "article cp874": (as_cp874, None),
    "article utf-8": (str.encode, None),
    "30-char title cp874": (lambda text: as_cp874(text[:30]), None),
    "8 chars cp874": (lambda text: as_cp874(text[:8]), None),
    "header tis-620, bytes cp874": (as_cp874, "TIS-620"),
    "header iso-8859-11, bytes cp874": (as_cp874, "ISO-8859-11"),
    "header utf-8, bytes cp874": (as_cp874, "utf-8"),
    "header tis-620, bytes utf-8": (str.encode, "tis-620"),
    "header iso-8859-1, bytes cp874": (as_cp874, "iso-8859-1"),
    "header iso-8859-1, bytes utf-8": (str.encode, "iso-8859-1"),
    "utf-8 with byte order mark": (lambda text: codecs.BOM_UTF8 + text.encode(), None),
    "utf-16 with byte order mark": (lambda text: text.encode("utf-16"), "utf-8"),
}


@pytest.mark.parametrize("case", CASES)
def test_real_releases_come_back_whole(case: str, releases: list[str]) -> None:
    spoil, declared = CASES[case]
    length = 30 if "30-char" in case else 8 if "8 chars" in case else None
    right = sum(decode(spoil(text), declared).text == text[:length] for text in releases)
    assert right >= WHOLE * len(releases)


@pytest.mark.parametrize(
    ("meta", "codec", "header"),
    [
        ("tis-620", "cp874", None),
        ("iso-8859-11", "cp874", None),
        ("utf-8", "cp874", None),
        ("tis-620", "utf-8", None),
        ("iso-8859-1", "cp874", None),
        ("utf-8", "utf-8", "ISO-8859-1"),
        ("utf-8", "cp874", "utf-8"),
        ("utf-8", "utf-8", "TIS-620"),
    ],
)
def test_pages_come_back_whole_whatever_meta_and_header_say(
    meta: str, codec: str, header: str | None, releases: list[str]
) -> None:
    """Rows of extract §D1 whose label is in the page, and of sources §3.7 where header and page differ."""
    pages = [_HTML.format(meta, text[:60]) + text for text in releases]
    right = [decode(page.encode(codec, "ignore"), header).text == page for page in pages]
    assert sum(right) >= WHOLE * len(right)


def test_a_page_that_is_nearly_all_ascii_is_no_central_european_one(releases: list[str]) -> None:
    """Sources §3.7: a few Thai letters of windows-874 among markup were read as windows-1250."""
    pages = ["<div class='menu'><a href='/news/'>News</a></div>" * 200 + text[:20] for text in releases]
    assert sum(decode(as_cp874(page)).text == page for page in pages) >= WHOLE * len(pages)


def test_a_cut_tail_loses_the_cut_character_only(releases: list[str]) -> None:
    for text in releases:
        body = text.encode()[:3001]
        assert decode(body).text == body.decode("utf-8", "ignore")


def test_one_stray_byte_spoils_one_place_only(releases: list[str]) -> None:
    """As the table counts it: the page is right but for the stray byte."""
    right = [decode(stray(text)).text.replace("\ufffd", "") == text for text in releases]
    assert sum(right) >= WHOLE * len(releases)


def test_a_stray_byte_in_a_short_text_is_no_other_charset() -> None:
    assert decode("ณ วัด".encode() + b"\xe0\xff").text.startswith("ณ วัด")


def test_english_with_windows_874_quotes_is_not_taken_for_utf_8() -> None:
    body = as_cp874("The governor said “we are ready” and left. " * 20)  # own text
    decoded = decode(body, "utf-8")
    assert (decoded.charset, decoded.rule) == ("cp874", "windows-874")
    assert "“we are ready”" in decoded.text


def test_three_bytes_of_a_thai_word_can_be_valid_utf_8() -> None:
    assert as_cp874("เขต").decode("utf-8") == "\u08b5"
    assert decode(as_cp874("เขต")).text == "เขต"


def test_latin_letters_are_read_where_declared_and_scattered() -> None:
    assert (
        decode("Café municipal, entrée libre".encode("cp1252"), "ISO-8859-1").text
        == "Café municipal, entrée libre"
    )


@pytest.mark.parametrize(
    ("header", "meta", "said"),
    [
        ("TIS-620", "utf-8", "tis-620"),
        (None, "windows-874", "windows-874"),
        (None, "", None),
        (' "UTF-8" ', "", "utf-8"),
    ],
)
def test_what_was_declared_is_recorded_not_believed(header: str | None, meta: str, said: str | None) -> None:
    body = _HTML.format(meta, "ประกาศ").replace('charset=""', "").encode()  # own text
    decoded = decode(body, header)
    assert (decoded.declared, decoded.charset, decoded.rule) == (said, "utf-8", "utf-8")


def test_an_xml_declaration_counts_as_declared() -> None:
    assert decode('<?xml version="1.0" encoding="TIS-620"?><rss>ข่าว</rss>'.encode()).declared == "tis-620"


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.4 \xe2\xe3",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"PK\x03\x04",
        bytes(range(256)) * 4,
        b"\xfc\xfd\xfe\xff" * 50,
    ],
)
def test_what_is_no_text_is_refused_with_a_cure(body: bytes) -> None:
    with pytest.raises(Undecodable) as refusal:
        decode(body)
    assert refusal.value.cure


def test_nothing_decodes_to_nothing() -> None:
    assert decode(b"").text == ""


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf\xe0")
@settings(max_examples=500)
def test_any_bytes_become_text_or_a_refusal(body: bytes) -> None:
    try:
        decoded = decode(body)
    except Undecodable:
        return
    decoded.text.encode("utf-8", "surrogatepass")
    assert decoded.charset in ("utf-8", "utf-16-le", "utf-16-be", "cp874", "cp1252")


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_utf_8_with_its_mark_comes_back(text: str) -> None:
    clean = text.encode("utf-8", "ignore").decode()
    assert decode(codecs.BOM_UTF8 + clean.encode()).text == clean
