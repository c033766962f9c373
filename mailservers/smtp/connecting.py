"""From a host name to a connected socket: every address is tried, none can hold up the others."""

import errno
import os
import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

from . import notes
from .conversation import Failure, FailureKind, Phase
from .deadline import Deadline
from .errors import ConversationFailed, TimeLimitReached
from .network import NetworkPolicy
from .transcript import Transcript

# RFC 8305 5: start the next attempt after 250 ms, so that a dead IPv6 route costs no more than that.
NEXT_ADDRESS_AFTER_S = 0.25
AT_ONCE = struct.pack("@ll", 0, 5_000)  # seconds and microseconds
RESOLVE_LIMIT_S = 20.0  # resolv.conf's defaults: 2 attempts of 5 s at 2 servers
CONNECT_LIMIT_S = 30.0  # Postfix's smtp_connect_timeout
ADDRESSES_LIMIT = 16

_NO_ROUTE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.EADDRNOTAVAIL,
    errno.ENETDOWN,
    errno.EHOSTDOWN,
    errno.EAFNOSUPPORT,
}
_HOST_UNKNOWN = {socket.EAI_NONAME}
_NO_ADDRESS = {getattr(socket, "EAI_NODATA", -5), getattr(socket, "EAI_ADDRFAMILY", -9)}
_REASONS = {
    FailureKind.CONNECTION_REFUSED: "connection refused",
    FailureKind.NO_ROUTE: "no route",
    FailureKind.CONNECT_TIMEOUT: "no answer",
    FailureKind.NETWORK_FORBIDDEN: "not allowed",
}

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


def resolve(host: str, port: int, deadline: Deadline) -> list[Address]:
    """The addresses of `host`, in the system's order of preference.

    getaddrinfo knows no time limit: it runs in a thread of its own, which is left behind when it is late.
    Raises ConversationFailed.
    """
    host = host.strip("[]")
    with suppress(OSError, ValueError):  # an IPv4 address, as most do not write one: then the rest need not be asked
        socket.inet_pton(socket.AF_INET, host)
        return [(socket.AF_INET, (host, port))]
    numeric = _lookup(host, port, socket.AI_NUMERICHOST)
    if isinstance(numeric, list):
        return numeric
    answer: list[list[Address] | OSError] = []
    thread = threading.Thread(target=lambda: answer.append(_lookup(host, port, 0)), daemon=True, name="resolve")
    thread.start()
    until = deadline.within(RESOLVE_LIMIT_S)
    while thread.is_alive():
        try:
            thread.join(deadline.next_slice(until))
        except TimeLimitReached as error:
            raise _failed(FailureKind.DNS_FAILURE, Phase.DNS, "no answer from the name server", timeout=True) from error
    found = answer[0] if answer else OSError("the resolver ended without a result")
    if isinstance(found, OSError):
        raise _failed(_dns_kind(found), Phase.DNS, str(found.args[-1] if found.args else found))
    return found


def _lookup(host: str, port: int, flags: int) -> list[Address] | OSError:
    try:
        name = host.encode() if host.isascii() else host  # as octets it need not pass through Python's IDNA first
        rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=flags)
    except (OSError, UnicodeError) as error:
        return error if isinstance(error, OSError) else socket.gaierror(socket.EAI_NONAME, "not a host name")
    return [(socket.AddressFamily(family), address) for family, _, _, _, address in rows[:ADDRESSES_LIMIT]]


def _dns_kind(error: OSError) -> FailureKind:
    if error.errno in _HOST_UNKNOWN:
        return FailureKind.HOST_UNKNOWN
    return FailureKind.HOST_NO_ADDRESS if error.errno in _NO_ADDRESS else FailureKind.DNS_FAILURE


def _failed(kind: FailureKind, phase: Phase, detail: str, **facts: object) -> ConversationFailed:
    return ConversationFailed(Failure(phase, kind, detail=detail, facts=facts))


def permitted(addresses: list[Address], policy: NetworkPolicy, transcript: Transcript) -> list[Address]:
    """The addresses that may be reached. Raises ConversationFailed when none may."""
    allowed = [address for address in addresses if policy.permits(address[1][0])]
    for address in addresses:
        if address not in allowed:
            transcript.note(notes.ADDRESS_FAILED, address=address[1][0], reason=_REASONS[FailureKind.NETWORK_FORBIDDEN])
    if not allowed:
        shown = ", ".join(address[1][0] for address in addresses)
        raise _failed(FailureKind.NETWORK_FORBIDDEN, Phase.CONNECT, f"not allowed: {shown}", addresses=shown)
    return allowed


