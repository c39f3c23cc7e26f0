"""Tag the changwat of real releases beside substring and token look-up: speed, precision, recall."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.places import mentions
from pipelines.places.gazetteer import changwat
from pipelines.text.segment import words
from tests.bench.racing import race, show
from tests.pipelines.labels import corpus, rows

Spans = Callable[[str], list[tuple[int, int]]]


def by_rules(text: str) -> list[tuple[int, int]]:
    """Ours: the spans of changwat."""
    return [(one.start, one.end) for one in mentions(text) if len(one.code) == 2]


def by_substring(text: str) -> list[tuple[int, int]]:
    """Every place where a changwat's name stands, as most systems do it."""
    found = []
    for name in changwat():
        at = text.find(name)
        while at >= 0:
            found.append((at, at + len(name)))
            at = text.find(name, at + 1)
    return found


def by_token(text: str) -> list[tuple[int, int]]:
    """Every word of the segmenter that is a changwat's name."""
    found, at = [], 0
    for word in words(text):
        if word in changwat():
            found.append((at, at + len(word)))
        at += len(word)
    return found


def bench_places(shared: Path) -> None:
    """Print the race, then how right each is on the labelled mentions of changwat."""
    texts = corpus(shared)
    labelled = [
        row
        for row in rows("places_labels.tsv")
        if texts[row["id"]].text[int(row["start"]) : int(row["end"])] in changwat()
        and (row["code"] == "-" or len(row["code"]) == 2)
    ]
    inputs = [texts[one].text for one in dict.fromkeys(row["id"] for row in labelled)]
    runners: dict[str, Spans] = {
        "places.mentions": by_rules,
        "substring": by_substring,
        "token (nlpo3)": by_token,
    }
    size = sum(len(text.encode()) for text in inputs) / 1e6
    show(f"Changwat in {len(inputs)} releases", race(dict(runners), inputs), size, "MB/s")
    for name, run in runners.items():
        spans = {one: run(texts[one].text) for one in dict.fromkeys(row["id"] for row in labelled)}
        tagged = [
            row
            for row in labelled
            if any(begin < int(row["end"]) and int(row["start"]) < end for begin, end in spans[row["id"]])
        ]
        right = sum(row["code"] != "-" for row in tagged)
        places = sum(row["code"] != "-" for row in labelled)
        print(f"  {name:34} precision {right / len(tagged):.3f}  recall {right / places:.3f} of {places}")
