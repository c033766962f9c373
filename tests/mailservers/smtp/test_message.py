"""Addresses and contents in the form that no server can misread."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservers.smtp.errors import AddressRefused
from mailservers.smtp.message import (
    Envelope,
    dot_stuffed,
    dot_stuffed_pieces,
    needs_smtputf8,
    normalised,
    wire_address,
)


@pytest.mark.parametrize(
    ("address", "wired"),
    [
        ("a@example.nl", "a@example.nl"),
        ("A.b+c@Example.NL", "A.b+c@Example.NL"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ('"a b"@example.nl', '"a b"@example.nl'),
        ('"a@b"@example.nl', '"a@b"@example.nl'),
        ("a@[192.0.2.1]", "a@[192.0.2.1]"),
        ("a@[IPv6:2001:db8::1]", "a@[IPv6:2001:db8::1]"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_takes_its_wire_form(address: str, wired: str) -> None:
    assert wire_address(address) == wired


@pytest.mark.parametrize(
    "address",
    [
        "", "a", "@example.nl", "a@", "a b@example.nl", "a@exam ple.nl", "a\r\n@example.nl", "a@example.nl\r\nDATA",
        "a@example.nl>", "<a@example.nl>", "a\0@example.nl", "a@b@example.nl", "a\u2028b@example.nl", "a@..nl",
        "a@[1.2]",
        '"a\r\n"@example.nl', '"a\n@example.nl', "x" * 65 + "@example.nl", "ö" * 33 + "@example.nl",
        "a@" + ".".join(["b" * 60] * 5), "a,b@example.nl", "a;b@example.nl",
        "a@" + "b" * 64 + ".nl", "a\u202eb@example.nl", "a\u200bb@example.nl", "a\udcffb@example.nl", '"\u202e"@b.nl',
    ],
)  # fmt: skip
def test_what_cannot_be_an_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        wire_address(address)


def test_only_the_local_part_needs_smtputf8() -> None:
    assert not needs_smtputf8(wire_address("info@bücher.example"))
    assert needs_smtputf8(wire_address("jörg@example.nl"))


def test_an_envelope_needs_a_recipient_and_knows_its_content() -> None:
    with pytest.raises(AddressRefused):
        Envelope("a@example.nl", (), b"x")
    envelope = Envelope("", ("b@bücher.example",), b"Subject: \xc3\xa9\n\nx\n")
    assert (envelope.wire_sender, envelope.wire_recipients) == ("", ("b@xn--bcher-kva.example",))
    assert envelope.eight_bit
    assert envelope.content == b"Subject: \xc3\xa9\r\n\r\nx\r\n"
    assert envelope.size_bytes == len(envelope.content)


@given(st.binary())
def test_normalised_contents_have_no_bare_line_ends(octets: bytes) -> None:
    clean = normalised(octets)
    assert b"\r" not in clean.replace(b"\r\n", b"")
    assert b"\n" not in clean.replace(b"\r\n", b"")
    assert clean.endswith(b"\r\n") or not clean
    assert normalised(clean) == clean
    assert clean.replace(b"\r\n", b"\n").rstrip(b"\n") == octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(
        b"\n"
    )


def unstuffed(octets: bytes) -> bytes:
    """What a server makes of it (RFC 5321 4.5.2)."""
    return b"\r\n".join(line[1:] if line.startswith(b".") else line for line in octets.split(b"\r\n"))


lines = st.lists(st.sampled_from([b".", b"..", b"a", b"", b"\xff", b".a"]), max_size=12).map(b"\r\n".join)


@given(lines)
def test_dots_are_stuffed_so_that_no_line_ends_the_message(octets: bytes) -> None:
    stuffed = dot_stuffed(octets + b"\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + stuffed
    assert unstuffed(stuffed) == octets + b"\r\n"


@given(lines, st.lists(st.integers(0, 40), max_size=6))
def test_stuffing_in_pieces_is_stuffing_the_whole(octets: bytes, cuts: list[int]) -> None:
    ends = [0, *sorted(min(cut, len(octets)) for cut in cuts), len(octets)]
    pieces = [octets[start:end] for start, end in pairwise(ends)]
    assert b"".join(dot_stuffed_pieces(pieces)) == dot_stuffed(octets)
