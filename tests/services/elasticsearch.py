"""A real Elasticsearch for tests: the one named by KHAOSAN_TEST_ELASTICSEARCH_URL, or a node of our own.

The node is the minimal distribution that ``make services`` unpacks into ``.cache``. It refuses to run as
root, so as root it runs as ``nobody``; configuration, data and logs lie in a folder of its own, it listens on
loopback only, and is stopped by pid.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.setup import CACHE, ELASTICSEARCH

MISSING = (
    "Elasticsearch is not here: `make services` unpacks it into .cache, "
    "or point KHAOSAN_TEST_ELASTICSEARCH_URL at a server of version 8.19"
)
PATIENCE = 90
"""Seconds to its first answer: 7 to 36 were measured on two shared cores."""
HEAP = "-Xms256m -Xmx256m"
_SETTINGS = """\
cluster.name: khaosan-test
node.name: test
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
discovery.type: single-node
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
path.data: {folder}/data
path.logs: {folder}/logs
"""


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of a server."""
    given = os.environ.get("KHAOSAN_TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="khaosan-es-"))
    try:
        with node(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def node(folder: Path) -> Iterator[str]:
    """Run a node whose files lie in ``folder``; give its URL.

    Raises:
        RuntimeError: it is not there, or does not answer; the message says what to do.
    """
    http = free_port()
    process = _start(_prepared(folder, http), folder)
    try:
        _ready(f"http://127.0.0.1:{http}", folder, process)
        yield f"http://127.0.0.1:{http}"
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _prepared(folder: Path, http: int) -> Path:
    """Lay out the node's own folders; return where the program lies."""
    program = CACHE / f"elasticsearch-{ELASTICSEARCH}"
    if not (program / "bin" / "elasticsearch").exists() or not shutil.which("java"):
        raise RuntimeError(MISSING)
    shutil.copytree(program / "config", folder / "config")
    settings = _SETTINGS.format(http=http, transport=free_port(), folder=folder)
    (folder / "config" / "elasticsearch.yml").write_text(settings, encoding="utf-8")
    for name in ("data", "logs", "tmp"):
        (folder / name).mkdir()
    if os.geteuid() != 0:
        return program
    if not _reachable(program):
        program = shutil.copytree(program, folder / "program")
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")
    return program


def _reachable(program: Path) -> bool:
    """Tell whether another user may enter all folders above, and read the program."""
    readable = 0o005
    return all(path.stat().st_mode & readable & 1 for path in program.parents) and bool(
        program.stat().st_mode & readable == readable
    )


def _start(program: Path, folder: Path) -> subprocess.Popen[bytes]:
    java = Path(shutil.which("java") or "").resolve().parent.parent
    user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    environment = {
        "PATH": os.environ["PATH"],
        "ES_PATH_CONF": str(folder / "config"),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_HOME": str(java),
        "ES_JAVA_OPTS": HEAP,
    }
    with (folder / "out").open("w") as out:
        return subprocess.Popen(
            [*user, str(program / "bin" / "elasticsearch")],
            stdout=out,
            stderr=out,
            cwd=folder,
            env=environment,
        )


def _ready(url: str, folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(
                f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10
            ):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(
        f"Elasticsearch did not start within {PATIENCE} s: {(folder / 'out').read_text()[-800:]}"
    )
