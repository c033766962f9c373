"""Certificates of the training mail server: an own authority, a good certificate, and three that must be refused."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from demo.folder import training_folder, write

OUR_NAMES = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
OTHER_NAMES = (x509.DNSName("mail.ander-bedrijf.example"),)
AUTHORITY_DAYS = 20 * 365
CERTIFICATE_DAYS = 397
RENEW_DAYS_BEFORE = 30

Key = ec.EllipticCurvePrivateKey


def authority_pem() -> str:
    """The certificate of the training authority (PEM), as an administrator would paste it; made when missing."""
    certificate, _key = _authority("authority", "Easyflex training authority")
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def context(kind: str) -> ssl.SSLContext:
    """A server's TLS context with a certificate that is "good", "expired", for an "other-name" or "unknown"."""
    path = _folder() / f"{kind}.pem"
    if not _is_usable(path, kind):
        _issue(path, kind)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    tls.load_cert_chain(path)
    return tls


def _folder() -> Path:
    folder = training_folder() / "certificates"
    folder.mkdir(exist_ok=True)
    return folder


def _is_usable(path: Path, kind: str) -> bool:
    if not path.exists():
        return False
    ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    return kind == "expired" or ends > _now() + dt.timedelta(days=RENEW_DAYS_BEFORE)


def _issue(path: Path, kind: str) -> None:
    if kind == "unknown":
        issuer, issuer_key = _authority("unknown-authority", "Somebody else's authority")
    else:
        issuer, issuer_key = _authority("authority", "Easyflex training authority")
    begin = _now() - dt.timedelta(days=500 if kind == "expired" else 1)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name("Easyflex training mail server"), issuer.subject, key, begin, CERTIFICATE_DAYS)
        .add_extension(x509.SubjectAlternativeName(OTHER_NAMES if kind == "other-name" else OUR_NAMES), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    _store(path, certificate, key)


def _authority(file: str, name: str) -> tuple[x509.Certificate, Key]:
    path = _folder() / f"{file}.pem"
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name)
        usage = {"digital_signature", "key_cert_sign", "crl_sign"}
        certificate = (
            _builder(subject, subject, key, _now() - dt.timedelta(days=2 * 365), AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.KeyUsage(**{flag: flag in usage for flag in KEY_USAGES}), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _store(path, certificate, key)
    pem = path.read_bytes()
    loaded = serialization.load_pem_private_key(pem, None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(pem), loaded


KEY_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def _builder(subject: x509.Name, issuer: x509.Name, key: Key, begin: dt.datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=days))
    )


def _store(path: Path, certificate: x509.Certificate, key: Key) -> None:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write(path, private + certificate.public_bytes(serialization.Encoding.PEM), mode=0o600)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
