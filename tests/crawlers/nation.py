"""A nation of small offices on loopback: every look of the sample sites, a tenth broken in known ways.

All text is made of our own sentences. Each office has an address of its own in 127.0.0.0/8 and one event loop
serves them all, so that 300 offices cost one thread.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from flows.demo.records import Item, Look, Office
from flows.demo.site import Reply, Site
from flows.demo.sites import address, answer
from flows.demo.world import write_registry

LOOKS: tuple[Look, ...] = ("prd", "wordpress", "joomla", "vendor", "legacy")
PROVINCES = ("TH-51", "TH-57", "TH-81", "TH-45", "TH-90", "TH-16")
_ROWS: dict[str, dict[str, object]] = {
    "prd": {}, "wordpress": {}, "joomla": {},
    "vendor": {"selectors": {"links": ".news-link", "title": ".news-title", "body": ".news-detail"}},
    "legacy": {"selectors": {"links": "td.newsitem a", "title": "td.newshead", "body": "td.newsbody"}},
}  # fmt: skip
BROKEN = {
    "dead": "broken", "error": "broken", "empty": "broken", "forbidden": "blocked", "challenge": "blocked",
    "moved": "moved", "closed": "closed-by-policy", "shell": "needs-browser", "throttled": "unverified",
    "robots_away": "unverified", "cut": "unverified", "hanging": "unverified",
}  # fmt: skip
"""How an office is broken, and the state it must come to; a mishap of the day leaves it unverified."""
DELAY = 0.4
"""Seconds that every tenth sound office asks for in its row."""
DEEDS = (
    "จัดโครงการอบรมอาชีพระยะสั้น", "ลงพื้นที่ตรวจสอบคลองระบายน้ำ", "มอบถุงยังชีพแก่ผู้สูงอายุ",
    "เปิดศูนย์พัฒนาเด็กเล็กหลังใหม่", "ซ้อมแผนป้องกันไฟป่า", "ประชุมประชาคมหมู่บ้าน", "ปรับปรุงถนนลูกรังสายหลัก",
    "ตรวจคุณภาพน้ำประปา", "จัดตลาดนัดสินค้าเกษตร", "ปลูกป่าชายเขา",
)  # fmt: skip
PLACES = ("บ้านหนองบัว", "บ้านโคกสูง", "บ้านท่ามะกอก", "บ้านดอนแก้ว", "บ้านห้วยทราย", "บ้านนาคำ", "บ้านสันป่าตึง")
ENDS = (
    "ผู้เข้าร่วมต่างให้ความสนใจและขอให้จัดต่อเนื่องทุกปี", "ชาวบ้านร่วมแรงกันจนงานเสร็จก่อนกำหนดสองวัน",
    "เจ้าหน้าที่จะติดตามผลอีกครั้งในเดือนถัดไป", "งบประมาณมาจากข้อบัญญัติประจำปีของหน่วยงาน",
    "ผู้สนใจสอบถามได้ที่สำนักปลัดในวันและเวลาราชการ",
)  # fmt: skip
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """A request that an office got."""

    path: str
    status: int
    at: float


@dataclass
class Place:
    """An office, how it is broken, and what it was asked."""

    site: Site
    broken: str | None
    closed: str = ""
    """Beginning of addresses that its robots.txt disallows."""
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The office's."""
        return self.site.office.id

    @property
    def state(self) -> str:
        """The state that a crawl must find."""
        return BROKEN[self.broken] if self.broken else "live"

    @property
    def expected(self) -> list[tuple[str, str]]:
        """Office and headline of every article that must be found."""
        if self.broken:
            return []
        return [(self.id, item.title) for item in self.site.items if not self._is_closed(item)]

    def publish(self) -> None:
        """Let a sound office publish one item more."""
        newest = self.site.items[0]
        item = _item(
            self.site.office, newest.number + 1, newest.published + timedelta(days=1), random.Random(7)
        )
        self.site = replace(self.site, items=(item, *self.site.items))

    def _is_closed(self, item: Item) -> bool:
        return bool(self.closed) and address(self.site, item).startswith(self.closed)


@dataclass
class Nation:
    """All offices, and the registry that names them."""

    places: list[Place]
    registry: Path

    @property
    def allowed(self) -> list[str]:
        """Addresses for KHAOSAN_ALLOW_ADDRESSES."""
        return [urlsplit(place.site.base).netloc for place in self.places]

    @property
    def expected(self) -> list[tuple[str, str]]:
        """Office and headline of every article that must be found, once."""
        return sorted(pair for place in self.places for pair in place.expected)


