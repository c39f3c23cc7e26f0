"""Load what pages are read with, by reading one: a sample of our own that has a bit of everything."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines.archive import Archive, ArchivedPage
from pipelines.moment import BANGKOK
from pipelines.records import Capture, Source
from pipelines.refine.one import Refined, Task, refine_page

_WRITTEN = datetime(2026, 8, 5, 9, 0, tzinfo=BANGKOK)
_PAGE = """<!DOCTYPE html><html lang="th"><head><meta charset="utf-8">
<meta property="og:type" content="article">
<title>เทศบาลตำบลตัวอย่างประชุมประชาคม</title></head><body><ul class="menu"><li><a href="/">หน้าแรก</a></li></ul>
<h1>เทศบาลตำบลตัวอย่างประชุมประชาคม</h1><p>Annual plan</p><p>โพสต์เมื่อ 5 สิงหาคม 2569</p>
<div itemprop="articleBody">
<p>ที่ นน 52101/ว 123 เรื่อง ขอเชิญประชุม เรียน กำนันและผู้ใหญ่บ้าน</p>
<p>วันที่ 5 สิงหาคม 2569 เวลา 09.00 น. นายตัวอย่าง ทดสอบดี นายกเทศมนตรีตำบลตัวอย่าง เป็นประธานการประชุม
ประชาคม ณ ศาลาอเนกประสงค์ หมู่ที่ 3 ตำบลในเวียง อำเภอเมืองน่าน จังหวัดน่าน โดยมีประชาชนเข้าร่วม ๑๒๐ คน
โทร. 0 5400 0000 เลขประจำตัว 1 2345 67890 12 1 ดู <a href="/files/plan.pdf">แผนงาน</a></p>
</div></body></html>"""  # written for this


def warm() -> Refined:
    """Read the sample as a worker reads a page of an office."""
    office = Source(id="warm", name="เทศบาลตำบลตัวอย่าง", province="TH-55", office="tao", family="generic")
    capture = Capture(
        id=0, source_id=office.id, role="article", requested_url="https://office.example/news/1",
        url="https://office.example/news/1", status=200, content_type="text/html; charset=utf-8",
        fetched_at=_WRITTEN, sha256="", warc_file="", warc_offset=0, warc_length=0,
    )  # fmt: skip
    task = Task(capture=capture, source=office, archive=Archive(Path()), now=_WRITTEN)
    return refine_page(task, ArchivedPage(status=200, headers=(), body=_PAGE.encode()))
