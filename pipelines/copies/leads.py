"""What two leads of their own say before a common rest: who acts, and whether the event is still to come.

Offices write headlines and leads themselves and take the rest over. Most leads change nothing; those that
tell of another official, or of the event itself after its announcement, make another report of one story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.copies.align import Replaced
from pipelines.copies.names import LEAD, POST, TITLE

NAME_MAX = 60
"""Key characters between a person's title and post."""
NAME_TOLD = 8
"""Key characters that tell a name: a first name and the beginning of the second."""
_OFFICIAL = re.compile(f"(?:{TITLE})([ก-ฮะ-ฺเ-๎]{{{NAME_TOLD},{NAME_MAX}}}?)(?:{POST})")
_RANK = re.compile(
    "(?:รอง|ผู้ช่วย|อดีต)?(?:นายกรัฐมนตรี|นายกเทศ|นายกองค์การ|นายกอบ|นายกสมาคม|นายก|รัฐมนตรี|รมว|รมช|รมต|ปลัด|อธิบดี"
    "|ผู้ว่า|เลขา|ที่ปรึกษา|นายอำเภอ|ผู้อำนวยการ|ผอ(?=[ก-ฮ])|หัวหน้า|ผู้บัญชาการ|ผู้บังคับ)"
)
_SAME_RANK = {"นายกรัฐมนตรี": "นายก", "รองนายกรัฐมนตรี": "รองนายก", "รมว": "รัฐมนตรี", "รมต": "รัฐมนตรี"}
_TO_COME = re.compile(
    "ขอเชิญ|เชิญชวน|เชิญร่วม|ชวนร่วม|ชวนเที่ยว|เตรียมจัด|เตรียมเปิด|จะจัด|จะเปิด|กำหนดจัด|กำหนดเปิด|เตรียมพบ|แถลงข่าวการจัด|นี้ณ"
)
# ผู้ร่วมงาน and ผู้เข้าร่วม are whoever may come: such words tell of no deed.
_HELD = re.compile(
    "เป็นประธาน|ประธานเปิด|ประธานในพิธี|เปิดงาน|จัดพิธี|บรรยากาศ|คึกคัก|(?<!ผู้)เข้าร่วม|(?<!ผู้)(?<!ผู้เข้า)ร่วม(?:งาน|พิธี|เปิด)"
)


_SAYS = "เปิดเผย|กล่าว|เผยว่า|ระบุ|ชี้แจง|แถลง"
_DEED = re.compile(f"(?P<says>{_SAYS})|{_HELD.pattern}")


@dataclass(frozen=True, slots=True)
class Side:
    """One text as its lead shows it."""

    key: str
    title: str
    """The headline's key."""
    head: int
    """Key characters before what is shared begins."""
    own: str
    """Its head, and what stands in the first sentences in place of other words."""


def side(key: str, title: str, head: int, spans: list[tuple[int, int]]) -> Side:
    """Return a side; ``spans`` are its passages that were replaced by others."""
    own = key[:head] + "".join(key[slice(*span)] for span in spans if head <= span[0] < head + LEAD)
    return Side(key, title, head, own)


def other_officials(a: Side, b: Side) -> bool:
    """Say whether each lead tells of an official who takes part and whom the other text never names.

    Officials who only say what the release says are another matter: spokesmen pass on releases of others.
    """
    one, other = _takes_part(a.own), _takes_part(b.own)
    return bool(one and other) and one not in b.key and other not in a.key


def other_ranks(a: Side, b: Side) -> bool:
    """Say whether the headlines name officials, and none of one rank: two at one ceremony."""
    one, other = _ranks(a.title), _ranks(b.title)
    return bool(one and other) and not one & other


def announced(earlier: Side, later: Side) -> bool:
    """Say whether one invites to an event and the other reports it."""
    if earlier.title == later.title:
        before, after = earlier.own, later.own
    else:
        before, after = earlier.title + earlier.own, later.title + later.own
    return bool(_TO_COME.search(before) and _HELD.search(after) and not _TO_COME.search(after))


def _takes_part(own: str) -> str:
    """The name of the first official of a lead, if what is told first is a deed; else nothing."""
    official = _OFFICIAL.search(own)
    deed = _DEED.search(own, official.end()) if official else None
    return official.group(1)[:NAME_TOLD] if official and deed and not deed["says"] else ""


def _ranks(title: str) -> set[str]:
    return {_SAME_RANK.get(rank, rank) for rank in _RANK.findall(title)}


def spans(replaced: tuple[Replaced, ...], *, first: bool) -> list[tuple[int, int]]:
    """The replaced passages of one side."""
    return [gap.a if first else gap.b for gap in replaced]
