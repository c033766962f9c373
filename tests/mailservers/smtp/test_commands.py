"""Commands know their octets and their secrets, and carry no line ends to the wire."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservers.smtp import commands
from mailservers.smtp.commands import Command, Secret
from mailservers.smtp.errors import CommandRefused


@pytest.mark.parametrize(
    ("command", "octets", "shown"),
    [
        (commands.ehlo("a.example"), b"EHLO a.example\r\n", "EHLO a.example"),
        (commands.helo("a.example"), b"HELO a.example\r\n", "HELO a.example"),
        (commands.STARTTLS, b"STARTTLS\r\n", "STARTTLS"),
        (commands.auth("LOGIN"), b"AUTH LOGIN\r\n", "AUTH LOGIN"),
        (commands.auth("PLAIN", Secret(b"\0u\0p", "«x»")), b"AUTH PLAIN AHUAcA==\r\n", "AUTH PLAIN «x»"),
        (commands.auth_response(Secret(b"p", "«x»")), b"cA==\r\n", "«x»"),
        (commands.auth_empty(), b"\r\n", ""),
        (commands.auth_cancel(), b"*\r\n", "*"),
        (commands.mail("a@b.nl"), b"MAIL FROM:<a@b.nl>\r\n", "MAIL FROM:<a@b.nl>"),
        (commands.mail("", "SIZE=3"), b"MAIL FROM:<> SIZE=3\r\n", "MAIL FROM:<> SIZE=3"),
        (commands.rcpt("jö@b.nl"), "RCPT TO:<jö@b.nl>\r\n".encode(), "RCPT TO:<jö@b.nl>"),
        (commands.DATA, b"DATA\r\n", "DATA"),
        (commands.bdat(12), b"BDAT 12 LAST\r\n", "BDAT 12 LAST"),
        (commands.end_of_data("."), b".\r\n", "."),
        (commands.RSET, b"RSET\r\n", "RSET"),
        (commands.QUIT, b"QUIT\r\n", "QUIT"),
    ],
    ids=lambda value: value.shown if isinstance(value, Command) else "",
)
def test_a_command_has_its_octets_and_its_words(command: Command, octets: bytes, shown: str) -> None:
    assert (command.octets, command.shown) == (octets, shown)


@pytest.mark.parametrize("make", [commands.ehlo, commands.helo, commands.mail, commands.rcpt, commands.auth])
@pytest.mark.parametrize("bad", ["\r", "\n", "\0", "\r\n"])
def test_line_ends_and_nul_never_reach_the_wire(make: Callable[[str], Command], bad: str) -> None:
    with pytest.raises(CommandRefused):
        make(f"a{bad}RCPT TO:<x@example.nl>")


def test_mail_parameters_carry_no_line_ends_either() -> None:
    with pytest.raises(CommandRefused):
        commands.mail("a@b.nl", "SIZE=1\r\nRCPT")


@given(st.binary(min_size=6))
def test_a_secret_is_in_no_representation(octets: bytes) -> None:
    for command in (commands.auth("PLAIN", Secret(octets, "«x»")), commands.auth_response(Secret(octets, "«x»"))):
        encoded = base64.b64encode(octets).decode()
        assert encoded not in repr(command) + command.shown
        assert command.secret == encoded.encode()
        assert command.octets.endswith(encoded.encode() + b"\r\n")
    assert repr(Secret(octets, "«x»")) == "Secret(«x»)"
