"""What a page weighs where everything is there: all provinces, many offices, ten years of months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipelines import provinces
from pipelines.records import Article, DateValue, Letter, Person, Place, Source
from pipelines.store import attachments, collections, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import open_store
from pipelines.store.revisions import put
from pipelines.store.stories import set_story
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.web.asking import LONGEST_QUERY, MOST_CHOSEN, MOST_COMPARED, PAGE_SIZES
from search.web.frame import TABS
from search.web.ways import Pair, applied, changes
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW
from tests.search.web.parsing import page

SENT = 60_000
"""Bytes that are sent for a page with all its files."""
MOST = 120_000
"""Bytes of the page, its style sheet and its script, unpacked."""
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
PIECES = " OR ".join(one[at : at + 26] for at in range(26) for one in SENTENCES)
LONGEST = PIECES[:LONGEST_QUERY].rpartition(" OR ")[0]
"""A query of as many letters as may be asked, that finds something and marks much of it."""
CHOSEN = "&".join(f"province={one.iso}" for one in provinces.load()[:MOST_CHOSEN])
MONTHS = 120
VERSIONS = 45
CROWDED = "th-10:crowded"
PLACE = Place(
    level="tambon", code="510111", province="TH-51", name="ตำบลตัวอย่างที่มีชื่อยาว", span=(0, 9), confidence=1.0,
    evidence="text",
)  # fmt: skip
REPEATED = 150
"""Times each sentence stands in the long text: 50,000 characters."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An app on two articles of each province, on one day of 120 months in turn."""
    home = tmp_path_factory.mktemp("full")
    store = open_store(home)
    offices = [
        Source(id=one.iso.lower(), name=f"สำนักงานตัวอย่างประจำจังหวัด{one.name_th}", province=one.iso,
               office="province", family="wordpress")
        for one in provinces.load()
    ]  # fmt: skip
    with store.write() as connection:
        sources.sync(connection, offices, now=NOW)
        numbered = [_article(number, offices[number % len(offices)]) for number in range(ARTICLES)]
        long = replace(numbered[0], id="th-10:long", article_body="\n".join([*SENTENCES] * REPEATED))
        for article in (*numbered, long, *_crowded(offices)):
            words = Segmented(
                headline=segmented(article.headline),
                body=segmented(article.article_body),
                analysis=ANALYSIS_VERSION,
            )
            put(connection, article, words, capture_id=None, rule="sample", now=NOW)
            story = CROWDED if article.id.endswith(":crowded") else article.id
            set_story(connection, article.id, story, None, now=NOW)
        attachments.name(connection, article)
        for number in range(100):
            collections.make(connection, f"ชุดรวมตัวอย่างที่มีชื่อยาวมาก-{number}", "articles", now=NOW)
    yield client_of(app_on(store, home))
    store.close()


def _article(number: int, source: Source) -> Article:
    day = f"{2015 + number % MONTHS // 12}-{number % 12 + 1:02}-05"
    url = f"https://{source.id}.example.go.th/{number}"
    body = " ".join(SENTENCES[(number + at) % len(SENTENCES)] for at in range(12))
    return Article(
        id=f"{source.id}:{number}", url=url, canonical_url=url, source=source.id, family="wordpress",
        extractor="sample@1", kind="news", scope="thai", country="TH",
        headline=f"{SENTENCES[number % len(SENTENCES)]} ครั้งที่ {number}", article_body=body, language="th",
        published=DateValue(value=day, precision="day", era="CE", method="import", raw=day), captured_at=NOW,
    )  # fmt: skip


def _crowded(offices: list[Source]) -> Iterator[Article]:
    """An item with copies at all offices, many versions, files and names; the item itself comes last."""
    written = range(len(offices) - 1, -VERSIONS, -1)
    for number in written:
        source = offices[max(number, 0)]
        article = _article(abs(number), source)
        texts = [f"{SENTENCES[(number * at) % 5]} {at}" for at in range(12)]
        url = f"https://{source.id}.example.go.th/{quote(SENTENCES[0])}"
        yield replace(
            article,
            id=f"{source.id}:crowded",
            url=url,
            canonical_url=url,
            headline=f"{' '.join(SENTENCES[:3])} {number}",
            article_body="\n".join(texts),
            captured_at=NOW + timedelta(days=max(-number, 0)),
            kind="letter",
            letter=Letter(addressees=("นายกเทศมนตรีทุกแห่ง",) * 80, references=("หนังสือที่ ลพ 0017/ว 1",) * 80),
            order=article.published,
            places=tuple(replace(PLACE, span=(at, at + 9)) for at in range(80)),
            people=tuple(
                Person(title="นาย", name=f"สมชาย ตัวอย่างที่{at}", post=SENTENCES[1]) for at in range(80)
            ),
            category=tuple(f"หมวดข่าวตัวอย่างที่ {at}" for at in range(80)),
            attachments=tuple(f"{url}/{quote(SENTENCES[2])}-{at}.pdf" for at in range(80)),
        )


