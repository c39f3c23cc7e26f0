"""The fields of the index that hold text: terms of headline, body and attachments, joined by spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.text import fold
from pipelines.text.runs import runs
from pipelines.text.terms import BREAK, UTF_16, Utf16

if TYPE_CHECKING:
    from pipelines.text.joined import JoinedTerms

LONGEST_TERM = 200
"""Characters; Lucene's white-space analyser would cut a term of more than 255 in two."""
MOST_OF_FILES = 300_000
"""Characters of an article's attachments, marks between words included: some fifty pages."""
_BREAK = BREAK.encode(UTF_16)
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

    words: Utf16
    g2: Utf16
    g3: Utf16
    title_words: Utf16
    title_g2: Utf16
    clusters: tuple[str, ...]
    t_key: str
    file_words: Utf16
    file_g2: Utf16


def texts_of(batch: Sequence[ShownText]) -> list[IndexTexts]:
    """Make the texts of documents; many at once take three quarters of the time of as many alone."""
    from pipelines.text.joined import joined  # numpy: not where an index is only asked

    attached = [one.files[:MOST_OF_FILES] for one in batch]
    shown = [(one.segmented_headline, one.segmented_body) for one in batch]
    made = joined([*shown, *((text,) for text in attached if text)])
    files = iter(made[len(batch) :])
    return [
        _texts(one.headline, terms, next(files) if its_files else None)
        for one, terms, its_files in zip(batch, made, attached, strict=False)
    ]


def _texts(headline: str, terms: JoinedTerms, files: JoinedTerms | None) -> IndexTexts:
    """Name the terms of a document; between those of headline and body stands the mark, so none is empty."""
    words, g2 = _bounded(terms.words, terms), _bounded(terms.g2, terms)
    return IndexTexts(
        words=words,
        g2=g2,
        g3=_bounded(terms.g3, terms),
        title_words=_before_mark(words),
        title_g2=_before_mark(g2),
        clusters=terms.clusters,
        t_key=title_key(headline),
        file_words=_bounded(files.words, files) if files else b"",
        file_g2=_bounded(files.g2, files) if files else b"",
    )


def _before_mark(terms: Utf16) -> Utf16:
    at = terms.index(_BREAK)
    while at % 2:  # the halves of two other letters
        at = terms.index(_BREAK, at + 1)
    return terms[: max(0, at - 2)]


def _bounded(some: Utf16, terms: JoinedTerms) -> Utf16:
    """Cut terms to what an index takes; only where a word is too long, as three clusters have few letters."""
    if terms.longest <= LONGEST_TERM:
        return some
    return " ".join(term[:LONGEST_TERM] for term in some.decode(UTF_16).split(" ")).encode(UTF_16)


def title_key(headline: str) -> str:
    """A headline as a query may hold it whole: its words without spaces and parentheses."""
    return "".join(runs(fold.search(_PARENTHESES.sub(" ", headline))))[:LONGEST_TERM]
