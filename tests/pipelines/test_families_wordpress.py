"""Thirty real government releases on two real WordPress sites, read by REST, by feed and by page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import extract, families, urls
from pipelines.enrich import enrich
from pipelines.errors import PageError
from pipelines.families.fallback import main_text
from pipelines.page import Page
from pipelines.records import Draft, Listing
from tests.pipelines import pages_truth as truth

SITES = ("wpa", "wpc")
Read = Callable[[Path, str], list[Draft]]


def by_rest(shared: Path, site: str) -> list[Draft]:
    row = truth.source(site)
    url = families.load("wordpress").seeds(row)[0].urls[0]
    return list(extract.listing(truth.page(shared, f"{site}/wp-json-posts.json", url), row).drafts)


def by_feed(shared: Path, site: str) -> list[Draft]:
    row = truth.source(site, via=("feed",))
    url = families.load("wordpress").seeds(row)[0].urls[0]
    one = extract.listing(truth.page(shared, f"{site}/feed.xml", url), row)
    two = extract.listing(truth.page(shared, f"{site}/feed-p2.xml", one.next[0]), row)
    return [*one.drafts, *two.drafts]


def by_page(shared: Path, site: str) -> list[Draft]:
    row = truth.source(site)
    return [
        extract.drafts(truth.page(shared, post.file, post.url), row)[0] for post in truth.truths(shared, site)
    ]


DOORS: dict[str, Read] = {"rest": by_rest, "feed": by_feed, "page": by_page}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("site", SITES)
def test_every_post_is_read_right(shared: Path, site: str, door: str) -> None:
    drafts = {draft.url: draft for draft in DOORS[door](shared, site)}
    posts = truth.truths(shared, site)
    assert set(drafts) == {post.url for post in posts}
    scores = []
    for post in posts:
        draft = drafts[post.url]
        article = enrich(
            draft,
            source=truth.source(site),
            family_version=families.version("wordpress"),
            captured_at=truth.NOW,
            page_sha256="",
            now=truth.NOW,
        )
        assert truth.fold(draft.headline) == truth.fold(post.title)
        assert draft.published is not None
        assert draft.published.value == post.published[:16]
        assert draft.posted_by == article.credits.posted_by == (post.author,)
        assert draft.category == article.category == (post.category,)
        assert truth.fold(truth.lead(post.body)) in truth.fold(article.article_body)
        scores.append(truth.f1(article.article_body, post.body))
    floors = truth.floors(shared, "wordpress")
    assert min(scores) >= floors["f1_min"]
    assert sum(scores) / len(scores) >= floors["f1_mean"]


@pytest.mark.parametrize("site", SITES)
def test_a_post_has_one_text_by_whatever_door(shared: Path, site: str) -> None:
    texts = [
        {draft.canonical_url: truth.fold(draft.body) for draft in read(shared, site)}
        for read in DOORS.values()
    ]
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize("site", SITES)
def test_rest_and_page_agree_on_the_number(shared: Path, site: str) -> None:
    numbers = [{draft.url: draft.item for draft in read(shared, site)} for read in (by_rest, by_page)]
    assert numbers[0] == numbers[1]
    assert None not in numbers[0].values()


@pytest.mark.parametrize(
    ("site", "second"),
    [("wpa", "http://127.0.0.1:18081/page/2/"), ("wpc", "http://127.0.0.1:18083/?paged=2")],
)
def test_list_pages_link_their_ten_posts_and_end(shared: Path, site: str, second: str) -> None:
    row = truth.source(site)
    first = extract.listing(truth.page(shared, f"{site}/home.html", row.start[0]), row)
    assert first.next == (second,)
    last = extract.listing(truth.page(shared, f"{site}/home-p2.html", second), row)
    links = [link.url for link in (*first.links, *last.links)]
    assert len(links) == len(set(links)) == 10
    assert set(links) < {post.url for post in truth.truths(shared, site)}
    behind = "home-p99.html" if site == "wpa" else "home.html"
    with pytest.raises(PageError, match="not_found"):
        extract.listing(truth.page(shared, f"{site}/{behind}", last.next[0]), row)


NO_ARTICLE = {
    "home.html": ("", "list"),
    "home-p2.html": ("?paged=2", "list"),
    "home-p99.html": ("?paged=99", "not_found"),
    "notfound.html": ("no-such-page-xyz/", "not_found"),
    "category.html": ("?cat=2", "list"),
    "tag.html": ("?tag=x", "not_found"),
    "search.html": ("?s=x", "list"),
    "comments-feed.xml": ("?feed=comments-rss2", "feed"),
    "feed.xml": ("?feed=rss2", "feed"),
    "wp-json-root.json": ("?rest_route=/", "not_found"),
    "wp-json-posts.json": ("?rest_route=/wp/v2/posts", "list"),
}
ADDRESS_ONLY = ("robots.txt", "sitemap.xml", "sitemap-posts.xml")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("file", NO_ARTICLE)
def test_what_is_no_post_makes_no_article(shared: Path, site: str, file: str) -> None:
    row = truth.source(site)
    address, role = NO_ARTICLE[file]
    with pytest.raises(PageError) as caught:
        extract.drafts(truth.page(shared, f"{site}/{file}", row.start[0] + address), row)
    assert getattr(caught.value, "role", "") == role


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("file", ADDRESS_ONLY)
def test_robots_and_sitemaps_make_no_article(shared: Path, site: str, file: str) -> None:
    """On wpc they are the home page, with status 200, and no list either."""
    row = truth.source(site)
    page = truth.page(shared, f"{site}/{file}", row.start[0] + file)
    with pytest.raises(PageError, match=r"not_found|feed"):
        extract.drafts(page, row)
    if site == "wpc" or file == "robots.txt":
        with pytest.raises(PageError, match=r"not_found|feed"):
            extract.listing(page, row)


def test_the_sitemap_names_every_post(shared: Path) -> None:
    row = truth.source("wpa")
    index = extract.listing(truth.page(shared, "wpa/sitemap.xml", row.start[0] + "wp-sitemap.xml"), row)
    assert [(urls.path(link.url), link.role) for link in index.links] == [
        ("/wp-sitemap-posts-post-1.xml", "listing")
    ]
    posts = extract.listing(truth.page(shared, "wpa/sitemap-posts.xml", index.links[0].url), row)
    assert {link.url for link in posts.links} == {post.url for post in truth.truths(shared, "wpa")}


def test_a_feed_of_comments_is_no_list(shared: Path) -> None:
    row = truth.source("wpa")
    page = truth.page(shared, "wpa/comments-feed.xml", row.start[0] + "?feed=comments-rss2")
    with pytest.raises(PageError, match="without posts"):
        extract.listing(page, row)


def test_rest_behind_its_last_page_is_the_end() -> None:
    body = b'{"code":"rest_post_invalid_page_number","data":{"status":400}}'
    row = truth.source("wpa")
    page = Page(url="http://127.0.0.1:18081/?rest_route=/wp/v2/posts&page=9", body=body, now=truth.NOW)
    with pytest.raises(PageError, match="rest_post_invalid_page_number"):
        extract.listing(page, row)


def test_rest_is_paged_while_its_pages_are_full(shared: Path) -> None:
    row = truth.source("wpa")
    url = row.start[0] + "?rest_route=/wp/v2/posts&per_page=15&page=2"
    found: Listing = extract.listing(truth.page(shared, "wpa/wp-json-posts.json", url), row)
    assert found.next == (url.replace("page=2", "page=3"),)


def test_the_doors_of_an_office() -> None:
    wordpress = families.load("wordpress")
    row = truth.source("wpa")
    assert [door.via for door in wordpress.seeds(row)] == ["rest", "rest", "feed", "html"]
    assert [door.via for door in wordpress.seeds(truth.source("wpa", via=("feed", "html")))] == [
        "feed",
        "html",
    ]
    assert [url for door in wordpress.seeds(row) for url in door.urls] == [
        "http://127.0.0.1:18081/?rest_route=/wp/v2/posts&_embed=1&per_page=20",
        "http://127.0.0.1:18081/wp-json/wp/v2/posts?_embed=1&per_page=20",
        "http://127.0.0.1:18081/?feed=rss2",
        "http://127.0.0.1:18081/",
    ]


@pytest.mark.parametrize("site", SITES)
def test_the_fallback_alone_loses_no_lead(shared: Path, site: str) -> None:
    """The generic family on the same pages: trafilatura itself reaches .965 with a minimum of .712 there."""
    row = truth.source(site, family="generic")
    scores = []
    for post in truth.truths(shared, site):
        page = truth.page(shared, post.file, post.url)
        assert truth.fold(extract.drafts(page, row)[0].headline) == truth.fold(post.title)
        text = main_text(page, post.title)[1]
        assert truth.fold(truth.lead(post.body)) in truth.fold(text)
        scores.append(truth.f1(text, post.body))
    floors = truth.floors(shared, "fallback")
    assert min(scores) >= floors["f1_min"]
    assert sum(scores) / len(scores) >= floors["f1_mean"]
