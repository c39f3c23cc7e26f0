"""Traces of an earlier misreading: entities left in text, and bytes decoded with the wrong charset."""

from __future__ import annotations

import html
import re

from pipelines.text.rewrite import Sub

_HAS_THAI = re.compile("[\u0e01-\u0e5b]")
_LATIN1 = re.compile("[\x80-\xff]")
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# windows-1252 shows bytes 0x80-0x9F as these; ISO 8859-1 as controls.
_1252 = {
    char: byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", errors="ignore"))
}
# The three bytes of a Thai letter in UTF-8 (E0 B8 xx, E0 B9 xx), each read as one character.
_TRIPLE = re.compile("\u00e0([\u00b8\u00b9])([\x80-\xbf" + "".join(map(re.escape, _1252)) + "])")


def _unescape(entity: re.Match[str]) -> str:
    """Read one entity; names in the wrong case too, since folding lowers case afterwards."""
    char = html.unescape(entity[0])
    return char if char != entity[0] else html.unescape(entity[0].lower())


def _from_triple(triple: re.Match[str]) -> str:
    third = _1252.get(triple[2]) or ord(triple[2])
    return bytes([0xE0, ord(triple[1]), third]).decode("utf-8")


def _from_byte(char: re.Match[str]) -> str:
    return bytes([ord(char[0])]).decode("cp874", errors="replace")


ENTITIES = Sub(_ENTITY, _unescape)
UTF8_AS_LATIN1 = Sub(_TRIPLE, _from_triple)
THAI_AS_LATIN1 = Sub(_LATIN1, _from_byte)


def is_thai_as_latin1(text: str) -> bool:
    """Tell whether a text without Thai letters is Thai in windows-874 that was read as Latin-1.

    Latin text has few letters beyond ASCII; misread Thai has almost nothing else. So more than half of what
    is not a space must turn into Thai.
    """
    if _HAS_THAI.search(text) or not _LATIN1.search(text):
        return False
    thai = len(_HAS_THAI.findall(THAI_AS_LATIN1.plain(text)))
    return thai >= 4 and 2 * thai > len(text) - text.count(" ") - text.count("\n")
