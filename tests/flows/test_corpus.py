"""``khaosan import`` by the command line: ids byte for byte, nothing dropped, repeatable, clashes refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call

# Our own writing, in the manner of offices.
LINES: list[dict[str, Any]] = [
    {
        "id": "ก/1 & <b>",
        "title": "เทศบาลตำบลบ้านสวนแจ้งหยุดจ่ายน้ำประปา",
        "text": "เทศบาลตำบลบ้านสวนขอแจ้งหยุดจ่ายน้ำประปาชั่วคราวในวันที่ ๑๔ มกราคม ๒๕๖๙ เพื่อซ่อมท่อส่งน้ำที่ชำรุด",
        "published": "2026-01-12",
    },
    {"id": "2", "title": "", "text": "ไม่มีหัวเรื่อง แต่มีเนื้อหาว่าด้วยการขุดลอกคลองชลประทาน"},
    {"id": "3", "title": "สล็อตเว็บตรง", "text": "สล็อตเว็บตรง บาคาร่า ฝากถอนไม่มีขั้นต่ำ"},
    {
        "title": "ประชุมผู้ปกครอง",
        "text": "โรงเรียนบ้านสวนประชุมผู้ปกครองก่อนเปิดภาคเรียน",
        "url": "https://example.org/a",
    },
]


def write(file: Path, lines: list[dict[str, Any]]) -> Path:
    """Write lines, plain or gzip by suffix."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    file.write_bytes(gzip.compress(text) if file.suffix == ".gz" else text)
    return file


def asked(words: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> Any:
    """Run a command and read its JSON."""
    assert call([*words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def filled(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A home with the corpus, indexed."""
    report = asked(["import", str(write(tmp_path / "c.jsonl.gz", LINES)), "--home", str(home)], capsys)
    assert report["articles"] == {"added": 4}
    asked(["index", "--home", str(home)], capsys)
    return home


def exported(home: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """All articles of a home."""
    file = folder / "all.jsonl"
    asked(["export", "*", "-o", str(file), "--home", str(home)], capsys)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_ids_stay_and_nothing_is_dropped(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = {row["id"]: row for row in exported(filled, tmp_path, capsys)}
    assert {"ก/1 & <b>", "2", "3"} < rows.keys()
    assert len(rows) == 4
    assert rows["2"]["headline"] == ""
    assert rows["ก/1 & <b>"]["published"]["value"] == "2026-01-12"


def test_a_phrase_inside_a_text_is_found(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(["search", "ซ่อมท่อส่งน้ำ", "--home", str(filled)], capsys)
    assert [hit["id"] for hit in found["hits"]] == ["ก/1 & <b>"]
    assert "<mark>" in found["hits"][0]["snippet"]


def test_importing_again_adds_nothing(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = asked(["import", str(write(tmp_path / "d.jsonl", LINES)), "--home", str(filled)], capsys)
    assert (report["captures"], report["articles"]) == (0, {})


@pytest.mark.parametrize("where", ["within the file", "against the home"])
def test_a_clash_of_ids_takes_nothing(
    where: str, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"id": "2" if where == "against the home" else "9", "title": "อื่น", "text": "อื่น"}
    again = {**other, "text": "อื่นอีก"}
    assert call(["import", str(write(tmp_path / "e.jsonl", [other, again])), "--home", str(filled)]) == 2
    assert "two different texts" in capsys.readouterr().err
    assert len(exported(filled, tmp_path, capsys)) == 4


@pytest.mark.parametrize("content", [b"{", b'{"title": 5}', b"\xff\xfe", b"[1]"])
def test_a_bad_line_is_numbered(
    content: bytes, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(b'{"text": "\xe0\xb8\x81"}\n' + content + b"\n")
    assert call(["import", str(file), "--home", str(home)]) == 2
    assert "line 2" in capsys.readouterr().err


def test_batches_answer_with_ids_in_the_order_of_the_questions(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = [{"qid": "b", "query": "ขุดลอกคลอง"}, {"qid": "a", "query": "บาคาร่า"}]
    file = write(tmp_path / "q.jsonl", questions)
    assert call(["search-batch", str(file), "--home", str(filled)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(answer["qid"], answer["ids"][0]) for answer in answers] == [("b", "2"), ("a", "3")]


def test_a_takedown_outlives_a_rebuild(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(filled)]
    asked(["takedown", "2", "--reason", "asked for", *home], capsys)
    asked(["reextract", *home], capsys)
    asked(["index", "--rebuild", *home], capsys)
    found = asked(["search", "ขุดลอกคลอง", *home], capsys)
    assert found["query"]["fell_back"]
    assert "2" not in {hit["id"] for hit in found["hits"]}
    assert "2" not in {row["id"] for row in exported(filled, tmp_path, capsys)}


def test_a_person_reads_passages_and_counts(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["search", "ซ่อมท่อส่งน้ำ", "--home", str(filled)]) == 0
    assert "เพื่อซ่อมท่อส่งน้ำที่ชำรุด" in capsys.readouterr().out
    assert call(["search", "*", "--interval", "month", "--size", "0", "--home", str(filled)]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["2026-01: 1", "undated: 3"]
    assert call(["search", "*", "--undated", "--size", "0", "--home", str(filled)]) == 0
    assert "3 articles" in capsys.readouterr().out
    assert call(["search", "เทศบานตำบล", "--home", str(filled)]) == 0
    assert "try (part)" not in capsys.readouterr().out, "one part alone has no other part to try"


def test_a_program_is_told_why_nothing_is_found_and_what_to_try(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advice = asked(["search", "เทศบาล ไดโนเสาร์", "--home", str(filled)], capsys)["advice"]
    assert [(one["why"], one["part"]) for one in advice["reasons"]] == [("part_absent", "ไดโนเสาร์")]
    found = asked(["search", advice["suggestions"][0]["query"], "--home", str(filled)], capsys)
    assert found["total"] == advice["suggestions"][0]["articles"] > 0
