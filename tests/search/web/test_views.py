"""Views of a question: every figure says of what, is in a table and in a CSV; all state is in the address."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from search.web.frame import TABS
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.parsing import page, said
from tests.search.web.visit_samples import visited_store

VIEWS = [path for _, path in TABS if path not in ("/", "/export")]
QUESTION = "q=น้ำท่วม&copies=1"


def sheet(client: Client, address: str) -> list[dict[str, str]]:
    """A CSV as rows."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("path", VIEWS)
@pytest.mark.parametrize("language", ["th", "en"])
def test_view_says_of_what_and_offers_its_figures(client: Client, path: str, language: str) -> None:
    root = page(client, f"{path}?{QUESTION}&lang={language}")
    assert root.get("lang") == language
    text = said(root, "//main")
    assert {"th": "ทั้งหมด 4 รายการ", "en": "all 4 items"}[language] in text
    link = root.xpath("//a[@class='csv']/@href")[0]
    assert parse_qs(urlsplit(link).query)["q"] == ["น้ำท่วม"]
    assert sheet(client, link)


@pytest.mark.parametrize("path", ["/", *VIEWS])
def test_tabs_keep_the_question_and_its_filters(client: Client, path: str) -> None:
    root = page(client, f"{path}?{QUESTION}&province=TH-81&lang=en")
    tabs = root.xpath("//nav[@class='tabs']//a")
    assert len(tabs) == len(TABS)
    assert len(root.xpath("//nav[@class='tabs']//a[@aria-current='page']")) == 1
    for tab in tabs:
        kept = parse_qs(urlsplit(tab.get("href")).query)
        assert (kept["q"], kept["province"], kept["lang"]) == (["น้ำท่วม"], ["TH-81"], ["en"])
    assert root.xpath("//a[@class='chip']")
    hidden = {one.get("name"): one.get("value") for one in root.xpath("//form[@id='find']//input")}
    assert path == "/" or hidden["province"] == "TH-81"


@pytest.mark.parametrize("path", ["/", *VIEWS])
def test_views_stay_below_their_weight(client: Client, path: str) -> None:
    assert len(client.get(f"{path}?{QUESTION}&q2=ลำไย").content) < 80_000


@pytest.mark.parametrize("path", VIEWS)
def test_nothing_found_and_nothing_asked_are_pages_too(client: Client, path: str) -> None:
    for address in (path, f"{path}?q=zzzz", f"{path}?q=zzzz&copies=1&undated=1", f"{path}.csv?q=zzzz"):
        assert client.get(address).status_code == 200, address


def test_unreadable_query_is_shown_on_views_too(client: Client) -> None:
    assert "ที่ตัวอักษรที่" in said(page(client, '/kwic?q=น้ำ "ท', 400), "//*[@role='alert']")
    second = page(client, '/compare?q=น้ำ&q2=กก "ท', 400)
    assert said(second, "//p[@class='wrong-query']") == 'กก " ท'
    assert second.xpath("//input[@id='q2']/@value") == ['กก "ท']
    assert client.get('/time.csv?q="').status_code == 400


def test_places_stand_in_context_and_lead_to_their_items(client: Client) -> None:
    root = page(client, "/kwic?q=ท่วม&order=left")
    rows = root.xpath("//table[@class='kwic']/tbody/tr")
    lines = sheet(client, "/kwic.csv?q=ท่วม&order=left")
    assert len(rows) == len(lines) > 3
    assert {said(row, ".//mark") for row in rows} == {"ท่วม"}
    assert any(line["left"].endswith("น้ำ") for line in lines)
    lefts = ["".join(row.xpath("td[1]")[0].itertext()) for row in rows]
    assert lefts == [line["left"] for line in lines]
    assert client.get(root.xpath("//a[@data-hit]/@href")[0]).status_code == 200


def test_similar_matches_stand_in_and_the_view_says_so(client: Client) -> None:
    assert "ใกล้เคียง" in said(page(client, "/kwic?q=น้ำท่วม zzzz"), "//p[@class='note']")


def test_two_queries_are_compared_exactly(client: Client) -> None:
    root = page(client, "/compare?q=น้ำ&q2=กระบี่&copies=1")
    cells = [int(one.text_content()) for one in root.xpath("//table[contains(@class,'regions')]//td")]
    both, first, second, union = cells
    assert both + first + second == union
    rows = sheet(client, "/compare.csv?q=น้ำ&q2=กระบี่&copies=1")
    found = {(row["figure"], row["key"]): int(row["articles"]) for row in rows}
    assert (found["only", "A B"], found["only", "A"], found["only", "B"]) == (both, first, second)
    assert found["total", "A"] == both + first
    assert len(root.xpath("//path[starts-with(@class,'curve')]")) == 2
    assert len(root.xpath("//div[@class='maps']/figure")) == 2


