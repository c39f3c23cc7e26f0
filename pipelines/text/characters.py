"""Tables of single characters: what is dropped, what becomes a space, what stands for something else."""

from __future__ import annotations

from itertools import islice


def _span(first: int, last: int) -> list[str]:
    return [chr(code) for code in range(first, last + 1)]


_INVISIBLE = [
    *"\u00ad\u034f\u061c\u180e\ufeff\ufffe\uffff",
    *_span(0x200B, 0x200F),
    *_span(0x202A, 0x202E),
    *_span(0x2060, 0x206F),
    *_span(0xFFF9, 0xFFFB),
    *_span(0xFDD0, 0xFDEF),
]
_CONTROLS = [*_span(0x00, 0x08), *_span(0x0E, 0x1F), *_span(0x7F, 0x9F)]
_SPACES = [*"\t\u00a0\u1680\u202f\u205f\u3000", *_span(0x2000, 0x200A)]
_BREAKS = [*"\x0b\x0c\u2028\u2029"]
_PRIVATE = _span(0xE000, 0xF8FF)

# windows-874 keeps these where ISO 8859-11 has controls: text read with the wrong one holds U+0080-U+009F.
_WINDOWS_874 = dict(zip("\x80\x85\x91\x92\x93\x94\x95\x96\x97", "€…‘’“”•–—", strict=True))

# Glyph variants of Thai fonts for Windows, met in text copied from PDF (research: 19 documents of 20,000).
_TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
_THAI_GLYPHS = {
    "\uf700": "\u0e10",
    "\uf70f": "\u0e0d",
    "\uf710": "\u0e31",
    "\uf711": "\u0e4d",
    "\uf712": "\u0e47",
    "\uf718": "\u0e38",
    "\uf719": "\u0e39",
    "\uf71a": "\u0e3a",
    **dict(zip(_span(0xF701, 0xF704), "\u0e34\u0e35\u0e36\u0e37", strict=True)),
    **dict(zip(_span(0xF705, 0xF709), _TONES, strict=True)),
    **dict(zip(_span(0xF70A, 0xF70E), _TONES, strict=True)),
    **dict(zip(_span(0xF713, 0xF717), _TONES, strict=True)),
}
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓"}  # Symbol and Wingdings, from Word

DISPLAY: dict[str, str] = {
    **dict.fromkeys(_PRIVATE, ""),
    **dict.fromkeys(_INVISIBLE + _CONTROLS, ""),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_BREAKS, "\n"),
    **_WINDOWS_874,
    **_THAI_GLYPHS,
    **_BULLETS,
    **dict.fromkeys(_span(0xD800, 0xDFFF), "\ufffd"),
}
"""What may not reach people: invisible, control and private characters; odd spaces and line ends."""

_QUOTES = {**dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
_WIDE = dict(zip(_span(0xFF01, 0xFF5E), _span(0x21, 0x7E), strict=True))
# PDF text of Latin words; NFKC would part them too, and ำ with them.
_LIGATURES = dict(zip(_span(0xFB00, 0xFB06), ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True))
DIGITS: dict[str, str] = dict(zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True))

SEARCH: dict[str, str] = {
    **DISPLAY,
    **{wrong: _QUOTES.get(right, right) for wrong, right in _WINDOWS_874.items()},
    **_QUOTES,
    **_WIDE,
    **_LIGATURES,
    **DIGITS,
    **dict.fromkeys("\ufe0e\ufe0f", ""),
}
"""What must not make two texts differ when searched: digits, quotes, dashes, wide forms, and the above."""


def has_letters(text: str, least: int) -> bool:
    """Tell whether a text has so many letters; no further than it must is read."""
    return sum(1 for _ in islice(filter(str.isalpha, text), least)) == least
