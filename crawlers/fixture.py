"""A page of a new office kept as a fixture, with what is read from it beside it: for a person to review."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawlers.finding import Finding, Seen
from crawlers.probe_rows import source_for
from pipelines import extract
from pipelines.codec import to_builtins
from pipelines.errors import PageError
from pipelines.moment import clock
from pipelines.page import Page

SUFFIXES = {"html": ".html", "feed": ".xml", "sitemap": ".xml", "json": ".json", "text": ".txt"}


def keep(folder: Path, finding: Finding, seen: Seen) -> Path:
    """Write ``<family>/<id>/`` with ``page.*``, ``meta.json`` and ``listing.json`` (or ``error.json``).

    The same layout as the goldens of the families, so that a reviewed case can be moved there.
    """
    assert finding.family is not None
    source = replace(source_for(finding.final_url, finding.family), province="TH-10")
    case = folder / finding.family / source.id
    case.mkdir(parents=True, exist_ok=True)
    now = clock()
    page = Page(url=seen.url, body=seen.body, content_type=seen.content_type, status=seen.status, now=now)
    file = f"page{_suffix(page)}"
    (case / file).write_bytes(seen.body)
    meta = {
        "file": file,
        "url": seen.url,
        "role": "listing",
        "origin": "captured",
        "fetched_at": now.isoformat(timespec="seconds"),
        "content_type": seen.content_type,
        "status": seen.status,
    }
    _write(case / "meta.json", meta)
    try:
        _write(case / "listing.json", to_builtins(extract.listing(page, source)))
    except PageError as error:
        _write(case / "error.json", {"error": type(error).__name__, "message": error.message})
    return case


def _suffix(page: Page) -> str:
    try:
        return SUFFIXES[page.form]
    except PageError:
        return ".bin"


def _write(file: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
