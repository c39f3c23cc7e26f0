"""Sample offices and items for the tests of the web app: our own writing, in the manner of Thai offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pipelines.records import (
    Article,
    Capture,
    Credits,
    DateValue,
    Kind,
    Letter,
    Office,
    Person,
    Place,
    Source,
)
from pipelines.store import captures, revisions, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.stories import set_story
from pipelines.text.segment import ANALYSIS_VERSION, segmented

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

_OFFICES: tuple[tuple[str, str, str, Office, str], ...] = (
    ("lamphun-pr", "สำนักงานประชาสัมพันธ์จังหวัดลำพูน", "TH-51", "pr-office", "live"),
    ("lamphun-province", "จังหวัดลำพูน", "TH-51", "province", "live"),
    ("krabi-pao", "องค์การบริหารส่วนจังหวัดกระบี่", "TH-81", "pao", "live"),
    ("nan-municipality", "เทศบาลเมืองน่าน", "TH-55", "municipality", "quiet"),
    ("surin-tao", "องค์การบริหารส่วนตำบลบ้านไทร", "TH-32", "tao", "broken"),
    ("songkhla-news", "ข่าวท้องถิ่นสงขลา", "TH-90", "local-news", "unverified"),
)
OFFICES = tuple(
    Source(id=key, name=name, province=province, office=office, family="wordpress", sample=True)
    for key, name, province, office, _ in _OFFICES
)
# office|published|kind|headline|body, paragraphs parted by ¶
_TEXTS = (Path(__file__).parent / "office_samples.txt").read_text(encoding="utf-8").splitlines()
STORIES = {0: "flood", 1: "flood", 2: "flood", 3: "longan", 4: "longan"}


def date_of(value: str, method: str = "page:published-on") -> DateValue | None:
    """A date as a Thai page states it."""
    if not value:
        return None
    precision = {4: "year", 7: "month", 10: "day", 16: "minute"}[len(value)]
    raw = value.replace(value[:4], str(int(value[:4]) + 543), 1)
    return DateValue(value=value, precision=precision, era="BE", method=method, raw=raw)  # type: ignore[arg-type]


def made(number: int, office: int, published: str, kind: Kind, headline: str, body: str) -> Article:
    """One item as the pipeline would make it."""
    source = OFFICES[office]
    url = f"https://{source.id}.example.go.th/news/{100 + number}"
    return Article(
        id=f"{source.id}:{100 + number}",
        url=url,
        canonical_url=url,
        source=source.id,
        family="wordpress",
        extractor="wordpress@3",
        kind=kind,
        scope="thai",
        country="TH",
        headline=headline,
        article_body=body,
        language="en" if headline.isascii() else "th",
        published=date_of(published),
        issuer=source.name,
        places=(_place(source, body),),
        captured_at=NOW - timedelta(days=number),
    )


def _place(source: Source, body: str) -> Place:
    if "อำเภอคลองท่อม" in body:
        at = body.index("อำเภอคลองท่อม")
        return Place(
            level="amphoe", code="8104", province="TH-81", name="อำเภอคลองท่อม",
            span=(at, at + 13), confidence=1.0, evidence="text",
        )  # fmt: skip
    return Place(
        level="changwat", code=source.province[3:], province=source.province, name=source.name,
        span=None, confidence=0.9, evidence="source",
    )  # fmt: skip


def items() -> list[Article]:
    """All sample items; the first and the letter carry every field."""
    every = [_read(number, line) for number, line in enumerate(_TEXTS)]
    every[0] = replace(
        every[0],
        event=date_of("2020-12-28T09:30", "text:event"),
        fiscal_year=2564,
        people=(Person(title="นาย", name="สมมติ ใจงาม", post="นายกองค์การบริหารส่วนจังหวัดกระบี่"),),
        credits=Credits(photo_and_news=("กองป้องกันฯ",), posted_by=("admin",)),
        category=("ข่าวประชาสัมพันธ์",),
        attachments=("https://krabi-pao.example.go.th/files/flood.pdf",),
        images=("https://krabi-pao.example.go.th/1.jpg",),
    )
    every[5] = replace(
        every[5],
        order=date_of("2023-02-17", "text:order"),
        deadline=date_of("2023-03-01", "text:deadline"),
        letter=Letter(
            urgency="ด่วนที่สุด", number="ลพ 0017.2/ว 512", issuer="ศาลากลางจังหวัดลำพูน",
            addressees=("นายอำเภอทุกอำเภอ", "นายกเทศมนตรีเมืองลำพูน"), references=("หนังสือที่ มท 0211/ว 98",),
        ),
    )  # fmt: skip
    return every


def _read(number: int, line: str) -> Article:
    office, published, kind, headline, body = line.split("|")
    sort: Kind = kind  # type: ignore[assignment]
    return made(number, int(office), published, sort, headline, body.replace("¶", "\n"))


def put(store: Store, some: Sequence[Article], stories: dict[int, str], *, now: datetime = NOW) -> None:
    """Store items with a capture each, as crawling and refining would."""
    with store.write() as connection:
        for number, one in enumerate(some):
            capture = captures.add(connection, _capture(one))
            words = Segmented(
                headline=segmented(one.headline), body=segmented(one.article_body), analysis=ANALYSIS_VERSION
            )
            revisions.put(connection, one, words, capture_id=capture.id, rule="div.entry-content", now=now)
            story = stories.get(number, f"story-{one.id}")
            set_story(connection, one.id, story, None, now=now)


def _capture(article: Article) -> Capture:
    digest = sha256(article.id.encode()).hexdigest()
    return Capture(
        id=0,
        source_id=article.source,
        role="article",
        requested_url=article.url,
        url=article.url,
        status=200,
        content_type="text/html; charset=utf-8",
        fetched_at=article.captured_at or NOW,
        sha256=digest,
        warc_file=f"2026/11/{article.source}.warc.gz",
        warc_offset=int(digest[:6], 16),
        warc_length=len(article.article_body),
        tls_valid=True,
    )


def web_store(home: Path) -> Store:
    """A store with all samples; the first item in two versions."""
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, OFFICES, now=NOW)
        for key, *_, state in _OFFICES:
            sources.set_state(connection, key, state, "", now=NOW)
    some = items()
    put(store, some, STORIES)
    changed = replace(
        some[0], article_body=some[0].article_body + "\nแก้ไขจำนวนถุงยังชีพเป็น 150 ชุด", captured_at=NOW
    )
    put(store, [changed], STORIES)
    return store
