"""Names of fields and of their values, as people type them in Thai and English."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines import provinces
from pipelines.places import gazetteer

FIELD_NAMES: Mapping[str, str] = {
    "title": "title", "headline": "title", "หัวเรื่อง": "title", "หัวข้อ": "title",
    "province": "province", "จังหวัด": "province",
    "amphoe": "amphoe", "district": "amphoe", "อำเภอ": "amphoe",
    "source": "source", "หน่วยงาน": "source",
    "office": "office", "ประเภทหน่วยงาน": "office",
    "kind": "kind", "ประเภท": "kind",
    "scope": "scope", "ขอบเขต": "scope",
    "language": "language", "ภาษา": "language",
    "published": "published", "year": "published",
    "เผยแพร่": "published", "ปี": "published", "วันที่": "published",
    "cluster": "cluster", "story": "cluster", "เรื่อง": "cluster",
    "series": "series", "ชุด": "series",
    "collection": "collection", "ชุดรวม": "collection",
    "id": "id", "รหัส": "id",
    "has": "has", "มี": "has",
    "is": "is", "เป็น": "is",
}  # fmt: skip
"""What may stand before a colon."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "news": "news", "ข่าว": "news",
        "announcement": "announcement", "ประกาศ": "announcement",
        "procurement": "procurement", "จัดซื้อจัดจ้าง": "procurement",
        "vacancy": "vacancy", "job": "vacancy", "รับสมัครงาน": "vacancy",
        "letter": "letter", "หนังสือราชการ": "letter",
        "static": "static", "หน้าข้อมูลทั่วไป": "static",
    },
    "office": {
        "province": "province", "จังหวัด": "province",
        "pr-office": "pr-office", "ประชาสัมพันธ์จังหวัด": "pr-office",
        "pao": "pao", "อบจ": "pao", "อบจ.": "pao",
        "municipality": "municipality", "เทศบาล": "municipality",
        "tao": "tao", "อบต": "tao", "อบต.": "tao",
        "prd-region": "prd-region",
        "local-news": "local-news", "ข่าวท้องถิ่น": "local-news",
        "corpus": "corpus", "คลังข้อความ": "corpus",
    },
    "language": {
        "th": "th", "thai": "th", "ไทย": "th", "en": "en", "english": "en", "อังกฤษ": "en",
        "lo": "lo", "ลาว": "lo", "km": "km", "เขมร": "km", "my": "my", "พม่า": "my",
    },
    "scope": {"thai": "thai", "ไทย": "thai", "foreign": "foreign", "ต่างประเทศ": "foreign"},
    "is": {
        "representative": "representative", "ตัวแทน": "representative",
        "copy": "copy", "สำเนา": "copy",
    },
    "has": {"attachment": "attachment", "ไฟล์แนบ": "attachment", "date": "date", "วันที่": "date"},
}  # fmt: skip
"""The only values these fields have."""


def spoken(field: str, value: str, *, thai: bool) -> str:
    """Say a field and its value in a language: จังหวัด ลำพูน, province Lamphun."""
    names = [name for name, meant in FIELD_NAMES.items() if meant == field and name.isascii() != thai]
    return f"{names[0]} {_value(field, value, thai=thai)}"


def _value(field: str, value: str, *, thai: bool) -> str:
    if field == "province" and (province := provinces.find(value)):
        return province.name_th if thai else province.name_en
    if field == "amphoe" and (name := gazetteer.name_of(value)):
        return name
    known = VALUES.get(field, {})
    return next((name for name, meant in known.items() if meant == value and name.isascii() != thai), value)
