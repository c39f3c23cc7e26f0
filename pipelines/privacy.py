"""Mask personal numbers: mobile telephones and citizens' ids, in Thai or Arabic digits. Office numbers stay.

Mobile numbers begin with 06, 08 or 09 and have ten digits (NBTC numbering plan); fixed lines (02, 03 … 05,
07) have nine. A citizen's id has 13 digits, the first 1–8, the last a checksum modulo 11; a company's begins
with 0.
Unmasked bytes remain in the archive alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import unquote

from pipelines.text.characters import DIGITS

ARABIC = str.maketrans(DIGITS)
MOBILE_MASK = "0{}x-xxx-xxxx"
ID_MASK = "x-xxxx-xxxxx-xx-x"

_DIGIT = "[0-9๐-๙]"
_GAP = r"[ \u00a0().\-\u2010-\u2015\u2212]{0,3}"
"""What people write between groups: hyphens of every kind, spaces, dots, brackets; ``089 – 859 – 4346``."""
_MOBILE = re.compile(
    rf"(?<!{_DIGIT})\(?(?P<lead>[0๐]|(?:\+|[0๐]{{2}})[6๖]{{2}}|[6๖]{{2}}(?=[-\u2010-\u2015]?[0๐689๖๘๙]))"
    rf"{_GAP}(?P<rest>[0๐]?\)?{_GAP}[689๖๘๙](?:{_GAP}{_DIGIT}){{8}})(?!{_DIGIT}|x-x)"
)
_ID = re.compile(rf"(?<!{_DIGIT})[1-8๑-๘](?:[ \u00a0.\-\u2010-\u2015\u2212]?{_DIGIT}){{12}}(?!{_DIGIT})")
_LIKE_MOBILE = re.compile(rf"[689๖๘๙](?:{_GAP}{_DIGIT}){{8}}")
_LIKE_ID = re.compile(rf"[1-8๑-๘](?:[ \u00a0.\-\u2010-\u2015\u2212]?{_DIGIT}){{12}}")
"""What every such number holds: to look for these first takes a tenth of the time, and few texts have any."""
_ID_SHAPES = ((13,), (1, 4, 5, 2, 1), (1, 4, 5, 3), (1, 12), (1, 4, 8))
"""The card's own grouping, and what is left of it; ``4817 02-208-4818`` is a list of telephones."""
_CODED = re.compile(
    "(?:%E0%B8%(?:8[1-9A-F]|[9A][0-9A-F]|B[0-9A])|%E0%B9%[89][0-9A-F]|%2(?:0|8|9|B|D|E))+", re.IGNORECASE
)
"""U+0E01 to U+0E3A, U+0E40 to U+0E5F; space, brackets, plus, hyphen, dot."""
_OTHER_CODE = re.compile("(%[0-9A-F]{2})", re.IGNORECASE)
"""Its digits belong to no number that follows."""
_AFTER_POINT = re.compile(rf"{_DIGIT}{{2}}[.,]$")
_NOT_DIGITS = re.compile(r"[^0-9]+")


def mask(text: str) -> str:
    """Replace mobile numbers by ``08x-xxx-xxxx`` and citizens' ids by ``x-xxxx-xxxxx-xx-x``; idempotent.

    Linear in the text's length. Paragraphs are kept: no number runs over a line.
    """
    if _LIKE_ID.search(text):
        text = _ID.sub(_citizen, text)
    return _masked(_MOBILE, _mobile, text) if _LIKE_MOBILE.search(text) else text


def mask_address(url: str) -> str:
    """Write an address as people read it: Thai letters and spaces as such, personal numbers masked.

    Of percent-codes only Thai letters in UTF-8 and the signs people write between digits are read: anything
    else (a slash, a sign of direction) would show another address than the one that is opened.
    """
    read = _CODED.sub(lambda found: unquote(found[0]), url)
    return "".join(map(mask, _OTHER_CODE.split(read)))


def _masked(pattern: re.Pattern[str], answer: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace what is a number; within what only looks like one, another may begin."""
    pieces: list[str] = []
    done = at = 0
    while found := pattern.search(text, at):
        new = answer(found)
        if new == found[0]:
            at = found.start() + 1
        else:
            pieces += (text[done : found.start()], new)
            done = at = found.end()
    return "".join(pieces) + text[done:]


def _mobile(found: re.Match[str]) -> str:
    abroad = found["lead"].translate(ARABIC) != "0"
    groups = _groups(found["rest"] if abroad else found["lead"] + found["rest"])
    national = "".join(groups).lstrip("0")
    if len(national) != 9 or not (abroad or _reads_as_telephone(groups, found)):
        return found[0]
    opened = "(" if found[0].startswith("(") and ")" not in found[0] else ""
    return opened + MOBILE_MASK.format(national[0])


def _reads_as_telephone(groups: list[str], found: re.Match[str]) -> bool:
    """Tell ``08.30-09.00 12`` (times), ``098-3-12345-6`` (an account) and decimals from telephone numbers."""
    sizes = [len(group) for group in groups]
    times_or_account = sizes[:2] == [2, 2] or len(sizes) > 4 or 1 in sizes[1:]
    fraction = sizes == [10] and _AFTER_POINT.search(found.string, max(0, found.start() - 3), found.start())
    decimal = sizes == [1, 9] and "." in found[0]
    return not (times_or_account or fraction or decimal)


def _citizen(found: re.Match[str]) -> str:
    groups = _groups(found[0])
    shaped = tuple(map(len, groups)) in _ID_SHAPES
    return ID_MASK if shaped and is_citizen_id("".join(groups)) else found[0]


def rules_digest() -> str:
    """Name the rules in force by a digest of their patterns: a dataset says what masked its texts."""
    return sha256("\n".join((_MOBILE.pattern, _ID.pattern, repr(_ID_SHAPES))).encode()).hexdigest()[:16]


def is_citizen_id(digits: str) -> bool:
    """True for 13 Arabic digits whose last is the checksum of the others (mod 11, as DOPA issues them)."""
    if len(digits) != 13 or digits[0] not in "12345678":
        return False
    total = sum((13 - place) * int(digit) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])


def _groups(text: str) -> list[str]:
    return [group for group in _NOT_DIGITS.split(text.translate(ARABIC)) if group]
