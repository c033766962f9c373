"""The certificates that the training mail server shows."""

import datetime as dt
import ssl
import stat

import pytest
from cryptography import x509

from demo import certificates


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def certificate(tmp_path, kind: str) -> x509.Certificate:
    certificates.context(kind)
    return x509.load_pem_x509_certificate((tmp_path / "training" / "certificates" / f"{kind}.pem").read_bytes())


def test_the_authority_stays_the_same_at_the_next_start():
    assert certificates.authority_pem() == certificates.authority_pem()


def test_the_authority_can_be_trusted_by_a_client():
    context = ssl.create_default_context(cadata=certificates.authority_pem())
    assert len(context.get_ca_certs()) > 0


def test_the_authoritys_pem_holds_no_private_key():
    assert "PRIVATE" not in certificates.authority_pem()


def test_private_keys_are_for_their_owner_only(tmp_path):
    certificates.context("good")
    for path in (tmp_path / "training" / "certificates").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_good_certificate_is_kept_and_renewed_before_it_expires(tmp_path, monkeypatch):
    first = certificate(tmp_path, "good")
    assert certificate(tmp_path, "good") == first
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=certificates.CERTIFICATE_DAYS - 10)
    monkeypatch.setattr(certificates, "_now", lambda: later)
    assert certificate(tmp_path, "good") != first


def test_the_expired_certificate_has_expired(tmp_path):
    assert certificate(tmp_path, "expired").not_valid_after_utc < dt.datetime.now(dt.UTC)
