"""The API: the same records as the command line, and what else is served to programs."""

from __future__ import annotations

from tests.search.web.asking_app import Client
from tests.search.web.parsing import page, said


def test_search_answers_the_contract(client: Client) -> None:
    answer = client.get("/api/v1/search?q=น้ำท่วม&size=1").json()
    assert (answer["total"], answer["stories"], len(answer["hits"])) == (4, 2, 1)
    hit = answer["hits"][0]
    wanted = {"id", "score", "headline", "url", "published", "places", "snippet", "cluster"}
    assert wanted <= set(hit)
    assert {"province", "office", "kind", "year"} <= set(answer["facets"])
    assert answer["query"]["text"] == "น้ำท่วม"


def test_search_takes_the_page_s_filters(client: Client) -> None:
    assert client.get("/api/v1/search?province=ลำพูน").json()["total"] == 5


def test_unreadable_query_is_a_problem_with_its_place(client: Client) -> None:
    answer = client.get('/api/v1/search?q="a')
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["position"] == 0


def test_item_is_the_record_with_provenance(client: Client) -> None:
    answer = client.get("/api/v1/item/krabi-pao:100").json()
    assert answer["article"]["id"] == "krabi-pao:100"
    assert answer["version"] == 2
    assert answer["provenance"]["capture"]["warc_file"] == "2026/11/krabi-pao.warc.gz"
    assert {one["id"] for one in answer["copies"]} == {"songkhla-news:101", "surin-tao:102"}


def test_unknown_item_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/item/none")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_health(client: Client) -> None:
    answer = client.get("/health").json()
    assert answer["status"] == "ok"
    assert answer["store"]["articles"] == answer["engine"]["documents"] == 14


def test_offices_with_state_and_counts(client: Client) -> None:
    root = page(client, "/offices")
    rows = {said(row, ".//th//a"): said(row, ".") for row in root.xpath("//tbody/tr")}
    assert len(rows) == 6
    krabi = rows["องค์การบริหารส่วนจังหวัดกระบี่"]
    assert "ใช้งานอยู่" in krabi
    assert "25 พ.ย. 2569" in krabi
    assert "อ่านหน้าเว็บไม่ได้" in rows["องค์การบริหารส่วนตำบลบ้านไทร"]


def test_offices_are_found_by_name_or_province(client: Client) -> None:
    assert len(page(client, "/offices?q=ลำพูน").xpath("//tbody/tr")) == 2
    assert len(page(client, "/offices?q=zzz").xpath("//tbody/tr")) == 0


def test_sample_data_is_labelled_on_every_page(client: Client) -> None:
    for address in ("/", "/item/krabi-pao:100", "/offices", "/about"):
        assert "ข้อมูลตัวอย่าง" in said(page(client, address), "//div[@class='sample']")


def test_about_states_figures_and_limits(client: Client) -> None:
    text = said(page(client, "/about"), "//main")
    assert "14 รายการ ใน 11 เรื่อง" in text
    assert "CC BY 4.0" in text
