"""Traces of an earlier misreading: entities left in text, and bytes decoded with the wrong charset."""

from __future__ import annotations

import html
import re

from pipelines.text.rewrite import Sub, char_table

_HAS_THAI = re.compile("[\u0e01-\u0e5b]")
_THAI_BYTE = re.compile("[\xa1-\xda\xdf-\xfb]")  # what windows-874 has as Thai
_ASCII_LETTER = re.compile("[A-Za-z]")
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


ENTITIES = Sub(_ENTITY, _unescape)
UTF8_AS_LATIN1 = Sub(_TRIPLE, _from_triple)
THAI_AS_LATIN1 = char_table(
    {chr(byte): bytes([byte]).decode("cp874", "replace") for byte in range(0x80, 0x100)}
)


def is_thai_as_latin1(text: str) -> bool:
    """Tell whether a text without Thai letters is Thai in windows-874 that was read as Latin-1.

    Latin text has few letters beyond ASCII; misread Thai has almost nothing else. So more than half of the
    letters must turn into Thai.
    """
    if _HAS_THAI.search(text) or not _THAI_BYTE.search(text):
        return False
    thai = len(_THAI_BYTE.findall(text))
    return thai >= 4 and thai > len(_ASCII_LETTER.findall(text))
