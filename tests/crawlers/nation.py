"""A nation of small offices on loopback: looks of all families, a tenth broken in known ways.

All text is made of our own sentences. Each office has an address of its own in 127.0.0.0/8 and one event loop
serves them all, so that 300 offices cost one thread.
"""

from __future__ import annotations

import asyncio
import json
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

from flows.demo.records import Item, Office
from flows.demo.site import Reply, Site
from tests.crawlers.nation_looks import LOOKS, answer

PROVINCES = ("TH-51", "TH-57", "TH-81", "TH-45", "TH-90", "TH-16")
BROKEN = {
    "dead": "broken", "error": "broken", "empty": "broken", "forbidden": "blocked", "challenge": "blocked",
    "moved": "moved", "closed": "closed-by-policy", "shell": "needs-browser", "throttled": "unverified",
    "robots_away": "unverified", "cut": "unverified", "hanging": "unverified", "nameless": "unverified",
    "rebound": "broken",
}  # fmt: skip
"""How an office is broken, and the state it must come to; a mishap of the day leaves it unverified."""
LISTS = "lists"
"""One more way, of which an office recovers: its list pages name nothing, its articles are as they were."""
NAMED, OVER_IPV6 = 7, 3
"""Offices whose number ends so are asked by a name, or over IPv6 (:data:`RESOLVER` knows the names)."""
PUBLIC = "93.184.215.14"
"""Somebody's public address, which a name that is rebound gives besides its own."""
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
RESOLVER = """
import json, socket, sys
real, names = socket.getaddrinfo, json.loads(sys.argv.pop(1))
def fake(host, port, *rest, **more):
    if not str(host).endswith(".example"):
        return real(host, port, *rest, **more)
    if host not in names:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return [
        (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "",
         (one, port, 0, 0) if ":" in one else (one, port))
        for one in names[host]
    ]
socket.getaddrinfo = fake
from crawlers.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
"""A crawl whose names are resolved by the test: the first argument says to what."""


@dataclass(frozen=True)
class Asked:
    """A request that an office got."""

    path: str
    status: int
    at: float


@dataclass
class Place:
    """An office, how it is drawn and broken, and what it was asked."""

    site: Site
    look: str
    broken: str | None
    closed: tuple[str, ...] = ()
    """Beginnings of addresses that its robots.txt disallows."""
    host: str = ""
    port: int = 0
    names: dict[str, list[str]] = field(default_factory=dict)
    """What the name it is asked by resolves to."""
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

    @property
    def allowed(self) -> str:
        """Its address, as KHAOSAN_ALLOW_ADDRESSES names it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def address(self, item: Item) -> str:
        """The path of an item's page."""
        return LOOKS[self.look].address(self.site, item)

    def publish(self, at: datetime | None = None) -> None:
        """Publish one item more, at a moment of Bangkok's wall clock, or a day after the newest."""
        newest = self.site.items[0]
        number, moment = newest.number + 1, at or newest.published + timedelta(days=1)
        item = _item(self.site.office, number, moment, random.Random(number))
        self.site = replace(self.site, items=(item, *self.site.items))

    def _is_closed(self, item: Item) -> bool:
        return self.address(item).startswith(self.closed)


@dataclass
class Nation:
    """All offices, and the registry that names them."""

    places: list[Place]
    registry: Path

    @property
    def allowed(self) -> list[str]:
        """Addresses for KHAOSAN_ALLOW_ADDRESSES; one that a name is rebound to is no exception."""
        return [place.allowed for place in self.places if place.broken != "rebound"]

    @property
    def names(self) -> dict[str, list[str]]:
        """What each name resolves to; a name that is not in it has no address."""
        return {name: found for place in self.places for name, found in place.names.items()}

    @property
    def expected(self) -> list[tuple[str, str]]:
        """Office and headline of every article that must be found, once."""
        return sorted(pair for place in self.places for pair in place.expected)


