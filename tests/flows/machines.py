"""Two machines on loopback: workers with homes of their own that share a store, an archive and an index."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from subprocess import Popen

import boto3
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from pipelines.codec import from_json
from pipelines.records import Article
from pipelines.store import tables as t
from pipelines.store.database import Store
from search.clauses import Everything
from search.engines import Engine
from tests.crawlers.crawling import list_page, registry, row
from tests.crawlers.site import Asked, Page, Reply, Site, serving
from tests.flows.killing import PATIENCE, khaosan, kill_all

DELAY = 0.4
"""Seconds that each office of the shared host asks for."""
TOWNS = ("ตำบลสมมติเหนือ", "ตำบลสมมติใต้", "ตำบลสมมติกลาง")
TEXT = (
    "<h1>{town}ซ้อมอพยพน้ำหลาก รุ่นที่ {n}</h1><p>วันที่ {day} มีนาคม 2569 {town}ซ้อมแผนอพยพประชาชน {n}00 คน</p>"
    "<p>ผู้ใหญ่บ้านหมู่ที่ {n} รายงานว่าทุกครัวเรือนถึงจุดรวมพลภายใน {day} นาที และจะซ้อมอีกครั้งก่อนฤดูฝน</p>"
    "<p>งานป้องกันและบรรเทาสาธารณภัยขอให้ผู้สูงอายุที่อยู่ลำพังแจ้งชื่อไว้ที่ทำการ เพื่อจัดรถรับในวันจริง</p>"
)
"""Own writing."""


@dataclass
class Shared:
    """A server that several offices share, and how it was asked."""

    registry: Path
    site: Site
    begun: list[float] = field(default_factory=list)
    inside: int = 0
    most: int = 0
    """Requests at once."""


@contextmanager
def shared_host(folder: Path) -> Iterator[Shared]:
    """Offices of one hosting address; their rows are in ``folder``."""
    guard = threading.Lock()
    pages: dict[str, Page] = {}
    with serving(pages) as site:
        made = Shared(folder, site)

        def page(text: str) -> Page:
            def answer(_asked: Asked) -> Reply:
                with guard:
                    made.begun.append(time.monotonic())
                    made.inside += 1
                    made.most = max(made.most, made.inside)
                time.sleep(0.05)  # long enough for a second request to be seen beside it
                with guard:
                    made.inside -= 1
                return Reply(text.encode())

            return answer

        rows = []
        for number, town in enumerate(TOWNS):
            texts = {
                f"/{number}/news/{n}": f"<title>{town}</title>{TEXT.format(town=town, n=n + 2, day=n + 5)}"
                for n in range(4)
            }
            pages |= {path: page(text) for path, text in texts.items()}
            pages[f"/{number}/"] = page(list_page(*texts))
            more = ('via = ["html"]', f"delay = {DELAY}")
            rows.append(row(f"shared-{number}", site.url(f"/{number}/"), *more))
        site.pages = pages
        registry(folder, *rows)
        yield made


@contextmanager
def bucket() -> Iterator[dict[str, str]]:
    """An object store on loopback; give the variables that lead to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    client = boto3.client(
        "s3",
        endpoint_url=keys["AWS_ENDPOINT_URL"],
        region_name=keys["AWS_DEFAULT_REGION"],
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )
    client.create_bucket(Bucket="machines")
    yield keys | {"KHAOSAN_ARCHIVE_URL": "s3://machines/archive"}
    server.stop()


@dataclass
class Worker:
    """A machine: its disk, and the process on it."""

    home: Path
    environment: Mapping[str, str]
    process: Popen[bytes] | None = None

    def start(self) -> None:
        """Start its daily run."""
        self.process = khaosan("run", home=self.home, environment=self.environment)

    def kill(self) -> None:
        """Kill it with all that it started, as a power cut would."""
        assert self.process is not None
        kill_all(self.process.pid)
        self.process.wait(PATIENCE)

    def end(self) -> int:
        """Wait for its end; give the exit code."""
        assert self.process is not None
        return self.process.wait(PATIENCE)

    @property
    def captured(self) -> int:
        """Bytes of its archive on its own disk."""
        return sum(file.stat().st_size for file in (self.home / "archive").glob("*.warc.gz"))

    @property
    def segments(self) -> list[str]:
        """What still lies on its own disk."""
        return sorted(file.name for file in (self.home / "archive").glob("*.warc.gz"))


@dataclass(frozen=True)
class Left:
    """What runs left: id and digest of each article, its clusters, the index.

    The digest is of what is written: an item that its site shows at two addresses keeps the one read first.
    """

    articles: frozenset[tuple[str, str]]
    clusters: frozenset[frozenset[str]]
    indexed: frozenset[str]
    waiting: int


def left(store: Store, engine: Engine) -> Left:
    """Read a store and its index."""
    with store.read() as connection:
        a, c = t.articles.c, t.captures.c
        rows = connection.execute(select(a.id, a.record, a.cluster_id).where(a.state == "live")).all()
        waiting = connection.execute(select(c.id).where(c.outcome.is_(None))).all()
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for one in rows:
        groups[one.cluster_id].add(one.id)
    return Left(
        articles=frozenset((one.id, written(from_json(one.record, Article))) for one in rows),
        clusters=frozenset(frozenset(group) for group in groups.values()),
        indexed=frozenset(engine.ids(Everything())),
        waiting=len(waiting),
    )


def written(article: Article) -> str:
    """The digest of what an article says."""
    day = article.published.value if article.published else ""
    return sha256("\n".join((article.headline, article.article_body, day)).encode()).hexdigest()


def common(registry_folder: Path, allowed: list[str]) -> dict[str, str]:
    """Variables of every machine."""
    return {
        **os.environ,
        "KHAOSAN_REGISTRY": str(registry_folder),
        "KHAOSAN_ALLOW_ADDRESSES": ",".join(allowed),
        "KHAOSAN_OFFICES_AT_ONCE": "2",
        "KHAOSAN_WORKERS": "1",
    }
