"""The fields of the index, declared once for both engines.

Only types and analysers that every Elasticsearch distribution has (search §C): text on white space, keyword,
numbers, boolean. Terms come ready-made from :mod:`pipelines.text.terms`, so no server analyses Thai.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Type = Literal["text", "keyword", "number", "boolean"]

INDEX_RULES = "5"
"""Raise it when a field is added or filled differently: indices built before must be rebuilt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. ``positions`` lets phrases match in a text; ``counted`` makes a keyword a facet."""

    name: str
    type: Type
    positions: bool = False
    counted: bool = False
    stored: bool = False


FIELDS = (
    Field(name="id", type="keyword", counted=True, stored=True),
    Field(name="cluster", type="keyword", counted=True, stored=True),
    Field(name="story", type="number"),
    Field(name="series", type="keyword"),
    # what is searched: headline, a mark, body
    Field(name="words", type="text", positions=True),
    Field(name="g2", type="text", positions=True),
    Field(name="g3", type="text"),
    Field(name="title_words", type="text"),
    Field(name="title_g2", type="text", positions=True),
    Field(name="clusters", type="keyword"),
    Field(name="t_key", type="keyword"),
    # the text of its attachments
    Field(name="file_words", type="text", positions=True),
    Field(name="file_g2", type="text", positions=True),
    # what narrows and is counted
    Field(name="source", type="keyword", counted=True),
    Field(name="office", type="keyword", counted=True),
    Field(name="province", type="keyword", counted=True),
    Field(name="amphoe", type="keyword", counted=True),
    Field(name="kind", type="keyword", counted=True),
    Field(name="scope", type="keyword", counted=True),
    Field(name="language", type="keyword", counted=True),
    Field(name="has_attachment", type="boolean"),
    # the article that stands for its story; the only one of it
    Field(name="representative", type="boolean"),
    Field(name="alone", type="boolean"),
    # time, all in the common era: 2020, 202008 and 20200805 as far as the date is precise
    Field(name="year", type="number", counted=True),
    Field(name="month", type="number", counted=True),
    Field(name="day", type="number", counted=True),
    Field(name="dated", type="number", counted=True),
    Field(name="first_day", type="number"),
    Field(name="last_day", type="number"),
    Field(name="newest", type="number"),
    Field(name="oldest", type="number"),
)

FACETS = ("province", "office", "source", "kind", "scope", "year")


@lru_cache(maxsize=1)
def analysis() -> str:
    """Name the analysis an index is built with: of the Thai text, and of these fields."""
    from pipelines.text.segment import ANALYSIS_VERSION

    return f"{ANALYSIS_VERSION}+index-{INDEX_RULES}"
