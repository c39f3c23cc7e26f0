"""Officials of real releases, labelled by a reader: who is found, who is no official, and their posts."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from pipelines.people import people
from pipelines.text.fold import display
from tests.floors import figures, load
from tests.pipelines.labels import FLOORS, corpus, rows


def spaceless(text: str) -> str:
    return re.sub(r"\s+", "", display(text))


def test_labelled_officials_are_found_with_their_posts(shared: Path) -> None:
    """38 releases whose officials were all labelled, by one reader; ``?`` is a post left open."""
    floors = figures(load(FLOORS)["people"])
    texts = corpus(shared)
    labelled: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row in rows("people_labels.tsv"):
        text = texts[row["id"]].text
        post = None if row["post_start"] == "?" else text[int(row["post_start"]) : int(row["post_end"])]
        labelled[row["id"]][spaceless(text[int(row["start"]) : int(row["end"])])] = post
    named = found = right = asked = told = 0
    for release, officials in labelled.items():
        got = {spaceless(one.name): one.post or "" for one in people(display(texts[release].text))}
        named += len(officials)
        told += len(got)
        for name in officials.keys() & got.keys():
            found += 1
            wanted = officials[name]
            asked += wanted is not None
            right += wanted is not None and spaceless(got[name]).startswith(spaceless(wanted))
    print(f"labelled {named}, found {found}, told {told}, posts right {right} of {asked}")
    assert named >= floors["labelled"]
    assert found / named >= floors["recall"]
    assert found / told >= floors["precision"]
    assert right / asked >= floors["posts"]
