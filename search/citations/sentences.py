"""Citations as sentences: author–date (after APA 7) and notes (after Chicago 17), in Thai and English.

Thai ones give the Buddhist year, the day before the month, สืบค้นเมื่อ, and ม.ป.ป. where a page has no date, as
the handbooks of Thai universities do; the wording here is our own.
"""

from __future__ import annotations

from pipelines.dates.names import FULL_MONTHS
from pipelines.moment import BE_OFFSET
from search.citations.cited import Cited, Parts

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ENDS = ("?", "!", ".", "…")
"""Behind these no full stop follows."""


def thai(cited: Cited) -> str:
    """Author, year and day in brackets, title, when it was looked up."""
    when = _thai_year_first(cited.published) if cited.published else "ม.ป.ป."
    head = f"{_stopped(cited.author['th'])} ({when}). {_titled(cited, 'th')}"
    return f"{head} สืบค้นเมื่อ {_thai_day(cited.accessed)}" + (f", จาก {cited.url}" if cited.url else "")


def english(cited: Cited) -> str:
    """Author, year and day in brackets, title, when it was retrieved."""
    when = _english_year_first(cited.published) if cited.published else "n.d."
    head = f"{_stopped(cited.author['en'])} ({when}). {_titled(cited, 'en')}"
    seen = f"{head} Retrieved {_english_day(cited.accessed)}"
    return f"{seen}, from {cited.url}" if cited.url else f"{seen}."


def thai_note(cited: Cited) -> str:
    """Author, title in quotes, site, when published and when looked up."""
    published = [f"เผยแพร่เมื่อ {_thai_day(cited.published)}."] if _has_day_of_its_own(cited) else []
    seen = f"สืบค้นเมื่อ {_thai_day(cited.accessed)}."
    return " ".join([*_quoted(cited, "th"), *published, seen, *_address(cited)])


def english_note(cited: Cited) -> str:
    """Author, title in quotes, site, when published and when accessed."""
    published = [f"Published {_english_day(cited.published)}."] if _has_day_of_its_own(cited) else []
    seen = f"Accessed {_english_day(cited.accessed)}."
    return " ".join([*_quoted(cited, "en"), *published, seen, *_address(cited)])


def _address(cited: Cited) -> list[str]:
    return [f"{cited.url}."] if cited.url else []


def _titled(cited: Cited, language: str) -> str:
    title = cited.title[language]
    return _stopped(f"{title} [{cited.medium[language]}]" if cited.medium else title)


def _quoted(cited: Cited, language: str) -> list[str]:
    """Author, title and what stands behind it; quotes inside a quoted title become single ones."""
    inner = cited.title[language].replace("“", "‘").replace("”", "’")
    end = "" if inner.endswith(_ENDS) else "."
    site = [] if cited.container in cited.author.values() else [_stopped(cited.container)]
    medium = [_stopped(_capital(cited.medium[language]))] if cited.medium else []
    return [_stopped(cited.author[language]), f"“{inner}{end}”", *site, *medium]


def _has_day_of_its_own(cited: Cited) -> bool:
    """A result has only the day on which it was looked up."""
    return bool(cited.published) and cited.what != "result"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stopped(text: str) -> str:
    return text if text.endswith(_ENDS) else f"{text}."


def _thai_year_first(parts: Parts) -> str:
    return ", ".join([str(parts[0] + BE_OFFSET), *_thai_rest(parts)])


def _thai_day(parts: Parts) -> str:
    return " ".join([*_thai_rest(parts), str(parts[0] + BE_OFFSET)])


def _thai_rest(parts: Parts) -> list[str]:
    """Day and month, or the month, or nothing, as far as known."""
    month = [FULL_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
    return [" ".join([*map(str, parts[2:]), *month])] if month else []


def _english_year_first(parts: Parts) -> str:
    return ", ".join([str(parts[0]), *_english_rest(parts)])


def _english_day(parts: Parts) -> str:
    comma = ", " if len(parts) > 2 else " "
    return comma.join([*_english_rest(parts), str(parts[0])])


def _english_rest(parts: Parts) -> list[str]:
    month = [_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
    return [" ".join([*month, *map(str, parts[2:])])] if month else []
