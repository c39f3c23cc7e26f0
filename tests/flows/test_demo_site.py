"""The sample world: what it holds, what it serves, and how it answers."""

from __future__ import annotations

import gzip
import json
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import pairwise
from urllib.parse import quote, urlsplit

import pytest
from pypdfium2 import PdfDocument

from crawlers import registry
from crawlers.robots import rules_of, text_of
from flows.demo import thai
from flows.demo.content import load
from flows.demo.records import Item
from flows.demo.site import Site
from flows.demo.sites import address, starts
from flows.demo.world import World, serve
from pipelines.moment import BE_OFFSET

ITEMS = {item.key: item for item in load().items}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample offices, served."""
    with serve() as served:
        yield served


@dataclass(frozen=True)
class Answer:
    """What came, wholly read."""

    status: int
    headers: Message
    body: bytes
    url: str

    def text(self, charset: str = "utf-8") -> str:
        """The body, decoded."""
        return self.body.decode(charset)


def get(url: str, **headers: str) -> Answer:
    """Ask for a page; an error status is an answer too."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        came = urllib.request.urlopen(urllib.request.Request(url, headers=named), timeout=120)
    except urllib.error.HTTPError as error:
        came = error
    with came:
        return Answer(came.status, came.headers, came.read(), came.url)


def site(world: World, office: str) -> Site:
    """The site of an office."""
    return next(one for one in world.sites if one.office.id == office)


def pages(world: World) -> Iterator[tuple[Site, Item, str]]:
    """Every item with its address."""
    for one in world.sites:
        for item in one.items:
            yield one, item, one.base + address(one, item)


def test_world_holds_what_the_demo_promises(world: World) -> None:
    offices = [one.office for one in world.sites]
    assert len(offices) >= 8
    assert len({office.province for office in offices}) >= 6
    assert "TH-51" in {office.province for office in offices}
    assert {office.family for office in offices} == {"prd", "wordpress", "joomla", "generic"}
    assert len(world.expected.articles) >= 60
    kinds = {article.kind for article in world.expected.articles}
    assert kinds == {"news", "announcement", "procurement", "vacancy", "letter", "static"}
    assert {article.text_status for article in world.expected.articles} == {
        "full",
        "image_only",
        "attachment_only",
    }
    assert {fault.code for fault in world.expected.issues} == {"truncated", "missing", "robots_disallowed"}
    assert {fault.code for fault in world.expected.discards} == {"spam", "not_found"}


def test_dates_run_over_seven_years_and_most_are_recent() -> None:
    years = Counter(item.published.year + BE_OFFSET for item in load().items)
    assert set(years) >= {2563, 2564, 2565, 2566, 2567, 2568, 2569}
    assert years[2569] + years[2568] > len(ITEMS) * 0.8


def test_every_text_is_long_enough_to_be_read_and_none_repeats_another() -> None:
    own = [
        item for item in ITEMS.values() if item.copy_of is None and item.series is None and item.fault is None
    ]
    news = [item for item in own if item.kind == "news" and item.paragraphs]
    short = {item.key for item in news if not 600 <= len("".join(item.paragraphs)) <= 1900}
    assert not short
    paragraphs = Counter(part for item in own for part in item.paragraphs if len(part) > 60)
    assert [part for part, count in paragraphs.items() if count > 1] == []


def test_registry_rows_are_short_and_the_registry_reads_them(world: World) -> None:
    rows = registry.load(world.registry)
    assert {row.id for row in rows} == {one.office.id for one in world.sites}
    assert all(row.sample and row.disabled is None for row in rows)
    assert {urlsplit(url).netloc for row in rows for url in row.start} == set(world.hosts)
    for file in world.registry.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        assert tomllib.loads(text)["sample"] is True
        for row in text.split("[[source]]")[1:]:
            assert len([line for line in row.splitlines() if line.strip()]) < 8


def test_names_of_the_offices_say_that_they_are_samples(world: World) -> None:
    assert all(one.office.name.endswith("(ตัวอย่าง)") for one in world.sites)


def test_every_list_and_every_page_is_served(world: World) -> None:
    for one in world.sites:
        for path in starts(one):
            assert get(one.base + path).status == 200
    for _, item, url in pages(world):
        assert get(url).status == (404 if item.fault == "missing" else 200), url


