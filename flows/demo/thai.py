"""Dates and digits as office sites print them."""

from __future__ import annotations

from datetime import datetime

from pipelines.moment import BE_OFFSET

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
DAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def long_date(moment: datetime) -> str:
    """``25 พฤศจิกายน 2569``."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year + BE_OFFSET}"


def short_date(moment: datetime) -> str:
    """``25 พ.ย. 2569``."""
    return f"{moment.day} {SHORT[moment.month - 1]} {moment.year + BE_OFFSET}"


def common_date(moment: datetime) -> str:
    """``25 พฤศจิกายน 2026``: the date of a WordPress in the locale th."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def full_date(moment: datetime) -> str:
    """``วันพุธที่ 25 พฤศจิกายน 2569 เวลา 09.30 น.``."""
    return f"วัน{DAYS[moment.weekday()]}ที่ {long_date(moment)} เวลา {moment:%H.%M} น."
