"""Pages of a new office kept as fixtures, with what is read from them beside them: for a person to review."""

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
from pipelines.records import Role, Source

SUFFIXES = {"html": ".html", "feed": ".xml", "sitemap": ".xml", "json": ".json", "text": ".txt"}


def keep(folder: Path, finding: Finding, seen: Seen, role: Role = "listing") -> Path:
    """Write ``<family>/<id>-<role>/`` with ``page.*``, ``meta.json`` and what is read from the page.

    That is ``listing.json``, ``draft.json`` or ``error.json``: the layout of the families' goldens, so that
    a reviewed case can be moved there.
    """
    source, page = _source(finding), _page(seen)
    case = folder / source.family / f"{source.id}-{role}"
    case.mkdir(parents=True, exist_ok=True)
    file = f"page{_suffix(page)}"
    (case / file).write_bytes(seen.body)
    meta = {
        "file": file,
        "url": seen.url,
        "role": role,
        "origin": "captured",
        "fetched_at": page.now.isoformat(timespec="seconds"),
        "content_type": seen.content_type,
        "status": seen.status,
    }
    _write(case / "meta.json", meta)
    name, golden = _golden(page, source, role)
    _write(case / name, golden)
    return case


def first_item(finding: Finding, seen: Seen) -> str | None:
    """The first article that a list page links; null where it holds all of them whole."""
    links = extract.listing(_page(seen), _source(finding)).links
    return next((link.url for link in links if link.role == "article"), None)


def _source(finding: Finding) -> Source:
    assert finding.family is not None
    return replace(source_for(finding.final_url, finding.family), province="TH-10")


def _page(seen: Seen) -> Page:
    return Page(url=seen.url, body=seen.body, content_type=seen.content_type, status=seen.status, now=clock())


def _golden(page: Page, source: Source, role: Role) -> tuple[str, Any]:
    try:
        if role == "listing":
            return "listing.json", to_builtins(extract.listing(page, source))
        return "draft.json", to_builtins(extract.drafts(page, source)[0])
    except PageError as error:
        return "error.json", {"error": type(error).__name__, "message": error.message}


def _suffix(page: Page) -> str:
    try:
        return SUFFIXES[page.form]
    except PageError:
        return ".bin"


def _write(file: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
