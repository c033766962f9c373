"""Stored secrets: unreadable without their key and their row, and never silently replaced."""

from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError

from mailservers import encryption
from mailservers.credentials import central_login
from mailservers.encryption import SecretUnreadable, decrypt, encrypt
from mailservers.models import MailServer
from mailservers.revisions import newest_of
from tests.factories import give_login, make_employee, make_mailserver

FIRST, SECOND = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def _first_key(settings: object) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [FIRST]  # type: ignore[attr-defined]


@pytest.fixture
def server(db: None) -> MailServer:
    return make_mailserver(authentication="central", username="kantoor", password="gehéim")


@pytest.mark.parametrize("secret", ["", " ", "gehéim", "a\x00b", "x" * 5000])
def test_what_was_encrypted_comes_back_exactly(secret: str) -> None:
    assert decrypt(encrypt(secret, "row 1"), "row 1") == secret


def test_the_same_secret_never_looks_the_same_twice() -> None:
    assert encrypt("secret", "row 1") != encrypt("secret", "row 1")


@pytest.mark.parametrize("context", ["row 2", "row", "row 11", ""])
def test_a_value_moved_to_another_row_cannot_be_read(context: str) -> None:
    with pytest.raises(SecretUnreadable):
        decrypt(encrypt("secret", "row 1"), context)


def test_context_and_secret_cannot_be_confused_with_each_other() -> None:
    with pytest.raises(SecretUnreadable):
        decrypt(encrypt("bc", "a"), "ab")


@pytest.mark.parametrize("value", ["", "not encrypted", "gAAAAA=="])
def test_what_nobody_encrypted_is_an_error_and_no_empty_password(value: str) -> None:
    with pytest.raises(SecretUnreadable):
        decrypt(value, "row 1")


def test_a_new_key_first_in_the_list_keeps_older_values_readable(settings: object) -> None:
    older = encrypt("secret", "row 1")
    settings.FIELD_ENCRYPTION_KEYS = [SECOND, FIRST]  # type: ignore[attr-defined]
    assert decrypt(older, "row 1") == "secret"
    newer = encrypt("secret", "row 1")
    settings.FIELD_ENCRYPTION_KEYS = [SECOND]  # type: ignore[attr-defined]
    assert decrypt(newer, "row 1") == "secret"


def test_no_password_is_in_the_database_as_it_was_typed(server: MailServer) -> None:
    revision = newest_of(server)
    assert revision is not None
    assert "gehéim" not in server.password + revision.password
    assert central_login(server).password == central_login(revision).password == "gehéim"  # type: ignore[union-attr]


def test_a_stored_password_does_not_follow_to_another_host(server: MailServer) -> None:
    MailServer.objects.filter(pk=server.pk).update(host="evil.example")
    server.refresh_from_db()
    with pytest.raises(SecretUnreadable):
        central_login(server)


def test_rotating_brings_every_secret_under_the_newest_key(server: MailServer, settings: object) -> None:
    somebody = make_employee()
    give_login(somebody, server, "own", "my own secret")
    settings.FIELD_ENCRYPTION_KEYS = [SECOND, FIRST]  # type: ignore[attr-defined]
    output = StringIO()
    call_command("rotate_keys", stdout=output)
    assert output.getvalue() == "3 secrets are now encrypted with the newest key.\n"
    settings.FIELD_ENCRYPTION_KEYS = [SECOND]  # type: ignore[attr-defined]
    server.refresh_from_db()
    assert central_login(server).password == "gehéim"  # type: ignore[union-attr]
    assert somebody.credentials_for(server, server).password == "my own secret"


def test_rotating_names_the_values_that_no_key_reads_and_ends_with_1(server: MailServer, settings: object) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [SECOND]  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match=f"mailservers.MailServer {server.pk}"):
        call_command("rotate_keys", stdout=StringIO())


def test_the_start_is_refused_when_the_key_is_wrong(server: MailServer, settings: object) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [SECOND]  # type: ignore[attr-defined]
    with pytest.raises(SystemCheckError, match="do not fit the stored passwords"):
        call_command("check")


def test_the_start_is_refused_when_the_key_is_gone(server: MailServer, settings: object, tmp_path: Path) -> None:
    settings.FIELD_ENCRYPTION_KEYS, settings.DATA_DIR = [], tmp_path  # type: ignore[attr-defined]
    with pytest.raises(SystemCheckError, match="no key to read them"):
        call_command("check")
    assert list(tmp_path.iterdir()) == []


def test_a_first_start_makes_a_key_that_only_its_owner_may_read(db: None, settings: object, tmp_path: Path) -> None:
    settings.FIELD_ENCRYPTION_KEYS, settings.DATA_DIR = [], tmp_path  # type: ignore[attr-defined]
    encryption.verify_keys()
    key = tmp_path / encryption.KEY_FILE
    assert key.stat().st_mode & 0o777 == 0o600
    assert decrypt(encrypt("secret", "row"), "row") == "secret"


def test_a_key_that_is_none_is_named_without_showing_it(settings: object) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["not-a-key"]  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS") as refused:
        encrypt("secret", "row")
    assert "not-a-key" not in str(refused.value)
