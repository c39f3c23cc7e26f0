"""The rule in force on one page, for readers: made from the configuration, so it can't differ from it."""

from __future__ import annotations

from pipelines.copies.rules import ALGORITHM, RULES, Rules

_ENGLISH = """\
# What counts as a copy (version {version})

1. Texts are compared without spaces, signs, addresses and #tags, with Arabic digits and years of the
   common era.
2. Texts of {rules.exact_min} characters and more that are then equal are copies.
3. Other texts are copies if at least {rules.copy_contained:.0%} of the shorter one stands in the other in
   the same order (or {rules.low_contained:.0%}, where only up to {rules.low_ends} characters at head and
   tail are its own).
4. They are not copies but issues of a series if they were published more than {rules.series_days} days
   apart; if passages making up more than {rules.foreign_share:.0%} of the shorter text, or
   {rules.named_spans} names (one, if they came {rules.one_number_days} days apart), were replaced;
   if {rules.slot_conflicts} numbers, months or provinces in
   equal places differ, or one and they came {rules.one_number_days} days apart; if no day they name is
   the same; if their headlines differ in numbers only. Two leads of their own before a common rest, alike
   to {rules.lead_alike:.0%} at most, replace nothing, unless they tell of two officials.
5. Where less than {rules.whole:.0%} of the text is shared, they are the same story and no copies if
   headlines or leads tell of different officials who take part; if one invites to an event and the other
   reports it; if one office put leads of its own, over {rules.office_lead:.0%} of the text, before common
   words; if ends of their own make up over {rules.own_tails:.0%}.
6. A text that keeps less than {rules.density:.0%} of the passage it was taken from is a rewrite: the same
   story.
7. A collection over {rules.hub_ratio:g} times as long that holds a text {rules.hub_depth} characters
   inside, or over {rules.hub_whole:g} times as long, is no copy.
8. A text joins a cluster only if none of its members is another issue, and of the first
   {rules.members_checked} members at least {rules.join_share:.0%} are copies of it.

Every copy is kept; every link carries its figures and its reason.
"""

_THAI = """\
# อะไรนับเป็นข่าวซ้ำ (รุ่น {version})

1. เทียบข้อความโดยไม่นับช่องไฟ เครื่องหมาย ที่อยู่เว็บ และแฮชแท็ก แปลงเลขไทยเป็นอารบิก และ พ.ศ. เป็น ค.ศ.
2. ข้อความตั้งแต่ {rules.exact_min} อักขระที่เท่ากันหลังแปลงแล้ว เป็นข่าวซ้ำ
3. ข้อความอื่นเป็นข่าวซ้ำเมื่ออย่างน้อย {rules.copy_contained:.0%} ของข้อความที่สั้นกว่าอยู่ในอีกข้อความตามลำดับเดียวกัน
   (หรือ {rules.low_contained:.0%} ถ้าส่วนที่ต่างมีเพียงหัวและท้ายไม่เกิน {rules.low_ends} อักขระ)
4. ไม่ใช่ข่าวซ้ำแต่เป็นคนละฉบับในชุดเดียวกัน เมื่อเผยแพร่ห่างกันเกิน {rules.series_days} วัน
   เมื่อมีเนื้อความถูกแทนที่เกิน {rules.foreign_share:.0%} หรือชื่อต่างกัน {rules.named_spans} แห่ง
   เมื่อตัวเลข เดือน หรือจังหวัดในตำแหน่งเดียวกันต่างกัน {rules.slot_conflicts} แห่ง
   หรือหนึ่งแห่งและเผยแพร่ห่างกัน {rules.one_number_days} วัน เมื่อไม่มีวันที่ใดตรงกัน
   หรือเมื่อพาดหัวต่างกันเฉพาะตัวเลข ทั้งนี้ความนำที่แต่ละแห่งเขียนขึ้นเองหน้าเนื้อความร่วม
   ซึ่งตรงกันไม่เกิน {rules.lead_alike:.0%} ไม่นับว่าถูกแทนที่ เว้นแต่กล่าวถึงเจ้าหน้าที่คนละคน
5. เมื่อข้อความตรงกันไม่ถึง {rules.whole:.0%} เป็นเรื่องเดียวกันแต่ไม่ใช่ข่าวซ้ำ ถ้าพาดหัวหรือความนำกล่าวถึง
   ผู้ร่วมงานคนละตำแหน่งหรือคนละคน ฉบับหนึ่งเชิญชวนและอีกฉบับรายงานงานที่จัดแล้ว
   หน่วยงานเดียวกันเขียนความนำต่างกันเกิน {rules.office_lead:.0%} ของข้อความ
   หรือตอนท้ายเป็นคนละเรื่องเกิน {rules.own_tails:.0%}
6. ข้อความที่คงเนื้อความช่วงที่นำมาไว้น้อยกว่า {rules.density:.0%} เป็นการเรียบเรียงใหม่ คือเรื่องเดียวกัน
7. เอกสารรวมเรื่องที่ยาวกว่าเกิน {rules.hub_ratio:g} เท่าและมีข้อความนั้นอยู่ลึกกว่า {rules.hub_depth} อักขระ
   หรือยาวกว่าเกิน {rules.hub_whole:g} เท่า ไม่ใช่ข่าวซ้ำ
8. เข้ากลุ่มได้เมื่อไม่มีสมาชิกใดเป็นคนละฉบับ
   และเป็นข่าวซ้ำกับสมาชิก {rules.members_checked} รายแรกอย่างน้อย {rules.join_share:.0%}

เก็บทุกฉบับไว้ ทุกการเชื่อมโยงมีตัวเลขและเหตุผลกำกับ
"""


def statement(language: str = "en", rules: Rules = RULES) -> str:
    """Return the rule in force in Markdown, in English (``en``) or Thai (``th``)."""
    page = _THAI if language == "th" else _ENGLISH
    return page.format(rules=rules, version=ALGORITHM)
