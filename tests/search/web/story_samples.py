"""A store of stories for the tests of their pages: copies, a bulletin's issues, a letter and its answers.

Our own writing. All is placed as refining places it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipelines.copies.place import place_all
from pipelines.copies.sketch import sketch
from pipelines.records import Article, Letter
from pipelines.refine.documents import document_of
from pipelines.refine.stories import follow
from pipelines.store import sources
from pipelines.store.database import Store, open_store
from tests.search.web.office_samples import NOW, OFFICES, date_of, made, put

WATER = (
    "รายงานระดับน้ำในแม่น้ำกวง ประจำวันที่ {day} มีนาคม 2569 เวลา 07.00 น. วัดระดับน้ำหน้าประตูได้ {a} เมตร "
    "ต่ำกว่าตลิ่ง {b} เซนติเมตร ปริมาณฝนสะสมตลอดคืนที่ผ่านมา {c} มิลลิเมตร เครื่องสูบน้ำเดินอยู่ {d} เครื่อง "
    "เจ้าหน้าที่เฝ้าระวังตลอดยี่สิบสี่ชั่วโมง ขอให้ผู้ที่อยู่อาศัยริมน้ำติดตามประกาศของจังหวัดอย่างใกล้ชิด "
    "และแจ้งเหตุได้ที่งานป้องกันทุกเวลา"
)
FAIR = (
    "จังหวัดลำพูนเชิญเที่ยวงานผ้าทอยกดอก ณ ลานหน้าศาลากลาง มีร้านค้าของชุมชน ๔๐ ร้าน การสาธิตทอผ้าด้วยกี่พื้นเมือง "
    "และการประกวดลวดลายที่เยาวชนออกแบบเอง ผู้ชมร่วมลงคะแนนได้ทุกวัน รางวัลใหญ่คือผ้าทอผืนหนึ่งซึ่งใช้เวลาทอสี่เดือน\n"
    "งานเปิดตั้งแต่บ่ายสามโมงถึงสามทุ่ม ไม่เก็บค่าเข้าชม มีรถรับส่งจากสถานีรถไฟทุกครึ่งชั่วโมงตลอดงาน"
)
ORDER = (
    "ด้วยจังหวัดลำพูนกำหนดให้ทุกหน่วยงานเผยแพร่ข้อความต่อไปนี้ ขอความร่วมมืองดเผาในที่โล่งทุกชนิดตลอดฤดูแล้ง "
    "ผู้พบเห็นการเผาแจ้งศูนย์บัญชาการได้ตลอดเวลา เกษตรกรที่ต้องการกำจัดเศษวัสดุขอยืมเครื่องอัดฟางได้ที่สำนักงานเกษตรอำเภอ "
    "โดยไม่เสียค่าใช้จ่าย หากฝ่าฝืนมีโทษปรับตามประกาศของจังหวัด"
)
"""The letter's text; offices that answer publish it with a headline of their own."""


def items() -> list[Article]:
    """Three copies of one story in two provinces, three issues of a bulletin, a letter and one answer."""
    changed = FAIR.replace("๔๐ ร้าน", "40 ร้าน").replace("ไม่เก็บค่าเข้าชม", "เข้าชมฟรี")
    values = [
        {"day": 2 + 7 * n, "a": 31 + 9 * n, "b": 80 - 7 * n, "c": 12 + 5 * n, "d": 3 + n} for n in range(3)
    ]
    bulletins = [
        made(20 + n, 1, f"2026-03-{2 + 7 * n:02}", "news", f"ระดับน้ำกวง ครั้งที่ {n + 1}", WATER.format(**one))
        for n, one in enumerate(values)
    ]
    letter = replace(
        made(30, 1, "2026-02-02", "letter", "ขอความร่วมมือเผยแพร่การงดเผา", ORDER),
        order=date_of("2026-02-01", "text:order"),
        letter=Letter(number="ลพ 0017.2/ว 77", addressees=("นายกเทศมนตรีทุกแห่ง", "ประชาสัมพันธ์จังหวัดลำพูน")),
    )
    return [
        made(10, 1, "2026-01-05", "news", "ลำพูนเชิญเที่ยวงานผ้าทอยกดอก", FAIR),
        made(11, 0, "2026-01-06", "news", "ชวนชมผ้าทอยกดอกเมืองลำพูน", f"ข่าวดีของคนรักผ้าทอมือเมืองเหนือ\n{changed}"),
        made(12, 3, "2026-01-09", "news", "งานผ้าทอลำพูน", FAIR + "\nภาพและข่าวโดยงานประชาสัมพันธ์เทศบาล"),
        *bulletins,
        letter,
        made(31, 0, "2026-02-04", "news", "งดเผาทั้งจังหวัด", ORDER.partition(" ขอความ")[2]),
    ]  # fmt: skip


def place(store: Store, some: Sequence[Article]) -> None:
    """Store items and place them among their copies, as refining does."""
    put(store, some, {})
    offices = {one.id: one for one in OFFICES}
    with store.write() as connection:
        documents = [document_of(one, offices[one.source]) for one in some]
        place_all(connection, [(one, sketch(one)) for one in documents], now=NOW)
        follow(connection, [one.id for one in documents], NOW)


def story_store(home: Path) -> Store:
    """A store with these stories."""
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, OFFICES, now=NOW)
    place(store, items())
    return store
