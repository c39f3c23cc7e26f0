"""The registry: every fault at once, each with file and key; the shipped rows as data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crawlers import doors, registry, registry_check, selection
from crawlers.registry import load
from crawlers.selection import selected
from pipelines import provinces
from pipelines.errors import SettingsError, SourceError

GOOD = """province = "TH-55"
[[source]]
id = "nan-pr"
name = "สำนักงานประชาสัมพันธ์จังหวัดน่าน"
office = "pr-office"
family = "prd"
start = ["https://nan.example/"]
"""


def written(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SourceError) as caught:
        load(folder)
    return caught.value.faults


def test_a_row_becomes_a_source(tmp_path: Path) -> None:
    (source,) = load(written(tmp_path, nan=GOOD + 'hosts = ["old.example"]\ndelay = 5\nvia = ["feed"]\n'))
    assert (source.id, source.province, source.delay, source.via) == ("nan-pr", "TH-55", 5.0, ("feed",))
    assert source.disabled is None


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        a=GOOD + 'fmaily = "prd"\n',
        b=GOOD.replace("TH-55", "TH-98").replace("nan-pr", "b").replace('"prd"', '"drupal9"'),
        c=GOOD.replace("nan-pr", "c").replace("https://nan.example/", "nan.example/news"),
        d="province = 'TH-55'\n[[source]\n",
        e=GOOD.replace("nan-pr", "Nan PR"),
        f=GOOD.replace("nan-pr", "f").replace("pr-office", "ministry")
        + 'via = ["ftp"]\ndelay = -1\nsince = "soon"\n',
        g='province = "TH-55"\n',
        h=GOOD.replace("nan-pr", "h").replace('name = "สำนักงานประชาสัมพันธ์จังหวัดน่าน"\n', ""),
        i=GOOD.replace("nan-pr", "i").replace("start", "starts"),
        j=GOOD.replace("nan-pr", "j") + "encoding = 874\n",
        k=GOOD.replace("nan-pr", "k")
        + 'aliases = [{ host = "a/b", since = "2020-02-01", until = "2019-01-01" }]\n',
        l=GOOD.replace('"nan-pr"', "5")
        .replace("สำนักงานประชาสัมพันธ์จังหวัดน่าน", " ")
        .replace(
            '"https://nan.example/"',
            '"https://a.example:abc/", "https://a.example:0/", "https://a.example/ x", "https://user:pw@a.example/"',
        )
        + 'terms = ["terms"]\ndelay = inf\nbudget = { pages = inf, minutes = 0 }\n'
        + 'since = "2020-13-01"\nzzz = 1\n',
    )
    found = faults(folder)
    for expected in (
        "a.toml: source nan-pr: fmaily: unknown key; did you mean family?",
        "b.toml: province: 'TH-98' is no province",
        "b.toml: source b: family: 'drupal9' is none of prd, wordpress, joomla, drupal, webforms, legacy",
        "c.toml: source c: start: 'nan.example/news' is no absolute http or https address",
        "d.toml: ",
        "e.toml: source Nan PR: id:",
        "f.toml: source f: office: 'ministry'",
        "f.toml: source f: via:",
        "f.toml: source f: delay:",
        "f.toml: source f: since:",
        "g.toml: source: no [[source]]",
        'h.toml: source h: name: missing; add name = "…"',
        "i.toml: source i: starts: unknown key; did you mean start?",
        "i.toml: source i: start: missing",
        "j.toml: source j: encoding: 874 is no text",
        "k.toml: source k: aliases: 'a/b' is no host",
        "k.toml: source k: aliases: a/b: evidence: missing",
        "k.toml: source k: aliases: a/b: it ends before it begins",
        "l.toml: source no. 1: id: 5 is no text",
        "l.toml: source no. 1: name: missing",
        "l.toml: source no. 1: zzz: unknown key; known are aliases, budget, ",
        "l.toml: source no. 1: start: 'https://a.example:abc/' is no absolute",
        "l.toml: source no. 1: start: 'https://a.example:0/' is no absolute",
        "l.toml: source no. 1: start: 'https://a.example/ x' is no absolute",
        "l.toml: source no. 1: start: 'https://user:pw@a.example/' carries a name or password",
        "l.toml: source no. 1: terms: 'terms' is no absolute",
        "l.toml: source no. 1: delay: inf",
        "l.toml: source no. 1: budget: pages: inf",
        "l.toml: source no. 1: budget: minutes: 0 would ask nothing",
        "l.toml: source no. 1: since: '2020-13-01' is no day; write it as",
    ):
        assert any(fault.startswith(expected) for fault in found), (expected, found)


def test_a_key_that_nothing_would_read_is_a_fault(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        a=GOOD.replace('"https://nan.example/"', '"http://[::1", 3')
        + 'hosts = ["https://h.example/"]\nterms = "/terms"\nselectors = { lnks = "a", body = 3 }\n'
        + 'expect = { date = 1.4, dates = 1, min_per_month = "x" }\ndisabled = true\nevidence = 3\n'
        + 'aliases = [{ host = "b.example", hots = "c", evidence = "x", since = "2560-01-01",'
        + ' until = "2018-01-01" }]',
    )
    assert [fault.removeprefix("a.toml: source nan-pr: ") for fault in faults(folder)] == [
        "disabled: True is no text; put it between quotes",
        "evidence: 3 is no text; put it between quotes",
        "terms: a list of texts",
        "start: 'http://[::1' is no absolute http or https address; write it as https://www.office.example/news",
        "start: 3 is no absolute http or https address; write it as https://www.office.example/news",
        "hosts: 'https://h.example/' is no host; write it without https:// and path",
        "aliases: b.example: hots: unknown key; did you mean host?",
        "selectors: 'lnks' is none of links, next, title, body, date, author, category, drop",
        "selectors: body: 3 is no CSS",
        "expect: date: 1.4 is no share from 0 to 1",
        "expect: 'dates' is none of date, title, body, min_per_month",
        "expect: min_per_month: 'x' is no number",
    ]


def test_an_id_occurs_once_in_a_registry(tmp_path: Path) -> None:
    assert faults(written(tmp_path, a=GOOD, b=GOOD)) == (
        "b.toml: source nan-pr: id: it occurs twice in the registry",
    )


def test_a_folder_without_rows_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in faults(tmp_path)[0]
    assert str(tmp_path / "none") in faults(tmp_path / "none")[0]


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    assert faults(tmp_path)[0].startswith("a.toml: ")


def test_the_shipped_registry_covers_all_provinces_and_crawls_none_unasked() -> None:
    rows = load()
    assert {row.province for row in rows} == {one.iso for one in provinces.ALL}
    offices = Counter(row.office for row in rows)
    assert offices["province"] == 77
    assert offices["pr-office"] >= 77
    assert offices["pao"] == 9
    assert [row.id for row in rows if row.disabled is None] == []
    assert all(row.evidence for row in rows)
    assert selected(rows) == ()


def test_a_shipped_row_takes_eight_lines_and_one_for_former_hosts() -> None:
    for file in registry.SHIPPED.glob("*.toml"):
        for block in file.read_text(encoding="utf-8").split("[[source]]")[1:]:
            lines = [line for line in block.strip().splitlines() if not line.startswith("aliases")]
            assert len(lines) + 1 <= 8


def test_nothing_in_the_shipped_registry_is_doubtful() -> None:
    rows = load()
    assert registry_check.remarks(rows) == []
    assert sum(map(registry_check.is_pattern, rows)) == 67
    (facebook,) = [row for row in rows if "Facebook" in (row.disabled or "")]
    assert (facebook.id, facebook.start) == ("roi-et-pr", ())
    assert not selection.may_be_probed(facebook)
    thaigov = next(row for row in rows if row.id == "thaigov")
    assert "2025-09-20" in (thaigov.disabled or "")
    assert all(alias.evidence for row in rows for alias in row.aliases)


def test_a_former_host_is_known_and_not_fetched(tmp_path: Path) -> None:
    aliases = (
        'aliases = [{ host = "old.example", since = "2015-01-01", until = "2019-12-31", evidence = "x" },'
        ' { host = "www.second.example", evidence = "its own page" }]\n'
    )
    (row,) = load(written(tmp_path, nan=GOOD + aliases))
    assert [alias.host for alias in row.aliases] == ["old.example", "www.second.example"]
    assert doors.hosts(row) == {"nan.example", "second.example"}


def test_doubtful_rows_are_remarked(tmp_path: Path) -> None:
    more = GOOD.replace("nan-pr", "two").replace('"prd"', '"generic"')
    rows = load(
        written(
            tmp_path,
            a=GOOD,
            b=more + 'selectors = { links = "a[" }\nencoding = "cp999"\n',
            c=GOOD.replace("nan-pr", "c").replace("nan.example", "c.example") + 'via = ["rest"]\n',
            d=GOOD.replace("nan-pr", "d").replace("nan.example", "d.example")
            + 'aliases = [{ host = "nan.example", evidence = "x" }]\n',
            e=GOOD.replace("nan-pr", "e").replace("nan.example", "www.facebook.com"),
        )
    )
    found = registry_check.remarks(rows)
    for expected in (
        "source two: selectors: links:",
        "source two: encoding: 'cp999'",
        "source two: start: https://nan.example/ is that of nan-pr too",
        "source c: via: rest: its family has no such door",
        "source d: aliases: nan.example is a host of",
        "source e: start: facebook.com is out of scope: say so in disabled",
    ):
        assert any(remark.startswith(expected) for remark in found), (expected, found)


def test_a_confirmed_office_is_crawled_and_a_closed_one_never() -> None:
    rows = load()
    confirmed = frozenset({"lamphun-pr", "thaigov"})
    assert [row.id for row in selected(rows, confirmed=confirmed)] == ["lamphun-pr"]
    with pytest.raises(SettingsError, match="source probe lamphun"):
        selected(rows, ids=("lamphun",), confirmed=confirmed)
    with pytest.raises(SettingsError, match="closed on purpose"):
        selected(rows, ids=("thaigov",), confirmed=confirmed)


@pytest.mark.parametrize("name", ["TH-55", "55", "น่าน", "Nan"])
def test_a_province_is_taken_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    rows = load(
        written(tmp_path, nan=GOOD, phrae=GOOD.replace("TH-55", "TH-54").replace("nan-pr", "phrae-pr"))
    )
    assert [row.id for row in selected(rows, province=name)] == ["nan-pr"]


def test_an_unknown_office_or_province_is_told(tmp_path: Path) -> None:
    rows = load(written(tmp_path, nan=GOOD))
    with pytest.raises(SettingsError, match="no such office"):
        selected(rows, ids=("nan",))
    with pytest.raises(SettingsError, match="no such province"):
        selected(rows, province="Atlantis")
