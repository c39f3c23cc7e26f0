"""A lone text file as a draft: which line is its headline, which are its body, which its head and foot.

Saved pages without markup still show their theme's order: categories, "Published on …", a comment count, the
headline, paragraphs. No line is dropped: each goes to the headline, the body, the categories or the notes.
"""

from __future__ import annotations

import hashlib
import re

from pipelines import letters
from pipelines.boilerplate import is_furniture
from pipelines.bylines import published_on
from pipelines.records import Draft
from pipelines.text.fold import display

RULE = "plain-text"
_HEAD = 12
"""Lines in which the page's own date line can stand."""
_LONGEST_HEADLINE = 300
"""Characters; a longer first line is a paragraph."""
_LEAST_HEADLINE = 20
"""Characters of a headline that stands above the date line; shorter lines there are categories."""

_SECTION = re.compile(
    "(?:ข่าว|ภาพ)?(?:ประชาสัมพันธ์|กิจกรรม|เด่น|สาร|ทั่วไป|จังหวัด|อำเภอ|ท้องถิ่น|ประกาศ|จัดซื้อจัดจ้าง|รับสมัครงาน)"
    "|ข่าว|รายละเอียด(?:ข่าว)?|[Nn]ews|[Ll]ocal [Nn]ews|[Uu]ncategori[sz]ed"
)
"""Names of a site's sections: above a headline they are its category."""


def draft_from_text(text: str, url: str = "") -> Draft:
    """Read a plain text as a page.

    Args:
        text: The whole file.
        url: Where it is from; empty for a file without an address (its digest is its identity).
    """
    lines = [line.strip() for line in display(text).split("\n") if line.strip()]
    address = url or f"urn:sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    if letters.read("\n".join(lines)) is not None:
        body = "\n".join(lines)
        return _draft(address, letters.subject(body) or _number_line(lines), lines)
    head = next((i for i, line in enumerate(lines[:_HEAD]) if published_on(line)), None)
    if head is not None:
        return _dated(address, lines, head)
    top = next((i for i, line in enumerate(lines) if not _is_label(line)), 0)
    headline = _first_headline(lines[top:])
    labels = tuple(line for line in lines[:top] if not is_furniture(line))
    notes = tuple(line for line in lines[:top] if is_furniture(line))
    return _draft(address, headline, _without_repeats(lines[top:], headline), notes=notes, category=labels)


def _dated(url: str, lines: list[str], at: int) -> Draft:
    above, below = lines[:at], lines[at + 1 :]
    headline = next((line for line in above if len(line) >= _LEAST_HEADLINE and not is_furniture(line)), "")
    counted = _is_count(below[:1])
    rest = below[1:] if counted else below
    if not headline:
        headline = _first_headline(rest)
    notes = (lines[at], *(below[:1] if counted else ()))
    category = tuple(line for line in above if line != headline)
    body = _without_repeats(rest, headline)
    return _draft(url, headline, body, notes=notes, category=category, published_raw=published_on(lines[at]))


def _draft(
    url: str,
    headline: str,
    body: list[str],
    *,
    notes: tuple[str, ...] = (),
    category: tuple[str, ...] = (),
    published_raw: str | None = None,
) -> Draft:
    return Draft(
        url=url,
        canonical_url=url,
        item=None,
        headline=headline,
        body="\n".join(body),
        published_raw=published_raw,
        category=category,
        notes=notes,
        rule=RULE,
    )


def _first_headline(lines: list[str]) -> str:
    """The first line, unless it is a paragraph: a headline stands above a text longer than itself."""
    first = next((line for line in lines if not is_furniture(line)), "")
    longer = any(len(line) > len(first) for line in lines[lines.index(first) + 1 :]) if first else False
    return first if len(first) <= _LONGEST_HEADLINE and (longer or len(lines) == 1) else ""


def _without_repeats(lines: list[str], headline: str) -> list[str]:
    """The lines without the headline and its repetitions at the top of the text."""
    bare = _bare(headline)
    if len(lines) == 1 or not headline:
        return lines
    return [line for index, line in enumerate(lines) if index >= _HEAD or _bare(line) != bare]


def _is_label(line: str) -> bool:
    """True for what stands above a headline: furniture, and names of sections."""
    return is_furniture(line) or _SECTION.fullmatch(line) is not None


def _bare(line: str) -> str:
    return "".join(line.split())


def _is_count(lines: list[str]) -> bool:
    return bool(lines) and len(lines[0]) <= 4 and lines[0].isdigit()


def _number_line(lines: list[str]) -> str:
    return next(line for line in lines if letters.normal(line))
