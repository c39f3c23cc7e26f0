"""The log of crawls fills no disk."""

from __future__ import annotations

import os
from pathlib import Path

from crawlers.log_file import LONG, log_file


def test_a_long_log_begins_anew_and_one_older_is_kept(tmp_path: Path) -> None:
    for size, kept in ((LONG, []), (LONG + 1, ["crawlers.log.1"]), (LONG + 2, ["crawlers.log.1"])):
        file = log_file(tmp_path)
        file.touch()
        os.truncate(file, size)
        log_file(tmp_path)
        assert [one.name for one in file.parent.iterdir() if one != file] == kept
    assert file.with_name("crawlers.log.1").stat().st_size == LONG + 2
