"""``khaosan source probe --all`` on the shipped registry where no office answers: each says why."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers import registry, selection
from flows.cli import call
from pipelines.records import Source
from pipelines.store import sources
from pipelines.store.database import open_store

NAMES = """
import socket
plain = socket.getaddrinfo
def answers(host, port, *rest, **more):
    if not str(host).endswith(".th"):
        return plain(host, port, *rest, **more)
    if not str(host).endswith({ending!r}):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))]
socket.getaddrinfo = answers
"""
"""A name server for the child, as Python reads it at its start: some names have an address that is nobody's
(RFC 5737), the others have none."""


def name_server(folder: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """Let names with this ending have an address."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(NAMES.format(ending=ending), encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", path)


def test_each_office_of_the_nation_says_why_it_cannot_be_read_and_none_is_enabled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    name_server(tmp_path / "names", monkeypatch, ".prd.go.th")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert call(["source", "probe", "--all", "--json", "--home", str(home)]) == 1
    said = capsys.readouterr()
    found = {one["id"]: one for one in map(json.loads, said.out.splitlines())}
    rows = registry.load()
    asked = sum(map(selection.may_be_probed, rows))
    assert f"{asked}/{asked}" in said.err, "a look at a nation takes minutes: it says how far it is"
    assert list(found) == [row.id for row in rows]
    for row in rows:
        code, problem = expected(row)
        assert found[row.id]["code"] == code
        assert found[row.id]["problem"].startswith(problem)
        assert found[row.id]["cure"]
    with closing(open_store(home)) as store, store.read() as connection:
        known = sources.states(connection)
    assert {one.source.id: one.state for one in known if one.state != "unverified"} == {
        row.id: "broken" if expected(row)[0] == "address_refused" else "disabled"
        for row in rows
        if expected(row)[0] != "dns"
    }
    assert selection.confirmed(known) == frozenset()


def expected(row: Source) -> tuple[str, str]:
    """The code and the reason that this name server means for an office."""
    if not selection.may_be_probed(row):
        return "disabled", row.disabled or ""
    host = urlsplit(row.start[0]).hostname or ""
    if host.endswith(".prd.go.th"):
        return "address_refused", f"{host} is 192.0.2.1, which is not a public address"
    return "dns", f"{host} has no address"
