"""A real PostgreSQL for tests: the one named by KHAOSAN_TEST_DATABASE_URL, or a throw-away server of our own.

The server refuses to run as root, so as root it runs as ``nobody``; it listens on a socket in its own folder
only, and is stopped by pid.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT
from uuid import uuid4

MISSING = (
    "PostgreSQL's server is not here: `make services` installs it on Debian, "
    "or point KHAOSAN_TEST_DATABASE_URL at an empty database (postgresql+psycopg://…)"
)


def binaries() -> Path:
    """Find the folder of initdb and postgres."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    raise RuntimeError(MISSING)


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of a database server."""
    given = os.environ.get("KHAOSAN_TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="khaosan-pg-"))
    try:
        yield from _own(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> Iterator[str]:
    home = binaries()
    user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    data = folder / "data"
    make = [str(home / "initdb"), "-D", str(data), "-U", "khaosan", "-A", "trust", "--no-sync"]
    made = subprocess.run(
        [*user, *make, "-E", "UTF8", "--locale=C.UTF-8"], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
    listen = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", str(folder)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*user, str(home / "postgres"), "-D", str(data), *listen], stdout=log, stderr=log
        )
    try:
        _ready(home, folder, process)
        yield f"postgresql+psycopg://khaosan@/postgres?host={folder}"
    finally:
        process.send_signal(SIGINT)  # it ends at once, whoever is still connected
        process.wait()


def _ready(home: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    check = [str(home / "pg_isready"), "-h", str(folder), "-t", "30"]
    while process.poll() is None:
        if subprocess.run(check, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-800:]}")


def fresh_database(url: str) -> str:
    """Make an empty database on the server and return its URL."""
    from sqlalchemy import create_engine, make_url

    name = f"khaosan_{uuid4().hex[:12]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)
