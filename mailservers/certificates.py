"""The certificate of an own authority, as an administrator pastes it."""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

LONGEST_PEM = 200_000


def read_authorities(pem: str) -> str:
    """The certificates in `pem` in their normal form, without the text that tools print around them.

    Raises ValidationError with a sentence about what is wrong.
    """
    if "PRIVATE KEY" in pem:
        raise ValidationError(
            _("This is a private key, which must stay secret. Paste only the certificate."), code="private_key"
        )
    if "-----BEGIN CERTIFICATE-----" not in pem:
        raise ValidationError(
            _("A certificate in PEM form begins with -----BEGIN CERTIFICATE-----. Paste the whole file."),
            code="not_pem",
        )
    try:
        authorities = x509.load_pem_x509_certificates(pem.encode())
    except ValueError:
        raise ValidationError(
            _("The certificate cannot be read; perhaps a part is missing. Paste the whole file."), code="unreadable"
        ) from None
    for authority in authorities:
        if authority.not_valid_after_utc < datetime.now(UTC):
            raise ValidationError(
                _("The certificate of %(name)s expired on %(date)s.")
                % {
                    "name": authority.subject.rfc4514_string(),
                    "date": date_format(authority.not_valid_after_utc, "j F Y"),
                },
                code="expired",
            )
    return _as_pem(authorities)


def _as_pem(authorities: list[x509.Certificate]) -> str:
    return "".join(authority.public_bytes(Encoding.PEM).decode() for authority in authorities)
