"""Header fields, read back by Python's own parser: what was meant is what arrives, whatever it is made of."""

import email
import email.policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.wire import mailbox_header
from documents.wire.headers import text_header

# What the rules for content let through: no control characters, no halves of characters.
TEXTS = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
WORDS = TEXTS.map(lambda text: " ".join(text.split())).filter(lambda text: text == text.strip())
ADDRESSES = st.sampled_from(["jan@x.example", "a.very.long.local.part@a-long-domain-name.example.nl"])

SUBJECTS = [
    "",
    "Payslip",
    "Loonstrook — één",
    "Überstunden für März",
    "=?utf-8?q?not_an_encoded_word?=",
    "給与明細書 " * 30,
    "👩‍👩‍👧 family",
    "a" * 300,
    "word " * 60,
    "é" * 200,
    "trailing =?",
    'quotes "and" <brackets>, commas; semicolons: (comments)',
]


def read(*fields: str) -> EmailMessage:
    """The message with these fields, as a mail program reads it."""
    wire = "".join(fields).encode("ascii") + b"\r\nbody\r\n"
    check_lines(wire)
    return email.message_from_bytes(wire, policy=email.policy.default)


def mailboxes_in(header: str) -> list[tuple[str, str]]:
    """Names and addresses of an address field.

    Read by the older parser: before Python 3.13.2 the newer one puts a space between encoded words in names, which
    RFC 2047 (6.2) says is not there (gh-128110).
    """
    check_lines(header.encode("ascii"))
    unfolded = header.replace("\r\n", "").partition(": ")[2]
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([unfolded])]


def check_lines(wire: bytes) -> None:
    """7-bit, CRLF, and never longer than a line may be."""
    assert wire.isascii()
    assert wire.replace(b"\r\n", b"").translate(None, b"\r\n") == wire.replace(b"\r\n", b"")
    assert max(map(len, wire.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("subject", SUBJECTS, ids=[f"{subject[:20]}…" for subject in SUBJECTS])
def test_a_subject_arrives(subject: str) -> None:
    assert read(text_header("Subject", subject))["Subject"] == subject.strip()


@settings(deadline=None)
@given(WORDS)
@example("=?utf-8?b?=")
@example("=? =?")
@example("0 \u2005 0")
def test_any_subject_arrives(subject: str) -> None:
    assert read(text_header("Subject", subject))["Subject"] == subject


@settings(deadline=None)
@given(st.text(max_size=200))
def test_nothing_can_break_out_of_a_header(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    message = read(text_header("X-Note", text), "X-After: here\r\n")
    assert message.keys() == ["X-Note", "X-After"]
    assert message.get_payload() == "body\r\n"


@pytest.mark.parametrize(
    "control", ["\r", "\n", "\r\n", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x7f"], ids=repr
)
def test_every_control_character_becomes_a_space(control: str) -> None:
    assert text_header("Subject", f"one{control}Bcc: two") == "Subject: one Bcc: two\r\n"


@pytest.mark.parametrize("subject", ["word " * 60, "Überstunden für März " * 10], ids=["ASCII", "encoded"])
def test_a_long_subject_is_folded_at_the_wanted_length(subject: str) -> None:
    lines = text_header("Subject", subject).split("\r\n")
    assert len(lines) > 3
    assert max(map(len, lines)) <= 78


NAMES = [
    "",
    "Jan Smit",
    "Smit, Jan",
    'Jan "de Man" Smit',
    "back\\slash",
    "Zoë de Vries",
    "Jan (HR)",
    "jan@x.example",
    "Пётр Ильич Чайковский " * 5,
    "=?utf-8?q?x?=",
    "a" * 190,
    "O'Brien; Pat",
]


@pytest.mark.parametrize("name", NAMES, ids=[f"{name[:20]}…" for name in NAMES])
def test_a_display_name_arrives(name: str) -> None:
    assert mailboxes_in(mailbox_header("From", [(name, "jan@x.example")])) == [(name.strip(), "jan@x.example")]


@settings(deadline=None)
@given(WORDS.map(lambda text: text[:200].strip()), ADDRESSES)
def test_any_display_name_arrives(name: str, address: str) -> None:
    header = mailbox_header("From", [(name, address)])
    assert mailboxes_in(header) == [(name, address)]
    [mailbox] = read(header)["From"].addresses
    assert mailbox.addr_spec == address
    assert mailbox.display_name.replace(" ", "") == name.replace(" ", "")


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS.map(lambda text: text[:60].strip()), ADDRESSES), min_size=1, max_size=40))
def test_any_list_of_mailboxes_arrives_in_order(mailboxes: list[tuple[str, str]]) -> None:
    assert mailboxes_in(mailbox_header("To", mailboxes)) == mailboxes


def test_a_thousand_recipients_are_folded_between_the_addresses() -> None:
    mailboxes = [("", f"person{number}@x.example") for number in range(1000)]
    header = mailbox_header("To", mailboxes)
    assert [one.addr_spec for one in read(header)["To"].addresses] == [address for _, address in mailboxes]
    assert max(map(len, header.split("\r\n"))) <= 78


@pytest.mark.parametrize("control", ["\r\n", "\n", "\x00"], ids=repr)
def test_an_address_with_a_control_character_is_refused(control: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        mailbox_header("To", [("", f"jan@x.example{control}Bcc: piet@x.example")])
