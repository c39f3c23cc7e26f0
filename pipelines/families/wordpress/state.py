"""What a WordPress page is, by the classes of its ``<body>``: post, list, error page, or home in disguise."""

from __future__ import annotations

import re

from pipelines import urls
from pipelines.errors import NotAnArticle
from pipelines.families.wordpress.addresses import canonical
from pipelines.page import Page
from pipelines.records import Source
from pipelines.selectors import select

_SINGLE = frozenset({"single", "page", "attachment"})
_LISTS = frozenset({"archive", "search", "category", "tag", "author", "date", "blog", "post-type-archive"})
_PAGED = re.compile(r"/page/(\d{1,6})/?$")
_LANGUAGE = re.compile(r"(?:/[a-z]{2})?/?(?:index\.php)?")


def require_single(page: Page) -> None:
    """Refuse all that is no single post.

    Raises:
        NotAnArticle: ``not_found`` for an error page, also one that is the home page under another address;
            ``list`` for a home, category, tag, author, date or search page.
    """
    classes = page.body_classes
    if "error404" in classes:
        raise NotAnArticle("not_found", "body class error404", url=page.url)
    if "home" in classes:
        if is_home(page.url):
            raise NotAnArticle("list", "the home page", url=page.url)
        raise NotAnArticle("not_found", "the home page under another address", url=page.url)
    if classes & _LISTS and not classes & _SINGLE:
        raise NotAnArticle("list", f"body class {sorted(classes & _LISTS)[0]}", url=page.url)
    if (
        not classes & _SINGLE
        and len(select(page.soup, ".hentry .entry-title a, .type-post h2 a", limit=3)) > 1
    ):
        raise NotAnArticle("list", "several posts with links of their own", url=page.url)


def require_list(page: Page, source: Source | None) -> None:
    """Refuse what a list's address answers instead: an error page, one post, or the home page.

    Behind the last page many sites answer 200 with the home page; it lacks the class ``paged-N``.
    """
    classes = page.body_classes
    if "error404" in classes:
        raise NotAnArticle("not_found", "body class error404", url=page.url)
    number = page_number(page.url)
    if number > 1 and classes & (_LISTS | {"home"}) and f"paged-{number}" not in classes:
        raise NotAnArticle(
            "not_found", f"not page {number}: the site shows its first page instead", url=page.url
        )
    if "home" in classes and number == 1 and not (_is_start(page, source) or is_home(page.url)):
        raise NotAnArticle("not_found", "the home page under another address", url=page.url)


def page_number(url: str) -> int:
    """Which page of a list an address asks for."""
    found = _PAGED.search(urls.path(url))
    text = urls.parameter(url, "paged") or (found[1] if found else "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def is_home(url: str) -> bool:
    """Say whether an address is that of a site's front page; ``?paged=2`` is another page of it."""
    path = _PAGED.sub("/", urls.path(url))
    names = {name for name, _ in urls.parameters(url.partition("?")[2].partition("#")[0])}
    return _LANGUAGE.fullmatch(path) is not None and names <= {"paged", "lang"}


def _is_start(page: Page, source: Source | None) -> bool:
    return source is not None and canonical(page.url) in map(canonical, source.start)
