"""Names and texts of attachments, as strangers write them; the names are our own."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.file_names import NAME_BYTES, file_name
from pipelines.files import read_file
from tests.pipelines.pdfs import around

URL = "https://nan.example/files/1.pdf"
THAI = "ประกาศจังหวัด.pdf"
UTF8, TIS = THAI.encode(), THAI.encode("cp874")


def percent(raw: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in raw)


@pytest.mark.parametrize(
    "header",
    [
        f"attachment; filename*=UTF-8''{percent(UTF8)}",
        f"attachment; filename*=tis-620''{percent(TIS)}",
        f"attachment; filename=\"x.pdf\"; filename*=utf-8'th'{percent(UTF8)}",
        f'attachment; filename="{THAI}"',
        f'attachment; filename="{UTF8.decode("latin-1")}"',
        f'attachment; filename="{TIS.decode("latin-1")}"',
        f'attachment; filename="{percent(UTF8)}"',
        f'attachment; filename="{percent(TIS)}"',
        f"attachment; filename={THAI}",
        f'inline; filename="C:\\\\งาน\\\\{THAI}"',
        f'attachment; filename="../../../etc/{THAI}"',
        f'attachment; filename="\u202e{THAI}\x00\r\n"',
        # as the archive keeps letters beyond ASCII
        'attachment; filename="' + percent(UTF8.decode("latin-1").encode()) + '"',
        'attachment; filename="' + percent(TIS.decode("latin-1").encode()) + '"',
    ],
)
def test_a_thai_name_is_read_from_any_header(header: str) -> None:
    assert file_name(header, URL) == THAI


@pytest.mark.parametrize(
    ("header", "url", "name"),
    [
        (None, f"https://nan.example/files/{percent(UTF8)}", THAI),
        (None, f"https://nan.example/files/{percent(TIS)}", THAI),
        (None, f"https://nan.example/get.php?id=5&name={percent(UTF8)}", THAI),
        (None, "https://nan.example/download/", "file"),
        ("attachment", "https://nan.example/a%2F..%2Fb.pdf", "b.pdf"),
        ('attachment; filename=".."', "https://nan.example/", "file"),
        ('attachment; filename=""', "https://nan.example/x.doc", "x.doc"),
        ("attachment; filename*=nowhere''%41.pdf", "https://nan.example/x.doc", "x.doc"),
        ("attachment; filename*=idna''%41.pdf", "https://nan.example/x.doc", "x.doc"),
        ("attachment; filename*=undefined''%41.pdf", "https://nan.example/x.doc", "x.doc"),
    ],
)
def test_an_address_names_what_its_header_does_not(header: str | None, url: str, name: str) -> None:
    assert file_name(header, url) == name


def test_a_long_name_keeps_its_suffix_and_whole_letters() -> None:
    name = file_name(f'attachment; filename="{"ก" * 400}.pdf"', URL)
    assert len(name.encode()) <= NAME_BYTES
    assert name.endswith(".pdf")
    assert set(name.removesuffix(".pdf")) == {"ก"}


@pytest.mark.parametrize("header", [None, 'attachment; filename="สำเนา 081-234-5678.pdf"'])
def test_a_number_of_a_person_is_no_name(header: str | None) -> None:
    url = "https://nan.example/files/%E0%B8%AA%E0%B8%B3%E0%B9%80%E0%B8%99%E0%B8%B2_0812345678.pdf"
    name = file_name(header, url)
    assert "5678" not in name
    assert name.startswith("สำเนา")
    assert name.endswith("08x-xxx-xxxx.pdf")


@given(st.text(max_size=600), st.text(max_size=300))
def test_any_name_is_one_safe_component(header: str, url: str) -> None:
    name = file_name(f'attachment; filename="{header}"', f"https://nan.example/{url}")
    assert name
    assert not set("/\\:\0") & set(name)
    assert name not in (".", "..")
    assert len(name.encode()) <= NAME_BYTES
    assert not any(category(char) in ("Cc", "Cf", "Cs") for char in name)


@pytest.mark.parametrize(
    ("body", "header", "name", "media", "status"),
    [
        (b"%PDF-1.4 damaged", "text/html", "a.pdf", "application/pdf", "failed"),
        (b"\x89PNG\r\n", "application/pdf", "a.pdf", "image/png", "none"),
        (b"PK\x03\x04" + b"0" * 30, None, "a.docx", "wordprocessingml", "failed"),
        (b"PK\x03\x04" + b"0" * 30, None, "a.zip", "application/zip", "unread"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 30, None, "a.doc", "application/msword", "old_format"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 30, None, "a", "application/x-ole-storage", "old_format"),
        (b"\n <!DOCTYPE html><title>404</title>", "application/pdf", "a.pdf", "text/html", "page"),
        (b"a,b\n", "text/csv; charset=utf-8", "a.csv", "text/csv", "unread"),
        (b"", None, "a.bin", "application/octet-stream", "unread"),
    ],
)
def test_a_file_is_what_its_bytes_say(
    body: bytes, header: str | None, name: str, media: str, status: str
) -> None:
    read = read_file(body, url=f"https://nan.example/{name}", content_type=header, disposition=None)
    assert media in read.media_type
    assert (read.status, read.bytes, read.label, read.text) == (status, len(body), name, "")
    assert read.note


def test_the_text_of_a_pdf_is_read_and_its_personal_numbers_are_masked() -> None:
    body = around(b"BT /F1 12 Tf 72 700 Td (Call 081-234-5678 about the road) Tj ET")
    read = read_file(body, url=URL, content_type="application/pdf", disposition=None)
    assert read.status == "text"
    assert "about the road" in read.text
    assert "081-234-5678" not in read.text
