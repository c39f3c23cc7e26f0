"""Officials in a text: title, name, post and office, as the text gives them.

A person is a title (คำนำหน้า), a first name, a space and a surname; the post stands after the name, or
before it. Who has neither post nor office nor rank, and does nothing official in the sentence, is no official
and is left out: a list of prize-winners is not a list of officials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipelines.people.titles import (
    ENDS_POST,
    GLUE,
    GOES_ON,
    NUMBERED,
    OFFICE,
    OPEN_POST,
    POST,
    TITLE,
    TITLE_BEGINS,
    UNRANKED,
)
from pipelines.records import Person
from pipelines.text.beginnings import matches

__all__ = ["people"]

_L = "[ก-ฮะ-ฺเ-ๅ็-์]"
"""A letter of a name; ฯ would be an abbreviation."""
_NAMED = re.compile(
    rf"(?P<title>{TITLE})(?P<first>[ก-ฮเ-ไ]{_L}{{1,24}})[ \u00a0]{{1,2}}(?P<last>(?:ณ )?[ก-ฮเ-ไ]{_L}{{1,29}})"
)
_UNDER = re.compile(r"[ \u00a0]?\)[ \u00a0]*\n+(?:ตำแหน่ง ?[:：]? ?)?(?P<line>[^\n]{4,150})")
_FROM = re.compile(r"[ \u00a0]?(?:จาก|สังกัด|แห่ง)[ \u00a0]?(?P<office>[ก-์.]{4,60})")
_ACTS = re.compile(r"[ \u00a0]?(?:เป็นประธาน|เป็นผู้|กล่าว|เปิดเผย|เป็นวิทยากร|ลงพื้นที่|ให้สัมภาษณ์|ตรวจเยี่ยม|มอบหมาย|ชี้แจง)")
_END_OF_NAME = re.compile(
    "เป็นประธาน|กล่าว|เปิดเผย|พร้อมด้วย|(?:รอง)?ผู้ว่าราชการ|นายอำเภอ|(?:รอง)?ปลัด|ลงพื้นที่|ประชาสัมพันธ์"
    "|(?:รอง)?ผู้อำนวยการ|และนา(?:ย|ง)|(?:รอง)?นายก|รัฐมนตรี|โฆษก|เลขาธิการ|อธิบดี|ประธาน|หัวหน้า"
)
"""What a surname runs into where the text leaves out a space."""
_NO_SURNAME = ("ได้", "และ", "ซึ่ง", "กล่าว", "จะ", "เป็น", "พร้อม")
"""After a first name alone."""
_MAYOR = re.compile(r"เทศมนตรี(?P<town>(?:นคร|เมือง|ตำบล)\S+)")
_OF_A_PERSON = re.compile(r" (?:เขต|หมู่)(?:ที่)? ?[0-9๐-๙]{1,3}$")
"""The constituency of a member, not a part of the council's name."""
_LONGEST_POST = 120
_REACH = 200
"""Characters before and after a name that are looked at; a post of the corpora has at most 110."""
_MOST_NAMES = 2000
"""Names looked at in one text; of 20,000 releases none has more than 130."""
_MOST = 200
"""People of one text; lists of thousands are no officials."""


def people(text: str) -> tuple[Person, ...]:
    """The officials of a text, each once, in the order they are named first.

    Args:
        text: Display text. Time is linear in its length.
    """
    found: dict[str, Person] = {}
    for person in _all(text):
        known = found.get(person.name)
        if known is None or (known.post is None and person.post is not None):
            found[person.name] = person
        if len(found) >= _MOST:
            break
    return tuple(found.values())


def _all(text: str) -> Iterator[Person]:
    for match in islice(matches(_NAMED, TITLE_BEGINS, text), _MOST_NAMES):
        last = _END_OF_NAME.split(match["last"], maxsplit=1)[0]
        end = match.start("last") + len(last)
        title, rest = match["title"].strip(), text[end : end + _REACH].split("\n")[0]
        post = (
            _post_after(rest)
            or _post_below(text[end : end + _REACH])
            or _post_before(text[max(0, match.start() - _REACH) : match.start()])
        )
        office = _office(rest, post)
        if _END_OF_NAME.search(match["first"]) or last in _NO_SURNAME:
            continue
        official = post or office or title not in UNRANKED or _ACTS.match(rest)
        if last and official:
            yield Person(title=title, name=f"{match['first']} {last}", post=post, office=office)


def _post_after(rest: str) -> str | None:
    """The post after the name: up to a space, a verb or the line's end; further where it plainly goes on."""
    words = re.split("[ \u00a0]+", _glued(rest.strip()))
    if not POST.match(words[0]):
        return None
    post = _until_verb(words[0])
    whole = post == words[0]
    for word in words[1:]:
        more = _until_verb(word)
        if not whole or not more or not (OPEN_POST.search(post) or GOES_ON.match(word)):
            break
        post, whole = f"{post} {more}", more == word
    return post[:_LONGEST_POST].replace(GLUE, " ") or None


def _glued(text: str) -> str:
    """Make one word of a unit and its number: ``สำนักประชาสัมพันธ์เขต 3``, ``หมู่ที่ 5``."""
    return NUMBERED.sub(rf"\1{GLUE}\2", text)


def _post_below(rest: str) -> str | None:
    """The post on the line under a signature: ``(นายสมชาย ใจดี)`` / ``นายกเทศมนตรี…``."""
    found = _UNDER.match(rest)
    return _post_after(found["line"]) if found else None


def _until_verb(word: str) -> str:
    found = ENDS_POST.search(word)
    return re.split('[,;(“"”)]', word[: found.start()] if found else word)[0]


def _post_before(before: str) -> str | None:
    """``ผู้ว่าราชการจังหวัดลำพูน นาย…``: the last word before the title, where it holds a post to its end."""
    line = before.rpartition("\n")[2]
    if not line[-1:].isspace():
        return None
    earlier, _, word = _glued(line.rstrip()).rpartition(" ")
    if GOES_ON.match(word) and GLUE in word:
        word = f"{earlier.rpartition(' ')[2]} {word}"
    found = POST.search(word)
    if found is None or ENDS_POST.search(word, found.end()) or word[-1] in ',;)”"':
        return None
    return word[found.start() :].replace(GLUE, " ")


def _office(rest: str, post: str | None) -> str | None:
    if post is None:
        found = _FROM.match(rest)
        return _until_verb(found["office"]) if found else None
    if post.startswith("ประชาสัมพันธ์จังหวัด"):
        return f"สำนักงาน{post}"
    town = _MAYOR.search(post)
    if town:
        return f"เทศบาล{town['town']}"
    found = OFFICE.search(post)
    office = re.split(" ?และ(?:รัฐมนตรี|ประธาน|โฆษก|ผู้)", post[found.start() :])[0] if found else ""
    office = _OF_A_PERSON.sub("", office)
    return office if found and office != found[0] else None