def test_four_queries_have_four_lines_and_letters(client: Client) -> None:
    root = page(client, "/compare?q=น้ำ&q2=กระบี่&q3=ลำไย&q4=อบจ.&share=1&interval=year")
    assert [one.text for one in root.xpath("//text[contains(@class,'curve-name')]")] == list("ABCD")
    assert root.xpath("//input[@id='q4']/@value") == ["อบจ."]


def test_a_word_is_added_to_the_query(client: Client) -> None:
    root = page(client, "/words?q=น้ำท่วม&province=TH-81&copies=1")
    link = root.xpath("//table//a/@href")[0]
    kept = parse_qs(urlsplit(link).query)
    assert kept["q"][0].startswith("น้ำท่วม ")
    assert kept["province"] == ["TH-81"]
    assert "khaosan-" in said(root, "//main")
    found = page(client, link)
    assert int(said(found, "//h2[@id='count']").split()[1]) >= 1


@pytest.mark.parametrize("interval", ["year", "month", "week", "day"])
def test_time_adds_up_and_names_the_undated(client: Client, interval: str) -> None:
    rows = sheet(client, f"/time.csv?copies=1&interval={interval}")
    assert sum(int(row["articles"]) for row in rows) == int(rows[0]["total"]) == 14
    assert rows[-1]["key"] == "undated"
    assert rows[-1]["articles"] == "1"
    text = said(page(client, f"/time?copies=1&interval={interval}"), "//figcaption")
    assert "ไม่ระบุวันที่ 1 (7.1%)" in text


def test_a_week_leads_to_its_days(client: Client) -> None:
    """Weeks of ISO 8601; a row's link finds as many items as it counts."""
    root = page(client, "/time?copies=1&interval=week&lang=en")
    links = root.xpath("//table[@class='numbers']//tr[th/a]")
    assert len(links) > 3
    for row in links:
        address = row.xpath("th/a/@href")[0]
        if "undated" in address:
            continue
        week = parse_qs(urlsplit(address).query)["from"][0]
        assert re.fullmatch(r"\d{4}-W\d\d", week)
        assert said(row, "th") == f"week {int(week[6:])}, {week[:4]} (BE {int(week[:4]) + 543})"
        assert len(page(client, address).xpath("//li[@class='hit']")) == int(said(row, "td[1]"))


def test_shares_are_of_all_collected(client: Client) -> None:
    rows = {row["key"]: row for row in sheet(client, "/time.csv?q=น้ำท่วม&copies=1&interval=year")}
    every = {row["key"]: row for row in sheet(client, "/time.csv?copies=1&interval=year")}
    for key in ("2020", "2021"):
        assert rows[key]["collected"] == every[key]["articles"]
        assert float(rows[key]["share"]) == pytest.approx(
            int(rows[key]["articles"]) / int(rows[key]["collected"])
        )
    page(client, "/time?q=น้ำท่วม&share=1&interval=year")


def test_map_lists_all_77_with_shares(client: Client) -> None:
    rows = sheet(client, "/map.csv?q=น้ำท่วม&copies=1")
    assert len({row["province"] for row in rows}) == 77
    krabi = next(row for row in rows if row["province"] == "TH-81")
    assert int(krabi["articles"]) <= int(krabi["collected"])
    for share in ("", "&share=1"):
        root = page(client, f"/map?q=น้ำท่วม&copies=1{share}")
        assert len(root.xpath("//svg[contains(@class,'map-large')]//path[contains(@class,'area')]")) == 77
        assert len(root.xpath("//tbody/tr")) == 77


@pytest.mark.parametrize("rank", ["count", "share", "name", "first", "last"])
def test_offices_are_ranked(client: Client, rank: str) -> None:
    rows = sheet(client, f"/by-office.csv?copies=1&rank={rank}")
    keys: Any = {
        "count": [-int(row["articles"]) for row in rows],
        "share": [-float(row["share"]) for row in rows],
        "name": [row["source_name"] for row in rows],
        "first": [row["first"] or "9999" for row in rows],
        "last": [row["last"] for row in rows][::-1],
    }[rank]
    assert keys == sorted(keys)
    assert sum(int(row["articles"]) for row in rows) == 14
    root = page(client, f"/by-office?copies=1&rank={rank}")
    assert [said(one, "th/a") for one in root.xpath("//tbody/tr")] == [row["source_name"] for row in rows]