def weighed(full: Client, address: str) -> int:
    """Bytes of a page with its style sheet and script; what is sent of them is less than half."""
    answer = full.get(address)
    assert answer.status_code == 200
    files = [full.get(f"/static/{name}") for name in FILES]
    assert sum(int(one.headers["Content-Length"]) for one in (answer, *files)) < SENT
    return len(answer.content) + sum(len(one.content) for one in files)


@pytest.mark.parametrize("question", ["", "น้ำท่วม", LONG, LONGEST], ids=["none", "short", "200", "longest"])
@pytest.mark.parametrize("path", [path for _, path in TABS] + ["/build"])
def test_a_page_with_all_its_files_keeps_its_weight(full: Client, path: str, question: str) -> None:
    assert weighed(full, f"{path}?q={quote(question)}&match=any&lang=th") < MOST


@pytest.mark.parametrize("question", ["", "น้ำท่วม", LONG, LONGEST], ids=["none", "short", "200", "longest"])
def test_as_many_results_as_asked_fit_into_a_page(full: Client, question: str) -> None:
    address = f"/?q={quote(question)}&match=any&size={PAGE_SIZES[-1]}&copies=1&lang=en"
    assert weighed(full, address) < MOST
    root = page(full, address)
    assert len(root.xpath("//li[@class='hit']")) == PAGE_SIZES[-1]
    assert [one.text_content() for one in root.xpath("//*[@aria-current='true']")][-1] == str(PAGE_SIZES[-1])


@pytest.mark.parametrize("path", ["/", "/kwic", "/words"])
def test_many_filters_are_carried_once(full: Client, path: str) -> None:
    assert weighed(full, f"{path}?match=any&q={quote(LONGEST)}&{CHOSEN}&from=2015&lang=en") < MOST


