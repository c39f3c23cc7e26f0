"""The page of what was collected: figures, gaps, both languages, addresses that keep their state."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from lxml import html

from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on
from tests.search.web.visit_samples import visited_store


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The app on offices visited for ten days."""
    home = tmp_path_factory.mktemp("coverage")
    store = visited_store(home)
    yield Client(app_on(store, home))
    store.close()


def figures(page: str) -> dict[str, list[str]]:
    """The cells of the table by the label of their row."""
    tree = html.fromstring(page)
    rows = tree.xpath("//table[contains(@class, 'list')]/tbody/tr")
    return {
        row.xpath("string(th)").strip(): [cell.text_content().strip() for cell in row.xpath("td")]
        for row in rows
    }


def test_the_table_says_what_the_map_shades(client: Client) -> None:
    page = client.get("/coverage?from=2026-11-11&to=2026-11-20&lang=en").text
    table = figures(page)
    assert table["Krabi"][:4] == ["1", "80 %", "2", "0"]
    assert table["Krabi"][-1] == "○○○○○○××○○"
    assert table["Lamphun"][:4] == ["2", "95 %", "0", "1"]
    assert "6 offices on 10 days" in page
    shaded = html.fromstring(page).xpath("//*[contains(@class, 'area')][contains(@class, 'step-4')]")
    assert len(shaded) == 1


def test_every_office_on_every_day_is_csv(client: Client) -> None:
    page = html.fromstring(client.get("/coverage?province=TH-81&from=2026-11-11&to=2026-11-20").text)
    answer = client.get(page.xpath("//a[@class='csv']/@href")[0])
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 10
    assert {row["source"] for row in rows} == {"krabi-pao"}
    assert [row["state"] for row in rows].count("failed") == 2


def test_a_province_lists_its_offices_and_what_is_missing(client: Client) -> None:
    page = client.get("/coverage?province=TH-81&from=2026-11-11&to=2026-11-20").text
    assert "องค์การบริหารส่วนจังหวัดกระบี่" in page
    assert "&lt;b&gt;ไม่ตอบ&lt;/b&gt;" in page
    assert page.count("เข้าไม่ได้") >= 3
    assert "<b>ไม่ตอบ" not in page


def test_kinds_days_and_languages_are_in_the_address(client: Client) -> None:
    page = client.get("/coverage?office=pao&from=2569-11-11&to=2569-11-20&lang=en").text
    assert set(figures(page)) == {"Krabi"}
    links = html.fromstring(page).xpath("//table//th/a/@href")
    assert all("from=2026-11-11" in link and "office=pao" in link and "lang=en" in link for link in links)
    default = client.get("/coverage").text
    assert 'value="2026-11-20"' in default
    assert "aria-current" in default


@pytest.mark.parametrize("wrong", ["province=TH-99", "office=bank", "from=yesterday", "to=2026-02-31"])
def test_a_wrong_value_is_named(client: Client, wrong: str) -> None:
    answer = client.get(f"/coverage?{wrong}&lang=en")
    assert answer.status_code == 400
    assert wrong.partition("=")[2] in answer.text


def test_long_spans_are_cut_to_a_quarter(client: Client) -> None:
    page = client.get("/coverage?from=2020-01-01&to=2026-11-20&lang=en").text
    assert "on 92 days" in page
    assert len(page.encode()) < 120_000
