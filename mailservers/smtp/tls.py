"""TLS: contexts (costly, so kept), what a certificate says, and what an OpenSSL error means."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from .conversation import FailureKind, TlsFacts
from .escaping import shown

# X509_V_ERR_… of OpenSSL's x509_vfy.h
_PROBLEMS = {
    9: "not-yet-valid",
    10: "expired",
    18: "self-signed",
    19: "unknown-authority",
    20: "unknown-authority",
    21: "unknown-authority",
    2: "unknown-authority",
    62: "name",
    64: "name",
}
_TOO_OLD = (
    "UNSUPPORTED_PROTOCOL",
    "PROTOCOL_VERSION",
    "VERSION_TOO_LOW",
    "DH_KEY_TOO_SMALL",
    "EE_KEY_TOO_SMALL",
    "CA_KEY_TOO_SMALL",
    "CA_MD_TOO_WEAK",
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
)


@lru_cache(maxsize=64)
def context(ca_certificate: str, verify: bool) -> ssl.SSLContext:
    """The context for one CA setting; making one costs about 16 ms.

    `ca_certificate` (PEM) is trusted beside the system's authorities, be it an authority's or the server's own.
    Raises ssl.SSLError when it is no certificate.
    """
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_certificate:
        made.load_verify_locations(cadata=ca_certificate)
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if not verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def server_name(host: str) -> str:
    """The name that SNI and the certificate are about: never the address that was resolved."""
    return host.strip("[]").rstrip(".")


def facts(connection: ssl.SSLObject, *, verified: bool) -> TlsFacts:
    """What TLS was agreed on."""
    version = (connection.version() or "").replace("TLSv", "TLS ")
    cipher = (connection.cipher() or ("", "", 0))[0]
    seen = _from_dict(connection.getpeercert()) if verified else certificate(connection.getpeercert(binary_form=True))
    return TlsFacts(version, cipher, seen["subject"], seen["issuer"], seen["not_after"], verified)


def _from_dict(peer: Mapping[str, Any] | None) -> dict[str, Any]:
    if not peer:
        return {"subject": "", "issuer": "", "not_after": "", "names": []}
    expiry = ssl.cert_time_to_seconds(peer["notAfter"])
    return {
        "subject": _name(peer.get("subject", ())),
        "issuer": _name(peer.get("issuer", ())),
        "not_after": _iso(expiry),
        "names": [shown(str(value)) for _, value in peer.get("subjectAltName", ())],
    }


_SHORT_NAMES = {"commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "countryName": "C"}


def _name(relative_names: Any) -> str:
    pairs = [pair for relative in relative_names for pair in relative]
    return shown(", ".join(f"{_SHORT_NAMES.get(key, key)}={value}" for key, value in pairs))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def certificate(der: bytes | None) -> dict[str, Any]:
    """Subject, issuer, last day (ISO 8601 UTC) and names of a certificate nobody checked; empty when unreadable."""
    from cryptography import x509  # takes a while to load, and most conversations never need it

    try:
        read = x509.load_der_x509_certificate(der or b"")
    except ValueError:
        return _from_dict(None)
    return {
        "subject": _rdns(read.subject),
        "issuer": _rdns(read.issuer),
        "not_after": read.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "not_before": read.not_valid_before_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "names": _alternative_names(read),
    }


def _rdns(name: Any) -> str:
    return shown(", ".join(f"{attribute.rfc4514_attribute_name}={attribute.value!s}" for attribute in name))


def _alternative_names(read: Any) -> list[str]:
    from cryptography import x509

    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [shown(str(name.value)) for name in names if isinstance(name, (x509.DNSName, x509.IPAddress))]


def classify(error: ssl.SSLError) -> tuple[FailureKind, dict[str, Any]]:
    """What kind of failure an error of OpenSSL is, and what is known about it."""
    reason = error.reason or type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return FailureKind.CERTIFICATE, {
            "problem": _PROBLEMS.get(error.verify_code, "other"),
            "verify_code": error.verify_code,
            "message": error.verify_message,
        }
    known = {"reason": reason}
    if any(mark in reason for mark in _TOO_OLD):
        return FailureKind.TLS_TOO_OLD, known
    if reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"):
        return FailureKind.TLS_ON_PLAIN_PORT, known
    return FailureKind.TLS_FAILED, known


def looks_like_tls(octets: bytes) -> bool:
    """Whether these could be the first octets of a TLS record (RFC 8446 5.1): handshake or alert."""
    return octets[:1] in (b"\x15", b"\x16") and octets[1:2] in (b"", b"\x03")
