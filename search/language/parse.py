"""Text to tree, with limits, and errors that say where.

The limits keep a query of death from reaching an engine; each is far above what people type.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipelines.errors import QueryError
from pipelines.text import fold
from pipelines.text.runs import RUN
from search.language import fields
from search.language.grammar import parser
from search.language.names import FIELD_NAMES
from search.language.tree import (
    And,
    Beginning,
    Everything,
    Leaf,
    Node,
    Not,
    Or,
    Part,
    Proximity,
    Quoted,
    TitleHas,
    leaves,
)

if TYPE_CHECKING:
    from lark import Token, Tree

LONGEST = 2_000
"""Characters; the longest headline of 20,000 news has about 400."""
DEEPEST = 20
"""Parentheses within parentheses."""
MOST_PARTS = 200
MOST_WILDCARDS = 8
WIDEST_GAP = 30
SHORTEST_BEGINNING = 2
"""Characters before a ``*``: one letter would begin a tenth of all words."""


def parse(text: str) -> Node:
    """Read a query.

    Raises:
        QueryError: it cannot be read, or is beyond a limit; the position counts characters of ``text``.
    """
    from lark import UnexpectedInput

    _check_size(text)
    if not text.strip():
        raise QueryError("the query is empty", "ยังไม่ได้พิมพ์คำค้น", position=0)
    try:
        tree = parser().parse(text)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from error
    read = _Reader().node(tree)
    if not any(map(_asks, leaves(read))):
        raise QueryError("there is no letter or digit to look for", "ไม่มีตัวอักษรหรือตัวเลขให้ค้นหา", position=0)
    return read


def _asks(leaf: Leaf) -> bool:
    """Tell whether a leaf asks for anything; a dash between words does not."""
    match leaf:
        case Part(text) | Quoted(text) | Beginning(text):
            return RUN.search(fold.search(text)) is not None
        case Proximity(parts):
            return any(RUN.search(fold.search(part)) for part in parts)
        case TitleHas(inner):
            return _asks(inner)
        case _:
            return True


def _check_size(text: str) -> None:
    if len(text) > LONGEST:
        raise QueryError(
            f"the query is longer than {LONGEST} characters",
            f"คำค้นยาวเกิน {LONGEST} ตัวอักษร",
            position=LONGEST,
        )
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > DEEPEST:
            raise QueryError(
                f"more than {DEEPEST} parentheses within each other",
                f"วงเล็บซ้อนกันเกิน {DEEPEST} ชั้น",
                position=position,
            )


def _unexpected(text: str, error: Any) -> QueryError:
    """Say what is wrong in the words of a person."""
    from lark import UnexpectedToken

    position = error.pos_in_stream
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if at_end or position is None:
        position = len(text)
    if any(quote in text[position : position + 1] for quote in '"“”„' if text[position:]):
        return QueryError("a quote is not closed", "ไม่ได้ปิดเครื่องหมายคำพูด", position=position)
    if at_end and text.count("(") > text.count(")"):
        opened = _unclosed(text)
        return QueryError("a parenthesis is not closed", "ไม่ได้ปิดวงเล็บ", position=opened)
    if at_end:
        return QueryError("something is missing at the end", "ส่วนท้ายของคำค้นขาดคำ", position=position)
    if text[position] == ")":
        return QueryError(
            "a parenthesis is closed that holds nothing or was not opened",
            "มีวงเล็บปิดที่ว่างเปล่าหรือไม่มีวงเล็บเปิด",
            position=position,
        )
    word = text[position:].split(maxsplit=1)[0]
    return QueryError(f"{word!r} cannot stand here", f"{word!r} อยู่ตรงนี้ไม่ได้", position=position)


def _unclosed(text: str) -> int:
    open_at: list[int] = []
    for position, character in enumerate(text):
        if character == "(":
            open_at.append(position)
        elif character == ")" and open_at:
            open_at.pop()
    return open_at[0] if open_at else len(text)


class _Reader:
    """Turns Lark's tree into ours, counting what has limits."""

    def __init__(self) -> None:
        self.parts = 0
        self.wildcards = 0
        self.asked: Token | None = None
        """The field whose parentheses are read: ``title:(ก OR ข)``."""

    def node(self, tree: Tree[Token]) -> Node:
        children: Sequence[Any] = tree.children
        match tree.data:
            case "either":
                return _either([self.node(child) for child in children if not _is_token(child)])
            case "both":
                return And(tuple(self.node(child) for child in children if not _is_token(child)), typed=True)
            case "together":
                return And(tuple(self.node(child) for child in children))
            case "negated":
                return _without(self.node(children[1]))
            case "group":
                return self._group(*children)
        self._count_part(children[0])
        if self.asked is not None:
            return self._inside(tree, self.asked)
        match tree.data:
            case "field":
                return self._field(*children)
            case "proximity":
                return _proximity(*children)
            case "quoted":
                return Quoted(children[0][1:-1])
        return self._text(children[0])

    def _group(self, name: Token, inner: Tree[Token]) -> Node:
        if self.asked is not None:
            raise _within(self.asked, name)
        self.asked = name
        read = self.node(inner)
        self.asked = None
        return read

    def _inside(self, tree: Tree[Token], name: Token) -> Node:
        first: Any = tree.children[0]
        if tree.data in ("field", "proximity"):
            raise _within(name, first)
        return self._field(name, first)

    def _text(self, token: Token) -> Part | Beginning | Everything:
        stars = token.count("*")
        if not stars:
            return Part(str(token))
        if len(token) == 1:
            return Everything()
        self.wildcards += 1
        start = token.start_pos or 0
        if self.wildcards > MOST_WILDCARDS:
            raise QueryError(
                f"more than {MOST_WILDCARDS} wildcards", f"ใช้ * เกิน {MOST_WILDCARDS} แห่ง", position=start
            )
        if stars > 1 or not token.endswith("*"):
            raise QueryError(
                "* can only end a word; quote the text to search for a star",
                "* ใช้ได้เฉพาะท้ายคำ หากต้องการค้นเครื่องหมายดอกจันให้ใส่ในเครื่องหมายคำพูด",
                position=start + token.index("*"),
            )
        if len(token) - 1 < SHORTEST_BEGINNING:
            raise QueryError(
                f"at least {SHORTEST_BEGINNING} characters before *",
                f"ต้องมีอย่างน้อย {SHORTEST_BEGINNING} ตัวอักษรหน้า *",
                position=start,
            )
        return Beginning(str(token[:-1]))

    def _field(self, name: Token, value: Token) -> Node:
        field = FIELD_NAMES[name[:-1].lower()]
        position = value.start_pos or 0
        if field != "title":
            text = value[1:-1] if value.type == "QUOTED" else str(value)
            return fields.field(field, text.strip(), position=position)
        return fields.title(Quoted(value[1:-1]) if value.type == "QUOTED" else self._text(value))

    def _count_part(self, token: Token) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise QueryError(
                f"more than {MOST_PARTS} parts", f"คำค้นมีเกิน {MOST_PARTS} ส่วน", position=token.start_pos or 0
            )


