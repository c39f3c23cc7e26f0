"""The fields of the index that hold text: terms of headline, body and attachments, joined by spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.text import fold
from pipelines.text.runs import runs
from pipelines.text.terms import BREAK

if TYPE_CHECKING:
    from pipelines.text.joined import JoinedTerms

LONGEST_TERM = 200
"""Characters; Lucene's white-space analyser would cut a term of more than 255 in two."""
MOST_OF_FILES = 300_000
"""Characters of an article's attachments, marks between words included: some fifty pages."""
_LONG = re.compile(f"[^ ]{{{LONGEST_TERM + 1}}}")
_PARENTHESES = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """What is read of an article: its headline, and all its texts with U+200B between words."""

    headline: str
    segmented_headline: str
    segmented_body: str
    files: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTexts:
    """Terms joined by spaces; between those of headline and body stands the mark."""

    words: str
    g2: str
    g3: str
    title_words: str
    title_g2: str
    clusters: tuple[str, ...]
    t_key: str
    file_words: str
    file_g2: str


def texts_of(batch: Sequence[ShownText]) -> list[IndexTexts]:
    """Make the texts of documents; many at once take three quarters of the time of as many alone."""
    from pipelines.text.joined import joined  # numpy: not where an index is only asked

    shown = [text for one in batch for text in (one.segmented_headline, one.segmented_body)]
    attached = [one.files[:MOST_OF_FILES] for one in batch]
    made = joined([*shown, *filter(None, attached)])
    titles, bodies, files = made[: len(shown) : 2], made[1 : len(shown) : 2], iter(made[len(shown) :])
    return [
        _texts(one.headline, title, body, next(files) if its_files else None)
        for one, title, body, its_files in zip(batch, titles, bodies, attached, strict=True)
    ]


def _texts(headline: str, title: JoinedTerms, body: JoinedTerms, files: JoinedTerms | None) -> IndexTexts:
    long = _is_long(title) or _is_long(body)
    file_long = files is not None and _is_long(files)
    return IndexTexts(
        words=_marked(title.words, body.words, long=long),
        g2=_marked(title.g2, body.g2, long=long),
        g3=_marked(title.g3, body.g3, long=long),
        title_words=title.words,
        title_g2=title.g2,
        clusters=tuple(sorted(title.clusters | body.clusters)),
        t_key=title_key(headline),
        file_words=_bounded(files.words, long=file_long) if files else "",
        file_g2=_bounded(files.g2, long=file_long) if files else "",
    )


def _is_long(terms: JoinedTerms) -> bool:
    """Tell whether a term must be cut: only then is a word too long, as three clusters have few letters."""
    return _LONG.search(terms.words) is not None


def _marked(title: str, body: str, *, long: bool) -> str:
    """Put the mark between headline and body: no phrase spans them, and no field is ever empty."""
    return _bounded(" ".join(filter(None, (title, BREAK, body))), long=long)


def _bounded(terms: str, *, long: bool) -> str:
    """Cut terms to what an index takes, where some are ``long``."""
    return " ".join(term[:LONGEST_TERM] for term in terms.split(" ")) if long else terms


def title_key(headline: str) -> str:
    """A headline as a query may hold it whole: its words without spaces and parentheses."""
    return "".join(runs(fold.search(_PARENTHESES.sub(" ", headline))))[:LONGEST_TERM]
