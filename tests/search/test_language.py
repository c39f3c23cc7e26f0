"""The query language: what a query means, and where it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipelines.errors import QueryError
from search.language import explain
from search.language.compile import compile_plain, compile_tree
from search.language.expand import MOST_TOGETHER
from search.language.parse import DEEPEST, LONGEST, MOST_PARTS, MOST_WILDCARDS, parse
from search.language.periods import year_pair
from search.language.tree import (
    And,
    Beginning,
    Everything,
    FieldIs,
    Node,
    Not,
    Or,
    Part,
    Proximity,
    PublishedIn,
    Quoted,
    TitleHas,
)
from search.records import Expansion, Match

MODES: tuple[Match, ...] = ("all", "any")
A, B, C, D = (Part(letter) for letter in "กขคง")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("ก", A),
        ("ก ข", And((A, B))),
        ("ก AND ข", And((A, B), typed=True)),
        ("ก OR ข ค AND ง", Or((A, And((And((B, C)), D), typed=True)))),
        ("(ก OR ข) ค", And((Or((A, B)), C))),
        ("ก -ข", And((A, Not(B)))),
        ("ก OR -- OR ข", Or((A, B))),
        ("ก OR !", A),
        ("ก -(, OR !)", And((A, Part(",")))),
        ("NOT (ก ข)", Not(And((A, B)))),
        ("“ก ข”", Quoted("ก ข")),
        ('"ก ข"~๕', Proximity(("ก", "ข"), 5)),
        ("น้ำ*", Beginning("น้ำ")),
        ("*", Everything()),
        ("หัวเรื่อง:น้ำท่วม", TitleHas(Part("น้ำท่วม"))),
        ('TITLE:"น้ำ ท่วม"', TitleHas(Quoted("น้ำ ท่วม"))),
        ("title:(ก OR -“ข ค”)", Or((TitleHas(A), Not(TitleHas(Quoted("ข ค")))))),
        ("จังหวัด:(ลำพูน ลำปาง)", And((FieldIs("province", "TH-51"), FieldIs("province", "TH-52")))),
        ("จังหวัด:Lamphun", FieldIs("province", "TH-51")),
        ("ประเภท:ประกาศ", FieldIs("kind", "announcement")),
        ("ปี:๒๕๖๓", PublishedIn(20200101, 20201231)),
        ("published:2563..2564", PublishedIn(20200101, 20211231)),
        ("published:2020-02", PublishedIn(20200201, 20200229)),
        ("published:..2019-06-30", PublishedIn(None, 20190630)),
        ("published:12/9/2567", PublishedIn(20240912, 20240912)),
        ('วันที่:"12 ก.ย. 67"', PublishedIn(20240912, 20240912)),
        ('published:"กันยายน 2567.."', PublishedIn(20240901, None)),
        ("ปี:๖๗", PublishedIn(20240101, 20241231)),
        ("published:9/2567..10/2024", PublishedIn(20240901, 20241031)),
        ('published:"ปีงบประมาณ 2567"', PublishedIn(20231001, 20240930)),
        # what is pasted passes: only what is named is special
        ("COVID-19 - http://a.b/c?x=1", And((Part("COVID-19"), Part("-"), Part("http://a.b/c?x=1")))),
        ("09:30 ORANGE", And((Part("09:30"), Part("ORANGE")))),
    ],
)
def test_reads(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "empty"),
        ("– ! (?)", 0, "no letter or digit"),
        ('ข่าว "ไม่ปิด', 5, "quote is not closed"),
        ("ก (ข", 2, "parenthesis is not closed"),
        ("ก ) ข", 2, "not opened"),
        ("ก OR", 4, "missing at the end"),
        ("ก*ข", 1, "can only end"),
        ("ก*", 0, "at least 2"),
        ("kind:ฟ้า", 5, "no value"),
        ("จังหวัด:อเวจี", 8, "no province"),
        ("published:2563-13", 10, "no date"),
        ("published:2564..2563", 10, "ends before"),
        ("title:(ก kind:news)", 9, "only words and quotes"),
        ('title:(ก "ข ค"~3)', 9, "only words and quotes"),
        ("title:(ก title:(ข))", 9, "only words and quotes"),
        ("title:(ก", 6, "parenthesis is not closed"),
        ("จังหวัด:(ลำพูน OR อเวจี)", 18, "no province"),
        ("วันที่:12 ก.ย. 67", 7, "12 ก.ย. 67"),
        ("published:เมื่อวาน", 10, "no date"),
        ('published:"15 ธันวาคมนี้"', 10, "no date"),
        ("published:31/2/2567", 10, "no date"),
        ("language:thaii", 9, "did you mean thai"),
        ("kind:newz", 5, "did you mean news"),
        ("จังหวัด:ลำพุน", 8, "did you mean ลำพูน"),
        ('"ก"~3', 0, "two or more"),
        ('"ก ข"~99', 5, "at most"),
        ("(" * (DEEPEST + 1) + "ก" + ")" * (DEEPEST + 1), DEEPEST, "parentheses"),
        ("ก" * (LONGEST + 1), LONGEST, "longer than"),
        ("ก " * (MOST_PARTS + 1), 2 * MOST_PARTS, "parts"),
        ("กข* " * (MOST_WILDCARDS + 1), 4 * MOST_WILDCARDS, "wildcards"),
    ],
)
def test_says_where_it_is_wrong_in_both_languages(text: str, position: int, message: str) -> None:
    with pytest.raises(QueryError, match=message) as raised:
        parse(text)
    assert raised.value.position == position
    assert any("\u0e01" <= letter <= "\u0e4e" for letter in raised.value.message_th)


@given(some.text(alphabet='กขาิ่ำเ๑2a -"()*:~.ORAND', max_size=40))
def test_any_text_is_read_or_refused_with_a_position(text: str) -> None:
    position, tree = _read(text)
    assert 0 <= position <= len(text)
    for match in MODES:
        compiled = compile_tree(tree, match)
        assert compiled.ranked == bool(compiled.words or compiled.expansions)
        assert explain.thai(tree, match)
        assert explain.english(tree, match)


def _read(text: str) -> tuple[int, Node]:
    """The tree, or where it is wrong and a tree that stands for it."""
    try:
        return 0, parse(text)
    except QueryError as error:
        return error.position, A


@given(some.text(max_size=60))
def test_plain_text_has_no_operators(text: str) -> None:
    assert compile_plain(text, "any").ranked == bool(compile_plain(text, "any").words)


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("อบจ.กระบี่", "องค์การบริหารส่วนจังหวัด"),
        ("อ.บ.จ.", "องค์การบริหารส่วนจังหวัด"),
        ("อบตป่าซาง", "องค์การบริหารส่วนตำบล"),
        ("นายกองค์การบริหารส่วนจังหวัด", "อบจ."),
        ("ผวจ.", "ผู้ว่าราชการจังหวัด"),
        ("พ.ร.บ.", "พระราชบัญญัติ"),
        ("พรบ", "พ.ร.บ."),
        ("ศ.บ.ค.", "ศบค."),
        ("พล.อ.ประยุทธ์", "พลเอก"),
        ("พลเอก", "พล.อ."),
        ("อ.แม่สอด", "อำเภอ"),
        ("จังหวัดกระบี่", "จ."),
        ("๒๕๖๓", "2020"),
        ("2020", "2563"),
        ("ครั้งที่ 1/2566", "2023"),
        ("Krabi", "กระบี่"),
        ("Nakhon Si Thammarat", "นครศรีธรรมราช"),
        ("lop buri", "ลพบุรี"),
        ("9850000", "9,850,000"),
        ("ราคา 9,850,000", "9850000"),
        ("๑๕๔๐๐", "15,400"),
        ("053511234", "053 511 234"),
        ("053-511-234", "053511234"),
        ("053 511 234", "053511234"),
        ("0812345678", "081 234 5678"),
        ("PM 2.5", "pm2.5"),
        ("PM2.5", "pm 2.5"),
        ("pm25", "pm2.5"),
    ],
)
def test_also_looks_for(text: str, also: str) -> None:
    assert also in [expansion.also for expansion in compile_tree(parse(text), "all").expansions]


@pytest.mark.parametrize(
    "text",
    ['"อบจ. 2563"', "สภา", "ทตอนนี้", "0.12563", "51", "ลพ", "flood", "ต.ค.", "น.ส.3", "อ.", "จังหวัด"],
)
def test_expands_nothing_else(text: str) -> None:
    assert compile_tree(parse(text), "all").expansions == ()


def test_says_how_it_was_understood() -> None:
    tree = parse("น้ำท่วม อบจ.กระบี่ -ซ้อม ปี:2563")
    assert explain.thai(tree, "all") == (
        "น้ำท่วม และ (อบจ.กระบี่ หรือ องค์การบริหารส่วนจังหวัดกระบี่) และ ไม่มี ซ้อม และ เผยแพร่ 2020-01-01 ถึง 2020-12-31"
    )
    assert explain.english(tree, "any") == (
        "similar to น้ำท่วม อบจ.กระบี่ and not ซ้อม and published 2020-01-01 to 2020-12-31"
    )


def test_a_pasted_text_is_not_searched_for_days_and_places_of_several_parts() -> None:
    asked = ["12", "กันยายน", "2567", "Mae", "Sot"]
    assert {one.kind for one in _expanded(asked)} == {"date", "place"}
    assert {one.kind for one in _expanded([*asked, *["คำ"] * MOST_TOGETHER])} == {"era"}


def _expanded(parts: list[str]) -> tuple[Expansion, ...]:
    return compile_tree(parse(" ".join(parts)), "all").expansions


@pytest.mark.parametrize(
    ("text", "thai", "english"),
    [
        ("จังหวัด:51", "จังหวัด ลำพูน", "province Lamphun"),
        ("-kind:news", "ไม่มี ประเภท ข่าว", "not kind news"),
        ("office:pao", "ประเภทหน่วยงาน อบจ", "office pao"),
        ("has:attachment", "มี ไฟล์แนบ", "has attachment"),
        ("is:copy", "เป็น สำเนา", "is copy"),
        ("id:a-1", "รหัส a-1", "id a-1"),
    ],
)
def test_fields_are_said_by_their_names(text: str, thai: str, english: str) -> None:
    tree = parse(text)
    assert (explain.thai(tree, "all"), explain.english(tree, "all")) == (thai, english)


@given(some.integers(min_value=1900, max_value=2100))
def test_eras_are_pairs(year: int) -> None:
    other = year_pair(year)
    assert other == year + 543
    assert year_pair(other) == year
