"""PHP of the 2000s: windows-874, tables for layout, numbers in the query, sessions printed into links.

Charsets are decided by the bytes (:mod:`pipelines.text.decode`): such pages declare tis-620, nothing, or what
they are not. Address forms and faults as seen in stored pages (sources §1); markup is reproduced.
"""

from __future__ import annotations

import re

from pipelines import urls
from pipelines.errors import NotAnArticle
from pipelines.families import generic, rules
from pipelines.families.doors import Door
from pipelines.families.rules import Rules
from pipelines.page import Page
from pipelines.records import Draft, Listing, Source

VERSION = 1

RULES = Rules(
    body=("td.newsbody", "td.detail", "td.news_detail", "#detail", "td.content"),
    title=("td.newshead", "td.topic", "td.head", ".newshead"),
    date=("td.newsdate", ".newsdate", "td.date"),
    author=("td.newspost", ".newspost"),
    drop=("font.counter", ".counter"),
)
SHAPE = re.compile(
    r"(?:detail|read|show|view|news|link|activit)[a-z_]{0,20}\.php\?(?:[^#]{0,200}&)?"
    r"(?:id|no|nid|newsid|news_id|link|aid|q_id|n_id)=\d{1,12}"
    r"|\.php\?(?:[^#]{0,200}&)?current=[a-z_]{0,30}(?:read|detail|view)[a-z_]{0,20}&",
    re.IGNORECASE,
)
_PHP = re.compile(r"\.php(?:\?|$)", re.IGNORECASE)
_SESSION = re.compile(r"PHPSESSID=", re.IGNORECASE)
_OLD = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?(?:tis-?620|windows-874|iso-8859-11)", re.IGNORECASE)
_ERRORS = re.compile(r"(?:Warning|Fatal error|Notice)</b>:|mysql_fetch_array\(\)|mysql_connect\(\)")


def recognise(page: Page) -> float:
    """By sessions in its links, or an old charset beside links to PHP."""
    if page.form != "html":
        return 0.0
    links = [str(tag["href"]) for tag in page.soup.find_all("a", href=_PHP, limit=50)]
    own = [page.url] if _PHP.search(page.url) else []
    if any(_SESSION.search(link) for link in [*links, *own]):
        return 0.7
    old = page.decoded.charset == "cp874" or _OLD.search(page.text[:4000]) is not None
    return 0.5 if old and (links or own) else 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """List pages; a feed or sitemap where the row names one."""
    return generic.seeds(source)


def canonical(url: str) -> str:
    """Without the session, parameters in the order of their names."""
    return urls.canonical(url, ordered=True)


def item(url: str) -> str | None:
    """None: each script counts for itself, so that the whole address is the identity."""
    return None


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a list: the row's links, else scripts that show an item by its number.

    Raises:
        LayoutChanged: no link found.
        NotAnArticle: it is no list.
    """
    return generic.listed(page, source, SHAPE)


def article(page: Page, source: Source | None = None) -> Draft:
    """Read an article.

    Raises:
        NotAnArticle: ``not_found`` for a template with nothing in it or a script that failed, ``empty``.
        LayoutChanged: the row's selector for the text finds nothing.
    """
    draft = rules.article(page, source, RULES, address=canonical(page.url), item=None)
    if draft.rule == "trafilatura" and _ERRORS.search(page.text[:20_000]):
        raise NotAnArticle("not_found", "PHP's error in place of the text", url=page.url)
    return draft
