"""The reply parser: strict, bounded, and indifferent to how the bytes were cut."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailservers.smtp.errors import ServerProtocolError
from mailservers.smtp.replies import CONVERSATION_LIMIT, LINE_CUT, LINE_LIMIT, REPLY_LINES_LIMIT, Reply, ReplyParser

from .streams import streams


def events(pieces: list[bytes]) -> list[Reply | str]:
    """Every reply, and the error that ended it, if one did."""
    parser, found = ReplyParser(), []
    for piece in pieces:
        parser.feed(piece)
        try:
            while (reply := parser.next_reply()) is not None:
                found.append(reply)
        except ServerProtocolError as error:
            return [*found, error.what]
    return found


@pytest.mark.parametrize(
    ("octets", "reply"),
    [
        (b"250 ok\r\n", Reply(250, ("ok",))),
        (b"250\r\n", Reply(250, ("",))),
        (b"250 \r\n", Reply(250, ("",))),
        (b"250 ok\n", Reply(250, ("ok",))),
        (b"250-a\r\n250 b\r\n", Reply(250, ("a", "b"))),
        (b"250-\r\n250\r\n", Reply(250, ("", ""))),
        (b"550 5.1.1 unknown\r\n", Reply(550, ("5.1.1 unknown",), "5.1.1")),
        (b"550-5.1.1 un\r\n550 5.1.1 known\r\n", Reply(550, ("5.1.1 un", "5.1.1 known"), "5.1.1")),
        (b"550 #5.1.0 Address rejected\r\n", Reply(550, ("#5.1.0 Address rejected",), "5.1.0")),
        (b"550 4.1.1 of the wrong class\r\n", Reply(550, ("4.1.1 of the wrong class",))),
        (b"550 5.1.1.1 an address\r\n", Reply(550, ("5.1.1.1 an address",))),
        (b"220 gr\xc3\xbc\xc3\x9fe\r\n", Reply(220, ("grüße",))),
        (b"220 gr\xfc\xdfe\r\n", Reply(220, ("gr\\xfc\\xdfe",))),
    ],
)  # fmt: skip
def test_a_reply_is_read(octets: bytes, reply: Reply) -> None:
    assert events([octets]) == [reply]


@pytest.mark.parametrize(
    ("octets", "what"),
    [
        (b"hello\r\n", "not-a-reply"),
        (b"\r\n", "not-a-reply"),
        (b"25 ok\r\n", "not-a-reply"),
        (b"2500 ok\r\n", "not-a-reply"),
        (b"150 ok\r\n", "not-a-reply"),
        (b"650 ok\r\n", "not-a-reply"),
        (b"250ok\r\n", "not-a-reply"),
        ("２５０ ok\r\n".encode(), "not-a-reply"),
        (b"250-a\r\n251 b\r\n", "code-changed"),
        (b"250-a\r\n" * REPLY_LINES_LIMIT, "reply-too-long"),
        (b"250 " + b"x" * CONVERSATION_LIMIT, "too-much"),
        (b"250 ok\r\n" * 200_000, "too-much"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_what_is_no_reply_is_refused(octets: bytes, what: str) -> None:
    assert events([octets])[-1] == what


def test_the_longest_allowed_reply_is_read() -> None:
    (reply,) = events([b"250-a\r\n" * (REPLY_LINES_LIMIT - 1) + b"250 z\r\n"])
    assert isinstance(reply, Reply)
    assert len(reply.lines) == REPLY_LINES_LIMIT


def test_of_a_long_line_the_beginning_is_kept_and_the_cut_is_shown() -> None:
    (reply,) = events([b"250 " + b"x" * 50_000 + b"\r\n"])
    assert isinstance(reply, Reply)
    assert reply.text == "x" * (LINE_LIMIT - 4) + f" {LINE_CUT}"


def test_a_reply_is_written_as_it_came() -> None:
    assert Reply.parse("250-a\n250 b").wire_lines == ("250-a", "250 b")
    assert Reply(250).wire_lines == ("250",)
    with pytest.raises(ServerProtocolError):
        Reply.parse("250-a")
    with pytest.raises(ServerProtocolError):
        Reply.parse("250 a\n250 b")


def test_what_a_reply_means_follows_from_its_first_digit() -> None:
    assert [Reply(code).is_positive for code in (220, 354, 421, 550)] == [True, True, False, False]
    assert [Reply(code).is_temporary for code in (250, 421, 550)] == [False, True, False]
    assert [Reply(code).is_permanent for code in (250, 421, 550)] == [False, False, True]


def test_an_unfinished_reply_can_be_shown() -> None:
    parser = ReplyParser()
    parser.feed(b"250-first\r\n250 sec")
    assert parser.next_reply() is None
    assert parser.unfinished() == ["250-first", "250 sec"]


@settings(max_examples=8000, deadline=None)
@given(streams, st.data())
def test_the_events_are_the_same_however_the_bytes_are_cut(octets: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(octets)), max_size=8)))
    pieces = [octets[start:end] for start, end in pairwise([0, *cuts, len(octets)])]
    assert events(pieces) == events([octets])


@settings(max_examples=300, deadline=None)
@given(streams)
def test_the_events_are_the_same_octet_by_octet(octets: bytes) -> None:
    assert events([bytes([octet]) for octet in octets]) == events([octets])


@settings(max_examples=2000, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_replies_or_the_documented_error(octets: bytes) -> None:
    for event in events([octets]):
        assert isinstance(event, Reply) or event in {"not-a-reply", "code-changed", "reply-too-long", "too-much"}
        if isinstance(event, Reply):
            assert 200 <= event.code <= 599
            event.text.encode()
