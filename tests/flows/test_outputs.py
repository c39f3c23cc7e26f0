"""What leaves Khaosan, by every road: letters by their number, personal numbers nowhere. Own texts."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cli import call
from pipelines.codec import to_builtins
from pipelines.enrich import enrich
from pipelines.records import Draft, Source
from pipelines.text.segment import segmented
from tests.search.web.office_samples import web_store
from tests.search.web.test_item_page import FILE, note_file

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=7)))
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
MOBILE, CITIZEN, OFFICE = "0812345678", "1234567890121", "053511000"
LETTER = """ที่ ลพ ๐๐๑๗.๒/ว ๑๒
ศาลากลางจังหวัดลำพูน
๕ สิงหาคม ๒๕๖๔
เรื่อง ขอเชิญประชุมเรื่องน้ำ
เรียน นายอำเภอทุกอำเภอ
อ้างถึง หนังสือจังหวัด ที่ ลพ ๐๐๑๗.๒/ว ๙ ลงวันที่ ๑ สิงหาคม ๒๕๖๔
ด้วยจังหวัดกำหนดประชุมเรื่องน้ำ สอบถามได้ที่ {}
ขอแสดงความนับถือ
นายสมชาย ใจมั่น
ผู้ว่าราชการจังหวัดลำพูน"""
NEWS = """นายสมชาย ใจมั่น นายกเทศมนตรีตำบลบ้านสวน เปิดงานวันต้นไม้ในวันที่ ๕ สิงหาคม ๒๕๖๔
ผู้สนใจติดต่อ {} หรือสำนักงาน {}
ภาพ/ข่าว : สมหญิง ดีงาม {}"""


def written(number: str) -> tuple[str, ...]:
    """A number as people write it, in both digit systems."""
    groups = [number[:3], number[3:6], number[6:]]
    if len(number) == 13:
        groups = [number[0], number[1:5], number[5:10], number[10:12], number[12]]
    shapes = (number, "-".join(groups), " ".join(groups))
    return (*shapes, *(shape.translate(THAI) for shape in shapes))


def leaked(output: str) -> list[str]:
    """The personal numbers of an output, whatever its digits, hyphens, escapes and word breaks."""
    arabic = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", "-\u200b \u00a0")
    bare = output.encode().decode("unicode_escape", "ignore") if "\\u0e" in output else output
    return [number for number in (MOBILE, CITIZEN) if number in bare.translate(arabic)]


@given(st.sampled_from(written(MOBILE)), st.sampled_from(written(CITIZEN)), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_field_of_a_record_and_no_word_of_its_copy_holds_a_personal_number(
    mobile: str, citizen: str, letter: bool
) -> None:
    """Headline, body, notes, posters, categories, people, credits, letter, evidence and raw dates."""
    said = f"โทร. {mobile} เลขประจำตัว {citizen}"
    draft = Draft(
        url="https://office.example/1",
        canonical_url="https://office.example/1",
        item="1",
        headline=f"ประกาศ {said}",
        body=(LETTER if letter else NEWS).format(said, OFFICE, said),
        published_raw=f"5 สิงหาคม 2564 {said}",
        posted_by=(f"สมหญิง {said}",),
        category=(f"ข่าว {said}",),
        notes=(f"โพสต์เมื่อ 5 สิงหาคม 2564 โดย สมหญิง {said}", f"ผู้สื่อข่าว : สมชาย {said}"),
    )
    source = Source(id="office", name="", province="TH-51", office="province", family="generic")
    for keep in (False, True):
        article = enrich(
            draft, source=source, family_version="x@1", captured_at=NOW, page_sha256="", now=NOW, keep=keep
        )
        assert leaked(json.dumps(to_builtins(article), ensure_ascii=False, default=str)) == []
        assert leaked(segmented(article.article_body) + segmented(article.headline)) == []
        assert "x-xxxx-xxxxx-xx-x" in article.article_body
        assert letter or OFFICE in article.article_body


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with letters and news that name personal numbers, indexed."""
    folder = tmp_path_factory.mktemp("outputs")
    numbers = [*written(MOBILE), *written(CITIZEN)]
    rows = [
        {"id": f"n{at}", "title": f"เปิดงานครั้งที่ {at} โทร {one}", "text": NEWS.format(one, OFFICE, one)}
        for at, one in enumerate(numbers)
    ]
    arabic = LETTER.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")).replace("/ว 12", "/ว 13")
    rows += [
        {"id": "thai", "title": "ขอเชิญประชุมเรื่องน้ำ", "text": LETTER.format(MOBILE.translate(THAI))},
        {"id": "arabic", "title": "ขอเชิญประชุมเรื่องไฟฟ้า", "text": arabic.format(MOBILE)},
    ]
    file = folder / "own.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    home = folder / "home"
    assert call(["import", str(file), "--home", str(home), "--json"]) == 0
    assert call(["index", "--home", str(home), "--json"]) == 0
    return home


