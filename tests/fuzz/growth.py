"""Hostile texts, and what reading a megabyte of each costs: at most a second, and no more than its share.

``python -m tests.fuzz growth`` measures processor time and exits with 1 beyond the bound; the tests count the
calls made instead, which no other load on the machine changes.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from pipelines import bylines, dates, letters
from pipelines.boilerplate import clean
from pipelines.enrich import enrich
from pipelines.errors import PageError, Undecodable
from pipelines.inspect import inspect
from pipelines.kinds import judge
from pipelines.people import people
from pipelines.places import mentions
from pipelines.plain import draft_from_text
from pipelines.privacy import mask
from pipelines.text import fold, segment, terms
from pipelines.text.decode import decode
from tests.fuzz.targets import NOW

MEGABYTE = 1_000_000
MOST_SECONDS = 1.0
"""Processor time that one reader may take for a megabyte of anything."""
MOST_GROWTH = 1.8
"""Times the size's own growth, of processor time: caches and garbage collection give up to 1.6."""
MOST_CALLS = 1.3
"""The same, of calls."""

UNITS: dict[str, bytes] = {
    "tags": b"<p>", "open": b"<div><table><tr><td>", "links": b"<a href='/?p=1'>x</a>", "quotes": b"\"'<",
    "comments": b"<!--", "cdata": b"<![CDATA[", "attributes": b"<a b='", "scripts": b"<script>",
    "entities": b"&amp;#3585;", "ampersands": b"&amp;", "characters": b"&#3585;", "invalid": b"\xff\xfe\xc3(",
    "cp874": "จังหวัด ".encode("cp874"), "digits": b"1", "days": b"1, ", "numeric": b"1/2/2564 ",
    "phones": b"081-234-", "ids": b"1-2345-67890-12-3 ", "dots": b".", "spaces": b" \n", "lines": b"\r\n",
    **{name: text.encode() for name, text in {
        "thai": "ที่", "letters": "ก", "words": "ตากลม", "dates": "๕ ส.ค. ๒๕๖๔ - ", "weekdays": "วันจันทร์ที่ 1\n",
        "months": "ม.ค. - ", "ranges": "28 ก.พ. - 2 มี.ค. 64 ", "misspelt": "16 พฤาภาคม 2564 ",
        "quarters": "ไตรมาสที่ 1 ", "budgets": "ปีงบประมาณ 2564 ", "times": "เวลา 09.00 น. ",
        "thai digits": "๑", "mixed": "ก1", "names": "นายสมชาย ใจมั่น ", "titles": "นาย", "credits": "ภาพ : ",
        "places": "อ.เมือง จ.แพร่ ", "changwat": "จังหวัด", "amphoe": "อ.เมือง ต.ในเมือง ",
        "letter numbers": "ที่ ลพ 0017.2/ว ", "references": "อ้างถึง 1. ", "deadlines": "ภายใน 5 ม.ค. 64 ",
        "abroad": "เวียงจันทน์ แขวง ", "gambling": "สล็อต เว็บตรง ", "marks": "่้", "sara am": "ํา", "repeats": " ๆ",
        "invisible": "\u200b", "fixed spaces": "\u00a0", "private use": "\uf70a", "misread": "à¸¥",
        "loose marks": "ก ่",
        "spelled": "พ.ศ. สองพันห้าร้อย", "planes": "\U000e0041", "emoji": "\U0001f468\u200d\U0001f469",
    }.items()},
}  # fmt: skip
"""What is repeated to make a hostile text; own text."""


def _text(body: bytes) -> str:
    return decode(body, None).text


def _page(body: bytes) -> None:
    with suppress(PageError):
        inspect(body, now=NOW)


def _post(body: bytes) -> None:
    _page(b"<html><body><h1 class='entry-title'>x</h1><div class='entry-content'><p>" + body)


def _article(body: bytes) -> None:
    with suppress(PageError):
        draft = draft_from_text(_text(body), "")
        enrich(draft, source=None, family_version="x@1", captured_at=NOW, page_sha256="", now=NOW)


def _of_text(read: Callable[[str], object]) -> Callable[[bytes], None]:
    def run(body: bytes) -> None:
        with suppress(Undecodable):
            read(_text(body))

    return run


READERS: dict[str, Callable[[bytes], None]] = {
    "page": _page,
    "post": _post,
    "article": _article,
    "display": _of_text(fold.display),
    "search": _of_text(fold.search),
    "search_map": _of_text(fold.search_map),
    "words": _of_text(segment.words),
    "terms": _of_text(terms.terms),
    "mask": _of_text(mask),
    "find": _of_text(lambda text: dates.find(text, now=NOW)),
    "pick": _of_text(lambda text: dates.pick(None, [text], text, now=NOW, kind="news")),
    "places": _of_text(mentions),
    "people": _of_text(people),
    "kind": _of_text(lambda text: judge(text, text, letter=None, page_kind=None, thai_places=0)),
    "letter": _of_text(letters.read),
    "lines": _of_text(lambda text: bylines.lift(clean(text.split("\n")).lines)),
}
"""Every road a text takes, whole (``page``, ``post``, ``article``) and step by step."""


def body_of(unit: str, size: int) -> bytes:
    """So many bytes of a unit, or a few less."""
    return UNITS[unit] * (size // len(UNITS[unit]))


def calls(read: Callable[[bytes], None], body: bytes) -> int:
    """Count the calls of functions, ours and the interpreter's, that reading makes."""
    made = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(body)
    finally:
        sys.setprofile(None)
    return made


def seconds(read: Callable[[bytes], None], body: bytes) -> float:
    """Processor time of one reading, the better of two: the first may load a dictionary."""
    spent = []
    for _ in range(2):
        gc.collect()
        begin = time.process_time()
        read(body)
        spent.append(time.process_time() - begin)
        if spent[0] < MOST_SECONDS / 4:
            break
    return min(spent)


def beyond() -> list[str]:
    """Measure every reader on every unit; name what is beyond the bound."""
    faults, worst = [], 0.0
    for name, read in READERS.items():
        for unit in UNITS:
            small, large = (seconds(read, body_of(unit, size)) for size in (MEGABYTE // 4, MEGABYTE))
            worst = max(worst, large)
            grown = large / (4 * max(small, 0.05))
            if large > MOST_SECONDS or grown > MOST_GROWTH:
                faults.append(f"{name} of {unit}: {large:.2f} s a megabyte, {grown:.1f} times its share")
    print(
        f"{len(READERS)} readers, {len(UNITS)} texts of a megabyte: at most {worst:.2f} s of processor time"
    )
    return faults
