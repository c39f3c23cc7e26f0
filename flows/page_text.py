"""A page of the daily report as Markdown and as HTML. Names and reasons come from sites: all is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from flows.page import Page, Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#!~])")
STYLE = (
    "body{font:16px/1.6 sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;"
    "border-bottom:1px solid #8886}div{overflow-x:auto}"
)


def markdown(page: Page) -> str:
    """The page in CommonMark with tables."""
    lead = (part for line in page.lead for part in (_plain(line), ""))
    return "\n".join([f"# {_plain(page.title)}", "", *lead, *_tables(page.tables)])


def html(page: Page) -> str:
    """The page as one file that needs nothing else."""
    parts = [
        f'<!doctype html>\n<html lang="{page.language}">\n<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(page.title)}</title><style>{STYLE}</style></head>\n<body>",
        f"<h1>{escape(page.title)}</h1>",
        *(f"<p>{escape(line)}</p>" for line in page.lead),
        *map(_html_table, page.tables),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _tables(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        yield from (f"## {_plain(table.heading)}", "")
        if table.note:
            yield from (_plain(table.note), "")
        yield _row(table.columns)
        yield _row("---" for _ in table.columns)
        yield from (_row(map(_plain, row)) for row in table.rows)
        yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: one line, nothing of it markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>\n" for row in table.rows
    )
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    return (
        f"<h2>{escape(table.heading)}</h2>{note}\n"
        f"<div><table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>"
    )
