"""ASP.NET WebForms: ``.aspx`` pages whose further pages are asked by posting the form back.

Addresses are taken without regard to case, as its server does, and without the session that cookieless
servers write into the path. Only pagers are ever posted, never a search or a login: docs/families.md.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from pipelines import urls
from pipelines.errors import NotAnArticle
from pipelines.families import generic, rules
from pipelines.families.doors import Door
from pipelines.families.postback import next_page
from pipelines.families.rules import Rules
from pipelines.page import Page
from pipelines.records import Draft, Listing, Source

VERSION = 1

RULES = Rules(
    body=("[id$=_lblDetail]", "[id$=_lblContent]", "[id$=_lblBody]", "[id$=_litDetail]", ".news-detail"),
    title=("[id$=_lblTitle]", "[id$=_lblTopic]", "[id$=_lblHeader]", "[id$=_lblSubject]"),
    date=("[id$=_lblDate]", "[id$=_lblPostDate]", "[id$=_lblCreateDate]"),
    author=("[id$=_lblAuthor]", "[id$=_lblPostBy]"),
    category=("[id$=_lblCategory]", "[id$=_lblType]"),
)
SHAPE = re.compile(
    r"\.aspx\?(?:[^#]{0,200}&)?(?:id|newsid|nid|news_id|contentid|articleid|itemid)=\d{1,12}"
    r"|/servlet/[a-z]{1,40}\?(?:[^#]{0,200}&)?_mode=detail&",
    re.IGNORECASE,
)
_COOKIELESS = re.compile(r"/\((?:[ASFX]\([^)/]{1,120}\)){1,4}\)(?=/)", re.IGNORECASE)
_ASPX = re.compile(r"\.aspx?$", re.IGNORECASE)
_ERROR = re.compile(r"Server Error in '|Runtime Error</title>|The resource cannot be found\.", re.IGNORECASE)


def recognise(page: Page) -> float:
    """By the state that its forms carry."""
    if page.form != "html":
        return 0.0
    if page.soup.find("input", attrs={"name": "__VIEWSTATE"}):
        return 0.9
    return 0.4 if page.soup.find("a", href=SHAPE) else 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """List pages; a feed or sitemap where the row names one."""
    return generic.seeds(source)


def canonical(url: str) -> str:
    """Small letters in path and names, parameters in the order of their names, no session."""
    clean = urls.canonical(url, ordered=True)
    parts = urlsplit(clean)
    path = _COOKIELESS.sub("", parts.path)
    if not _ASPX.search(path):
        return urlunsplit(parts._replace(path=path))
    pairs = (part.partition("=") for part in parts.query.split("&") if part)
    query = "&".join(sorted(name.lower() + equals + value for name, equals, value in pairs))
    return urlunsplit(parts._replace(path=path.lower(), query=query))


def item(url: str) -> str | None:
    """None: each page counts for itself, so that the whole address is the identity."""
    return None


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a list: the row's links, else those of an item's shape; the next page may be a form.

    Raises:
        LayoutChanged: no link found.
        NotAnArticle: it is no list.
    """
    found = generic.listed(page, source, SHAPE)
    return found if found.next else replace(found, forms=next_page(page))


def article(page: Page, source: Source | None = None) -> Draft:
    """Read an article.

    Raises:
        NotAnArticle: ``not_found`` for the server's error page or a template with nothing in it, ``empty``.
        LayoutChanged: the row's selector for the text finds nothing.
    """
    if page.form == "html" and _ERROR.search(page.text[:5000]):
        raise NotAnArticle("not_found", "the server's error page", url=page.url)
    return rules.article(page, source, RULES, address=canonical(page.url), item=None)
