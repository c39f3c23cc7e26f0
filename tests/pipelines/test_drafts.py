"""A file is whole or as it was; nothing is left beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.drafts import draft_of, write_whole


def fails_half_way(file: Path) -> None:
    with draft_of(file) as draft:
        draft.write_text("half", encoding="utf-8")
        raise OSError("the disk is full")


def test_a_failed_writing_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    write_whole(file, "เดิม")
    with pytest.raises(OSError, match="full"):
        fails_half_way(file)
    assert file.read_text(encoding="utf-8") == "เดิม"
    assert list(tmp_path.iterdir()) == [file]


def test_the_name_is_borne_by_what_is_whole_only(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    with draft_of(file) as draft:
        draft.write_text("ใหม่", encoding="utf-8")
        assert not file.exists()
        assert draft.parent == file.parent, "on the same disk, else it could not be renamed at once"
    assert file.read_text(encoding="utf-8") == "ใหม่"
    assert list(tmp_path.iterdir()) == [file]
