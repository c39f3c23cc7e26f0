"""``khaosan search``, ``search-batch`` and ``explain``: asking the index."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.commands.common import COMMON, AtLeastOne, Common, Count
from flows.commands.filters import FilterOptions
from flows.settings import EngineName
from search.records import Interval, Match, Show, Sort

if TYPE_CHECKING:
    from search.audit import AuditReport

BATCH_SIZE = 100
"""Results a query of a batch: the depth that recall is measured at."""
NO_FILTERS = FilterOptions()


def search(
    query: str,
    *,
    match: Match = "all",
    sort: Sort = "relevance",
    size: Count = 10,
    offset: Count = 0,
    copies: Annotated[bool, Parameter(negative="")] = False,
    show: Show = "representative",
    interval: Interval | None = None,
    engine: EngineName | None = None,
    filters: FilterOptions = NO_FILTERS,
    common: Common = COMMON,
) -> int:
    """Search the index: all parts of the query must occur, inside words too.

    Args:
        query: What to look for; ``"…"`` phrase, ``-not``, AND OR NOT (), ``field:``, ``prefix*``. One that
            begins with ``-`` goes behind ``--``.
        match: all (Boolean, exact totals) or any (similarity, for questions).
        sort: relevance, newest, oldest or office (every article a hit).
        size: Hits to print.
        offset: Hits to pass over.
        copies: Every copy is a hit; else one hit a story.
        show: The article that is its story's hit: representative, or earliest.
        interval: Print counts by day, week, month or year as well, with what is undated.
        engine: tantivy (embedded) or elasticsearch.
    """
    from flows.answered import answer, over_time
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.codec import to_builtins
    from search.coverage import coverage_note, note_text
    from search.records import SearchQuery
    from search.suggest import hint

    settings = common.settings
    with workspace(replace(settings, engine=engine or settings.engine)) as space:
        asked = SearchQuery(
            text=query,
            match=match,
            sort=sort,
            size=size,
            offset=offset,
            copies=copies,
            show=show,
            interval=interval,
            filters=filters.filters(space.store),
        )
        searcher = space.searcher()
        result = searcher.search(asked)
        advice = hint(searcher, asked, result)
        with space.store.read() as connection:
            note = coverage_note(connection, asked.filters)
    shown = to_builtins(result) | {"coverage": to_builtins(note), "advice": to_builtins(advice)}
    said = (answer(result, advice), over_time(result) if interval else "", note_text(note))
    emit(shown, json=common.json, text=lambda: "\n".join(filter(None, said)))
    return 0


def search_batch(
    file: Path,
    *,
    match: Match = "any",
    size: AtLeastOne = BATCH_SIZE,
    syntax: Annotated[bool, Parameter(negative="")] = False,
    engine: EngineName | None = None,
    common: Common = COMMON,
) -> int:
    """Answer many queries: ``{qid, query}`` a line in, ``{qid, ids}`` a line out.

    Args:
        file: JSON Lines of queries.
        match: any (similarity) or all (Boolean).
        size: Ids a query.
        syntax: Read operators; else queries are plain text.
        engine: tantivy (embedded) or elasticsearch.
    """
    from flows.jsonl import read_lines
    from flows.output import print_line
    from flows.workspace import workspace
    from pipelines.codec import to_json
    from search.service import BatchQuery

    settings = common.settings
    with workspace(replace(settings, engine=engine or settings.engine)) as space:
        searcher = space.searcher()
        for answer in searcher.batch(read_lines(file, BatchQuery), match=match, size=size, syntax=syntax):
            print_line(to_json(answer))
    return 0


def explain(query: str, *, match: Match = "all", common: Common = COMMON) -> int:
    """Show how a query is understood: its words, its expansions, why it finds nothing, what to try.

    Args:
        query: The query.
        match: all or any.
    """
    from flows.answered import explained
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.codec import to_builtins
    from search.records import SearchQuery
    from search.suggest import advise

    with workspace(common.settings) as space:
        searcher = space.searcher()
        answer = searcher.explain(query, match)
        advice = advise(searcher, SearchQuery(text=query)) if searcher.engine.analysis() else None
    together = to_builtins(answer) | (to_builtins(advice) if advice else {"total": None})
    emit(together, json=common.json, text=lambda: explained(answer, advice))
    return 0


def related(query: str, *, size: AtLeastOne = 10, common: Common = COMMON) -> int:
    """Show words that stand out among the matches of a query; for an article's id, articles like it.

    Args:
        query: A query, or the id of an article.
        size: How many.
    """
    from flows.answered import line
    from flows.output import emit_lines
    from flows.workspace import workspace
    from search.records import SearchQuery
    from search.related import similar, standing_out

    with workspace(common.settings) as space:
        searcher = space.searcher()
        alike = similar(searcher, query, size=size)
        if alike:
            emit_lines(alike, json=common.json, text=line)
            return 0
        words = standing_out(searcher, SearchQuery(text=query), size=size)
    emit_lines(words, json=common.json, text=lambda one: f"{one.word}: {one.matching} of {one.looked_at}")
    return 0


def audit(
    *,
    articles: AtLeastOne = 20_000,
    phrases: Count = 2_000,
    seed: int = 20201229,
    engine: EngineName | None = None,
    common: Common = COMMON,
) -> int:
    """Count letters and digits of the store that no index term covers, and texts that no phrase finds.

    Texts are cut at borders of Thai character clusters; Latin words and numbers are never cut. Where
    KHAOSAN_ELASTICSEARCH_URL is set, its server's own `standard` tokens are audited beside ours.

    Args:
        articles: Articles looked at.
        phrases: Texts cut out of them and asked for.
        seed: Decides the cuts.
        engine: tantivy (embedded) or elasticsearch.
    """
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from search.audit import audit as audited

    settings = common.settings
    with workspace(replace(settings, engine=engine or settings.engine)) as space, bars() as progress:
        report = audited(
            space.store,
            space.engine(),
            most=articles,
            phrases=phrases,
            seed=seed,
            standard=space.standard(),
            workers=settings.worker_count,
            progress=progress("audit"),
        )
    emit(report, json=common.json, text=lambda: _audited(report))
    return 0 if report.clean else 1


def _audited(report: AuditReport) -> str:
    lines = [
        f"{report.engine}: {report.articles} articles, {report.missing} of them not in the index",
        f"letters and digits: {report.letters:,}, in no term: {report.letters_lost:,}",
        f"texts cut at cluster borders: {report.phrases:,}, found: {report.phrases_found:,}",
    ]
    other = report.standard
    if other is None:
        lines.append("`standard` tokens of an Elasticsearch: not run (KHAOSAN_ELASTICSEARCH_URL is not set)")
    else:
        lines.append(
            f"`standard` tokens, the {other.articles} articles of those texts: {other.letters_lost:,} of "
            f"{other.letters:,} letters in none, {other.phrases_found:,} of {other.phrases:,} texts found"
        )
    return "\n".join([*lines, *(f"  {one.id}: {one.what!r}" for one in report.losses)])
