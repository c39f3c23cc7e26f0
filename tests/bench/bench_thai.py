"""Measure Thai text, dates, places and PDFs beside the libraries people use: ratios of one run, interleaved.

Run as ``make bench-thai`` or ``python -m tests.bench.bench_thai [releases]``; it reads ``../shared``.
Other work on the machine moves the absolute figures, not the ratios: every round runs all candidates in turn,
processor time is counted (all run in one thread), and medians are compared.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import warnings
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import html

from tests.bench.bench_pdf import bench_pdf
from tests.bench.bench_places import bench_places
from tests.bench.racing import race, show, times_faster
from tests.floors import figures, load

SHARED = Path(__file__).resolve().parents[3] / "shared"
FLOORS = Path(__file__).with_name("floors_thai.json")
REPEATS = 10  # of the short date strings, so that a round is long against the timer


def releases(count: int) -> list[str]:
    """Read that many releases, spread over the corpus."""
    with gzip.open(SHARED / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, 0, 20_000, 20_000 // count)]


def date_rows() -> list[dict[str, str]]:
    """Read the table of date strings."""
    with (SHARED / "data" / "thai_dates.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def bench_fold(texts: list[str]) -> float:
    """Fold against pythainlp.util.normalize; give how many times faster the search fold is."""
    from pythainlp.util import normalize

    from pipelines.text import fold

    size = sum(len(text.encode()) for text in texts) / 1e6
    spent = race(
        {"fold.search": fold.search, "fold.display": fold.display, "pythainlp normalize": normalize}, texts
    )
    show("Folding", spent, size, "MB/s")
    return times_faster(spent, "pythainlp normalize")


def bench_segment(texts: list[str]) -> None:
    """Words against newmm, and the terms built on them."""
    from pythainlp.tokenize import word_tokenize

    from pipelines.text import segment, terms

    size = sum(len(text.encode()) for text in texts) / 1e6
    runners: dict[str, Callable[[str], object]] = {
        "segment.words": segment.words,
        "terms.terms": terms.terms,
        "pythainlp newmm": lambda text: word_tokenize(text, engine="newmm"),
    }
    show("Words", race(runners, texts), size, "MB/s")


def bench_dates(rows: list[dict[str, str]]) -> float:
    """Read date strings: speed, and how many are right; give how many times faster ours is."""
    import dateparser

    from pipelines import dates

    now = datetime.fromisoformat(rows[0]["now"])
    base = now.replace(tzinfo=None)

    def th(text: str) -> Any:
        return dateparser.parse(text, languages=["th"], settings={"RELATIVE_BASE": base})

    runners: dict[str, Callable[[str], object]] = {
        "dates.read": lambda text: dates.read(text, now=now),
        "dateparser languages=['th']": th,
    }
    texts = [row["text"] for row in rows] * REPEATS
    spent = race(runners, texts)
    show("Dates, strings", spent, len(texts), "/s")
    ours = sum(
        (found.value if found else "") == row["expected"]
        for row in rows
        if [found := dates.read(row["text"], now=now)]
    )
    theirs = sum(_as_value(th(row["text"]), row["expected"]) == row["expected"] for row in rows)
    print(f"  right: ours {ours}/{len(rows)}, dateparser {theirs}/{len(rows)}")
    return times_faster(spent, "dateparser languages=['th']")


def _as_value(moment: datetime | None, wanted: str) -> str:
    """Write dateparser's answer as precisely as the wanted one, which flatters it."""
    return (
        moment.strftime("%Y-%m-%dT%H:%M")[: len(wanted)]
        if moment and wanted
        else ""
        if moment is None
        else "?"
    )


def bench_pages(rows: list[dict[str, str]]) -> None:
    """Date strings as the only line of a page, against htmldate."""
    from htmldate import find_date

    from pipelines import dates

    now = datetime.fromisoformat(rows[0]["now"])
    pages = [f"<html><body><article><p>{row['text']}</p></article></body></html>" for row in rows]

    def ours(page: str) -> str:
        found = dates.read(html.fromstring(page).text_content(), now=now)
        return found.value if found else ""

    def theirs(page: str) -> str:
        return find_date(page) or ""

    spent = race({"lxml and dates.read": ours, "htmldate.find_date": theirs}, pages * REPEATS)
    show("Dates, the same strings as pages", spent, len(pages) * REPEATS, "/s")
    for name, run in (("ours", ours), ("htmldate", theirs)):
        answers = [run(page) for page in pages]
        right = sum(answer[:10] == row["expected"][:10] for answer, row in zip(answers, rows, strict=True))
        invented = sum(
            bool(answer) and not row["expected"] for answer, row in zip(answers, rows, strict=True)
        )
        print(f"  {name}: right to the day {right}/{len(rows)}, invented {invented}")


def main(count: int) -> int:
    """Run every race once to warm up, then in rounds; 1 where a ratio is below its floor."""
    warnings.simplefilter("ignore")
    texts = releases(count)
    measured = {"fold_times": bench_fold(texts), "dates_times": bench_dates(date_rows())}
    bench_segment(texts)
    bench_pages(date_rows())
    bench_places(SHARED)
    bench_pdf()
    floors = figures(load(FLOORS))
    low = [
        f"{name}: {value:.1f}, floor {floors[name]}"
        for name, value in measured.items()
        if value < floors[name]
    ]
    print("\n".join(["", *low]) if low else "\nevery ratio is above its floor")
    return 1 if low else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
