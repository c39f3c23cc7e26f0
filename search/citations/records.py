"""Citations as records for reference managers: RIS, BibTeX (biblatex) and CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pipelines.codec import to_json
from search.citations.cited import Cited, Parts, one_line

_BIBTEX = re.compile(r"[\\{}%&#_$~^]")
_BIBTEX_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_KEY = re.compile(r"[^0-9A-Za-z:_.-]")


def csl(cited: Cited) -> Mapping[str, Any]:
    """Make the CSL-JSON item (data schema 1.0.2); its language is that of the page."""
    language = _language(cited)
    item: dict[str, Any] = {
        "id": cited.id,
        "type": _csl_type(cited),
        "title": cited.title[language],
        "author": [{"literal": cited.author[language]}],
        "container-title": cited.container,
        "publisher": cited.container,
        **({"URL": cited.url} if cited.url else {}),
        "language": cited.language,
        "accessed": {"date-parts": [list(cited.accessed)]},
    }
    if cited.published:
        item["issued"] = {"date-parts": [list(cited.published)]}
    if cited.medium:
        item["note"] = cited.medium[language]
    if cited.number:
        item["number"] = f"sha256:{cited.number}"
    return item | ({"keyword": ", ".join(cited.keywords)} if cited.keywords else {})


def csl_text(cited: Cited) -> str:
    """CSL-JSON as it is read: an array of one."""
    return to_json([csl(cited)])


def ris(cited: Cited) -> str:
    """Make the RIS record. Zotero reads NEWS as a newspaper article, ELEC as a page, DATA as a dataset."""
    language = _language(cited)
    lines = [
        ("TY", {"dataset": "DATA"}.get(cited.what, "NEWS" if cited.news else "ELEC")),
        ("ID", cited.id),
        ("TI", cited.title[language]),
        ("AU", cited.author[language]),
        ("T2", cited.container),
        ("PB", cited.container),
        ("LA", cited.language),
        *([("UR", cited.url)] if cited.url else []),
        ("Y2", "/".join(f"{part:02}" for part in cited.accessed)),
    ]
    if cited.published:
        dated = "/".join(f"{part:02}" for part in cited.published)
        lines += [("PY", str(cited.published[0])), ("DA", dated + "/" * (3 - len(cited.published)))]
    lines += [("N1", cited.medium[language])] if cited.medium else []
    lines += [("M1", f"sha256:{cited.number}")] if cited.number else []
    lines += [("KW", keyword) for keyword in cited.keywords]
    return "\n".join([*(f"{tag}  - {one_line(value)}" for tag, value in lines), "ER  - "]) + "\n"


def bibtex(cited: Cited) -> str:
    """Make the biblatex entry; the double braces keep a corporate author and the title's case whole."""
    language = _language(cited)
    fields = {
        "author": f"{{{_escaped(cited.author[language])}}}",
        "title": f"{{{_escaped(cited.title[language])}}}",
        "organization": _escaped(cited.container),
        **({"url": one_line(cited.url).replace("{", "%7B").replace("}", "%7D")} if cited.url else {}),
        "urldate": _iso(cited.accessed),
        "langid": "thai" if cited.language == "th" else "english",
    }
    if cited.published:
        fields |= {"year": str(cited.published[0]), "date": _iso(cited.published)}
    if cited.medium:
        fields["note"] = _escaped(cited.medium[language])
    if cited.number:
        fields["version"] = f"sha256:{cited.number}"
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    kind = "dataset" if cited.what == "dataset" else "online"
    return f"@{kind}{{{_key(cited.id)},\n{body}\n}}\n"


def _key(identity: str) -> str:
    """The key of an entry; ids that differ only in signs no key may have keep apart by their digest."""
    plain = _KEY.sub("-", identity)
    return plain if plain == identity else f"{plain}-{sha256(identity.encode()).hexdigest()[:8]}"


def _csl_type(cited: Cited) -> str:
    return {"dataset": "dataset"}.get(cited.what, "article-newspaper" if cited.news else "webpage")


def _language(cited: Cited) -> str:
    return "th" if cited.language == "th" else "en"


def _iso(parts: Parts) -> str:
    return "-".join(f"{part:02}" for part in parts)


def _escaped(text: str) -> str:
    return _BIBTEX.sub(lambda found: _BIBTEX_WORDS.get(found[0], f"\\{found[0]}"), text)
