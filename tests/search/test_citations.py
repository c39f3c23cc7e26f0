"""Citations held to goldens that were read one by one; records read back by readers that are not ours."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipelines.errors import SettingsError
from pipelines.records import Article, DateValue, Kind, Precision
from search.citations.cited import Cited, article_cited, dataset_cited, result_cited
from search.citations.records import csl
from search.citations.styles import SENTENCES, STYLES, cite
from tests.search.samples import OFFICES, article

HERE = Path(__file__).parent
GOLDENS = HERE / "citations_goldens.json"
SCHEMA = json.loads((HERE / "csl_schema.json").read_text(encoding="utf-8"))
SEEN = datetime(2026, 11, 25, 9, tzinfo=UTC)
LATE = datetime(2026, 12, 31, 18, tzinfo=UTC)
"""Already the next year in Bangkok."""
_RIS = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")

PRECISIONS: dict[int, Precision] = {4: "year", 7: "month", 10: "day", 16: "minute", 21: "range"}
"""By the length of a date's value."""


def _article(published: str, headline: str, kind: Kind = "news", office: int = 1) -> Article:
    made = article(office, "", kind, headline, "เนื้อหาตัวอย่าง")
    if not published:
        return made
    precision = PRECISIONS[len(published)]
    date = DateValue(value=published, precision=precision, era="BE", method="m", raw="r")
    return replace(made, published=date)


def _cited(one: Article, seen: datetime = SEEN, office: int = 1) -> Cited:
    return article_cited(one, OFFICES[office], accessed=seen)


def cases() -> dict[str, Cited]:
    """Own samples: each precision of a date, each kind of thing, and what is awkward in titles and names."""
    plain = _article("2020-08-05", "อบจ.กระบี่ซ่อมถนนหลังน้ำลด")
    return {
        "day": _cited(plain),
        "month": _cited(_article("2021-01", "ประกาศรับสมัครครูผู้ดูแลเด็ก", "announcement")),
        "year": _cited(_article("2019", "รายงานประจำปี", "static")),
        "undated": _cited(_article("", "หน้าแรกของหน่วยงาน", "static")),
        "minute": _cited(_article("2020-12-28T09:30", "เปิดศูนย์อพยพชั่วคราว")),
        "range": _cited(_article("2020-08-05/2020-08-07", "งานประเพณีลอยกระทงสามวัน")),
        "next year in Bangkok": _cited(plain, LATE),
        "issued by another office": _cited(replace(plain, issuer="กรมป้องกันและบรรเทาสาธารณภัย")),
        "title ends in a mark": _cited(_article("2020-08-05", "น้ำท่วมปีนี้หนักกว่าปีก่อนหรือไม่?")),
        "title in two lines, with quotes": _cited(_article("2020-08-05", "โครงการ “คลองสวย\nน้ำใส” เริ่มแล้ว")),
        "author ends in an abbreviation": _cited(replace(plain, issuer="สำนักงานประชาสัมพันธ์ฯ")),
        "English": _cited(
            _article("2022-02-28", "Governor opens the Lamphun night market", office=0), office=0
        ),
        "result": result_cited(
            "น้ำท่วม กระบี่", 1204, 97, "https://news.example/?q=%E0%B8%99%E0%B9%89%E0%B8%B3", accessed=SEEN
        ),
        "result of one": result_cited("ปล่อยปลา", 1, 1, "https://news.example/?q=x", accessed=SEEN),
        "dataset": dataset_cited(
            "ds-0123456789abcdef",
            "น้ำท่วมภาคใต้ 2563",
            datetime(2026, 11, 20, 3, tzinfo=UTC),
            12_345,
            "0123456789abcdef" * 4,
            "https://news.example/datasets/ds-0123456789abcdef",
            accessed=SEEN,
        ),
    }


def test_goldens() -> None:
    made = {
        f"{name} · {style}": cite(one, style) for (name, one), style in product(cases().items(), SENTENCES)
    }
    made |= {f"{name} · {style}": cite(cases()[name], style) for name, style in _RECORDS}
    if not GOLDENS.exists():
        GOLDENS.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{GOLDENS.name} was missing and has been written: read it, then run again")
    assert made == json.loads(GOLDENS.read_text(encoding="utf-8"))
    assert len(made) >= 50


