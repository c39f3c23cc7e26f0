"""The search page: what it says, what its links do, how it helps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.store import sources
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW, OFFICES, web_store
from tests.search.web.parsing import page, said


def test_total_names_stories_and_items(client: Client) -> None:
    root = page(client, "/?q=น้ำท่วม")
    assert said(root, "//h2[@id='count']") == "พบ 2 เรื่อง (4 รายการ)"
    assert "จากทั้งหมด 14 รายการ" in said(root, "//*[contains(@class,'of')]")


def test_query_is_understood_and_marked(client: Client) -> None:
    root = page(client, "/?q=น้ำท่วม")
    assert said(root, "//p[@class='understood']") == "ระบบตีความว่า น้ำท่วม"
    assert {"".join(mark.itertext()) for mark in root.xpath("//ol//mark")} == {"น้ำท่วม"}


def test_hit_shows_office_both_eras_kind_and_copies(client: Client) -> None:
    root = page(client, "/?q=ลำไย&sort=oldest")
    hit = root.xpath("//li[@class='hit']")[0]
    assert said(hit, ".//*[@class='office']") == "สำนักงานประชาสัมพันธ์จังหวัดลำพูน"
    assert said(hit, ".//time") == "5 ส.ค. 2565 (2022-08-05)"
    assert said(hit, ".//*[contains(@class,'kind-news')]") == "ข่าว"
    assert said(hit, ".//p[@class='under']/a") == "เผยแพร่ซ้ำใน 1 หน่วยงาน"


def test_no_words_browse_everything_newest_first(client: Client) -> None:
    root = page(client, "/")
    assert said(root, "//h2[@id='count']").endswith("พบ 11 เรื่อง (14 รายการ)")
    dates = root.xpath("//li[@class='hit']//time/@datetime")
    assert dates == sorted(dates, reverse=True)


def test_copies_apart(client: Client) -> None:
    root = page(client, "/?q=น้ำท่วม&copies=1")
    assert len(root.xpath("//li[@class='hit']")) == 4
    assert "4 รายการ" in said(root, "//h2[@id='count']")


@pytest.mark.parametrize(
    ("address", "items"),
    [
        ("/?province=ลำพูน&copies=1", 5),
        ("/?province=TH-51&province=55&copies=1", 7),
        ("/?kind=procurement", 1),
        ("/?office=tao&copies=1", 3),
        ("/?source=krabi-pao&copies=1", 2),
        ("/?from=2563&to=2563&copies=1", 2),
        ("/?from=2020&to=2020&copies=1", 2),
        ("/?undated=1", 1),
    ],
)
def test_filters_narrow(client: Client, address: str, items: int) -> None:
    root = page(client, address)
    assert len(root.xpath("//li[@class='hit']")) == items


def test_chip_takes_one_filter_away(client: Client) -> None:
    root = page(client, "/?q=ข่าว&province=TH-51&province=TH-81&kind=news")
    chips = root.xpath("//a[@class='chip']")
    assert len(chips) == 3
    left = parse_qs(urlsplit(chips[0].get("href")).query)
    assert left == {"q": ["ข่าว"], "province": ["TH-81"], "kind": ["news"]}


def test_filter_values_carry_exact_counts_and_stay_chosen(client: Client) -> None:
    root = page(client, "/?kind=news")
    chosen = root.xpath("//input[@name='kind'][@checked]/@value")
    assert chosen == ["news"]
    options = {
        one.get("value"): one.getparent().xpath(".//*[@class='count']")[0].text_content()
        for one in page(client, "/").xpath("//input[@name='kind']")
    }
    assert options == {
        "news": "8", "announcement": "2", "letter": "1", "procurement": "1", "static": "1", "vacancy": "1",
    }  # fmt: skip


def test_filters_belong_to_the_search_form(client: Client) -> None:
    root = page(client, "/?q=x&lang=en")
    assert all(one.get("form") == "find" for one in root.xpath("//input[@type='checkbox']"))
    assert root.xpath("//form[@id='find']/input[@name='lang']/@value") == ["en"]


def test_chart_and_its_table_add_up(client: Client) -> None:
    """The picture stands beside the results; its table is one way further."""
    root = page(client, "/")
    titles = root.xpath("//svg[@class='chart']//title/text()")
    assert sum(int(one.rpartition(": ")[2]) for one in titles) == 14
    assert len(root.xpath("//svg[@class='chart']//rect[@class='bar-undated']")) == 1
    address = root.xpath("//section[@class='figure']//a[@class='target']/@href")[0]
    rows = page(client, address).xpath("//table[@class='numbers']//tbody/tr")
    assert sum(int(row.xpath("td")[0].text_content()) for row in rows) == 14
    assert len(rows) == len(titles)


def test_map_has_77_provinces_and_a_table(client: Client) -> None:
    root = page(client, "/")
    assert len(root.xpath("//svg[@class='map']//*[contains(@class,'area')]")) == 77
    address = root.xpath("//details[contains(@class,'map-box')]//a[@class='target']/@href")[0]
    rows = page(client, address).xpath("//table[@class='numbers']//tbody/tr")
    assert len(rows) == 77
    assert said(rows[0], ".").startswith("ลำพูน 5 ")


def test_nothing_found_teaches(client: Client) -> None:
    root = page(client, "/?q=zzzz yyyy&kind=news")
    tries = root.xpath("//ul[@class='tries']//a")
    assert len(tries) >= 3
    assert "14 รายการ" in said(root, "//div[@class='empty']")
    assert all(client.get(one.get("href")).status_code == 200 for one in tries)


def test_similar_items_stand_in_and_say_so(client: Client) -> None:
    root = page(client, "/?q=น้ำท่วม zzzz")
    assert said(root, "//p[@class='note']") == "ไม่มีรายการที่มีครบทุกคำ จึงแสดงรายการที่ใกล้เคียง"


def test_unreadable_query_names_the_place(client: Client) -> None:
    root = page(client, '/?q=น้ำ "ท่วม', 400)
    alert = said(root, "//*[@role='alert']")
    assert "ที่ตัวอักษรที่ 5" in alert
    assert said(root, "//mark[@class='wrong-here']") == '"'
    assert root.xpath("//input[@id='q']/@value") == ['น้ำ "ท่วม']


@pytest.mark.parametrize(
    "wrong", ["kind=x", "match=none", "page=0", "page=-1", "province=Atlantis", "size=9999"]
)
def test_wrong_value_is_refused_by_name(client: Client, wrong: str) -> None:
    root = page(client, f"/?{wrong}", 400)
    assert wrong in said(root, "//main")


def test_pages_follow_each_other(client: Client) -> None:
    seen: list[str] = []
    address: str | None = "/?size=4&copies=1&sort=oldest"
    while address:
        root = page(client, address)
        seen += root.xpath("//a[@data-hit]/@href")
        following = root.xpath("//a[@rel='next']/@href")
        address = following[0] if following else None
    assert len(seen) == len(set(seen)) == 14


def test_beyond_the_last_page_there_is_a_way_back(client: Client) -> None:
    root = page(client, "/?page=400")
    assert said(root, "//ul[@class='tries']/li[1]") == "กลับไปหน้าแรกของผลการค้นหา"


def test_deeper_than_can_be_paged_is_said(client: Client) -> None:
    root = page(client, "/?page=9999", 400)
    assert "10,000" in said(root, "//main")


def test_every_page_stays_below_its_weight(client: Client) -> None:
    """Uncompressed, with all that it loads; over the wire it is a quarter of that."""
    files = [client.get(f"/static/{name}").content for name in ("app.css", "app.js", "mark.svg")]
    for address in ("/", "/?q=น้ำท่วม", "/item/krabi-pao:100?q=น้ำท่วม", "/offices", "/about"):
        weight = len(client.get(address).content) + sum(map(len, files))
        assert weight < 120_000, address
        sent = int(client.get(address).headers["Content-Length"])
        assert sent < 30_000, address


def test_samples_among_real_offices_are_told_apart(home: Path) -> None:
    store = web_store(home)
    with store.write() as connection:
        sources.sync(connection, [replace(OFFICES[2], sample=False)], now=NOW)
    client = client_of(app_on(store, home))
    root = page(client, "/?copies=1")
    assert not root.xpath("//div[@class='sample']")
    assert len(root.xpath("//*[contains(@class,'kind-sample')]")) == 12
    store.close()
