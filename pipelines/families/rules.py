"""Read an article by selectors: those of the office's row, else a family's candidates, else trafilatura.

A row's ``body`` that finds nothing is an error (the site has changed), never a reason to guess; a candidate
that finds nothing makes way for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from pipelines import bylines
from pipelines.errors import LayoutChanged, NotAnArticle
from pipelines.families.fallback import main_text
from pipelines.families.reading import (
    date_at,
    exact,
    first,
    meta,
    names,
    notes_of,
    structured,
    text_at,
    texts_at,
    title_tag,
    with_media,
)
from pipelines.html_text import text_of
from pipelines.page import Page
from pipelines.records import DateValue, Draft, Source
from pipelines.selectors import select
from pipelines.text.characters import has_letters

_HEADINGS = "h1, h2"
_LEAST_TEXT = 40
"""Letters; less, without any headline, is a template with nothing in it (soft 404)."""
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Candidates (CSS) in the order to be tried."""

    body: tuple[str, ...] = (
        "[itemprop=articleBody]",
        ".field-name-body .field-item",
        ".node__content .field--name-body",
        ".rich-text",
    )
    """Containers that are the text wherever they occur: schema.org, Drupal, Wagtail."""
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    """Where the date stands in words."""
    time: tuple[str, ...] = (
        "[itemprop=datePublished]",
        "article time[datetime]",
        "time[pubdate]",
        "main time[datetime]",
    )
    author: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    """What is cut out of the text: toolbars, counters."""


def article(page: Page, source: Source | None, rules: Rules, *, address: str, item: str | None) -> Draft:
    """Read an article of which the address that stands for it, and its number, are known.

    Raises:
        NotAnArticle: ``not_found`` for a page with neither headline nor text, ``empty``.
        LayoutChanged: the row's selector for the text finds nothing.
    """
    if page.form != "html":
        raise NotAnArticle("not_found", f"no page: the address answers with {page.form}", url=page.url)
    row, described = (source.selectors if source else {}), structured(page)
    rules = replace(rules, **{name: (row[name],) for name in _OF_ROW if name in row})
    head = next(iter(page.tags.get("body", ())), page.soup)
    headline = _headline(page, head, rules, described)
    node, body, rule = _body(page, head, row, rules, headline)
    _require_something(page, head, body, node)
    published = _published(page, head, rules, described, row)
    draft = Draft(
        url=page.url,
        canonical_url=address,
        item=item,
        headline=headline,
        body=body,
        published=published,
        published_raw=None if published else text_at(head, *rules.date) or None,
        posted_by=_posters(head, rules) or ("author" not in row and names(described.get("author"))) or (),
        category=texts_at(head, *rules.category) or names(described.get("articleSection")),
        notes=notes_of(_around(node)) if node is not head else (),
        rule=rule,
    )
    return with_media(draft, node, page)


_OF_ROW = ("title", "date", "author", "category", "drop")


def _headline(page: Page, head: Tag, rules: Rules, described: dict[str, object]) -> str:
    stated = text_at(head, *rules.title)
    return (
        stated
        or str(described.get("headline") or "")
        or meta(page, "og:title")
        or _heading(head, title_tag(page))
    )


def _heading(head: Tag, title: str) -> str:
    """The longest heading that the document's title repeats (the site's name is shorter), else the first."""
    texts = [" ".join(text_of(tag).split("\n")) for tag in select(head, _HEADINGS, limit=20)]
    fitting = [text for text in texts if 0 < len(text) <= _LONGEST_TITLE]
    repeated = [text for text in fitting if "".join(text.split()) in "".join(title.split())]
    return max(repeated, key=len, default="") or (title if len(fitting) != 1 else fitting[0])


def _body(page: Page, head: Tag, row: dict[str, str], rules: Rules, headline: str) -> tuple[Tag, str, str]:
    """The node that holds the text, the text, and the rule that found it."""
    found = first(head, (row["body"],) if "body" in row else rules.body)
    if found is None and "body" in row:
        raise LayoutChanged(f"selector {row['body']}", url=page.url)
    if found is not None:
        cut = frozenset(id(tag) for drop in rules.drop for tag in select(found[0], drop))
        text = text_of(found[0], without=cut)
        if text or "body" in row:
            return found[0], text, found[1]
    node, text = main_text(page, headline)
    return node, text, "trafilatura"


def _require_something(page: Page, head: Tag, body: str, node: Tag) -> None:
    if (
        not has_letters(body, _LEAST_TEXT)
        and not head.find(["h1", "h2"])
        and not node.find(["img", "iframe"])
    ):
        raise NotAnArticle("not_found", "neither headline nor text", url=page.url)


def _published(
    page: Page, head: Tag, rules: Rules, described: dict[str, object], row: dict[str, str]
) -> DateValue | None:
    if "date" in row:
        return date_at(page, head, row["date"])
    stated = described.get("datePublished")
    return (
        (exact(page, stated, "page:json-ld") if isinstance(stated, str) else None)
        or date_at(page, page.soup, "meta[property='article:published_time']", method="page:meta")
        or date_at(page, head, *rules.time)
    )


def _posters(head: Tag, rules: Rules) -> tuple[str, ...]:
    """The name alone, where the line says ``ผู้โพส : …`` too."""
    lines = texts_at(head, *rules.author)[:1]
    return tuple(name for line in lines for name in bylines.read(line)[1].get("posted_by", [line]))


def _around(node: Tag) -> Iterator[Tag]:
    before, after = _four(node.previous_siblings), _four(node.next_siblings)
    for sibling in [*reversed(before), *after]:
        if sibling.name in ("div", "p", "span", "time", "small"):
            yield sibling


def _four(siblings: Iterable[PageElement]) -> list[Tag]:
    return list(islice((one for one in siblings if isinstance(one, Tag)), 4))
