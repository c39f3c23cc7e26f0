"""Find names of places in running text: after a level word, in lists, and bare where that is safe.

Substring matching tags Phrae (แพร่) wherever something is published (เผยแพร่): 985 of 5,000 releases hold the
letters, 29 name the changwat. So a bare name counts only on word edges, and an everyday word only in a list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise

from pipelines.places import gazetteer
from pipelines.places.edges import closed_left, closed_right
from pipelines.places.gazetteer import Area
from pipelines.records import Level
from pipelines.text.beginnings import Beginnings, matches


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in the text, not yet a code: at one level and name, several areas may answer."""

    start: int
    end: int
    area: Area
    prefix: int
    """Where its level word begins; ``start`` where it has none."""
    how: str
    """``prefix``, ``list``, ``bare``."""

    @property
    def level(self) -> Level:
        return self.area.level


_MOST = 5000
"""Level words, and bare names, looked at in one text; of 20,000 releases none has more than 413."""

_GAP = r"[ \u00a0]{0,2}"
_LEVEL_WORDS: tuple[tuple[str, tuple[Level, ...]], ...] = (
    ("จังหวัด|จ\\.|จว\\.|อบจ\\.|ผวจ\\.|ปชส\\.", ("changwat",)),
    ("อำเภอ|กิ่งอำเภอ|อ\\.", ("amphoe",)),
    ("เขต", ("amphoe",)),
    ("เทศบาลนคร|เทศบาลเมือง|ทน\\.|ทม\\.", ("changwat", "tambon", "amphoe")),
    ("เทศบาลตำบล|ทต\\.", ("tambon", "amphoe")),
    ("ตำบล|ต\\.|อบต\\.", ("tambon",)),
    ("แขวง", ("tambon",)),
)
"""Which tables answer after which word, in order. A town's municipality bears the name of its changwat."""

_LEVELS_OF = {word: levels for words, levels in _LEVEL_WORDS for word in words.replace("\\", "").split("|")}
_TABLES = {"changwat": gazetteer.changwat, "amphoe": gazetteer.amphoe, "tambon": gazetteer.tambon}

_BANGKOK_WORDS = ("เขต", "แขวง")
"""Only in Bangkok do these name an amphoe or tambon: elsewhere they are any zone, or a highway district."""

_LEVEL_WORD = re.compile(
    "(?P<word>"
    + "|".join(sorted((w for ws, _ in _LEVEL_WORDS for w in ws.split("|")), key=len, reverse=True))
    + ")"
    + _GAP
)

_LEVEL_WORD_BEGINS = Beginnings(*_LEVELS_OF)

_OFFICE = re.compile(r"(?:[ก-ฮ]\.|(?<![ก-๙.])(?!บ)[ก-ฮ]{1,3})\Z")
"""Before ``จ.``: ปภ.จ.เชียงราย, ทสจ.ลำปาง. บจ. is a company."""

_EVERYDAY = frozenset({"เลย", "ตาก", "แพร่", "น่าน", "ตราด", "กระบี่", "ชัยภูมิ", "อำนาจเจริญ", "ร้อยเอ็ด", "สระแก้ว"})
"""Changwat whose names are words or names of other things too: bare, they count in a list only."""

_JOIN = re.compile(
    r"[ \u00a0]{0,2}(?:[,/\-–]|และ|กับ|รวมทั้ง|รวมถึง|หรือ|[ \u00a0\n])[ \u00a0]{0,2}(?:จังหวัด|จ\.)?[ \u00a0]{0,2}"
)
"""What stands between two names of one list."""

