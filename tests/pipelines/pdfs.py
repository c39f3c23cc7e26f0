"""PDFs of our own making: a page around any content, and Thai letters printed by the system's Chromium."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from random import Random

from tests.web.browser import chromium

FONTS = ("Sarabun", "Laksaman", "Garuda", "Norasi", "Loma", "Kinnari", "Waree")
"""Debian's fonts-tlwg; Sarabun stands for what a machine without that font takes instead."""

LETTER = """ที่ ลพ ๐๐๑๗.๒/ว ๑๒๓๔
ศาลากลางจังหวัดลำพูน ถนนอินทยงยศ
๕ สิงหาคม ๒๕๖๔
เรื่อง ขอเชิญร่วมกิจกรรมปลูกต้นไม้เนื่องในวันต้นไม้ประจำปีของชาติ
เรียน นายอำเภอทุกอำเภอ และหัวหน้าส่วนราชการ
ด้วยจังหวัดลำพูนกำหนดจัดกิจกรรมปลูกต้นไม้ ณ อ่างเก็บน้ำแม่ธิ ตำบลบ้านธิ อำเภอบ้านธิ
ผู้ที่สนใจสามารถสมัครได้ที่สำนักงานทรัพยากรธรรมชาติและสิ่งแวดล้อมจังหวัด
ทั้งนี้ ผู้เข้าร่วมกิจกรรมต้องปฏิบัติตามมาตรการป้องกันโรคอย่างเคร่งครัด
การแนะนำ งานทำ และการกระทำ ของผู้นำ ชุมชน ได้รับคำ ชมเชย
จึงเรียนมาเพื่อโปรดทราบและถือปฏิบัติ ตั้งแต่บัดนี้เป็นต้นไป
ขอแสดงความนับถือ
นายสมชาย ใจมั่น
รองผู้ว่าราชการจังหวัด ปฏิบัติราชการแทน"""
"""Written for this test. It has every trap: ำ with and without a space after it, two marks on one letter."""


def printed(text: str, fonts: Sequence[str] = FONTS, head: str = "") -> list[bytes]:
    """Print a text once in each font, a paragraph a line, below any HTML."""
    with chromium() as browser:
        page = browser.new_page()
        bodies = []
        for font in fonts:
            lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
            page.set_content(f"<html lang=th><body style=\"font: 14pt '{font}'\">{head}{lines}</body></html>")
            bodies.append(page.pdf(format="A4"))
        return bodies


def around(content: bytes) -> bytes:
    """A PDF of one page with that content stream, compressed: what decompresses to much is small here."""
    stream = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def mutated(body: bytes, chance: Random) -> bytes:
    """A PDF with up to eight places damaged: bytes changed, numbers swapped, pieces cut out or doubled."""
    made = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made))
        end = min(len(made), at + chance.randint(1, 40))
        piece = bytes(made[at:end])
        kind = chance.randrange(4)
        if kind == 0:
            made[at] = chance.randrange(256)
        elif kind == 1:
            made[at:end] = piece * chance.randint(2, 50)
        elif kind == 2 and end - at < len(made):
            del made[at:end]
        else:
            made[at:end] = re.sub(rb"[0-9]+", lambda _: b"%d" % chance.choice(_NUMBERS), piece)
    return bytes(made)


_NUMBERS = (0, 1, -1, 255, 65_536, 2**31 - 1, 2**32, 10**18)
"""What counts, lengths and places in a hostile file say."""
