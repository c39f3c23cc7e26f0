"""A certificate authority of our own and a certificate for 127.0.0.1, made by openssl."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

DAYS = "2"
_NAMES = "subjectAltName=IP:127.0.0.1,DNS:localhost"


@dataclass(frozen=True)
class Certificates:
    """Paths of PEM files."""

    authority: Path
    certificate: Path
    key: Path


def made(folder: Path, name: str) -> Certificates:
    """Make an authority and a certificate that it signed, in a folder that exists."""
    authority, certificate, key = (folder / f"{name}-{part}.pem" for part in ("ca", "node", "key"))
    request, ca_key, names = (folder / f"{name}.{part}" for part in ("csr", "ca-key", "ext"))
    names.write_text(_NAMES, encoding="ascii")
    new = ["-newkey", "rsa:2048", "-nodes"]
    subject = ["-subj", f"/CN={name}"]
    _openssl("req", "-x509", *new, *subject, "-keyout", ca_key, "-out", authority, "-days", DAYS)
    _openssl("req", *new, *subject, "-keyout", key, "-out", request)
    signing = ("-CA", authority, "-CAkey", ca_key, "-CAcreateserial", "-extfile", names)
    _openssl("x509", "-req", "-in", request, *signing, "-out", certificate, "-days", DAYS)
    return Certificates(authority, certificate, key)


def _openssl(*words: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl {words[0]}: {done.stderr[-400:]}")
