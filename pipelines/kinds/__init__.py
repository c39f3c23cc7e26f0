"""What kind of thing is this, and is it about Thailand? Rules with reasons, in the order they are asked.

A letter has a letter's head; the address of a static page says so; a headline that offers a job, a contract
or an announcement decides unless the text reports that something happened; all else is news.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipelines import bylines
from pipelines.kinds import rules
from pipelines.kinds.foreign import MOST_JUDGED, foreign
from pipelines.records import Kind, Letter, Scope, TextStatus
from pipelines.text.characters import has_letters

__all__ = ["Judged", "judge", "language", "reads_as_gone", "text_status"]

_LEAD = 700
"""Characters of a body in which a report says that something happened."""
_TOP = 6
"""Lines of a body in which an announcement names itself."""
_SHORT = 200
"""Characters; an error page says no more."""
_SOME_TEXT = 20
"""Letters; less beside an image or attachment is its label."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict and why: each reason is a rule and the words it met."""

    kind: Kind
    scope: Scope
    country: str
    reasons: tuple[str, ...]


def judge(
    headline: str, body: str, *, letter: Letter | None, page_kind: Kind | None, thai_places: int
) -> Judged:
    """Decide kind and scope.

    Args:
        headline: May be empty.
        body: ``article_body``.
        letter: The letter's head, where there is one.
        page_kind: What the page's own address tells.
        thai_places: Places of Thailand named with their level word.
    """
    kind, reason = _kind(headline, body, letter, page_kind)
    abroad = foreign(f"{headline}\n{body}", thai_places=thai_places)
    if abroad is None:
        return Judged(kind, "thai", "TH", (reason,))
    return Judged(kind, "foreign", abroad.country, (reason, f"foreign: {', '.join(abroad.cues)}"))


def _kind(headline: str, body: str, letter: Letter | None, page_kind: Kind | None) -> tuple[Kind, str]:
    if letter is not None:
        return "letter", f"letter number {letter.number} above its addressee"
    if page_kind is not None:
        return page_kind, "the page's address"
    title = headline or body[:150]
    report = _report(title, body)
    allowed = _MOST_REPORT + bool(rules.ANNOUNCEMENT.match(title))
    for kind in ("static", "vacancy", "procurement"):
        found = _WORDS[kind].search(title)
        if found and report < allowed:
            return kind, f"headline: {found[0]}"
    return _announced(title, body, report)


_WORDS: dict[Kind, re.Pattern[str]] = {
    "static": rules.STATIC,
    "vacancy": rules.VACANCY,
    "procurement": rules.PROCUREMENT,
}
_MOST_REPORT = 2
"""Signs of a report at which a text is news, whatever its headline offers; an announcement may have one."""


def _announced(title: str, body: str, report: int) -> tuple[Kind, str]:
    lines = (line.strip() for line in body.split("\n", _TOP)[:_TOP])
    # Who wrote it (เรื่อง : …) is not what it is about.
    top = "\n".join(line for line in lines if not bylines.read(line)[1])
    heading = rules.ANNOUNCED.search(top)
    if heading and (rules.GIVEN.search(body) or report == 0):
        for kind in ("vacancy", "procurement"):
            found = _WORDS[kind].search(top)
            if found:
                return kind, f"announcement: {found[0]}"
        return "announcement", f"line: {heading[0]}"
    found = rules.ANNOUNCEMENT.match(title)
    if found and report < _MOST_REPORT + bool(rules.INVITING.match(title)):
        return "announcement", f"headline: {found[0]}"
    return "news", f"{report} signs of a report" if report else "nothing else"


def _report(title: str, body: str) -> int:
    """Signs that something happened: 1 for a moment, 1 or 2 for acts and words, 2 for the headline's own."""
    lead = body[:_LEAD]
    told = {found[0] for found in rules.TOLD.finditer(lead)}
    happened = bool(rules.HAPPENED.search(lead)) + min(2, len(told))
    return happened + 2 * bool(rules.REPORTING.search(title))


def reads_as_gone(headline: str, body: str) -> bool:
    """True for the text of an error page that came with status 200, and for a template with nothing in it."""
    text = f"{headline}\n{body}"
    if len(body) <= _SHORT and rules.GONE.search(text[: 2 * _SHORT]):
        return True
    return not body and headline.rstrip().endswith(("-", "|", ":"))


def text_status(body: str, *, images: int, attachments: int, cut: bool) -> TextStatus:
    """How much of the text is there. ``cut`` says the body came from a feed or a teaser.

    A page whose body is next to nothing is its attachment, or its image.
    """
    if (attachments or images) and not has_letters(body, _SOME_TEXT):
        return "attachment_only" if attachments else "image_only"
    end = body.rstrip()
    if not has_letters(body, 1) or end.endswith(("[…]", "[...]", "อ่านต่อ", "อ่านเพิ่มเติม")):
        return "truncated"
    return "truncated" if cut and end.endswith(("…", "...")) else "full"


def _is_mostly_thai(text: str) -> bool:
    """True where a fifth of all signs are surely Thai: so are nearly all texts, and two counts show it.

    U+0E00 to U+0E3F, and they alone, begin with these two bytes in UTF-8; only the first is none of Thai.
    """
    signs = text.encode("utf-8", "replace").count(b"\xe0\xb8") - text.count("\u0e00")
    return 5 * signs > len(text)


_SCRIPTS = (
    ("th", "\u0e01", "\u0e5b"),
    ("lo", "\u0e81", "\u0edf"),
    ("km", "\u1780", "\u17ff"),
    ("my", "\u1000", "\u109f"),
)
"""Languages told by their script: ISO 639-1 code, first and last letter."""


def language(text: str) -> str:
    """ISO 639-1 code by script: ``th`` where a fifth of the letters are Thai, else lo, km, my, en."""
    if _is_mostly_thai(text[:MOST_JUDGED]):
        return "th"
    letters = Counter(
        {
            char: number
            for char, number in Counter(text[:MOST_JUDGED]).items()
            if char.isalpha() or "\u0e30" <= char <= "\u0e4e"
        }
    )
    for code, first, last in _SCRIPTS:
        if 5 * sum(number for char, number in letters.items() if first <= char <= last) > letters.total():
            return code
    return "en" if letters else "th"
