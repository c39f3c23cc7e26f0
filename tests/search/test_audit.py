"""The audit of recall: nothing of a real or sample text is outside our terms, and it can see what is."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipelines.records import Article, Source
from pipelines.store import revisions, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.text import fold
from pipelines.text.joined import joined
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from pipelines.text.terms import terms
from search.audit import audit
from search.engines import Engine, open_engine
from search.engines.cluster.client import connect
from search.indexing import index
from search.letters import covered
from search.standard import Standard
from tests.search.samples import NOW

REAL = 150
"""Articles: enough for every shape of text that the first runs over 20,000 stumbled on."""
CORPUS = Source(id="tg", name="tg", province="", office="corpus", family="import")


@given(some.text(alphabet="กขณะนาำิี่้เแ๑2aB. -ๆฯํ\u200b&", max_size=60))
def test_terms_cover_every_letter_of_any_text(text: str) -> None:
    shown = fold.display(text)
    (made,) = joined([(segmented(shown),)])
    words, g2 = (some.decode("utf-16-le").split() for some in (made.words, made.g2))
    assert covered(shown, words, overlapping=False).lost == ""
    assert covered(shown, g2, overlapping=True).lost == ""


def test_a_term_left_out_is_seen() -> None:
    text = "ประกาศ ณ วันที่ ๕ ตุลาคม 2563"
    made = terms(text).words
    for at, term in enumerate(made):
        rest = [*made[:at], *made[at + 1 :]]
        assert len(covered(text, rest, overlapping=False).lost) >= len(term)


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of real articles."""
    store = open_store(tmp_path_factory.mktemp("audit"))
    with (
        gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines,
        store.write() as connection,
    ):
        sources.sync(connection, [CORPUS], now=NOW)
        for line in islice(lines, REAL):
            article = _article(json.loads(line))
            words = Segmented(
                headline=segmented(article.headline),
                body=segmented(article.article_body),
                analysis=ANALYSIS_VERSION,
            )
            revisions.put(connection, article, words, capture_id=None, rule="import", now=NOW)
    return store


def _article(row: dict[str, str]) -> Article:
    return Article(
        id=row["id"], url=f"urn:{row['id']}", canonical_url=f"urn:{row['id']}", source="tg", family="import",
        extractor="import@1", kind="news", scope="thai", country="TH", headline=fold.display(row["title"]),
        article_body=fold.display(row["text"]), language="th",
    )  # fmt: skip


@pytest.mark.shared
def test_nothing_of_real_articles_is_lost_and_standard_tokens_lose_most(
    real: Store, home: Path, elasticsearch: str
) -> None:
    engine = open_engine("tantivy", home=home)
    index(real, engine, now=NOW)
    report = audit(real, engine, phrases=150, seed=8119, standard=Standard(connect(elasticsearch)))
    assert (report.articles, report.missing, report.letters_lost) == (REAL, 0, 0)
    assert report.letters > 300_000
    assert (report.phrases, report.phrases_found) == (150, 150), report.losses
    assert report.clean
    assert report.standard is not None
    assert report.standard.phrases == report.phrases
    assert report.standard.phrases_found < report.phrases / 2


def test_an_article_that_the_index_lacks_is_counted(store: Store, engine: Engine) -> None:
    index(store, engine, rebuild=True, now=NOW)
    with engine.writer(engine.analysis() or "", rebuild=False) as writer:
        writer.delete(["krabi-pao:101"])
        writer.commit()
    report = audit(store, engine, phrases=60, seed=1)
    assert (report.missing, report.standard, report.clean) == (1, None, False)
    assert report.phrases_found < report.phrases
    assert {one.id for one in report.losses} == {"krabi-pao:101"}
