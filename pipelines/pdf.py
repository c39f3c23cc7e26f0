"""Text of PDF letters: pypdfium2, then the repairs Thai needs whatever the reader (extract §D2).

Old fonts put shifted tone marks and vowels into the private use area (U+F700-F71A), ำ often comes apart into
◌ํ and า, and marks can stand in the wrong order; the folding of :mod:`pipelines.text` mends all three.
"""

from __future__ import annotations

from pipelines.errors import NotAnArticle, Undecodable
from pipelines.text.fold import display

MOST_PAGES = 100
"""Pages read; letters have under 10, annual reports have hundreds and are not news."""


def text_of_pdf(body: bytes, *, url: str = "") -> str:
    """The text of a PDF's first :data:`MOST_PAGES` pages, repaired; lines as in the document.

    Raises:
        NotAnArticle: role ``attachment``: it has no text layer (a scan).
        Undecodable: it cannot be opened (damaged, or locked by a password).
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise Undecodable(f"PDF cannot be opened: {error}", url=url, cure="open it in a viewer") from error
    try:
        pages = [_page(document, number) for number in range(min(len(document), MOST_PAGES))]
    finally:
        document.close()
    text = display("\n".join(pages).replace("\r\n", "\n").replace("\ufffe", ""))
    if not any(char.isalpha() for char in text):
        raise NotAnArticle("attachment", "a PDF without text: a scan", url=url)
    return text


def _page(document: object, number: int) -> str:
    page = document[number]  # type: ignore[index]
    try:
        return str(page.get_textpage().get_text_range())
    finally:
        page.close()
