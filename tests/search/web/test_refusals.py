"""What a reader is told where something is refused: Thai on the Thai page, English on the English one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

import search.web
from pipelines.errors import IndexMismatch, ServiceAway
from pipelines.store import collections, saved
from search.api.desk import NotThere
from search.api.kinds import said as told
from search.web.words import LANGUAGES, Language, Words
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW, web_store
from tests.search.web.parsing import said, tree

PROSE = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,}){2,}\b")
"""Three English words in a row; values, parameters and commands are fewer or parted by signs."""
COMMANDS = re.compile(r"khaosan [a-z]+(?: [a-zA-Z-]+)*|Authorization: Bearer")
THAI = re.compile("[\u0e01-\u0e5b]")
ADDRESSES = (
    # queries that cannot be read
    '/?q="', "/?q=(", "/?q=ก)", "/?q=a*+b*+c*+d*+e*+f*+g*+h*+i*", f"/?q={'ก+' * 201}",
    '/?q="ก+ข"~99', "/?q=ปี:abc", "/?q=published:2563-13", "/?q=kind:none",
    "/?q=source:none", "/?q=amphoe:none", "/?q=collection:none", "/?q=province:none", "/?from=2563&to=2562",
    "/?from=never", "/?page=501", "/kwic?q=(", "/compare?q=ก&q2=(", "/build?q=(", "/export?q=(",
    # values that are none
    "/?kind=x", "/?province=x", "/?amphoe=x", "/?page=0", "/?size=51", "/?size=101", "/?sort=x",
    "/?undated=2",
    "/?source=" + "&source=".join(f"s{n}" for n in range(31)), f"/?cluster={'x' * 201}", "/time?interval=x",
    "/offices?state=x", "/offices?sort=x", "/people?page=0", "/series?sort=x", "/coverage?province=x",
    "/coverage?office=x", "/coverage?from=x", "/item/krabi-pao:100?version=x", "/item/krabi-pao:100?part=9",
    f"/compare?q={'ก' * 2000}&q2={'ก' * 2000}&q3={'ก' * 2000}&q4=ก",
    # what is not there
    "/none", "/item/none", "/item/krabi-pao:100?version=9", "/datasets/none", "/datasets/none/drift",
    "/series/none", "/collections/none", "/saved/none",
)  # fmt: skip
FORMS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/collections", {"name": "", "kind": "offices"}),
    ("/collections", {"name": "a/b", "kind": "offices"}),
    ("/collections", {"name": "north", "kind": "people"}),
    ("/collections", {"name": "kept", "kind": "articles"}),
    ("/collections", {"name": "north", "kind": "offices", "note": "ก" * 2_001}),
    ("/collections/add", {"name": "kept", "kind": "offices", "member": "none"}),
    ("/collections/add", {"name": "items", "kind": "articles", "member": "none"}),
    ("/collections/add", {"name": "kept", "kind": "offices", "member": "krabi-pao", "tags": "ก" * 41}),
    ("/collections/kept", {"do": "dance"}),
    ("/collections/none", {"do": "note", "note": ""}),
    ("/saved", {"name": "?", "address": "?q=น้ำ"}),
    ("/saved", {"name": "ok", "address": "?kind=x"}),
    ("/saved", {"name": "ok", "address": "?q=("}),
    ("/saved", {"name": "ok", "address": "?q=" + quote("น้ำ OR ไฟ OR " * 150)}),
    ("/saved/kept", {"do": "dance"}),
    ("/saved/none", {"do": "seen"}),
    ("/datasets", {"q": "("}),
    ("/datasets", {"q": "น้ำ", "title": "ก" * 301}),
    ("/datasets", {"q": "น้ำ", "kind": "x"}),
    ("/datasets", {"q": "น้ำ", "unknown": "x"}),
    ("/datasets", {"q": "น้ำ", "source": [f"s{n}" for n in range(101)]}),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """On the sample offices, with a collection and a saved search."""
    home = tmp_path_factory.mktemp("refusals")
    store = web_store(home)
    with store.write() as connection:
        collections.make(connection, "kept", "offices", now=NOW)
        saved.save(connection, "kept", "q=น้ำ", now=NOW)
    yield client_of(app_on(store, home))
    store.close()


def in_one_language(answer: httpx.Response, language: Language) -> None:
    """Hold an error's page to its language; what a reader typed, values and commands are of none."""
    assert 400 <= answer.status_code < 500, answer.status_code
    root = tree(answer.text)
    for one in root.xpath("//main//code | //main//form | //main//*[contains(@class, 'tries')]"):
        one.drop_tree()
    main = COMMANDS.sub("", said(root, "//main"))
    if language == "th":
        assert THAI.search(main)
        assert not PROSE.search(main), main
    else:
        # names of values are Thai here and there: ปี:abc, ภาคเหนือ, Lamphun and ลำพูน
        assert len(PROSE.findall(main)) >= 1, main
        assert len(THAI.findall(main)) < 60, main


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_refuses_in_its_language(client: Client, address: str, language: Language) -> None:
    path, _, query = address.partition("?")
    query = quote(query, safe="=&+%")
    in_one_language(client.get(f"{path}?{query}&lang={language}"), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "fields"), FORMS, ids=lambda one: str(one)[:40])
def test_a_form_is_refused_in_its_language(
    client: Client, path: str, fields: dict[str, Any], language: Language
) -> None:
    token = client.app.state.site.token
    body = urlencode(
        fields | ({"token": token} if path != "/datasets" else {}) | {"lang": language}, doseq=True
    )
    headers = {
        "Origin": "http://127.0.0.1:8000",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": "en" if language == "th" else "th",
    }
    in_one_language(client.request("POST", path, headers, body.encode()), language)


@pytest.mark.parametrize(
    "error",
    [
        ServiceAway("Elasticsearch", "connection refused", cure="start it, or correct its address"),
        ServiceAway("index", "another process is writing", cure="then run `khaosan index` again"),
        IndexMismatch("there is no index yet", cure="run `khaosan index`"),
        IndexMismatch("the index was built with another", cure="run `khaosan index --rebuild`"),
        *(NotThere(what, "x-1") for what in ("article", "cluster", "series", "source", "version", "dataset")),
    ],
    ids=str,
)
def test_what_is_away_is_said_in_thai_with_the_same_command(error: Any) -> None:
    text, cure = told(error, Words("th"), "th")
    assert THAI.search(text)
    assert not PROSE.search(COMMANDS.sub("", f"{text} {cure}"))
    if "`" in error.cure:
        assert error.cure.split("`")[1] in cure
    assert told(error, Words("en"), "en") == (error.message, error.cure)


WEB = Path(search.web.__file__).parent
RAISING = (Path(collections.__file__), Path(saved.__file__), *WEB.rglob("*.py"))


@pytest.mark.parametrize("file", RAISING, ids=lambda one: one.stem)
def test_every_error_of_a_form_is_written_in_thai_too(file: Path) -> None:
    """What no test can reach (500 collections) is held to it as it is written."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in ("SettingsError", "NoCollection"):
            assert {"message_th", "cure_th"} <= {one.arg for one in node.keywords}, node.lineno
