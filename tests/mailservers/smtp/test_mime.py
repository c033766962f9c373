"""Messages for servers without 8BITMIME: whatever they are like, they leave in seven bits and say the same."""

import email
import email.message
from email import policy
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.mime import count_parts, seven_bit
from mailservers.smtp.settings import ServerSettings
from tests.servers import ScriptedServer
from tests.servers.scripted import EHLO

NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
HEAD = b"From: a@b.nl\r\n"
ODD = {
    "no charset": HEAD + "\r\ncafé\r\n".encode(),
    "an unknown charset": HEAD + b"Content-Type: text/plain; charset=nope\r\n\r\ncaf\xe9\r\n",
    "a charset that is no ASCII": HEAD + b'Content-Type: text/plain; charset="utf-\xff8"\r\n\r\ncaf\xe9\r\n',
    "an unknown transfer encoding": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nh\xe9\r\n",
    "three thousand parts in each other": NESTED + "\r\ncafé\r\n".encode(),
    "a boundary that is no ASCII": HEAD
    + b'Content-Type: multipart/mixed; boundary="\xff"\r\n\r\n--\xff\r\n\r\n\xe9\r\n',
    "a boundary that never comes": HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\ncaf\xe9\r\n",
    "no body": HEAD + b"Subject: caf\xe9\r\n",
    "no header": "café\r\n".encode(),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_message_is_converted_and_sent(name: str) -> None:
    started = monotonic()
    with ScriptedServer(ehlo=EHLO.replace("250-8BITMIME\n", "")) as server:
        envelope = Envelope("a@b.nl", ("b@b.nl",), ODD[name], parts=count_parts(ODD[name]))
        found = converse(ServerSettings("127.0.0.1", server.port), None, envelope)
    assert (found.outcome, found.failure) == ("accepted", None)
    assert server.messages[0].isascii()
    assert b"\r" not in server.messages[0].replace(b"\r\n", b"")
    assert monotonic() - started < 5


@pytest.mark.parametrize("charset", ["", "; charset=nope", "; charset=iso-8859-1", "; charset=utf-8"])
@pytest.mark.parametrize("kind", ["text/plain", "application/pdf"])
@pytest.mark.parametrize("declared", [b"", b"Content-Transfer-Encoding: 8bit\r\n"])
def test_the_octets_and_the_charset_stay_what_they_were(charset: str, kind: str, declared: bytes) -> None:
    body = b"caf\xe9 \xc3\xa9 = a long line " + b"x" * 200 + b"\r\n\r\nFrom here \r\n.\r\n"
    content_type = f"Content-Type: {kind}{charset}\r\n".encode()
    converted = seven_bit(HEAD + content_type + declared + b"\r\n" + body)
    assert converted.isascii()
    assert content_type in converted
    assert max(map(len, converted.splitlines())) <= 78
    read = email.message_from_bytes(converted, policy=policy.compat32)
    assert read.get_payload(decode=True) == body
    assert read["MIME-Version"] == "1.0"
    assert len(read.get_all("Content-Transfer-Encoding", [])) == 1


def test_only_the_parts_that_need_it_are_encoded() -> None:
    message = email.message.EmailMessage(policy=policy.SMTP.clone(cte_type="8bit"))
    message["Subject"] = "x"
    message.set_content("Dé één\r\n", cte="8bit")
    message.add_alternative("<p>plain</p>\r\n", subtype="html", cte="7bit")
    message.add_attachment(bytes(range(256)), maintype="application", subtype="pdf", filename="één.pdf")
    inner = email.message.EmailMessage(policy=policy.SMTP.clone(cte_type="8bit"))
    inner.set_content("Ook één\r\n", cte="8bit")
    message.add_attachment(inner)
    converted = seven_bit(message.as_bytes())
    assert converted.isascii()
    assert count_parts(converted) == count_parts(message.as_bytes()) == 4
    before, after = (
        [part for part in email.message_from_bytes(each, policy=policy.default).walk() if not part.is_multipart()]
        for each in (message.as_bytes(), converted)
    )
    assert [part.get_content() for part in after] == [part.get_content() for part in before]
    assert [part["Content-Transfer-Encoding"] for part in after] == [
        "quoted-printable",
        "7bit",
        "base64",
        "quoted-printable",
    ]


@pytest.mark.parametrize(
    ("field", "read"),
    [
        ("Subject: Loonstrook één, café\r\n", "Loonstrook één, café"),
        ('From: "Jörg de Vries" <a@b.nl>\r\n', "Jörg de Vries <a@b.nl>"),
        ("From: Jörg de Vries <a@b.nl>\r\n", "Jörg de Vries <a@b.nl>"),
        ("Subject: één\r\n twee drieën\r\n", "één twee drieën"),
        ("Subject: " + "één " * 60 + "\r\n", ("één " * 60).strip()),
    ],
)
def test_header_fields_say_the_same_in_encoded_words(field: str, read: str) -> None:
    converted = seven_bit(field.encode() + b"\r\nx\r\n")
    assert converted.isascii()
    name = field.partition(":")[0]
    assert email.message_from_bytes(converted, policy=policy.default)[name] == read


fragments = st.lists(
    st.sampled_from(
        [b"Content-Type: multipart/mixed; boundary=a", b"Content-Type: message/rfc822", b"--a", b"--a--", b"", b"\xe9",
         b"Content-Transfer-Encoding: 8bit", b"Content-Transfer-Encoding: base64", b"text", b" folded",
         b"Subject: \xc3\xa9"]
    ),
    max_size=14,
).map(lambda lines: b"".join(line + b"\r\n" for line in lines))  # fmt: skip


@given(st.one_of(fragments, st.binary(max_size=200)))
def test_anything_leaves_in_seven_bits(content: bytes) -> None:
    assert seven_bit(content).isascii()
    assert count_parts(content) >= 1


@given(fragments.filter(bytes.isascii))
def test_what_has_seven_bits_keeps_its_parts(content: bytes) -> None:
    assert count_parts(seven_bit(content)) == count_parts(content)


def test_the_parts_of_a_message_are_counted() -> None:
    message = email.message.EmailMessage()
    message.set_content("text")
    assert count_parts(message.as_bytes()) == 1
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="x.pdf")
    assert count_parts(message.as_bytes()) == 2
