"""A query as the fields of a form, and back: both ways say the same, or say why they cannot.

A form holds what most people ask for; a query can hold more (alternatives within alternatives, several
distances). Such a query is not cut to fit: :func:`form_of` names what stands in the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from search.language.names import FIELD_NAMES
from search.language.parse import parse
from search.language.tree import (
    And,
    Beginning,
    Everything,
    FieldIs,
    Node,
    Not,
    Or,
    Part,
    Proximity,
    PublishedIn,
    Quoted,
    TitleHas,
)

Why = Literal["two_groups", "nested", "two_distances", "excluded", "field"]
"""``field``: a condition that the panel of filters has."""
_TOKEN = re.compile('"[^"“”„]*"|[^\\s"“”„]+')
_SPECIAL = re.compile(r"[()*~]|^-|^(?:AND|OR|NOT)$")
_FIELD = re.compile(
    f"(?:{'|'.join(sorted(map(re.escape, FIELD_NAMES), key=len, reverse=True))}):", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Form:
    """What a reader fills in; texts are tokens set off by spaces, a quoted one is a phrase."""

    every: str = ""
    """All of these occur."""
    phrase: str = ""
    """Occurs as it stands."""
    some: str = ""
    """At least one of these occurs."""
    never: str = ""
    """None of these occurs."""
    title: str = ""
    """All of these occur in the headline."""
    near: str = ""
    """These occur near each other."""
    gap: int = 5
    """Most words between them."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a query is no form, and the part of it that is meant."""

    why: Why
    part: str = ""


def query_of(form: Form) -> str:
    """Write a form as a query; signs that were typed as text are quoted where they would be operators."""
    some = [_written(token) for token in _tokens(form.some)]
    near = " ".join(token.strip('"') for token in _tokens(form.near))
    parts = [
        *(_written(token) for token in _tokens(form.every)),
        *([f'"{_bare(form.phrase)}"'] if _bare(form.phrase) else []),
        *([f"({' OR '.join(some)})"] if len(some) > 1 else some),
        *([f'"{near}"~{form.gap}'] if len(near.split()) > 1 else [_written(token) for token in near.split()]),
        *(f"title:{_written(token)}" for token in _tokens(form.title)),
        *(f"-{_written(token)}" for token in _tokens(form.never)),
    ]
    return " ".join(parts)


def form_of(text: str) -> Form | Unfit:
    """Read a query as a form.

    Raises:
        QueryError: it is no query.
    """
    if not text.strip():
        return Form()
    reader = _Reader()
    try:
        reader.take(parse(text))
    except _Unfit as unfit:
        return Unfit(unfit.why, unfit.part)
    return reader.form()


def _tokens(text: str) -> Iterator[str]:
    """Cut what was typed; a quote that is not closed is left out."""
    yield from (token for token in _TOKEN.findall(text) if token.strip('"').strip())


def _written(token: str) -> str:
    if token.startswith('"'):
        return token
    return f'"{token}"' if _SPECIAL.search(token) or _FIELD.match(token) else token


def _bare(text: str) -> str:
    return re.sub('["“”„]', " ", text).strip()


class _Unfit(Exception):  # noqa: N818 - named for what it tells
    def __init__(self, why: Why, part: str = "") -> None:
        super().__init__(why)
        self.why: Why = why
        self.part = part


@dataclass
class _Reader:
    """Sorts the parts of a query into the fields of a form."""

    every: list[str] = field(default_factory=list)
    some: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    near: Proximity | None = None

    def take(self, node: Node) -> None:
        match node:
            case And(nodes):
                for inner in nodes:
                    self.take(inner)
            case Or(nodes):
                self._group(nodes)
            case Not(inner):
                self.never.append(_plain(inner, "excluded"))
            case Proximity() if self.near is not None:
                raise _Unfit("two_distances", " ".join(node.parts))
            case Proximity():
                self.near = node
            case TitleHas(Part() | Quoted() as inner):
                self.title.append(_plain(inner, "nested"))
            case Everything():
                return
            case _:
                self.every.append(_plain(node, "nested"))

    def _group(self, nodes: Iterable[Node]) -> None:
        if self.some:
            raise _Unfit("two_groups")
        self.some = [_plain(one, "nested") for one in nodes]

    def form(self) -> Form:
        phrases = [one for one in self.every if one.startswith('"')]
        made = Form(
            every=" ".join(one for one in self.every if one != (phrases[0] if phrases else None)),
            phrase=phrases[0].strip('"') if phrases else "",
            some=" ".join(self.some),
            never=" ".join(self.never),
            title=" ".join(self.title),
        )
        return replace(made, near=" ".join(self.near.parts), gap=self.near.gap) if self.near else made


def _plain(node: Node, why: Why) -> str:
    match node:
        case Part(text):
            return text
        case Quoted(text):
            return f'"{text}"'
        case FieldIs(name, value):
            raise _Unfit("field", f"{name}:{value}")
        case PublishedIn():
            raise _Unfit("field", "published:")
        case Beginning(text):
            raise _Unfit(why, f"{text}*")
        case _:
            raise _Unfit(why)
