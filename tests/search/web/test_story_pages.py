"""Pages of stories: word differences, the map of a way, series, a letter's answers, the rule in force."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from pipelines.copies.rules import RULES
from pipelines.copies.statement import statement
from pipelines.store.database import Store
from pipelines.store.tables import articles
from pipelines.text.segment import segmented
from search.web.differences import MOST_WORDS, difference
from search.web.routes.about import parts
from search.web.words import Language
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import made
from tests.search.web.parsing import page, said
from tests.search.web.story_samples import FAIR, place, story_store


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Store]]:
    """The app on the stories."""
    home = tmp_path_factory.mktemp("stories")
    store = story_store(home)
    yield client_of(app_on(store, home)), store
    store.close()


def series_of(store: Store, identity: str) -> str:
    with store.read() as connection:
        return str(connection.scalar(select(articles.c.series_id).where(articles.c.id == identity)))


def test_copies_show_what_each_office_changed_word_by_word(told: tuple[Client, Store]) -> None:
    root = page(told[0], "/item/lamphun-pr:111")
    stops = root.xpath("//*[@id='copies']//li[contains(@class,'stop')]")
    assert len(stops) == 3
    assert "เปลี่ยนหัวเรื่อง" in said(stops[1], ".")
    gone = [one.text_content() for one in stops[1].xpath(".//del")]
    new = [one.text_content() for one in stops[1].xpath(".//ins")]
    assert any("๔๐" in one for one in gone)
    assert any("40" in one for one in new)
    assert any("ข่าวดี" in one for one in new)
    assert "จังหวัดลำพูน" in said(stops[1], ".//details/p")
    assert "\u200b" not in root.text_content()


def test_the_map_numbers_the_provinces_in_order_of_arrival(told: tuple[Client, Store]) -> None:
    root = page(told[0], "/item/lamphun-pr:111")
    assert [one.text_content() for one in root.xpath("//*[@class='way-number']")] == ["1+", "3"]
    rows = root.xpath("//details[contains(@class,'way')]//tbody/tr")
    assert [" ".join(row.text_content().split()) for row in rows] == ["ลำพูน1, 2", "น่าน3"]
    assert len(root.xpath("//details[contains(@class,'way')]//path")) == 77


def test_the_way_of_a_story_and_the_answers_to_a_letter_are_csv(told: tuple[Client, Store]) -> None:
    def sheet(item: str, part: str) -> list[dict[str, str]]:
        links = page(told[0], f"/item/{item}").xpath(f"//*[@id='{part}']//a[@class='csv']/@href")
        answer = told[0].get(links[0])
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(answer.text)))

    first, second, third = sheet("lamphun-pr:111", "copies")
    assert [one["place"] for one in (first, second, third)] == ["1", "2", "3"]
    assert (first["taken_from"], second["taken_from"]) == ("", "lamphun-province:110")
    assert (second["lag_days"], third["province"]) == ("1", "TH-55")
    assert 0 < float(second["share_of_copy"]) < 1
    (answer,) = sheet("lamphun-province:130", "answers")
    assert (answer["article"], answer["days"], answer["order"]) == ("lamphun-pr:131", "3", "2026-02-01")
    assert told[0].get("/item/none/copies.csv").status_code == 404


def test_series_are_listed_and_their_issues_stand_in_time(told: tuple[Client, Store]) -> None:
    client, store = told
    name = series_of(store, "lamphun-province:121")
    root = page(client, "/series")
    assert root.xpath("//table//a/@href") == [f"/series/{name}"]
    assert "ระดับน้ำกวง ครั้งที่ 3" in said(root, "//table//a")
    assert said(root, "//td[@class='figure-cell']") == "3"
    issues = page(client, f"/series/{name}")
    assert issues.xpath("//ol[@class='line']//time/@datetime") == ["2026-03-02", "2026-03-09", "2026-03-16"]
    assert f"/series/{name}" in page(client, "/item/lamphun-province:121").xpath("//*[@id='series']//a/@href")
    found = page(client, f"/?q=series:{name}")
    assert said(found, "//*[@id='count']").startswith("พบ 3 เรื่อง")
    assert said(page(client, f"/?series={name}"), "//*[@id='count']").startswith("พบ 3 เรื่อง")
    page(client, "/series/s-0000000000000000", 404)


def test_a_letter_shows_who_answered_after_how_long_and_who_did_not(told: tuple[Client, Store]) -> None:
    root = page(told[0], "/item/lamphun-province:130")
    answers = said(root, "//*[@id='answers']")
    assert "เผยแพร่แล้ว 1 จาก 1 หน่วยงาน" in answers
    assert "1 ก.พ. 2569" in answers
    assert "ค่ากลาง 3 วัน" in answers
    assert root.xpath("//*[@id='answers']//ol//a/@href") == ["/item/lamphun-pr%3A131"]
    assert not page(told[0], "/item/lamphun-pr:131").xpath("//*[@id='answers']")


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_rule_in_force_is_stated_from_the_configuration(
    told: tuple[Client, Store], language: Language
) -> None:
    root = page(told[0], f"/about/copies?lang={language}")
    rules = [one.text_content() for one in root.xpath("//ol[@class='rules']/li")]
    stated = [one for one in parts(statement(language)) if one.kind == "rule"]
    assert [" ".join(rule.split()) for rule in rules] == [one.text for one in stated]
    assert any(f"{RULES.copy_contained:.0%}" in rule for rule in rules)
    assert any(str(RULES.series_days) in rule for rule in rules)
    assert page(told[0], f"/about?lang={language}").xpath("//a[starts-with(@href,'/about/copies')]")


def test_the_statement_is_read_block_by_block() -> None:
    found = parts("# Title\n\n1. one\n   goes on\n2. two\n\nEnd,\nlast line.\n")
    assert [(one.kind, one.text) for one in found] == [
        ("title", "Title"), ("rule", "one goes on"), ("rule", "two"), ("text", "End, last line."),
    ]  # fmt: skip


def test_a_search_says_which_article_of_a_story_it_shows(told: tuple[Client, Store]) -> None:
    root = page(told[0], "/?q=ผ้าทอ&show=earliest")
    assert root.xpath("//h3/a/@href")[0].startswith("/item/lamphun-province%3A110")
    assert said(root, "//ul[@aria-label='ฉบับซ้ำ']//a[@aria-current]") == "แสดงฉบับแรกสุด"
    assert len(page(told[0], "/?q=ผ้าทอ&copies=1").xpath("//h3/a")) == 3
    page(told[0], "/?q=ผ้าทอ&show=best", 400)


def test_hostile_words_stay_words_in_a_difference(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("hostile-stories")
    store = story_store(home)
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"
    twin = made(40, 0, "2026-01-07", "news", f"ชวนชมผ้า {attack}", f"{FAIR}\n{attack}")
    place(store, [replace(twin, issuer=attack)])
    root = page(client_of(app_on(store, home)), "/item/lamphun-pr:140")
    assert not root.xpath("//img | //script[not(@src)] | //@onerror")
    assert any("<script>" in one.text_content() for one in root.xpath("//ins"))
    store.close()


WORDS = st.lists(st.sampled_from(["น้ำ", "ท่วม", "บ้าน", "ถนน", "<b>", "40", "\n"]), max_size=40)


@given(WORDS, WORDS)
def test_a_difference_holds_both_texts(before: list[str], after: list[str]) -> None:
    old, new = ("\u200b".join(words) for words in (before, after))
    found = difference(old, new)
    assert found.none == (_plain(old) == _plain(new))
    for skipped, text in (("new", old), ("gone", new)):
        at = 0
        for piece in found.pieces:
            if piece.kind not in (skipped, "skip"):
                at = _plain(text).index(piece.text, at) + len(piece.text)


def _plain(text: str) -> str:
    return "".join(word for line in text.split("\n") for word in (*line.split("\u200b"), " "))


def test_a_long_or_very_different_text_is_cut_and_says_so() -> None:
    long = "\u200b".join(f"คำ{number}" for number in range(MOST_WORDS + 5))
    assert difference(long, long).cut
    other = "\u200b".join(f"คำ{number}" if number % 2 else f"อื่น{number}" for number in range(400))
    assert difference(other, other.replace("อื่น", "ใหม่")).cut
    assert not difference(segmented("น้ำท่วมถนน"), segmented("น้ำท่วมบ้าน")).cut
