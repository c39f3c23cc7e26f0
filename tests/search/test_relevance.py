"""Relevance on labelled questions, recall inside words: floors, on real text, both engines."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import random
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pythainlp.tokenize import subword_tokenize

from pipelines.records import Article, Source
from pipelines.text import fold
from search.documents import IndexDocument, document_of
from search.engines import Engine, SearchRequest
from search.engines.embedded import best
from search.fields import analysis
from search.language.compile import compile_plain
from search.packed import packed
from search.records import Match
from tests.search.conftest import ENGINES, new_engine
from tests.search.samples import as_stored

FLOORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "floors_search.json").read_text(encoding="utf-8")
)
CORPUS = Source(id="eval", name="eval", province="", office="corpus", family="import")
pytestmark = pytest.mark.shared

Run = dict[str, list[str]]
Scores = dict[str, Sequence[float]]


def rows(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:  # str.splitlines() would cut at U+2028 too
        return [json.loads(line) for line in lines]


def digest(files: list[Path]) -> str:
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def document(identity: str, title: str, body: str) -> IndexDocument:
    headline, text = fold.display(title), fold.display(body)
    article = Article(
        id=identity,
        url=f"urn:eval:{identity}",
        canonical_url=f"urn:eval:{identity}",
        source=CORPUS.id,
        family="import",
        extractor="import@1",
        kind="news",
        scope="thai",
        country="TH",
        headline=headline,
        article_body=text,
        language="th",
    )
    return document_of(as_stored(article), CORPUS)


def fill(engine: Engine, documents: list[IndexDocument]) -> None:
    with engine.writer(analysis(), rebuild=True) as writer:
        for at in range(0, len(documents), 500):
            assert writer.write([packed(one) for one in documents[at : at + 500]]) == []


def ranking(engine: Engine, questions: list[dict[str, Any]], match: Match, size: int = 100) -> Run:
    """The best of each question, as ``search-batch`` gives them."""
    requests = {
        asked["qid"]: SearchRequest(clause=compile_plain(asked["query"], match).clause, size=size)
        for asked in questions
    }
    return {qid: [hit.id for hit in engine.search(request).hits] for qid, request in requests.items()}


@pytest.fixture(scope="module")
def evaluate(shared: Path) -> Callable[[list[dict[str, Any]], Run], Scores]:
    """The scorer that comes with the questions."""
    spec = importlib.util.spec_from_file_location(
        "search_eval", shared / "eval" / "search" / "search_eval.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scorer: Callable[[list[dict[str, Any]], Run], Scores] = module.evaluate
    return scorer


@pytest.fixture(scope="module")
def questions(shared: Path) -> list[dict[str, Any]]:
    file = shared / "eval" / "search" / "queries_dev.jsonl"
    assert digest([file]) == FLOORS["queries_sha256"]
    return rows(file)


@pytest.fixture(scope="module")
def engines(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, Engine]]:
    """Both engines, each with all documents of the five sets in one index."""
    files = sorted((shared / "eval" / "search").glob("docs_*.jsonl"))
    assert digest(files) == FLOORS["documents_sha256"]
    read = [one for file in files for one in rows(file)]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        keys = ("id", "title", "body")
        documents = list(pool.map(document, *([one[key] for one in read] for key in keys), chunksize=100))
    home = tmp_path_factory.mktemp("relevance")
    made = {name: new_engine(name, home, request) for name in ("tantivy", "elasticsearch")}
    for engine in made.values():
        fill(engine, documents)
        assert engine.count() == FLOORS["documents"]
    yield made
    for engine in made.values():
        engine.drop()
        engine.close()


# filling both engines takes a minute, several on a busy machine
ON_BOTH = [pytest.mark.elasticsearch, pytest.mark.timeout(900)]


class TestRelevance:
    """One index for all of it."""

    pytestmark = ON_BOTH

    def test_one_configuration_ranks_all_five_sets(
        self,
        engines: dict[str, Engine],
        questions: list[dict[str, Any]],
        evaluate: Callable[[list[dict[str, Any]], Run], Scores],
    ) -> None:
        scores = evaluate(questions, ranking(engines["tantivy"], questions, "any"))
        for name, floor in FLOORS["any"]["ndcg10"].items():
            assert scores[name][0] >= floor, (name, scores)
        for name, floor in FLOORS["any"]["recall100"].items():
            assert scores[name][2] >= floor, (name, scores)

    def test_the_first_ten_are_the_same_where_frequent_words_are_not_read(
        self,
        engines: dict[str, Engine],
        questions: list[dict[str, Any]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = questions[:: FLOORS["elasticsearch_sample"]["every"]]
        whole = ranking(engines["tantivy"], asked, "any", size=10)
        monkeypatch.setattr(best, "WORTHWHILE", 0)
        monkeypatch.setattr(best, "FIRST", 500)
        assert ranking(engines["tantivy"], asked, "any", size=10) == whole

    def test_mode_all_finds_what_stands_inside_words(
        self,
        engines: dict[str, Engine],
        questions: list[dict[str, Any]],
        evaluate: Callable[[list[dict[str, Any]], Run], Scores],
    ) -> None:
        floors = FLOORS["all"]["recall100"]
        asked = [one for one in questions if one["set"] in floors]
        for engine, every in ((engines["tantivy"], 1), (engines["elasticsearch"], FLOORS["all"]["every"])):
            part = asked[::every]
            scores = evaluate(part, ranking(engine, part, "all"))
            assert {name: scores[name][2] for name in floors} == floors, engine.name

    def test_the_cluster_ranks_as_the_embedded_engine_does(
        self,
        engines: dict[str, Engine],
        questions: list[dict[str, Any]],
        evaluate: Callable[[list[dict[str, Any]], Run], Scores],
    ) -> None:
        floors = FLOORS["elasticsearch_sample"]
        asked = questions[:: floors["every"]]
        first, second = (ranking(engines[name], asked, "any") for name in ("tantivy", "elasticsearch"))
        same = sum(first[one["qid"]][:10] == second[one["qid"]][:10] for one in asked)
        assert same >= floors["same_top_ten"] * len(asked)
        assert evaluate(asked, second)["macro"][0] >= floors["macro_ndcg10"]


@pytest.mark.parametrize("name", ENGINES)
def test_subphrases_of_real_posts_are_found(
    shared: Path, home: Path, request: pytest.FixtureRequest, name: str
) -> None:
    posts = rows(shared / "pages" / "wordpress" / "expected.jsonl")
    engine = new_engine(name, home, request)
    documents = [document(f"{one['file']}", one["title"], one["body"]) for one in posts]
    fill(engine, documents)
    found = 0
    for identity, text in subphrases(posts, FLOORS["subphrases"]["asked"]):
        hits = engine.search(SearchRequest(clause=compile_plain(text, "all").clause, size=len(posts))).hits
        found += identity in {hit.id for hit in hits}
    assert found == FLOORS["subphrases"]["found"]
    engine.drop()
    engine.close()


def subphrases(posts: list[dict[str, Any]], count: int) -> Iterator[tuple[str, str]]:
    """Cut 6 to 10 Thai clusters from inside runs, ignoring where words begin and end.

    The cut is PyThaiNLP's on the text as published, not on our folding of it.
    """
    choose = random.Random(8119)
    runs = [(one["file"], run) for one in posts for run in re.findall("[\u0e01-\u0e4e]+", one["body"])]
    cut = [(file, subword_tokenize(run, engine="tcc")) for file, run in runs]
    long = [(file, pieces) for file, pieces in cut if len(pieces) > 12]
    for file, pieces in choose.choices(long, k=count):
        length = choose.randint(6, 10)
        start = choose.randrange(1, len(pieces) - length)
        yield file, "".join(pieces[start : start + length])