@contextmanager
def nation(folder: Path, *, offices: int, seed: int, plain: bool = False) -> Iterator[Nation]:
    """Serve a nation until the block ends; in a plain one nothing is broken, slow, or asked by name."""
    places = made(offices, seed, plain=plain)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    servers = asyncio.run_coroutine_threadsafe(_serve(places, plain=plain), loop).result(60)
    folder.mkdir(parents=True, exist_ok=True)
    for province in PROVINCES:
        rows = "\n".join(map(_row, (one for one in places if one.site.office.province == province)))
        (folder / f"{province}.toml").write_text(f'province = "{province}"\n\n{rows}', encoding="utf-8")
    try:
        yield Nation(places, folder)
    finally:
        asyncio.run_coroutine_threadsafe(_close(servers), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def made(offices: int, seed: int, *, plain: bool = False) -> list[Place]:
    """Make the offices: every tenth is broken, the ways in turn, over all looks."""
    chance = random.Random(seed)
    ways = list(BROKEN)
    chance.shuffle(ways)
    places: list[Place] = []
    for number in range(offices):
        broken = ways[number // 10 % len(ways)] if number % 10 == 9 and not plain else None
        places.append(_place(number, broken, chance, slow=number % 10 == 4 and not plain))
    return places


def _row(place: Place) -> str:
    """An office's row, as a person would write it."""
    office = place.site.office
    fields: dict[str, object] = {
        "id": office.id, "name": office.name, "office": office.office, "family": office.family,
        "start": [place.site.base + path for path in LOOKS[place.look].starts(place.site)], **office.row,
    }  # fmt: skip
    return "\n".join(["[[source]]", *(f"{key} = {_toml(value)}" for key, value in fields.items()), ""])


def _toml(value: object) -> str:
    """A value as TOML: JSON is, but for tables."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _place(number: int, broken: str | None, chance: random.Random, *, slow: bool) -> Place:
    look = tuple(LOOKS)[(number + number // 10) % len(LOOKS)]
    row = LOOKS[look].row | ({"delay": DELAY} if slow else {})
    office = Office(
        id=f"nation-{number:03}", name=f"เทศบาลตำบลสมมติที่ {number}", short=f"เทศบาลสมมติ {number}",
        province=PROVINCES[number % len(PROVINCES)], office="municipality",
        family=LOOKS[look].family, look=LOOKS[look].demo,
        host=11 + number % 80, address="จังหวัดสมมติ", categories=("ข่าวกิจกรรม",), row=row,
    )  # fmt: skip
    first = datetime.fromisoformat("2026-03-02T09:00") + timedelta(hours=number)
    items = tuple(
        _item(office, 1000 * (number + 1) + n, first + timedelta(days=3 * n), chance)
        for n in range(chance.randrange(4, 9))
    )
    place = Place(Site(office=office, items=items[::-1], base=""), look, broken)
    if broken == "closed":
        office = replace(office, robots="User-agent: *\nDisallow: /\n")
    elif broken is None:
        oldest = place.address(items[0])
        place.closed = (
            ("/wp-json",) if look == "wordpress" else (oldest, oldest.replace("/news/item", "/pr/item"))
        )
        rules = "".join(f"Disallow: {one}\n" for one in dict.fromkeys(place.closed))
        office = replace(office, robots=f"User-agent: *\n{rules}")
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


async def _serve(places: list[Place], *, plain: bool) -> list[asyncio.Server]:
    servers = []
    for number, place in enumerate(places):
        own = f"127.{100 + number // 250}.0.{1 + number % 250}"
        host = "::1" if number % 10 == OVER_IPV6 and not plain else own

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, place: Place = place
        ) -> None:
            await _talk(place, reader, writer)

        server = await asyncio.start_server(talk, host, 0)
        place.host, place.port = host, server.sockets[0].getsockname()[1]
        name = place.host if plain else _named(place, number)
        place.site = replace(place.site, base=f"http://{name}:{place.port}")
        if place.broken == "dead":
            server.close()
            await server.wait_closed()
        else:
            servers.append(server)
    return servers


def _named(place: Place, number: int) -> str:
    """The host of an office's row: its address, or a name that the resolver knows, or does not."""
    name = f"office{number}.example"
    if place.broken == "rebound":
        place.names = {name: [PUBLIC, place.host]}
    elif place.broken is None and number % 10 == NAMED:
        place.names = {name: [place.host]}
    elif place.broken != "nameless":
        return f"[{place.host}]" if ":" in place.host else place.host
    return name


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
            form = await reader.readexactly(int(headers.get("content-length", "0")))
            reply = reply_of(place, first.split()[1], form.decode())
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


def reply_of(place: Place, target: str, form: str = "") -> Reply | None:
    """What the office answers to an address and a posted form; null = nothing, for ever."""
    parts = urlsplit(target)
    if parts.path == "/robots.txt":
        if place.broken == "robots_away":
            return Reply(body=b"", status=503)
    elif place.broken == LISTS:
        if target in LOOKS[place.look].starts(place.site):
            return _broken("empty")
    elif place.broken is not None and place.broken != "closed":
        return _broken(place.broken)
    query = dict(parse_qsl(f"{parts.query}&{form}", keep_blank_values=True))
    found = answer(place.look, place.site, unquote(parts.path), query)
    return found or Reply(body="ไม่พบหน้าที่ต้องการ".encode(), status=404)


def _broken(way: str) -> Reply | None:
    replies = {
        "error": Reply(body=b"", status=500),
        "empty": Reply(body=f"<html><body><h1>ยินดีต้อนรับ</h1><p>{ENDS[0] * 8}</p></body></html>".encode()),
        "forbidden": Reply(body=b"", status=403),
        "challenge": Reply(body=b"<html><script>window._cf_chl_opt={}</script></html>"),
        "moved": Reply(body=b"", status=301, headers=(("Location", "http://127.99.0.1:9/"),)),
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
