"""A dataset as a folder: its manifest, its articles in one or more formats, and how to cite it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.codec import to_builtins
from pipelines.drafts import write_whole
from pipelines.errors import SettingsError
from pipelines.progress import Progress, silent
from pipelines.store.database import Store
from search.citations.cited import Cited, dataset_cited
from search.citations.styles import SENTENCES, cite
from search.datasets.rebuilding import Absent, Rebuilding
from search.datasets.records import Manifest
from search.datasets.verifying import file_digest
from search.exports.files import write_rows
from search.exports.formats import FORMATS, chosen
from search.exports.reading import Exported

MANIFEST = "manifest.json"
CITATION = "citation.txt"
ARTICLES = "articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, and whether it is what the manifest says."""

    dataset: str
    folder: str
    files: tuple[str, ...]
    articles: int
    absent: tuple[Absent, ...]
    exact: bool | None
    """Whether ``articles.jsonl`` has the digest in the manifest; null where it was not written."""


def write(
    store: Store,
    manifest: Manifest,
    folder: Path,
    *,
    formats: Iterable[str] = ("jsonl",),
    accessed: datetime,
    progress: Progress = silent,
) -> Written:
    """Write a dataset into a folder, each file whole.

    Args:
        store: Where its articles lie.
        manifest: What to write.
        folder: Where to; made where it is missing.
        formats: Names of export formats; the articles are read once for each.
        accessed: The day that the citations give.
        progress: Told of articles written and in all.

    Raises:
        SettingsError: a format is unknown, or the folder cannot be written.
    """
    forms = [chosen(name) for name in dict.fromkeys(formats)]
    _make(folder)
    rows = Rebuilding(store, manifest.items, manifest.stories)
    for form in forms:
        write_rows(form, _told(rows, len(manifest.items), progress), folder / f"{ARTICLES}.{form.name}")
    write_whole(folder / CITATION, _citations(manifest, accessed))
    write_whole(folder / MANIFEST, json.dumps(to_builtins(manifest), ensure_ascii=False, indent=1) + "\n")
    jsonl = folder / f"{ARTICLES}.jsonl"
    exact = file_digest(jsonl) == manifest.articles_jsonl.sha256 if FORMATS["jsonl"] in forms else None
    return Written(
        dataset=manifest.id,
        folder=str(folder),
        files=(MANIFEST, CITATION, *(f"{ARTICLES}.{form.name}" for form in forms)),
        articles=len(manifest.items) - len(rows.absent),
        absent=tuple(rows.absent),
        exact=exact,
    )


def cited(manifest: Manifest, *, url: str = "", accessed: datetime) -> Cited:
    """A dataset as it is cited; without an address its id and hash say which it is."""
    return dataset_cited(
        manifest.id,
        manifest.title,
        datetime.fromisoformat(manifest.made_at),
        manifest.counts.articles,
        manifest.hash.value if manifest.hash else "",
        url,
        accessed=accessed,
    )


def _citations(manifest: Manifest, accessed: datetime) -> str:
    one = cited(manifest, accessed=accessed)
    return "\n\n".join([*(cite(one, style) for style in SENTENCES), cite(one, "bib")])


def _told(rows: Iterable[Exported], total: int, progress: Progress) -> Iterable[Exported]:
    progress(0, total)
    for number, one in enumerate(rows, 1):
        yield one
        progress(number, total)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder}: {error.strerror}", cure="choose a folder you may write") from error
