"""What no run can tell is told once by whoever looks between the runs, even where the store is away."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.cli import call
from flows.doctor.finding import Finding
from flows.settings import Settings
from flows.watching import BOOK, watch
from pipelines.moment import BANGKOK

NOW = datetime(2026, 11, 26, 9, 40, tzinfo=BANGKOK)
FULL = Finding(check="home", ok=False, detail="9 MiB free", cure="make room")
LATE = Finding(check="schedule", ok=False, detail="the last daily run ended 2026-11-24", cure="serve")
ENGINE = Finding(check="engine", ok=False, detail="a run tells of it")
WELL = Finding(check="home", ok=True, detail="roomy")


class Machine:
    """A home that is looked at every hour."""

    def __init__(self, home: Path, told: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.told = told
        self.settings = Settings(home=str(home), alert_file=str(told), alert_language="en")
        self.now = NOW

    def look(self, *findings: Finding, then: tuple[Finding, ...] | None = None) -> list[str]:
        """Look an hour later; ``then``: what stands at the second look. Give kinds and checks told."""
        looks = iter([findings, findings if then is None else then])
        self.now += timedelta(hours=1)
        before = len(self.lines())
        watch(self.settings, lambda: next(looks), now=self.now, pause=lambda _: None)
        made = self.lines()[before:]
        return [f"{one['kind']} {one['cause'].rpartition(':')[2]}" for one in made]

    def lines(self) -> list[dict[str, str]]:
        """All that was told."""
        if not self.told.is_file():
            return []
        return [json.loads(line) for line in self.told.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def machine(home: Path, tmp_path: Path) -> Machine:
    """A machine whose messages go to a file."""
    return Machine(home, tmp_path / "told.jsonl")


def test_each_fault_is_told_once_again_after_a_week_and_when_it_is_over(machine: Machine) -> None:
    assert machine.look(FULL, LATE, ENGINE) == ["new home", "new schedule"]
    assert machine.look(FULL, LATE) == []
    assert machine.look(FULL) == ["resolved schedule"]
    machine.now += timedelta(days=7)
    assert machine.look(FULL) == ["still home"]
    assert machine.look(WELL) == ["resolved home"]
    assert machine.look(WELL) == []
    assert machine.look(FULL) == ["new home"]


def test_what_cannot_be_seen_is_not_called_late(machine: Machine) -> None:
    torn = Finding(check="backup", ok=False, detail="backup.json is torn", cure="remove it", broken=True)
    away = Finding(check="store", ok=False, detail="nobody answers", cure="start it", broken=True)
    assert machine.look(torn, away) == ["new backup", "new store"]
    backup, store = (one["body"] for one in machine.lines())
    assert backup.startswith("something about this machine could not be checked")
    assert "backup.json is torn" in backup
    assert store.startswith("the store cannot be opened")


def test_what_has_gone_at_the_second_look_is_told_to_nobody(machine: Machine) -> None:
    assert machine.look(FULL, then=(WELL,)) == []


def test_a_message_not_taken_goes_with_the_next_look(machine: Machine) -> None:
    machine.told.mkdir()  # a folder takes no line
    assert machine.look(FULL) == []
    machine.told.rmdir()
    assert machine.look(FULL) == ["new home"]


def test_a_book_that_was_torn_tells_again(machine: Machine) -> None:
    machine.look(FULL)
    (machine.settings.folder / BOOK).write_text('{"home"')
    assert machine.look(FULL) == ["new home"]


def test_the_command_names_a_home_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.watching.PAUSE", 0.0)
    told = tmp_path / "told.jsonl"
    monkeypatch.setenv("KHAOSAN_ALERT_FILE", str(told))
    assert call(["alert", "watch", "--json", "--home", str(tmp_path / "unmounted")]) == 1
    assert [json.loads(line)["check"] for line in capsys.readouterr().out.splitlines()] == ["store"]
    assert "เปิดฐานข้อมูลไม่ได้" in told.read_text(encoding="utf-8")
