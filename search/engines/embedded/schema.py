"""The fields of the index as Tantivy declares them."""

from __future__ import annotations

from pathlib import Path

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from search.fields import FIELDS

ON_SPACES = "spaces"


def schema() -> Schema:
    """Declare :data:`search.fields.FIELDS`."""
    builder = SchemaBuilder()
    for field in FIELDS:
        if field.type == "text":
            option = "position" if field.positions else "freq"
            builder.add_text_field(field.name, tokenizer_name=ON_SPACES, index_option=option)
        elif field.type == "keyword":
            builder.add_text_field(
                field.name,
                stored=field.stored,
                fast=field.counted,
                tokenizer_name="raw",
                index_option="basic",
            )
        elif field.type == "number":
            builder.add_integer_field(field.name, indexed=True, fast=True)
        else:
            builder.add_boolean_field(field.name, indexed=True, fast=True)
    return builder.build()


def create(folder: Path) -> Index:
    """Make an empty index in an existing folder."""
    return _ready(Index(schema(), path=str(folder), reuse=False))


def opened(folder: Path) -> Index:
    """Open an index."""
    return _ready(Index.open(str(folder)))


def _ready(index: Index) -> Index:
    # tokenizers live in the process, not in the index: without this, writing fails (search §G)
    index.register_tokenizer(ON_SPACES, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index
