"""A whole message, read back by Python's own parser."""

import datetime as dt
import email
import email.policy
import re
import uuid
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import wire
from documents.wire import Composition, compose, replace_from
from tests.documents.wire.test_text import BODIES, as_lines, check_wire

KEY = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")
MOMENT = dt.datetime(2025, 3, 1, 12, 30, 5, tzinfo=dt.UTC)


def composed(**changes: Any) -> bytes:
    """The wire form of a plain letter to jan, unless said otherwise."""
    asked = {
        "document_id": KEY,
        "message_id": "<1@agency.example>",
        "sender": ("Anja", "anja@agency.example"),
        "to": [("Jan", "jan@x.example")],
        "cc": [],
        "subject": "Payslip",
        "text": "Dear Jan",
        "created_at": MOMENT,
        **changes,
    }
    message = compose(Composition(**asked))
    check_wire(message)
    return message


def with_files(message: bytes, files: list[tuple[str, bytes]]) -> bytes:
    """The message as it goes over the wire."""
    parts = [wire.attachment_header(KEY, name, wire.content_type_of(name)) for name, _ in files]
    encoded = [b"".join(wire.encode_file([content])) for _, content in files]
    return b"".join([message, *(part for pair in zip(parts, encoded, strict=True) for part in pair), wire.closing(KEY)])


def read(message: bytes) -> EmailMessage:
    check_wire(message)
    found = email.message_from_bytes(message, policy=email.policy.default)
    assert not [defect for part in found.walk() for defect in part.defects]
    return found


def shown(part: Any) -> str:
    return part.get_content().replace("\r\n", "\n")


