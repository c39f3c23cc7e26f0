"""Ways from one state of a page to another, without repeating a long question in each of them.

A search page has some forty links that differ in one parameter and carry the whole question. A question of
2,000 Thai letters takes 6 kB, so its page would take 300. Beyond :data:`LONGEST_LINK` the question stands in
the page once, in a form, and each way is a button of that form that says what changes; ``/go`` answers with
the address that a link would have had, so that every state stays in its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from markupsafe import Markup, escape

from search.web.asking import Asked

if TYPE_CHECKING:
    from search.web.site import Visit

LONGEST_LINK = 240
"""Bytes of parameters in a link: about 70 Thai letters and a filter. Forty of them are 10 kB of a page."""
Pair = tuple[str, str]
_ENCODED = re.compile("[^A-Za-z0-9_.~\\-\u0e01-\u0e3a\u0e3f-\u0e5b]+")


def is_long(asked: Asked) -> bool:
    """Whether a question is too long to stand in each link of its page."""
    return len(parameters(asked.pairs()).encode()) > LONGEST_LINK


@dataclass(frozen=True)
class Ways:
    """Writes the ways on from one state. Called with a label, a path, and the parameters there."""

    visit: Visit
    asked: Asked

    @cached_property
    def here(self) -> list[Pair]:
        """The parameters of the question, from its first page."""
        return self.asked.change().pairs()

    @cached_property
    def to_item(self) -> str:
        """What follows the path of an item that is one of the results."""
        return self.visit.item("", self.asked).removeprefix(self.visit.path_of(""))

    @cached_property
    def to_plain_item(self) -> str:
        """The same without the question, where a page has very many results."""
        return self.visit.item("").removeprefix(self.visit.path_of(""))

    @cached_property
    def by_form(self) -> bool:
        """Whether they are buttons of the form ``go``."""
        return is_long(self.asked)

    def __call__(self, label: object, path: str, pairs: Iterable[Pair], **attributes: str | None) -> Markup:
        """A link, or a button of the form.

        Args:
            label: What it says: text, or HTML that is safe.
            path: Where to.
            pairs: The parameters there, without the language.
            attributes: ``rel``, ``class_``, ``aria_current`` …; null ones are left out.
        """
        if not self.by_form:
            return _element("a", label, {"href": self.visit.link(path, pairs), **attributes})
        to = f"{path}?{urlencode(list(changes(self.asked.pairs(), list(pairs))))}"
        return _element("button", label, {"form": "go", "name": "to", "value": to, **attributes})

    def find(self, label: object, asked: Asked, **attributes: str | None) -> Markup:
        """A way to a search page."""
        return self(label, "/", asked.pairs(), **attributes)


def _element(tag: str, label: object, attributes: dict[str, str | None]) -> Markup:
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{written}>{escape(label)}</{tag}>")  # noqa: S704 - every part is escaped above


def parameters(pairs: Iterable[tuple[str, str]]) -> str:
    """Parameters as they stand in a link of a page; Thai letters stay letters.

    An address in HTML may hold them (URL Standard, §4.3), and browsers encode them when they ask: a letter
    takes 3 bytes of the page instead of 9, in each link that carry the question.
    """
    return "&".join(f"{name}={_ENCODED.sub(_encoded, value)}" for name, value in pairs)


def _encoded(found: re.Match[str]) -> str:
    return quote_plus(found[0])


def changes(now: list[Pair], then: list[Pair]) -> Iterator[Pair]:
    """Say how parameters differ.

    ``-name`` takes all its values away, or the one value; ``+name`` adds to the end of its value; others
    replace.
    """
    for name in dict.fromkeys(name for name, _ in (*now, *then)):
        here = [value for key, value in now if key == name]
        there = [value for key, value in then if key == name]
        if here == there:
            continue
        if there and [value for value in here if value in there] == there:
            yield from ((f"-{name}", value) for value in here if value not in there)
        elif len(here) == len(there) == 1 and there[0].startswith(here[0]):
            yield f"+{name}", there[0][len(here[0]) :]
        elif there:
            yield from ((name, value) for value in there)
        else:
            yield f"-{name}", ""


def applied(now: Iterable[Pair], changed: Iterable[Pair]) -> list[Pair]:
    """Carry out what :func:`changes` said."""
    said = list(changed)
    gone = {(name[1:], value) for name, value in said if name.startswith("-")}
    more = {name[1:]: value for name, value in said if name.startswith("+")}
    new = [(name, value) for name, value in said if not name.startswith(("-", "+"))]
    replaced = {name for name, _ in new}
    kept = [
        (name, value + more.get(name, ""))
        for name, value in now
        if name not in replaced and (name, "") not in gone and (name, value) not in gone
    ]
    return kept + new


def address(now: Iterable[Pair], to: str) -> str:
    """The address on this site that a button leads to."""
    path, _, changed = to.partition("?")
    # one slash, and none that browsers read as one: //host/… would be an address of another host
    safe = "/" + quote(path.lstrip("/\\"), safe="/:@%")
    pairs = applied(now, parse_qsl(changed, keep_blank_values=True))
    return f"{safe}?{urlencode(pairs)}" if pairs else safe
