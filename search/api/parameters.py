"""The parameters of calls: what they are called, what they may be, and an example of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, get_args

from pipelines.records import KINDS, OFFICES, Office, Scope
from search.citations.styles import STYLES
from search.exports.formats import FORMATS
from search.known import LANGUAGES
from search.kwic import Order
from search.records import Interval, Match, Show, Sort
from search.web.asking import LONGEST_QUERY, MOST_ON_A_PAGE, MOST_VALUES, WrongValue

DAY = {"type": "string", "maxLength": 20}
ID = {"type": "string", "minLength": 1, "maxLength": 512}
FLAG = {"type": "string", "enum": ["0", "1"]}

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: of the address, or a part of the path."""

    name: str
    about: str
    schema: Mapping[str, Any]
    example: str
    many: bool = False
    """It may be repeated; its values are alternatives."""
    place: Literal["query", "path"] = "query"
    required: bool = False


def _one_of(values: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


Q = Parameter(
    name="q",
    about="The query, in the syntax of docs/search.md; empty = everything",
    schema={"type": "string", "maxLength": LONGEST_QUERY},
    example="น้ำท่วม -ซ้อมแผน",
)
FILTERS = (
    Parameter(
        name="match",
        about="all: every part must occur; any: by similarity",
        schema=_one_of(get_args(Match)),
        example="all",
    ),
    Parameter(
        name="province",
        about="Of a place that is named, or of the office: TH-51, 51, ลำพูน or Lamphun",
        schema={"type": "string"},
        example="TH-81",
        many=True,
    ),
    Parameter(
        name="amphoe",
        about="DOPA code of a district that is named",
        schema={"type": "string", "pattern": "^[0-9]{4}$"},
        example="8104",
        many=True,
    ),
    Parameter(name="source", about="An office by id", schema=ID, example="krabi-pao", many=True),
    Parameter(
        name="office", about="A kind of office", schema=_one_of(get_args(Office)), example="pao", many=True
    ),
    Parameter(name="kind", about="A kind of article", schema=_one_of(KINDS), example="news", many=True),
    Parameter(
        name="scope",
        about="thai, or foreign news",
        schema=_one_of(get_args(Scope)),
        example="thai",
        many=True,
    ),
    Parameter(name="language", about="Of the text", schema=_one_of(LANGUAGES), example="th", many=True),
    Parameter(name="attachment", about="1: with attachments; 0: without", schema=FLAG, example="1"),
    Parameter(
        name="from",
        about="First day, month or year published, in either era",
        schema=DAY,
        example="2563",
    ),
    Parameter(
        name="to", about="Last day, month or year published, in either era", schema=DAY, example="2020-12-31"
    ),
    Parameter(name="undated", about="1: only articles without a date", schema=FLAG, example="0"),
    Parameter(name="cluster", about="One story", schema={"type": "string"}, example="c-0123456789abcdef"),
    Parameter(name="series", about="One series", schema={"type": "string"}, example="s-0123456789abcdef"),
)
QUESTION = (Q, *FILTERS)
COPIES = Parameter(
    name="copies", about="1: every copy is a hit of its own; 0: one hit a story", schema=FLAG, example="1"
)
SORT = Parameter(
    name="sort",
    about="Order of hits; by date with copies=1, pages go on without an end",
    schema=_one_of(get_args(Sort)),
    example="newest",
)
SHOW = Parameter(
    name="show", about="Which article is its story's hit", schema=_one_of(get_args(Show)), example="earliest"
)
INTERVAL = Parameter(
    name="interval",
    about="Of counts over time; by default what suits the span",
    schema=_one_of(get_args(Interval)),
    example="month",
)
SIZE = Parameter(
    name="size",
    about="Results on a page",
    schema={"type": "integer", "minimum": 1, "maximum": MOST_ON_A_PAGE},
    example="20",
)
CURSOR = Parameter(
    name="cursor",
    about="next of the page before, with the same parameters; size may change",
    schema={"type": "string"},
    example="",
)
PAGE = Parameter(
    name="page",
    about="Page, from 1",
    schema={"type": "integer", "minimum": 1, "maximum": 10_000},
    example="1",
)
IDENTITY = Parameter(
    name="id", about="The id", schema=ID, example="krabi-pao:100", place="path", required=True
)
VERSION = Parameter(
    name="version",
    about="This version instead of the newest",
    schema={"type": "integer", "minimum": 1, "maximum": 1_000_000},
    example="1",
)
AS_OF = Parameter(
    name="as_of",
    about="The version in force at this moment, ISO 8601 with zone",
    schema={"type": "string", "maxLength": 40},
    example="2026-11-25T09:00:00+07:00",
)
STYLE = Parameter(
    name="style",
    about="th or en (author and date), th-note or en-note, or a format",
    schema=_one_of(STYLES),
    example="th",
)
FORMAT = Parameter(name="format", about="The format of the file", schema=_one_of(FORMATS), example="csv")
BOM = Parameter(
    name="bom", about="1: begin a CSV with a byte order mark, for spreadsheets", schema=FLAG, example="1"
)
TITLE = Parameter(
    name="title",
    about="What a dataset is called; the query where none is given",
    schema={"type": "string", "maxLength": 300},
    example="น้ำท่วมภาคใต้ 2563",
)
ORDER = Parameter(name="order", about="Order of lines", schema=_one_of(get_args(Order)), example="right")
STOP = Parameter(name="stop", about="1: keep function words", schema=FLAG, example="0")
BY = Parameter(
    name="by", about="Rows of the table", schema=_one_of(("source", "province", "kind")), example="province"
)
OFFICES_LIKE = (
    Parameter(
        name="q", about="Part of a name or id", schema={"type": "string", "maxLength": 200}, example="กระบี่"
    ),
    next(one for one in FILTERS if one.name == "province"),
    replace(next(one for one in FILTERS if one.name == "office"), schema=_one_of(get_args(Office))),
)
COVERED = (
    next(one for one in FILTERS if one.name == "province"),
    replace(next(one for one in FILTERS if one.name == "office"), schema=_one_of(OFFICES)),
    next(one for one in FILTERS if one.name == "source"),
    Parameter(name="from", about="First day, in either era", schema=DAY, example="2026-11-01"),
    Parameter(name="to", about="Last day, in either era", schema=DAY, example="2026-11-25"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """Parameters as they were given, by name; also what :func:`search.web.asking.read` reads."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def getlist(self, key: str) -> list[str]:
        """All values of a parameter."""
        return list(self.values.get(key, ()))

    def one(self, name: str, default: str = "") -> str:
        """The last value of a parameter that is not empty."""
        found = [value for value in self.values.get(name, ()) if value]
        return found[-1] if found else default

    def flag(self, name: str) -> bool:
        """A parameter that is 0 or 1."""
        return self.choice(name, ("0", "1"), "0") == "1"

    def choice(self, name: str, allowed: Iterable[Word], default: Word) -> Word:
        """A parameter that is one of some; raise WrongValue for another."""
        value, known = self.one(name, default), tuple(allowed)
        for one in known:
            if one == value:
                return one
        raise WrongValue(name, value, known)

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1; raise WrongValue for anything else."""
        value = self.one(name)
        if not value:
            return default
        if not (value.isascii() and value.isdecimal() and len(value) < 8 and 1 <= int(value) <= most):
            raise WrongValue(name, value, (f"1–{most}",))
        return int(value)

    def question(self) -> dict[str, Sequence[str]]:
        """What a cursor belongs to: all but where the page begins, its size, and the language of errors."""
        return {
            name: values for name, values in self.values.items() if name not in ("cursor", "size", "lang")
        }


def checked(given: Given, known: Sequence[Parameter]) -> None:
    """Refuse what no call knows: a misspelt filter that is passed over would answer another question.

    Raises:
        WrongValue: a parameter is unknown, missing, or of more values than are read.
    """
    names = [one.name for one in known]
    for name, values in given.values.items():
        if name not in names and name != "lang":
            raise WrongValue(name, values[-1] if values else "", names)
        if len(values) > MOST_VALUES:
            raise WrongValue(
                name,
                f"{len(values)} values",
                (f"1–{MOST_VALUES}",),
                allowed_th=f"1–{MOST_VALUES} ค่า",
            )
        if not all(map(_is_text, values)):
            raise WrongValue(
                name,
                ascii(values[0])[:40],
                ("text without NUL and lone surrogates",),
                allowed_th="ข้อความที่ไม่มีอักขระ NUL",
            )
    for one in known:
        if one.required and not given.one(one.name):
            raise WrongValue(one.name, "", (one.about,))


def _is_text(value: str) -> bool:
    """What a database and UTF-8 can hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value