def test_every_item_is_linked_from_its_site(world: World) -> None:
    for one in world.sites:
        waiting = [*starts(one), "/?paged=2", "/?paged=3"]
        seen: set[str] = set()
        joined = ""
        while waiting:
            path = waiting.pop()
            if path in seen or len(seen) > 40:
                continue
            seen.add(path)
            answer = get(one.base + path)
            charset = "cp874" if one.office.look == "legacy" else "utf-8"
            text = answer.text(charset).replace("&amp;", "&") if answer.status == 200 else ""
            joined += text
            waiting += [path.partition("?")[0] + f"?start={at}" for at in (5, 10) if f"?start={at}" in text]
            waiting += [f"{path}&page=2"] if f"{path.lstrip('/')}&page=2" in text else []
        missing = [item.key for item in one.items if address(one, item).lstrip("/") not in joined]
        assert missing == []


def test_text_arrives_whole(world: World) -> None:
    for one, item, url in pages(world):
        if item.fault is None:
            charset = "cp874" if one.office.look == "legacy" else "utf-8"
            text = get(url).text(charset).replace("&#34;", '"')
            assert all(line in text for part in item.paragraphs for line in part.split("\n")), url


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_conditional_requests_are_answered_with_304(world: World, header: str) -> None:
    asked = {"ETag": "If_None_Match", "Last-Modified": "If_Modified_Since"}[header]
    for one in world.sites:
        for path in (starts(one)[0], address(one, one.items[-1])):
            first = get(one.base + path)
            again = get(one.base + path, **{asked: first.headers[header]})
            assert (again.status, again.body) == (304, b"")
            assert again.headers["ETag"] == first.headers["ETag"]


def test_another_tag_or_an_older_moment_gets_the_page(world: World) -> None:
    one = world.sites[0]
    url = one.base + starts(one)[0]
    moment = get(url).headers["Last-Modified"]
    assert parsedate_to_datetime(moment).tzinfo is not None
    assert get(url, If_None_Match='"other"', If_Modified_Since=moment).status == 200
    assert get(url, If_Modified_Since="Mon, 01 Jan 2018 00:00:00 GMT").status == 200


def test_requests_are_logged(world: World) -> None:
    one = world.sites[0]
    get(f"{one.base}/no-such-page", User_Agent="a test")
    last = world.requests[-1]
    assert (last.source, last.path, last.status) == (one.office.id, "/no-such-page", 404)
    assert (last.conditional, last.agent) == (False, "a test")


def test_legacy_office_is_windows_874(world: World) -> None:
    one = site(world, "sample-udon-kham")
    item = ITEMS["sample-udon-kham/506"]
    answer = get(one.base + address(one, item))
    body = answer.body
    assert answer.headers["Content-Type"] == "text/html"
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert item.title in body.decode("cp874")
    assert b"charset=tis-620" in body


def test_robots_come_with_a_mark_in_windows_874_and_with_a_delay(world: World) -> None:
    def body(office: str) -> bytes:
        return get(f"{site(world, office).base}/robots.txt").body

    assert body("sample-songkhla-hatnang").startswith(b"\xef\xbb\xbf")
    thai_rules = body("sample-udon-kham")
    assert "เอกสารภายใน".encode("cp874") in thai_rules
    base = site(world, "sample-udon-kham").base
    assert not rules_of(text_of(thai_rules)).allows(f"{base}/{quote('เอกสารภายใน')}/1.html")
    assert rules_of(text_of(body("sample-lopburi-pr"))).delay == pytest.approx(0.1)
    disallowed = next(fault for fault in world.expected.issues if fault.code == "robots_disallowed")
    assert not rules_of(text_of(body(disallowed.source))).allows(disallowed.url)


def test_broken_page_ends_before_its_end(world: World) -> None:
    broken = next(fault for fault in world.expected.issues if fault.code == "truncated")
    answer = get(broken.url)
    body = answer.body
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(EOFError):
        gzip.decompress(body)


def test_soft_404_answers_200_and_a_missing_page_404(world: World) -> None:
    gone = next(fault for fault in world.expected.discards if fault.code == "not_found")
    answer = get(gone.url)
    assert answer.status == 200
    assert "ไม่พบข้อมูล" in answer.text()


def test_print_twin_repeats_its_article(world: World) -> None:
    one = site(world, "sample-chiangrai-doikham")
    item = ITEMS["sample-chiangrai-doikham/742"]
    path = address(one, item)
    twin = get(f"{one.base}{path}?tmpl=component&print=1&page=").text()
    assert all(part in twin for part in item.paragraphs)
    assert "tmpl=component&amp;print=1" in get(one.base + path).text()


