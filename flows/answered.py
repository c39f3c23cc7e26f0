"""Answers of search as a person reads them on a terminal: hits with their passages, counts, what to try."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import unescape
from shlex import quote

from pipelines.privacy import mask, mask_address
from search.highlight import CLOSE, OPEN
from search.records import Advice, Hit, SearchResult, Suggestion, Understood

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def answer(result: SearchResult, advice: Advice | None = None) -> str:
    """Say what a search found, and beside it what to try."""
    lines = [f"{result.query.th}", f"{result.stories} stories ({result.total} articles) of {result.indexed}"]
    if result.query.fell_back:
        lines.append("nothing holds all parts; these are the most similar")
    lines += map(_try, advice.suggestions if advice else ())
    if not result.indexed:
        lines.append("the index is empty: khaosan run collects, khaosan index brings in what the store has")
    elif not result.total:
        lines.append(f"khaosan explain {quote(result.query.text)} says why; so may the filters")
    return "\n".join([*lines, *map(line, result.hits)])


def line(hit: Hit) -> str:
    """Say one hit: its headline, where it is from, and the passage that answers."""
    published = hit.published.value if hit.published else "–"
    copies = f" (+{hit.copies} copies)" if hit.copies else ""
    facts = f"{hit.id} · {hit.source_name} · {published} · {hit.kind}"
    said = [f"\n{mask(hit.headline)}{copies}", facts, _passage(hit.snippet), mask_address(hit.url)]
    return "\n  ".join(filter(None, said))


def over_time(result: SearchResult) -> str:
    """Say the counts of a histogram, one interval a line; they add up to the total."""
    made = result.histogram
    lines = [f"{one.key}: {one.count:,}" for one in made.buckets]
    lines += [f"less precise than a {made.interval}: {made.coarse:,}"] if made.coarse else []
    return "\n".join(["", *lines, f"undated: {made.undated:,}"])


def explained(understood: Understood, advice: Advice | None) -> str:
    """Say how a query was understood, why it finds nothing, and what to try."""
    lines = [understood.th, understood.en, "words: " + " | ".join(understood.words)]
    lines += [f"{one.kind}: {one.written} → {one.also}" for one in understood.expansions]
    return "\n".join([*lines, *_advised(advice)])


def _advised(advice: Advice | None) -> Iterator[str]:
    if advice is None:
        yield "no index yet: run `khaosan index`"
        return
    yield f"articles: {advice.total:,}"
    yield from (f"why: {one.th} · {one.en}" for one in advice.reasons)
    yield from map(_try, advice.suggestions)


def _try(one: Suggestion) -> str:
    return f"try ({one.kind}): {one.query} · {one.articles:,}"


def _passage(snippet: str) -> str:
    """A snippet as text; on a terminal what was asked for is bold."""
    marks = (BOLD, PLAIN) if sys.stdout.isatty() else ("", "")
    return mask(unescape(snippet.replace(OPEN, marks[0]).replace(CLOSE, marks[1])))
