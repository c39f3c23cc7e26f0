"""What can be wrong with an installation, looked at one thing at a time; each finding says what to do.

A fault makes ``khaosan doctor`` end with 1; advice does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from errno import EACCES, EEXIST, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS

from flows.doctor.finding import Finding
from flows.settings import Settings
from pipelines.errors import KhaosanError

__all__ = ["Finding", "examine"]

Look = Callable[[Settings], Iterable[Finding]]


def examine(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Look at everything; a failing check never hides the next."""
    from flows.doctor import home, installation, operation, services

    looks: Mapping[str, Look] = {
        "package": lambda _: installation.packages(),
        "dependency": lambda _: installation.dependencies(),
        "home": home.folder,
        "archive": home.archive,
        "registry": home.registry,
        "store": lambda s: services.store(s, now),
        "engine": services.engine,
        "contact": operation.contact,
        "alerts": operation.alerts,
        "schedule": lambda s: operation.schedule(s, now),
        "backup": lambda s: operation.backup(s, now),
    }
    for name, look in looks.items():
        yield from _guard(name, look, settings)


def _guard(name: str, look: Look, settings: Settings) -> Iterator[Finding]:
    try:
        yield from look(settings)
    except KhaosanError as error:
        yield Finding(check=name, ok=False, detail=error.message, cure=error.cure, broken=True)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        detail = f"{where}{error.strerror}"
        yield Finding(check=name, ok=False, detail=detail, cure=_cure(error), broken=True)


def _cure(error: OSError) -> str:
    """What helps against an error of a disk or folder."""
    cures = {
        EACCES: "give it to the user that runs Khaosan: chown -R",
        EPERM: "give it to the user that runs Khaosan: chown -R",
        EROFS: "mount that disk writable; a unit file may need ReadWritePaths=",
        ENOSPC: "make room on this disk",
        ENOTDIR: "a file stands where a folder must be: move it away, or name another home",
        EEXIST: "a file stands where a folder must be: move it away, or name another home",
        ENOENT: "name a folder that is there",
    }
    return cures.get(error.errno or 0, "look at the disk: dmesg, df")
