"""Places: codes by label, traps by hand, floors of precision and recall. Sentences here are our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.places import Mention, mentions, of_province, places
from pipelines.places.gazetteer import amphoe, changwat, full_name, longest, tambon
from pipelines.text.segment import words
from tests.pipelines.labels import FLOORS, corpus, corpus_digest, floor, rows


def codes(text: str, prior: str | None = None) -> list[str]:
    return [mention.code for mention in mentions(text, prior=prior)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ณ ตำบลป่าสัก อำเภอเมือง จังหวัดลำพูน", ["510110", "5101", "51"]),
        ("ที่ ต.ป่าสัก อ.เมืองลำพูน จ.ลำพูน", ["510110", "5101", "51"]),
        ("กลุ่มจังหวัด (ลพบุรี สิงห์บุรี ชัยนาท อ่างทอง)", ["16", "17", "18", "15"]),
        ("จังหวัดน่าน แพร่ พะเยา และเลย", ["55", "54", "56", "42"]),
        ("แขวงบวรนิเวศ เขตพระนคร กรุงเทพฯ", ["100107", "1001", "10"]),
        ("ผู้ว่าราชการจังหวัดตากเป็นประธาน", ["63"]),
        ("นายก อบจ.กระบี่จัดอบรม", ["81"]),
        ("นายอำเภอปากช่อง นครราชสีมา", ["3021", "30"]),
        ("ที่ อ.นางรอง บุรีรัมย์", ["3104", "31"]),
        ("เทศบาลเมืองลำพูนจัดงาน", ["51"]),
        ("เดินทางไปเชียงใหม่เมื่อวานนี้", ["50"]),
        ("อำเภอปัว เชียงกลาง และทุ่งช้าง จังหวัดน่าน", ["5505", "5509", "5508", "55"]),
        ("ปภ.จ.เชียงราย และ กอ.รมน.จ.แพร่", ["57", "54"]),
        ("สสจ.ลำพูน ร่วมกับ ทสจ.ลำปาง", ["51", "52"]),
        ("ผู้ว่าฯ จ.อุบลฯ และ จังหวัดประจวบฯ", ["34", "77"]),
        ("บจ.ลำพูน และ จ.นครฯ", []),
    ],
)
def test_names_the_places_of_a_text(text: str, wanted: list[str]) -> None:
    assert codes(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "เผยแพร่ประชาสัมพันธ์อย่างแพร่หลาย", "ห้องประชุมพระนาง", "ไม่เห็นด้วยเลย", "นำข้าวมาตากแดด",
        "ตราดอกไม้",
        "เรือในน่านน้ำไทย", "กีฬาวอลเลย์บอล", "อัตราดอกเบี้ย", "ประชุมพร้อมกัน", "ในระดับ อำเภอ ตำบล หมู่บ้าน",
        "นางสาวอรุณ มีสุข ณ อยุธยา กล่าว", "ธนาคารกรุงเทพ จำกัด", "ถนนเพชรบุรีตัดใหม่",
        "ถนนน่าน-พะเยา", "นายชุมพร มีสุข", "นางวิไล ระยอง ",
        "ดินแดนนิญถ่วน",
        "จังหวัดและส่วนราชการ", "พันธุ์ข้าวปทุมธานี", "พล.ต.อ.สมชาย", "พื้นที่ตำบลใหม่", "แขวงจำปาสัก",
    ],
)  # fmt: skip
def test_names_no_place_in_other_words(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "เทศบาลตำบลทุ่งกุลาทอง จัดงาน", "เทศบาลตำบลทุ่งกุลาทองจัดงาน", "เทศบาลเมืองควนนางเงือก จัดกิจกรรม",
        "เทศบาลเมืองควนนางเงือกขอเชิญ", "ที่ ต.ทุ่งกุลาทอง", "อบต.ควนนางเงือก", "ต.ห้วยชมพูพาน",
    ],
)  # fmt: skip
def test_the_beginning_of_a_longer_name_is_no_place(text: str) -> None:
    for prior in (None, "45", "90", "94"):
        assert codes(text, prior=prior) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("เทศบาลตำบลควนเนียง จัดงาน", ["9013"]),
        ("ที่ตำบลเฉลียงดำเนินการแล้ว", ["300202"]),
        ("ต.เฉลียงอ.ครบุรีจ.นครราชสีมา", ["300202", "3002", "30"]),
    ],
)
def test_a_name_ends_where_another_level_or_a_verb_begins(text: str, wanted: list[str]) -> None:
    assert codes(text, prior="30") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ธนาคารกรุงไทย กรุงเทพ ไทยพาณิชย์ และออมสิน", []),
        ("ธนาคารออมสิน ธ.ก.ส. กรุงเทพ และกสิกรไทย", []),
        ("ธนาคารพาณิชย์ ได้แก่ กรุงเทพ, กรุงไทย", []),
        ("ผ่านบัญชีกสิกรไทย/กรุงเทพ", []),
        ("เดินทางไปกรุงเทพ เมื่อวานนี้", ["10"]),
        ("ธนาคารกรุงไทย สาขากรุงเทพ จังหวัดลำพูน", ["10", "51"]),
    ],
)
def test_a_bank_among_banks_is_no_place(text: str, wanted: list[str]) -> None:
    assert codes(text) == wanted


def test_a_tambon_of_many_places_is_told_by_what_stands_around_it() -> None:
    assert len(tambon()["หนองบัว"].codes) > 20
    assert codes("ตำบลหนองบัว จัดงาน") == []
    assert codes("ต.หนองบัว จ.ขอนแก่น") == ["400201", "40"]
    assert codes("ตำบลหนองบัว อำเภอบ้านฝาง") == ["400201", "4002"]
    assert codes("ตำบลหนองบัว จัดงาน", prior="40") == ["400201"]
    assert codes("ตำบลหนองบัว จัดงาน", prior="44") == []  # two there


def test_a_tambon_that_its_amphoe_does_not_have_is_not_tagged() -> None:
    assert tambon()["เฉลียง"].codes == ("300202",)
    assert codes("ต.เฉลียง อ.เมืองสุรินทร์ จ.สุรินทร์") == ["3201", "32"]


def test_spans_show_the_name_and_each_place_comes_once() -> None:
    body = "จังหวัดลำพูนร่วมกับอำเภอลี้ จังหวัดลำพูน"
    found = places(body, headline="ลำปางชนะเลิศ")
    assert [(place.code, place.evidence) for place in found] == [
        ("51", "text"),
        ("5104", "text"),
        ("52", "headline"),
    ]
    assert found[0].span is not None
    assert body[slice(*found[0].span)] == "จังหวัดลำพูน"
    assert found[2].span is None
    assert of_province("51", "source", 0.7).name == "จังหวัดลำพูน"


@given(
    st.lists(
        st.sampled_from(
            ["จังหวัด", "อำเภอ", "ตำบล", "ลำพูน", "เมือง", " ", "และ", "แพร่", "ต.", "ก", "ป่าสัก", "\n"]
        ),
        max_size=30,
    )
)
@example(["ตำบล", "ลำพูน", " ", "ลำพูน"])
def test_spans_are_inside_the_text_and_never_overlap(parts: list[str]) -> None:
    text = "".join(parts)
    last = 0
    for mention in mentions(text):
        assert last <= mention.prefix <= mention.start < mention.end <= len(text)
        last = mention.end


def test_every_code_that_a_mention_may_carry_has_a_full_name() -> None:
    codes = {
        code for table in (changwat(), amphoe(), tambon()) for area in table.values() for code in area.codes
    }
    assert len(codes) > 8_000
    assert not [code for code in codes if not full_name(code)]
    assert full_name("330403") == "ตำบลเมือง", "no amphoe that is short for its capital"


def test_every_official_name_is_found_after_its_level_word() -> None:
    for table, word in ((changwat(), "จังหวัด"), (amphoe(), "อำเภอ"), (tambon(), "ตำบล")):
        for name in table:
            area = longest(table, f"{name} ", 0)
            assert area is not None, word + name
            assert area.name == name
    assert (full_name("10"), full_name("5101"), full_name("1001")) == (
        "กรุงเทพมหานคร",
        "อำเภอเมืองลำพูน",
        "เขตพระนคร",
    )


def _found(text: str, cache: dict[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    if text not in cache:
        cache[text] = mentions(text)
    return cache[text]


def _score(shared: Path) -> tuple[float, float, int]:
    """Precision, recall and count of mentions; labels ``-`` name no place, ``?`` count neither way."""
    texts, cache = corpus(shared), dict[str, tuple[Mention, ...]]()
    right = wrong = missed = 0
    for row in rows("places_labels.tsv"):
        start, end = int(row["start"]), int(row["end"])
        spotted = _found(texts[row["id"]].text, cache)
        found = {mention.code for mention in spotted if mention.start < end and start < mention.end}
        if row["code"] != "?":
            right += row["code"] in found
            wrong += bool(found - {row["code"]})
            missed += row["code"] != "-" and row["code"] not in found
    return right / (right + wrong), right / (right + missed), right + missed


def test_precision_and_recall_on_the_labelled_mentions(shared: Path) -> None:
    assert json.loads(FLOORS.read_text(encoding="utf-8"))["corpus_sha256"] == corpus_digest(shared)
    precision, recall, labelled = _score(shared)
    print(f"places: {labelled} mentions, precision {precision:.4f}, recall {recall:.4f}")
    assert labelled >= 300
    assert precision >= floor("places_precision")
    assert recall >= floor("places_recall")


def test_the_baselines_are_worse_on_changwat(shared: Path) -> None:
    """Substrings tag every labelled changwat name; tokens those that the segmenter parts off."""
    texts = corpus(shared)
    substring: list[bool] = []
    token: list[bool] = []
    for row in rows("places_labels.tsv"):
        start, end = int(row["start"]), int(row["end"])
        text = texts[row["id"]].text
        if text[start:end] in changwat() and (row["code"] == "-" or len(row["code"]) == 2):
            substring.append(row["code"] != "-")
            if text[start:end] in words(text[max(0, start - 40) : end + 40]):
                token.append(row["code"] != "-")
    precision, recall = sum(token) / len(token), sum(token) / sum(substring)
    print(f"substring: precision {sum(substring) / len(substring):.3f}")
    print(f"token: precision {precision:.3f}, recall {recall:.3f} of {sum(substring)}")
    assert sum(substring) / len(substring) < floor("places_precision")
    assert min(precision, recall) < floor("places_precision")


def test_a_text_of_nothing_but_names_is_bounded() -> None:
    assert len(mentions("อำเภอเมือง จังหวัดลำพูน " * 4000)) <= 10_000
    assert len(mentions("เชียงใหม่" * 8000)) <= 10_000
