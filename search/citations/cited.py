"""What is cited, in no style yet: an article, what a query found, or a dataset.

The author is an office (a corporate author, never split into given and family name); dates keep the precision
of the page; an undated page is cited as such, never by its capture. Of a result and a dataset Khaosan itself
is the author: it counted them, the offices did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pipelines.identity import digest_of
from pipelines.moment import BANGKOK
from pipelines.records import Article, Source

Parts: TypeAlias = tuple[int, ...]
"""Year, month and day in the common era, as far as known."""
What = Literal["article", "result", "dataset"]
KHAOSAN: Mapping[str, str] = {"th": "ข่าวสาร", "en": "Khaosan"}
UNTITLED: Mapping[str, str] = {"th": "[ไม่มีชื่อเรื่อง]", "en": "[Untitled]"}
"""Square brackets: words that are not the page's own."""
DIGEST_SHOWN = 16
"""Hex digits of a dataset's hash in a sentence; its record holds all 64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Something that can be cited. Texts by language, where the languages differ."""

    what: What
    id: str
    author: Mapping[str, str]
    title: Mapping[str, str]
    container: str
    """The site it stands on: the office's name."""
    published: Parts
    accessed: Parts
    url: str
    language: str
    news: bool = False
    medium: Mapping[str, str] | None = None
    """What it is and of what size, for square brackets; null = a page."""
    keywords: tuple[str, ...] = ()
    number: str = ""
    """The hash that a dataset is verified by."""


def article_cited(article: Article, source: Source, *, accessed: datetime) -> Cited:
    """An article, by the office that issued it.

    Args:
        article: What is cited.
        source: The office that published it.
        accessed: The moment the reader saw it; its day in Bangkok is given.
    """
    author = one_line(article.issuer or "") or one_line(source.name) or source.id
    title = one_line(article.headline)
    return Cited(
        what="article",
        id=article.id,
        author={"th": author, "en": author},
        title={"th": title, "en": title} if title else UNTITLED,
        container=one_line(source.name),
        published=_published(article),
        accessed=day_of(accessed),
        url=article.url,
        language=article.language,
        news=article.kind == "news",
        keywords=tuple(one_line(one) for one in article.category),
    )


def result_cited(query: str, total: int, stories: int, url: str, *, accessed: datetime) -> Cited:
    """What a query found on a day: it may find more tomorrow, so the day and both counts belong to it."""
    text = one_line(query)
    return Cited(
        what="result",
        id=f"result-{digest_of(url.encode())[:DIGEST_SHOWN]}",
        author=KHAOSAN,
        title={"th": f"ผลการค้นหา “{text}”", "en": f"Search results for “{text}”"},
        container=KHAOSAN["th"],
        published=day_of(accessed),
        accessed=day_of(accessed),
        url=url,
        language="th",
        medium={
            "th": f"ทั้งหมด {total:,} รายการ ใน {stories:,} เรื่อง",
            "en": f"all {_items(total)} in {stories:,} {'story' if stories == 1 else 'stories'}",
        },
    )


def dataset_cited(
    identity: str, title: str, made_at: datetime, total: int, digest: str, url: str, *, accessed: datetime
) -> Cited:
    """A dataset, with the beginning of the hash that its manifest is verified by."""
    text, short = one_line(title), digest[:DIGEST_SHOWN]
    return Cited(
        what="dataset",
        id=identity,
        author=KHAOSAN,
        title={"th": text, "en": text},
        container=KHAOSAN["th"],
        published=day_of(made_at),
        accessed=day_of(accessed),
        url=url,
        language="th",
        medium={
            "th": f"ชุดข้อมูล: {total:,} รายการ, {identity}, SHA-256 {short}…",
            "en": f"Data set: {_items(total)}, {identity}, SHA-256 {short}…",
        },
        number=digest,
    )


def one_line(text: str) -> str:
    """One line: a newline inside a field would begin a field of its own in RIS."""
    return " ".join(text.split())


def day_of(moment: datetime) -> Parts:
    """The day of a moment in Bangkok."""
    local = moment.astimezone(BANGKOK)
    return (local.year, local.month, local.day)


def _items(total: int) -> str:
    return f"{total:,} {'item' if total == 1 else 'items'}"


def _published(article: Article) -> Parts:
    """The date as far as the page states it; a range by its first day."""
    if article.published is None:
        return ()
    day = article.published.value.partition("/")[0].partition("T")[0]
    return tuple(int(part) for part in day.split("-"))
