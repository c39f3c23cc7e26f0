"""``khaosan dedup``: the copies in any file of texts, without a store; or the store's own, placed again."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

from cyclopts import Parameter

from flows.commands.common import COMMON, MAY_BE_HYPHEN, Common, refuse_option


def dedup(
    file: Annotated[Path | None, MAY_BE_HYPHEN] = None,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    csv: Annotated[bool, Parameter(negative="")] = False,
    again: Annotated[bool, Parameter(negative="")] = False,
    common: Common = COMMON,
) -> int:
    """Write ``{id, cluster}`` for every line of a file; a text without a copy has a cluster of its own.

    Args:
        file: JSON Lines of ``{id, title, body, date, source}``, in any order; gzip by suffix; ``-`` reads
            standard input. Files for import and exported ones will do as well: ``text``, ``published``.
        output: The file to write; CSV where it ends in .csv, gzip behind that. Else stdout.
        csv: Write CSV to stdout.
        again: Without a file: place the store's texts anew that an earlier version of the rule placed, and
            their series with them. May be stopped and run again.
    """
    from pipelines.errors import SettingsError

    if (file is None) != again:
        raise SettingsError("dedup takes a file or --again", cure="khaosan dedup texts.jsonl -o clusters.csv")
    refuse_option(str(file), "dedup")
    return _again(common) if file is None else _clusters(file, output, csv=csv)


def _clusters(file: Path, output: Path | None, *, csv: bool) -> int:
    from flows.progress import bars
    from flows.texts import BODIES, Corpus
    from pipelines.copies.stream import cluster_stream
    from pipelines.errors import SettingsError

    if output is not None and output.resolve() == file.resolve():
        raise SettingsError(f"{output}: is the file that is read", cure="choose another file to write")
    corpus = Corpus(file)
    with bars() as progress:
        pairs = cluster_stream(corpus.documents(), progress=progress("dedup"))
        with _opened(output) as target:
            as_csv = csv or (output is not None and output.name.removesuffix(".gz").endswith(".csv"))
            _write(pairs, target, as_csv=as_csv)
    if corpus.empty:
        sys.stderr.write(
            f"khaosan: {file}: {corpus.empty} of {corpus.lines} lines have no text ({BODIES}): "
            "each has a cluster of its own\n"
        )
    return 1 if corpus.lines and corpus.empty == corpus.lines else 0


def _again(common: Common) -> int:
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.refine.stories import place_again

    with workspace(common.settings) as space, bars() as progress:
        count = place_again(space.store, now=clock(), progress=progress("dedup"))
    emit({"texts": count}, json=common.json, text=lambda: f"{count} texts placed by the rule in force")
    return 0


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Stdout, or a file that bears its name only when it is whole."""
    import gzip

    from pipelines.drafts import draft_of
    from pipelines.errors import SettingsError

    if output is None:
        yield sys.stdout
        return
    opened = gzip.open if output.suffix == ".gz" else open
    try:
        with draft_of(output) as draft, opened(draft, "wt", encoding="utf-8", newline="") as target:
            yield target
    except OSError as error:
        raise SettingsError(f"{output}: {error.strerror}", cure="choose a file you may write") from error


def _write(pairs: Iterable[tuple[str, str]], target: TextIO, *, as_csv: bool) -> None:
    import csv

    from pipelines.codec import to_json

    if as_csv:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(("id", "cluster"))
        rows.writerows(pairs)
    else:
        target.writelines(to_json({"id": one, "cluster": cluster}) + "\n" for one, cluster in pairs)
    target.flush()
