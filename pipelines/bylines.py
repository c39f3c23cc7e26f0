"""Lift credits out of a text: who reported, who took the pictures, who posted it.

A byline is a short line of its own, led by its role (``ภาพและข่าว : …``, ``by …``) or closed by it
(``… ผู้สื่อข่าวประจำจังหวัดลำพูน รายงาน``). Anything longer is news and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from pipelines.records import Credits

_LONGEST = 160
"""Characters; a byline of the corpora has at most 90."""
_LONGEST_NAME = 60

_AND = r" ?(?:และ|/|-|,|&|\+) ?"
_BOTH = rf"ภาพ{_AND}(?:ข่าว|เรื่อง)|(?:ข่าว|เรื่อง){_AND}ภาพ|ข่าวภาพ|ภาพข่าว"
_PHOTO = r"ภาพ(?:ถ่าย)?(?:โดย)?|ถ่ายภาพ(?:โดย)?|ช่างภาพ|ผู้ถ่ายภาพ|[Pp]hotos?(?: by)?"
_MATTER = (
    "การ|ความ|ขอ(?!ง)|แจ้ง|เชิญ|ประกาศ|ประชา|ผล|ผู้|รับ|สมัคร|แผน|โครงการ|งาน|จ้าง|ซื้อ|ขาย|ประกวด|สอบ|สรรหา|คัดเลือก|เลือก|ราคา|งบ|ปี|วัน(?!ดี|เพ็ญ|ชัย)|เดือน"
    "|มาตรการ|แนวทาง|หลัก|กำหนด|แต่งตั้ง|ห้าม|ให้|งด|หยุด|ปิด|เปิด|เลื่อน|ยกเลิก|แก้ไข|เพิ่ม|ปรับ|ภาษี|ราย|บัญชี|ระเบียบ|คำ|ข้อ|นโยบาย|ประเมิน"
    "|ตรวจ|ซ่อม|ก่อสร้าง|ใช้|จัด|ส่ง|ร่าง|เจตจำนง|ค่า|สถานการณ์|เหตุ|น้ำ|ไฟฟ้า|ถนน|ชำระ|ลด|ป้องกัน|โรค|เตือน|เตรียม|รายงาน|พัสดุ|ครุภัณฑ์"
    "|จังหวัด|อำเภอ|ตำบล|เทศบาล|องค์การ|อบต|อบจ|สำนัก|กรม|กระทรวง|คณะ|สภา|พนักงาน|ลูกจ้าง|ข้าราชการ|เจ้าหน้าที่|ประชุม|และ|เรื่อง"
)
_NAME_WORD = rf"(?!{_MATTER})[ก-ฮเ-ไ][ก-ฮะ-ฺเ-ๅ็-์]{{1,18}}"
_STORY = (
    r"เรื่อง(?: ?โดย)?(?= ?[:：] ?(?:(?:นาย|นางสาว|นาง|น\.ส\.|ว่าที่ ร\.[ตทอ]\.) ?)?"
    rf"(?:{_NAME_WORD} {_NAME_WORD}|ทีมข่าว\S{{0,30}}|กองบรรณาธิการ\S{{0,30}}|(?:งาน|ฝ่าย)ประชาสัมพันธ์\S{{0,30}})"
    r" ?(?:$|[|/,()&]|\s ?(?:ภาพ|และ|โดย|เรียบเรียง)|\s{2}))"
)
"""``เรื่อง : วิไล งามตา`` names who wrote; ``เรื่อง : การรับสมัคร…`` is what an announcement is about."""
_HEADING = re.compile(r"\s*(?:(?:ร่าง)?ประกาศ|คำสั่ง|บันทึกข้อความ|ระเบียบ|ที่ \S{2,30})")
"""Above the subject line of an announcement, an order, a memorandum."""
_REPORTER = (
    r"ผู้สื่อข่าว|ผู้รายงาน(?:ข่าว)?|นักข่าว|ผู้เขียน(?:ข่าว)?|เขียนข่าว(?:โดย)?|เรียบเรียง(?:โดย)?|ผู้เรียบเรียง"
    rf"|รายงาน(?:ข่าว)?(?:โดย)?|ข่าว(?:โดย)?|[Rr]ewriter|[Rr]eporter|{_STORY}"
)
_POSTED = (
    r"ผู้โพสต?์?|โพสต?์?(?:โดย)?|เขียนโดย|ผู้ลง(?:ข่าว|ประกาศ|ข้อมูล)|ลงข่าวโดย|ประกาศโดย|บันทึกโดย|ผู้บันทึก"
    r"|เผยแพร่โดย|ผู้เผยแพร่|โดย|[Ww]ritten by|[Pp]osted by|[Pp]ublished by|[Aa]uthor|[Bb]y"
)
_ROLES = {"photo_and_news": _BOTH, "photo": _PHOTO, "reporter": _REPORTER, "posted_by": _POSTED}
_LEAD = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _ROLES.items()))
_COLON = r" ?[:：] ?"
_LABEL = re.compile(rf"(?:^|[ |/,(])(?:{_LEAD.pattern}){_COLON}")
_UNMARKED = re.compile(
    rf"^(?:(?P<photo_and_news>{_BOTH})(?: โดย)? "
    r"|(?P<posted_by>เขียนโดย|[Ww]ritten by|[Pp]osted by|[Bb]y|โพสต์?โดย|เผยแพร่โดย) )(?P<names>\S.*)$"
)
"""Roles that need no colon."""
_META = re.compile(
    "^(?:(?:[Pp]ublished|[Pp]osted|[Cc]reated|[Uu]pdated)(?: on)?"
    "|(?:เผยแพร่|ประกาศ|โพสต?์?|อัปเดต|ลงข่าว)เมื่อ|วันที่(?:เผยแพร่|ประกาศ|โพสต?์?|ลงข่าว|ลงประกาศ)"
    "|(?:แก้ไข|ปรับปรุง|อัปเดต)ล่าสุด(?:เมื่อ)?) ?[:：]? ?"
    r"(?=[\d๐-๙A-Z]|วัน(?:ที่|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)|[ก-ฮเ]\S{1,12}คม |\S{3,8}ยน |กุมภา)"
    r"(?P<date>[^|]{4,45}?)(?: ?\|? ?(?:[Bb]y|โดย) ?[:：]? ?(?P<names>[^|]{2,60}))?(?: ?\|.{0,60})?$"
)
_REPORTED = re.compile(r"^(?P<names>[^:]{3,60}?)[ /]*(?:ผู้สื่อข่าว|นักข่าว|ผู้ช่วยผู้สื่อข่าว)[^:]{0,60}รายงาน$")
_PLAIN_REPORT = re.compile(
    r"^(?P<names>\S{2,25} \S{2,25})(?: (?:สปชส|ส\.ปชส|สวท|สทท|ทีมข่าว)\S{0,30})? ?[/:]? ?รายงาน$"
)
_SLASHED = re.compile(
    r"^(?P<names>[^:/]{3,60}) ?[/:] ?"
    rf"(?:(?P<photo_and_news>{_BOTH})|(?P<reporter>ข่าว|รายงาน)|(?P<photo>ภาพ|ถ่ายภาพ))$"
)
_TAIL = re.compile(rf"(?:^|[ (])(?P<role>{_BOTH}){_COLON}(?P<names>[^:]{{3,60}})$")
"""A byline at the end of a paragraph."""
_LONGEST_TAIL = 64
"""Characters from its colon to the end, and two more: most paragraphs have no colon there."""

_DECORATION = " \t\u00a0-–—_*=~•#|/()[]"
"""Around a byline; a dot leads one too (``. ข่าว : …``), but may end a name."""
_DIGIT = re.compile("[0-9๐-๙]")
_DATED = re.compile(r"[ ,(]*(?:เมื่อ|วันที่)? ?[0-9๐-๙].*$")
_BETWEEN_NAMES = re.compile(r" ?[,，/|&] ?| และ ?(?=\S)|\s{2,}")
_COUNTER = re.compile(
    r"(?:(?:จำนวน)?(?:ผู้|ยอด|คน)?(?:เปิด)?(?:อ่าน|เข้าชม|เข้าดู|ชม|ดู|วิว)|ฮิต|[Hh]its?|[Vv]iews?|[Rr]ead)(?:แล้ว)?"
    r" ?[:：]?"
)
"""``เปิดอ่าน 118 ครั้ง`` without its number: nobody's name."""
_SENTENCE = re.compile(
    "เมื่อวันที่|เปิดเผย|กล่าวว่า|ได้จัด|เป็นประธาน|ลงพื้นที่|กิจกรรม|โครงการ|ประชุม|บรรยากาศ"
    "|^(?:การ|ความ|ที่|แบบ|ผล|เพื่อ|และ|ให้|จัด|สรุป|ส่ง|ระบบ|เอกสาร|ข้อมูล|ประจำ|รายละเอียด|ขั้นตอน|หลัก|วิธี)"
)
"""What no credit says: a caption or a sentence begins like a byline."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """The lines without bylines, and what the bylines said."""

    lines: tuple[str, ...]
    credits: Credits
    taken: tuple[str, ...]
    """The bylines themselves: a line that credits may also tell the date."""


def lift(lines: Iterable[str]) -> Lifted:
    """Take the bylines out of ``lines``; each name goes to one role, in the order of the text."""
    kept: list[str] = []
    taken: list[str] = []
    found: dict[str, list[str]] = {role.name: [] for role in fields(Credits)}
    headed = False
    for line in lines:
        headed = headed or _HEADING.match(line) is not None
        subject = headed and line.lstrip(_DECORATION).startswith("เรื่อง")
        rest, credit = (line, {}) if subject else read(line)
        for role, names in credit.items():
            found[role] += [name for name in names if name not in found[role]]
        if credit:
            taken.append(line)
        if rest or not credit:
            kept.append(rest)
    credits_ = Credits(**{role: tuple(names) for role, names in found.items()})
    return Lifted(tuple(kept), credits_, tuple(taken))


def read(line: str) -> tuple[str, dict[str, list[str]]]:
    """Return what is left of one line and the names by role; a line that is no byline comes back whole."""
    bare = line.strip(_DECORATION).lstrip(".")
    if len(bare) > _LONGEST:
        return _tail(line)
    for reader in (_labelled, _closed):
        credit = reader(bare)
        if credit:
            return "", credit
    return _tail(line)


def published_on(line: str) -> str | None:
    """The words of the date in a line such as ``Published on สิงหาคม 6th, 2016 | by …``, else None."""
    found = _META.match(line.strip())
    return found["date"].strip() if found and _DIGIT.search(found["date"]) else None


def _labelled(line: str) -> dict[str, list[str]]:
    """``ข่าว : ก  ภาพ : ข``: every role with what follows it."""
    labels = list(_LABEL.finditer(line))
    if labels and labels[0].start() == 0:
        ends = [label.start() for label in labels[1:]] + [len(line)]
        return _checked(
            (_role(label), line[label.end() : end]) for label, end in zip(labels, ends, strict=True)
        )
    for pattern in (_META, _UNMARKED):
        found = pattern.match(line)
        if found and (pattern is not _META or _DIGIT.search(found["date"])):
            return _checked([(_role(found) or "posted_by", found["names"] or "")], wordy=pattern is _META)
    return {}


def _closed(line: str) -> dict[str, list[str]]:
    """``ก ข ผู้สื่อข่าว … รายงาน``, ``ก ข / ภาพ``: the role stands last."""
    for pattern in (_REPORTED, _SLASHED, _PLAIN_REPORT):
        found = pattern.match(line)
        if found:
            return _checked([(_role(found) or "reporter", found["names"])])
    return {}


def _tail(line: str) -> tuple[str, dict[str, list[str]]]:
    end = line[-_LONGEST_TAIL:]
    found = _TAIL.search(line) if ":" in end or "：" in end else None
    credit = _checked([("photo_and_news", found["names"])]) if found else {}
    return (line[: found.start()].rstrip(), credit) if found and credit else (line, {})


def _role(found: re.Match[str]) -> str:
    return next((role for role, words in found.groupdict().items() if role in _ROLES and words), "")


def _checked(pairs: Iterable[tuple[str, str]], *, wordy: bool = False) -> dict[str, list[str]]:
    """Names by role; nothing at all where one of them is no name."""
    credit: dict[str, list[str]] = {}
    for role, text in pairs:
        names = [name.strip(_DECORATION) for name in _BETWEEN_NAMES.split(text.strip())]
        names = [name for name in (_DATED.sub("", name) for name in names) if name]
        names = [name for name in names if not _COUNTER.fullmatch(name)]
        if not wordy and any(len(name) > _LONGEST_NAME or _SENTENCE.search(name) for name in names):
            return {}
        credit.setdefault(role, []).extend(names)
    return credit