@pytest.mark.parametrize("asked", ["ลพ 0017.2/ว", "ลพ ๐๐๑๗.๒/ว", "ที่ ลพ ๐๐๑๗.๒/ว", 'letter:"ลพ 0017.2/ว"'])
def test_a_letters_number_finds_it_in_either_digit_system(
    asked: str, filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["search", asked, "--copies", "--home", str(filled), "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert {hit["id"] for hit in hits} == {"thai", "arabic"}


COMMANDS = [
    ["search", "ติดต่อ"],
    ["search", "ติดต่อ", "--copies", "--size", "50"],
    ["show", "n0"],
    ["show", "n7"],
    ["show", "thai"],
    *(["cite", "n1", "--style", style] for style in ("th", "en", "ris", "bib", "csl.json")),
    ["explain", "ติดต่อ"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: "-".join(words[:3]))
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_no_command_prints_a_personal_number(
    command: list[str], form: list[str], filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*command, *form, "--home", str(filled)]) == 0
    output = capsys.readouterr()
    assert output.out
    assert leaked(output.out + output.err) == []


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "bib", "ris", "csl.json", "parquet"])
def test_no_export_holds_a_personal_number(suffix: str, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / f"all.{suffix}"
    assert call(["export", "*", "-o", str(file), "--home", str(filled)]) == 0
    if suffix == "parquet":
        from pyarrow import parquet

        text = json.dumps(parquet.read_table(file).to_pylist(), ensure_ascii=False, default=str)
    else:
        text = file.read_text(encoding="utf-8")
    assert "สมชาย" in text or suffix in ("bib", "ris", "csl.json")
    assert leaked(text) == []


def test_no_page_and_no_answer_of_the_web_app_holds_a_personal_number(filled: Path) -> None:
    from flows.settings import Settings
    from flows.workspace import workspace
    from search.engines import open_engine
    from search.service import Searcher
    from search.web.app import create_app
    from tests.search.web.asking_app import Client

    with workspace(Settings(home=str(filled))) as space:
        engine = open_engine("tantivy", home=filled)
        web = Client(create_app(space.store, Searcher(space.store, engine)))
        paths = [
            "/",
            "/?q=ติดต่อ",
            "/?q=โทร&sort=newest",
            "/item/n0",
            "/item/thai",
            "/api/v1/search?q=ติดต่อ",
            "/api/v1/articles/n0",
            "/offices",
        ]
        answers = [web.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    assert [leaked(answer.text) for answer in answers] == [[]] * len(paths)


def test_addresses_are_masked_where_people_read_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"id": "one", "title": "งานวันต้นไม้", "text": "เปิดงานวันต้นไม้", "url": f"https://example.org/{MOBILE}"}
    file, home = tmp_path / "one.jsonl", ["--home", str(tmp_path / "home")]
    file.write_text(json.dumps(row), encoding="utf-8")
    assert call(["import", str(file), *home]) == 0
    assert call(["index", *home]) == 0
    capsys.readouterr()
    for command in (["show", "one"], ["search", "ต้นไม้"]):
        assert call([*command, *home]) == 0
        said = capsys.readouterr().out
        assert "https://example.org/08x-xxx-xxxx" in said
        assert leaked(said) == []


def test_show_lists_the_versions_and_names_the_attachment_that_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = web_store(tmp_path)
    note_file(store)
    store.close()
    shown = ["show", "krabi-pao:100", "--home", str(tmp_path)]
    assert call(shown) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[4] for line in lines if line.startswith("  ") and ": 2026-" in line][
        -1
    ] == "attachment"
    assert f"attachment แผน น้ำท่วม 08x-xxx-xxxx.pdf changed, SHA-256 {FILE}" in "\n".join(lines)
    assert call([*shown, "--json"]) == 0
    versions = json.loads(capsys.readouterr().out)["versions"]
    assert [one["file_sha256"] for one in versions] == [None, None, FILE]
    kinds = [[piece["kind"] for piece in one["changes"] or ()] for one in versions]
    assert kinds == [[], ["skip", "new"], []]
    assert "     …{+แก้ไขจำนวนถุงยังชีพเป็น 150 ชุด +}" in lines
