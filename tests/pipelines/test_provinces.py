"""Provinces: the table is whole, and people find theirs."""

from __future__ import annotations

import pytest

from pipelines import provinces


def test_the_table_is_whole_and_every_key_is_unique() -> None:
    table = provinces.ALL
    assert len(table) == 77
    for field in ("iso", "code", "name_th", "name_en", "letter"):
        assert len({getattr(province, field) for province in table}) == 77, field
    assert all(province.iso == f"TH-{province.code}" for province in table)
    assert all(len(province.letter) == 2 for province in table)


@pytest.mark.parametrize(
    "name", ["TH-51", "th-51", "51", "ลำพูน", "จังหวัดลำพูน", "จ.ลำพูน", "จ. ลำพูน", "Lamphun", "LAMPHUN", "ลพ"]
)
def test_finds_one_province_by_every_name(name: str) -> None:
    found = provinces.find(name)
    assert found is not None
    assert (found.iso, found.full_name) == ("TH-51", "จังหวัดลำพูน")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Lop Buri", "16"),
        ("lopburi", "16"),
        ("กทม.", "10"),
        ("กรุงเทพฯ", "10"),
        ("จ.อยุธยา", "14"),
        ("Bueng Kan", "38"),
    ],
)
def test_finds_spelling_variants(name: str, code: str) -> None:
    found = provinces.find(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["", "จังหวัด", "เผยแพร่", "99", "TH-99", "Paris", "th"])
def test_finds_nothing_in_other_words(name: str) -> None:
    assert provinces.find(name) is None


def test_letter_codes_that_look_alike_are_kept_apart() -> None:
    lamphun, lopburi = provinces.by_letter("ลพ"), provinces.by_letter("ลบ")
    assert lamphun is not None
    assert lopburi is not None
    assert (lamphun.name_th, lopburi.name_th) == ("ลำพูน", "ลพบุรี")
    assert provinces.by_letter("มท") is None


def test_every_table_name_finds_itself() -> None:
    for province in provinces.ALL:
        for name in (province.iso, province.code, province.name_th, province.full_name, province.name_en):
            assert provinces.find(name) is province
    assert provinces.by_code("510110").name_en == "Lamphun"
