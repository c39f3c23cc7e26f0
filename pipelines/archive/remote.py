"""An object store behind the archive: whole segments go there, and are read from there by range.

The address is any that fsspec opens (``s3://bucket/prefix`` with the extra ``s3``,
``file:///mnt/archive``, ``memory://x``); credentials and endpoint come from the environment, as s3fs and boto
read them (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, ``AWS_ENDPOINT_URL``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.archive.durable import sync_file, sync_folder
from pipelines.drafts import draft_of
from pipelines.errors import ServiceAway

WHOLE_AT_ONCE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "memory"})
"""Protocols of stores that show an object only when all of it is there; a folder shows a file that grows."""
PART = ".part"


@dataclass(frozen=True)
class Remote:
    """Segments under an address."""

    url: str

    def sizes(self) -> dict[str, int]:
        """Bytes of each segment there, by name.

        Raises:
            ServiceAway: the object store does not answer, or refuses.
        """
        with self._asking() as (system, root):
            system.makedirs(root, exist_ok=True)
            system.invalidate_cache()
            try:
                listed = system.ls(root, detail=True)
            except FileNotFoundError:  # an object store has no empty folders
                listed = []
        files = ((one["name"].rpartition("/")[2], one["size"]) for one in listed if one["type"] == "file")
        return {name: int(size) for name, size in files if not name.endswith(PART)}

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Read part of a segment; fewer bytes where it ends, none where there is no such segment.

        Raises:
            ServiceAway: the object store does not answer, or refuses.
        """
        with self._asking() as (system, root):
            try:
                return bytes(system.cat_file(f"{root}/{name}", start=offset, end=offset + length))
            except FileNotFoundError:
                return b""

    def put(self, file: Path) -> None:
        """Copy a segment there. No reader sees it before it is whole, however the copying ends.

        Raises:
            ServiceAway: the object store does not answer, refuses, or holds other bytes afterwards.
        """
        with self._asking() as (system, root):
            system.makedirs(root, exist_ok=True)
            if WHOLE_AT_ONCE.intersection(_names(system)):
                system.put_file(str(file), f"{root}/{file.name}")
            else:
                _rename_when_whole(system, file, f"{root}/{file.name}")
            system.invalidate_cache()
            stored, size = int(system.size(f"{root}/{file.name}")), file.stat().st_size
        if stored != size:
            raise _away(self.url, f"{file.name}: {stored} of {size} bytes arrived")

    def get(self, name: str, file: Path) -> None:
        """Copy a segment here.

        Raises:
            ServiceAway: the object store does not answer, or refuses.
        """
        with self._asking() as (system, root), draft_of(file) as draft:
            system.get_file(f"{root}/{name}", str(draft))

    @contextmanager
    def _asking(self) -> Iterator[tuple[Any, str]]:
        import fsspec

        try:
            system, root = fsspec.core.url_to_fs(self.url)
            yield system, root.rstrip("/")
        except ServiceAway:
            raise
        except ImportError as error:
            raise _away(self.url, str(error), "install the extra: pip install 'khaosan[s3]'") from error
        # What s3fs and its client raise has no common root beside these; a bad address is a ValueError.
        except (OSError, ValueError, RuntimeError) as error:
            raise _away(self.url, str(error)) from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in ("botocore", "aiobotocore", "aiohttp"):
                raise
            raise _away(self.url, str(error)) from error


def _names(system: Any) -> tuple[str, ...]:
    """The protocols that a file system of fsspec answers to."""
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _rename_when_whole(system: Any, file: Path, target: str) -> None:
    """Copy under another name first; on a disk of this machine bytes and name are safe at the end."""
    part = target + PART
    system.put_file(str(file), part)
    local = "file" in _names(system)
    if local:
        sync_file(Path(part))
    system.mv(part, target)
    if local:
        sync_folder(Path(target).parent)


def _away(
    url: str, why: str, cure: str = "check KHAOSAN_ARCHIVE_URL, its credentials and its server"
) -> ServiceAway:
    return ServiceAway(f"archive {url}", why, cure=cure)