def test_four_questions_are_compared_within_the_weight(full: Client) -> None:
    fourth = quote(LONGEST[: MOST_COMPARED // 4].rpartition(" OR ")[0])
    others = "".join(f"&{name}={fourth}" for name in ("q2", "q3", "q4"))
    assert weighed(full, f"/compare?match=any&share=1&q={fourth}{others}") < MOST
    assert full.get(f"/compare?q={'ก' * 2_000}&q2={'ก' * 2_000}&q3={'ก' * 2_000}&q4=ก").status_code == 400


@pytest.mark.parametrize(
    "path", ["/offices", "/provinces", "/people", "/stories", "/series", "/coverage", "/docs/api", "/about"]
)
def test_a_list_keeps_its_weight(full: Client, path: str) -> None:
    assert weighed(full, f"{path}?q={'ก' * 400 if path == '/people' else ''}&lang=th") < MOST


def test_a_text_of_any_length_is_read_in_parts(full: Client) -> None:
    address = "/item/th-10:long?lang=th"
    read = ""
    while address:
        assert weighed(full, address) < MOST
        root = page(full, address)
        read += "".join(
            "".join(one.itertext()) for one in root.xpath("//article[@class='text']/p[not(@class)]")
        )
        address = next(iter(root.xpath("//article[@class='text']//a[@rel='next']/@href")), "")
    assert read.count(SENTENCES[0]) == REPEATED
    assert full.get("/item/th-10:long?part=99").status_code == 400


@pytest.mark.parametrize("lang", ["th", "en"])
def test_an_item_with_very_much_of_everything_keeps_its_weight(full: Client, lang: str) -> None:
    address = f"/item/{CROWDED}?lang={lang}"
    assert weighed(full, address) < MOST
    root = page(full, address)
    told = " ".join(root.text_content().split())
    assert (f"จากทั้งหมด {VERSIONS} รุ่น" if lang == "th" else f"of all {VERSIONS} versions") in told
    ways = root.xpath("//a[contains(., 'ดูทั้งหมด') or contains(., 'see all')]/@href")
    assert {way.partition("?")[0].rpartition("/")[2] for way in ways} >= {
        "attachments.csv",
        "th-10%3Acrowded",
    }
    assert {full.get(way).status_code for way in ways} == {200}
    for name, rows in (("versions", VERSIONS), ("attachments", 80)):
        assert len(full.get(f"/item/{CROWDED}/{name}.csv").text.splitlines()) == 1 + rows


def test_what_a_page_cannot_hold_is_refused_by_name(full: Client) -> None:
    for wrong in (
        "size=51",
        "&".join(f"source=s{n}" for n in range(MOST_CHOSEN + 1)),
        f"cluster={'x' * 201}",
    ):
        answer = full.get(f"/?{wrong}")
        assert answer.status_code == 400
        assert len(answer.content) < 20_000
    assert len(full.get(f"/about?unknown={'x' * 30_000}").content) < 20_000


def ways(root: html.HtmlElement) -> dict[str, str]:
    """What the buttons of a long question say, and where they lead."""
    kept = [(one.get("name"), one.get("value")) for one in root.xpath("//form[@id='go']//input")]
    return {
        " ".join("".join(one.itertext()).split()): f"/go?{urlencode([*kept, ('to', one.get('value'))])}"
        for one in root.xpath("//button[@form='go']")
    }


def test_the_ways_of_a_long_question_lead_where_links_would(full: Client) -> None:
    root = page(full, f"/?q={quote(LONGEST)}&match=any&kind=news&scope=thai&page=2&lang=en")
    assert not [one for one in root.xpath("//a/@href") if len(one) > 400]
    named = ways(root)
    kept = {"q": [LONGEST], "match": ["any"], "kind": ["news"], "scope": ["thai"], "lang": ["en"]}
    for label, path, changed in (
        ("Over time", "/time", {}),
        ("newest", "/", {"sort": ["newest"]}),
        ("Next →", "/", {"page": ["3"]}),
        ("ไทย", "/", {"page": ["2"], "lang": ["th"]}),
        ("Clear all filters", "/", {"kind": None, "scope": None}),
    ):
        answer = full.get(next(to for said, to in named.items() if said == label))
        to = urlsplit(answer.headers["Location"])
        assert (answer.status_code, to.path) == (303, path)
        wanted = {name: value for name, value in (kept | changed).items() if value}
        assert parse_qs(to.query) == wanted
        assert full.get(answer.headers["Location"]).status_code == 200


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.text("xyก -+", min_size=1, max_size=3)), max_size=6),
    st.lists(st.tuples(st.sampled_from("abc"), st.text("xyก -+", min_size=1, max_size=3)), max_size=6),
)
def test_changes_lead_from_any_state_to_any_other(now: list[Pair], then: list[Pair]) -> None:
    def by_name(pairs: list[Pair]) -> dict[str, list[str]]:
        return {name: [value for key, value in pairs if key == name] for name, _ in pairs}

    assert by_name(applied(now, changes(now, then))) == by_name(then)


@pytest.mark.parametrize(
    "to", ["//evil.example/", "/\\evil.example", "https://evil.example/", "\\\\evil.example"]
)
def test_a_way_leads_to_this_site_alone(full: Client, to: str) -> None:
    location = full.get(f"/go?to={quote(to, safe='')}").headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert not urlsplit(location).netloc


def test_thai_letters_of_links_are_letters(full: Client) -> None:
    root = page(full, "/?q=" + quote("น้ำท่วม & <ลำไย> +\u200b", safe="") + "&match=any")
    links = [one for one in root.xpath("//a/@href") if "น้ำ" in one]
    assert len(links) > 20
    assert all("q=น้ำท่วม+%26+%3Cลำไย%3E+%2B%E2%80%8B" in one for one in links)


def test_pictures_are_links_that_narrow_the_question(full: Client) -> None:
    root = page(full, "/?q=น้ำท่วม&kind=news&from=2020&lang=en")
    places = page(full, "/map?q=น้ำท่วม&kind=news&lang=en").xpath("//svg//a/@href")
    bars = root.xpath("//svg[@class='chart']//a/@href")
    assert len(places) == 77
    assert len(bars) == 60
    for address, name in ((places[0], "province"), (bars[0], "to")):
        kept = parse_qs(urlsplit(address).query)
        assert (kept["q"], kept["kind"], kept["lang"]) == (["น้ำท่วม"], ["news"], ["en"])
        assert len(kept[name]) == 1
        assert page(full, address).xpath("//li[@class='hit']")
    assert set(root.xpath("//svg//a/@tabindex")) == {"-1"}


def test_pictures_of_a_long_question_leave_the_ways_to_their_tables(full: Client) -> None:
    assert not page(full, f"/?q={LONG}&match=any").xpath("//svg[contains(@class, 'map')]")
    root = page(full, f"/map?q={LONG}&match=any")
    assert not root.xpath("//svg//a")
    assert len(root.xpath("//table[@class='numbers']//button")) == 77
