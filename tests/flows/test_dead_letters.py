"""Documents that an engine refused: listed with the reason, retried by a command, gone when accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import call
from pipelines.store import outbox
from pipelines.store.database import open_store
from tests.search.samples import NOW, sample_store, samples


def test_a_dead_letter_is_listed_and_retried_by_command(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHAOSAN_HOME", str(home))
    monkeypatch.delenv("KHAOSAN_ELASTICSEARCH_URL", raising=False)
    sample_store(home).close()
    assert call(["index", "--json"]) == 0
    refused = samples()[4].id
    store = open_store(home)
    with store.write() as connection:
        outbox.bury(connection, "tantivy", refused, "mapper_parsing_exception: field [day]", now=NOW)
    store.close()
    capsys.readouterr()
    assert call(["dead-letters", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "engine": "tantivy",
        "id": refused,
        "reason": "mapper_parsing_exception: field [day]",
    }
    assert call(["dead-letters", "retry", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["indexed"] == 1
    assert call(["dead-letters", "list", "--json"]) == 0
    assert capsys.readouterr().out == ""
