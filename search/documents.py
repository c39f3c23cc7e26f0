"""A stored article to the document of the index: the fields of :mod:`search.fields`, ready-made."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import chain

from pipelines.errors import DocumentRejected
from pipelines.records import DateValue, Source
from pipelines.store.articles import StoredArticle
from pipelines.text import fold
from pipelines.text.runs import runs
from pipelines.text.terms import terms_from_segmented

BREAK = "¶"
"""Stands between headline and body, so that no phrase spans them, and no field is ever empty."""
_MARK = (BREAK,)
LONGEST_TERM = 200
"""Characters; Lucene's white-space analyser would cut a term of more than 255 in two."""
LONGEST_ID = 512
"""Bytes; Elasticsearch takes no longer one."""
MOST_OF_FILES = 300_000
"""Characters of an article's attachments, marks between words included: some fifty pages."""
UNDATED_LAST = 2**62
_PARENTHESES = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """What an engine is given; texts are terms joined by spaces, null and empty fields are left out."""

    id: str
    cluster: str
    story: int
    """60 bits that stand for the cluster: counting distinct numbers is fifty times faster than texts."""
    series: str | None
    words: str
    g2: str
    g3: str
    title_words: str
    title_g2: str
    clusters: tuple[str, ...]
    t_key: str
    file_words: str
    file_g2: str
    source: str
    office: str
    province: tuple[str, ...]
    amphoe: tuple[str, ...]
    kind: str
    scope: str
    language: str
    has_attachment: bool
    representative: bool
    """Stands for its story (:class:`search.stories.Story`)."""
    alone: bool
    """Is the only live article of its story: such stories are counted without looking at them."""
    year: int | None
    month: int | None
    day: int | None
    dated: int
    """1 or 0."""
    first_day: int | None
    last_day: int | None
    newest: int
    oldest: int


def document_of(
    stored: StoredArticle, source: Source, *, representative: bool = True, alone: bool = True, files: str = ""
) -> IndexDocument:
    """Build the document of an article. Its text is not segmented again: the store keeps the words.

    Args:
        stored: What the store holds of it.
        source: Its office.
        representative: Whether it stands for its story.
        alone: Whether its story has no other live article.
        files: The text of its attachments, segmented too; so much of it as :data:`MOST_OF_FILES`.

    Raises:
        DocumentRejected: the id is longer than an index takes.
    """
    article = stored.article
    if len(article.id.encode()) > LONGEST_ID:
        raise DocumentRejected(f"the id is longer than {LONGEST_ID} bytes: {article.id[:40]}…")
    title = terms_from_segmented(stored.segmented.headline)
    body = terms_from_segmented(stored.segmented.body)
    attached = terms_from_segmented(files[:MOST_OF_FILES])
    long = _long(title.words) or _long(body.words)
    dated = _Dated.of(article.published)
    moment = sort_key(article.id, article.published)
    cluster = article.cluster or article.id
    return IndexDocument(
        id=article.id,
        cluster=cluster,
        story=int(sha256(cluster.encode()).hexdigest()[:15], 16),
        series=stored.series,
        words=_joined((title.words, _MARK, body.words), long=long),
        g2=_joined((title.g2, _MARK, body.g2), long=long),
        g3=_joined((title.g3, _MARK, body.g3), long=long),
        title_words=" ".join(title.words),
        title_g2=" ".join(title.g2),
        clusters=_sorted(title.clusters | body.clusters),
        t_key=title_key(article.headline),
        file_words=_joined((attached.words,), long=_long(attached.words)),
        file_g2=_joined((attached.g2,), long=_long(attached.words)),
        source=article.source,
        office=source.office,
        province=_sorted({place.province for place in article.places} | {source.province} - {""}),
        amphoe=_sorted({place.code[:4] for place in article.places if len(place.code) >= 4}),
        kind=article.kind,
        scope=article.scope,
        language=article.language,
        has_attachment=bool(article.attachments),
        representative=representative,
        alone=alone,
        year=dated.year,
        month=dated.month,
        day=dated.day,
        dated=int(dated.first is not None),
        first_day=dated.first,
        last_day=dated.last,
        newest=-1 if moment is None else moment,
        oldest=UNDATED_LAST if moment is None else moment,
    )


def _joined(parts: Iterable[Sequence[str]], *, long: bool = False) -> str:
    """Join terms; where some are ``long``, each is cut to what an index takes."""
    terms = chain.from_iterable(parts)
    return " ".join(term[:LONGEST_TERM] for term in terms) if long else " ".join(terms)


def _long(words: Iterable[str]) -> bool:
    """Tell whether a term must be cut: only then is a word too long, as three clusters have few letters."""
    return max(map(len, words), default=0) > LONGEST_TERM


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values))


def title_key(headline: str) -> str:
    """A headline as a query may hold it whole: its words without spaces and parentheses."""
    return "".join(runs(fold.search(_PARENTHESES.sub(" ", headline))))[:LONGEST_TERM]


def sort_key(article_id: str, published: DateValue | None) -> int | None:
    """Order by minute, then by a digest of the id: the same in both engines, and as good as total.

    31 bits of minutes since year 1, 31 bits of digest: of 300 items of one day, two tie once in 50,000 days.
    """
    if published is None:
        return None
    day, _, time = published.value.partition("/")[0].partition("T")
    year, month, date_of_month = (*(int(part) for part in day.split("-")), 1, 1)[:3]
    hour, minute = (int(time[:2]), int(time[3:5])) if time else (0, 0)
    minutes = (date(year, month, date_of_month).toordinal() * 24 + hour) * 60 + minute
    return minutes << 31 | int(sha256(article_id.encode()).hexdigest()[:8], 16) >> 1


@dataclass(frozen=True, slots=True)
class _Dated:
    year: int | None = None
    month: int | None = None
    day: int | None = None
    first: int | None = None
    last: int | None = None

    @classmethod
    def of(cls, published: DateValue | None) -> _Dated:
        if published is None:
            return cls()
        first, _, end = published.value.partition("/")
        begins, ends = _span(first)[0], _span(end or first)[1]
        same = len({begins // 10_000, ends // 10_000}) == 1
        return cls(
            year=begins // 10_000 if same else None,
            month=begins // 100 if begins // 100 == ends // 100 else None,
            day=begins if begins == ends else None,
            first=begins,
            last=ends,
        )


def _span(value: str) -> tuple[int, int]:
    """First and last day of ``2020``, ``2020-08`` or ``2020-08-05…`` as YYYYMMDD."""
    year, _, rest = value[:10].partition("-")
    month, _, day = rest.partition("-")
    first = int(year) * 10_000 + int(month or 1) * 100 + int(day or 1)
    last_month = int(month or 12)
    last_day = int(day) if day else monthrange(int(year), last_month)[1]
    return first, int(year) * 10_000 + last_month * 100 + last_day
