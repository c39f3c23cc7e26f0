"""WordPress' feeds: whole posts where the site gives them (``content:encoded``), else links."""

from __future__ import annotations

from pipelines import feeds, urls
from pipelines.errors import NotAnArticle
from pipelines.families.reading import with_media
from pipelines.families.wordpress.addresses import canonical, item
from pipelines.families.wordpress.rest import page_at
from pipelines.families.wordpress.state import page_number
from pipelines.feeds import Entry
from pipelines.html_text import text_of
from pipelines.page import Page
from pipelines.records import Draft, Hint, Link, Listing
from pipelines.tree import parse


def listing(page: Page) -> Listing:
    """Read a feed page; the one behind it is asked for until the site has none (404, or no feed).

    Raises:
        NotAnArticle: ``feed``: it holds no post (a feed of comments).
    """
    entries = feeds.entries(page)
    if not entries:
        raise NotAnArticle("feed", "a feed without posts", url=page.url)
    leading = {entry.terms[0] for entry in entries if entry.terms}
    drafts, links = [], []
    for entry in entries:
        category = _categories(entry.terms, leading)
        try:
            drafts.append(_draft(entry, category, page))
        except NotAnArticle:
            links.append(Link(url=entry.url, hint=_hint(entry, category)))
    following = urls.with_parameters(page.url, paged=str(page_number(page.url) + 1))
    return Listing(drafts=tuple(drafts), links=tuple(links), next=(following,))


def _draft(entry: Entry, category: tuple[str, ...], page: Page) -> Draft:
    if not entry.content:
        raise NotAnArticle("empty", "the feed has summaries only", url=entry.url)
    content = parse(entry.content, page.url)
    draft = Draft(
        url=entry.url,
        canonical_url=canonical(entry.url),
        item=_number(entry),
        headline=_plain(entry.title),
        body=text_of(content),
        published=entry.published,
        posted_by=(entry.author,) if entry.author else (),
        category=category,
        attachments=tuple(url for url in entry.enclosures if urls.path(url).lower().endswith(".pdf")),
        rule="feed",
    )
    return with_media(draft, content, page_at(page, entry.url))


def _number(entry: Entry) -> str | None:
    """The post's number: a plugin's own element, the guid ``?p=N``, or the address, where one shows it."""
    return entry.number or item(entry.guid) or item(entry.url)


def _hint(entry: Entry, category: tuple[str, ...]) -> Hint:
    return Hint(
        title=_plain(entry.title) or None,
        published_raw=entry.published_raw,
        category=category,
        posted_by=entry.author or None,
    )


def _categories(terms: tuple[str, ...], leading: set[str]) -> tuple[str, ...]:
    """A feed prints categories, then tags, all alike; each post has a category, so what leads a post is one.

    Taken is the run of such terms that the post begins with.
    """
    kept: list[str] = []
    for term in terms:
        if term not in leading:
            break
        kept.append(term)
    return tuple(kept)


def _plain(html: str) -> str:
    return " ".join(text_of(parse(html)).split("\n"))
