"""A connected socket that never waits longer than its deadline, in clear text or inside TLS.

TLS works on memory buffers, so that the bytes a server really sent can be looked at before OpenSSL has eaten them.
"""

import select
import socket
import ssl
import struct
from contextlib import suppress

from .deadline import SLICE_S, Deadline
from .errors import ConnectionLost, SmtpError
from .tls import looks_like_tls

READ_SIZE = 4096  # a TLS record; replies are far smaller
WRITE_SIZE = 65536  # small enough that the deadline is looked at often on a slow line


class PlainTextInsteadOfTls(SmtpError):
    """The server answered our handshake in clear text; `octets` is how it begins."""

    def __init__(self, octets: bytes) -> None:
        super().__init__("clear text instead of TLS")
        self.octets = octets

    @property
    def first_line(self) -> bytes:
        """The first line of it."""
        return self.octets.splitlines()[0]


class Channel:
    """Takes over `connection`. Every wait is cut in slices, so that no server can outlast the deadline."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        if connection.gettimeout() is not None:
            connection.settimeout(None)  # the kernel keeps the time: with Python's timeouts every call is two
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self.deadline = deadline
        self.contact = False  # whether the server sent any byte
        self.tls: ssl.SSLObject | None = None
        self._heard_inside = False  # whether any word came through TLS
        self._incoming: ssl.MemoryBIO
        self._outgoing: ssl.MemoryBIO
        self._timeout = 0.0
        self._arrivals = select.poll()
        self._arrivals.register(connection, select.POLLIN)

    def receive(self, until: float) -> bytes:
        """The next bytes. Raises ConnectionLost at the end of the stream, ssl.SSLError, TimeLimitReached, Cancelled."""
        if self.tls is None:
            return self._receive_raw(until)
        while not (data := self._decrypted(self.tls)):
            self._incoming.write(self._receive_raw(until))
        return data

    def receive_now(self) -> bytes:
        """What has arrived already, without waiting; empty when nothing has, or when the connection ended."""
        raw = b""
        if self._arrivals.poll(0):
            with suppress(OSError):
                raw = self.socket.recv(READ_SIZE, socket.MSG_DONTWAIT)
        self.contact = self.contact or bool(raw)
        if self.tls is None:
            return raw
        self._incoming.write(raw)
        with suppress(ConnectionLost):
            return self._decrypted(self.tls)
        return b""

    def is_readable(self) -> bool:
        """Whether something has arrived, be it the end of the connection."""
        if self.tls is not None and self._incoming.pending:
            return True
        return bool(self._arrivals.poll(0))

    def send(self, data: bytes, until: float) -> None:
        """Transmit all of `data`. Raises ConnectionLost, TimeLimitReached, Cancelled."""
        if self.tls is None:
            self._send_raw(data, until)
            return
        view = memoryview(data)
        while view:
            try:
                view = view[self.tls.write(view[:WRITE_SIZE]) :]
            except ssl.SSLError as error:
                raise ConnectionLost(_reason(error)) from error
            self._send_raw(self._outgoing.read(), until)

    def start_tls(self, context: ssl.SSLContext, host: str, until: float) -> ssl.SSLObject:
        """Handshake; `host` is for SNI and the certificate.

        Raises PlainTextInsteadOfTls, ssl.SSLError, ConnectionLost, TimeLimitReached, Cancelled.
        """
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        try:
            session = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host or None)
        except (ValueError, UnicodeError) as error:
            raise ssl.SSLError(1, f"not a name for TLS: {host}") from error
        heard = False
        while not self._handshake(session, until):
            data = self._receive_raw(until)
            if not heard and not looks_like_tls(data):
                raise PlainTextInsteadOfTls(data)
            heard = True
            self._incoming.write(data)
        self.tls = session
        return session

    def _handshake(self, session: ssl.SSLObject, until: float) -> bool:
        """One step of it, our words sent; True when it is complete. An alert of ours is sent too."""
        try:
            session.do_handshake()
        except ssl.SSLWantReadError:
            return False
        else:
            return True
        finally:
            self._send_raw(self._outgoing.read(), until)

    def _decrypted(self, session: ssl.SSLObject) -> bytes:
        """What has arrived inside TLS; empty when it is not enough yet. Raises ConnectionLost."""
        try:
            data = session.read(READ_SIZE)
        except ssl.SSLWantReadError:
            return b""
        except ssl.SSLError as error:
            # In TLS 1.3 a server refuses our side of the handshake (no certificate of ours, say) after we think that
            # it is done (RFC 8446 4.4.2.4): an error before the first word is still the handshake's.
            if not self._heard_inside and not isinstance(error, (ssl.SSLZeroReturnError, ssl.SSLEOFError)):
                raise
            raise ConnectionLost(_reason(error)) from error
        if not data:
            raise ConnectionLost("the server closed the connection")
        self._heard_inside = True
        return data

    def _receive_raw(self, until: float) -> bytes:
        while True:
            self._allow(until)
            try:
                data = self.socket.recv(READ_SIZE)
            except (TimeoutError, BlockingIOError):
                continue
            except OSError as error:
                raise ConnectionLost(_reason(error)) from error
            if not data:
                raise ConnectionLost("the server closed the connection")
            self.contact = True
            return data

    def _send_raw(self, data: bytes, until: float) -> None:
        view = memoryview(data)
        while view:
            self._allow(until)
            try:
                view = view[self.socket.send(view[:WRITE_SIZE]) :]
            except (TimeoutError, BlockingIOError):
                continue
            except OSError as error:
                raise ConnectionLost(_reason(error)) from error

    def _allow(self, until: float) -> None:
        wait_s = self.deadline.next_slice(until)
        if wait_s != self._timeout:
            limit = WHOLE_SLICE if wait_s == SLICE_S else _timeval(wait_s)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
            self._timeout = wait_s

    def close(self) -> None:
        """End the connection at once, without waiting for anybody."""
        with suppress(OSError):
            self.socket.close()


def _timeval(seconds: float) -> bytes:
    """What the kernel wants as a time limit; `seconds` are less than one."""
    return struct.pack("@ll", 0, max(1, int(seconds * 1_000_000)))


WHOLE_SLICE = _timeval(SLICE_S)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
