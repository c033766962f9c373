"""`smtp_check`: wrong usage is exit code 2 and a sentence; what the server said is 0 or 1."""

import json
import socket
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mailservers.management.commands.smtp_check import _test_message
from tests.servers import ReceivingServer


def check(*words: str) -> dict[str, Any]:
    output = StringIO()
    call_command("smtp_check", *words, "--json", stdout=output)
    return json.loads(output.getvalue())


@pytest.fixture
def nobody() -> str:
    """A port at which nothing answers."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return str(unused.getsockname()[1])


@pytest.mark.parametrize(
    "address", ["a@b\r\nX", "a@b\nX", "<", "a@[", '"', "(@b", "\udcff@b.example", "a@\udce9"], ids=ascii
)
@pytest.mark.parametrize(
    "others", [(), ("--to", "a@b.example", "--from"), ("--to", "a@b.example")], ids=["", "from", "second"]
)
def test_what_is_no_address_is_wrong_usage(nobody: str, others: tuple[str, ...], address: str) -> None:
    words = (*others, address) if others[-1:] == ("--from",) else (*others, "--to", address)
    with pytest.raises(CommandError) as refused:
        check("127.0.0.1", nobody, *words)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"\x7fELF\x00\xff", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"]
)
def test_a_file_without_certificates_is_wrong_usage(nobody: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"ca\.pem") as refused:
        check("127.0.0.1", nobody, "--ca", str(path))
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--port-is-missing"],
        ["", "25"],
        ["x.example", "0"],
        ["x.example", "65536"],
        ["x.example", "9" * 5000],
        ["x.example", "25", "--deadline", "nan"],
        ["x.example", "25", "--deadline", "inf"],
        ["x.example", "25", "--deadline", "0"],
        ["x.example", "25", "--deadline=-1"],
        ["x.example", "25", "--xoauth2-env", "OCTETS"],
        ["x.example", "25", "--username", "u", "--password-env", "OCTETS"],
        ["x.example", "25", "--username", "u", "--password-env", "NOT_SET"],
        ["x.example", "25", "--username", "u\udcff", "--password-env", "PATH"],
        ["x.example", "25", "--to", "a@b.example", "--message", "/nowhere"],
        ["x.example", "25", "--to", "a@b.example", "--message", "/"],
    ],
    ids=lambda words: ascii(words)[:60],
)
def test_other_wrong_usage_is_refused_before_anything_is_said(
    monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("OCTETS", "a\udcffb")
    with pytest.raises(CommandError) as refused:
        check(*words)
    assert refused.value.returncode in (1, 2)  # argparse, called from Python, has no exit code of its own


@pytest.mark.parametrize(
    "address", ["a@[127.0.0.1]", "a@[IPv6:::1]", '"a b"@b.example', "é@bücher.example", "a.@b.example", "'@b.example"]
)
def test_a_short_test_can_be_sent_to_every_address(address: str) -> None:
    assert address.encode() in _test_message("", (address,)) or not address.isascii()
    with ReceivingServer() as server:
        assert check("127.0.0.1", str(server.port), "--to", address)["outcome"] == "accepted"


@pytest.mark.parametrize(("language", "sentence"), [("nl", "“x” is geen e-mailadres"), ("en", "“x” is not an e-mail")])
def test_errors_speak_the_language_that_was_asked_for(nobody: str, language: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        check("127.0.0.1", nobody, "--to", "x", "--language", language)


@pytest.mark.parametrize("content", [b"", b"\x7fELF\x00\xff\r\r\n.\r\n"])
def test_any_file_can_be_sent(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "message.eml"
    path.write_bytes(content)
    with ReceivingServer() as server:
        told = check("127.0.0.1", str(server.port), "--to", "a@b.example", "--message", str(path))
    assert told["outcome"] == "accepted"
