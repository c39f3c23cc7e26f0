"""A real Elasticsearch for tests: the one named by KHAOSAN_TEST_ELASTICSEARCH_URL, or a node of our own.

The node is the minimal distribution that ``make services`` unpacks into ``.cache``. It refuses to run as
root, so as root it runs as ``nobody``; configuration, data and logs lie in a folder of its own, it listens on
loopback only, and is stopped by pid. :func:`cluster` runs several that can be killed one by one, and
:func:`node` can have security on, with users of its file realm.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

from tests.services.certificates import Certificates
from tests.services.extended import extended
from tests.services.setup import CACHE, ELASTICSEARCH

MISSING = (
    "Elasticsearch is not here: `make services` unpacks it into .cache, "
    "or point KHAOSAN_TEST_ELASTICSEARCH_URL at a server of version 8.19"
)
PATIENCE = 600
"""Seconds to its first answer: 7 to 36 were measured on two shared cores, more on busy ones."""
HEAP = "256m"
"""Of a node that tests; enough for small indices (RSS 461 MB)."""
HEAP_SHARED = "512m"
"""Of the one that all workers of a whole run share: indices of two files of tests are filled at once."""
BEGUN = "KHAOSAN_TEST_ELASTICSEARCH_BEGUN"
"""URL, pid and folder of a node that the process above has begun for all of its workers (:func:`begun`)."""
_SETTINGS = """\
network.host: 127.0.0.1
cluster.routing.allocation.disk.threshold_enabled: false
path.data: {folder}/data
path.logs: {folder}/logs
"""


@dataclass(frozen=True)
class Node:
    """A running node."""

    name: str
    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as a power cut would: launcher and server at once, by their process group."""
        os.killpg(self.process.pid, SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        """Ask it to end."""
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of a server."""
    given = os.environ.get("KHAOSAN_TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    if common := os.environ.get(BEGUN):
        url, pid, its = common.split(" ", 2)
        _wait(url, lambda: _lives(int(pid)), lambda: _told(Path(its)))
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="khaosan-es-"))
    try:
        with node(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def begun() -> Iterator[None]:
    """Begin a node for the workers of this process, without waiting: one costs 15 s of processor time.

    Where it is not here none is begun, and a test that needs one says so.
    """
    with ExitStack() as stack:
        if not os.environ.get("KHAOSAN_TEST_ELASTICSEARCH_URL"):
            folder = Path(tempfile.mkdtemp(prefix="khaosan-es-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            with suppress(RuntimeError):
                _share(folder, stack)
        yield


def _share(folder: Path, stack: ExitStack) -> None:
    settings = {"discovery.type": "single-node", "xpack.security.enabled": "false"}
    started = _started("shared", folder, (free_port(), free_port()), settings, {}, HEAP_SHARED)
    stack.callback(started.stop)
    stack.callback(os.environ.pop, BEGUN, None)
    os.environ[BEGUN] = f"{started.url} {started.process.pid} {folder}"


@contextmanager
def node(
    folder: Path,
    *,
    users: Mapping[str, str] | None = None,
    heap: str = HEAP,
    tls: Certificates | None = None,
    keys: bool = False,
) -> Iterator[str]:
    """Run a node whose files lie in ``folder``, or lay there when one ran before; give its URL.

    Args:
        folder: Exists, and is the node's own.
        users: Superusers by name, with their passwords; security is on when there are any.
        heap: Of its JVM.
        tls: What it proves itself with; it is asked by https then.
        keys: It can make API keys, which the minimal distribution alone cannot (:mod:`.extended`).

    Raises:
        RuntimeError: it is not there, or does not answer; the message says what to do.
    """
    settings = {"discovery.type": "single-node", "xpack.security.enabled": "true" if users else "false"}
    settings |= _secured(tls) if tls else {}
    ports = (free_port(), free_port())
    started = _started("test", folder, ports, settings, users or {}, heap, tls, keys=keys)
    try:
        _ready(started, next(iter((users or {}).items()), None), authority=tls.authority if tls else None)
        yield started.url
    finally:
        started.stop()


@contextmanager
def cluster(folder: Path, size: int = 3) -> Iterator[list[Node]]:
    """Run nodes that form one cluster on loopback, all of them eligible as master."""
    ports = [(free_port(), free_port()) for _ in range(size)]
    names = [f"node{number}" for number in range(size)]
    settings = {
        "cluster.name": f"khaosan-{ports[0][1]}",
        "discovery.seed_hosts": str([f"127.0.0.1:{transport}" for _, transport in ports]),
        "cluster.initial_master_nodes": str(names),
        "xpack.security.enabled": "false",
    }
    with ExitStack() as stack:
        nodes = []
        for name, pair in zip(names, ports, strict=True):
            (folder / name).mkdir()
            nodes.append(_started(name, folder / name, pair, settings, {}))
            stack.callback(nodes[-1].stop)
        for one in nodes:
            _ready(one, None, nodes=size)
        yield nodes


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(
    name: str,
    folder: Path,
    ports: tuple[int, int],
    settings: Mapping[str, str],
    users: Mapping[str, str],
    heap: str = HEAP,
    tls: Certificates | None = None,
    *,
    keys: bool = False,
) -> Node:
    http, transport = ports
    own = {"node.name": name, "http.port": str(http), "transport.port": str(transport)}
    program = _prepared(folder, {**settings, **own}, tls, keys=keys)
    for user, password in users.items():
        _add_user(program, folder, user, password)
    process = _start(program, folder, [str(program / "bin" / "elasticsearch")], heap)
    return Node(name, f"http{'s' if tls else ''}://127.0.0.1:{http}", folder, process)


def _secured(tls: Certificates) -> dict[str, str]:
    """Settings; the files lie beside the configuration, the only place that the server may read."""
    secured = {"enabled": "true", "certificate": tls.certificate.name, "key": tls.key.name}
    return {f"xpack.security.http.ssl.{key}": value for key, value in secured.items()}


def _prepared(
    folder: Path, settings: Mapping[str, str], tls: Certificates | None, *, keys: bool = False
) -> Path:
    """Lay out the node's own folders; return where the program lies."""
    program = CACHE / f"elasticsearch-{ELASTICSEARCH}"
    if not (program / "bin" / "elasticsearch").exists() or not shutil.which("java"):
        raise RuntimeError(MISSING)
    shutil.copytree(program / "config", folder / "config", dirs_exist_ok=True)
    for file in (tls.certificate, tls.key) if tls else ():
        shutil.copy(file, folder / "config")
    lines = _SETTINGS.format(folder=folder) + "".join(f"{key}: {value}\n" for key, value in settings.items())
    (folder / "config" / "elasticsearch.yml").write_text(lines, encoding="utf-8")
    for name in ("data", "logs", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    if keys:
        program = extended(program, folder)
    if os.geteuid() != 0:
        return program
    if not keys and not _reachable(program):
        program = shutil.copytree(program, folder / "program", dirs_exist_ok=True)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")
    _passable(folder)
    return program


def _passable(folder: Path) -> None:
    """Let the node's user pass through the folders above, where they are ours and under the temporary one."""
    temporary = Path(tempfile.gettempdir())
    for above in folder.parents:
        if above != temporary and above.is_relative_to(temporary):
            above.chmod(above.stat().st_mode | 0o001)


def _reachable(program: Path) -> bool:
    """Tell whether another user may enter all folders above, and read the program."""
    readable = 0o005
    return all(path.stat().st_mode & readable & 1 for path in program.parents) and bool(
        program.stat().st_mode & readable == readable
    )


def _add_user(program: Path, folder: Path, user: str, password: str) -> None:
    """Add a superuser to the file realm, as an operator would."""
    tool = str(program / "bin" / "elasticsearch-users")
    command = [tool, "useradd", user, "-p", password, "-r", "superuser"]
    if _start(program, folder, command).wait(PATIENCE):
        raise RuntimeError(f"elasticsearch-users: {(folder / 'out').read_text()[-800:]}")


def _start(program: Path, folder: Path, command: list[str], heap: str = HEAP) -> subprocess.Popen[bytes]:
    java = Path(shutil.which("java") or "").resolve().parent.parent
    user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    environment = {
        "PATH": os.environ["PATH"],
        "ES_PATH_CONF": str(folder / "config"),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_HOME": str(java),
        "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
    }
    with (folder / "out").open("w") as out:
        return subprocess.Popen(
            [*user, *command],
            stdout=out,
            stderr=out,
            cwd=folder,
            env=environment,
            start_new_session=True,  # a group of its own, so that kill() reaches the server
        )


def _ready(
    started: Node, login: tuple[str, str] | None, nodes: int = 1, authority: Path | None = None
) -> None:
    trusted = ssl.create_default_context(cafile=authority) if authority else None
    headers = {"Authorization": "Basic " + b64encode(":".join(login).encode()).decode()} if login else {}
    lives, told = lambda: started.process.poll() is None, lambda: _told(started.folder)
    _wait(started.url, lives, told, headers, nodes, trusted)


def _lives(pid: int) -> bool:
    """Tell whether the process of another runs: one that has ended is a zombie until its parent asks."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] not in "ZX"


def _told(folder: Path) -> str:
    """The end of a node's log."""
    return (folder / "out").read_text()[-800:]


def _wait(
    url: str,
    lives: Callable[[], bool],
    told: Callable[[], str],
    headers: Mapping[str, str] | None = None,
    nodes: int = 1,
    trusted: ssl.SSLContext | None = None,
) -> None:
    """Wait until a cluster of so many nodes answers."""
    deadline = time.monotonic() + PATIENCE
    asked = f"{url}/_cluster/health?wait_for_status=yellow&wait_for_nodes={nodes}&timeout=5s"
    while time.monotonic() < deadline and lives():
        try:
            request = urllib.request.Request(asked, headers=dict(headers or {}))
            with urllib.request.urlopen(request, timeout=60, context=trusted):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"Elasticsearch has ended or did not answer within {PATIENCE} s: {told()}")
