"""The API: the records of the command line, errors that help, pages that arrivals do not disturb."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator

from pipelines.store import collections, revisions, saved
from pipelines.store.articles import Segmented
from pipelines.store.database import Store
from search.api import operations
from search.api.description import BASE, description
from search.api.operations import OPERATIONS, Operation
from search.engines import open_engine
from search.service import Searcher
from search.web.app import create_app
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW, made, web_store
from tests.search.web.parsing import page, said
from tests.search.web.routes import routes_of

EXAMPLES = Path(operations.__file__).with_name("examples.json")
PLACES = {
    "article": "krabi-pao:100",
    "versions": "krabi-pao:100",
    "attachments": "krabi-pao:100",
    "citation": "krabi-pao:100",
    "source": "krabi-pao",
    "cluster": "flood",
    "collection": "ภาคใต้",
    "saved_search": "น้ำท่วม",
}


@pytest.fixture
def own(home: Path) -> Iterator[tuple[Client, Store]]:
    """A client of a home that a test may change."""
    store = web_store(home)
    keep_own(store)
    yield client_of(app_on(store, home)), store
    store.close()


def keep_own(store: Store) -> None:
    """Keep a collection and a search, to be read."""
    with store.write() as connection:
        collections.make(connection, "ภาคใต้", "offices", note="ตัวอย่าง", now=NOW)
        collections.put(connection, "ภาคใต้", ["krabi-pao"], tags=["ทะเล"], now=NOW)
        saved.save(connection, "น้ำท่วม", "q=%E0%B8%99%E0%B9%89%E0%B8%B3", now=NOW - timedelta(days=1))


def ask(client: Client, path: str, status: int = 200) -> Any:
    """Get an answer of the API as JSON."""
    answer = client.get(f"{BASE}{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def post(client: Client, body: Any, headers: dict[str, str] | None = None) -> Any:
    """Ask for a dataset."""
    said = {"Content-Type": "application/json"} | (headers or {})
    return client.request("POST", f"{BASE}/datasets", said, json.dumps(body).encode())


def test_search_answers_the_contract(client: Client) -> None:
    answer = ask(client, "/search?q=น้ำท่วม&size=1")
    assert (answer["total"], answer["stories"], len(answer["hits"])) == (4, 2, 1)
    wanted = {"id", "score", "headline", "url", "published", "places", "snippet", "cluster"}
    assert wanted <= set(answer["hits"][0])
    assert {"province", "office", "kind", "year"} <= set(answer["facets"])
    assert answer["query"]["text"] == "น้ำท่วม"
    assert ask(client, "/search?province=ลำพูน")["total"] == 5


def test_what_finds_little_says_why_and_what_to_try(client: Client) -> None:
    said = ask(client, "/search?q=ลำภูน")["advice"]
    assert [(one["why"], one["part"]) for one in said["reasons"]] == [("part_absent", "ลำภูน")]
    meant = said["suggestions"][0]
    assert (meant["query"], meant["articles"]) == ("ลำพูน", ask(client, "/count?q=ลำพูน")["total"])
    dated = ask(client, "/search?q=ลำภูน&copies=1&sort=newest")["advice"]
    assert dated == said
    assert ask(client, "/search")["advice"] is None


def test_counts_add_up(client: Client) -> None:
    counted = ask(client, "/count?q=น้ำ")
    over = ask(client, "/count-over-time?q=น้ำ&interval=month")
    assert counted["total"] == over["total"] == ask(client, "/search?q=น้ำ")["total"]
    assert sum(one["count"] for one in over["points"]) + over["coarse"] + over["undated"] == over["total"]
    assert all(one["count"] <= one["within"] for one in over["points"])
    assert (counted["within"], counted["indexed"]) == (14, 14)


def test_words_and_words_in_context(client: Client) -> None:
    found = ask(client, "/words?q=น้ำท่วม&copies=1")
    assert found["top"]
    assert found["whole"] is True
    lines = ask(client, "/kwic?q=น้ำท่วม&copies=1&order=left")
    assert {one["found"] for one in lines["lines"]} == {"น้ำท่วม"}
    assert lines["articles"] == 4


def test_an_article_with_provenance_versions_and_copies(client: Client) -> None:
    answer = ask(client, "/articles/krabi-pao:100")
    assert answer["article"]["id"] == "krabi-pao:100"
    assert answer["version"] == 2
    assert answer["provenance"]["capture"]["warc_file"] == "2026/11/krabi-pao.warc.gz"
    assert {one["id"] for one in answer["copies"]} == {"songkhla-news:101", "surin-tao:102"}
    first = ask(client, "/articles/krabi-pao:100?version=1")
    assert first["version"] == 1
    assert first["article"]["article_body"] != answer["article"]["article_body"]
    versions = ask(client, "/versions/krabi-pao:100")["versions"]
    assert [one["version"]["number"] for one in versions] == [1, 2]
    assert ask(client, "/articles/krabi-pao:100?version=9", 404)["status"] == 404
    assert ask(client, "/articles/krabi-pao:100?as_of=1999-01-01T00:00:00Z", 404)["status"] == 404
    assert ask(client, "/articles/krabi-pao:100?as_of=yesterday", 400)["parameter"] == "as_of"


def test_each_version_is_found_by_a_moment_at_which_it_was_in_force(own: tuple[Client, Store]) -> None:
    client, store = own
    days = [NOW + timedelta(days=number) for number in (10, 20, 30)]
    with store.write() as connection:
        for day, budget in zip(days, ("หนึ่งล้านบาท", "สองล้านบาท", "สามล้านบาท"), strict=True):
            body = f"งบประมาณ {budget}"
            one = replace(made(90, 0, "2026-12-01", "news", "งบประมาณปรับปรุงถนน", body), captured_at=day)
            words = Segmented(headline=one.headline, body=body, analysis="test")
            revisions.put(connection, one, words, capture_id=None, rule="test", now=day)
    for number, day in enumerate(days, 1):
        for moment in (day, day + timedelta(days=9)):
            asked = urlencode({"as_of": moment.isoformat()})
            answer = ask(client, f"/articles/lamphun-pr:190?{asked}")
            assert answer["version"] == number
    before = urlencode({"as_of": (days[0] - timedelta(seconds=1)).isoformat()})
    ask(client, f"/articles/lamphun-pr:190?{before}", 404)
    unescaped = days[1].isoformat()
    assert ask(client, f"/articles/lamphun-pr:190?as_of={unescaped}")["version"] == 2


def test_a_story_and_how_it_travelled(client: Client) -> None:
    story = ask(client, "/clusters/flood")
    assert story["members"] == len(story["articles"]) == 3
    assert {one["child"] for one in story["steps"]} < {one["id"] for one in story["articles"]}
    ask(client, "/clusters/none", 404)


def test_offices_by_page_and_name(client: Client) -> None:
    first = ask(client, "/sources?size=4")
    rest = ask(client, f"/sources?size=4&cursor={first['next']}")
    ids = [one["id"] for one in (*first["sources"], *rest["sources"])]
    assert ids == sorted(ids)
    assert (first["total"], len(ids), rest["next"]) == (6, 6, None)
    assert ask(client, "/sources?q=กระบี่")["sources"][0]["articles"] > 0
    assert ask(client, "/sources/surin-tao")["state"] == "broken"
    assert "rows" in ask(client, "/coverage?by=province&from=2569-11-01&to=2026-11-25")


def test_exports_are_the_command_line_s(client: Client) -> None:
    answer = client.get(f"{BASE}/export?q=น้ำ&format=csv&bom=1")
    assert 'filename="khaosan-export.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert {one["source_name"] for one in rows} > {"องค์การบริหารส่วนจังหวัดกระบี่"}
    assert len(rows) == ask(client, "/count?q=น้ำ")["total"]
    assert client.get(f"{BASE}/export?q=น้ำ&copies=0&format=jsonl").text.count("\n") < len(rows)
    assert client.get(f'{BASE}/export?q="&format=csv').status_code == 400
    assert client.request("HEAD", f"{BASE}/export?format=parquet").content == b""


def test_citations(client: Client) -> None:
    assert "(2563, " in ask(client, "/citations/krabi-pao:100")["citation"]
    result = ask(client, "/citation?q=น้ำท่วม&style=en")["citation"]
    assert "all 4 items in 2 stories" in result
    assert "http://127.0.0.1:8000/?q=" in result
    assert ask(client, "/citation?q=x&style=mla", 400)["parameter"] == "style"


def test_a_dataset_is_made_kept_compared_and_cited(own: tuple[Client, Store]) -> None:
    client, _ = own
    made = post(client, {"q": "น้ำท่วม", "kind": ["news"], "title": "น้ำท่วม"})
    assert made.status_code == 201
    manifest = made.json()
    address = f"/datasets/{manifest['id']}"
    assert made.headers["Location"] == f"{BASE}{address}"
    assert ask(client, address) == manifest
    assert [one["id"] for one in ask(client, "/datasets")["datasets"]] == [manifest["id"]]
    drift = ask(client, f"{address}/drift")
    assert (drift["unchanged"], drift["changes"]) == (manifest["counts"]["articles"], [])
    rows = client.get(f"{BASE}{address}/articles?format=jsonl")
    assert rows.text.count("\n") == manifest["counts"]["articles"]
    assert f"/datasets/{manifest['id']}" in ask(client, f"{address}/citation?style=bib")["citation"]
    ask(client, "/datasets/ds-0000000000000000", 404)


def test_bodies_that_are_refused(own: tuple[Client, Store]) -> None:
    client, _ = own
    assert post(client, {"q": '"'}).json()["position"] == 0
    assert post(client, {"q": {"a": 1}}).json()["parameter"] == "q"
    assert post(client, {"q": "\ud800"}).status_code == 400
    assert post(client, {"q": "a\0b"}).status_code == 400
    assert post(client, {"limit": 5}).json()["parameter"] == "limit"
    assert post(client, {"title": "ก" * 301}).json()["parameter"] == "title"
    assert post(client, []).status_code == 400
    assert post(client, {"q": "ก" * 70_000}).status_code == 413
    assert post(client, {}, {"Content-Type": "text/plain"}).status_code == 415
    elsewhere = {"Origin": "https://evil.example"}
    assert post(client, {}, elsewhere).status_code == 403
    assert post(client, {}, {"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert ask(client, "/datasets")["total"] == 0
    assert (
        post(client, {}, {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}).status_code
        == 201
    )


def test_problems_say_what_where_and_what_to_do(client: Client) -> None:
    answer = client.get(f'{BASE}/search?q="a', {"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["position"] == 0
    assert answer.json()["type"].endswith("#problem-query")
    assert ask(client, "/search?kinds=news", 400)["parameter"] == "kinds"
    assert ask(client, "/search?kind=nothing", 400)["parameter"] == "kind"
    assert ask(client, "/articles/none", 404)["status"] == 404
    assert ask(client, "/nothing", 404)["title"]


def test_unchanged_answers_are_not_sent_again(client: Client) -> None:
    for path in ("/search?q=น้ำ", "/articles/krabi-pao:100", "/openapi.json"):
        first = client.get(f"{BASE}{path}")
        again = client.get(f"{BASE}{path}", {"If-None-Match": f'"x", {first.headers["ETag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert client.get(f"{BASE}{path}", {"If-None-Match": 'W/"x"'}).status_code == 200
    assert client.get(f"{BASE}/count", {"If-None-Match": "*"}).status_code == 304


def test_methods_are_what_they_should_be(client: Client) -> None:
    head = client.request("HEAD", f"{BASE}/search?q=น้ำ")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0
    options = client.request("OPTIONS", f"{BASE}/datasets")
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert client.request("OPTIONS", f"{BASE}/articles/a/b:c").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.request("OPTIONS", f"{BASE}/none").status_code == 404
    refused = client.request("DELETE", f"{BASE}/search")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]


def test_every_answer_fits_the_description(own: tuple[Client, Store]) -> None:
    client, _ = own
    assert client.get(f"{BASE}/openapi.json").json() == json.loads(json.dumps(description()))
    dataset = post(client, {"q": "น้ำ"}).json()["id"]
    components = description()["components"]
    for one in OPERATIONS:
        if one.method != "GET" or one.answers is None:
            continue
        path = one.path.replace("{id}", dataset if "dataset" in one.name else PLACES.get(one.name, ""))
        if path.endswith("/"):
            continue
        pairs = "&".join(f"{name}={value}" for name, value in (one.example or {}).items())
        schema = description()["paths"][BASE + one.path]["get"]["responses"]["200"]["content"]
        reference = schema["application/json"]["schema"]["$ref"].rpartition("/")[2]
        whole = {"$ref": f"#/components/schemas/{reference}", "components": components}
        Draft202012Validator(whole).validate(ask(client, f"{path}?{pairs}"))


def test_every_answer_has_an_example_that_fits(own: tuple[Client, Store]) -> None:
    """Made of the sample offices, one element of each list; a missing file is written, then read it."""
    client, _ = own
    dataset = post(client, {"q": "น้ำ", "title": "น้ำในข่าวตัวอย่าง"}).json()
    asked = [one for one in OPERATIONS if one.answers is not None]
    if not EXAMPLES.exists():
        # the sample offices have no series: the articles of a story stand for its issues
        issues = {
            "id": "s-0123456789abcdef",
            "issues": 3,
            "articles": ask(client, "/clusters/flood")["articles"],
        }
        answers = {"make_dataset": dataset, "series": issues} | {
            one.name: ask(client, _example(one, dataset["id"]))
            for one in asked
            if one.name not in ("make_dataset", "series")
        }
        shortened = {name: _shortened(answer) for name, answer in answers.items()}
        EXAMPLES.write_text(json.dumps(shortened, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{EXAMPLES.name} was missing and has been written: read it, then run again")
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    assert set(examples) == {one.name for one in asked}
    components = description()["components"]
    for one in asked:
        reference = f"#/components/schemas/{one.answers.__name__ if one.answers else ''}"
        Draft202012Validator({"$ref": reference, "components": components}).validate(examples[one.name])


def _example(one: Operation, dataset: str) -> str:
    path = one.path.replace("{id}", dataset if "dataset" in one.name else PLACES.get(one.name, "s-none"))
    return f"{path}?{urlencode(one.example or {})}"


def _shortened(value: Any) -> Any:
    """One record of each list, and the beginning of each text."""
    if isinstance(value, list):
        return [_shortened(one) for one in value[:1]] if value and isinstance(value[0], dict) else value[:2]
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in list(value.items())[:40]}
    return f"{value[:117]}…" if isinstance(value, str) and len(value) > 120 else value


def test_the_description_names_every_route(client: Client) -> None:
    served = {path.replace(":path", "") for path in routes_of(client.app) if path.startswith(BASE)}
    assert served == set(description()["paths"]) | {f"{BASE}/openapi.json"}


def test_an_index_that_is_missing_is_a_problem_with_its_cure(home: Path) -> None:
    store = web_store(home)
    client = client_of(create_app(store, Searcher(store, open_engine("tantivy", home=home))))
    for path in ("/search?q=น้ำ", "/count", "/export?format=csv", "/words"):
        assert "khaosan index" in ask(client, path, 503)["cure"]
    store.close()


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