_NOT_AFTER = re.compile(
    r"(?:(?:ธนาคาร|ถนน|ซอย|ถ\.|ซ\.|ม\.|มรภ\.|มทร\.|อำเภอ|อ\.|ตำบล|ต\.)[ \u00a0]?|ถนน[ก-๙]{2,20} ?[-–] ?"
    r"|มหาวิทยาลัย|ราชภัฏ|ราชมงคล|บริษัท|ห้าง|โรงเรียน|วิทยาลัย|โรงแรม|สโมสร|ข้าว|พันธุ์|กรมพระ|กรมหลวง|กรมขุน|หลวง|พระยา"
    r"|กรุงศรี|มณฑล|สมัย|กรุง|หมู่เกาะ|แม่น้ำ|คลอง|บ้าน|วัด|เรือ|หนังสือพิมพ์|วิสัยทัศน์)$"
)
"""Before a bare name: it is then part of the name of something else."""
_TITLE = (
    r"(?<![ก-๙.])(?:นาย(?!ก|อำเภอ)|นาง|นางสาว|น\.ส\.|ม\.ล\.|ม\.ร\.ว\.|ดร\.|พล\.?[อทต]\."
    r"|พลเอก|พลโท|พลตรี)"
)
_PERSON = re.compile(
    rf"[ก-๙]{{4,30}}กูร ณ $|{_TITLE} ?(?:[^\s\d]{{2,30}} )?$"
    rf"|{_TITLE} ?[^\s\d]{{2,30}} (?:[^\s\d]{{2,30}} )?ณ $"
)
"""Before a bare name that is a person's: ``นายชุมพร …``, ``นายสมชาย ระยอง``, ``… ณ อยุธยา``."""
_NOT_BEFORE = re.compile(
    r"นครินทร์|ดิเรกฤทธิ์|นเรนทร|ธุรกิจ|โพลล์|โพล|ยูไนเต็ด|เอฟซี|ธรรมาธิราช|ราชวิทยาลัย|ประกันภัย|ดุสิต|วิทยา|พิทยา|กีฬา"
)
_BANK = (
    r"(?:ธนาคาร ?)?(?:กสิกรไทย|กรุงไทย|ไทยพาณิชย์|ออมสิน|กรุงศรีอยุธยา|กรุงศรี|ทหารไทย(?:ธนชาต)?|ทีเอ็มบี\S{0,8}|ทีทีบี|ธนชาต"
    r"|ธกส\.?|ธ\. ?ก\. ?ส\.|อาคารสงเคราะห์|อิสลาม\S{0,20}|ยูโอบี|เกียรตินาคิน\S{0,6}"
    r"|ซีไอเอ็มบี\S{0,4}|ทิสโก้|แลนด์ ?แอนด์ ?เฮ้าส์)"
)
_STEP = r"[ \u00a0]{0,2}(?:(?:และ|หรือ|กับ|[,/\-–])[ \u00a0]{0,2})?"
_AFTER_BANK = re.compile(_BANK + _STEP + "$")
_BEFORE_BANK = re.compile(_STEP + _BANK)
"""Beside a bank, กรุงเทพ is the bank of that name."""


def spots(text: str) -> tuple[Spot, ...]:
    """Every name of a place in ``text``, in order; no two overlap."""
    strong = list(_after_level_words(text))
    loose = [spot for spot in _bare_changwat(text) if not _overlaps(spot, strong)]
    listed = list(_accept(text, sorted(strong + loose, key=lambda spot: spot.start)))
    # ``ตำบลลำพูน ลำพูน``: what is a changwat of its own does not go on a list of tambon.
    more = [spot for spot in _continued(text, strong) if not _overlaps(spot, listed)]
    return tuple(sorted([*listed, *more], key=lambda spot: spot.start))


def _after_level_words(text: str) -> Iterator[Spot]:
    position = looked = 0
    for at in _LEVEL_WORD_BEGINS.at(text):
        found = _LEVEL_WORD.match(text, at) if at >= position and looked < _MOST else None
        if found is None:
            continue
        looked += 1
        position = found.end("word")
        word = found["word"]
        if word.endswith(".") and not _begins(word, text, at):
            continue
        area = _answer(word, text, found.end())
        end = found.end() + len(area.name) if area else 0
        if area is not None and closed_right(text, at, end, listed=_may_go_on(word, area)):
            position = end
            yield Spot(found.end(), position, area, at, "prefix")


def _begins(word: str, text: str, at: int) -> bool:
    """True where an abbreviation begins, or is the end of an office's that names its changwat."""
    return closed_left(text, at) or (word == "จ." and _OFFICE.search(text, max(0, at - 4), at) is not None)


def _answer(word: str, text: str, at: int) -> Area | None:
    levels = _LEVELS_OF[word]
    areas = [area for level in levels if (area := gazetteer.longest(_TABLES[level](), text, at))]
    # The longest of all levels: ควนเนียง is an amphoe, ควน a tambon of another changwat.
    area = max(areas, key=lambda one: len(one.name), default=None)
    if area is None and levels == ("changwat",):
        return gazetteer.shortened(text, at)
    return _in_bangkok(area) if area and word in _BANGKOK_WORDS else area


