"""Abbreviations of Thai administration, one table, used both ways at query time.

Short forms and full forms as the Royal Society's list and the offices' own letterheads give them; a short
form that commonly stands for something else too (ก.พ., พ.ศ.) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from search.records import Expansion, ExpansionKind

TABLE: Mapping[str, str] = {
    "อบจ.": "องค์การบริหารส่วนจังหวัด",
    "อบต.": "องค์การบริหารส่วนตำบล",
    "อปท.": "องค์กรปกครองส่วนท้องถิ่น",
    "ทน.": "เทศบาลนคร",
    "ทม.": "เทศบาลเมือง",
    "ทต.": "เทศบาลตำบล",
    "ส.อบจ.": "สมาชิกสภาองค์การบริหารส่วนจังหวัด",
    "ส.ส.": "สมาชิกสภาผู้แทนราษฎร",
    "ส.ว.": "สมาชิกวุฒิสภา",
    "ผวจ.": "ผู้ว่าราชการจังหวัด",
    "นอภ.": "นายอำเภอ",
    "ผญบ.": "ผู้ใหญ่บ้าน",
    "ผอ.": "ผู้อำนวยการ",
    "สนง.": "สำนักงาน",
    "ส.ปชส.": "สำนักงานประชาสัมพันธ์จังหวัด",
    "สวท.": "สถานีวิทยุกระจายเสียงแห่งประเทศไทย",
    "สทท.": "สถานีวิทยุโทรทัศน์แห่งประเทศไทย",
    "ปภ.": "ป้องกันและบรรเทาสาธารณภัย",
    "สสจ.": "สำนักงานสาธารณสุขจังหวัด",
    "รพ.": "โรงพยาบาล",
    "รพ.สต.": "โรงพยาบาลส่งเสริมสุขภาพตำบล",
    "อสม.": "อาสาสมัครสาธารณสุขประจำหมู่บ้าน",
    "พมจ.": "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด",
    "รร.": "โรงเรียน",
    "สภ.": "สถานีตำรวจภูธร",
    "สตช.": "สำนักงานตำรวจแห่งชาติ",
    "กอ.รมน.": "กองอำนวยการรักษาความมั่นคงภายใน",
    "กกต.": "คณะกรรมการการเลือกตั้ง",
    "ครม.": "คณะรัฐมนตรี",
    "มท.": "กระทรวงมหาดไทย",
    "สธ.": "กระทรวงสาธารณสุข",
    "ศธ.": "กระทรวงศึกษาธิการ",
    "ธ.ก.ส.": "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร",
    "กทม.": "กรุงเทพมหานคร",
    "พ.ร.บ.": "พระราชบัญญัติ",
    "พ.ร.ก.": "พระราชกำหนด",
    "พ.ร.ฎ.": "พระราชกฤษฎีกา",
    "รมว.": "รัฐมนตรีว่าการกระทรวง",
    "รมช.": "รัฐมนตรีช่วยว่าการกระทรวง",
    "คสช.": "คณะรักษาความสงบแห่งชาติ",
    "สถ.": "กรมส่งเสริมการปกครองท้องถิ่น",
    "พช.": "กรมการพัฒนาชุมชน",
    "ทสจ.": "สำนักงานทรัพยากรธรรมชาติและสิ่งแวดล้อมจังหวัด",
    "สตง.": "สำนักงานการตรวจเงินแผ่นดิน",
    "ป.ป.ช.": "คณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ",
    "ป.ป.ส.": "คณะกรรมการป้องกันและปราบปรามยาเสพติด",
    "ส.ป.ก.": "สำนักงานการปฏิรูปที่ดินเพื่อเกษตรกรรม",
    "ศอ.บต.": "ศูนย์อำนวยการบริหารจังหวัดชายแดนภาคใต้",
    "กฟภ.": "การไฟฟ้าส่วนภูมิภาค",
    "กปภ.": "การประปาส่วนภูมิภาค",
    "รฟท.": "การรถไฟแห่งประเทศไทย",
    "ททท.": "การท่องเที่ยวแห่งประเทศไทย",
    "กศน.": "การศึกษานอกระบบและการศึกษาตามอัธยาศัย",
    "สพฐ.": "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
    "สพป.": "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา",
    "สพม.": "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา",
    "กยศ.": "กองทุนเงินให้กู้ยืมเพื่อการศึกษา",
    "สปสช.": "สำนักงานหลักประกันสุขภาพแห่งชาติ",
    "อย.": "สำนักงานคณะกรรมการอาหารและยา",
    "ตม.": "ตรวจคนเข้าเมือง",
    "ตชด.": "ตำรวจตระเวนชายแดน",
    "อส.": "อาสารักษาดินแดน",
    "ชรบ.": "ชุดรักษาความปลอดภัยหมู่บ้าน",
}

_THAI = "\u0e01-\u0e4e"
_BEGINS_WORD = "\u0e01-\u0e2e\u0e40-\u0e44"
"""Consonants and leading vowels."""
_LETTERS = re.compile(f"(?<![{_THAI}.])(?:[\u0e01-\u0e2e][.]){{2,}}[\u0e01-\u0e2e](?![{_THAI}])[.]?")
"""Three letters or more, each with its dot, as most people no longer write them: ศ.บ.ค. for ศบค."""
_GLUED = 3
"""Letters from which on a short form may be typed onto the next word without its dot (อบจกระบี่)."""


def variants(text: str) -> Iterator[tuple[str, tuple[Expansion, ...]]]:
    """Yield the text with its short forms written out, and with its full forms shortened."""
    yield from replaced(text, _short_pattern(), _by_letters(_fulls()), "abbreviation")
    yield from replaced(text, _full_pattern(), _by_letters(_shorts()), "full_form")
    for dots in (_dotted(), {bare: bare for bare in _dotted()}):
        yield from replaced(text, _short_pattern(), _by_letters(dots), "abbreviation")
    joined = _LETTERS.sub(lambda found: found[0].replace(".", "") + "." * found[0].endswith("."), text)
    if joined.rstrip(".") not in _dotted() and joined != text:
        yield joined, (Expansion(kind="abbreviation", written=text, also=joined),)


def replaced(
    text: str, pattern: re.Pattern[str], others: Callable[[str], str], kind: ExpansionKind
) -> Iterator[tuple[str, tuple[Expansion, ...]]]:
    """Yield a text with what a pattern finds written otherwise, and what that was; else nothing."""
    found: list[Expansion] = []

    def other(match: re.Match[str]) -> str:
        written = match[0]
        also = others(written)
        if also.rstrip(".") == written.rstrip("."):
            return written
        found.append(Expansion(kind=kind, written=written, also=also))
        return also

    changed = pattern.sub(other, text)
    if found:
        yield changed, tuple(found)


def _by_letters(others: Mapping[str, str]) -> Callable[[str], str]:
    return lambda written: others.get(written.replace(".", ""), written)


@lru_cache(maxsize=1)
def _fulls() -> dict[str, str]:
    return {short.replace(".", ""): full for short, full in TABLE.items()}


@lru_cache(maxsize=1)
def _dotted() -> dict[str, str]:
    """Short forms with dots inside, by their letters: to an index ``ธ.ก.ส.`` is three words, ``ธกส`` one."""
    return {short.replace(".", ""): short for short in TABLE if "." in short[:-1]}


@lru_cache(maxsize=1)
def _shorts() -> dict[str, str]:
    return {full: short for short, full in TABLE.items()}


@lru_cache(maxsize=1)
def _short_pattern() -> re.Pattern[str]:
    return re.compile(f"(?<![{_THAI}])(?:{'|'.join(_forms())})")


def _forms() -> Iterator[str]:
    for short in sorted(TABLE, key=len, reverse=True):
        letters = short.replace(".", "")
        ends = f"\\.|(?![{_THAI}])"
        if len(letters) >= _GLUED:
            ends += f"|(?=[{_BEGINS_WORD}])"
        yield f"{'[.]?'.join(letters)}(?:{ends})"


@lru_cache(maxsize=1)
def _full_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _shorts()), key=len, reverse=True)))
