"""Certificates: none refuses an office, and each capture says whether it was valid."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines.store import captures
from pipelines.store.database import open_store
from tests.crawlers.crawling import crawl, list_page, registry, row
from tests.crawlers.site import Site, serving

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def certificate(folder: Path, name: str, host: str, *, expired: bool = False) -> Path:
    """A self-signed certificate with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 9 * DAY)
        .not_valid_after(NOW - 2 * DAY if expired else NOW + 9 * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def test_every_certificate_is_taken_and_its_state_recorded(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "valid": certificate(tmp_path, "valid", "127.0.0.1"),
        "expired": certificate(tmp_path, "expired", "127.0.0.2", expired=True),
        "other-host": certificate(tmp_path, "other-host", "10.9.9.9"),
        "unknown": certificate(tmp_path, "unknown", "127.0.0.4"),
    }
    trusted = [files[name].read_text() for name in ("valid", "expired", "other-host")]
    (tmp_path / "trusted.pem").write_text("".join(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    with ExitStack() as stack:
        sites: dict[str, Site] = {}
        for number, (name, file) in enumerate(files.items(), start=1):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(file)
            # One address each: what is known of a certificate is known of a host.
            pages = {"/": list_page("/a"), "/a": "x"}
            sites[name] = stack.enter_context(serving(pages, host=f"127.0.0.{number}", tls=context))  # type: ignore[arg-type]
        rows = [row(name, site.url(), 'via = ["html"]') for name, site in sites.items()]
        allow = [site.address for site in sites.values()]
        report = crawl(home, registry(tmp_path / "rows", *rows), allow=allow)
    assert report.issues == []
    store = open_store(home)
    with store.read() as connection:
        found = {one.source_id: one.tls_valid for one in captures.pending(connection, limit=99)}
    store.close()
    assert found == {"valid": True, "expired": False, "other-host": False, "unknown": False}
