"""What people paste as a mail server's address."""

import pytest
from django.core.exceptions import ValidationError

from mailservers.hosts import HostEntry, read_host, read_port, shown, without_login
from mailservers.smtp.settings import Security


@pytest.mark.parametrize(
    ("pasted", "entry"),
    [
        ("smtp.gmail.com", HostEntry("smtp.gmail.com")),
        (" SMTP.Gmail.com. ", HostEntry("smtp.gmail.com")),
        ("\u00a0smtp.gmail.com\u3000", HostEntry("smtp.gmail.com")),
        ("smtp.gmail.com:587", HostEntry("smtp.gmail.com", 587)),
        ("smtp://smtp.gmail.com:587/", HostEntry("smtp.gmail.com", 587)),
        ("SMTPS://smtp.gmail.com", HostEntry("smtp.gmail.com", None, Security.SSL)),
        ("smtp+starttls://smtp.gmail.com", HostEntry("smtp.gmail.com", None, Security.STARTTLS)),
        ("bücher.example", HostEntry("xn--bcher-kva.example")),
        ("BÜCHER.example:25", HostEntry("xn--bcher-kva.example", 25)),
        ("192.0.2.10", HostEntry("192.0.2.10")),
        ("192.0.2.10:2525", HostEntry("192.0.2.10", 2525)),
        ("2001:DB8::10", HostEntry("2001:db8::10")),
        ("[2001:db8::10]", HostEntry("2001:db8::10")),
        ("[2001:db8::10]:587", HostEntry("2001:db8::10", 587)),
        ("mail_1.lan", HostEntry("mail_1.lan")),
        ("localhost", HostEntry("localhost")),
    ],
)
def test_it_is_read_into_one_normal_form(pasted: str, entry: HostEntry) -> None:
    assert read_host(pasted) == entry


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "required"),
        ("smtp://", "required"),
        ("smtp gmail com", "space"),
        ("smtp.gmail.com\r\nRCPT TO:<x@y>", "control_character"),
        ("smtp.gmail.com\x00", "control_character"),
        ("https://mail.google.com", "scheme"),
        ("smtp.gmail.com/mail", "path"),
        ("smtp.gmail.com?x=1", "path"),
        ("jan@gmail.com", "address"),
        ("smtp://jan:secret@smtp.gmail.com", "login"),
        ("https://jan:secret@smtp.gmail.com", "login"),
        ("jan:secret@smtp.gmail.com", "login"),
        ("smtp://jan@smtp.gmail.com", "login"),
        ("smtp.gmail.com:abc", "port"),
        ("smtp.gmail.com:0", "port"),
        ("smtp.gmail.com:65536", "port"),
        pytest.param("smtp.gmail.com:000025" + "0" * 5000, "port", id="digits"),
        ("[2001:db8::10]:99999", "port"),
        ("[smtp.gmail.com]", "invalid"),
        ("256.1.1.1", "invalid"),
        ("2001:db8:::10", "invalid"),
        ("-smtp.gmail.com", "invalid"),
        ("smtp..gmail.com", "invalid"),
        ("smtp.gmail.com,mail", "invalid"),
        ("a" * 64 + ".example", "invalid"),
        (".".join(["a" * 60] * 5), "max_length"),
        ("xn--\u00fc.example", "invalid"),
    ],
)
def test_what_cannot_be_a_server_gets_its_own_sentence(typed: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_host(typed)
    assert refused.value.code == reason
    assert refused.value.message


def test_the_sentence_about_a_password_in_the_address_does_not_repeat_it() -> None:
    with pytest.raises(ValidationError) as refused:
        read_host("smtp://jan:s3cret@smtp.gmail.com")
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("pasted", "bare", "username"),
    [
        ("smtp.gmail.com:587", "smtp.gmail.com:587", ""),
        ("smtp://jan:secret@smtp.gmail.com:587", "smtp://smtp.gmail.com:587", "jan"),
        ("smtps://jan@smtp.gmail.com", "smtps://smtp.gmail.com", "jan"),
        ("jan:secret@smtp.gmail.com", "smtp.gmail.com", "jan"),
        ("jan:a@b:c@smtp.gmail.com", "smtp.gmail.com", "jan"),
        ("jan@agency.example:secret@smtp.gmail.com", "smtp.gmail.com", "jan@agency.example"),
        ("smtp://jan%40agency.example:secret@smtp.gmail.com", "smtp://smtp.gmail.com", "jan@agency.example"),
        ("jan:secret\uff20smtp.gmail.com", "smtp.gmail.com", "jan"),
        (" \nsmtp://jan:secret@smtp.gmail.com", "smtp://smtp.gmail.com", "jan"),
        ("jan:secret@x://smtp.gmail.com", "x://smtp.gmail.com", "jan"),
        (":secret@smtp.gmail.com", "smtp.gmail.com", ""),
        ("jan@gmail.com", "jan@gmail.com", ""),
    ],
)
def test_a_login_pasted_along_is_cut_off_and_only_its_user_name_is_told(pasted: str, bare: str, username: str) -> None:
    assert without_login(pasted) == (bare, username)


@pytest.mark.parametrize(
    ("text", "port"),
    [("25", 25), ("00025", 25), ("65535", 65535), ("65536", None), ("0", None), ("", None), ("２５", None)],
)
def test_a_port_is_a_number_that_can_be_one(text: str, port: int | None) -> None:
    assert read_port(text) == port
    assert read_port("25" + "0" * 5000) is None


def test_an_international_name_is_shown_in_its_own_letters() -> None:
    assert shown("xn--bcher-kva.example") == "bücher.example"
    assert shown("smtp.gmail.com") == "smtp.gmail.com"
