"""Personal numbers never leave; office numbers stay. All numbers here are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.privacy import ID_MASK, is_citizen_id, mask, mask_address

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.mark.parametrize(
    "number",
    [
        "0812345678", "081-234-5678", "081 234 5678", "081.234.5678", "081-2345678", "08-1234-5678",
        "08 1234 5678",
        "0-8123-45678", "(081) 234-5678", "081 – 234 – 5678", "081\u2011234\u20115678",
        "+66812345678", "+66 81 234 5678",
        "+66-81-234-5678", "+66 (0) 81 234 5678", "0066812345678", "66812345678", "66-81-234-5678",
        "081\u00a0234\u00a05678",
    ],
)  # fmt: skip
@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_masks_a_mobile_number_however_it_is_written(number: str, digits: str) -> None:
    written = number.translate(THAI) if digits == "thai" else number
    assert mask(f"โทร. {written} (ในเวลาราชการ)") == "โทร. 08x-xxx-xxxx (ในเวลาราชการ)"
    assert mask(f"โทร.{written}") == "โทร.08x-xxx-xxxx"


def test_masks_every_number_of_a_list_and_keeps_brackets() -> None:
    text = "ติดต่อ 0612345678, 081-234-5678 0898765432/๐๙๑-๒๓๔-๕๖๗๘ (089-876-5432)"
    masked = "06x-xxx-xxxx, 08x-xxx-xxxx 08x-xxx-xxxx/09x-xxx-xxxx (08x-xxx-xxxx)"
    assert mask(text) == f"ติดต่อ {masked}"


@pytest.mark.parametrize(
    "text",
    [
        "โทร/โทรสาร ๐-๕๓๑๒-๓๔๕๖", "โทร. 053-123456", "02-123-4567", "0 2123 4567", "โทร 1567",
        "077-123456 ต่อ 12",
        "เวลา 08.30-09.00 น.", "เวลา 08.30 - 16.30 น. วันที่ 9", "๐๖.๐๐ ๐๙.๐๐ ๑๒.๐๐", "0.8123456789",
        "พิกัด 100.0812345678",
        "บัญชีเลขที่ 098-3-12345-6", "โครงการเลขที่ 66089123456", "1,234,567,890 บาท", "08/06/2563 10",
    ],
)  # fmt: skip
def test_keeps_office_numbers_times_accounts_and_amounts(text: str) -> None:
    assert mask(text) == text


def _citizen(first: str) -> str:
    total = sum((13 - place) * int(digit) for place, digit in enumerate(first))
    return first + str((11 - total % 11) % 10)


@pytest.mark.parametrize("shape", ["{0}{1}{2}{3}{4}", "{0}-{1}-{2}-{3}-{4}", "{0} {1} {2} {3} {4}"])
def test_masks_a_citizens_id_by_its_checksum(shape: str) -> None:
    digits = _citizen("123456789012")
    written = shape.format(digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12])
    assert is_citizen_id(digits)
    assert mask(f"เลขประจำตัว {written} ครับ") == f"เลขประจำตัว {ID_MASK} ครับ"
    assert mask(f"เลขประจำตัว {written.translate(THAI)}") == f"เลขประจำตัว {ID_MASK}"


def test_keeps_thirteen_digits_of_a_telephone_list() -> None:
    digits = _citizen("123402123456")
    written = f"{digits[:4]} {digits[4:6]}-{digits[6:9]}-{digits[9:]}"
    assert mask(f"โทร. 02-123-{written}") == f"โทร. 02-123-{written}"


def test_keeps_thirteen_digits_that_are_no_citizens_id() -> None:
    wrong = "1234567890123"
    company = "0" + _citizen("123456789012")[1:]
    assert not is_citizen_id(wrong)
    assert mask(f"เลขที่ {wrong} นิติบุคคล {company}") == f"เลขที่ {wrong} นิติบุคคล {company}"


@given(st.text("0123456789๐๕๖๘๙+()-. \n–กขที่", max_size=60))
def test_masking_twice_is_masking_once_and_keeps_lines(text: str) -> None:
    once = mask(text)
    assert mask(once) == once
    assert once.count("\n") == text.count("\n")


@given(
    st.sampled_from("689"),
    st.text("0123456789", min_size=8, max_size=8),
    st.sampled_from(["", "-", " ", "."]),
)
def test_no_mobile_number_survives(second: str, rest: str, gap: str) -> None:
    number = gap.join(["0" + second + rest[0], rest[1:4], rest[4:]])
    assert rest[4:] not in mask(f"โทร {number} หรือ {number.translate(THAI)} ค่ะ")


def test_a_number_that_begins_within_what_is_none_is_masked_once() -> None:
    text = "092090.59 092090.31-51-5"
    assert mask(text) == mask(mask(text)) == "092090.59 09x-xxx-xxxx-5"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://x/%E0%B8%99%e0%b8%b2-%20%E0%B8%99%E0%B9%89%E0%B8%B3.pdf", "https://x/นา- น้ำ.pdf"),
        ("https://x/%200812345678", "https://x/ 08x-xxx-xxxx"),
        ("https://x/%D90812345678.pdf", "https://x/%D908x-xxx-xxxx.pdf"),
        (
            "https://x/%E0%B9%90%E0%B9%98%E0%B9%91%E0%B9%92%E0%B9%93%E0%B9%94%E0%B9%95%E0%B9%96%E0%B9%97%E0%B9%98",
            "https://x/08x-xxx-xxxx",
        ),
        ("https://x/081%2D234%2D5678", "https://x/08x-xxx-xxxx"),
        ("https://x/a%2Fb?c=%E2%80%AEd&e=%3Cscript%3E", "https://x/a%2Fb?c=%E2%80%AEd&e=%3Cscript%3E"),
        ("https://x/%E0%B8%F%E0%B8", "https://x/%E0%B8%F%E0%B8"),
    ],
)
def test_addresses_are_written_as_people_read_them(address: str, shown: str) -> None:
    assert mask_address(address) == shown
