"""nginx before a served Sluice, by the configuration that the how-to gives, with a certificate of its own."""

import asyncio
import re
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.protocols.waiting import until

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "run-in-production.md"
HOST = "127.0.0.1"
_AROUND = """daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{inner}
}}
"""


@dataclass(frozen=True)
class Front:
    """A running nginx.

    Attributes:
        address: `https://127.0.0.1:port`.
        plain: `http://127.0.0.1:port`.
        tls: trusts its certificate and no other.
    """

    address: str
    plain: str
    tls: ssl.SSLContext


def installed() -> str:
    """The program; skips the test where there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    return found


@asynccontextmanager
async def nginx(folder: Path, program: str, *, tls: int, plain: int, behind: int) -> AsyncIterator[Front]:
    """nginx on two ports, before the server on port `behind`."""
    certificate, key = _certificate(folder)
    changed = {
        "/etc/ssl/sluice.example.com.pem": str(certificate),
        "/etc/ssl/sluice.example.com.key": str(key),
        "https://sluice.example.com$": f"https://{HOST}:{tls}$",
        "sluice.example.com": HOST,
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 443": f"listen {HOST}:{tls}",
        "listen 80": f"listen {HOST}:{plain}",
    }
    text = _of_the_how_to()
    for before, after in changed.items():
        assert before in text, f"the how-to says {before} no more"
        text = text.replace(before, after)
    configuration = folder / "nginx.conf"
    configuration.write_text(_AROUND.format(folder=folder, inner=text))
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(configuration)])  # noqa: ASYNC220 - it returns at once
    try:
        await until(lambda: process.poll() is not None or (folder / "pid").exists())
        assert process.poll() is None, (folder / "error.log").read_text()
        context = ssl.create_default_context(cafile=str(certificate))
        yield Front(f"https://{HOST}:{tls}", f"http://{HOST}:{plain}", context)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)


def _of_the_how_to() -> str:
    found = re.search(r"```nginx\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def _certificate(folder: Path) -> tuple[Path, Path]:
    """One that signs itself, for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sluice of a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, secret
