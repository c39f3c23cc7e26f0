"""The reason of every judgement in words, English and Thai, stored with the link."""

from __future__ import annotations

from typing import Any

from pipelines.copies.records import Reason

_WORDS = {
    "equal": (
        "the same text after folding digits, years, spaces and signs",
        "ข้อความเดียวกัน เมื่อไม่นับเลขไทย ปี พ.ศ./ค.ศ. ช่องไฟ และเครื่องหมาย",
    ),
    "similar": (
        "{share:.0%} of the shorter text is shared in the same order; nothing marks another issue",
        "ข้อความที่สั้นกว่าตรงกัน {share:.0%} ตามลำดับเดียวกัน และไม่มีสิ่งที่บ่งว่าเป็นคนละฉบับ",
    ),
    "middle": (
        "{share:.0%} of the shorter text is shared; what is not is its head and tail",
        "ข้อความที่สั้นกว่าตรงกัน {share:.0%} ต่างกันเฉพาะหัวและท้าย",
    ),
    "days": (
        "published {days} days apart: another issue of a series",
        "เผยแพร่ห่างกัน {days} วัน จึงเป็นคนละฉบับในชุดเดียวกัน",
    ),
    "foreign": (
        "passages making up {share:.0%} of the shorter text were replaced by others",
        "มีเนื้อความถูกแทนที่ด้วยเนื้อความอื่น {share:.0%} ของข้อความที่สั้นกว่า",
    ),
    "named": (
        "{count} names of persons, offices or places differ",
        "ชื่อบุคคล หน่วยงาน หรือสถานที่ต่างกัน {count} แห่ง",
    ),
    "subject": (
        "another person stands in the lead of the same report",
        "รายงานเรื่องเดียวกัน แต่บุคคลในวรรคนำเป็นคนละคน",
    ),
    "announced": (
        "one invites to the event, the other reports it",
        "ฉบับหนึ่งเชิญชวนหรือแจ้งกำหนดงาน อีกฉบับรายงานงานที่จัดแล้ว",
    ),
    "office": (
        "one office put two leads, {share:.0%} of the shorter text, before common words",
        "หน่วยงานเดียวกันขึ้นต้นต่างกัน {share:.0%} ของข้อความที่สั้นกว่า แล้วใช้ข้อความร่วม",
    ),
    "tails": (
        "two ends of their own, {share:.0%} of the shorter text, follow a common opening",
        "ขึ้นต้นเหมือนกัน แต่ตอนท้ายเป็นคนละเรื่อง {share:.0%} ของข้อความที่สั้นกว่า",
    ),
    "slots": (
        "{count} of {common} numbers, months or provinces in equal places differ",
        "ตัวเลข เดือน หรือจังหวัดในตำแหน่งเดียวกันต่างกัน {count} จาก {common} แห่ง",
    ),
    "dates": (
        "no day they name is the same",
        "ไม่มีวันที่ใดในเนื้อความตรงกันเลย",
    ),
    "one_number": (
        "one number differs and they came {days} days apart",
        "ตัวเลขต่างกันหนึ่งแห่ง และเผยแพร่ห่างกัน {days} วัน",
    ),
    "title": (
        "the same headline with other numbers",
        "พาดหัวเดียวกันแต่ตัวเลขต่างกัน",
    ),
    "hub": (
        "a collection {ratio:.1f} times as long holds it {depth} characters inside",
        "อยู่ในเอกสารรวมเรื่องที่ยาวกว่า {ratio:.1f} เท่า ที่อักขระลำดับ {depth}",
    ),
    "quote": (
        "{length} characters in a row are quoted",
        "คัดข้อความต่อเนื่องกัน {length} อักขระ",
    ),
    "rewritten": (
        "the same matter told anew: {share:.0%} of the passage it was taken from is kept",
        "เรื่องเดียวกันแต่เรียบเรียงใหม่: คงเนื้อความช่วงที่นำมาไว้ {share:.0%}",
    ),
    "story": (
        "the same matter in other words: {share:.0%} of the shorter text is shared",
        "เรื่องเดียวกันแต่เรียบเรียงใหม่: ข้อความที่สั้นกว่าตรงกัน {share:.0%}",
    ),
}


def reason(code: str, **values: Any) -> Reason:
    """Return the reason ``code`` with its figures filled in."""
    english, thai = _WORDS[code]
    return Reason(code, english.format(**values), thai.format(**values))
