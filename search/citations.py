"""Cite an article: as a sentence in Thai or English, as RIS, BibTeX or CSL-JSON.

The author is an office (a corporate author, never split into given and family name); dates keep the precision
of the page, in the era of the language; an undated page is cited as such, never by its capture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pipelines.codec import to_json
from pipelines.errors import SettingsError
from pipelines.records import Article, Source
from search.language.periods import ERA_GAP

_THAI_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_BIBTEX = re.compile(r"[\\{}%&#_$~^]")
_BIBTEX_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
Parts = tuple[int, ...]
"""Year, month and day in the common era, as far as known."""


def citation(article: Article, source: Source, *, style: str, accessed: datetime) -> str:
    """Cite an article.

    Args:
        article: What is cited.
        source: The office that published it.
        style: ``th`` or ``en`` for a sentence; ``ris``, ``bib`` or ``csl.json`` for a record.
        accessed: The moment the reader saw it.

    Raises:
        SettingsError: there is no such style.
    """
    made = _STYLES.get(style)
    if made is None:
        raise SettingsError(f"no citation style {style!r}", cure=f"choose one of {', '.join(_STYLES)}")
    return made(article, source, accessed)


def csl(article: Article, source: Source, accessed: datetime) -> Mapping[str, Any]:
    """Make the CSL-JSON item (citeproc schema 1.0)."""
    item: dict[str, Any] = {
        "id": article.id,
        "type": "webpage",
        "title": _line(article.headline),
        "author": [{"literal": _author(article, source)}],
        "publisher": source.name,
        "URL": article.url,
        "language": article.language,
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
    }
    published = _published(article)
    return item | ({"issued": {"date-parts": [list(published)]}} if published else {})


def _thai(article: Article, source: Source, accessed: datetime) -> str:
    published = _published(article)
    when = ", ".join([str(published[0] + ERA_GAP), *_thai_day(published)]) if published else "ม.ป.ป."
    seen = (accessed.year, accessed.month, accessed.day)
    today = f"{_thai_day(seen)[0]} {accessed.year + ERA_GAP}"
    author, title = _author(article, source), _line(article.headline)
    return f"{author}. ({when}). {title}. สืบค้นเมื่อ {today}, จาก {article.url}"


def _thai_day(parts: Parts) -> list[str]:
    """Day and month, or the month, or nothing, as far as known."""
    month = [_THAI_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
    return [" ".join([*map(str, parts[2:]), *month])] if month else []


def _english(article: Article, source: Source, accessed: datetime) -> str:
    published = _published(article)
    when = ", ".join([str(published[0]), *_english_day(published)]) if published else "n.d."
    today = f"{_MONTHS[accessed.month - 1]} {accessed.day}, {accessed.year}"
    author, title = _author(article, source), _line(article.headline)
    return f"{author}. ({when}). {title}. Retrieved {today}, from {article.url}"


def _english_day(parts: Parts) -> list[str]:
    month = [_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
    return [" ".join([*month, *map(str, parts[2:])])] if month else []


def _ris(article: Article, source: Source, accessed: datetime) -> str:
    published = _published(article)
    lines = [
        ("TY", "ELEC"),
        ("ID", article.id),
        ("TI", _line(article.headline)),
        ("AU", _author(article, source)),
        ("PB", source.name),
        ("LA", article.language),
        ("UR", article.url),
        ("Y2", f"{accessed:%Y/%m/%d}"),
    ]
    if published:
        dated = "/".join(f"{part:02}" for part in published)
        lines += [("PY", str(published[0])), ("DA", dated + "/" * (3 - len(published)))]
    lines += [("KW", _line(category)) for category in article.category]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in lines), "ER  - "]) + "\n"


def _bibtex(article: Article, source: Source, accessed: datetime) -> str:
    published = _published(article)
    fields = {
        "author": f"{{{_escaped(_author(article, source))}}}",
        "title": f"{{{_escaped(article.headline)}}}",
        "publisher": _escaped(source.name),
        "url": article.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": f"{accessed:%Y-%m-%d}",
        "langid": "thai" if article.language == "th" else "english",
    }
    if published:
        fields["year"] = str(published[0])
        fields["date"] = "-".join(f"{part:02}" for part in published)
    key = re.sub(r"[^0-9A-Za-z:_.-]", "-", article.id)
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@online{{{key},\n{body}\n}}\n"


def _escaped(text: str) -> str:
    return _BIBTEX.sub(lambda found: _BIBTEX_WORDS.get(found[0], f"\\{found[0]}"), _line(text))


def _csl_text(article: Article, source: Source, accessed: datetime) -> str:
    return to_json([csl(article, source, accessed)])


def _author(article: Article, source: Source) -> str:
    return _line(article.issuer or source.name)


def _line(text: str) -> str:
    """One line: a newline inside a field would begin a field of its own in RIS."""
    return " ".join(text.split())


def _published(article: Article) -> Parts:
    """The date as far as the page states it; a range by its first day."""
    if article.published is None:
        return ()
    day = article.published.value.partition("/")[0].partition("T")[0]
    return tuple(int(part) for part in day.split("-"))


_STYLES: Mapping[str, Callable[[Article, Source, datetime], str]] = {
    "th": _thai,
    "en": _english,
    "ris": _ris,
    "bib": _bibtex,
    "csl.json": _csl_text,
}
