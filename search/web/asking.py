"""The address of a search page and the question it asks: every state of the page is in its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, get_args
from urllib.parse import urlencode

from pipelines.records import KINDS, Kind, Office, Scope
from search.engines.protocol import DEEPEST_PAGE
from search.records import Filters, Interval, Match, SearchQuery, Show, Sort

PAGE_SIZE = 20
MOST_ON_A_PAGE = 100
MOST_VALUES = 100
"""Values of one filter; there are 77 provinces."""
LONGEST_QUERY = 2_000
"""Characters; a headline has about 100."""
EVERYTHING = "*"


class Params(Protocol):
    """The parameters of an address, as web frameworks give them."""

    def getlist(self, key: str) -> list[str]:
        """All values of a parameter."""


class WrongValue(Exception):  # noqa: N818 - named for what it tells
    """A parameter of the address has a value that is none of those known."""

    def __init__(self, name: str, value: str, allowed: Iterable[str]) -> None:
        super().__init__(f"{name}={value}")
        self.name = name
        self.value = value
        self.allowed = ", ".join(allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a search page's address says. Field names are the parameters' names but ``first``/``last``."""

    q: str = ""
    match: Match = "all"
    province: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    office: tuple[Office, ...] = ()
    kind: tuple[Kind, ...] = ()
    scope: tuple[Scope, ...] = ()
    first: str = ""
    """Parameter ``from``: first day of the period, as typed, in either era."""
    last: str = ""
    """Parameter ``to``."""
    undated: bool = False
    cluster: str = ""
    series: str = ""
    copies: bool = False
    show: Show = "representative"
    sort: Sort = "relevance"
    interval: Interval | None = None
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def filtered(self) -> bool:
        """Whether a filter narrows the question."""
        return self != self.unfiltered()

    def unfiltered(self) -> Asked:
        """The same question without its filters, from the first page."""
        kept = {
            name: getattr(self, name) for name in ("q", "match", "copies", "show", "sort", "interval", "size")
        }
        return Asked(page=self.page, **kept)

    def change(self, **values: Any) -> Asked:
        """Change some of it, and go to the first page."""
        return replace(self, **{"page": 1, **values})

    def without(self, name: str, value: str) -> Asked:
        """Take one value out of a filter."""
        return self.change(**{name: tuple(one for one in getattr(self, name) if one != value)})

    def address(self) -> str:
        """The parameters as they stand in an address; those of no effect are left out."""
        return urlencode(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """Parameters and values, in a fixed order."""
        return [(_NAMES.get(name, name), value) for name, value in self._values() if value]

    def _values(self) -> Iterable[tuple[str, str]]:
        plain = Asked()
        for field in fields(self):
            value = getattr(self, field.name)
            if value == getattr(plain, field.name):
                continue
            for one in value if isinstance(value, tuple) else (value,):
                yield field.name, "1" if one is True else str(one)

    def query(self) -> SearchQuery:
        """The question for the searcher; no words ask for everything, newest first."""
        return SearchQuery(
            text=self.q.strip() or EVERYTHING,
            match=self.match,
            sort=self.sort,
            size=self.size,
            offset=(self.page - 1) * self.size,
            copies=self.copies,
            show=self.show,
            interval=self.interval,
            filters=Filters(
                province=self.province,
                source=self.source,
                office=self.office,
                kind=self.kind,
                scope=self.scope,
                cluster=(self.cluster,) if self.cluster else (),
                series=(self.series,) if self.series else (),
                published_from=self.first or None,
                published_to=self.last or None,
                undated=True if self.undated else None,
            ),
        )


_NAMES = {"first": "from", "last": "to"}


def read(params: Params) -> Asked:
    """Read the parameters of an address; unknown parameters are passed over.

    Raises:
        WrongValue: a parameter has a value that is none of those known.
    """
    return Asked(
        q=_one(params, "q")[:LONGEST_QUERY],
        match=_choice(params, "match", get_args(Match), "all"),
        province=_provinces(params),
        source=_many(params, "source"),
        office=_choices(params, "office", get_args(Office)),
        kind=_choices(params, "kind", KINDS),
        scope=_choices(params, "scope", get_args(Scope)),
        first=_one(params, "from").strip()[:20],
        last=_one(params, "to").strip()[:20],
        undated=_flag(params, "undated"),
        cluster=_one(params, "cluster"),
        series=_one(params, "series"),
        # by office, every article is listed
        copies=_flag(params, "copies") or _one(params, "sort") == "office",
        show=_choice(params, "show", get_args(Show), "representative"),
        sort=_choice(params, "sort", get_args(Sort), "relevance"),
        interval=_choice(params, "interval", get_args(Interval), None),
        page=_whole(params, "page", 1, DEEPEST_PAGE),
        size=_whole(params, "size", PAGE_SIZE, MOST_ON_A_PAGE),
    )


def _many(params: Params, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in params.getlist(name) if value))[:MOST_VALUES]


def _one(params: Params, name: str) -> str:
    values = params.getlist(name)
    return values[-1] if values else ""


def _provinces(params: Params) -> tuple[str, ...]:
    """Provinces by whatever a person calls them: TH-51, 51, ลำพูน or Lamphun."""
    from pipelines import provinces

    found = []
    for value in _many(params, "province"):
        province = provinces.find(value)
        if province is None:
            raise WrongValue("province", value, ("TH-51", "51", "ลำพูน", "Lamphun", "…"))
        found.append(province.iso)
    return tuple(dict.fromkeys(found))


def _choices(params: Params, name: str, known: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_known(name, value, known) for value in _many(params, name))


def _choice(params: Params, name: str, known: tuple[Any, ...], default: Any) -> Any:
    value = _one(params, name)
    return _known(name, value, known) if value else default


def _known(name: str, value: str, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise WrongValue(name, value, known)
    return value


def _flag(params: Params, name: str) -> bool:
    return bool(_choice(params, name, ("0", "1"), "0") == "1")


def _whole(params: Params, name: str, default: int, most: int) -> int:
    value = _one(params, name)
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and len(value) < 8 and 1 <= int(value) <= most):
        raise WrongValue(name, value, (f"1–{most}",))
    return int(value)