def connect(addresses: list[Address], deadline: Deadline, transcript: Transcript) -> tuple[socket.socket, str]:
    """A connected socket to the first address that answers, and that address.

    The other side may have hung up already: then the socket itself no longer knows whose it was.

    Raises ConversationFailed when none does: refused weighs more than no route, and that more than silence.
    """
    race = _Race(iter(addresses), deadline.within(CONNECT_LIMIT_S), transcript)
    try:
        while race.goes_on:
            try:
                wait_s = deadline.next_slice(race.until)
            except TimeLimitReached:
                race.give_up()
                break
            winner = race.step(wait_s)
            if winner is not None:
                transcript.note(notes.CONNECTED)
                return winner
    finally:
        race.close()
    kinds = race.failures
    kind = next((each for each in _REASONS if each in kinds), FailureKind.CONNECT_TIMEOUT)
    raise _failed(kind, Phase.CONNECT, _REASONS[kind], addresses=", ".join(str(a[1][0]) for a in addresses))


class _Race:
    """Connection attempts side by side, started one after the other."""

    def __init__(self, waiting: Iterator[Address], until: float, transcript: Transcript) -> None:
        self.until = until
        self.failures: list[FailureKind] = []
        self._waiting: Iterator[Address] | None = waiting
        self._transcript = transcript
        self._running: dict[int, tuple[socket.socket, str]] = {}
        self._next_at = 0.0
        self._poll = select.poll()

    @property
    def goes_on(self) -> bool:
        return bool(self._running) or self._waiting is not None

    def step(self, wait_s: float) -> tuple[socket.socket, str] | None:
        """Start the next attempt when it is due, then wait at most `wait_s` for one to succeed."""
        if monotonic() >= self._next_at or not self._running:
            winner = self._start_next()
            if winner is not None or not self._running:
                return winner
        if self._waiting is not None:
            wait_s = min(wait_s, max(0.0, self._next_at - monotonic()))
        for descriptor, _ in self._poll.poll(wait_s * 1000):
            connection, address = self._running.pop(descriptor)
            self._poll.unregister(descriptor)
            problem = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if not problem:
                return connection, address
            connection.close()
            self._note_failure(address, problem)
        return None

    def _start_next(self) -> tuple[socket.socket, str] | None:
        following = next(self._waiting, None) if self._waiting is not None else None
        if following is None:
            self._waiting = None
            return None
        family, address = following
        self._transcript.note(notes.CONNECTING, address=address[0], port=address[1])
        self._next_at = monotonic() + NEXT_ADDRESS_AFTER_S
        try:
            connection = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            self._note_failure(address[0], error.errno or 0)
            return None
        # Most servers answer at once: the kernel waits a moment for that, which spares a round of asking.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, AT_ONCE)
        problem = connection.connect_ex(address)
        if problem == 0:
            return connection, address[0]
        connection.setblocking(False)
        if problem not in (errno.EINPROGRESS, errno.EAGAIN):
            connection.close()
            self._note_failure(address[0], problem)
            return None
        self._running[connection.fileno()] = (connection, address[0])
        self._poll.register(connection, select.POLLOUT)
        return None

    def _note_failure(self, address: str, problem: int) -> None:
        kind = FailureKind.CONNECT_TIMEOUT
        if problem == errno.ECONNREFUSED:
            kind = FailureKind.CONNECTION_REFUSED
        elif problem in _NO_ROUTE:
            kind = FailureKind.NO_ROUTE
        self.failures.append(kind)
        reason = _REASONS[kind] if kind is not FailureKind.CONNECT_TIMEOUT else os.strerror(problem).lower()
        self._transcript.note(notes.ADDRESS_FAILED, address=address, reason=reason)

    def give_up(self) -> None:
        for _, address in self._running.values():
            self.failures.append(FailureKind.CONNECT_TIMEOUT)
            self._transcript.note(notes.ADDRESS_FAILED, address=address, reason="no answer")

    def close(self) -> None:
        for connection, _ in self._running.values():
            with suppress(OSError):
                connection.close()
