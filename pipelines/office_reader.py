"""The words of office files, as the bounded process of :mod:`pipelines.pdf_reader` reads them.

OOXML (ECMA-376: docx, xlsx, pptx) and OpenDocument (ISO 26300: odt, ods, odp) are zip files of XML. Nothing
is unpacked to a disk, no entity is expanded, nothing outside of the file is asked for. Knows nothing of
Khaosan, as that process.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate

MOST_PARTS = 10_000
"""Entries of the archive; a workbook of a thousand sheets has about 3,000."""
MOST_BYTES = 64 * 2**20
"""Of unpacked XML in all: an annual budget of 500 pages has 6 MB."""
_CHUNK = 2**16
_PARTS = (
    re.compile(r"word/(?:document|footnotes|endnotes)\.xml"),
    re.compile(r"ppt/slides/slide\d{1,4}\.xml"),
    re.compile(r"content\.xml"),
)
_SHEET = re.compile(r"xl/worksheets/sheet\d{1,4}\.xml")
_STRINGS = "xl/sharedStrings.xml"
_NUMBER = re.compile(r"\d{1,9}")
_LINES = frozenset(("p", "h", "row", "tr", "table-row"))
"""What ends a line: paragraphs, headings, rows; a cell ends with a tab."""
_CELLS = frozenset(("tc", "table-cell", "c"))
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}
_SPOKEN = frozenset(("t", "p", "h", "span", "a", "v"))
"""Elements whose own letters are words; between the others stands only white space."""
_UNREAD = frozenset(
    (
        "Fallback",
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "tracked-changes",
        "annotation",
        "rPh",
        "f",
        "pPr",
    )
)
"""Said twice, deleted, notes in the margin, readings of letters, formulas, tab stops."""


class NoDocument(ValueError):  # noqa: N818 - what it says of the file
    """A file that is no office document, or that passes a limit; its words say which."""


def write(source: BinaryIO, target: BinaryIO, characters: int) -> str:
    """Write a document's words, at most so many characters; say why not, or nothing."""
    left = characters
    try:
        with zipfile.ZipFile(source) as archive:
            for words in _pieces(archive):
                target.write(words[:left].encode("utf-8", "replace"))
                left -= len(words)
                if left <= 0:
                    break
        target.flush()
    except NoDocument as error:
        return str(error)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError) as error:
        return f"damaged: {error}"[:200]
    except ExpatError as error:
        return f"its XML is damaged: {error}"[:200]
    except RuntimeError as error:  # of zipfile: locked by a password
        return str(error)[:200]
    except MemoryError:
        return "it needs more memory than it may have"
    return ""


def _pieces(archive: zipfile.ZipFile) -> Iterator[str]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise NoDocument(f"it has {len(entries)} parts, more than {MOST_PARTS}")
    names = sorted({one.filename for one in entries}, key=_in_order)
    texts = [name for name in names if any(part.fullmatch(name) for part in _PARTS)]
    sheets = [name for name in names if _SHEET.fullmatch(name)]
    if not texts and not sheets:
        raise NoDocument("no office document is in it")
    budget = _Budget()
    strings = "".join(_words(archive, _STRINGS, budget)).split("\n") if sheets and _STRINGS in names else []
    for name in (*texts, *sheets):
        yield from _words(archive, name, budget, strings)


def _in_order(name: str) -> tuple[str, int]:
    found = _NUMBER.search(name)
    return (name.partition(found[0])[0], int(found[0])) if found else (name, 0)


@dataclass
class _Budget:
    """What may still be unpacked of a file."""

    left: int = MOST_BYTES

    def chunks(self, part: IO[bytes]) -> Iterator[bytes]:
        """What a part unpacks to, in pieces."""
        while data := part.read(_CHUNK):
            self.left -= len(data)
            if self.left < 0:
                raise NoDocument(f"it unpacks to more than {MOST_BYTES} bytes")
            yield data


def _words(
    archive: zipfile.ZipFile, name: str, budget: _Budget, strings: Sequence[str] = ()
) -> Iterator[str]:
    """The words of one part in order, as far as it has been read."""
    walk = _Walk(shared=name == _STRINGS, strings=strings)
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler = walk.letters
    with archive.open(name) as part:
        for data in budget.chunks(part):
            parser.Parse(data, False)
            yield walk.taken()
    parser.Parse(b"", True)
    yield walk.taken()


def _refuse_entities(*_: object) -> None:
    raise NoDocument("it declares a document type, as no office program does")


@dataclass
class _Walk:
    """Goes through the elements of a part and keeps what is said."""

    shared: bool
    """It is a workbook's table of texts, of which each ends a line."""
    strings: Sequence[str]
    """The texts that cells name by number."""
    _said: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _silent: int = 0
    _by_number: bool = False
    _number: str = ""

    def taken(self) -> str:
        """What was said since it was last asked."""
        said, self._said = "".join(self._said), []
        return said

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(" ")[2]
        self._open.append(name)
        self._silent += name in _UNREAD
        if name == "c":
            self._by_number = attributes.get("t") == "s"
        elif name in _BREAKS and not self._silent and not self.shared:
            self._said.append(_BREAKS[name])

    def letters(self, text: str) -> None:
        """Letters of the element begun last that has not ended."""
        if self._silent or self._open[-1] not in _SPOKEN:
            return
        if self._by_number and self._open[-1] == "v":
            self._number += text  # in two pieces where a chunk ends in it
        else:
            self._said.append(text.replace("\n", " "))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self._open.pop()
        if self._number:
            self._said.append(self._string())
        if not self._silent and (name == "si" if self.shared else name in _LINES):
            self._said.append("\n")
        elif not self._silent and name in _CELLS:
            self._said.append("\t")
        self._silent -= name in _UNREAD

    def _string(self) -> str:
        number, self._number = self._number, ""
        at = int(number) if _NUMBER.fullmatch(number) else len(self.strings)
        return self.strings[at] if at < len(self.strings) else ""
