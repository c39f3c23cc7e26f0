"""An article as one row of a table: flat columns, sources always named, no cell a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.records import Article, DateValue, Source
from pipelines.store.attachments import Attachment
from search.stories import ALONE, Story

_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet compute a cell (OWASP, CSV injection), full-width forms too."""

Row = dict[str, str]


def row(article: Article, source: Source, story: Story = ALONE, files: Sequence[Attachment] = ()) -> Row:
    """Flatten an article; lists are joined by `` | ``, dates keep their precision.

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
        "fiscal_year": str(article.fiscal_year or ""),
        "issuer": article.issuer or "",
        "provinces": _joined(sorted({place.province for place in places})),
        "places": _joined(place.name for place in places),
        "people": _joined(f"{person.title or ''}{person.name}" for person in article.people),
        "posted_by": _joined(article.credits.posted_by),
        "letter_number": (article.letter.number or "") if article.letter else "",
        "category": _joined(article.category),
        "attachments": _joined(article.attachments),
        "attachment_sha256": _joined((one and one.sha256) or "" for one in found),
        "attachment_media_type": _joined((one and one.media_type) or "" for one in found),
        "text_status": article.text_status,
        "cluster": article.cluster or "",
        "cluster_members": str(story.members),
        "cluster_representative": story.representative or article.id,
        "cluster_earliest": story.earliest or article.id,
        "series": story.series or "",
        "captured_at": article.captured_at.isoformat() if article.captured_at else "",
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


def _date(name: str, value: DateValue | None) -> Row:
    return {
        name: _value(value),
        f"{name}_precision": value.precision if value else "",
        f"{name}_raw": value.raw if value else "",
    }


def _value(value: DateValue | None) -> str:
    return value.value if value else ""


def _joined(values: Iterable[str]) -> str:
    return " | ".join(values)
