"""Signing keys: the deployment's own, or made at first use under a certificate authority of the installation.

<folder>/signer.key, signer.crt and authority.crt (PEM). An agency that has keys of its own puts them there beforehand;
otherwise authority.key is made too and stays on the machine. Only the running account may read the keys.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

_AUTHORITY_LIFE = timedelta(days=20 * 365)
_SIGNER_LIFE = timedelta(days=10 * 365)
_CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who seals: the folder of its key below the installation's secrets, and the name in its certificate."""

    folder: str
    name: str


CERTIFICATES = Signer("signing", "Guomen document seal")
LABORATORY = Signer("laboratory-signing", "Guomen laboratory report seal")


def signing_folder(secrets: Path, signer: Signer = CERTIFICATES) -> Path:
    """The folder with the key, made with a fresh key where there is none; safe for several processes at once.

    Every signer that is made here has a certificate of the same authority, that of the first.
    """
    folder = secrets / signer.folder
    if (folder / "signer.key").exists():
        return folder
    authority = None if signer == CERTIFICATES else signing_folder(secrets)
    secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="signing-", dir=secrets))
    try:
        _make_keys(made, signer, authority, datetime.now(UTC))
        made.rename(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        if not (folder / "signer.key").exists():
            raise
    return folder


def _make_keys(folder: Path, signer: Signer, issuing: Path | None, now: datetime) -> None:
    authority, authority_key = _known(issuing) or _new_authority(folder, now)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(signer.name), authority.subject, key.public_key(), now, _SIGNER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(folder / "signer.key", key)
    (folder / "authority.crt").write_bytes(authority.public_bytes(Encoding.PEM))
    (folder / "signer.crt").write_bytes(certificate.public_bytes(Encoding.PEM))


def _known(issuing: Path | None) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """The authority that was made here before, with its key; None where there is none."""
    if issuing is None or not (issuing / "authority.key").exists():
        return None
    key = load_pem_private_key((issuing / "authority.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return None
    return x509.load_pem_x509_certificate((issuing / "authority.crt").read_bytes()), key


def _new_authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Guomen certificate authority of this installation")
    certificate = (
        _builder(name, name, key.public_key(), now, _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(folder / "authority.key", key)
    return certificate, key


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Guomen 国门"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(pem)
