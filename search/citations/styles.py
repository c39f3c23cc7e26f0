"""The ways to write a citation, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipelines.errors import SettingsError
from search.citations import records, sentences
from search.citations.cited import Cited

SENTENCES = ("th", "en", "th-note", "en-note")
STYLES: Mapping[str, Callable[[Cited], str]] = {
    "th": sentences.thai,
    "en": sentences.english,
    "th-note": sentences.thai_note,
    "en-note": sentences.english_note,
    "ris": records.ris,
    "bib": records.bibtex,
    "csl.json": records.csl_text,
}


def cite(cited: Cited, style: str) -> str:
    """Write a citation.

    Args:
        cited: What is cited.
        style: ``th`` or ``en`` for author and date, ``th-note`` or ``en-note`` for a note; ``ris``, ``bib``
            or ``csl.json`` for a record.

    Raises:
        SettingsError: there is no such style.
    """
    made = STYLES.get(style)
    if made is None:
        raise SettingsError(f"no citation style {style!r}", cure=f"choose one of {', '.join(STYLES)}")
    return made(cited)
