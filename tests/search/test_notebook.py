"""The notebook of the documents runs from top to bottom on sample data, and is kept without its outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from search.engines import open_engine
from search.indexing import index
from tests.search.samples import NOW, sample_store

ROOT = Path(__file__).resolve().parents[2]
READ: Any = nbformat.read
NOTEBOOK = ROOT / "docs" / "notebooks" / "researcher.ipynb"


def test_outputs_are_stripped() -> None:
    cells = READ(NOTEBOOK, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert len(code) > 5
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


def test_it_runs(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = sample_store(home)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    engine.close()
    store.close()
    monkeypatch.setenv("KHAOSAN_HOME", str(home))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    run = NotebookClient(READ(NOTEBOOK, as_version=4), timeout=600, kernel_name="python3").execute()
    said = "".join(
        output.get("text", "") for cell in run.cells if cell.cell_type == "code" for output in cell.outputs
    )
    assert "ชุดข้อมูล" in said
    assert "unchanged: " in said
