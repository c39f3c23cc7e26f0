"""The fields of the index as Elasticsearch declares them: nothing that a minimal or managed one lacks."""

from __future__ import annotations

from typing import Any

from search.fields import FIELDS, Field

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    # a copy where there is a second node, and green where there is not
    "auto_expand_replicas": "0-1",
    # what was committed is seen, nothing earlier: the writer refreshes
    "refresh_interval": "-1",
    # A server keeps what it was sent, terms and all, until a merge finds that no copy of the shard needs it:
    # seven tenths of a fresh index. So it is packed well: 3,757 instead of 6,643 bytes a passage, and no more
    # processor time (docs/benchmarks.md).
    "codec": "best_compression",
}
_LARGE = [field.name for field in FIELDS if field.type == "text" or field.name in ("clusters", "t_key")]


def mapping(analysis: str) -> dict[str, Any]:
    """Declare :data:`search.fields.FIELDS`; an unknown field is refused.

    Terms are not kept in ``_source``: every write is a whole document, made from the store.
    """
    return {
        "dynamic": "strict",
        "_meta": {"analysis": analysis},
        "_source": {"excludes": _LARGE},
        "properties": {field.name: _property(field) for field in FIELDS},
    }


def _property(field: Field) -> dict[str, Any]:
    if field.type == "text":
        options = "positions" if field.positions else "freqs"
        return {"type": "text", "analyzer": "whitespace", "index_options": options}
    if field.type == "keyword":
        return {"type": "keyword", "doc_values": field.counted}
    return {"type": "long" if field.type == "number" else "boolean"}
