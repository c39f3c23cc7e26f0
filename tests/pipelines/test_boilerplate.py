"""Furniture, injected gambling and bylines leave the body; no sentence does. Lines here are our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.boilerplate import clean, is_furniture, is_promotion
from pipelines.bylines import lift, published_on, read
from pipelines.plain import draft_from_text
from pipelines.records import Credits
from tests.pipelines.labels import corpus

NEWS = "เทศบาลจัดกิจกรรมวันเด็กแห่งชาติ โดยมีนายกเทศมนตรีเป็นประธานเปิดงาน"


@pytest.mark.parametrize(
    "line",
    [
        "____________", "* * *", "คะแนนโหวต :", "StarStarStar", "Star inactive", "ฮิต: 1,024",
        "Tags:", "Tags: งาน, ข่าว",
        "Comments are closed.", "About the AuthorComments are closed.",
        "Back to Top ↑", "การแสดงความคิดเห็น (0)",
        "แหล่งที่มา", "Line", "แชร์", "พิมพ์", "ผู้เยี่ยมชมวันนี้ 128 คน | ทั้งหมด 1,204,551 คน", "อ่านต่อ...",
        "หน้าแรก",
        "สงวนลิขสิทธิ์ © 2564 เทศบาลตัวอย่าง", "No Comments", "check_circle",
        "หนังสือราชการ ลพ ๐๐๑๗.pdf", "ดาวน์โหลดเอกสาร",
    ],
)  # fmt: skip
def test_furniture_is_told_by_its_whole_line(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        NEWS, "แหล่งที่มาของรายได้เทศบาลมีสามทาง", "พิมพ์เขียวอาคารแล้วเสร็จ", "หน้าแรกของประวัติศาสตร์เมือง",
        "อ่านคำสั่งศาลต่อหน้าประชาชน", "2564", "Line ID ของงานทะเบียน", "๑. ความเป็นมา", "แชร์ประสบการณ์ผู้สูงอายุ",
        "ค้นหาผู้สูญหายกลางทะเลต่อเนื่องเป็นวันที่สาม", "ข่าวล่าสุดจากศูนย์อำนวยการ",
        "ดาวน์โหลดแบบฟอร์มได้ที่ www.office.example/form.pdf ภายในวันศุกร์",
    ],
)  # fmt: skip
def test_a_line_that_says_anything_else_is_text(line: str) -> None:
    assert not is_furniture(line)
    assert clean([line]).lines == (line,)


def test_a_list_of_other_news_at_the_end_is_cut_and_kept_apart() -> None:
    cleaned = clean([NEWS, "ข่าวที่เกี่ยวข้อง", "เทศบาลเปิดสระว่ายน้ำ", "ถนนสายใหม่เปิดใช้"])
    assert cleaned.lines == (NEWS,)
    assert cleaned.furniture == ("ข่าวที่เกี่ยวข้อง", "เทศบาลเปิดสระว่ายน้ำ", "ถนนสายใหม่เปิดใช้")
    followed = clean([NEWS, "ข่าวที่เกี่ยวข้อง", NEWS * 4])
    assert followed.lines == (NEWS, "ข่าวที่เกี่ยวข้อง", NEWS * 4)


@pytest.mark.parametrize(
    "line",
    [
        "สล็อตเว็บตรง แตกง่าย ฝากถอนไม่มีขั้นต่ำ บาคาร่า", "PG SLOT เครดิตฟรี",
        "ufabet แทงบอลออนไลน์ สมัครเลย",
        "slot gacor", "sLoT GaCoR", "SLOT JUD\u0130", "slot \u212aiss",
    ],
)  # fmt: skip
def test_injected_gambling_is_taken_out(line: str) -> None:
    cleaned = clean([NEWS, line])
    assert cleaned.lines == (NEWS,)
    assert cleaned.spam == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "ตำรวจจับกุมเว็บสล็อตและบาคาร่าออนไลน์ ผู้ต้องหา 5 ราย", "เตือนเยาวชนอย่าเล่นพนันออนไลน์",
        "จัดซื้อหน่วยความจำแบบ 2 slot", "The manufacturing hub has two slots", "ฝากเงิน 100 รับดอกเบี้ย 2 บาท",
    ],
)  # fmt: skip
def test_news_about_gambling_stays(line: str) -> None:
    assert not is_promotion(line)


def test_no_release_of_the_government_advertises_gambling(shared: Path) -> None:
    lines = (line for release in corpus(shared).values() for line in release.text.split("\n"))
    assert [line for line in lines if is_promotion(line)] == []


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        ("ภาพและข่าว : สมชาย ใจดี", Credits(photo_and_news=("สมชาย ใจดี",))),
        ("(ข่าว/ภาพ: วิไล งามตา และมานะ อดทน)", Credits(photo_and_news=("วิไล งามตา", "มานะ อดทน"))),
        ("ข่าว : สมชาย ใจดี  ภาพ : วิไล งามตา", Credits(reporter=("สมชาย ใจดี",), photo=("วิไล งามตา",))),
        ("สมชาย ใจดี ผู้สื่อข่าวประจำจังหวัดลำพูน รายงาน", Credits(reporter=("สมชาย ใจดี",))),
        ("สมชาย ใจดี / ภาพ", Credits(photo=("สมชาย ใจดี",))),
        ("สมชาย ใจดี สวท.ลำพูน รายงาน", Credits(reporter=("สมชาย ใจดี",))),
        ("ผู้โพส : admin", Credits(posted_by=("admin",))),
        ("เขียนโดย Super User", Credits(posted_by=("Super User",))),
        ("Published on สิงหาคม 6th, 2016 | by Somchai", Credits(posted_by=("Somchai",))),
        ("Rewriter : สมศรี มีสุข", Credits(reporter=("สมศรี มีสุข",))),
        ("เรื่อง : วิไล งามตา", Credits(reporter=("วิไล งามตา",))),
        ("เรื่อง: นายวันเพ็ญ ใจดี", Credits(reporter=("นายวันเพ็ญ ใจดี",))),
        ("เรื่อง : วิไล งามตา  ภาพ : มานะ อดทน", Credits(reporter=("วิไล งามตา",), photo=("มานะ อดทน",))),
        ("เรื่อง : วิไล งามตา และมานะ อดทน", Credits(reporter=("วิไล งามตา", "มานะ อดทน"))),
        ("เรื่อง/ภาพ : วิไล งามตา", Credits(photo_and_news=("วิไล งามตา",))),
        ("เรื่อง : ทีมข่าวประชาสัมพันธ์", Credits(reporter=("ทีมข่าวประชาสัมพันธ์",))),
        ("ผู้ลงข่าว : admin | เปิดอ่าน 118 ครั้ง", Credits(posted_by=("admin",))),
        ("ผู้ลงข่าว : admin  เปิดอ่าน ๑๑๘ ครั้ง", Credits(posted_by=("admin",))),
        ("ผู้โพส : admin | 12 ม.ค. 2564 | เข้าชม : 22", Credits(posted_by=("admin",))),
        ("เขียนโดย Super User | ฮิต: 22", Credits(posted_by=("Super User",))),
    ],
)
def test_a_byline_becomes_a_credit(line: str, credits: Credits) -> None:  # noqa: A002
    lifted = lift([NEWS, line])
    assert lifted.lines == (NEWS,)
    assert lifted.credits == credits


@pytest.mark.parametrize(
    "line",
    [
        NEWS, "ภาพ : นักเรียนร่วมกิจกรรมวันเด็กแห่งชาติ", "ภาพข่าวกิจกรรมวันเด็ก", "การส่งแบบ รายงาน", "ข่าวดี! เปิดสระว่ายน้ำ",
        "โดย นายสมชาย ใจดี เป็นประธาน", "ที่ประชุม รับทราบ รายงาน", "ข่าวที่น่าติดตาม",
        "เรื่อง : การรับสมัครบุคคล", "เรื่อง : ประกาศผู้ชนะ การเสนอราคา", "เรื่อง : ยกเลิก ประกาศ",
        "เรื่อง ขายทอดตลาด พัสดุชำรุด",
        "เรื่อง : นายสมชาย ใจดี ร้องเรียนเรื่องถนนชำรุด", "เรื่อง : มาตรการ ประหยัดพลังงาน",
    ],
)  # fmt: skip
def test_captions_and_sentences_are_no_bylines(line: str) -> None:
    assert read(line) == (line, {})


def test_the_subject_of_an_announcement_is_no_credit() -> None:
    lines = ("ประกาศเทศบาลตำบลตัวอย่าง", "เรื่อง : อัตรา ใหม่", "ประกาศ ณ วันที่ 1 มีนาคม 2567")
    assert lift(lines).lines == lines


def test_a_byline_at_the_end_of_a_paragraph_leaves_the_paragraph() -> None:
    lifted = lift([f"{NEWS} ภาพ/ข่าว : วิไล งามตา"])
    assert lifted.lines == (NEWS,)
    assert lifted.credits.photo_and_news == ("วิไล งามตา",)


def test_the_words_of_the_publishing_date() -> None:
    assert published_on("Published on สิงหาคม 6th, 2016 | by Somchai") == "สิงหาคม 6th, 2016"
    assert published_on("เผยแพร่เมื่อ 5 มกราคม 2564 | ฮิต: 22") == "5 มกราคม 2564"
    assert published_on(NEWS) is None
    assert published_on("ประกาศเมื่อคืนที่ผ่านมาพบผู้ป่วย 5 ราย") is None
    assert lift([NEWS, "โพสต์เมื่อ 5 ม.ค. 64 โดย admin"]).taken == ("โพสต์เมื่อ 5 ม.ค. 64 โดย admin",)


@given(
    st.lists(
        st.sampled_from([NEWS, "Tags:", "แชร์", "ภาพ : สมชาย ใจดี", "สล็อตเว็บตรง บาคาร่า", "ก", "2564", ""]),
        max_size=12,
    )
)
def test_every_line_is_kept_somewhere(lines: list[str]) -> None:
    cleaned = clean(lines)
    kept = [*cleaned.lines, *cleaned.furniture, *cleaned.spam]
    assert sorted(kept) == sorted(line for line in lines if line)
    again = clean(cleaned.lines)
    assert again.lines == cleaned.lines


def test_a_plain_file_parts_into_headline_and_body() -> None:
    title = "เทศบาลตำบลตัวอย่างจัดกิจกรรมวันเด็กแห่งชาติ"
    draft = draft_from_text(f"{title}\n\n{title}\n\n{NEWS}\nผู้ร่วมงาน 120 คน\n", "https://office.example/1")
    assert (draft.headline, draft.body) == (title, f"{NEWS}\nผู้ร่วมงาน 120 คน")
    assert draft.url == "https://office.example/1"
    dated = draft_from_text(f"ข่าวเด่น\nPublished on มกราคม 2nd, 2021 | by admin\n3\n{title}\n{NEWS}")
    assert (dated.headline, dated.category, dated.published_raw) == (title, ("ข่าวเด่น",), "มกราคม 2nd, 2021")
    assert dated.body == NEWS
    sectioned = draft_from_text(f"หน้าแรก\nข่าวกิจกรรม\n{title}\n{NEWS}")
    assert (sectioned.headline, sectioned.category, sectioned.notes) == (title, ("ข่าวกิจกรรม",), ("หน้าแรก",))
    assert sectioned.body == NEWS
    assert draft_from_text(NEWS * 8).headline == ""
    assert draft_from_text("").body == ""
