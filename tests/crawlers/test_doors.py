"""What a feed no longer names, and lists that other lists name: nothing of an office is out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawlers.report import CrawlReport
from tests.crawlers.crawling import captured, codes, crawl, registry, row
from tests.crawlers.site import Page, Reply, Site, serving

ITEM = "/th/content/category/detail/id/9/iid/{}"
LIST, FEED = "/th/content/category/index/id/9", "/th/content/category/xml/id/9"
XML = (("Content-Type", "text/xml; charset=utf-8"),)


def feed(site_url: str, *numbers: int) -> Reply:
    items = "".join(
        f"<item><title>ข่าวที่ {n}</title><link>{site_url}{ITEM.format(n)}</link></item>" for n in numbers
    )
    return Reply(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), headers=XML)


def listed(*numbers: int, more: str = "") -> str:
    items = "".join(f'<li><a href="{ITEM.format(n)}">ข่าวที่ {n}</a></li>' for n in numbers)
    return f"<html><body><ul>{items}</ul>{f'<a rel=next href={more}>ถัดไป</a>' if more else ''}</body></html>"


def office() -> dict[str, Page]:
    """Six items: the feed names the newest two, three list pages all of them."""
    pages: dict[str, Page] = {
        ITEM.format(n): f"<h1>ข่าวที่ {n}</h1><div class=detail>x</div>" for n in range(1, 7)
    }
    pages[LIST] = listed(6, 5, more=f"{LIST}?page=2")
    pages[f"{LIST}?page=2"] = listed(4, 3, more=f"{LIST}?page=3")
    pages[f"{LIST}?page=3"] = listed(2, 1)
    return pages


class Runs:
    """Four offices crawled three times; what each was asked, run by run."""

    def __init__(self, folder: Path, sites: dict[str, Site]) -> None:
        self.home, self._sites = folder / "home", sites
        rows = [
            row("steady", sites["steady"].url(LIST), family="prd"),
            row("gap", sites["gap"].url(LIST), family="prd"),
            row("front", sites["front"].url("/"), family="prd"),
            row("maps", sites["maps"].url("/sitemap.xml")),
        ]
        self._rows = registry(folder / "rows", *rows)
        self.asked: list[dict[str, list[str]]] = []
        self.reports: list[CrawlReport] = []

    def crawl(self) -> None:
        """Crawl once more."""
        for site in self._sites.values():
            site.asked.clear()
        allowed = [site.address for site in self._sites.values()]
        self.reports.append(crawl(self.home, self._rows, allow=allowed))
        self.asked.append({name: site.paths() for name, site in self._sites.items()})

    def found(self, name: str) -> list[str]:
        """The articles of an office that are in the archive."""
        return sorted(url for url, _ in captured(self.home) if url.startswith(self._sites[name].url("/")))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serving()) for name in ("steady", "gap", "front", "maps")}
        for name in ("steady", "gap"):
            sites[name].pages |= {**office(), FEED: feed(sites[name].url(""), 6, 5)}
        menu = f'<html><a href="{LIST}">ข่าว</a><a href="/th/content/page/index/id/12">อำนาจหน้าที่</a></html>'
        static = {"/th/content/page/index/id/12": "<h1>อำนาจหน้าที่</h1><div class=detail>x</div>"}
        sites["front"].pages |= {"/": menu, **static, **office()}
        maps = sites["maps"]
        maps.pages |= {f"/news/{n}": f"<h1>ข่าวที่ {n}</h1>" for n in (1, 2)}
        maps.pages |= {"/sitemap.xml": index_of(maps), "/map.xml": map_of(maps, 1)}
        made = Runs(tmp_path_factory.mktemp("doors"), sites)
        made.crawl()
        gap, steady = sites["gap"], sites["steady"]
        gap.pages |= {ITEM.format(n): f"<h1>ข่าวที่ {n}</h1>" for n in (7, 8, 9)}
        gap.pages |= {FEED: feed(gap.url(""), 9, 8), LIST: listed(9, 8, more=f"{LIST}?page=2")}
        gap.pages[f"{LIST}?page=2"] = listed(7, 6, more=f"{LIST}?page=3")
        maps.pages["/map.xml"] = map_of(maps, 2, 1)
        made.crawl()
        steady.pages |= {ITEM.format(7): "<h1>ข่าวที่ 7</h1>", FEED: feed(steady.url(""), 7, 6)}
        made.crawl()
        yield made


def index_of(site: Site) -> Page:
    """An index of sitemaps that never changes, and says so."""
    tag = (("ETag", '"one"'), ("Content-Type", "application/xml"))
    text = f"<sitemapindex><sitemap><loc>{site.url('/map.xml')}</loc></sitemap></sitemapindex>".encode()
    unchanged = Reply(status=304, headers=tag)
    return lambda asked: unchanged if "if-none-match" in asked.headers else Reply(text, headers=tag)


def map_of(site: Site, *numbers: int) -> Reply:
    locs = "".join(f"<url><loc>{site.url(f'/news/{n}')}</loc></url>" for n in numbers)
    return Reply(f"<urlset>{locs}</urlset>".encode(), headers=(("Content-Type", "application/xml"),))


def test_older_news_is_read_from_the_lists_and_once_only(runs: Runs) -> None:
    assert runs.reports[0].sources["steady"].door == "feed"
    assert len(runs.found("steady")) == 7
    assert runs.asked[1]["steady"] == [FEED]
    assert runs.asked[2]["steady"] == [FEED, ITEM.format(7)]


def test_a_gap_between_two_runs_is_filled_from_the_lists(runs: Runs) -> None:
    """Away for a month: all that the feed names is new, so there may be more between."""
    assert len(runs.found("gap")) == 9
    assert f"{LIST}?page=3" not in runs.asked[2]["gap"]


def test_a_front_page_names_the_offices_own_categories_and_its_static_pages(runs: Runs) -> None:
    assert len(runs.found("front")) == 7


def test_a_list_that_names_lists_is_no_reason_to_leave_those_alone(runs: Runs) -> None:
    """An index of sitemaps says nothing of whether one of them has changed."""
    assert len(runs.found("maps")) == 2


def test_none_of_that_is_an_issue(runs: Runs) -> None:
    assert [codes(report) for report in runs.reports] == [[], [], []]
