"""What a manifest holds. Its JSON schema is ``manifest.schema.json`` beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.records import Office
from search.records import Filters, Match

FORMAT = "khaosan-dataset/1"
"""Raise the number when a member is removed or means something else; new members keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, as text and as understood."""

    text: str
    match: Match
    syntax: bool
    copies: bool
    """False: one article a story, its earliest."""
    filters: Filters
    tree: dict[str, Any]
    """The syntax tree (:mod:`search.language.written`); drift asks this one, not the text."""
    th: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article in the version that was found."""

    id: str
    source: str
    version: int
    digest: str
    """Of the refined content (SHA-256, :func:`pipelines.store.revisions.digest_of`)."""
    cluster: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryThen:
    """A story of several articles as it stood then; later copies change none of it."""

    cluster: str
    members: int
    representative: str
    earliest: str
    series: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeThen:
    """What had been collected of an office that the filters let in, whether or not it matched."""

    id: str
    name: str
    province: str
    office: Office
    state: str
    articles: int
    first_captured_at: str | None
    last_captured_at: str | None
    matching: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Sizes: articles found, their stories, those without a date, and all that could have been found."""

    articles: int
    stories: int
    undated: int
    indexed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexThen:
    """The state of the index that answered: how far in the store's outbox, and with which analysis."""

    engine: str
    analysis: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What was done to texts, and what is not in them."""

    masking: str
    masking_digest: str
    """Of the masking rules in force: other rules may mask a rebuilt text further."""
    takedown: str
    deleted_at_source: str
    taken_down: int
    """Articles taken down until then, of any query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Versions of what read and found the articles."""

    khaosan: str
    analysis: str
    extractors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The articles as JSON Lines: Article records in the order of the items."""

    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The hash over everything but ``id`` and ``hash``, and one for each part, to say which one differs."""

    algorithm: str
    canonical: str
    value: str
    parts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A dataset: everything that is needed to cite it, rebuild it, and judge what it leaves out."""

    format: str
    title: str
    made_at: str
    """The as-of moment, ISO 8601."""
    query: Question
    counts: Counts
    items: tuple[Item, ...]
    stories: tuple[StoryThen, ...]
    coverage: tuple[OfficeThen, ...]
    index: IndexThen
    rules: Rules
    tools: Tools
    articles_jsonl: Rows
    fingerprint: str
    """Over the question and the ids with their digests alone: the same wherever the same articles lie."""
    hash: Seal | None = None
    id: str = ""
    """``ds-`` and the beginning of the hash."""
