"""A store where every hostile text stands in every field; item 0 is the harmless twin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines.records import Article, Credits, Letter, Person, Place, Source
from pipelines.store import sources
from pipelines.store.database import Store, open_store
from tests.search.web.office_samples import NOW, date_of, made, put

PAYLOADS = tuple((Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines())
PLAIN = "ข้อความธรรมดา"
WORD = "ค้นคำนี้"
"""Stands in every headline and body, so that it is marked beside the payload."""


def _source(number: int, text: str) -> Source:
    return Source(
        id=f"office-{number}",
        name=f"สำนักงาน {text}",
        province="TH-51",
        office="tao",
        family="generic",
        sample=True,
    )


def _article(number: int, text: str) -> Article:
    """An item with the text in every field of it."""
    plain = made(number, 0, "2020-12-29", "news", f"{WORD} {text} {WORD}", f"{WORD}{text}{WORD} {text}")
    date = date_of("2020-12-29")
    assert date is not None
    return replace(
        plain,
        id=f"item-{number}-{text}",
        source=f"office-{number}",
        url=text,
        canonical_url=text,
        issuer=text,
        extractor=text,
        published=replace(date, raw=text, method=text),
        event=replace(date, raw=text),
        places=(
            Place(level="changwat", code="51", province="TH-51", name=text, span=(0, 3),
                confidence=1.0, evidence=text),
        ),
        people=(Person(title=text, name=text, post=text, office="-"),),
        credits=Credits(reporter=(text,), photo=(text,), photo_and_news=(text,), posted_by=(text,)),
        letter=Letter(urgency=text, number=text, issuer=text, addressees=(text,), references=(text,)),
        category=(text,),
        attachments=(text,),
        images=(text,),
    )  # fmt: skip


def hostile_store(home: Path) -> Store:
    """Make the store."""
    store = open_store(home)
    texts = (PLAIN, *PAYLOADS)
    with store.write() as connection:
        sources.sync(connection, [_source(number, text) for number, text in enumerate(texts)], now=NOW)
    put(store, [_article(number, text) for number, text in enumerate(texts)], {})
    return store
