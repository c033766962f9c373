"""A connected socket that never waits longer than its deadline, in clear text or inside TLS."""

import select
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress

from .deadline import SLICE_S, Deadline
from .errors import ConnectionLost
from .tls import looks_like_tls

READ_SIZE = 65536
WRITE_SIZE = 65536  # small enough that the deadline is looked at often on a slow line


class PlainTextInsteadOfTls(Exception):
    """The server answered our handshake in clear text; `octets` is how it begins."""

    def __init__(self, octets: bytes) -> None:
        super().__init__("clear text instead of TLS")
        self.octets = octets


class Channel:
    """Takes over `connection`. Every wait is cut in slices, so that no server can outlast the deadline."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        connection.settimeout(SLICE_S)
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket: socket.socket | ssl.SSLSocket = connection
        self.deadline = deadline
        self.contact = False  # whether the server sent any byte
        self._timeout = SLICE_S

    @property
    def is_tls(self) -> bool:
        """Whether what is said now is encrypted."""
        return isinstance(self.socket, ssl.SSLSocket)

    def _allow(self, until: float) -> None:
        wait_s = self.deadline.next_slice(until)
        if wait_s != self._timeout:
            self.socket.settimeout(wait_s)
            self._timeout = wait_s

    def receive(self, until: float) -> bytes:
        """The next bytes. Raises ConnectionLost at the end of the stream, TimeLimitReached, Cancelled."""
        while True:
            self._allow(until)
            try:
                data = self.socket.recv(READ_SIZE)
            except (TimeoutError, ssl.SSLWantReadError):
                continue
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                data = b""
            except OSError as error:
                raise ConnectionLost(_reason(error)) from error
            if not data:
                raise ConnectionLost("the server closed the connection")
            self.contact = True
            return data

    def receive_now(self) -> bytes:
        """What has arrived already, without waiting; empty when nothing has, or when the connection ended."""
        if not self._readable():
            return b""
        self.socket.settimeout(0)
        self._timeout = 0
        try:
            return self.socket.recv(READ_SIZE)
        except OSError:
            return b""

    def _readable(self) -> bool:
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return True
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        return bool(poll.poll(0))

    def send(self, data: bytes, until: float) -> None:
        """Transmit all of `data`. Raises ConnectionLost, TimeLimitReached, Cancelled."""
        view = memoryview(data)
        while view:
            self._allow(until)
            try:
                view = view[self.socket.send(view[:WRITE_SIZE]) :]
            except (TimeoutError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                continue
            except OSError as error:
                raise ConnectionLost(_reason(error)) from error

    def send_all(self, pieces: Iterable[bytes], until: float) -> None:
        """Transmit the pieces one after the other, small ones together."""
        waiting: list[bytes] = []
        size = 0
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size >= WRITE_SIZE:
                self.send(b"".join(waiting), until)
                waiting, size = [], 0
        if waiting:
            self.send(b"".join(waiting), until)

    def start_tls(self, context: ssl.SSLContext, host: str, until: float) -> ssl.SSLSocket:
        """Handshake; `host` is for SNI and the certificate.

        Raises PlainTextInsteadOfTls, ssl.SSLError, ConnectionLost, TimeLimitReached, Cancelled.
        """
        try:
            wrapped = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        except (ValueError, UnicodeError) as error:
            raise ssl.SSLError(1, f"not a name for TLS: {host}") from error
        except OSError as error:
            raise ConnectionLost(_reason(error)) from error
        self.socket = wrapped
        self._say_hello(wrapped, until)
        while True:
            self._allow(until)
            try:
                wrapped.do_handshake()
            except (TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                continue
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
                raise ConnectionLost("the server closed the connection during the TLS handshake") from error
            except ssl.SSLError:
                raise
            except OSError as error:
                raise ConnectionLost(_reason(error)) from error
            return wrapped

    def _say_hello(self, wrapped: ssl.SSLSocket, until: float) -> None:
        """Send our side's first message, then look at the answer's first bytes before OpenSSL does."""
        wrapped.settimeout(0)
        self._timeout = 0
        try:
            wrapped.do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except ssl.SSLError:
            raise
        except OSError as error:
            raise ConnectionLost(_reason(error)) from error
        first = self._peek(until)
        if first:
            self.contact = True
        if first and not looks_like_tls(first):
            raise PlainTextInsteadOfTls(first)

    def _peek(self, until: float) -> bytes:
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        while not poll.poll(self.deadline.next_slice(until) * 1000):
            pass
        try:
            return socket.socket.recv(self.socket, 512, socket.MSG_PEEK)
        except OSError as error:
            raise ConnectionLost(_reason(error)) from error

    def close(self) -> None:
        """End the connection at once, without waiting for anybody."""
        with suppress(OSError):
            self.socket.close()


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