def _either(nodes: list[Node]) -> Node:
    """One of several; a dash among them asks for nothing, and is no way to match everything."""
    asking = tuple(one for one in nodes if any(map(_asks, leaves(one))))
    return Or(asking) if len(asking) > 1 else (*asking, *nodes)[0]


def _without(node: Node) -> Node:
    """Not that; what asks for nothing excludes nothing."""
    return Not(node) if any(map(_asks, leaves(node))) else node


def _within(outer: Token, inner: Token) -> QueryError:
    return QueryError(
        f"only words and quotes can stand in the parentheses of {outer}",
        f"ในวงเล็บของ {outer} ใส่ได้เฉพาะคำและข้อความในเครื่องหมายคำพูด",
        position=inner.start_pos or 0,
    )


def _proximity(quoted: Token, near: Token) -> Node:
    gap = int(near[1:])
    if gap > WIDEST_GAP:
        raise QueryError(
            f"at most {WIDEST_GAP} words between",
            f"ระยะห่างได้ไม่เกิน {WIDEST_GAP} คำ",
            position=near.start_pos or 0,
        )
    parts = tuple(quoted[1:-1].split())
    if len(parts) < 2:
        raise QueryError(
            "two or more parts set off by spaces are needed before ~",
            "ต้องมีอย่างน้อยสองส่วนคั่นด้วยช่องว่างหน้าเครื่องหมาย ~",
            position=quoted.start_pos or 0,
        )
    return Proximity(parts, gap)


def _is_token(child: Any) -> bool:
    return isinstance(child, str)
