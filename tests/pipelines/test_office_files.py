"""Words of office files, whole and hostile ones; all are of our own making."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import PageError
from pipelines.files import read_file
from pipelines.pdf import Limits, text_of_office
from tests.pipelines.offices import ODF, W, docx, odt, pptx, xlsx, zipped

NOTICE = ("ประกาศเทศบาลตำบลตัวอย่าง", "เรื่อง ปิดปรับปรุงถนน ๓ วัน", "ติดต่อ งานโยธา")
LETTERS = st.text("กขค งจ ำ่้ aZ09&<>", min_size=1, max_size=40).filter(lambda text: text.strip() != "")


def read(body: bytes, name: str) -> tuple[str, str, str]:
    found = read_file(body, url=f"https://nan.example/{name}", content_type=None, disposition=None)
    return found.status, found.text, found.note or ""


def test_each_kind_gives_its_words_line_by_line() -> None:
    said = "\n".join(NOTICE)
    cut = "<w:p><w:r><w:t>ลบ</w:t></w:r></w:p>"
    assert read(docx("ประกาศเทศ|บาลตำบลตัวอย่าง", *NOTICE[1:]), "a.docx") == ("text", said, "")
    paragraphs = (
        f"<text:tracked-changes>{cut.replace('w:', 'text:')}</text:tracked-changes>"
        f"<text:h>{NOTICE[0]}</text:h><text:p>เรื่อง<text:s/>ปิด<text:span>ปรับปรุง</text:span>ถนน ๓ วัน</text:p>"
        f"<text:p>{NOTICE[2]}</text:p>"
    )
    assert read(odt(paragraphs), "a.odt") == ("text", said, "")
    assert read(pptx(*NOTICE), "a.pptx") == ("text", said, "")
    rows = xlsx([("ลำดับ", "รายการ"), (1, "ถังขยะ"), (2, "รายการ")])
    assert read(rows, "a.xlsx") == ("text", "ลำดับ รายการ\n1 ถังขยะ\n2 รายการ", "")


def test_the_kind_is_told_by_the_parts_and_not_by_the_name() -> None:
    assert read(docx(*NOTICE), "get.php?id=7")[0] == "text"
    assert read(zipped({"a.txt": "ประกาศ"}), "a.zip")[::2] == ("unread", "application/zip is not read")
    status, _, note = read(zipped({"a.txt": "ประกาศ"}), "a.docx")
    assert (status, note) == ("failed", "office file cannot be read: no office document is in it")


def test_a_number_of_a_person_is_masked_and_a_file_of_pictures_has_no_text() -> None:
    assert "0812345678" not in read(docx("โทร 081-234-5678 นายสมชาย"), "a.docx")[1].replace("-", "")
    status, text, note = read(docx("", " "), "a.docx")
    assert (status, text, note) == ("none", "", "an office file without text: pictures alone")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (docx("&boom;", before='<!DOCTYPE w [<!ENTITY boom "x">]>'), "declares a document type"),
        (
            zipped({"word/document.xml": b'<!DOCTYPE w SYSTEM "file:///etc/passwd"><w/>'}),
            "declares a document type",
        ),
        (zipped({"word/document.xml": f"<w:x {W}>" + " " * (70 * 2**20)}), "unpacks to more than"),
        (zipped({f"a/{n}.xml": b"" for n in range(10_001)} | {"word/document.xml": b""}), "parts, more than"),
        (zipped({"word/document.xml": b"<w><t>"}), "its XML is damaged"),
        (docx(*NOTICE)[:-40], "damaged"),
    ],
)
def test_a_hostile_file_costs_itself_and_says_why(body: bytes, why: str) -> None:
    status, text, note = read(body, "a.docx")
    assert (status, text) == ("failed", "")
    assert why in note


def test_depth_and_length_end_at_their_limits() -> None:
    deep = zipped({"content.xml": f"<a {ODF}>" + "<b>" * 200_000 + "<text:p>x</text:p>"})
    with pytest.raises(PageError):
        text_of_office(deep)
    long = text_of_office(docx(*["ก" * 1000] * 50), limits=Limits(characters=5000))
    assert 4900 <= len(long) <= 5000


@settings(max_examples=10)
@given(lines=st.lists(LETTERS, min_size=1, max_size=5), seed=st.integers(0, 2**32))
def test_damage_ends_as_a_text_or_a_reason(lines: list[str], seed: int) -> None:
    whole = docx(*lines)
    chance = random.Random(seed)
    torn = bytearray(whole)
    for _ in range(chance.randrange(1, 12)):
        torn[chance.randrange(4, len(torn))] = chance.randrange(256)
    status, text, note = read(bytes(torn), "a.docx")
    assert status in ("text", "none", "failed")
    assert (status == "text") == bool(text)
    assert (status != "text") == bool(note)