def test_wordpress_rest_holds_all_posts_with_their_moment(world: World) -> None:
    one = site(world, "sample-krabi-pao")
    for door in (
        "/?rest_route=/wp/v2/posts&_embed=1&per_page=4&page={}",
        "/wp-json/wp/v2/posts?per_page=4&page={}",
    ):
        posts = []
        for page in (1, 2, 3):
            answer = get(one.base + door.format(page))
            assert answer.headers["X-WP-TotalPages"] == "3"
            posts += json.loads(answer.body)
        assert [post["id"] for post in posts] == [item.number for item in one.items]
        assert get(one.base + door.format(4)).status == 400
    newest = posts[0]
    assert (
        newest["date_gmt"]
        == (
            one.items[0].published
            - (
                one.items[0].published.replace(hour=7, minute=0)
                - one.items[0].published.replace(hour=0, minute=0)
            )
        ).isoformat()
    )
    assert get(site(world, "sample-roiet-hommali").base + "/?rest_route=/wp/v2/posts").status == 401


def test_wordpress_number_leads_to_the_dated_address(world: World) -> None:
    one = site(world, "sample-krabi-pao")
    item = one.items[0]
    assert get(f"{one.base}/?p={item.number}").url == one.base + address(one, item)
    plain = site(world, "sample-roiet-hommali")
    assert address(plain, plain.items[0]) == f"/?p={plain.items[0].number}"


def test_document_is_a_pdf_that_others_can_read(world: World) -> None:
    one = site(world, "sample-krabi-pao")
    path = next(path for item in one.items for path in item.attachments)
    answer = get(one.base + path)
    assert answer.headers["Content-Type"] == "application/pdf"
    document = PdfDocument(answer.body)
    assert "SAMPLE DATA" in document[0].get_textpage().get_text_range()


def test_injected_lines_are_in_the_page_and_not_in_the_text(world: World) -> None:
    one = site(world, "sample-krabi-pao")
    item = next(item for item in one.items if item.injected)
    page = get(one.base + address(one, item)).text()
    assert all(line in page for line in item.injected)
    assert not any(line in part for line in item.injected for part in item.paragraphs)


def _text(key: str) -> str:
    return "\n".join(ITEMS[key].paragraphs).translate(thai.TO_ARABIC)


def test_copies_share_the_release_and_change_their_dress(world: World) -> None:
    assert len(world.expected.copies) >= 3
    for original, keys in world.expected.copies.items():
        assert 3 <= len(keys) <= 5
        assert len({ITEMS[key].office for key in keys}) == len(keys)
        assert len({ITEMS[key].title for key in keys}) == len(keys)
        release = "\n".join(ITEMS[original].paragraphs[:-1]).translate(thai.TO_ARABIC)
        for key in keys[1:]:
            assert release in _text(key)
            assert ITEMS[key].paragraphs[-1] != ITEMS[original].paragraphs[-1]
            assert ITEMS[key].published > ITEMS[original].published
    assert any(
        "๑" in "".join(ITEMS[key].paragraphs) for keys in world.expected.copies.values() for key in keys[1:]
    )


def test_bulletins_look_alike_and_carry_other_figures(world: World) -> None:
    assert world.expected.series
    for keys in world.expected.series.values():
        assert len(keys) >= 5
        texts = [_text(key) for key in keys]
        assert len(set(texts)) == len(texts)
        for first, second in pairwise(texts):
            assert SequenceMatcher(None, first, second, autojunk=False).ratio() > 0.9


def test_stories_are_articles_less_copies(world: World) -> None:
    copies = sum(len(keys) - 1 for keys in world.expected.copies.values())
    assert world.expected.clusters == len(world.expected.articles) - copies
    assert sum(world.expected.by_source.values()) == len(world.expected.articles)


def test_offices_have_addresses_of_their_own_where_the_system_can(world: World) -> None:
    assert len(set(world.hosts)) == len(world.sites)
    assert all(host.startswith("127.0.0.") for host in world.hosts)


def test_a_world_ends_with_its_block() -> None:
    with serve() as short:
        url, folder = short.sites[0].base, short.registry
        assert get(f"{url}/robots.txt").status == 200
    assert not folder.exists()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{url}/robots.txt", timeout=120)
