"""A rebuilt generation in the cluster lies in one segment an index, however it was written."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pipelines.errors import ServiceAway
from search.clauses import Everything
from search.engines.cluster import merging
from search.engines.cluster.engine import ElasticsearchEngine
from search.fields import analysis
from search.packed import packed
from tests.search.test_relevance import document

pytestmark = pytest.mark.elasticsearch
IDS = ["a", "b", "c"]


def test_a_rebuilt_index_is_one_segment_and_whole(elasticsearch: str) -> None:
    engine = ElasticsearchEngine.at(elasticsearch, index=f"test-{uuid4().hex[:12]}")
    with engine.writer(analysis(), rebuild=True) as writer:
        for _ in range(2):  # an id that was written already makes the index refresh, so a segment
            for one in IDS:
                assert writer.write([packed(document(one, "น้ำท่วม", f"ฝนตกที่ {one}"))]) == []
    shards = engine.client.indices.segments(index=engine.index)["indices"].values()
    segments = [one["segments"] for index in shards for shard in index["shards"].values() for one in shard]
    assert [len(one) for one in segments if one] == [1]
    assert list(engine.ids(Everything())) == IDS
    engine.drop()
    engine.close()


def test_a_server_that_does_not_merge_is_no_reason_to_stop() -> None:
    engine = ElasticsearchEngine.at("http://127.0.0.1:9", index="nowhere")
    merging.merge(engine.client, "nowhere-*", lambda: None)
    with pytest.raises(ServiceAway):
        engine.count()
    engine.close()
