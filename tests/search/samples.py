"""Sample articles for the tests of search: our own writing, in the manner of Thai offices."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipelines.records import Article, DateValue, Kind, Office, Place, Scope, Source
from pipelines.store import revisions, sources, stories
from pipelines.store.articles import Segmented, StoredArticle
from pipelines.store.database import Store, open_store
from pipelines.text.segment import ANALYSIS_VERSION, segmented

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

_OFFICES: tuple[tuple[str, str, str, Office], ...] = (
    ("lamphun-pr", "สำนักงานประชาสัมพันธ์จังหวัดลำพูน", "TH-51", "pr-office"),
    ("krabi-pao", "องค์การบริหารส่วนจังหวัดกระบี่", "TH-81", "pao"),
    ("nan-province", "จังหวัดน่าน", "TH-55", "province"),
    ("pasang-tao", "องค์การบริหารส่วนตำบลป่าซาง", "TH-51", "tao"),
    ("hatyai-city", "เทศบาลนครหาดใหญ่", "TH-90", "municipality"),
)
OFFICES = tuple(
    Source(id=key, name=name, province=province, office=office, family="wordpress")
    for key, name, province, office in _OFFICES
)

# published|kind|headline|body; the office is the line's number modulo five
_TEXTS = (Path(__file__).parent / "samples.txt").read_text(encoding="utf-8").splitlines()

_PLACES = ("ชุมชนท่าขาม", "บ้านหนองเงือก", "ตำบลม่วงน้อย", "อำเภอปัว", "เกาะลันตา", "คลองท่อม", "ดอยขุนตาน", "เวียงสา")
_EVENTS = (
    ("อบรมการคัดแยกขยะ", "วิทยากรสอนการคัดแยกขยะและทำปุ๋ยหมักจากเศษอาหาร"),
    ("ตรวจสุขภาพผู้สูงอายุ", "อสม. ออกตรวจวัดความดันและเบาหวานแก่ผู้สูงอายุถึงบ้าน"),
    ("ซ่อมถนนหลังน้ำลด", "ช่างโยธาซ่อมผิวถนนและท่อระบายน้ำที่เสียหายจากน้ำท่วม"),
    ("ประชุมประชาคมหมู่บ้าน", "นายอำเภอร่วมประชุมประชาคมเพื่อเสนอโครงการพัฒนาหมู่บ้าน"),
    ("ปล่อยพันธุ์ปลา", "ร่วมปล่อยพันธุ์ปลาตะเพียน 50,000 ตัว ลงแหล่งน้ำธรรมชาติ"),
)  # fmt: skip


def lines() -> list[tuple[str, str, str, str]]:
    """All texts: those above, and the events held at each place."""
    written = [line.split("|") for line in _TEXTS]
    held = [
        (
            f"{2018 + number % 7}-{1 + number % 12:02}-{1 + number % 28:02}",
            "news",
            f"{what}ที่{place}",
            f"{body} ณ {place}",
        )
        for number, (place, (what, body)) in enumerate((p, e) for p in _PLACES for e in _EVENTS)
    ]
    return [(one[0], one[1], one[2], one[3]) for one in (*written, *held)]


def article(number: int, published: str, kind: str, headline: str, body: str) -> Article:
    """One sample as the pipeline would make it."""
    source = OFFICES[number % len(OFFICES)]
    scope: Scope = "foreign" if number % 23 == 22 else "thai"
    sort: Kind = kind  # type: ignore[assignment]
    return Article(
        id=f"{source.id}:{100 + number}",
        url=f"https://example.go.th/{number}",
        canonical_url=f"https://example.go.th/{number}",
        source=source.id,
        family="wordpress",
        extractor="wordpress@1",
        kind=sort,
        scope=scope,
        country="TH",
        headline=headline,
        article_body=body,
        language="en" if headline.isascii() else "th",
        published=_date(published),
        places=_places(body),
        attachments=("https://example.go.th/a.pdf",) if kind == "procurement" else (),
    )


def as_stored(article: Article) -> StoredArticle:
    """An article as it comes from the store, its first version."""
    words = Segmented(
        headline=segmented(article.headline),
        body=segmented(article.article_body),
        analysis=ANALYSIS_VERSION,
    )
    return StoredArticle(
        article=article,
        segmented=words,
        state="live",
        version=1,
        first_captured_at="",
        last_captured_at="",
        capture_id=None,
        rule="import",
    )


def _date(text: str) -> DateValue | None:
    if not text:
        return None
    value = "2020" if text == "2563" else text
    precision = {4: "year", 7: "month", 10: "day", 16: "minute"}[len(value)]
    return DateValue(
        value=value,
        precision=precision,  # type: ignore[arg-type]
        era="BE",
        method="page:published-on",
        raw=text,
    )


def _places(body: str) -> tuple[Place, ...]:
    named = (("ปัว", "5505", "TH-55"), ("เกาะลันตา", "8103", "TH-81"), ("ป่าซาง", "5106", "TH-51"))
    return tuple(
        Place(
            level="amphoe",
            code=code,
            province=province,
            name=f"อำเภอ{name}",
            span=None,
            confidence=1.0,
            evidence="text",
        )
        for name, code, province in named
        if name in body
    )


def samples() -> list[Article]:
    """All sample articles."""
    return [article(number, *line) for number, line in enumerate(lines())]


def put(store: Store, made: list[Article]) -> None:
    """Store articles as refining would, every eighth with its neighbour in one story."""
    with store.write() as connection:
        sources.sync(connection, OFFICES, now=NOW)
        for number, one in enumerate(made):
            words = Segmented(
                headline=segmented(one.headline), body=segmented(one.article_body), analysis=ANALYSIS_VERSION
            )
            revisions.put(connection, one, words, capture_id=None, rule="sample", now=NOW)
            story = f"story-{number - (number % 8 == 1):03}"
            stories.set_story(connection, one.id, story, "s-water" if number % 9 == 4 else None, now=NOW)


def sample_store(home: Path) -> Store:
    """A store with all samples."""
    store = open_store(home)
    put(store, samples())
    return store
