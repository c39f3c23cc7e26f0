"""The address of a search page and the question it asks: every state of the page is in its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Literal, Protocol, get_args
from urllib.parse import urlencode

from pipelines.records import KINDS, Kind, Office, Scope
from search.engines.protocol import DEEPEST_PAGE
from search.known import LANGUAGES
from search.kwic import Order
from search.records import Filters, Interval, Match, SearchQuery, Show, Sort

PAGE_SIZES = 20, 50
"""Results of a page: what is offered; the last is the most that a page of its weight can show."""
PAGE_SIZE = PAGE_SIZES[0]
MOST_ON_A_PAGE = 100
MOST_VALUES = 100
"""Values of one filter; there are 77 provinces."""
MOST_CHOSEN = 30
"""Values of all filters of a page; a larger set of offices is a collection, and the API takes a hundred."""
MOST_COMPARED = 6_000
"""Characters of all questions of a page: as an address they are 54 kB, and servers read 64 kB of one."""
LONGEST_VALUE = 200
"""Characters of one value on a page; ids of offices and stories have fewer."""
LONGEST_QUERY = 2_000
"""Characters; a headline has about 100."""
EVERYTHING = "*"
Ranking = Literal["count", "share", "name", "first", "last"]
"""How offices are ordered."""


class Params(Protocol):
    """The parameters of an address, as web frameworks give them."""

    def getlist(self, key: str) -> list[str]:
        """All values of a parameter."""


class WrongValue(Exception):  # noqa: N818 - named for what it tells
    """A parameter of the address has a value that is none of those known."""

    def __init__(self, name: str, value: str, allowed: Iterable[str], *, allowed_th: str = "") -> None:
        super().__init__(f"{name}={value}")
        self.name = name
        self.value = value
        self.allowed = ", ".join(allowed)
        self.allowed_th = allowed_th or self.allowed
        """The same in Thai, where it is more than values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a search page's address says. Field names are the parameters' names but ``first``/``last``."""

    q: str = ""
    match: Match = "all"
    q2: str = ""
    """Further questions, to compare; they share the filters."""
    q3: str = ""
    q4: str = ""
    province: tuple[str, ...] = ()
    amphoe: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    office: tuple[Office, ...] = ()
    kind: tuple[Kind, ...] = ()
    scope: tuple[Scope, ...] = ()
    language: tuple[str, ...] = ()
    """Of the article; parameter ``language``, beside ``lang`` of the page."""
    attachment: bool | None = None
    representative: bool = False
    """Only articles that stand for their story."""
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
    share: bool = False
    """Figures as shares of what was collected."""
    order: Order = "right"
    """Of words in context."""
    rank: Ranking = "count"
    """Of offices."""
    stop: bool = False
    """Keep function words among the words that stand out."""
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions that were typed, the first one even if empty."""
        return (self.q, *(one for one in (self.q2, self.q3, self.q4) if one.strip()))

    @property
    def filtered(self) -> bool:
        """Whether a filter narrows the question."""
        return self != self.unfiltered()

    def unfiltered(self) -> Asked:
        """The same question without its filters, from the first page."""
        return replace(self, **{name: getattr(Asked(), name) for name in FILTERS})

    def change(self, **values: Any) -> Asked:
        """Change some of it, and go to the first page."""
        return replace(self, **{"page": 1, **values})

    def without(self, name: str, value: str) -> Asked:
        """Take one value out of a filter."""
        return self.change(**{name: tuple(one for one in getattr(self, name) if one != value)})

    def adding(self, word: str) -> Asked:
        """The question with one more word."""
        return self.change(q=f"{self.q} {word}".strip())

    def only(self, question: str) -> Asked:
        """One of the questions alone, within the same filters."""
        return self.change(q=question, q2="", q3="", q4="")

    def only_words(self) -> Asked:
        """What is marked on an item's page: the words alone."""
        return Asked(q=self.q, match=self.match)

    def address(self) -> str:
        """The parameters as they stand in an address; those of no effect are left out."""
        return urlencode(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """Parameters and values, in a fixed order."""
        return [(_NAMES.get(name, name), value) for name, value in self._values() if value]

    def _values(self) -> Iterable[tuple[str, str]]:
        for name, default in _defaults():
            value = getattr(self, name)
            if value == default:
                continue
            for one in value if isinstance(value, tuple) else (value,):
                yield name, str(int(one)) if isinstance(one, bool) else str(one)

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
                amphoe=self.amphoe,
                language=self.language,
                has_attachment=self.attachment,
                representative=True if self.representative else None,
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


@cache
def _defaults() -> tuple[tuple[str, Any], ...]:
    """Names of the fields with what they are where an address says nothing; a page asks a hundred times."""
    return tuple((field.name, field.default) for field in fields(Asked))


FILTERS = (
    "province", "amphoe", "source", "office", "kind", "scope", "language", "attachment", "representative",
    "first", "last", "undated", "cluster", "series",
)  # fmt: skip
"""What narrows a question."""
LISTED = ("province", "amphoe", "kind", "office", "source", "scope", "language")
"""Filters of several values, in the order shown."""
_NAMES = {"first": "from", "last": "to"}


def read(params: Params) -> Asked:
    """Read the parameters of an address; unknown parameters are passed over.

    Raises:
        WrongValue: a parameter has a value that is none of those known.
    """
    return Asked(
        q=_one(params, "q")[:LONGEST_QUERY],
        q2=_one(params, "q2")[:LONGEST_QUERY],
        q3=_one(params, "q3")[:LONGEST_QUERY],
        q4=_one(params, "q4")[:LONGEST_QUERY],
        match=_choice(params, "match", get_args(Match), "all"),
        province=_provinces(params),
        amphoe=_codes(params),
        source=_many(params, "source"),
        office=_choices(params, "office", get_args(Office)),
        kind=_choices(params, "kind", KINDS),
        scope=_choices(params, "scope", get_args(Scope)),
        language=_choices(params, "language", tuple(LANGUAGES)),
        attachment=_answer(params, "attachment"),
        representative=_flag(params, "representative"),
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
        share=_flag(params, "share"),
        order=_choice(params, "order", get_args(Order), "right"),
        rank=_choice(params, "rank", get_args(Ranking), "count"),
        stop=_flag(params, "stop"),
        page=_whole(params, "page", 1, DEEPEST_PAGE),
        size=_whole(params, "size", PAGE_SIZE, MOST_ON_A_PAGE),
    )


def read_page(params: Params) -> Asked:
    """Read the address of a page: of what the API takes, as much as a page of its weight can show.

    Raises:
        WrongValue: a parameter has a value that is none of those known, or there are too many of them.
    """
    asked = read(params)
    if asked.size > PAGE_SIZES[-1]:
        raise WrongValue("size", str(asked.size), (f"1–{PAGE_SIZES[-1]}",))
    chosen = [(name, value) for name in LISTED for value in getattr(asked, name)]
    if len(chosen) > MOST_CHOSEN:
        raise WrongValue(chosen[MOST_CHOSEN][0], chosen[MOST_CHOSEN][1], (f"1–{MOST_CHOSEN}",))
    if sum(map(len, asked.questions)) > MOST_COMPARED:
        raise WrongValue("q4", f"{asked.questions[-1][:20]}…", (f"q + q2 + q3 + q4: 1–{MOST_COMPARED:,}",))
    for name, value in (*chosen, ("cluster", asked.cluster), ("series", asked.series)):
        if len(value) > LONGEST_VALUE:
            raise WrongValue(name, f"{value[:LONGEST_VALUE]}…", (f"1–{LONGEST_VALUE}",))
    return asked


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


def _codes(params: Params) -> tuple[str, ...]:
    for value in _many(params, "amphoe"):
        if not (len(value) == 4 and value.isascii() and value.isdecimal()):
            raise WrongValue("amphoe", value, ("5101", "…"))
    return _many(params, "amphoe")


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


def _answer(params: Params, name: str) -> bool | None:
    """Yes, no, or not asked."""
    value = _choice(params, name, ("0", "1"), None)
    return None if value is None else value == "1"


def _whole(params: Params, name: str, default: int, most: int) -> int:
    value = _one(params, name)
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and len(value) < 8 and 1 <= int(value) <= most):
        raise WrongValue(name, value, (f"1–{most}",))
    return int(value)
