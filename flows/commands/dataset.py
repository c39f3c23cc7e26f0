"""``khaosan dataset``: make, verify, rebuild and compare datasets."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flows.commands.common import COMMON, Common
from flows.commands.filters import FilterOptions
from flows.settings import EngineName
from search.records import Match

if TYPE_CHECKING:
    from pipelines.store.database import Store
    from search.datasets.drift import Drift
    from search.datasets.folder import Written
    from search.datasets.records import Manifest

NO_FILTERS = FilterOptions()
MOST_LISTED = 1_000


def make(
    query: str,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    title: str = "",
    formats: Annotated[tuple[str, ...], Parameter(name="--format", negative="")] = ("jsonl",),
    match: Match = "all",
    collapse: Annotated[bool, Parameter(negative="")] = False,
    engine: EngineName | None = None,
    filters: FilterOptions = NO_FILTERS,
    common: Common = COMMON,
) -> int:
    """Make a dataset of what a query finds now: kept in the store, and written to a folder.

    Args:
        query: As in search; ``*`` is every current article.
        output: Folder for manifest.json, the articles and a citation; without it the dataset is only kept.
        title: What it is called; the query where none is given.
        formats: jsonl, csv, parquet, ris, bib or csl.json; may be repeated.
        match: all or any.
        collapse: One article a story.
        engine: tantivy (embedded) or elasticsearch.
    """
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock
    from search.datasets import folder
    from search.datasets.keeping import keep
    from search.datasets.making import make as made
    from search.exports.formats import chosen
    from search.records import SearchQuery

    for name in formats:
        chosen(name)
    settings = common.settings
    with workspace(replace(settings, engine=engine or settings.engine)) as space, bars() as bar:
        within = filters.filters(space.store)
        asked = SearchQuery(text=query, match=match, copies=not collapse, filters=within, fallback=False)
        manifest = made(space.searcher(), asked, title=title, now=clock(), progress=bar("read"))
        with space.store.write() as connection:
            keep(connection, manifest)
        if output is not None:
            folder.write(
                space.store, manifest, output, formats=formats, accessed=clock(), progress=bar("write")
            )
    answer = _answer(manifest) | ({"folder": str(output)} if output else {})
    emit(answer, json=common.json, text=lambda: _made(manifest, output))
    return 0


def verify(manifest: str, *, common: Common = COMMON) -> int:
    """Hold a manifest to its hash, and the store to the manifest; exit code 1 where something is missing.

    Args:
        manifest: A manifest's file, the folder of a dataset, or the id of one that is kept.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from search.datasets.verifying import verified

    with workspace(common.settings) as space:
        report = verified(space.store, _read(space.store, manifest), Path(manifest))
    emit(report, json=common.json, text=lambda: _verified(asdict(report)))
    return 0 if report.whole else 1


def rebuild(
    manifest: str,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    formats: Annotated[tuple[str, ...], Parameter(name="--format", negative="")] = ("jsonl",),
    common: Common = COMMON,
) -> int:
    """Write the articles of a dataset as they were; exit code 1 where some cannot be.

    Args:
        manifest: A manifest's file, the folder of a dataset, or the id of one that is kept.
        output: Folder to write.
        formats: jsonl, csv, parquet, ris, bib or csl.json; may be repeated.
    """
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock
    from search.datasets import folder

    with workspace(common.settings) as space, bars() as bar:
        made = _read(space.store, manifest)
        report = folder.write(
            space.store, made, output, formats=formats, accessed=clock(), progress=bar("write")
        )
    emit(report, json=common.json, text=lambda: _rebuilt(report))
    return 0 if report.exact is not False and not report.absent else 1


def drift(manifest: str, *, engine: EngineName | None = None, common: Common = COMMON) -> int:
    """Ask a dataset's question again, and explain every article that came, went or changed.

    Args:
        manifest: A manifest's file, the folder of a dataset, or the id of one that is kept.
        engine: tantivy (embedded) or elasticsearch.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from search.datasets.drift import drift as compared

    settings = common.settings
    with workspace(replace(settings, engine=engine or settings.engine)) as space:
        report = compared(space.searcher(), _read(space.store, manifest), now=clock())
    emit(report, json=common.json, text=lambda: _drifted(report))
    return 0


def cite(manifest: str, *, style: str = "th", url: str = "", common: Common = COMMON) -> int:
    """Print a citation of a dataset.

    Args:
        manifest: A manifest's file, the folder of a dataset, or the id of one that is kept.
        style: th or en (author and date), th-note or en-note, or a format: ris, bib, csl.json.
        url: Where readers find it.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from search.citations.styles import cite as written
    from search.datasets.folder import cited

    with workspace(common.settings) as space:
        made = _read(space.store, manifest)
    text = written(cited(made, url=url, accessed=clock()), style)
    emit({"id": made.id, "style": style, "citation": text}, json=common.json, text=lambda: text)
    return 0


def list_(*, common: Common = COMMON) -> int:
    """List the datasets that are kept, newest first."""
    from flows.output import emit_lines
    from flows.workspace import workspace
    from search.datasets.keeping import listed

    with workspace(common.settings) as space, space.store.read() as connection:
        rows = listed(connection, limit=MOST_LISTED)
    emit_lines(
        rows, json=common.json, text=lambda one: f"{one.id}  {one.made_at}  {one.articles:>8,}  {one.title}"
    )
    return 0


def _read(store: Store, manifest: str) -> Manifest:
    """A manifest by file, folder or id, held to its hash and to what the store keeps of it."""
    from pipelines.errors import SettingsError
    from search.datasets.keeping import load
    from search.datasets.verifying import read_kept

    if Path(manifest).exists():
        return read_kept(store, Path(manifest))
    with store.read() as connection:
        found = load(connection, manifest)
    if found is None:
        raise SettingsError(f"{manifest}: no such dataset", cure="khaosan dataset list shows those kept")
    return found


def _answer(manifest: Manifest) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "title": manifest.title,
        "made_at": manifest.made_at,
        "articles": manifest.counts.articles,
        "stories": manifest.counts.stories,
        "sha256": manifest.hash.value if manifest.hash else "",
        "fingerprint": manifest.fingerprint,
    }


def _made(manifest: Manifest, output: Path | None) -> str:
    counts = manifest.counts
    where = f", in {output}" if output else ""
    return f"{manifest.id}: {counts.articles:,} articles in {counts.stories:,} stories{where}"


def _verified(report: dict[str, Any]) -> str:
    lines = [f"{report['dataset']}: the manifest is as it was made"]
    lines += [f"{name}: {'as made' if good else 'NOT as made'}" for name, good in report["files"].items()]
    lines.append(f"{report['present']:,} of {report['articles']:,} articles can be rebuilt here")
    return "\n".join([*lines, *(f"{one['why']}: {one['id']}" for one in report["absent"])])


def _rebuilt(report: Written) -> str:
    said = {True: "exactly as made", False: "NOT as made", None: ""}[report.exact]
    lines = [f"{report.dataset}: {report.articles:,} articles in {report.folder} {said}".rstrip()]
    return "\n".join([*lines, *(f"{one.why}: {one.id}" for one in report.absent)])


def _drifted(report: Drift) -> str:
    lines = [
        f"{report.dataset}, made {report.made_at}: {report.articles_then:,} articles then, "
        f"{report.articles_now:,} now, {report.unchanged:,} unchanged"
    ]
    lines += [f"{report.waiting:,} changes wait for the index: run khaosan index"] if report.waiting else []
    return "\n".join(
        [*lines, *(f"{one.kind:<8} {one.why:<16} {one.id}  {one.detail}" for one in report.changes)]
    )
