"""Kinds and scope: our own texts, labelled releases of the corpus, and floors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.kinds import judge, language, reads_as_gone, text_status
from pipelines.kinds.foreign import foreign
from pipelines.letters import read
from pipelines.places import places
from pipelines.text.fold import display
from tests.pipelines.labels import DATA, corpus, floor, rows

Item = tuple[str, str, str, str, str]


def own_texts() -> Iterator[Item]:
    """Texts written for these tests: headline, body, kind, scope, country."""
    for line in (DATA / "kinds_own.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["headline"], row["body"], row["kind"], row["scope"], row["country"]


def labelled(shared: Path) -> Iterator[Item]:
    """Releases whose kind a person read from headline and lead."""
    texts = corpus(shared)
    for row in rows("kinds_labels.tsv"):
        release = texts[row["id"]]
        yield display(release.title), display(release.text), row["kind"], row["scope"], "TH"


def verdict(headline: str, body: str) -> tuple[str, str, str]:
    strong = sum(place.confidence == 1 for place in places(body, headline=headline))
    judged = judge(headline, body, letter=read(body), page_kind=None, thai_places=strong)
    assert judged.reasons
    return judged.kind, judged.scope, judged.country


def macro_f1(pairs: Counter[tuple[str, str]]) -> float:
    kinds = {kind for pair in pairs for kind in pair}
    scores = []
    for kind in kinds:
        wanted = sum(count for (want, _), count in pairs.items() if want == kind)
        given = sum(count for (_, got), count in pairs.items() if got == kind)
        scores.append(2 * pairs[kind, kind] / (wanted + given))
    return sum(scores) / len(scores)


@pytest.mark.parametrize("item", list(own_texts()), ids=lambda item: item[0][:40] or item[1][:40])
def test_every_text_of_our_own(item: Item) -> None:
    headline, body, *wanted = item
    assert verdict(headline, body) == tuple(wanted)


@pytest.mark.parametrize(
    "credit", ["เรื่อง : วิไล งามตา", "เรื่อง : วิไล งามตา  ภาพ : มานะ อดทน", "เรื่อง/ภาพ : วิไล งามตา"]
)
def test_who_wrote_a_report_does_not_announce_it(credit: str) -> None:
    body = f"{credit}\nสระน้ำหลังวัดกลับมาใสอีกครั้ง เด็กในหมู่บ้านช่วยกันเก็บผักตบทุกเย็นจนปลาเริ่มกลับมา"
    assert verdict("คืนชีวิตสระน้ำหลังวัด", body)[0] == "news"
    assert verdict("แจกันโบราณ", body.replace(credit, "เรื่อง ให้ใช้แบบพิมพ์ใหม่"))[0] == "announcement"


def test_macro_f1_on_all_labels(shared: Path) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    wrong_scope = 0
    for headline, body, kind, scope, _ in [*own_texts(), *labelled(shared)]:
        got = verdict(headline, body)
        pairs[kind, got[0]] += 1
        wrong_scope += got[1] != scope
    print(f"kinds: {sum(pairs.values())} texts, macro-F1 {macro_f1(pairs):.4f}, scope wrong {wrong_scope}")
    assert sum(pairs.values()) >= 200
    assert macro_f1(pairs) >= floor("kinds_macro_f1")
    assert wrong_scope == 0


def test_hardly_any_release_of_the_government_is_foreign(shared: Path) -> None:
    releases = list(corpus(shared).values())
    flagged = sum(foreign(f"{r.title}\n{r.text}", thai_places=0) is not None for r in releases)
    print(f"foreign: {flagged} of {len(releases)} without counting places")
    assert flagged / len(releases) <= floor("foreign_share_ceiling")


def test_the_address_of_a_static_page_outranks_its_words() -> None:
    judged = judge("ข่าวประชาสัมพันธ์", "วันนี้มีกิจกรรม", letter=None, page_kind="static", thai_places=0)
    assert (judged.kind, judged.reasons) == ("static", ("the page's address",))


@pytest.mark.parametrize(
    ("headline", "body", "gone"),
    [
        ("404 Not Found", "", True),
        ("ไม่พบหน้าที่คุณต้องการ", "กรุณากลับไปหน้าแรก", True),
        ("รัฐบาล-ข่าว-", "", True),
        ("เทศบาลตรวจแล้วไม่พบข้อมูลรั่วไหล", "รายละเอียด " * 60, False),
        ("ถนนสาย 404 เปิดใช้แล้ว", "จังหวัดเปิดใช้ถนนสายใหม่ " * 20, False),
    ],
)
def test_error_pages_are_told_by_their_text(headline: str, body: str, gone: bool) -> None:
    assert reads_as_gone(headline, body) is gone


@pytest.mark.parametrize(
    ("body", "images", "attachments", "cut", "status"),
    [
        ("จังหวัดจัดประชุมประจำเดือน", 0, 0, False, "full"),
        ("", 2, 0, False, "image_only"),
        ("รายละเอียด", 1, 1, False, "attachment_only"),
        ("จังหวัดจัดประชุมประจำเดือน [...]", 0, 0, False, "truncated"),
        ("จังหวัดจัดประชุมประจำเดือนและ…", 0, 0, True, "truncated"),
        ("จังหวัดจัดประชุมประจำเดือนและ…", 0, 0, False, "full"),
        ("", 0, 0, False, "truncated"),
    ],
)
def test_how_much_of_the_text_is_there(
    body: str, images: int, attachments: int, cut: bool, status: str
) -> None:
    assert text_status(body, images=images, attachments=attachments, cut=cut) == status


@pytest.mark.parametrize(
    ("text", "code"),
    [("ข่าว COVID-19", "th"), ("Government news of today", "en"), ("ຂ່າວ", "lo"), ("ព័ត៌មាន", "km"), ("", "th")],
)
def test_language_by_script(text: str, code: str) -> None:
    assert language(text) == code
