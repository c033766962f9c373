"""A certificate authority made once for a run, and certificates that are wrong in named ways."""

import datetime
import ssl
import warnings
from functools import cache

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """An authority of its own; `pem` is what a user would paste to trust it."""

    def __init__(self, name: str = "Testing authority") -> None:
        self._ca = trustme.CA(organization_name=name)
        self.pem = self._ca.cert_pem.bytes().decode()

    def server(self, *names: str, days: int = 30) -> ssl.SSLContext:
        """A server's context with a certificate for `names`, valid until `days` from now (negative: expired)."""
        until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        issued = self._ca.issue_cert(*(names or ("localhost", "127.0.0.1")), not_after=until)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        return context

    def chain(self, *names: str) -> bytes:
        """A key and its certificates in PEM, for a server that is a program of its own."""
        return self._ca.issue_cert(*names).private_key_and_cert_chain_pem.bytes()


@cache
def authority() -> Authority:
    """The authority that tests trust."""
    return Authority()


@cache
def self_signed(common_name: str = "localhost") -> tuple[ssl.SSLContext, str]:
    """A server's context with a certificate nobody signed, and that certificate as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(secret + pem).tempfile() as path:
        context.load_cert_chain(path)
    return context, pem.decode()


def too_old() -> ssl.SSLContext:
    """A server's context that knows no TLS newer than 1.1."""
    context = authority().server()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of exactly what is wanted here
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context
