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

from pipelines.errors import ServiceAway


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
        return {one["name"].rpartition("/")[2]: int(one["size"]) for one in listed if one["type"] == "file"}

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
        """Copy a segment there. An object store shows it only when whole; a folder also while it grows.

        Raises:
            ServiceAway: the object store does not answer, refuses, or holds other bytes afterwards.
        """
        with self._asking() as (system, root):
            system.makedirs(root, exist_ok=True)
            system.put_file(str(file), f"{root}/{file.name}")
            system.invalidate_cache()
            stored, size = int(system.size(f"{root}/{file.name}")), file.stat().st_size
        if stored != size:
            raise _away(self.url, f"{file.name}: {stored} of {size} bytes arrived")

    def get(self, name: str, file: Path) -> None:
        """Copy a segment here.

        Raises:
            ServiceAway: the object store does not answer, or refuses.
        """
        with self._asking() as (system, root):
            part = file.with_name(f"{file.name}.part")
            system.get_file(f"{root}/{name}", str(part))
            part.rename(file)

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


def _away(
    url: str, why: str, cure: str = "check KHAOSAN_ARCHIVE_URL, its credentials and its server"
) -> ServiceAway:
    return ServiceAway(f"archive {url}", why, cure=cure)
