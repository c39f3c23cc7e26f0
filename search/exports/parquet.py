"""Parquet as a stream: a row group is handed on as soon as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import RawIOBase
from itertools import islice
from typing import TYPE_CHECKING

from search.exports.reading import Exported
from search.rows import columns, row

if TYPE_CHECKING:
    from typing_extensions import Buffer

ROW_GROUP = 2_000
"""Rows of a row group: about 15 MB of text in memory."""


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


def pieces(rows: Iterable[Exported]) -> Iterator[bytes]:
    """Yield a Parquet file: every column a text, compressed with zstd, 2,000 rows a group."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns()])
    every = iter(rows)
    sink = _Sink()
    with ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while group := [
            row(one.article, one.source, one.story, one.files) for one in islice(every, ROW_GROUP)
        ]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            yield sink.taken()
    yield sink.taken()
