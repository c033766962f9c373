"""Bodies in wire form: whatever somebody types arrives line by line, and no server can misread it."""

import email
import email.policy
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.wire.text import LINE_LIMIT, base64_lines, quoted_printable, text_part

LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
PIECES = st.sampled_from(
    [
        ".", "..", "\n", "\r", "\r\n", "\n.\n", "\n.\r\n", "=", "=_", "--", "é", "給", "👩", " ", "\t", " \n", "From ",
        "a", "x" * 997, "x" * 998, "x" * 999, "\x0b", "\x0c", "\x85", "\u2028", "=2E", "-- \n", "word ",
    ]
)  # fmt: skip
BODIES = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=400),
)


def as_lines(text: str) -> str:
    """The text with LF line ends, the last one too."""
    text = LINE_ENDS.sub("\n", text)
    return text if text.endswith("\n") else text + "\n"


def received(wire: bytes) -> str:
    """What a mail program shows."""
    read = email.message_from_bytes(wire, policy=email.policy.default)
    assert not read.defects
    return str(read.get_content()).replace("\r\n", "\n")


def check_wire(wire: bytes) -> None:
    """7-bit, CRLF only, no line too long, and none that begins with a dot."""
    assert wire.isascii()
    assert wire.endswith(b"\r\n")
    lines = wire.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= LINE_LIMIT
    assert not any(line.startswith(b".") for line in lines)


def encoding_of(wire: bytes) -> str:
    return str(email.message_from_bytes(wire)["Content-Transfer-Encoding"])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("", "7bit"),
        ("Dear Jan,\n\nyour payslip.\n", "7bit"),
        ("no line end", "7bit"),
        ("\n\n\n", "7bit"),
        ("x" * 998, "7bit"),
        ("x" * 999, "quoted-printable"),
        (".", "quoted-printable"),
        (".\n..\n...\n", "quoted-printable"),
        ("line\n.\nline\n", "quoted-printable"),
        ("line\r\n.\r\nline\r\n", "quoted-printable"),
        ("line\r.\rline", "quoted-printable"),
        ("a\r\nb\nc\rd\n\re", "7bit"),
        ("a\x0bb\x0cc", "7bit"),
        ("--=_0123456789abcdef\n", "quoted-printable"),
        ("spaces at the end  \n\ttab\t\n", "7bit"),
        ("één\n", "base64"),
        ("Dear Ján,\nyour payslip\n", "quoted-printable"),
        ("é" * 2000, "base64"),
        ("給与明細書\n" * 50, "base64"),
        ("some words é " * 400, "quoted-printable"),
        ("bell \x07\n", "quoted-printable"),
        ("From here on\n", "7bit"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, str) else "",
)
def test_a_body_arrives_and_is_encoded_only_where_it_must_be(text: str, encoding: str) -> None:
    wire = text_part(text)
    check_wire(wire)
    assert received(wire) == as_lines(text)
    assert encoding_of(wire) == encoding


@settings(deadline=None)
@given(BODIES)
@example("a\u2028.b")
@example("\r\r\n\n")
@example(". é")
@example(("=" * 76 + ".") * 3 + "é")
def test_any_body_arrives(text: str) -> None:
    wire = text_part(text)
    check_wire(wire)
    assert received(wire) == as_lines(text)


@settings(deadline=None)
@given(BODIES)
def test_any_html_arrives_as_html(text: str) -> None:
    wire = text_part(text, "html")
    check_wire(wire)
    assert wire.startswith(b'Content-Type: text/html; charset="utf-8"\r\n')
    assert received(wire) == as_lines(text)


def test_half_a_character_costs_only_itself() -> None:
    assert received(text_part("a\ud800b")) == "a?b\n"


@settings(deadline=None)
@given(BODIES)
def test_no_body_holds_what_a_boundary_begins_with(text: str) -> None:
    assert b"=_" not in text_part(text)


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_base64_has_lines_of_76_and_comes_back(data: bytes) -> None:
    lines = base64_lines(data).split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) == 76 for line in lines[:-1])
    assert all(len(line) <= 76 for line in lines)
    assert (
        email.message_from_bytes(b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(data)).get_payload(
            decode=True
        )
        == data
    )


def test_a_dot_that_a_soft_line_break_brings_to_the_front_is_encoded() -> None:
    for length in range(60, 80):
        wire = quoted_printable(("x" * length + "." * 20 + "é\n").encode())
        assert not re.search(rb"(?m)^\.", wire)
        assert max(map(len, wire.split(b"\r\n"))) <= 78
