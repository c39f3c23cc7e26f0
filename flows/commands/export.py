"""``khaosan export``: what a query finds, to a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.common import COMMON, Common
from flows.commands.filters import FilterOptions
from flows.settings import EngineName
from search.records import Match

NO_FILTERS = FilterOptions()


def export(
    query: str,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    match: Match = "all",
    collapse: Annotated[bool, Parameter(negative="")] = False,
    bom: Annotated[bool, Parameter(negative="")] = False,
    engine: EngineName | None = None,
    filters: FilterOptions = NO_FILTERS,
    common: Common = COMMON,
) -> int:
    """Write what a query finds: csv, jsonl, parquet, ris, bib or csl.json by the file's suffix; no cap.

    Args:
        query: As in search; ``*`` is every current article.
        output: The file to write.
        match: all or any.
        collapse: One article a story.
        bom: Begin a CSV with a byte order mark (for spreadsheets).
        engine: tantivy (embedded) or elasticsearch.
    """
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from search.exports.files import write
    from search.exports.formats import Options
    from search.records import SearchQuery

    settings = common.settings
    with workspace(replace(settings, engine=engine or settings.engine)) as space, bars() as progress:
        within = filters.filters(space.store)
        asked = SearchQuery(text=query, match=match, copies=not collapse, filters=within, fallback=False)
        count = write(space.searcher(), asked, output, options=Options(bom=bom), progress=progress("export"))
    emit(
        {"file": str(output), "articles": count}, json=common.json, text=lambda: f"{count} articles: {output}"
    )
    return 0