def _may_go_on(word: str, area: Area) -> bool:
    """True where longer names of the same kind begin with this one: towns and tambon the gazetteer lacks."""
    return area.level == "tambon" or (area.level == "amphoe" and word.startswith(("เทศบาล", "ท")))


def _in_bangkok(area: Area) -> Area | None:
    codes = tuple(code for code in area.codes if code.startswith("10"))
    return replace(area, codes=codes) if codes else None


def _bare_changwat(text: str) -> Iterator[Spot]:
    table = gazetteer.changwat()
    for found in islice(matches(_bare_pattern(), _bare_begins(), text), _MOST):
        before = text[max(0, found.start() - 60) : found.start()]
        if _NOT_AFTER.search(before) or _PERSON.search(before) or _NOT_BEFORE.match(text, found.end()):
            continue
        if found[0] == "กรุงเทพ" and (_AFTER_BANK.search(before) or _BEFORE_BANK.match(text, found.end())):
            continue
        if closed_left(text, found.start()) and closed_right(text, found.start(), found.end()):
            yield Spot(found.start(), found.end(), table[found[0]], found.start(), "bare")


@cache
def _bare_pattern() -> re.Pattern[str]:
    """All names, the longest first; those of one first letter together: two fifths of the time."""
    tails: dict[str, list[str]] = {}
    for name in sorted(gazetteer.changwat(), key=len, reverse=True):
        tails.setdefault(name[0], []).append(re.escape(name[1:]))
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in tails.items()))


@cache
def _bare_begins() -> Beginnings:
    return Beginnings(*gazetteer.changwat())


def _accept(text: str, found: list[Spot]) -> Iterator[Spot]:
    """Keep what has a level word or a safe name; an everyday word needs company in its list."""
    for group in _lists(text, found):
        company = sum(spot.area.name not in _EVERYDAY or spot.how == "prefix" for spot in group)
        for spot in group:
            if spot.how == "prefix" or spot.area.name not in _EVERYDAY:
                yield replace(spot, how="list") if spot.how == "bare" and len(group) > 1 else spot
            elif company >= (2 if spot.area.name == "เลย" else 1):
                yield replace(spot, how="list")


def _lists(text: str, found: list[Spot]) -> list[list[Spot]]:
    """Runs of changwat with nothing but joining words between them."""
    groups: list[list[Spot]] = [found[:1]] if found else []
    for before, after in pairwise(found):
        together = after.level == before.level == "changwat" and _JOIN.fullmatch(
            text, before.end, after.start
        )
        if together:
            groups[-1].append(after)
        else:
            groups.append([after])
    return groups


def _continued(text: str, strong: list[Spot]) -> Iterator[Spot]:
    """Further names of a list that only the first introduces: ``อำเภอปัว เชียงกลาง และทุ่งช้าง``."""
    tables = {"amphoe": gazetteer.amphoe, "tambon": gazetteer.tambon}
    starts = {spot.start for spot in strong}
    for first in strong:
        if first.level == "changwat":
            continue
        last = first
        while joined := _LIST_STEP.match(text, last.end):
            area = gazetteer.longest(tables[first.level](), text, joined.end())
            end = joined.end() + len(area.name) if area else 0
            if area is None or joined.end() in starts or not _ends_a_name(text, end):
                break
            codes = tuple(
                code for code in area.codes if code[:2] in {known[:2] for known in first.area.codes}
            )
            if not codes or (len(area.name) < 4 and joined[0].isspace()):
                break
            last = Spot(joined.end(), end, replace(area, codes=codes), joined.end(), "list")
            yield last


_LIST_STEP = re.compile(r"[ \u00a0]?(?:[,/]|และ|[ \u00a0])[ \u00a0]?(?:และ)?")


def _ends_a_name(text: str, end: int) -> bool:
    return end >= len(text) or not "\u0e01" <= text[end] <= "\u0e5b" or text.startswith("และ", end)


def _overlaps(spot: Spot, strong: list[Spot]) -> bool:
    """True where a spot with a level word (they stand in order) covers part of this one."""
    last = bisect_left(strong, spot.end, key=lambda other: other.prefix)
    return last > 0 and spot.start < strong[last - 1].end