_RECORDS = tuple(product(("day", "month", "undated", "result", "dataset"), ("ris", "bib", "csl.json")))


def read_ris(text: str) -> list[dict[str, list[str]]]:
    """Read RIS by its format alone: a tag of two characters, two spaces, a dash; ER ends a record."""
    records: list[dict[str, list[str]]] = []
    current: dict[str, list[str]] | None = None
    for line in text.splitlines():
        found = _RIS.fullmatch(line)
        assert found, line
        tag, value = found.groups()
        if tag == "TY":
            assert current is None
            current = {}
        assert current is not None, line
        current.setdefault(tag, []).append(value)
        if tag == "ER":
            records.append(current)
            current = None
    assert current is None
    return records


def test_ris_is_read_back_whole() -> None:
    """What Zotero's import reads: the type of item, title, corporate author, day, site, address, day seen."""
    whole = "".join(cite(one, "ris") for one in cases().values())
    read = read_ris(whole)
    assert len(read) == len(cases())
    for record, one in zip(read, cases().values(), strict=True):
        language = "th" if one.language == "th" else "en"
        assert record["TI"] == [one.title[language]]
        assert record["AU"] == [one.author[language]]
        assert record["UR"] == [one.url]
        assert record["Y2"] == ["/".join(f"{part:02}" for part in one.accessed)]
        assert [int(year) for year in record.get("PY", [])] == list(one.published[:1])
    assert [one["TY"][0] for one in read].count("NEWS") == 9
    assert read[-1]["TY"] == ["DATA"]
    assert read[-1]["M1"] == ["sha256:" + "0123456789abcdef" * 4]


def test_csl_json_is_valid_and_keeps_dates() -> None:
    items = [csl(one) for one in cases().values()]
    Draft202012Validator(SCHEMA).validate(items)
    assert items[1]["issued"] == {"date-parts": [[2021, 1]]}
    assert "issued" not in items[3]
    assert [one["type"] for one in items[-3:]] == ["webpage", "webpage", "dataset"]


@given(st.text(max_size=60), st.text(max_size=30))
def test_no_text_makes_a_second_record(headline: str, issuer: str) -> None:
    clean = headline.replace("\u200b", "")
    made = replace(
        _article("2020", clean), issuer=issuer, category=(clean,), url=f"https://example.go.th/{issuer}"
    )
    one = _cited(made)
    ris = cite(one, "ris")
    assert sum(line.startswith("ER  - ") for line in ris.split("\n")) == 1
    assert sum(line.startswith("TY  - ") for line in ris.split("\n")) == 1
    bib = cite(one, "bib")
    assert bib.count("\n}\n") == 1
    Draft202012Validator(SCHEMA).validate(json.loads(cite(one, "csl.json")))


def test_braces_of_bibtex_always_close() -> None:
    bib = cite(_cited(_article("2020", "ก\nER  - \nTY  - ข {\\end} 100%")), "bib")
    assert r"\{\textbackslash{}end\} 100\%" in bib


def test_ids_that_differ_in_thai_letters_alone_have_keys_of_their_own() -> None:
    """Imported ids are whatever they were; an entry's key takes Latin letters, digits and a few signs."""
    keys = {
        cite(replace(_cited(_article("2020", "ก")), id=one), "bib").partition(",")[0]
        for one in ("ข่าว1", "ประก1", "a b", "a-b")
    }
    assert len(keys) == 4
    assert "@online{a-b" in keys


def test_what_has_no_address_names_none() -> None:
    bare = replace(cases()["dataset"], url="")
    for style in STYLES:
        text = cite(bare, style)
        assert "จาก" not in text
        assert "from" not in text
        assert not re.search(r'^UR  -|  url = |"URL"', text, re.MULTILINE)
    Draft202012Validator(SCHEMA).validate(json.loads(cite(bare, "csl.json")))


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(SettingsError, match="ris"):
        cite(cases()["day"], "harvard")
    assert set(SENTENCES) < set(STYLES)
