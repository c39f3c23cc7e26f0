"""A node that many share: who asks for it is told at once what is wrong, and nobody else is troubled."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.services import elasticsearch
from tests.services.elasticsearch import BEGUN, begun, free_port, server


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHAOSAN_TEST_ELASTICSEARCH_URL", raising=False)
    monkeypatch.delenv(BEGUN, raising=False)


def test_a_shared_node_that_has_ended_is_told_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").write_text("no room for its heap")
    ended = subprocess.Popen(["true"])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # a zombie: its parent has not asked
    monkeypatch.setenv(BEGUN, f"http://127.0.0.1:{free_port()} {ended.pid} {tmp_path}")
    with pytest.raises(RuntimeError, match="no room for its heap"), server():
        pass
    ended.wait()


def test_where_no_server_is_here_only_who_asks_for_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elasticsearch, "CACHE", tmp_path)
    with begun():
        assert BEGUN not in os.environ
        with pytest.raises(RuntimeError, match="make services"), server():
            pass
