"""A query in words, so that a person sees how it was understood."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.text import fold
from pipelines.text.terms import terms
from search.language import expand, labels, names, tree
from search.language.tree import (
    And,
    Beginning,
    FieldIs,
    InCollection,
    Node,
    Not,
    Or,
    Part,
    Proximity,
    PublishedIn,
    Quoted,
    TitleHas,
)
from search.records import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """One language's words for the operators."""

    both: str
    either: str
    no: str
    exactly: str
    begins: str
    near: str
    title: str
    between: str
    everything: str
    collected: str
    similar: str
    alone: str
    inside: str
    open_end: str


_THAI = _Speech(
    both=" และ ",
    either=" หรือ ",
    no="ไม่มี ",
    exactly="“{}”",
    begins="คำที่ขึ้นต้นด้วย {}",
    near="{} ห่างกันไม่เกิน {} คำ",
    title="หัวเรื่องมี {}",
    between="เผยแพร่ {} ถึง {}",
    everything="ทุกรายการ",
    collected="อยู่ในชุดรวม {} ({:,})",
    similar="ใกล้เคียงกับ {}",
    alone="อักษร {} ที่ไม่อยู่ในคำอื่น",
    inside="{} (รวมที่อยู่ในคำอื่น)",
    open_end="…",
)
_ENGLISH = _Speech(
    both=" and ",
    either=" or ",
    no="not ",
    exactly="“{}”",
    begins="words that begin with {}",
    near="{} with at most {} words between",
    title="headline has {}",
    between="published {} to {}",
    everything="everything",
    collected="in the collection {} ({:,})",
    similar="similar to {}",
    alone="the letter {} by itself",
    inside="{} (inside words too)",
    open_end="…",
)


def thai(node: Node, match: Match) -> str:
    """Say a query in Thai."""
    return _whole(node, match, _THAI)


def english(node: Node, match: Match) -> str:
    """Say a query in English."""
    return _whole(node, match, _ENGLISH)


def _whole(node: Node, match: Match, speech: _Speech) -> str:
    if match == "all":
        return _say(node, speech, top=True)
    text = tree.words_of(node)
    others = [_say(inner, speech) for inner in _conditions(node)]
    similar = [speech.similar.format(text)] if text else []
    return speech.both.join([*similar, *others]) or speech.everything


def _conditions(node: Node) -> list[Node]:
    match node:
        case And(nodes, typed=False):
            return [one for inner in nodes for one in _conditions(inner)]
        case Part():
            return []
        case _:
            return [node]


def _say(node: Node, speech: _Speech, *, top: bool = False) -> str:
    match node:
        case And(nodes) | Or(nodes):
            return _joined(node, nodes, speech, top=top)
        case Not(inner):
            return speech.no + _say(inner, speech)
        case Part(text):
            return _part(text, speech)
        case Quoted(text):
            return speech.exactly.format(text)
        case Proximity(parts, gap):
            return speech.near.format(speech.both.join(parts), gap)
        case Beginning(text):
            return speech.begins.format(text)
        case TitleHas(inner):
            return speech.title.format(_say(inner, speech))
        case FieldIs(name, value):
            return names.spoken(name, value, thai=speech is _THAI)
        case InCollection(name, _, values):
            return speech.collected.format(name, len(values))
        case PublishedIn(first, last):
            return speech.between.format(_day(first, speech), _day(last, speech))
        case tree.Everything():
            return speech.everything


def _joined(node: And | Or, nodes: tuple[Node, ...], speech: _Speech, *, top: bool) -> str:
    shown = nodes
    if isinstance(node, And):
        shown = tuple(inner for inner in nodes if not isinstance(inner, Part) or terms(inner.text).words)
        shown = _with_places(shown)
    said = (speech.both if isinstance(node, And) else speech.either).join(_say(one, speech) for one in shown)
    return said if top or len(shown) == 1 else f"({said})"


def _with_places(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Join the parts of a Latin place name, as the compiler does."""
    joined: list[Node] = []
    at = 0
    while at < len(nodes):
        found = expand.neighbours(nodes, at)
        size = found[0] if found else 1
        texts = [node.text for node in nodes[at : at + size] if isinstance(node, Part)]
        joined.append(Part(" ".join(texts)) if found else nodes[at])
        at += size
    return tuple(joined)


def _part(text: str, speech: _Speech) -> str:
    folded = fold.search(text)
    if labels.is_one_letter(folded) or labels.is_bare_letter(folded):
        return (speech.alone if labels.is_one_letter(folded) else speech.inside).format(text)
    found = expand.neighbours([Part(one) for one in text.split()])
    others = [variant.text for variant in expand.variants(text)]
    others += [found[1].text] if found else []
    shown = tuple(dict.fromkeys((text, *others)))
    said = speech.either.join(shown)
    return said if len(shown) == 1 else f"({said})"


def _day(day: int | None, speech: _Speech) -> str:
    if day is None:
        return speech.open_end
    return f"{day // 10_000}-{day // 100 % 100:02}-{day % 100:02}"
