"""Packed bodies of many members: whole whatever their sizes, at a cost that grows with them. Own bytes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from random import Random

import pytest
from backports import zstd

from crawlers.failures import Refused
from crawlers.unpacking import GZIP, MOST_MEMBERS, PORTION, unpacked

ROOM = 8 * 2**20
PACKERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd.compress}
PLAIN = zlib.decompressobj


class Counting:
    """The library's decoder of gzip, and how many bytes it was given and gave back unused, by all of them."""

    seen = 0

    def __init__(self, form: int) -> None:
        self._one = PLAIN(form)

    @property
    def eof(self) -> bool:
        return self._one.eof

    @property
    def unused_data(self) -> bytes:
        Counting.seen += len(self._one.unused_data)
        return self._one.unused_data

    def decompress(self, data: bytes, most: int) -> bytes:
        Counting.seen += len(data)
        return self._one.decompress(data, most)


def test_a_large_member_behind_many_small_ones_is_not_copied_by_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counting, "seen", 0)
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    large = Random(1).randbytes(ROOM // 2)
    stored = zlib.compressobj(0, zlib.DEFLATED, GZIP)
    body = gzip.compress(b"") * (MOST_MEMBERS - 2) + stored.compress(large) + stored.flush()
    assert unpacked(body, "gzip", ROOM) == large
    assert len(body) <= Counting.seen <= 40 * len(body)  # 2,000 times, were it copied by each


@pytest.mark.parametrize("encoding", PACKERS)
def test_members_of_any_size_are_read_whole(encoding: str) -> None:
    """Sizes at which a member ends before, at and behind the end of a portion."""
    random, pack = Random(2), PACKERS[encoding]
    spare = len(pack(random.randbytes(PORTION))) - PORTION
    sizes = [0, 1, *range(PORTION - spare - 2, PORTION - spare + 3), PORTION, 3 * PORTION + 1]
    texts = [random.randbytes(size) for size in sizes]
    for text in texts:
        assert unpacked(pack(text) * 2, encoding, ROOM) == text * 2
    body = b"".join(map(pack, texts))
    assert unpacked(body, encoding, ROOM) == b"".join(texts)
    with pytest.raises(Refused) as cut:
        unpacked(body[:-1], encoding, ROOM)
    assert cut.value.code == "truncated"


@pytest.mark.parametrize("encoding", PACKERS)
def test_more_members_than_any_server_makes_are_a_bomb(encoding: str) -> None:
    member = PACKERS[encoding](b"x")
    assert unpacked(member * MOST_MEMBERS, encoding, ROOM) == b"x" * MOST_MEMBERS
    with pytest.raises(Refused) as many:
        unpacked(member * (MOST_MEMBERS + 1), encoding, ROOM)
    assert many.value.code == "too_large"
    assert str(MOST_MEMBERS) in many.value.reason


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_body_is_read_to_its_limit_and_no_further(encoding: str) -> None:
    body = PACKERS[encoding](bytes(3 * PORTION)) + PACKERS[encoding](Random(3).randbytes(PORTION))
    assert len(unpacked(body, encoding, 4 * PORTION)) == 4 * PORTION
    with pytest.raises(Refused) as large:
        unpacked(body, encoding, 4 * PORTION - 1)
    assert large.value.code == "too_large"
