"""Every page of ``tests/pages/<family>/<case>`` reads as its golden says.

A case holds ``page.*`` (or ``meta.json`` names a file of ``../shared``), ``meta.json`` (address, role and
origin), and one of ``draft.json``, ``listing.json``, ``error.json``. A missing golden, or
``KHAOSAN_REGOLD=1``, writes it and fails: read the diff, then run again. ``origin`` is honest: ``reproduced``
pages are our own writing.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipelines import extract, families
from pipelines.codec import to_builtins
from pipelines.errors import NotAnArticle, PageError
from pipelines.page import Page
from pipelines.records import Source
from tests.conftest import SHARED

ROOT = Path(__file__).parent.parent / "pages"
CASES = sorted(path.parent for path in ROOT.glob("*/*/meta.json"))
PROSE = ("headline", "body")


def meta_of(case: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    return loaded


def read(case: Path, meta: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name of the golden that fits what the family makes of the page, and its content."""
    file = SHARED / meta["shared"] if "shared" in meta else next(case.glob("page.*"))
    page = Page(
        url=meta["url"],
        body=file.read_bytes(),
        content_type=meta["content_type"],
        status=meta["status"],
        now=datetime.fromisoformat(meta["fetched_at"]),
    )
    row = meta.get("source", {})
    source = Source(id="s", name="s", province="TH-51", office="tao", family=case.parent.name, **row)
    try:
        if meta["role"] == "listing":
            return "listing.json", to_builtins(extract.listing(page, source))
        (draft,) = extract.drafts(page, source)
    except PageError as error:
        role = {}
        if isinstance(error, NotAnArticle):
            role = {"role": error.role, "canonical_url": error.canonical_url}
        return "error.json", {"error": type(error).__name__, "message": error.message, **role}
    return "draft.json", to_builtins(draft)


def without_prose(name: str, golden: dict[str, Any]) -> dict[str, Any]:
    """Lengths, counts and digests in place of other people's text."""
    if name == "error.json":
        return golden
    if name == "draft.json":
        return _draft(golden)
    links = golden["links"]
    told = sum(link["hint"]["title"] is not None for link in links)
    dated = sum(link["hint"]["published_raw"] is not None for link in links)
    return golden | {
        "links": {"count": len(links), "titles": told, "dates": dated, "sha256": _digest(links)},
        "drafts": {"count": len(golden["drafts"]), "sha256": _digest(golden["drafts"])},
    }


def _digest(value: object) -> str:
    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _draft(golden: dict[str, Any]) -> dict[str, Any]:
    short = {name: value for name, value in golden.items() if name not in (*PROSE, "notes")}
    for name in PROSE:
        text = golden[name]
        short[name] = {"length": len(text), "sha256": sha256(text.encode()).hexdigest()}
    return short


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_page_reads_as_its_golden(case: Path) -> None:
    meta = meta_of(case)
    if "shared" in meta and not SHARED.is_dir():
        return  # its page is not here; the header of the run says so
    name, found = read(case, meta)
    if "shared" in meta:
        found = without_prose(name, found)
    golden = case / name
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if not golden.exists() or os.environ.get("KHAOSAN_REGOLD"):
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden} was written: read it, then run again")
    assert json.loads(golden.read_text(encoding="utf-8")) == json.loads(text)
    assert [path.name for path in case.glob("*.json") if path.name not in ("meta.json", "page.json")] == [
        name
    ]


@pytest.mark.parametrize("name", families.NAMES)
def test_a_family_has_three_pages_and_a_refusal(name: str) -> None:
    cases = [case for case in CASES if case.parent.name == name]
    assert len(cases) >= 3
    assert any((case / "error.json").exists() for case in cases)
    assert all(meta_of(case)["origin"] in ("captured", "reproduced") for case in cases)


def test_a_page_is_recognised_as_its_family() -> None:
    for case in CASES:
        meta = meta_of(case)
        if "shared" in meta or case.parent.name == "generic":
            continue
        file = next(case.glob("page.*"))
        if file.suffix == ".json" and (case / "error.json").exists():
            continue  # an interface that is switched off does not say whose it is
        page = Page(url=meta["url"], body=file.read_bytes(), now=datetime.fromisoformat(meta["fetched_at"]))
        assert families.detect(page) == case.parent.name, case.name
