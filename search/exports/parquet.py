"""Parquet as a stream: a row group is handed on as soon as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import RawIOBase
from itertools import islice
from typing import TYPE_CHECKING

from search.exports.reading import Exported
from search.rows import cells, columns

if TYPE_CHECKING:
    from pyarrow import DataType
    from typing_extensions import Buffer

ROW_GROUP = 2_000
"""Rows of a row group: about 15 MB of text in memory."""


LISTS = (
    "provinces", "places", "place_codes", "people", "posted_by", "category", "attachments",
    "attachment_sha256", "attachment_media_type",
)  # fmt: skip
"""Columns of several values: of places, and of attachments, those of one row stand in the same order."""


class _Sink(RawIOBase):
    """What the writer writes to; what it wrote is taken away piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def write(self, data: Buffer, /) -> int:
        piece = bytes(data)
        self.pieces.append(piece)
        self.position += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last call."""
        whole = b"".join(self.pieces)
        self.pieces = []
        return whole


def _kind(name: str) -> DataType:
    import pyarrow

    if name in LISTS:
        return pyarrow.list_(pyarrow.string())
    kinds = {
        "published_day": pyarrow.date32(),
        "fiscal_year": pyarrow.int32(),
        "cluster_members": pyarrow.int32(),
        "captured_at": pyarrow.timestamp("us", tz="UTC"),
    }
    return kinds.get(name, pyarrow.string())


def pieces(rows: Iterable[Exported]) -> Iterator[bytes]:
    """Yield a Parquet file: numbers, days, moments and lists as such; zstd, 2,000 rows a group."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = pyarrow.schema([(name, _kind(name)) for name in columns()])
    every = iter(rows)
    sink = _Sink()
    with ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while group := [
            cells(one.article, one.source, one.story, one.files) for one in islice(every, ROW_GROUP)
        ]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            yield sink.taken()
    yield sink.taken()
