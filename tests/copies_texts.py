"""Releases for the tests of copies: written for this project, names and events invented.

A release is a handful of sentence patterns filled at random, so unrelated releases share patterns, as the
ceremonies of real offices do. Everything follows from the seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.copies.records import Document

PROVINCES = ("ลำพูน", "กระบี่", "น่าน", "ตราด", "ยโสธร", "สตูล", "ชัยนาท", "พะเยา", "ระนอง", "อ่างทอง")
FIRST = ("สมหมาย", "บุญเรือน", "วิชัย", "อรทัย", "ประสิทธิ์", "จันทร์เพ็ญ", "ธีระ", "มาลัย", "สุรพล", "กานดา")
LAST = ("ใจงาม", "แสงทอง", "รักถิ่น", "พูนทรัพย์", "ศรีเมือง", "ทองดี", "วงศ์สว่าง", "ชูเกียรติ", "นาคำ", "มั่นคง")
POSTS = (
    "ผู้ว่าราชการจังหวัด",
    "รองผู้ว่าราชการจังหวัด",
    "นายอำเภอเมือง",
    "นายกองค์การบริหารส่วนจังหวัด",
    "นายกเทศมนตรีเมือง",
    "ปลัดจังหวัด",
    "หัวหน้าสำนักงานจังหวัด",
    "ประชาสัมพันธ์จังหวัด",
)
THINGS = (
    "ถนนเลียบคลอง", "ตลาดริมน้ำ", "ฝายชะลอน้ำ", "ห้องสมุดชุมชน", "สนามกีฬากลาง", "ศูนย์เด็กเล็ก",
    "สวนสาธารณะ", "โรงสูบน้ำ", "ลานวัฒนธรรม", "สะพานแขวน", "อ่างเก็บน้ำ", "เส้นทางจักรยาน",
    "ศาลาประชาคม", "บ่อบาดาล", "หอศิลป์พื้นบ้าน", "สถานีอนามัย",
)  # fmt: skip
GOODS = (
    "ผ้าทอยกดอก", "ลำไยอบแห้ง", "เครื่องจักสานไม้ไผ่", "กาแฟอาราบิกา", "ปลาส้มสูตรโบราณ", "น้ำผึ้งป่า",
    "ข้าวหอมอินทรีย์", "เครื่องปั้นดินเผา", "สมุนไพรลูกประคบ", "มะพร้าวน้ำหอม", "ทุเรียนพื้นเมือง", "ไข่เค็มดินสอพอง",
)  # fmt: skip
WORRIES = (
    "น้ำท่วมขังในฤดูฝน", "หมอกควันจากการเผา", "โรคไข้เลือดออก", "ภัยแล้งยาวนาน", "ขยะตกค้างริมชายหาด",
    "อุบัติเหตุช่วงวันหยุด", "ราคาผลผลิตตกต่ำ", "ผู้สูงอายุอยู่ลำพัง", "หนี้นอกระบบของครัวเรือน", "ไฟป่าบนดอยสูง",
)  # fmt: skip
MONTHS = ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม")
PATTERNS = (
    "{person} {post}{province} เป็นประธานเปิดใช้{thing}ของชุมชนบ้าน{village} ซึ่งก่อสร้างมานานกว่า {n} เดือน",
    "ชาวบ้าน{village}นำ{goods}มาวางจำหน่ายกว่า {n} ร้าน และมีผู้ซื้อจากต่างอำเภอแวะเวียนมาตลอดทั้งวัน",
    "ที่ประชุมหารือเรื่อง{worry} และมอบให้{person}รวบรวมข้อมูลจาก {n} หมู่บ้านมาเสนอในคราวต่อไป",
    "งบประมาณของ{thing}ตั้งไว้ {n} ล้านบาท แบ่งจ่ายเป็นงวดตามเนื้องานที่ช่างโยธาตรวจรับแล้วเท่านั้น",
    "นักเรียนโรงเรียนบ้าน{village}แสดงฟ้อนพื้นเมืองต้อนรับ พร้อมสาธิตการทำ{goods}ให้แขกที่มาเยือนได้ลองลงมือ",
    "{person}เล่าว่าเมื่อ {n} ปีก่อนพื้นที่แห่งนี้ประสบปัญหา{worry}จนหลายครอบครัวต้องย้ายไปทำงานที่อื่น",
    "หน่วยแพทย์เคลื่อนที่ออกตรวจสุขภาพที่{thing}บ้าน{village} มีผู้มารับบริการ {n} ราย ส่วนใหญ่เป็นเกษตรกร",
    "กลุ่มแม่บ้าน{village}ได้รับเงินอุดหนุน {n} หมื่นบาทเพื่อขยายการผลิต{goods}และจัดทำบรรจุภัณฑ์ใหม่",
    "จังหวัด{province}กำชับทุกอำเภอให้เตรียมรับมือ{worry} โดยตั้งศูนย์ประสานงานไว้ที่{thing}ตลอด {n} ชั่วโมง",
    "ผู้สื่อข่าวท้องถิ่นรายงานบรรยากาศที่{thing}ว่าคึกคัก มีรถจอดเรียงรายเกือบ {n} คันตั้งแต่เช้ามืด",
    "{person} {post}{province} ฝากถึงผู้ปกครองให้ดูแลบุตรหลานใกล้{thing} เพราะน้ำลึกกว่า {n} เมตรในบางจุด",
    "เกษตรกรบ้าน{village}รวมตัวกัน {n} คนตั้งสหกรณ์ขาย{goods} และตกลงราคากลางไม่ให้ถูกกดจากพ่อค้าคนกลาง",
    "ปราชญ์ชาวบ้าน{village}สอนเยาวชนแก้{worry}ด้วยวิธีดั้งเดิม ใช้เวลาเรียนรู้คนละ {n} วันโดยไม่คิดค่าใช้จ่าย",
    "สำนักงานโยธาธิการสำรวจแนวเขต{thing}ใหม่หลังมีผู้ร้องเรียน {n} ราย คาดว่าจะปักหลักเสร็จก่อนเปิดภาคเรียน",
    "พ่อค้าแม่ค้าขอให้ผ่อนผันค่าเช่าแผงที่{thing}อีก {n} เดือน เนื่องจากยอดขาย{goods}ยังไม่กลับมาเท่าเดิม",
    "อาสาสมัครบ้าน{village}ออกเดินเคาะประตูทุกหลังคาเรือน {n} หลัง เพื่อให้ความรู้เรื่อง{worry}ก่อนเข้าฤดูกาล",
    "คณะกรรมการตัดสินให้{goods}ของบ้าน{village}ชนะเลิศ ได้คะแนน {n} จากร้อย เหนือคู่แข่งอย่างเฉียดฉิว",
    "ในช่วงบ่าย{person}พาคณะเดินชม{thing} แล้วร่วมปลูกต้นรวงผึ้ง {n} ต้นเป็นที่ระลึกแก่หมู่บ้าน{village}",
    "ศูนย์ดำรงธรรมจังหวัด{province}รับเรื่อง{worry}ไว้ {n} เรื่องในไตรมาสนี้ และปิดเรื่องได้เกินครึ่งแล้ว",
    "เจ้าอาวาสวัดบ้าน{village}มอบที่ดิน {n} ไร่ให้สร้าง{thing} โดยขอให้ปลูกไม้ร่มรอบบริเวณแทนการล้อมรั้ว",
    "ผลสำรวจความเห็นพบว่าคนจังหวัด{province} {n} ใน 100 คนกังวลเรื่อง{worry}มากกว่าเรื่องปากท้องของตนเอง",
    "ทีมวิจัยของมหาวิทยาลัยเก็บตัวอย่าง{goods} {n} ชนิดไปตรวจคุณภาพ เพื่อขอขึ้นทะเบียนสิ่งบ่งชี้ทางภูมิศาสตร์",
)  # fmt: skip
SYLLABLES = ("หนอง", "ดอน", "โนน", "ห้วย", "ป่า", "ทุ่ง", "เกาะ", "ท่า", "บาง", "โคก", "สัน", "แม่", "วัง", "คลอง")
ENDINGS = (
    "ยาว",
    "แก้ว",
    "สูง",
    "บัว",
    "ไทร",
    "มะขาม",
    "เสือ",
    "นกเอี้ยง",
    "ขาม",
    "เต่า",
    "ตาล",
    "หิน",
    "โพธิ์",
    "กระจาย",
)


@dataclass(frozen=True)
class Writer:
    """Writes releases; two writers of one seed write the same."""

    seed: int

    def release(self, number: int, *, day: date | None = date(2026, 3, 2), sentences: int = 9) -> Document:
        """Return release ``number``: about 90 characters a sentence."""
        rng = random.Random(f"{self.seed}/{number}")
        patterns = rng.sample(PATTERNS, sentences)
        lines = [_fill(pattern, rng) for pattern in patterns]
        when = f"วันที่ {rng.randint(1, 28)} {rng.choice(MONTHS)} 2569 "
        body = when + "\n".join(lines)
        return Document(f"r{number:05}", lines[0][:60], body, day, f"office-{rng.randint(1, 40)}", 1)


def _fill(pattern: str, rng: random.Random) -> str:
    return pattern.format(
        person=f"{rng.choice(('นาย', 'นาง', 'นางสาว'))}{rng.choice(FIRST)} {rng.choice(LAST)}",
        post=rng.choice(POSTS),
        province=rng.choice(PROVINCES),
        thing=rng.choice(THINGS),
        goods=rng.choice(GOODS),
        worry=rng.choice(WORRIES),
        village=rng.choice(SYLLABLES) + rng.choice(ENDINGS) + rng.choice(ENDINGS),
        n=rng.randint(2, 98),
    )


THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def reposted(document: Document, rng: random.Random, *, name: str, days: int) -> Document:
    """Return the document as another office posts it: some of the usual changes, some days later."""
    title, body = document.title, document.body
    if rng.random() < 0.5:
        body = body.translate(THAI_DIGITS)
    if rng.random() < 0.4:
        body = body.replace("2569", "2026").replace("๒๕๖๙", "๒๐๒๖")
    if rng.random() < 0.4:
        body = f"ประชาชนในพื้นที่{rng.choice(SYLLABLES)}{rng.choice(ENDINGS)}ให้ความสนใจข่าวนี้เป็นอย่างมาก\n{body}"
    if rng.random() < 0.3:
        lines = body.split("\n")
        body = "\n".join(lines[: max(4, round(len(lines) * 0.6))])
    if rng.random() < 0.5:
        body = f"{body}\n{rng.choice(FIRST)} {rng.choice(LAST)} ภาพและข่าว"
    if rng.random() < 0.6:
        title = f"ข่าวจากพื้นที่: {title[:30]}"
    day = document.published_day + timedelta(days=days) if document.published_day else None
    return replace(
        document,
        id=name,
        title=title,
        body=body,
        published_day=day,
        source=f"repost-{name}",
        authority=rng.randint(1, 4),
    )


def chain(writer: Writer, number: int, length: int) -> tuple[Document, ...]:
    """Return a release and its re-posts, each taken from one that came before it."""
    rng = random.Random(f"chain/{writer.seed}/{number}")
    documents = [writer.release(number)]
    for step in range(1, length):
        parent = rng.choice(documents)
        documents.append(reposted(parent, rng, name=f"{documents[0].id}-{step}", days=rng.randint(0, 3)))
    return tuple(documents)
