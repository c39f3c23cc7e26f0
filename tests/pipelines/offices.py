"""Office files of our own making, parts in a zip as their standards say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
ODT = "application/vnd.oasis.opendocument.text"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of some parts, packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            plain = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, plain)
    return made.getvalue()


def docx(*paragraphs: str, before: str = "") -> bytes:
    """A text of paragraphs; each word in a run of its own, as editors leave them."""
    lines = "".join(
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        + "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in line.split("|"))
        + "</w:p>"
        for line in paragraphs
    )
    return zipped({"word/document.xml": f"{before}<w:document {W}><w:body>{lines}</w:body></w:document>"})


def odt(inner: str) -> bytes:
    """A text whose body is written out."""
    body = f"<office:body><office:text>{inner}</office:text></office:body>"
    content = f"<office:document-content {ODF}>{body}</office:document-content>"
    return zipped({"mimetype": ODT, "content.xml": content})


def xlsx(rows: Sequence[Sequence[str | int]]) -> bytes:
    """A sheet; texts lie in the table of texts, as spreadsheet programs write them."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    cells = [
        "".join(
            f'<c t="s"><v>{texts.index(cell)}</v></c>' if isinstance(cell, str) else f"<c><v>{cell}</v></c>"
            for cell in row
        )
        for row in rows
    ]
    sheet = "".join(f"<row>{row}</row>" for row in cells)
    table = "".join(f"<si><t>{escape(text)}</t><rPh><t>x</t></rPh></si>" for text in texts)
    return zipped(
        {
            "xl/workbook.xml": f"<workbook {S}/>",
            "xl/sharedStrings.xml": f"<sst {S}>{table}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{sheet}</sheetData></worksheet>",
        }
    )


def pptx(*slides: str) -> bytes:
    """Slides of a line each."""
    parts: dict[str, str | bytes] = {"ppt/presentation.xml": "<p/>"}
    for number, line in enumerate(slides, start=1):
        parts[f"ppt/slides/slide{number}.xml"] = f"<a:p {A}><a:r><a:t>{escape(line)}</a:t></a:r></a:p>"
    return zipped(parts)
