"""The eight pages of ``../shared/pages/synthetic``, by way of ``inspect``, as their expectations say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines import extract, families
from pipelines.enrich import enrich
from pipelines.errors import NotAnArticle
from pipelines.inspect import inspect
from pipelines.page import Page
from pipelines.records import Article, Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILES = (
    "prd_detail.html",
    "joomla_article.html",
    "wp_post_thai_digits.html",
    "wpjson_post.json",
    "legacy_cp874.html",
    "gambling_injected.html",
)
ISSUED = {"2023-10-16T04:05:03Z": "2023-10-16T11:05"}
"""Zulu time of the expectations as the record writes it: Bangkok's, to the minute."""


def row(shared: Path, file: str) -> dict[str, Any]:
    rows = json.loads((shared / "pages/synthetic/expect.json").read_text(encoding="utf-8"))["pages"]
    return next(one for one in rows if one["file"] == file)


def article(shared: Path, file: str) -> tuple[Article, dict[str, Any]]:
    one = row(shared, file)
    body = (shared / "pages/synthetic" / file).read_bytes()
    drafts, family = inspect(
        body, url=one["url"], content_type=one["content_type"], status=one["status"], now=NOW
    )
    (draft,) = drafts
    version = families.version(family)
    return enrich(draft, source=None, family_version=version, captured_at=NOW, page_sha256="", now=NOW), one[
        "expect"
    ]


@pytest.mark.parametrize("file", FILES)
def test_a_page_is_read_as_expected(shared: Path, file: str) -> None:
    found, expected = article(shared, file)
    dates = [date.value for date in (found.published, found.event, found.order) if date]
    if "title" in expected:
        assert found.headline == expected["title"]
    if "date" in expected:
        assert dates[0].startswith(ISSUED.get(expected["date"], expected["date"]))
    if "event_date" in expected:
        assert found.event is not None
        assert found.event.value.startswith(expected["event_date"])
    assert all(words in found.article_body for words in expected.get("body_has", ()))
    assert not any(words in found.article_body for words in expected.get("body_not", ()))
    assert list(found.attachments) == expected.get("attachments", [])
    assert (found.text_status == "attachment_only") == (expected["kind"] == "attachment_only")


def test_the_soft_404_is_not_found(shared: Path) -> None:
    one = row(shared, "soft404.html")
    with pytest.raises(NotAnArticle) as caught:
        inspect((shared / "pages/synthetic/soft404.html").read_bytes(), url=one["url"], now=NOW)
    assert caught.value.role == "not_found"


def test_the_feed_is_a_feed_of_one_dated_item(shared: Path) -> None:
    one = row(shared, "prd_rss.xml")
    body = (shared / "pages/synthetic/prd_rss.xml").read_bytes()
    with pytest.raises(NotAnArticle) as caught:
        inspect(body, url=one["url"], content_type=one["content_type"], now=NOW)
    assert caught.value.role == "feed"
    source = Source(id="s", name="s", province="TH-51", office="pr-office", family="prd")
    (link,) = extract.listing(Page(url=one["url"], body=body, now=NOW), source).links
    assert link.url.endswith("/iid/500001")
    assert link.hint.published_raw == "Tue, 15 Aug 2023 09:24:00 +0700"


def test_the_print_twin_names_its_original(shared: Path) -> None:
    url = "http://x.go.th/index.php/news/618-a?tmpl=component&print=1&page="
    with pytest.raises(NotAnArticle) as caught:
        inspect((shared / "pages/synthetic/joomla_article.html").read_bytes(), url=url, now=NOW)
    assert caught.value.role == "duplicate_view"
    assert caught.value.canonical_url == "http://x.go.th/index.php/news/618-a"


def test_seeds_are_plain_text(shared: Path) -> None:
    for file in sorted((shared / "seeds").glob("*.txt")):
        drafts, _ = inspect(file.read_bytes(), now=NOW)
        assert drafts[0].rule == "plain-text"
