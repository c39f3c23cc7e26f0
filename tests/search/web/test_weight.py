"""What a page weighs where everything is there: all provinces, many offices, five years of months."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from pipelines import provinces
from pipelines.records import Article, DateValue, Source
from pipelines.store import sources
from pipelines.store.articles import Segmented
from pipelines.store.database import open_store
from pipelines.store.revisions import put
from pipelines.store.stories import set_story
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.web.frame import TABS
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW
from tests.search.web.parsing import page

MOST = 60_000
"""Bytes that are sent for a page with all its files: half of what is promised."""
UNPACKED = 150_000
"""Bytes of the page itself before it is packed; fifty links of it carry the question."""
FILES = ("app.css", "app.js", "mark.svg")
ARTICLES = 154
SENTENCES = (
    "นายอำเภอออกตรวจเยี่ยมประชาชนที่ได้รับผลกระทบจากน้ำท่วมขังในพื้นที่ลุ่มต่ำ",
    "เทศบาลตำบลจัดประชุมประชาคมหมู่บ้านเพื่อทบทวนแผนพัฒนาท้องถิ่นห้าปี",
    "องค์การบริหารส่วนจังหวัดประกาศผลการสอบคัดเลือกพนักงานจ้างตามภารกิจ",
    "โรงพยาบาลส่งเสริมสุขภาพตำบลเปิดให้บริการวัคซีนแก่ผู้สูงอายุและผู้ป่วยติดเตียง",
    "ชาวสวนลำไยรวมกลุ่มแปรรูปผลผลิตเพื่อเพิ่มมูลค่าและลดความเสี่ยงด้านราคา",
)
"""Invented."""
LONG = " OR ".join(SENTENCES)[:200]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An app on two articles of each province, on one day of 60 months in turn."""
    home = tmp_path_factory.mktemp("full")
    store = open_store(home)
    offices = [
        Source(id=one.iso.lower(), name=f"สำนักงานตัวอย่างประจำจังหวัด{one.name_th}", province=one.iso,
               office="province", family="wordpress")
        for one in provinces.load()
    ]  # fmt: skip
    with store.write() as connection:
        sources.sync(connection, offices, now=NOW)
        for number in range(ARTICLES):
            article = _article(number, offices[number % len(offices)])
            words = Segmented(
                headline=segmented(article.headline),
                body=segmented(article.article_body),
                analysis=ANALYSIS_VERSION,
            )
            put(connection, article, words, capture_id=None, rule="sample", now=NOW)
            set_story(connection, article.id, article.id, None, now=NOW)
    yield client_of(app_on(store, home))
    store.close()


def _article(number: int, source: Source) -> Article:
    day = f"{2020 + number % 60 // 12}-{number % 12 + 1:02}-05"
    url = f"https://{source.id}.example.go.th/{number}"
    body = " ".join(SENTENCES[(number + at) % len(SENTENCES)] for at in range(12))
    return Article(
        id=f"{source.id}:{number}", url=url, canonical_url=url, source=source.id, family="wordpress",
        extractor="sample@1", kind="news", scope="thai", country="TH",
        headline=f"{SENTENCES[number % len(SENTENCES)]} ครั้งที่ {number}", article_body=body, language="th",
        published=DateValue(value=day, precision="day", era="CE", method="import", raw=day), captured_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("question", ["", "น้ำท่วม", LONG], ids=["none", "short", "200 characters"])
@pytest.mark.parametrize("path", [path for _, path in TABS])
def test_a_page_with_all_its_files_is_sent_in_its_weight(full: Client, path: str, question: str) -> None:
    answer = full.get(f"{path}?q={quote(question)}&match=any")
    assert answer.status_code == 200
    files = sum(int(full.get(f"/static/{name}").headers["Content-Length"]) for name in FILES)
    assert int(answer.headers["Content-Length"]) + files < MOST
    assert len(answer.content) < UNPACKED


def test_thai_letters_of_links_are_letters(full: Client) -> None:
    root = page(full, "/?q=" + quote("น้ำท่วม & <ลำไย> +\u200b", safe="") + "&match=any")
    links = [one for one in root.xpath("//a/@href") if "น้ำ" in one]
    assert len(links) > 20
    assert all("q=น้ำท่วม+%26+%3Cลำไย%3E+%2B%E2%80%8B" in one for one in links)


def test_pictures_are_links_that_narrow_the_question(full: Client) -> None:
    root = page(full, "/?q=น้ำท่วม&kind=news&from=2020&lang=en")
    places = root.xpath("//svg[@class='map']//a/@href")
    bars = root.xpath("//svg[@class='chart']//a/@href")
    assert len(places) == 77
    assert len(bars) == 60
    for address, name in ((places[0], "province"), (bars[0], "to")):
        kept = parse_qs(urlsplit(address).query)
        assert (kept["q"], kept["kind"], kept["lang"]) == (["น้ำท่วม"], ["news"], ["en"])
        assert len(kept[name]) == 1
        assert page(full, address).xpath("//li[@class='hit']")
    assert set(root.xpath("//svg//a/@tabindex")) == {"-1"}


def test_pictures_of_a_long_question_leave_the_links_to_their_tables(full: Client) -> None:
    assert not page(full, f"/?q={LONG}&match=any").xpath("//svg[@class='map']//a")
    root = page(full, f"/map?q={LONG}&match=any")
    assert len(root.xpath("//table[@class='numbers']//a")) == 77
