"""An item under several menus of a Joomla is one: asked once, and elsewhere where one of them is closed."""

from __future__ import annotations

from pathlib import Path

from pipelines.families import joomla
from tests.crawlers.crawling import captured, codes, crawl, registry, row
from tests.crawlers.site import Page, serving

LIST = "/index.php/news"
MENUS = ("news", "pr", "old")


def under(menu: str, number: int) -> str:
    return f"/index.php/{menu}/item/{number}-2026-11-0{number}-09-00-00"


def listed(*addresses: str) -> str:
    titles = "".join(
        f'<h3 class=catItemTitle><a href="{one}">ประกาศเรื่องที่ {n}</a></h3>' for n, one in enumerate(addresses)
    )
    return f"<html><body><div id=k2Container>{titles}</div></body></html>"


def item(number: int) -> str:
    return (
        f"<html><body><div id=k2Container class=itemView><h2 class=itemTitle>ประกาศเรื่องที่ {number}</h2>"
        f"<div class=itemBody><div class=itemFullText><p>เทศบาลแจ้งกำหนดการเรื่องที่ {number}</p></div></div>"
        "</div></body></html>"
    )


def test_an_item_under_three_menus_is_asked_once_and_where_it_may_be(home: Path, tmp_path: Path) -> None:
    pages: dict[str, Page] = {under(menu, n): item(n) for menu in MENUS for n in (1, 2, 3)}
    pages[LIST] = listed(*(under(menu, n) for n in (1, 2, 3) for menu in MENUS))
    pages["/robots.txt"] = f"User-agent: *\nDisallow: {under('news', 2)}\n"
    del pages[under("news", 3)], pages[under("pr", 3)]
    with serving(pages) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(LIST), 'via = ["html"]', family="joomla"))
        first = crawl(home, rows, allow=[site.address])
        site.pages[LIST] = listed(*(under("pr", n) for n in (1, 2)), under("old", 3))
        asked = len(site.asked)
        second = crawl(home, rows, allow=[site.address])
        later = [one.path for one in site.asked[asked:]]
    assert codes(first) == codes(second) == []
    assert (first.sources["nan"].articles_linked, second.sources["nan"].articles_linked) == (3, 0)
    found = sorted(url.removeprefix(site.url("")) for url, _ in captured(home))
    assert found == sorted([under("news", 1), under("pr", 2), under("old", 3)])
    assert later == [path for path in later if path in (LIST, "/robots.txt")]


def test_what_differs_in_more_than_its_menu_is_another_item() -> None:
    one = joomla.key("https://nan.example/index.php/news/item/1-a?Itemid=7")
    assert one == joomla.key("https://nan.example/index.php/pr/item/1-a") == "https://nan.example/item/1-a"
    others = ("/pr/1-a", "/pr/item/1-b", "/pr/item/2-a", "/index.php?view=article&id=1")
    assert len({one, *(joomla.key(f"https://nan.example{other}") for other in others)}) == 5
