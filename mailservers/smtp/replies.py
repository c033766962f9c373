"""A server's replies (RFC 5321 4.2): bytes in, `Reply` objects out, with hard limits.

Enhanced status codes (RFC 3463) are read here, once. Bytes that cannot be shown survive as `\\xNN`.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .errors import ServerProtocolError
from .escaping import shown

LINE_LIMIT = 4096  # octets of a line that are shown; RFC 5321 4.5.3.1.5 says 512, real servers send more
LINE_KEPT = 32768  # octets that are searched for secrets before the line is cut; the longest access token fits in
REPLY_LINES_LIMIT = 100  # the longest real EHLO replies have about 30 lines
CONVERSATION_LIMIT = 1 << 20  # octets from the server in one conversation; AUTH, EHLO and errors stay far below
WHOLE_LIMIT = 2048  # octets of a reply of many lines that is remembered as a whole
SHORT_LINE = 200  # octets of a reply of one line that is remembered
LINE_CUT = "«line cut»"  # stands for what a line had beyond LINE_LIMIT

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_BEGINNING = re.compile(rb"[2-5](?:[0-9](?:[0-9][ \r-]?)?)?|\r")  # of a line that may become a reply
_ENHANCED = re.compile(r"[(#]*([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")


@dataclass(frozen=True, slots=True)
class Reply:
    """One complete reply. `lines` are its texts without reply codes; `enhanced` is "5.7.8" or empty."""

    code: int
    lines: tuple[str, ...] = ()
    enhanced: str = ""
    uncut: tuple[str, ...] = field(default=(), repr=False, compare=False)  # if any line was cut; the scrubber reads it

    @property
    def text(self) -> str:
        """All lines, joined by line feeds, enhanced status codes included as the server sent them."""
        return "\n".join(self.lines)

    @property
    def is_positive(self) -> bool:
        """2yz or 3yz."""
        return 200 <= self.code < 400

    @property
    def is_temporary(self) -> bool:
        """4yz: trying later may help."""
        return 400 <= self.code < 500

    @property
    def is_permanent(self) -> bool:
        """5yz: the same words will be refused again."""
        return self.code >= 500

    @property
    def wire_lines(self) -> tuple[str, ...]:
        """The lines as the server sent them, reply codes included."""
        return _wire_lines(self.code, self.lines)

    @classmethod
    def parse(cls, text: str) -> "Reply":
        """The reply written in `text` ("550-5.1.1 No\\n550 5.1.1 such user").

        Raises ServerProtocolError when it is not exactly one complete reply.
        """
        parser = ReplyParser()
        parser.feed("".join(line.rstrip("\r") + "\r\n" for line in text.strip("\n").split("\n")).encode())
        reply = parser.next_reply()
        if reply is None or parser.has_unread:
            raise ServerProtocolError("not-a-reply", "not exactly one complete reply")
        return reply


@lru_cache(maxsize=256)
def _wire_lines(code: int, lines: tuple[str, ...]) -> tuple[str, ...]:
    if len(lines) < 2:
        return (f"{code} {lines[0]}".rstrip() if lines else str(code),)
    *before, last = lines
    return (*(f"{code}-{line}".rstrip() for line in before), f"{code} {last}".rstrip())


def decoded(octets: bytes) -> str:
    """The text of a server's line, as it may be shown anywhere: UTF-8, everything else escaped as in `\\xNN`.

    This is where a server's words come in. Nobody after this has to think of terminals that obey escape sequences,
    of right-to-left marks or of databases without NUL; the reply code was read from the octets.
    """
    return shown(octets.decode("utf-8", "backslashreplace"))


def enhanced_code(code: int, lines: tuple[str, ...]) -> str:
    """The enhanced status code that the texts start with, if it belongs to the class of `code` (RFC 2034 4)."""
    for line in lines:
        match = _ENHANCED.match(line)
        if match and match[1][0] == str(code)[0]:
            return match[1]
    return ""


@lru_cache(maxsize=256)  # EHLO is answered with the same lines all day
def _read_line(line: bytes) -> tuple[int, bool, str] | None:
    """Code, whether more lines follow, and text; None when this is no reply line."""
    match = _LINE.fullmatch(line)
    if not match:
        return None
    cut = f" {LINE_CUT}" if len(line) > LINE_LIMIT else ""
    return int(match[1]), match[2] == b"-", decoded((match[3] or b"")[: LINE_LIMIT - 4]) + cut


@lru_cache(maxsize=256)  # servers say the same few short sentences all day
def _single_line_reply(line: bytes) -> Reply | None:
    """The reply that consists of this line alone, its end included, or None when it is not the last of a reply."""
    read = _read_line(_without_end(line))
    if read is None or read[1]:
        return None
    code, lines = read[0], (read[2],)
    return Reply(code, lines, enhanced_code(code, lines))


@lru_cache(maxsize=64)  # an EHLO reply: the same lines all day, and the longest of all replies
def _many_lines_reply(octets: bytes) -> Reply | None:
    """The reply, if `octets` are exactly one, without anything that needs a closer look."""
    parser = ReplyParser()
    parser.feed(octets)
    try:
        reply = parser.read_line_by_line()
    except ServerProtocolError:
        return None
    return None if parser.has_unread or (reply and reply.uncut) else reply


def _without_end(line: bytes) -> bytes:
    """`line` without CRLF, or the LF that stands for it with some servers."""
    return line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")


class ReplyParser:
    """Splits what a server sends into replies; the same events however the bytes were cut."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._consumed = 0  # octets of complete lines, and of what over-long lines lost
        self._code = 0
        self._lines: list[str] = []
        self._uncut: list[str] = []

    def feed(self, data: bytes) -> None:
        """Take bytes from the server."""
        self._buffer += data

    def restart_total(self) -> None:
        """Start counting CONVERSATION_LIMIT anew: a kept connection holds many conversations."""
        self._consumed = 0

    @property
    def has_unread(self) -> bool:
        """Whether any byte waits, be it of an unfinished reply."""
        return bool(self._buffer or self._lines)

    @property
    def first_bytes(self) -> bytes:
        """The beginning of what has not been read as a reply yet."""
        return bytes(self._buffer[:LINE_KEPT])

    def unfinished(self) -> list[str]:
        """What arrived of a reply that never became complete and what follows it; whole lines, unless it is one."""
        rest = bytes(self._buffer[:LINE_KEPT]).splitlines()
        if len(self._buffer) >= LINE_KEPT and len(rest) > 1:
            rest.pop()  # half a line, in which half a secret would not be found
        return [f"{self._code}-{line}" for line in self._uncut] + list(map(decoded, rest))

    def next_reply(self) -> Reply | None:
        """The next complete reply, or None until more bytes arrive.

        Raises ServerProtocolError for a line that is no reply line, for codes that change within a reply and
        for more than REPLY_LINES_LIMIT lines or CONVERSATION_LIMIT octets.
        """
        buffer = self._buffer
        if not buffer:
            return None
        return (self._known_reply(buffer) if not self._lines else None) or self.read_line_by_line()

    def _known_reply(self, buffer: bytearray) -> Reply | None:
        """The next reply if it is an ordinary one, known from earlier more often than not."""
        if buffer[3:4] == b"-":
            size = len(buffer)
            reply = _many_lines_reply(bytes(buffer)) if size <= WHOLE_LIMIT else None
        else:
            size = buffer.find(b"\n") + 1
            reply = _single_line_reply(bytes(buffer[:size])) if 0 < size <= SHORT_LINE else None
        if reply is None or self._consumed + size > CONVERSATION_LIMIT:
            return None
        self._consumed += size
        del buffer[:size]
        return reply

    def read_line_by_line(self) -> Reply | None:
        """The same as `next_reply`, without knowing any reply already."""
        while (line := self._next_line()) is not None:
            reply = self._add_line(line)
            if reply is not None:
                return reply
        return None

    def _next_line(self) -> bytes | None:
        """One line without its end. Servers that end lines with a bare LF are understood (but never imitated)."""
        buffer = self._buffer
        end = buffer.find(b"\n")
        if end < 0 and buffer and not _BEGINNING.fullmatch(buffer[:4]):  # other protocols need not end their lines
            raise ServerProtocolError("not-a-reply", "not a reply line", decoded(bytes(buffer[:LINE_KEPT])))
        size = end + 1 if end >= 0 else len(buffer)
        if self._consumed + size > CONVERSATION_LIMIT:
            raise ServerProtocolError("too-much", f"more than {CONVERSATION_LIMIT} octets from the server")
        if end < 0:
            if size > LINE_KEPT:  # skip the rest
                del buffer[LINE_KEPT:]
                self._consumed += size - LINE_KEPT
            return None
        line = bytes(buffer[:size])
        del buffer[:size]
        self._consumed += size
        return _without_end(line)

    def _add_line(self, line: bytes) -> Reply | None:
        read = _read_line(line[:LINE_KEPT])
        if read is None:
            self._buffer[:0] = line + b"\r\n"  # shown as what was not understood
            raise ServerProtocolError("not-a-reply", "not a reply line", decoded(line[:LINE_KEPT]))
        code, more_follows, text = read
        if self._lines and code != self._code:
            self._buffer[:0] = line + b"\r\n"
            raise ServerProtocolError("code-changed", f"reply code changed from {self._code} to {code} within a reply")
        self._code = code
        self._lines.append(text)
        self._uncut.append(text if len(line) <= LINE_LIMIT else decoded(line[4:LINE_KEPT]))
        if more_follows:
            if len(self._lines) >= REPLY_LINES_LIMIT:
                raise ServerProtocolError("reply-too-long", f"a reply of more than {REPLY_LINES_LIMIT} lines")
            return None
        lines, uncut = tuple(self._lines), tuple(self._uncut)
        self._lines, self._uncut = [], []
        return Reply(code, lines, enhanced_code(code, lines), uncut if uncut != lines else ())
