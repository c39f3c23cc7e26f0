"""Letters and their answers: which offices one asks, and which texts took it up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine

from pipelines.copies.orders import asked, takers
from pipelines.copies.place import place_all
from pipelines.copies.propagation import campaign
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.copies.stream import create_tables
from pipelines.records import Office, Source
from tests.copies_texts import Writer

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def office(key: str, kind: Office, province: str = "TH-51") -> Source:
    return Source(id=key, name=f"สำนักงาน {key}", province=province, office=kind, family="generic")


OFFICES = (
    office("a-city", "municipality"),
    office("b-town", "municipality"),
    office("c-tao", "tao"),
    office("d-pao", "pao"),
    office("e-pr", "pr-office"),
    office("f-far", "municipality", "TH-55"),
    office("writer", "province"),
)


@pytest.mark.parametrize(
    ("addressees", "wanted"),
    [
        (("นายกเทศมนตรีทุกแห่ง",), ("a-city", "b-town")),
        (("นายกองค์การบริหารส่วนตำบลทุกแห่ง", "นายก อบจ.ลำพูน"), ("c-tao", "d-pao")),
        (("องค์กรปกครองส่วนท้องถิ่นทุกแห่ง",), ("a-city", "b-town", "c-tao", "d-pao")),
        (("ประชาสัมพันธ์จังหวัดลำพูน",), ("e-pr",)),
        (("นายอำเภอทุกอำเภอ",), ("a-city", "b-town", "c-tao", "d-pao", "e-pr")),
        (("สำนักงาน c-tao",), ("c-tao",)),
        ((), ("a-city", "b-town", "c-tao", "d-pao", "e-pr")),
    ],
)
def test_a_letter_asks_the_kinds_of_offices_it_names_in_its_province(
    addressees: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert asked(addressees, "TH-51", "writer", OFFICES) == wanted


def test_from_a_letter_to_the_posts_the_median_lag_and_who_did_not() -> None:
    """Whole copies and cut ones count as answers; a stranger does not."""
    writer = Writer(5)
    day = date(2026, 3, 2)
    letter = replace(writer.release(1, sentences=10), id="letter", source="writer", published_day=day)
    lines = letter.body.split("\n")
    posts = [
        replace(
            letter, id="whole", title="ตามหนังสือจังหวัด", source="a-city", published_day=day + timedelta(days=2)
        ),
        replace(
            letter,
            id="part",
            source="c-tao",
            published_day=day + timedelta(days=6),
            body="\n".join(lines[:7]),
        ),
        replace(writer.release(2), id="stranger", source="b-town", published_day=day + timedelta(days=1)),
    ]
    engine = create_engine("sqlite://")
    create_tables(engine)
    with engine.begin() as connection:
        documents: list[Document] = [letter, *posts]
        place_all(connection, [(one, sketch(one)) for one in documents], now=NOW)
        assert takers(connection, "letter") == ("part", "whole")
        assert takers(connection, "unknown") == ()
        known = set(takers(connection, "letter"))
    engine.dispose()
    wanted = asked(("เทศบาลทุกแห่ง", "อบต.ทุกแห่ง"), "TH-51", "writer", OFFICES)
    found = campaign(day, wanted, [one for one in posts if one.id in known])
    assert found.lags == (("a-city", 2), ("c-tao", 6))
    assert (found.median_lag, found.silent) == (4.0, ("b-town",))