@contextmanager
def nation(folder: Path, *, offices: int, seed: int) -> Iterator[Nation]:
    """Serve a nation until the block ends."""
    places = made(offices, seed)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    servers = asyncio.run_coroutine_threadsafe(_serve(places), loop).result(60)
    folder.mkdir(parents=True, exist_ok=True)
    write_registry(tuple(place.site for place in places), folder)
    try:
        yield Nation(places, folder)
    finally:
        asyncio.run_coroutine_threadsafe(_close(servers), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def made(offices: int, seed: int) -> list[Place]:
    """Make the offices: every tenth is broken, the ways in turn, over all looks."""
    chance = random.Random(seed)
    ways = list(BROKEN)
    chance.shuffle(ways)
    places: list[Place] = []
    for number in range(offices):
        broken = ways[number // 10 % len(ways)] if number % 10 == 9 else None
        places.append(_place(number, broken, chance))
    return places


def _place(number: int, broken: str | None, chance: random.Random) -> Place:
    look = LOOKS[(number + number // 10) % len(LOOKS)]
    row = dict(_ROWS[look]) | ({"delay": DELAY} if number % 10 == 4 else {})
    office = Office(
        id=f"nation-{number:03}", name=f"เทศบาลตำบลสมมติที่ {number}", short=f"เทศบาลสมมติ {number}",
        province=PROVINCES[number % len(PROVINCES)], office="municipality",
        family=look if look in ("prd", "wordpress", "joomla") else "generic", look=look,
        host=11 + number % 80, address="จังหวัดสมมติ", categories=("ข่าวกิจกรรม",), row=row,
    )  # fmt: skip
    first = datetime.fromisoformat("2026-03-02T09:00") + timedelta(hours=number)
    items = tuple(
        _item(office, 1000 * (number + 1) + n, first + timedelta(days=3 * n), chance)
        for n in range(chance.randrange(4, 9))
    )
    place = Place(Site(office=office, items=items[::-1], base=""), broken)
    if broken == "closed":
        office = replace(office, robots="User-agent: *\nDisallow: /\n")
    elif broken is None:
        place.closed = "/wp-json" if look == "wordpress" else address(place.site, items[0])
        office = replace(office, robots=f"User-agent: *\nDisallow: {place.closed}\n")
    place.site = replace(place.site, office=office)
    return place


def _item(office: Office, number: int, published: datetime, chance: random.Random) -> Item:
    deed, where = chance.choice(DEEDS), chance.choice(PLACES)
    people = chance.randrange(20, 900)
    lines = [
        f"{office.short} {deed} ณ {where} เมื่อเวลา {chance.randrange(8, 16)}.30 น. มีผู้เข้าร่วม {people} คน",
        f"นายกเทศมนตรีกล่าวเปิดงานครั้งที่ {number} และขอบคุณทุกหมู่บ้านที่ร่วมมือกันมาตลอดปี",
        *chance.sample(ENDS, 3),
    ]
    return Item(
        office=office.id, number=number, title=f"{deed}{where} ครั้งที่ {number}", published=published,
        paragraphs=tuple(lines), category="ข่าวกิจกรรม", by="งานประชาสัมพันธ์",
    )  # fmt: skip


async def _serve(places: list[Place]) -> list[asyncio.Server]:
    servers = []
    for number, place in enumerate(places):
        host = f"127.{100 + number // 250}.0.{1 + number % 250}"

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, place: Place = place
        ) -> None:
            await _talk(place, reader, writer)

        server = await asyncio.start_server(talk, host, 0)
        place.port = server.sockets[0].getsockname()[1]
        place.site = replace(place.site, base=f"http://{host}:{place.port}")
        if place.broken == "dead":
            server.close()
            await server.wait_closed()
        else:
            servers.append(server)
    return servers


async def _close(servers: list[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0.05)


async def _talk(place: Place, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            at = time.monotonic()
            reply = reply_of(place, first.split()[1])
            if reply is None:
                place.asked.append(Asked(first.split()[1], 0, at))
                await asyncio.sleep(3600)
                return
            tag = f'"{sha256(reply.body).hexdigest()[:16]}"'
            status = 304 if reply.status == 200 and headers.get("if-none-match") == tag else reply.status
            place.asked.append(Asked(first.split()[1], status, at))
            writer.write(_bytes(reply, status, tag))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


def reply_of(place: Place, target: str) -> Reply | None:
    """What the office answers; null = nothing, for ever."""
    parts = urlsplit(target)
    if parts.path == "/robots.txt":
        if place.broken == "robots_away":
            return Reply(body=b"", status=503)
    elif place.broken is not None and place.broken != "closed":
        return _broken(place.broken)
    found = answer(place.site, unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)))
    return found or Reply(body="ไม่พบหน้าที่ต้องการ".encode(), status=404)


def _broken(way: str) -> Reply | None:
    replies = {
        "error": Reply(body=b"", status=500),
        "empty": Reply(body=f"<html><body><h1>ยินดีต้อนรับ</h1><p>{ENDS[0] * 8}</p></body></html>".encode()),
        "forbidden": Reply(body=b"", status=403),
        "challenge": Reply(body=b"<html><script>window._cf_chl_opt={}</script></html>"),
        "moved": Reply(body=b"", status=302, headers=(("Location", "http://127.99.0.1:9/"),)),
        "shell": Reply(body=b"<html><body><div id=app></div><script src=/app.js></script></body></html>"),
        "throttled": Reply(body=b"", status=429, headers=(("Retry-After", "900"),)),
        "robots_away": Reply(body=b""),
        "cut": Reply(body=b"\x1f\x8b\x08\x00\x00", headers=(("Content-Encoding", "gzip"),)),
    }
    return replies.get(way)


def _bytes(reply: Reply, status: int, tag: str) -> bytes:
    body = b"" if status == 304 else reply.body
    lines = [
        f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", f"Content-Type: {reply.content_type}",
        f"ETag: {tag}", *(f"{name}: {value}" for name, value in reply.headers), "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode("latin-1") + body
