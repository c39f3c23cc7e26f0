"""An article as one row of a table: flat columns, sources always named, no cell a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pipelines.dates.values import is_day
from pipelines.records import Article, DateValue, Source
from pipelines.store.attachments import Attachment
from search.stories import ALONE, Story

_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet compute a cell (OWASP, CSV injection), full-width forms too."""

Row = dict[str, str]
Cell = str | int | date | datetime | tuple[str, ...] | None


def row(article: Article, source: Source, story: Story = ALONE, files: Sequence[Attachment] = ()) -> Row:
    """Flatten an article as text: lists are joined by `` | ``, what is not there is empty."""
    return {name: written(cell) for name, cell in cells(article, source, story, files).items()}


def written(cell: Cell) -> str:
    """Write a cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return " | ".join(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def cells(
    article: Article, source: Source, story: Story = ALONE, files: Sequence[Attachment] = ()
) -> dict[str, Cell]:
    """Flatten an article, each cell of its own kind; dates of a page are text, for they keep their precision.

    Args:
        article: The article.
        source: Its office.
        story: Its story.
        files: What is known of its attachments; digests and media types stand in the order of the addresses.
    """
    places = article.places
    known = {one.url: one for one in files if one.sha256}
    found = [known.get(url) for url in article.attachments] if known else []
    return {
        "id": article.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "source": article.source,
        "source_name": source.name,
        "source_province": source.province,
        "office": source.office,
        "family": article.family,
        "extractor": article.extractor,
        "kind": article.kind,
        "scope": article.scope,
        "country": article.country,
        "language": article.language,
        "headline": article.headline,
        **_date("published", article.published),
        "event": _value(article.event),
        "deadline": _value(article.deadline),
        "order": _value(article.order),
        "fiscal_year": article.fiscal_year,
        "issuer": article.issuer,
        "provinces": tuple(sorted({place.province for place in places})),
        "places": tuple(place.name for place in places),
        "place_codes": tuple(place.code for place in places),
        "people": tuple(f"{person.title or ''}{person.name}" for person in article.people),
        "posted_by": article.credits.posted_by,
        "letter_number": article.letter.number if article.letter else None,
        "category": article.category,
        "attachments": article.attachments,
        "attachment_sha256": tuple((one and one.sha256) or "" for one in found),
        "attachment_media_type": tuple((one and one.media_type) or "" for one in found),
        "text_status": article.text_status,
        "cluster": article.cluster,
        "cluster_members": story.members,
        "cluster_representative": story.representative or article.id,
        "cluster_earliest": story.earliest or article.id,
        "series": story.series,
        "captured_at": article.captured_at,
        "page_sha256": article.page_sha256,
        "article_body": article.article_body,
    }


def columns() -> tuple[str, ...]:
    """The names of the columns, in order."""
    empty = Article(
        id="", url="", canonical_url="", source="", family="", extractor="", kind="news", scope="thai",
        country="", headline="", article_body="", language="",
    )  # fmt: skip
    return tuple(row(empty, Source(id="", name="", province="", office="corpus", family="")))


def defused(cells: Row) -> Row:
    """Put an apostrophe before what a spreadsheet would take for a formula; JSON exports keep the text."""
    return {name: f"'{cell}" if cell.startswith(_RUNS) else cell for name, cell in cells.items()}


def _date(name: str, value: DateValue | None) -> dict[str, Cell]:
    return {
        name: _value(value),
        f"{name}_day": date.fromisoformat(value.value[:10]) if value and is_day(value) else None,
        f"{name}_precision": value.precision if value else None,
        f"{name}_raw": value.raw if value else None,
    }


def _value(value: DateValue | None) -> str | None:
    return value.value if value else None