@pytest.mark.parametrize(
    ("query", "items"),
    [
        ("amphoe=8104", 3), ("language=en", 1), ("attachment=1", 1), ("attachment=0", 13),
        ("language=th&language=en", 14), ("scope=thai", 14), ("representative=1", 11),
    ],
)  # fmt: skip
def test_further_filters_narrow_and_are_chips(client: Client, query: str, items: int) -> None:
    root = page(client, f"/?copies=1&{query}")
    assert len(root.xpath("//li[@class='hit']")) == items
    assert len(root.xpath("//a[@class='chip']")) == query.count("=")


def test_districts_are_offered_within_a_province(client: Client) -> None:
    assert not page(client, "/").xpath("//input[@name='amphoe']")
    root = page(client, "/?province=TH-81&copies=1")
    assert not root.xpath("//input[@name='amphoe']")  # one value is no choice
    assert page(client, "/?province=TH-81&amphoe=8104").xpath("//input[@name='amphoe'][@checked]")


@pytest.mark.parametrize(
    "wrong", ["amphoe=81", "language=xx", "attachment=2", "order=up", "rank=x", "share=2"]
)
def test_wrong_values_of_views_are_refused(client: Client, wrong: str) -> None:
    assert wrong in said(page(client, f"/kwic?{wrong}", 400), "//main")


def test_form_becomes_a_query_and_a_query_a_form(client: Client) -> None:
    answer = client.get("/build?sent=1&every=น้ำท่วม&never=ซ้อม แผน&some=กระบี่ ลำพูน&province=TH-81&lang=en")
    assert answer.status_code == 303
    to = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert to == {"q": ["น้ำท่วม (กระบี่ OR ลำพูน) -ซ้อม -แผน"], "province": ["TH-81"], "lang": ["en"]}
    root = page(client, "/build?q=น้ำท่วม (กระบี่ OR ลำพูน) -ซ้อม&province=TH-81")
    filled = {one.get("name"): one.get("value") for one in root.xpath("//form//input")}
    assert (filled["every"], filled["some"], filled["never"]) == ("น้ำท่วม", "กระบี่ ลำพูน", "ซ้อม")
    assert filled["province"] == "TH-81"


def test_query_that_is_no_form_says_why(client: Client) -> None:
    root = page(client, "/build?q=(ก OR ข) (ค OR ง)")
    assert "มากกว่าหนึ่งกลุ่ม" in said(root, "//p[@role='status']")
    page(client, '/build?q="', 400)


def test_query_is_explained_as_it_is_typed(client: Client) -> None:
    assert "องค์การบริหารส่วนจังหวัด" in client.get("/explain?q=อบจ.").json()["said"]
    assert client.get("/explain?q=").json() == {"said": "", "error": ""}
    wrong = client.get('/explain?q="&lang=en').json()
    assert wrong["error"] == "a quote is not closed (at character 1)"


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The app on offices that were visited on ten days: one failed on two, one was not attempted on one."""
    home = tmp_path_factory.mktemp("visited")
    store = visited_store(home)
    yield client_of(app_on(store, home))
    store.close()


def test_counts_carry_a_note_of_what_was_not_collected(visited: Client) -> None:
    note = said(page(visited, "/"), "//p[contains(@class,'coverage')]")
    assert "2 จาก 6 หน่วยงาน" in note
    assert "3 วันหน่วยงาน" in note
    assert "ครบทุกวันทั้ง 1 หน่วยงาน" in said(
        page(visited, "/?source=surin-tao"), "//p[contains(@class,'coverage')]"
    )


def test_no_visit_is_no_claim(client: Client) -> None:
    assert "ยังไม่มีบันทึก" in said(page(client, "/"), "//p[contains(@class,'coverage')]")


def test_every_value_of_every_filter_is_csv(client: Client) -> None:
    rows = sheet(client, "/facets.csv?copies=1")
    root = page(client, "/?copies=1")
    assert "/facets.csv?copies=1" in root.xpath("//details//a[@class='csv']/@href")
    for name in ("province", "office", "kind"):
        shown = {
            one.get("value"): one.getparent().xpath(".//*[@class='count']")[0].text_content()
            for one in root.xpath(f"//input[@name='{name}']")
        }
        assert {one["value"]: one["articles"] for one in rows if one["filter"] == name} == shown
    assert {one["label"] for one in rows if one["value"] == "TH-51"} == {"ลำพูน"}
    assert {one["filter"] for one in rows} >= {"source", "scope", "language", "year", "amphoe"}
