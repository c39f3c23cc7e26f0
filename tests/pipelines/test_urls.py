"""Addresses: what is the same page stays the same, what may differ stays apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines import families, urls

SAME = {
    "thai and percent-codes": ("http://x.go.th/ข่าว/1", "http://x.go.th/%e0%b8%82%E0%B9%88%e0%b8%b2%E0%B8%A7/1"),
    "fragment": ("http://x.go.th/a#comment-3", "http://x.go.th/a"),
    "default port": ("http://X.go.th:80/a", "http://x.go.th/a"),
    "session": ("http://x.go.th/a?id=1&PHPSESSID=9f", "http://x.go.th/a?id=1"),
    "session in the path": ("http://x.go.th/a;jsessionid=9F?id=1", "http://x.go.th/a?id=1"),
    "tracking": ("http://x.go.th/a?id=1&utm_source=fb&fbclid=x", "http://x.go.th/a?id=1"),
    "no path": ("http://x.go.th", "http://x.go.th/"),
    "needless codes": ("http://x.go.th/%61%7Eb", "http://x.go.th/a~b"),
    "a host in Thai": ("http://เทศบาล.ไทย/a", "http://XN--O3CG7AK5C9D.xn--o3cw4h/a"),
}  # fmt: skip
APART = {
    "unknown parameter": ("http://x.go.th/?sid=1", "http://x.go.th/?sid=2"),
    "path case": ("http://x.go.th/News", "http://x.go.th/news"),
    "scheme": ("http://x.go.th/", "https://x.go.th/"),
    "coded slash": ("http://x.go.th/a%2Fb", "http://x.go.th/a/b"),
    "coded ampersand": ("http://x.go.th/?a=1%26b=2", "http://x.go.th/?a=1&b=2"),
    "page": ("http://x.go.th/index/?page=article2304", "http://x.go.th/index/?page=article2301"),
}


@pytest.mark.parametrize("case", SAME)
def test_one_page_has_one_address(case: str) -> None:
    one, other = SAME[case]
    assert urls.canonical(one) == urls.canonical(other)


@pytest.mark.parametrize("case", APART)
def test_what_may_differ_stays_apart(case: str) -> None:
    one, other = APART[case]
    assert urls.canonical(one) != urls.canonical(other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_canonicalising_twice_changes_nothing(path: str, query: str) -> None:
    for family in families.NAMES:
        canonical = families.load(family).canonical
        once = canonical(f"http://x.go.th/{path}?{query}")
        assert canonical(once) == once


@given(st.text(max_size=80))
@example("http://x.go.th/?%zz")
@example("%\u0e53\u0e53")
def test_any_text_is_taken(text: str) -> None:
    for family in families.NAMES:
        module = families.load(family)
        assert isinstance(module.canonical(text), str)
        assert module.item(text) is None or module.item(text) != ""


ITEMS = [
    ("wordpress", "https://x.go.th/?p=45", "45"),
    ("wordpress", "https://x.go.th/archives/15727", "15727"),
    ("wordpress", "https://x.go.th/53666/", "53666"),
    ("wordpress", "https://x.go.th/2567/", None),
    ("wordpress", "https://x.go.th/2567/?p=45", "2567-45"),
    ("wordpress", "https://x.go.th/roiet/wp-json/wp/v2/posts/27387", "roiet-27387"),
    ("wordpress", "https://x.go.th/?rest_route=/wp/v2/posts/9", "9"),
    ("wordpress", "https://x.go.th/2020/03/22/%E0%B8%82/", None),
    ("prd", "https://a.prd.go.th/th/content/category/detail/id/9/iid/500001", "500001"),
    ("prd", "http://b.prd.go.th/en/content/category/detail/id/57/iid/500001", "500001"),
    ("prd", "https://a.prd.go.th/th/content/page/index/id/7", "page-7"),
    ("joomla", "http://x.go.th/index.php/news/618-a", "618"),
    ("joomla", "http://x.go.th/index.php/pr/other/618-a?tmpl=component&print=1", "618"),
    ("joomla", "http://x.go.th/index.php?option=com_content&view=article&id=618:a&catid=3", "618"),
    ("joomla", "http://x.go.th/index.php/news/2102-2023-05-15-08-57-11", "2102"),
    ("joomla", "http://x.go.th/index.php/health/item/31-blood", "k2-31"),
    ("joomla", "http://x.go.th/index.php?option=com_k2&view=item&id=31:blood", "k2-31"),
    ("joomla", "http://x.go.th/index.php/news", None),
    ("generic", "http://x.go.th/news_detail.php?No=506", None),
    ("wordpress", "https://x.go.th/news/%E0%B8%82%E0%B9%88%E0%B8%B2/", None),
    ("drupal", "http://x.go.th/node/318", "318"),
    ("drupal", "http://x.go.th/th/node/318?page=1", "318"),
    ("drupal", "http://x.go.th/?q=node/318", "318"),
    ("drupal", "http://x.go.th/ข่าว/ซ่อมสะพาน", None),
    ("vendor", "http://x.go.th/index/?page=article2304&detail=cac7", None),
]


@pytest.mark.parametrize(("family", "url", "item"), ITEMS)
def test_the_family_knows_its_numbers(family: str, url: str, item: str | None) -> None:
    assert families.load(family).item(url) == item


@pytest.mark.parametrize(
    ("family", "one", "other"),
    [
        ("wordpress", "https://x.go.th/a/?replytocom=3", "https://x.go.th/a/"),
        ("wordpress", "https://x.go.th/index.php?p=3", "https://x.go.th/?p=3"),
        ("joomla", "http://x.go.th/news/618-a?tmpl=component&print=1&page=", "http://x.go.th/news/618-a"),
        ("joomla", "http://x.go.th/news/618-a?Itemid=101", "http://x.go.th/news/618-a"),
        ("drupal", "http://x.go.th/th/node/318", "http://x.go.th/?q=node/318"),
        ("vendor", "http://x.go.th/?page=article1&detail=ab", "http://x.go.th/?detail=ab&page=article1"),
        ("legacy", "http://x.go.th/a.php?PHPSESSID=9&No=7&t=1", "http://x.go.th/a.php?t=1&No=7"),
        ("webforms", "http://x.go.th/(S(ab1))/News.aspx?NewsID=5", "http://x.go.th/news.aspx?newsid=5"),
    ],
)
def test_a_post_in_another_dress_is_the_same_post(family: str, one: str, other: str) -> None:
    canonical = families.load(family).canonical
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("family", "one", "other"),
    [
        ("vendor", "http://x.go.th/?detail=cac7LpasC", "http://x.go.th/?detail=CAC7lpasc"),
        ("vendor", "http://x.go.th/?page=article1&x=1", "http://x.go.th/?page=article1&x=2"),
        ("legacy", "http://x.go.th/a.php?sid=1", "http://x.go.th/a.php?sid=2"),
        ("webforms", "http://x.go.th/a.aspx?id=aB", "http://x.go.th/a.aspx?id=ab"),
    ],
)
def test_where_the_query_is_the_identity_all_of_it_counts(family: str, one: str, other: str) -> None:
    canonical = families.load(family).canonical
    assert canonical(one) != canonical(other)


def test_parameters_are_set_once() -> None:
    assert urls.with_parameters("http://x/?a=1&paged=2#f", paged="3") == "http://x/?a=1&paged=3"
