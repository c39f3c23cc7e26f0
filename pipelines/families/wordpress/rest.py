"""WordPress' REST answers: each post whole, with its exact moment, author and categories."""

from __future__ import annotations

from typing import Any

from pipelines import urls
from pipelines.errors import NotAnArticle
from pipelines.families.reading import exact, with_media
from pipelines.families.wordpress.addresses import PAGE_SIZE, canonical, folder
from pipelines.html_text import text_of
from pipelines.page import Page
from pipelines.records import DateValue, Draft, Hint, Link, Listing
from pipelines.tree import parse
from pipelines.urls import absolute


def is_answer(page: Page) -> bool:
    """Tell REST's posts from other JSON."""
    data = page.json
    rows = data if isinstance(data, list) else [data]
    return bool(rows) and all(_is_post(row) for row in rows)


def listing(page: Page) -> Listing:
    """Read a list of posts; a post without its text (a plugin hides it) is a link.

    Raises:
        NotAnArticle: ``not_found``: REST is off, or the page lies behind the last.
    """
    data = page.json
    rows = data if isinstance(data, list) else [data]
    posts = [row for row in rows if _is_post(row)]
    if not posts:
        code = _at(data, "code") or "no post"
        raise NotAnArticle("not_found", f"REST answers {code}", url=page.url)
    drafts, links = [], []
    for post in posts:
        try:
            drafts.append(draft_of(post, page))
        except NotAnArticle:
            links.append(Link(url=_link(post, page), hint=Hint(title=_plain(_at(post, "title", "rendered")))))
    return Listing(drafts=tuple(drafts), links=tuple(links), next=_next(page, len(rows)))


def article(page: Page) -> Draft:
    """Read an answer that holds one post.

    Raises:
        NotAnArticle: ``list`` for several posts, ``not_found`` for an error or other JSON, ``empty``.
    """
    data = page.json
    if isinstance(data, list) and len(data) != 1:
        raise NotAnArticle("list", f"REST answer with {len(data)} posts", url=page.url)
    post = data[0] if isinstance(data, list) else data
    if not _is_post(post):
        raise NotAnArticle("not_found", f"REST answers {_at(post, 'code') or 'no post'}", url=page.url)
    return draft_of(post, page)


def draft_of(post: dict[str, Any], page: Page) -> Draft:
    """One post of a REST answer; raise NotAnArticle ``empty`` for a post without text, file or picture."""
    content = parse(_at(post, "content", "rendered"), page.url)
    link = _link(post, page)
    draft = Draft(
        url=link,
        canonical_url=canonical(link),
        item="-".join([*filter(None, folder(page.url).split("/")), str(post["id"])]),
        headline=_plain(_at(post, "title", "rendered")),
        body=text_of(content),
        published=_published(post, page),
        posted_by=_authors(post),
        category=_categories(post),
        rule="rest",
    )
    return with_media(draft, content, page_at(page, link), pictures=_featured(post))


def page_at(page: Page, link: str) -> Page:
    """A page to which addresses inside a post are relative: the post's own, not the answer's."""
    return Page(url=link, body=b"<p>", now=page.now)


def _is_post(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), int) and isinstance(row.get("link"), str)


def _link(post: dict[str, Any], page: Page) -> str:
    return page_at(page, page.url).absolute(post["link"]) or page.url


def _at(value: Any, *keys: str) -> str:
    """The string at a path of keys, empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _plain(html: str) -> str:
    return " ".join(text_of(parse(html)).split("\n"))


def _published(post: dict[str, Any], page: Page) -> DateValue | None:
    """``date_gmt`` is exact; ``date`` is the site's own clock, which is Thailand's."""
    gmt = _at(post, "date_gmt")
    if gmt and not gmt.startswith("0000"):
        value = exact(page, gmt + ("" if gmt.endswith("Z") else "Z"), "rest:date_gmt")
        if value:
            return value
    return exact(page, _at(post, "date"), "rest:date")


def _embedded(post: dict[str, Any], key: str) -> list[Any]:
    inside = post.get("_embedded")
    rows = inside.get(key) if isinstance(inside, dict) else None
    return rows if isinstance(rows, list) else []


def _authors(post: dict[str, Any]) -> tuple[str, ...]:
    """Names as the site shows them."""
    return tuple(name for name in (_plain(_at(row, "name")) for row in _embedded(post, "author")) if name)


def _categories(post: dict[str, Any]) -> tuple[str, ...]:
    groups = [group for group in _embedded(post, "wp:term") if isinstance(group, list)]
    terms = [term for group in groups for term in group if _at(term, "taxonomy") == "category"]
    return tuple(name for name in (_plain(_at(term, "name")) for term in terms) if name)


def _featured(post: dict[str, Any]) -> tuple[str, ...]:
    found = (_at(row, "source_url") for row in _embedded(post, "wp:featuredmedia"))
    return tuple(url for url in found if url.startswith(("http://", "https://")) and absolute(url, url))


def _next(page: Page, rows: int) -> tuple[str, ...]:
    """The next page, where this one is full; a list of all posts ends with one that is not."""
    size = urls.parameter(page.url, "per_page") or "10"
    number = urls.parameter(page.url, "page") or "1"
    if not (size.isdigit() and number.isdigit()) or rows < min(int(size), PAGE_SIZE * 5):
        return ()
    return (urls.with_parameters(page.url, page=str(int(number) + 1)),)
