"""A site that answers every address with its welcome page loses no article; one that is rewritten changes."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.cli import call
from pipelines.store import tables as t
from pipelines.store.database import open_store
from tests.crawlers.crawling import list_page, registry, row
from tests.crawlers.site import Asked, Reply, Site, serving

NEWS = {
    "/news/1": "อำเภอสมมติเปิดลานกีฬาให้เยาวชนใช้ทุกเย็นวันพุธ มีครูฝึกประจำสนามและน้ำดื่มบริการตลอดเวลา",
    "/news/2": "กองช่างซ่อมสะพานไม้ข้ามคลองหลังวัดเสร็จแล้ว รถจักรยานยนต์ผ่านได้ตั้งแต่เช้าวันจันทร์เป็นต้นไป",
    "/news/3": "โรงเรียนบ้านตัวอย่างรับสมัครนักเรียนใหม่ ผู้ปกครองนำสูติบัตรมายื่นที่ห้องธุรการก่อนสิ้นเดือนนี้",
    "/news/4": "ชุมชนริมน้ำร่วมปลูกต้นจามจุรีสองร้อยต้นริมถนนสายใหม่ เพื่อให้ร่มเงาแก่ผู้สัญจรและนักเรียน",
}
WELCOME = "ยินดีต้อนรับสู่เว็บไซต์ของเรา กดที่นี่เพื่อเข้าสู่หน้าหลัก ขอบคุณที่แวะมาเยี่ยมชมสำนักงานตัวอย่าง"
"""Own writing."""


def page(text: str, more: str = "") -> str:
    """A page of the site."""
    return f"<!DOCTYPE html><html lang=th><title>{text[:20]}</title><h1>{text[:20]}</h1><p>{text}</p>{more}"


@pytest.fixture
def given(home: Path, tmp_path: Path) -> list[str]:
    """Options of every command."""
    return ["--home", str(home), "--registry", str(tmp_path / "rows"), "--json"]


def collected(site: Site, home: Path, tmp_path: Path, given: list[str], patch: pytest.MonkeyPatch) -> None:
    """The site as it was, collected once."""
    patch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
    registry(tmp_path / "rows", row("nan", site.url("/"), 'via = ["html"]'))
    assert call(["run", *given]) == 0
    assert len(bodies(home)) == len(NEWS)


def bodies(home: Path) -> dict[str, tuple[str, int]]:
    """Address, text and version of each article."""
    store = open_store(home)
    with store.read() as connection:
        rows = connection.execute(select(t.articles.c.record, t.articles.c.version)).all()
    store.close()
    read = [(json.loads(one.record), one.version) for one in rows]
    return {record["canonical_url"]: (record["article_body"], version) for record, version in read}


@pytest.mark.parametrize("counted", [False, True], ids=["the same bytes", "a counter on it"])
def test_a_welcome_page_in_place_of_all_articles_is_no_version_of_any(
    counted: bool,
    home: Path,
    tmp_path: Path,
    given: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving({"/": list_page(*NEWS), **{url: page(text) for url, text in NEWS.items()}}) as site:
        collected(site, home, tmp_path, given, monkeypatch)
        before, visits = bodies(home), count(1)

        def welcome(_asked: Asked) -> Reply:
            return Reply(page(WELCOME, f"<!-- {next(visits)} -->" if counted else "").encode())

        site.pages = dict.fromkeys(["/", *NEWS], welcome)
        capsys.readouterr()
        call(["revisit", "--days", "30", *given])
        report = json.loads(capsys.readouterr().out)
    assert bodies(home) == before
    assert report["discards"]["nan:welcome_page"] == len(NEWS)
    (told,) = [one for one in report["issues"] if one["code"] == "welcome_page"]
    assert (told["source"], told["url"]) == ("nan", None)
    assert str(len(NEWS)) in told["message"]


def test_articles_that_are_written_anew_each_in_its_own_way_are_new_versions(
    home: Path, tmp_path: Path, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({"/": list_page(*NEWS), **{url: page(text) for url, text in NEWS.items()}}) as site:
        collected(site, home, tmp_path, given, monkeypatch)
        turned = dict(zip(NEWS, [*list(NEWS.values())[1:], WELCOME], strict=True))
        site.pages = {"/": list_page(*NEWS), **{url: page(text) for url, text in turned.items()}}
        assert call(["revisit", "--days", "30", *given]) == 0
    assert {version for _, version in bodies(home).values()} == {2}
