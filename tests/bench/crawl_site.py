"""The loopback site that a crawl is measured on: lists of articles, and nothing else to do."""

from __future__ import annotations

import asyncio
import gzip
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

PER_LIST = 100
LONG_LIST = 2_000
"""Links of the long lists, which fill a frontier fast."""
RELEASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "thaigov_20k.jsonl.gz"
"""Real releases, public domain: texts of ours would repeat each other, which costs the search for copies."""
STYLE = "".join(f".menu-{n} a:hover{{color:#0{n % 10}c;padding:0 {n}px}}\n" for n in range(780))
MENU = "".join(f'<li><a href="#{n}">เมนูที่ {n}</a></li>' for n in range(60))


@cache
def releases() -> tuple[tuple[str, str], ...]:
    """Headline and text of each."""
    with gzip.open(RELEASES, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return tuple((row["title"], row["text"]) for row in rows)


def page(number: int) -> bytes:
    """A release in a page of about 50 KB, the median of the measured offices (sources §1)."""
    title, text = releases()[number % len(releases())]
    body = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    head = f'<meta charset=utf-8><meta property="og:type" content="article"><title>{escape(title)}</title>'
    head += f"<style>{STYLE}</style>"
    main = f"<ul>{MENU}</ul><h1>{escape(title)}</h1><div itemprop=articleBody>{body}</div>"
    return f"<!DOCTYPE html><html lang=th><head>{head}</head><body>{main}</body></html>".encode()


def list_page(number: int, pages: int, per_list: int = PER_LIST) -> bytes:
    """A list of links, and the way to the next one."""
    first = number * per_list
    items = "".join(
        f'<li><a href="/news/{n}">ข่าวที่ {n}</a></li>' for n in range(first, min(first + per_list, pages))
    )
    more = first + per_list < pages and per_list == PER_LIST
    following = f'<a rel=next href="/list/{number + 1}">ถัดไป</a>' if more else ""
    return f"<html><title>ข่าว</title><ul class=news>{items}</ul>{following}</html>".encode()


def answer(path: str, pages: int) -> bytes | None:
    """``/`` and ``/list/N``, ``/long/N``, ``/same/N``, ``/news/N``, ``/empty``."""
    number = int("0" + "".join(filter(str.isdigit, path.rpartition("/")[2])))
    if path.startswith("/news/"):
        return page(number)
    if path.startswith("/same/"):
        return list_page(0, LONG_LIST, LONG_LIST)
    if path.startswith("/long/"):
        return list_page(number, (number + 1) * LONG_LIST, LONG_LIST)
    if path.startswith("/list/") or path == "/":
        return list_page(number, pages)
    return "<html><h1>ยินดีต้อนรับ</h1></html>".encode() if path == "/empty" else None


@contextmanager
def site(pages: int) -> Iterator[int]:
    """Serve in a process of its own until the block ends; its port."""
    receiver, sender = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(pages, sender), daemon=True)
    server.start()
    try:
        yield receiver.recv()
    finally:
        server.kill()


def _serve(pages: int, ready: Any) -> None:
    """``/requests`` tells how many there were, itself included."""
    releases()
    asked = count(1)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path, number = head.split(b" ", 2)[1].decode(), next(asked)
                body = str(number).encode() if path == "/requests" else answer(path, pages)
                status = b"404 Not Found" if body is None else b"200 OK"
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
                    % (status, len(body or b""))
                )
                writer.write(body or b"")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())