def test_every_field_is_there_once() -> None:
    found = read(composed(cc=[("", "piet@x.example")], headers={"X-Agency": "De Brug"}))
    assert found.keys() == [
        "From", "To", "Cc", "Subject", "Date", "Message-ID", "X-Agency", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip
    assert (found["From"], found["To"], found["Cc"]) == (
        "Anja <anja@agency.example>",
        "Jan <jan@x.example>",
        "piet@x.example",
    )
    assert found["Date"].datetime == MOMENT
    assert found["Message-ID"] == "<1@agency.example>"


def test_without_visible_recipients_the_field_says_so() -> None:
    found = read(composed(to=[], cc=[]))
    assert found["To"] == "undisclosed-recipients:;"
    assert found["To"].addresses == ()


@pytest.mark.parametrize(
    "name",
    ["From", "bcc", "Message-ID", "DATE", "Content-Type", "received", "a b", "X-Bad:", "X-Bad\r\nBcc", "", "é"],
    ids=repr,
)
def test_a_header_that_is_ours_or_none_at_all_is_left_out(name: str) -> None:
    assert composed(headers={name: "trap@x.example"}) == composed()


def test_a_further_header_in_any_script_arrives_and_cannot_break_out() -> None:
    found = read(composed(headers={"X-Note": "één\r\nBcc: trap@x.example"}))
    assert found["X-Note"] == "één Bcc: trap@x.example"
    assert found["Bcc"] is None


@pytest.mark.parametrize(
    ("value", "mailboxes"),
    [
        ("hr@x.example", [("", "hr@x.example")]),
        ("Zoë <z@x.example>, a@x.example", [("Zoë", "z@x.example"), ("", "a@x.example")]),
        ('"Vries, Zoë" <z@x.example>', [("Vries, Zoë", "z@x.example")]),
    ],
    ids=["bare", "two", "comma"],
)
def test_in_an_address_field_only_the_names_are_encoded(value: str, mailboxes: list[tuple[str, str]]) -> None:
    found = read(composed(headers={"Reply-To": value}))["Reply-To"]
    assert [(one.display_name, one.addr_spec) for one in found.addresses] == mailboxes


@pytest.mark.parametrize(
    "value", ["nobody", "", "jan@x.example\r\nBcc: trap@x.example", "@", "<>", "a\x00b@x.example"], ids=repr
)
def test_an_address_field_with_something_else_breaks_nothing(value: str) -> None:
    found = read(composed(headers={"Reply-To": value}))
    assert found["Bcc"] is None
    assert found.keys().count("Reply-To") == 1


def test_composing_again_gives_the_same_message() -> None:
    """Date, Message-ID and boundaries are stable: a repeat is recognisable as one."""
    for changes in ({}, {"html": "<p>Dear Jan"}, {"has_attachments": True}):
        assert composed(**changes) == composed(**changes)


@pytest.mark.parametrize("html", ["", "<p>Dear Ján</p>\n"], ids=["text", "text and HTML"])
@pytest.mark.parametrize("count", [0, 1, 3], ids=["no file", "a file", "three files"])
def test_every_shape_of_a_message_is_read_back(html: str, count: int) -> None:
    text = ".dot\n--=_trap\nété\n"
    files = [(f"file {number}.pdf", bytes(range(256)) * number) for number in range(1, count + 1)]
    message = composed(text=text, html=html, has_attachments=bool(files))
    found = read(with_files(message, files) if files else message)
    body = found.get_body(("plain",))
    assert shown(body) == text
    alternative = found.get_body(("html",))
    assert (shown(alternative) if alternative else "") == html
    assert found.get_content_type() == (
        "multipart/mixed" if files else "multipart/alternative" if html else "text/plain"
    )
    assert [(one.get_filename(), one.get_content_type()) for one in found.iter_attachments()] == [
        (name, "application/pdf") for name, _ in files
    ]
    assert [one.get_content() for one in found.iter_attachments()] == [content for _, content in files]


@settings(deadline=None)
@given(text=BODIES, html=BODIES, content=st.binary(max_size=300))
def test_whatever_is_in_it_the_parts_stay_apart(text: str, html: str, content: bytes) -> None:
    found = read(with_files(composed(text=text, html=html, has_attachments=True), [("a.bin", content)]))
    assert shown(found.get_body(("plain",))) == as_lines(text)
    if html:
        assert shown(found.get_body(("html",))) == as_lines(html)
    [file] = found.iter_attachments()
    assert file.get_payload(decode=True) == content


@pytest.mark.parametrize("kind", ["text", "html", "file"])
def test_a_boundary_in_the_content_ends_no_part(kind: str) -> None:
    """Somebody who knows the document's number forwards its source, say."""
    message = composed(text="x", html="<p>x", has_attachments=True)
    trap = b"".join(f"--{mark}\n--{mark}--\n".encode() for mark in (f"=_{KEY.hex}", f"=_a{KEY.hex}"))
    parts = {"text": "x\n", "html": "<p>x\n", kind: trap.decode()}
    message = composed(text=parts["text"], html=parts["html"], has_attachments=True)
    found = read(with_files(message, [("a.txt", trap)]))
    assert (shown(found.get_body(("plain",))), shown(found.get_body(("html",)))) == (parts["text"], parts["html"])
    [file] = found.iter_attachments()
    assert file.get_payload(decode=True) == trap


# -- another sender


@pytest.mark.parametrize(
    "sender",
    [("Anja", "anja@agency.example"), ("Пётр Ильич Чайковский " * 5, "p@agency.example"), ("", "a@agency.example")],
    ids=["short", "folded", "bare"],
)
def test_replacing_the_sender_leaves_everything_else(sender: tuple[str, str]) -> None:
    body = "From: trap@x.example\n>From here\n"
    before = composed(sender=sender, text=body, subject="From: me")
    after = replace_from(before, ("De Brug", "office@agency.example"))
    assert after == composed(sender=("De Brug", "office@agency.example"), text=body, subject="From: me")
    assert len(re.findall(rb"(?m)^From: ", after.partition(b"\r\n\r\n")[0])) == 1


def test_a_new_sender_with_regular_expression_characters_is_taken_as_it_is() -> None:
    after = replace_from(composed(), (r"\1 \g<0>", "office@agency.example"))
    assert read(after)["From"].addresses[0].display_name == r"\1 \g<0>"
