"""A fetched page as the families see it: decoded text, guarded tree, absolute links. Pure and lazy.

A page is hostile until shown otherwise: its size, its first bytes and the depth of its tags are looked at
before any parser sees it. Limits and what they stop: docs/families.md.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from bs4 import BeautifulSoup, Tag

from pipelines.errors import NotAnArticle, Undecodable
from pipelines.records import Hint
from pipelines.text.decode import Decoded, charset_of, decode
from pipelines.tree import TAG, classes, named, parse
from pipelines.urls import absolute

MAX_BYTES = 8 * 1024 * 1024
"""The largest page that is read; the largest list of a real WordPress is 410 KB for 15 posts."""
Form = Literal["html", "feed", "sitemap", "json", "text"]
_GZIP = b"\x1f\x8b"
_ATTACHMENTS = {
    b"%PDF-": "PDF", b"PK\x03\x04": "zip archive or office file", b"\xd0\xcf\x11\xe0": "old office file",
    b"\x89PNG": "image", b"\xff\xd8\xff": "image", b"GIF8": "image", b"RIFF": "image or sound",
    b"Rar!": "rar archive", _GZIP: "gzip archive",
}  # fmt: skip
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_START = 2000
_NO_HINT = Hint()
_ALIASES = {"tis-620": "cp874", "tis620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874"}


@dataclass(frozen=True, kw_only=True)
class Page:
    """One response. What is costly is computed when first asked for, and kept.

    Attributes:
        url: The final address.
        body: The uncompressed bytes.
        now: When it was fetched, with a zone; relative dates count from it.
        content_type: The header, if there was one.
        status: The HTTP status.
        hint: What the list page said of it.
        encoding: The charset that the source's row names; believed where a header is not.
    """

    url: str
    body: bytes
    now: datetime
    content_type: str | None = None
    status: int = 200
    hint: Hint = _NO_HINT
    encoding: str | None = None

    @cached_property
    def unpacked(self) -> bytes:
        """The bytes, of a ``.xml.gz`` those inside; any other gzip file stays what it is.

        Raises:
            Undecodable: they unpack to more than :data:`MAX_BYTES`.
        """
        if not self.body.startswith(_GZIP):
            return self.body
        inside = _gunzipped(self.body)
        if len(inside) > MAX_BYTES:
            raise Undecodable(
                f"it unpacks to more than {MAX_BYTES} bytes", url=self.url, cure="look at it in a browser"
            )
        return inside if inside[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else self.body

    @cached_property
    def decoded(self) -> Decoded:
        """The text and how it was decoded.

        Raises:
            NotAnArticle: role ``attachment`` for a PDF, archive or image; ``empty`` for no bytes.
            Undecodable: too large, or no text.
        """
        body = self.unpacked
        self._require_text(body)
        body = body.replace(b"\0", b"") if not body.startswith((b"\xff\xfe", b"\xfe\xff")) else body
        if self.encoding:
            codec = _ALIASES.get(self.encoding.lower(), self.encoding)
            return Decoded(body.decode(codec, "replace"), codec, self.encoding, "source-row")
        return decode(body, charset_of(self.content_type))

    @cached_property
    def text(self) -> str:
        """The decoded text, without an XML declaration (its charset no longer holds)."""
        return (
            _DECLARATION.sub("", self.decoded.text, count=1)
            if "<?xml" in self.decoded.text[:300]
            else self.decoded.text
        )

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page's tree. Raises Undecodable for tags nested too deep."""
        return parse(self.text, self.url)

    @cached_property
    def tags(self) -> Mapping[str, Sequence[Tag]]:
        """All tags by name, in the page's order."""
        return named(self.soup)

    @cached_property
    def form(self) -> Form:
        """What the text is, told by its own beginning; the header only decides about plain text."""
        start = self.decoded.text[:_START].lstrip("\ufeff \t\r\n")
        lowered = start.lower()
        if start[:1] in ("{", "[") and self._is_json():
            return "json"
        if "<urlset" in lowered or "<sitemapindex" in lowered:
            return "sitemap"
        root = min((at for at in map(lowered.find, ("<rss", "<feed", "<rdf:rdf")) if at >= 0), default=-1)
        html = min(
            (at for at in map(lowered.find, ("<html", "<!doctype html", "<body")) if at >= 0), default=-1
        )
        if root >= 0 and (html < 0 or root < html):
            return "feed"
        plain = (self.content_type or "").lower().startswith("text/plain")
        return "html" if html >= 0 or (not plain and TAG.search(start)) else "text"

    @cached_property
    def json(self) -> Any:
        """The parsed JSON, halves of letters in it replaced. Raises Undecodable where it is none."""
        try:
            data = json.loads(self.text)
            if "\\ud" not in self.text.lower():
                return data
            # An escape like \ud800 alone makes text that no parser, database or address takes.
            return json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise Undecodable(
                f"no JSON: {error}", url=self.url, cure="look at what the address answers"
            ) from error

    @cached_property
    def base(self) -> str:
        """What relative links count from: ``<base href>`` or the page's own address."""
        base = next((tag for tag in self.tags.get("base", ()) if tag.has_attr("href")), None)
        return absolute(str(base["href"]), self.url) or self.url if base else self.url

    @cached_property
    def body_classes(self) -> frozenset[str]:
        """The classes of ``<body>``, by which WordPress says what a page is."""
        body = self.soup.body
        return frozenset(classes(body)) if body else frozenset()

    def absolute(self, href: str) -> str | None:
        """An absolute http(s) address, or None for anything else (javascript:, mailto:, broken)."""
        return absolute(href, self.base)

    def _is_json(self) -> bool:
        """Tell JSON from a text that begins with a bracket, as ``[ด่วน] ประกาศ…`` does."""
        if "json" in (self.content_type or "").lower():
            return True
        try:
            return isinstance(self.json, dict | list)
        except Undecodable:
            return False

    def _require_text(self, body: bytes) -> None:
        if len(body) > MAX_BYTES:
            raise Undecodable(
                f"{len(body)} bytes, more than {MAX_BYTES}",
                url=self.url,
                cure="list it as an attachment if it is one",
            )
        start = body[:16]
        if not body.strip():
            raise NotAnArticle("empty", "no bytes", url=self.url)
        for magic, name in _ATTACHMENTS.items():
            if start.startswith(magic):
                raise NotAnArticle("attachment", f"a file, not a page: {name}", url=self.url)


def _gunzipped(body: bytes) -> bytes:
    """What a gzip member holds, up to a byte more than :data:`MAX_BYTES`; a torn one as far as it goes."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES + 1)
    except zlib.error:
        return b""
