"""Which office does a text speak for? Offices named in its headline, its lead, or its signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines import provinces
from pipelines.places import gazetteer
from pipelines.records import Kind, Letter

_LEAD = 600
"""Characters of the body that name who acts."""
_FOOT = 5
"""Last lines, where an announcement is signed."""
_OWN = ("letter", "announcement", "procurement", "vacancy")
"""Kinds that an office issues in its own name; news about another office is still its own."""

_NAME = r"[ \u00a0]?"
_OFFICES = re.compile(
    rf"(?:สำนักงาน)?(?P<pao>องค์การบริหารส่วนจังหวัด|อบจ\.){_NAME}"
    rf"|(?:สำนักงาน)?(?P<town>เทศบาล(?:นคร|เมือง|ตำบล)|ทน\.|ทม\.|ทต\.){_NAME}"
    rf"|(?:ที่ทำการ|สำนักงาน)?(?P<tao>องค์การบริหารส่วนตำบล|อบต\.){_NAME}"
    rf"|(?P<branch>สำนักงาน[ก-ฮะ-ฺเ-์]{{0,40}}?)จังหวัด{_NAME}"
    rf"|(?P<pr>(?:^|(?<=\n))(?:สำนักงาน)?(?:ประชาสัมพันธ์|ส\.?ปชส\.?))(?:จังหวัด)?{_NAME}"
    rf"|(?P<amphoe>(?:^|(?<=\n))(?:ที่ว่าการ)?อำเภอ){_NAME}"
    rf"|(?P<province>(?:^|(?<=\n)|(?<=ประกาศ))จังหวัด){_NAME}"
)
_FULL = {
    "อบจ.": "องค์การบริหารส่วนจังหวัด",
    "อบต.": "องค์การบริหารส่วนตำบล",
    "ทน.": "เทศบาลนคร",
    "ทม.": "เทศบาลเมือง",
    "ทต.": "เทศบาลตำบล",
}
_LOOSE_NAME = re.compile(r"[ก-ฮะ-ฺเ-์]{2,25}(?=[\s\"”)ฯ(,.:]|$)")
"""A municipality's name that no gazetteer has, up to the next space."""
_NO_NAME = re.compile("และ|อย่าง|อีก|ใน|ของ|หรือ|ทุก|ทั้ง|ต่าง|ให้|มี|จะ|เพื่อ|ซึ่ง|กับ|จาก|น้ำ")
_LEAST_NAME = 3
"""Characters; geothai has shorter tambon, but they are words."""
_THEN = re.compile("จัด|ร่วม|ได้|เปิด|รับ|ลงพื้นที่|มอบ|ประชุม|เป็น|ที่|และ|โดย|นำ|ขอ|ประกาศ|เรื่อง|แจ้ง|ดำเนิน|เชิญ|พร้อม")
"""What an office does: its name ends before."""


def issuer(
    headline: str, body: str, *, kind: Kind, letter: Letter | None, source_name: str | None
) -> str | None:
    """The office that issued the text, or None where neither the text nor a source says.

    Args:
        headline: May be empty.
        body: ``article_body``.
        kind: With a source, only an office's own papers can name another issuer.
        letter: The letter's head, where there is one: it is signed.
        source_name: The office whose site the page is on.
    """
    if letter is not None and letter.issuer:
        return letter.issuer
    if source_name and kind not in _OWN:
        return source_name
    return next(_named(headline, body, signed=kind in _OWN), source_name)


def _named(headline: str, body: str, *, signed: bool) -> Iterator[str]:
    foot = "\n".join(body.split("\n")[-_FOOT:])
    zones = (headline, body[:_LEAD], foot) if signed else (headline, body[:_LEAD])
    for zone in zones:
        for found in _OFFICES.finditer(zone):
            office = _office(found, zone)
            if office:
                yield office


def _office(found: re.Match[str], text: str) -> str | None:
    kind = found.lastgroup or ""
    at = found.end()
    if kind in ("town", "tao"):
        return _local(found[kind], text, found.start(), at)
    table = gazetteer.amphoe() if kind == "amphoe" else gazetteer.changwat()
    area = gazetteer.longest(table, text, at)
    if area is None:
        return None
    name = provinces.by_code(area.codes[0]).name_th if area.level == "changwat" else area.name
    words = {
        "pao": "องค์การบริหารส่วนจังหวัด",
        "pr": "สำนักงานประชาสัมพันธ์จังหวัด",
        "branch": f"{found['branch']}จังหวัด",
        "amphoe": "อำเภอ",
        "province": "จังหวัด",
    }
    return words[kind] + name


def _local(word: str, text: str, start: int, at: int) -> str | None:
    """A local office: a known area's name, or one between a word edge and a verb or space."""
    known = _known(text, at)
    loose = _LOOSE_NAME.match(text, at)
    name = _THEN.split(loose[0], maxsplit=1)[0] if loose else ""
    stands_alone = start == 0 or text[start - 1] in ' \n“"(' or text.endswith("ประกาศ", 0, start)
    if len(name) < _LEAST_NAME or _NO_NAME.match(name) or not stands_alone:
        name = known
    return _FULL.get(word, word) + name if name else None


def _known(text: str, at: int) -> str:
    tables = (gazetteer.changwat(), gazetteer.amphoe(), gazetteer.tambon())
    areas = [area for table in tables for area in [gazetteer.longest(table, text, at)] if area]
    name = max((area.name for area in areas), key=len, default="")
    return "" if len(name) < _LEAST_NAME or _NO_NAME.match(name) else name
