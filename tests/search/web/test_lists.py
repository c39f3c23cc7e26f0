"""Lists: orders, filters, pages and CSV of one idiom; people, stories, provinces, offices, series."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from pipelines.records import Person
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import made, put, web_store
from tests.search.web.parsing import page, said
from tests.search.web.story_samples import story_store

LISTS = ("offices", "provinces", "people", "stories", "series")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The sample offices, and 120 items that name 60 people."""
    home = tmp_path_factory.mktemp("lists")
    store = web_store(home)
    put(
        store,
        [
            replace(
                made(200 + n, n % 6, "2026-11-01", "news", f"ประชุมครั้งที่ {n}", f"การประชุมครั้งที่ {n} ของสภา"),
                people=(
                    Person(title="นาย", name=f"สมาชิก ที่{n // 2:03}", post="สมาชิกสภา", office=f"เขต {n % 2}"),
                ),
            )
            for n in range(120)
        ],
        {n: f"meeting-{n // 2}" for n in range(120)},
    )
    yield client_of(app_on(store, home))
    store.close()


@pytest.fixture(scope="module")
def bulletins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Stories of several offices, and a bulletin."""
    home = tmp_path_factory.mktemp("bulletins")
    store = story_store(home)
    yield client_of(app_on(store, home))
    store.close()


def rows(client: Client, address: str) -> list[dict[str, str]]:
    """A CSV, read back."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_the_same_frame(many: Client, name: str) -> None:
    for language in ("th", "en"):
        root = page(many, f"/{name}?lang={language}")
        assert root.xpath(f"//nav[@class='tabs']//a[@aria-current='page'][contains(@href, '/{name}')]")
        assert len(root.xpath("//nav[@class='tabs']//a")) == 5
        sheet = root.xpath("//a[@class='csv']/@href")[0]
        assert many.get(sheet).headers["Content-Type"] == "text/csv; charset=utf-8"
        for order in root.xpath("//ul[@class='sorts']//a/@href"):
            assert page(many, order).xpath("//ul[@class='sorts']//a[@aria-current='true']/@href") == [order]


@pytest.mark.parametrize(
    "address", ["?sort=x", "?page=0", "?page=x", "?page=10001", "?page=99999999", "?page=²"]
)
@pytest.mark.parametrize("name", LISTS)
def test_values_that_are_none_are_named(many: Client, name: str, address: str) -> None:
    assert many.get(f"/{name}{address}").status_code == 400


def test_people_are_found_counted_and_lead_to_their_items(many: Client) -> None:
    root = page(many, "/people")
    assert "ทั้งหมด 61" in said(root, "//main")
    assert len(root.xpath("//tbody/tr")) == 50
    rest = page(many, root.xpath("//a[@rel='next']/@href")[0])
    assert len(rest.xpath("//tbody/tr")) == 11
    assert not rest.xpath("//a[@rel='next']")
    (row,) = page(many, "/people?q=ที่007").xpath("//tbody/tr")
    assert "สมาชิกสภา เขต 0" in said(row, ".")
    found = page(many, row.xpath(".//th/a/@href")[0])
    assert said(found, "//h2[@id='count']").startswith("พบ")
    names = [one["name"] for one in rows(many, "/people.csv?sort=name")]
    assert names == sorted(names)
    assert len(names) == 61
    assert rows(many, "/people.csv?q=ที่007")[0]["items"] == "2"


def test_stories_by_size_and_by_date(many: Client) -> None:
    largest = rows(many, "/stories.csv")
    assert [one["story"] for one in largest[:1]] == ["flood"]
    assert largest[0]["items"] == "3"
    newest = rows(many, "/stories.csv?sort=newest")
    assert newest[0]["last"] == "2026-11-01"
    assert len(newest) == len(largest) == 62
    across = rows(many, "/stories.csv?across=1")
    assert all(int(one["offices"]) > 1 for one in across)
    root = page(many, "/stories")
    link = root.xpath("//tbody/tr[1]/th/a/@href")[0]
    assert page(many, link.partition("#")[0]).xpath("//*[@id='copies']//li")


@pytest.mark.parametrize(
    ("name", "wanted", "found"),
    [
        ("series", "น้ำกวง", 1), ("series", "ครั้งที่ 2", 1), ("series", "จังหวัดลำพูน", 1), ("series", "น่าน", 0),
        ("stories", "ยกดอก", 1), ("stories", "งานผ้าทอ", 1), ("stories", "เมืองน่าน", 1), ("stories", "กระบี่", 0),
        ("series", "%", 0), ("stories", "_", 0),
    ],
)  # fmt: skip
def test_stories_and_series_are_found_by_headline_and_office(
    bulletins: Client, name: str, wanted: str, found: int
) -> None:
    every = rows(bulletins, f"/{name}.csv")
    assert every
    assert len(rows(bulletins, f"/{name}.csv?q={quote(wanted)}")) == found
    root = page(bulletins, f"/{name}?q={quote(wanted)}&sort=newest")
    assert f"{found} จากทั้งหมด {len(every)}" in said(root, "//main")
    assert len(root.xpath("//tbody/tr")) == found
    assert root.xpath("//form[contains(@class,'list-form')]//input[@name='q']/@value") == [wanted]
    assert root.xpath("//form[contains(@class,'list-form')]//input[@name='sort']/@value") == ["newest"]


def test_provinces_are_all_there_with_items_offices_and_coverage(many: Client) -> None:
    every = rows(many, "/provinces.csv?sort=count")
    assert len(every) == 77
    assert int(every[0]["items"]) >= int(every[1]["items"]) > 0
    one = {row["province"]: row for row in every}
    assert (one["TH-51"]["offices"], one["TH-51"]["collected"]) == ("2", "2")
    assert (one["TH-10"]["offices"], one["TH-10"]["items"]) == ("0", "0")
    for wanted in ("ลำพูน", "Lamphun", "TH-51"):
        (row,) = page(many, f"/provinces?q={quote(wanted)}").xpath("//tbody/tr")
        for address in row.xpath(".//a/@href"):
            assert many.get(address).status_code == 200
    by_name = [row["name"] for row in rows(many, "/provinces.csv?sort=name&lang=th")]
    assert by_name.index("กระบี่") < by_name.index("เชียงราย") < by_name.index("ลำพูน") < by_name.index("หนองคาย")


def test_offices_by_state_kind_and_order(many: Client) -> None:
    assert [one["id"] for one in rows(many, "/offices.csv?state=quiet")] == ["nan-municipality"]
    assert {one["kind"] for one in rows(many, "/offices.csv?kind=tao")} == {"tao"}
    counts = [int(one["items"]) for one in rows(many, "/offices.csv?sort=count")]
    assert counts == sorted(counts, reverse=True)
    states = [one["state"] for one in rows(many, "/offices.csv?sort=state")]
    assert states == ["live", "live", "live", "quiet", "unverified", "broken"]
    last = [one["last_captured"] for one in rows(many, "/offices.csv?sort=last")]
    assert last == sorted(last, reverse=True)
    assert many.get("/offices?state=asleep").status_code == 400
    root = page(many, "/offices?q=ลำพูน&lang=en")
    assert "2 of all 6" in said(root, "//main")
    assert "filled: title 100%, text 100%, date 100%" in said(root, "//tbody")
