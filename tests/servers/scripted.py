"""A server whose answers a test decides: polite unless told otherwise, then as rude as servers get.

    with ScriptedServer(rcpt="550 5.1.1 no such user") as server: … server.port, server.heard

Each answer is text (lines get CRLF), bytes (sent as they are), a function that is given the session, or a list of
those for the first, second, … time (the last one stays). `then` joins several.
"""

import contextlib
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from typing import Any

import pytest

Answer = str | bytes | Callable[["Session"], None] | list[Any] | None

EHLO = "250-mail.test\n250-SIZE 1000000\n250-8BITMIME\n250-ENHANCEDSTATUSCODES\n250 HELP"
PIPELINING = EHLO.replace("250 HELP", "250 PIPELINING")
CHUNKING = PIPELINING.replace("250-8BITMIME", "250-8BITMIME\n250-CHUNKING")
# For a test that must hold however client and server speak with each other.
every_dialect = pytest.mark.parametrize(
    "announced", [EHLO, PIPELINING, CHUNKING], ids=["plain", "pipelining", "chunking"]
)

POLITE: dict[str, Answer] = {
    "greeting": "220 mail.test ESMTP",
    "ehlo": EHLO,
    "helo": "250 mail.test",
    "starttls": "220 2.0.0 go ahead",
    "auth": "235 2.7.0 welcome",
    "auth_response": "235 2.7.0 welcome",
    "mail": "250 2.1.0 sender ok",
    "rcpt": "250 2.1.5 recipient ok",
    "data": "354 send it",
    "message": "250 2.0.0 queued as TEST42",
    "bdat": "250 2.0.0 queued as TEST42",
    "rset": "250 2.0.0 reset",
    "quit": "221 2.0.0 bye",
    "other": "500 5.5.1 what?",
}


class Session:
    """One connection to the scripted server."""

    def __init__(self, connection: socket.socket, server: "ScriptedServer") -> None:
        self.connection = connection
        self.server = server
        self.closed = False
        self._buffer = b""
        self._said = b""  # in answer to the last command
        self._times: dict[str, int] = {}

    def say(self, answer: Answer) -> None:
        """Give one answer."""
        if callable(answer):
            answer(self)
        elif isinstance(answer, str):
            self.send("".join(f"{line}\r\n" for line in answer.split("\n")).encode())
        elif isinstance(answer, bytes):
            self.send(answer)

    def send(self, octets: bytes) -> None:
        self._said = (self._said + octets)[-1000:]
        try:
            self.connection.sendall(octets)
        except OSError:
            self.closed = True

    def line(self) -> bytes | None:
        """The next line, without its end; None when the client is gone."""
        while b"\n" not in self._buffer:
            if not self._fill():
                return None
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.removesuffix(b"\r")

    def octets(self, count: int) -> bytes:
        """Exactly so many octets, or what came until the client went."""
        while len(self._buffer) < count and self._fill():
            pass
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _fill(self) -> bool:
        try:
            data = self.connection.recv(65536)
        except OSError:
            return False
        self._buffer += data
        return bool(data)

    def wait_for_the_end(self) -> None:
        """Say nothing until the client hangs up or the test is over."""
        with contextlib.suppress(OSError, ValueError):
            while not self.closed and not self.server.over.is_set():
                if select.select([self.connection], [], [], 0.1)[0] and not self.connection.recv(65536):
                    break
        self.closed = True

    def secure(self) -> None:
        """Become TLS."""
        try:
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        except (OSError, ssl.SSLError):
            self.closed = True

    def run(self) -> None:
        if self.server.implicit_tls:
            self.secure()
        self.answer("greeting")
        while not self.closed:
            line = self.line()
            if line is None:
                return
            self.server.heard.append(line)
            self._react(line)

    def _react(self, line: bytes) -> None:
        verb = line.split(b" ")[0].decode("latin-1").lower()
        if verb == "starttls":
            self.answer("starttls")
            if not self.closed and b"220" in self._said:
                self.secure()
        elif verb == "bdat":
            self.server.messages.append(self.octets(int(line.split()[1])))
            self.answer("bdat")
        elif verb == "data":
            self.answer("data")
            if not self.closed and b"354" in self._said:
                self._message()
        elif verb in POLITE and verb not in ("greeting", "message", "auth_response", "other"):
            self.answer(verb)
            if verb == "quit":
                self.closed = True
        else:
            self.answer("auth_response" if self.server.expects_response else "other")

    def _message(self) -> None:
        lines = []
        while (line := self.line()) not in (b".", None):
            lines.append(line.removeprefix(b".") + b"\r\n")
        self.server.messages.append(b"".join(lines))
        if line is not None:
            self.answer("message")

    def answer(self, name: str) -> None:
        """What the script says to `name`, this time."""
        self._said = b""
        answer = self.server.answers[name]
        count = self._times[name] = self._times.get(name, -1) + 1
        self.say(answer[min(count, len(answer) - 1)] if isinstance(answer, list) else answer)


class ScriptedServer:
    """Listens while it is entered. `implicit_tls`: speak TLS from the first byte, with `tls`."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        family: int = socket.AF_INET,
        **answers: Any,
    ) -> None:
        unknown = set(answers) - set(POLITE)
        assert not unknown, f"no such answers: {unknown}"
        self.answers = POLITE | answers
        self.tls = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.implicit_tls = implicit_tls
        self.expects_response = isinstance(self.answers["auth"], (str, list)) and "334" in str(self.answers["auth"])
        self.heard: list[bytes] = []
        self.messages: list[bytes] = []
        self.over = threading.Event()
        self.connections = 0
        self._listener = socket.create_server(
            ("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), family=family, backlog=20
        )
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "ScriptedServer":
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, target: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        session = Session(connection, self)
        try:
            session.run()
        finally:
            with contextlib.suppress(OSError):
                session.connection.close()


def silence(session: Session) -> None:
    """Say nothing more."""
    session.wait_for_the_end()


def close(session: Session) -> None:
    """Hang up."""
    session.closed = True


def reset(session: Session) -> None:
    """Hang up as a crashing machine does: RST instead of FIN."""
    with contextlib.suppress(OSError):
        session.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    session.closed = True


def drip(octets: bytes, every_s: float = 0.05) -> Callable[[Session], None]:
    """Send `octets` again and again, one at a time, for as long as the client endures it."""

    def act(session: Session) -> None:
        while not session.closed:
            for octet in octets:
                if session.closed or session.server.over.wait(every_s):
                    session.closed = True
                    return
                session.send(bytes([octet]))

    return act


def then(*answers: Answer) -> Callable[[Session], None]:
    """Several answers, one after the other."""

    def act(session: Session) -> None:
        for answer in answers:
            if not session.closed:
                session.say(answer)

    return act
